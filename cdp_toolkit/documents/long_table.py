"""Reads responses as one long table: question, row, column, value. Analysts' extracts have this form, and CDP's open data."""

from collections.abc import Sequence
from pathlib import Path

from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import Block, Field, Section, Submission, key
from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.grid import Grid, read_csv
from cdp_toolkit.metrics.xlsx import read_xlsx

# What the columns are called in the extracts that go round; compared by letters and figures only.
_HEADINGS = {
    "organisation": ("organisation", "organization", "organisation name", "organization name", "company", "account name"),
    "question": ("question", "question number", "question no", "question id", "questionnumber"),
    "row": ("row", "row name", "rowname", "row label"),
    "row_number": ("row number", "rownumber", "row no"),
    "column": ("column", "column name", "columnname", "column label"),
    "column_number": ("column number", "columnnumber", "column no"),
    "value": ("value", "response", "answer", "response answer", "response value"),
}
_NEEDED = ("question", "value")


def is_long_table(grid: Grid) -> bool:
    """Whether a table has the columns of a long table."""
    return all(name in _places(grid) for name in _NEEDED)


def read_grid(path: Path) -> Grid:
    """Read a CSV or the first sheet of a workbook.

    Raises:
        InputError: It cannot be read.
    """
    return read_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else read_csv(path)


def parse(grid: Grid, organisation: str | None = None) -> Submission:
    """Parse a long table of one organisation.

    Args:
        grid: The table.
        organisation: Whose rows are wanted, where the table holds several organisations.

    Raises:
        InputError: A column is missing, or the table holds several organisations and none is named.
    """
    places = _places(grid)
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        known = ", ".join(" or ".join(_HEADINGS[name][:2]) for name in missing)
        raise InputError(grid.name, f"has no column for the {' and the '.join(missing)}", f"Name it {known}.")
    rows = _chosen(grid, places, organisation)
    sections: dict[str, Section] = {}
    blocks: dict[tuple[str, str], Block] = {}
    for number, cells in rows:
        record = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        _take(record, number, sections, blocks)
    return Submission("table", tuple(sections.values()), (), organisation or "")


def _places(grid: Grid) -> dict[str, int]:
    wanted = {key(heading): name for name, headings in _HEADINGS.items() for heading in headings}
    places: dict[str, int] = {}
    for i, heading in enumerate(grid.header):
        name = wanted.get(key(heading))
        if name is not None:
            places.setdefault(name, i)
    return places


def _chosen(grid: Grid, places: dict[str, int], organisation: str | None) -> Sequence[tuple[int, tuple[str, ...]]]:
    place = places.get("organisation")
    if place is None:
        return grid.rows
    names = sorted({cells[place].strip() for _, cells in grid.rows if place < len(cells)})
    if organisation is None and len(names) > 1:
        shown = ", ".join(names[:5]) + (" and others" if len(names) > 5 else "")
        raise InputError(
            grid.name, f"holds {len(names)} organisations: {shown}", "Name the one that is wanted with --organisation."
        )
    if organisation is None:
        return grid.rows
    found = [(number, cells) for number, cells in grid.rows if place < len(cells) and key(cells[place]) == key(organisation)]
    if not found:
        raise InputError(grid.name, f"holds no organisation '{organisation}'", f"It holds: {', '.join(names[:20])}.")
    return found


def _take(record: dict[str, str], number: int, sections: dict[str, Section], blocks: dict[tuple[str, str], Block]) -> None:
    question, value = record["question"].strip("()"), record["value"]
    if not question:
        return
    place = Line(question, 0, number)
    section = sections.setdefault(question, Section(question, place))
    label = record.get("row") or None
    counted = record.get("row_number") or (label or "")
    row = (question, counted)
    if row not in blocks:
        named = label if label is not None and not label.isdigit() else None
        blocks[row] = section.block(named, place)
        blocks[row].number = int(counted) if counted.isascii() and counted.isdigit() else None
    code = record.get("column_number") or ""
    code = code if not code or "." in code else f"{question}.{code}"
    lines = [Line(line, 0, number) for line in value.splitlines() if line.strip()]
    blocks[row].fields.append(Field(record.get("column", ""), place, code or None, lines))
