"""One sheet of our own template while it is written: cells here, everything else in openpyxl's sheet.

Cells are kept as XML at once and put into the part that openpyxl writes (see ``template_package``): a questionnaire has many
thousands of them, and an object for each would take most of the time. Text is always text, whatever it begins with.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.values import plain
from cdp_toolkit.workbooks.template_cells import LONGEST_TEXT

_ANCHOR = re.compile(r"([A-Z]+)(\d+)")
_EPOCH = dt.date(1899, 12, 30)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LETTERS = [get_column_letter(max(1, col)) for col in range(60)]

Cell = str | Decimal | int | float | dt.date | None


class _SortedRanges(MultiCellRange):
    """Ranges in a fixed order; openpyxl keeps them in a set."""

    def __iter__(self):  # type: ignore[no-untyped-def]  # as the base class has it
        return iter(self.sorted())


class Sheet:
    """A sheet that is being written.

    Args:
        book: The workbook.
        styles: Numbers of the cell styles by name.
        title: Name of the sheet, which is made.
    """

    def __init__(self, book: Workbook, styles: Mapping[str, int], title: str) -> None:
        self.page: Worksheet = book.create_sheet(title)
        self.title = title
        self._book, self._styles = book, styles
        self._rows: dict[int, dict[int, str]] = {}
        self._looks: dict[int, str] = {}
        self._merged: set[CellRange] = set()
        self._folded: set[int] = set()

    def put(self, row: int, col: int, value: Cell, style: str, span: int = 1) -> str:
        """Write a cell that is ``span`` columns wide; return its place, such as ``B7``."""
        place, number = f"{_LETTERS[col]}{row}", self._styles[style]
        cells = self._rows.setdefault(row, {})
        cells[col] = _cell(place, number, value)
        for more in range(col + 1, col + span):
            cells[more] = f'<c r="{_LETTERS[more]}{row}" s="{number}"/>'
        if span > 1:
            self._merged.add(CellRange(min_row=row, min_col=col, max_row=row, max_col=col + span - 1))
        return place

    def formula(self, row: int, col: int, formula: str, result: str | float, style: str) -> None:
        """Write a formula together with its result, for readers that do not compute."""
        kind = ' t="str"' if isinstance(result, str) else ""
        place = f'r="{_LETTERS[col]}{row}" s="{self._styles[style]}"'
        cell = f"<c {place}{kind}><f>{escape(formula)}</f><v>{escape(str(result))}</v></c>"
        self._rows.setdefault(row, {})[col] = cell

    def link(self, place: str, sheet: str, cell: str) -> None:
        """Let a cell lead to another one when it is clicked."""
        links = self.page._hyperlinks  # type: ignore[attr-defined]  # where openpyxl collects those of its own cells
        links.append(Hyperlink(ref=place, location=f"'{sheet}'!{cell}"))

    def name(self, first: str, name: str, last: str | None = None) -> None:
        """Give a cell, or the cells from one to another, a defined name."""
        fixed = [_ANCHOR.sub(r"$\1$\2", place) for place in (first, last) if place is not None]
        self._book.defined_names[name] = DefinedName(name, attr_text=f"'{self.title}'!{':'.join(fixed)}")

    def look(self, row: int, height: float, *, folded: bool = False) -> None:
        """Set the height of a row in points; a folded row is hidden until somebody opens it."""
        fold = ' outlineLevel="1" hidden="1"' if folded else ""
        self._looks[row] = f' ht="{height:g}" customHeight="1"{fold}'
        if folded:
            self.page.sheet_format.outlineLevelRow = 1

    def widths(self, widths: Mapping[int, float]) -> None:
        """Set the widths of columns, in characters."""
        for col, width in widths.items():
            self.page.column_dimensions[get_column_letter(col)].width = width

    def close(self) -> str:
        """Finish the sheet; return its rows as XML."""
        if self._merged:
            self.page.merged_cells = _SortedRanges(self._merged)
        rows = sorted(self._rows.keys() | self._looks.keys())
        return "".join(f'<row r="{row}"{self._looks.get(row, "")}>{self._cells(row)}</row>' for row in rows)

    def _cells(self, row: int) -> str:
        cells = self._rows.get(row, {})
        return "".join(cells[col] for col in sorted(cells))


def _cell(place: str, style: int, value: Cell) -> str:
    match value:
        case None | "":
            return f'<c r="{place}" s="{style}"/>'
        case str():
            text = _writable(value)
            kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
            return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'
        case dt.date():
            return f'<c r="{place}" s="{style}"><v>{(value - _EPOCH).days}</v></c>'
        case Decimal():
            return f'<c r="{place}" s="{style}"><v>{plain(value)}</v></c>'
        case _:
            return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def _writable(text: str) -> str:
    """Escape what Excel would take for an escape; show characters that no cell can hold, and where a text is cut.

    Answers that no cell can hold never come here: they are findings, see ``template_cells``.
    """
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    if not text.isprintable():
        text = _NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 3]}..."
