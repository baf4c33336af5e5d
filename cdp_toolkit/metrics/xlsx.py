"""Reads a tidy table from an Excel workbook, every number as the decimal that the file holds, behind the guards of packages."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.cells import cell_text
from cdp_toolkit.metrics.grid import Grid, grid_of
from cdp_toolkit.packages import check_extents, open_package
from cdp_toolkit.structure import CellContent
from cdp_toolkit.structure.outline import SheetEntry
from cdp_toolkit.structure.rows import RowSpan, SheetRows
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import plain

SHEET = "metrics"


def read_xlsx(path: Path) -> Grid:
    """Read the sheet called ``metrics``, or the first worksheet where none is.

    Raises:
        InputError: The file is no workbook that can be read safely, is empty, or holds a formula without its result.
    """
    with open_package(path) as package:
        # A row is as long as its last cell is far right: without this one stray cell a row would fill the memory.
        check_extents(package)
        book = OpenWorkbook(package)
        entry = _sheet(book)
        title = f"{path.name}[{entry.name}]"
        return grid_of(title, _records(book, book.rows(entry), title))


def _sheet(book: OpenWorkbook) -> SheetEntry:
    sheets = [entry for entry in book.outline.sheets if entry.kind == "worksheet"]
    if not sheets:
        raise InputError(book.package.where, "has no worksheet", "Keep the figures in a worksheet, below a header row.")
    return next((entry for entry in sheets if entry.name.casefold() == SHEET), sheets[0])


def _records(book: OpenWorkbook, rows: SheetRows, title: str) -> Iterator[list[str]]:
    """Yield the rows of a sheet from the first one on; those that the file leaves out are blank."""
    number = 0
    for row in rows.rows():
        yield from ([] for _ in range(number + 1, row.number))
        number = row.number
        yield _record(book, rows, row, f"{title}:{number}")


def _record(book: OpenWorkbook, rows: SheetRows, row: RowSpan, where: str) -> list[str]:
    record: list[str] = []
    for span in rows.cells(row):
        if span.inner == span.close:
            continue
        content = book.reader.content(rows, span)
        if content.value is None and content.formula:
            problem = "holds a formula whose result was never stored"
            raise InputError(where, problem, "Open the workbook in Excel, let it calculate, and save it.")
        record += [""] * (span.cell.column - 1 - len(record))
        record.append(_text(book, content))
    return record


def _text(book: OpenWorkbook, content: CellContent) -> str:
    """Return a cell as text. What is shown as something else than stored is no number: its text says so and names the cell."""
    value, shown = content.value, book.styles[content.style]
    if isinstance(value, Decimal) and shown.shows_percent:
        return f"{plain(value * 100)}%"  # Excel holds 0.443 where it shows 44.3%
    if isinstance(value, Decimal) and shown.shows_time:
        return f"{plain(value)} days, shown as a time"  # 1.25 where it shows 30:00
    return cell_text(value)
