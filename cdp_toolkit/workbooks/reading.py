"""Reads a workbook of our own template back into answers, by the names of its cells.

An answer that nobody changed keeps its source and status, which the workbook's sheet of sources holds. One that differs from
what was filled in is the answer of the person who typed it, with the cell as its source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source, Status
from cdp_toolkit.structure.references import Range
from cdp_toolkit.values import Address, as_text
from cdp_toolkit.workbooks.named_cells import NamedCells, Place, read_named_cells
from cdp_toolkit.workbooks.template_cells import CellValue, address_of, column_of, from_cell
from cdp_toolkit.workbooks.template_tables import HEAD, SOURCES

_FACTS = ("edition", "organisation", "sectors", "issues", "requesters", "flags")


@dataclass(frozen=True)
class ReadBack:
    """The answers of a filled workbook, and what could not be read as an answer."""

    response: Response
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Filled:
    """What the sheet of sources says of one answer."""

    text: str
    source: Source
    status: Status


def read_filled(path: Path, edition: Edition | None = None) -> ReadBack:
    """Read a filled workbook of our own template.

    Args:
        path: The workbook.
        edition: The edition that it was made from, where that is not a shipped one.

    Raises:
        InputError: The file is no workbook, or none of our template.
    """
    cells = read_named_cells(path, SOURCES)
    facts = {name: _fact(cells, name) for name in _FACTS}
    if not facts["edition"]:
        problem = "is no workbook of this toolkit's template: the name cdp_edition is missing"
        raise InputError(path.name, problem, "Give a workbook that 'fill' made, or read another one with its layout.")
    edition = edition or load_edition(facts["edition"])
    answers, findings = _answers(cells, edition, path.name)
    return ReadBack(Response.of(edition.id, answers, _organisation(facts)), tuple(findings))


def _fact(cells: NamedCells, name: str) -> str:
    place = cells.places.get(f"cdp_{name}")
    value = None if place is None else cells.value(place)
    return "" if value is None else str(value)


def _organisation(facts: Mapping[str, str]) -> Organisation:
    def listed(name: str) -> tuple[str, ...] | None:
        lines = tuple(filter(None, map(str.strip, facts[name].splitlines())))
        return None if not lines else () if lines == ("none",) else lines

    requesters, flags = listed("requesters"), listed("flags")
    return Organisation(facts["organisation"], listed("sectors") or (), listed("issues") or (), requesters, flags)


def _answers(cells: NamedCells, edition: Edition, file: str) -> tuple[list[Answer], list[Finding]]:
    filled = _filled(cells)
    named = [(address, place) for name, place in cells.places.items() if (address := address_of(name)) is not None]
    inserted = list(_inserted(cells, named))
    answers = []
    findings = [*_lost(dict(named), filled, file), *_said(inserted, file)]
    for address, place in [*named, *inserted]:
        value = cells.value(place)
        if value is None:
            continue
        answer = _answer(edition, address, value, filled.get(str(address)), f"{file} {place}")
        if isinstance(answer, Finding):
            findings.append(answer)
        else:
            answers.append(answer)
    return answers, findings


def _inserted(cells: NamedCells, named: list[tuple[Address, Place]]) -> Iterator[tuple[Address, Place]]:
    """Yield the filled cells of rows that a person inserted, numbered after those that have names."""
    taken: dict[str, int] = {}
    for address, _ in named:
        if address.row is not None and address.row.isdigit():
            taken[address.question] = max(taken.get(address.question, 0), int(address.row))
    known = {(place.sheet, place.area.anchor) for _, place in named}
    numbers: dict[tuple[str, str, int], str] = {}
    for name, region in cells.places.items():
        column = column_of(name)
        if column is None:
            continue
        for cell in region.area:
            if (region.sheet, cell) in known or cells.at(region.sheet, cell) is None:
                continue
            track = cell.row if region.area.bottom > region.area.top else cell.column
            key = (column.question, region.sheet, track)
            if key not in numbers:
                taken[column.question] = taken.get(column.question, 0) + 1
                numbers[key] = str(taken[column.question])
            place = Place(region.sheet, Range(cell.row, cell.column, cell.row, cell.column))
            yield replace(column, row=numbers[key]), place


def _said(inserted: list[tuple[Address, Place]], file: str) -> list[Finding]:
    rows = {(address.question, address.row): place for address, place in reversed(inserted)}
    fix = "Nothing, if it is one; otherwise clear it."
    return [
        Finding("row-inserted", Severity.INFO, f"{file} {place}", f"a row was inserted; it is read as {question}[{row}]", fix)
        for (question, row), place in rows.items()
    ]


def _answer(edition: Edition, address: Address, cell: CellValue, filled: _Filled | None, where: str) -> Answer | Finding:
    try:
        column = edition.column(address)
        value = from_cell(column, cell)
    except InputError as error:
        problem = error.problem if error.where in ("", str(address)) else f"{error.where} {error.problem}"
        return Finding("not-an-answer", Severity.ERROR, f"{where} ({address})", problem, error.fix, (str(address),))
    if filled is not None and filled.text == text_of(value):
        return Answer(address, value, filled.source, filled.status)
    return Answer(address, value, Source("person", where))


def _filled(cells: NamedCells) -> dict[str, _Filled]:
    """Return what the sheet of sources says, by data point; nothing where somebody deleted the sheet."""
    rows = cells.rows(SOURCES)
    at = {str(text): col for col, text in rows.get(HEAD, {}).items()}
    names = ("Data point", "Answer", "Source", "Status")
    if not set(names) <= set(at):
        return {}
    found = {}
    for row in (row for number, row in rows.items() if number > HEAD):
        point, text, source, status = (_text(row.get(at[name])) for name in names)
        if point and status in set(Status):
            found[point] = _Filled(text, Source.parse(source), Status(status))
    return found


def _text(cell: CellValue | None) -> str:
    return "" if cell is None else as_text(cell)


def _lost(named: Mapping[Address, Place], filled: Mapping[str, _Filled], file: str) -> list[Finding]:
    """Name the answers whose cell is no longer there, because a row, column or sheet was deleted."""
    there = set(map(str, named))
    fix = "Fill the workbook anew, or give the answer in the response file."
    return [
        Finding(
            "cell-deleted", Severity.WARNING, f"{file} ({point})", f"the cell that held {was.text!r} was deleted", fix, (point,)
        )
        for point, was in filled.items()
        if point not in there
    ]
