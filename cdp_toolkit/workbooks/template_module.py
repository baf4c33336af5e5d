"""One sheet of our own template: the questions of a module, one block below the other."""

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.template_cells import name_of
from cdp_toolkit.workbooks.template_choices import Validations, area_of
from cdp_toolkit.workbooks.template_layout import FIRST, HINT, LABEL, NUMBER, SOURCE, WIDTHS, Band, Block, Line, Place
from cdp_toolkit.workbooks.template_page import set_up_page
from cdp_toolkit.workbooks.template_sections import TOP, Filling
from cdp_toolkit.workbooks.template_style import NAVY, WHITE, WHOLE_FORMAT, Styles, height, lines_needed

CONTENTS = "Contents"
_STYLE = {"number": "number", "date": "date"}


class _SortedRanges(MultiCellRange):
    """Ranges in a fixed order; openpyxl keeps them in a set."""

    def __iter__(self):  # type: ignore[no-untyped-def]  # as the base class has it
        return iter(self.sorted())


class ModuleSheet:
    """Draws the blocks of one module onto its sheet."""

    def __init__(self, book: Workbook, styles: Styles, sheet: Worksheet, validations: Validations) -> None:
        self._book, self._styles, self._sheet, self._validations = book, styles, sheet, validations
        self._merged: set[CellRange] = set()
        self.cell_of: dict[Address, tuple[str, str]] = {}

    def draw(self, title: str, subtitle: str, blocks: Iterable[Block], filling: Filling) -> None:
        """Write everything that the sheet shows."""
        self._top(title, subtitle)
        areas: dict[str, set[CellRange]] = {"all": set(), "number": set()}
        last = TOP
        for block in blocks:
            self._block(block, filling)
            self._validations.add(block)
            for first, final in block.runs:
                areas["all"].add(area_of(first, final))
                if first.column.type == "number":
                    areas["number"].add(area_of(first, final))
            last = block.end
        self._sheet.merged_cells = _SortedRanges(self._merged)
        self._validations.write(self._sheet)
        _mark_filled(self._sheet, areas["all"], areas["number"])
        area = f"A1:{get_column_letter(SOURCE)}{last}"
        set_up_page(self._sheet, area, f"1:{TOP - 1}", f"{get_column_letter(FIRST)}{TOP}")

    def _top(self, title: str, subtitle: str) -> None:
        put, sheet = self._styles.put, self._sheet
        put(sheet, 1, NUMBER, title, "title")
        put(sheet, 2, NUMBER, subtitle, "subtitle")
        heads = {NUMBER: "No.", LABEL: "Question, row or field", FIRST: "Answer", SOURCE: "Source of the answer"}
        for col in range(NUMBER, SOURCE + 1):
            put(sheet, 3, col, heads.get(col), "frozen")
        for row, points in ((1, 27), (2, 16), (3, 18)):
            sheet.row_dimensions[row].height = points
        for col, width in WIDTHS.items():
            sheet.column_dimensions[get_column_letter(col)].width = width

    def _block(self, block: Block, filling: Filling) -> None:
        put, sheet = self._styles.put, self._sheet
        for col in range(NUMBER, SOURCE + 1):
            put(sheet, block.at, col, {NUMBER: block.question.id, LABEL: block.question.topic}.get(col), "heading")
        link = put(sheet, block.at, SOURCE, "back to contents", "link")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{CONTENTS}'!A1", display="back to contents")
        sheet.row_dimensions[block.at].height = 20
        for band in block.bands:
            self._heads(band)
            for line in band.lines:
                self._line(line, filling)
                if line.folded:
                    sheet.row_dimensions[line.at].outlineLevel = 1
                    sheet.row_dimensions[line.at].hidden = True

    def _heads(self, band: Band) -> None:
        if not band.heads:
            return
        hints = any(head.hint for head in band.heads)
        for row, style in ((band.at, "head"), (band.at + 1, "head hint"))[: 1 + hints]:
            self._span(row, LABEL, 1, None, style)
        for head in band.heads:
            self._span(band.at, head.col, head.span, head.text, "head")
            if hints:
                self._span(band.at + 1, head.col, head.span, head.hint, "head hint")
        deepest = max(lines_needed(head.text, WIDTHS[FIRST] * head.span, 9) for head in band.heads)
        self._sheet.row_dimensions[band.at].height = height(deepest, 9)
        if hints:
            deepest = max(lines_needed(head.hint, WIDTHS[FIRST] * head.span, 9) for head in band.heads)
            self._sheet.row_dimensions[band.at + 1].height = height(deepest, 9)

    def _line(self, line: Line, filling: Filling) -> None:
        put, sheet = self._styles.put, self._sheet
        put(sheet, line.at, LABEL, line.label, "label")
        deepest = lines_needed(line.label, WIDTHS[LABEL])
        for place in line.places:
            deepest = max(deepest, self._answer(place, filling))
        if line.hint:
            self._span(line.at, HINT - line.hint_span + 1, line.hint_span, line.hint, "hint")
            deepest = max(deepest, lines_needed(line.hint, WIDTHS[HINT] * line.hint_span - 2, 9))
        source = self._source(line, filling)
        put(sheet, line.at, SOURCE, source, "source")
        deepest = max(deepest, lines_needed(source, WIDTHS[SOURCE], 9))
        sheet.row_dimensions[line.at].height = height(deepest)

    def _answer(self, place: Place, filling: Filling) -> int:
        """Write one answer cell with its name; return how many lines it takes."""
        value = filling.cells.get(place.address)
        style = _STYLE.get(place.column.type, "text")
        if isinstance(value, str):
            style = "text"
        if not filling.gaps.asks(place.address):
            style = f"{style} not asked"
        cell = self._span(place.row, place.col, place.span, value, style)
        self.cell_of[place.address] = (self._sheet.title, cell.coordinate)
        name = name_of(place.address)
        reference = f"'{self._sheet.title}'!${cell.column_letter}${place.row}"
        self._book.defined_names[name] = DefinedName(name, attr_text=reference)
        if isinstance(value, str):
            return lines_needed(value, WIDTHS[FIRST] * place.span)
        return 2 if value is None and place.column.type == "text" and place.span > 2 else 1

    def _source(self, line: Line, filling: Filling) -> str:
        """Say where the answers of a line come from: once where they agree, else one a line."""
        said: dict[str, list[Place]] = {}
        for place in line.places:
            answer = filling.answers.get(place.address)
            if answer is not None and place.address in filling.cells:
                said.setdefault(str(answer.source), []).append(place)
        if len(said) <= 1:
            return next(iter(said), "")
        turned = len({place.address.row for place in line.places}) > 1
        lines = []
        for source, places in said.items():
            names = [f"Row {place.address.row}" if turned else place.column.label for place in places]
            lines.append(f"{', '.join(names)}: {source}")
        return "\n".join(lines)

    def _span(self, row: int, col: int, span: int, value: object, style: str) -> Cell:
        """Write a cell that is ``span`` columns wide."""
        cell = self._styles.put(self._sheet, row, col, value, style)
        for more in range(1, span):
            self._styles.put(self._sheet, row, col + more, None, style)
        if span > 1:
            self._merged.add(CellRange(min_row=row, min_col=col, max_row=row, max_col=col + span - 1))
        return cell


def _mark_filled(sheet: Worksheet, answers: set[CellRange], numbers: set[CellRange]) -> None:
    """Let filled cells turn white, and whole numbers go without a decimal point, whoever fills them."""
    fill, font = PatternFill("solid", bgColor=WHITE), Font(color=NAVY)
    # Excel joins the looks of rules that hold together, LibreOffice takes the first: so the first has everything.
    whole = DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=WHOLE_FORMAT), fill=fill, font=font)
    _rule(sheet, numbers, whole, "AND(ISNUMBER({0}),MOD({0},1)=0)")
    _rule(sheet, answers, DifferentialStyle(fill=fill, font=font), "LEN({0})>0")


def _rule(sheet: Worksheet, areas: set[CellRange], look: DifferentialStyle, formula: str) -> None:
    if areas:
        # The formula is written for the upper left corner of all areas together; Excel shifts it for each cell.
        corner = f"{get_column_letter(min(a.min_col for a in areas))}{min(a.min_row for a in areas)}"
        sheet.conditional_formatting.add(
            str(MultiCellRange(areas)), Rule("expression", dxf=look, formula=[formula.format(corner)])
        )
