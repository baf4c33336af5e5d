"""The layout file: YAML that a person can correct, written the same every time and checked against the edition."""

import json
from collections.abc import Iterator
from pathlib import Path

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.files import write_whole
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout.model import CERTAIN, SURE, Layout, Placed, Spot, Unplaced

_HEAD = f"""\
# Where the answers sit in a workbook, as the toolkit found it. Correct it, then give it to fill and read with --layout.
# A table's columns stand "at" a column of the sheet and its rows at a row (or the other way round), or columns at whole cells.
# Nothing is filled in or read where a confidence is below {SURE}: set it to {CERTAIN} where the place is right.
"""


def write_layout(path: Path, layout: Layout) -> None:
    """Write a layout file."""
    write_whole(path, to_yaml(layout))


def to_yaml(layout: Layout) -> str:
    """Return a layout as YAML."""
    return _HEAD + "\n".join(_lines(layout)) + "\n"


def _lines(layout: Layout) -> Iterator[str]:
    yield f"edition: {_text(layout.edition)}"
    yield f"workbook: {_text(layout.workbook)}"
    yield "tables:" if layout.tables else "tables: []"
    for table in layout.tables:
        yield from _table(table)
    if layout.unplaced:
        yield "unplaced:"
        yield from (f"- {_flow(_given(one))}" for one in layout.unplaced)
    if layout.notes:
        yield f"notes: {layout.notes}"
    if layout.passed_over:
        yield f"passed_over: {_value(list(layout.passed_over))}"


def _table(table: Placed) -> Iterator[str]:
    yield f"- question: {_text(table.question)}"
    yield f"  sheet: {_text(table.sheet)}"
    yield f"  heading: {_spot(table.heading)}"
    if table.row is not None:
        yield f"  row: {_text(table.row)}"
    for name, spots in (("columns", table.columns), ("rows", table.rows)):
        if spots:
            yield f"  {name}:"
            yield from (f"    {_text(key)}: {_spot(spot)}" for key, spot in spots.items())


def _spot(spot: Spot) -> str:
    return _flow(_given(spot) | {"at": spot.at, "confidence": spot.confidence})


def _given(one: Spot | Unplaced) -> dict[str, object]:
    """Return what a person has to see: what is said, in the order of the model."""
    return dict(one.model_dump(mode="json", exclude_defaults=True))


def _flow(data: dict[str, object]) -> str:
    ordered = sorted(
        data, key=lambda name: ("at", "sheet", "cell", "confidence", "label", "text").index(name) if name in _FIRST else 9
    )
    return "{" + ", ".join(f"{name}: {_value(data[name])}" for name in ordered) + "}"


_FIRST = {"at", "sheet", "cell", "confidence", "label", "text"}


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)


def read_layout(path: Path, edition: Edition | None = None) -> Layout:
    """Read a layout file and check every name in it.

    Args:
        path: The file.
        edition: The edition, where it is not a shipped one.

    Raises:
        DefinitionError: With everything that is wrong, by line.
        InputError: It is for another edition.
    """
    document = read(path)
    layout: Layout = validated(document, Layout)
    if edition is not None and layout.edition != edition.id:
        raise InputError(document.where(("edition",)), f"is a layout of {layout.edition}, not of {edition.id}", "Find it anew.")
    faults = list(_faults(document, layout, edition or load_edition(layout.edition)))
    if faults:
        raise DefinitionError(faults)
    return layout


def _faults(document: Document, layout: Layout, edition: Edition) -> Iterator[Fault]:
    taken: dict[tuple[str, str], Address] = {}
    for i, table in enumerate(layout.tables):
        wrong = list(_wrong_names(document, i, table, edition))
        yield from wrong
        for point in () if wrong else table.points():
            other = taken.setdefault((point.sheet, point.cell), point.address)
            if other != point.address and point.confidence >= SURE:
                where = document.where(("tables", i, "columns", point.address.column or ""))
                yield Fault(where, f"{point.place} is given to {point.address} and to {other}", "Keep one of the two.")


def _wrong_names(document: Document, i: int, table: Placed, edition: Edition) -> Iterator[Fault]:
    loc = ("tables", i)
    question = edition.questions.get(table.question)
    if question is None:
        yield Fault(
            document.where((*loc, "question")),
            f"there is no question '{table.question}'",
            nearest(table.question, edition.questions),
        )
        return
    for name in table.columns:
        if name not in question.by_name:
            where = document.where((*loc, "columns", name))
            yield Fault(where, f"question {question.id} has no column '{name}'", nearest(name, question.by_name))
    for row in table.rows or (table.row,):
        try:
            edition.column(Address(question.id, row, question.columns[0].name))
        except InputError as error:
            yield Fault(document.where((*loc, "rows", row or "")), error.problem, error.fix)
