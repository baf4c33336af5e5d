"""Writes plain tables as a workbook, a sheet each: for reports that people sort and filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from cdp_toolkit.workbooks.template_package import package
from cdp_toolkit.workbooks.template_sheet import Cell, Sheet
from cdp_toolkit.workbooks.template_style import register
from cdp_toolkit.workbooks.template_tables import Table


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, what it says, its columns with their widths, its rows."""

    title: str
    about: str
    header: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]


def tables_workbook(pages: Iterable[Page]) -> bytes:
    """Return a workbook with a sheet for each table; the same tables give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = register(book)
    sheets = []
    for page in pages:
        sheet = Sheet(book, styles, page.title)
        table = Table(sheet, dict(zip(page.header, page.widths, strict=True)), page.title, page.about)
        for row in page.rows:
            table.add(row)
        table.close()
        sheets.append(sheet)
    return package(book, sheets)
