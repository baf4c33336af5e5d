"""Filling our own template, against openpyxl writing the same cells with the same styles and nothing else.

The other side is given everything ready: no layout, no names, no dropdowns, no merged cells, no gap list.
"""

import io
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell

from benchmarks import Ratio
from benchmarks._interleaved import medians
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.workbooks.template import fill_template
from tests.made_answers import full_response

ROUNDS = 5


def measure() -> list[Ratio]:
    """Return the ratio for a response that answers everything."""
    edition = load_edition("cdp-2026")
    response = full_response(edition, Organisation("Benchmark"))
    content = fill_template(edition, response).content
    made = openpyxl.load_workbook(io.BytesIO(content))
    sheets = {sheet.title: [cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)] for sheet in made}

    seconds = medians({"fill": lambda: fill_template(edition, response), "openpyxl": lambda: _write(made, sheets)}, ROUNDS)
    written = sum(cell.value is not None or cell.has_style for cells in sheets.values() for cell in cells)
    size = f"{len(response.answers):,} answers, {written:,} cells"
    detail = f"{size}: fill {seconds['fill']:.2f} s, openpyxl {seconds['openpyxl']:.2f} s"
    return [Ratio("fill our template: time / openpyxl writing its cells", seconds["fill"] / seconds["openpyxl"], 1.5, detail)]


def _write(made: Any, sheets: dict[str, list[Cell]]) -> bytes:
    """Write the cells with their styles into a new workbook."""
    book = openpyxl.Workbook()
    for table in ("_fonts", "_fills", "_borders", "_alignments", "_number_formats", "_cell_styles", "_named_styles"):
        setattr(book, table, getattr(made, table))
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for cell in cells:
            if cell.value is not None or cell.has_style:
                new: Any = sheet.cell(cell.row, cell.column)
                new.value = cell.value
                new.data_type = cell.data_type
                new._style = cell._style  # type: ignore[attr-defined]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
