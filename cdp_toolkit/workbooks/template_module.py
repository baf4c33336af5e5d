"""One sheet of our own template: the questions of a module, one block below the other."""

from collections.abc import Iterable

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.template_cells import name_of, region_of
from cdp_toolkit.workbooks.template_choices import Validations, area_of
from cdp_toolkit.workbooks.template_layout import FIRST, HINT, LABEL, NUMBER, SOURCE, WIDTHS, Band, Block, Line, Place
from cdp_toolkit.workbooks.template_page import set_up_page
from cdp_toolkit.workbooks.template_sections import TOP, Filling
from cdp_toolkit.workbooks.template_sheet import Sheet
from cdp_toolkit.workbooks.template_style import NAVY, WHITE, WHOLE_FORMAT, height, lines_needed

CONTENTS = "Contents"
FINDINGS = "Findings"
_STYLE = {"number": "number", "date": "date"}


class ModuleSheet:
    """Draws the blocks of one module onto its sheet."""

    def __init__(self, sheet: Sheet, validations: Validations) -> None:
        self._sheet, self._validations = sheet, validations
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
        page = self._sheet.page
        self._validations.write(page)
        _mark_filled(page, areas["all"], areas["number"])
        area = f"A1:{get_column_letter(SOURCE)}{last}"
        set_up_page(page, area, f"1:{TOP - 1}", f"{get_column_letter(FIRST)}{TOP}")

    def _top(self, title: str, subtitle: str) -> None:
        sheet = self._sheet
        sheet.put(1, NUMBER, title, "title")
        sheet.put(2, NUMBER, subtitle, "subtitle")
        heads = {NUMBER: "No.", LABEL: "Question, row or field", FIRST: "Answer", SOURCE: "Source of the answer"}
        for col in range(NUMBER, SOURCE + 1):
            sheet.put(3, col, heads.get(col), "frozen")
        for row, points in ((1, 27), (2, 16), (3, 18)):
            sheet.look(row, points)
        sheet.widths(WIDTHS)

    def _block(self, block: Block, filling: Filling) -> None:
        sheet = self._sheet
        for col in range(NUMBER, SOURCE):
            sheet.put(block.at, col, {NUMBER: block.question.id, LABEL: block.question.topic}.get(col), "heading")
        sheet.link(sheet.put(block.at, SOURCE, "back to contents", "link"), CONTENTS, "A1")
        sheet.look(block.at, 20)
        for band in block.bands:
            self._heads(band)
            for line in band.lines:
                self._line(line, filling)
        if block.question.adds_rows:
            self._name_regions(block)

    def _name_regions(self, block: Block) -> None:
        """Name the cells of each column together, so that rows which people insert between them are found."""
        for number, (first, last) in enumerate(block.runs):
            below = 1 if first.row < last.row else 0  # the blank line below a grid, where people go on
            area = area_of(first, last)
            top, bottom = (
                f"{get_column_letter(c)}{r}" for c, r in ((area.min_col, area.min_row), (area.max_col, area.max_row + below))
            )
            band = number // len(block.question.all_columns)
            name = region_of(Address(block.question.id, None, first.column.name))
            self._sheet.name(top, f"{name}.{band}" if band else name, bottom)

    def _heads(self, band: Band) -> None:
        if not band.heads:
            return
        texts = [(band.at, "head", {head.col: head.text for head in band.heads})]
        if any(head.hint for head in band.heads):
            texts.append((band.at + 1, "head hint", {head.col: head.hint for head in band.heads}))
        folded = sum(line.folded for line in band.lines)
        notes = {"head hint": f"{folded} more rows: open them with + at the left"} if folded else {}
        for row, style, by_col in texts:
            self._sheet.put(row, LABEL, notes.get(style), style)
            for head in band.heads:
                self._sheet.put(row, head.col, by_col[head.col], style, head.span)
            deepest = max(lines_needed(by_col[head.col], WIDTHS[FIRST] * head.span - 2, 9) for head in band.heads)
            self._sheet.look(row, height(deepest, 9))

    def _line(self, line: Line, filling: Filling) -> None:
        sheet = self._sheet
        self._mark(line, filling)
        sheet.put(line.at, LABEL, line.label, "label")
        deepest = lines_needed(line.label, WIDTHS[LABEL])
        for place in line.places:
            deepest = max(deepest, self._answer(place, filling))
        if line.hint:
            sheet.put(line.at, HINT - line.hint_span + 1, line.hint, "hint", line.hint_span)
            deepest = max(deepest, lines_needed(line.hint, WIDTHS[HINT] * line.hint_span - 2, 9))
        source = self._source(line, filling)
        sheet.put(line.at, SOURCE, source, "source")
        deepest = max(deepest, lines_needed(source, WIDTHS[SOURCE], 9))
        sheet.look(line.at, height(deepest), folded=line.folded)

    def _mark(self, line: Line, filling: Filling) -> None:
        """Mark a line that has a finding, leading to the sheet that says it."""
        found = {filling.marks[place.address] for place in line.places if place.address in filling.marks}
        if found:
            gravest = min(found, key=lambda severity: severity.rank)
            self._sheet.link(self._sheet.put(line.at, NUMBER, f"▲ {gravest}", "mark"), FINDINGS, "A1")

    def _answer(self, place: Place, filling: Filling) -> int:
        """Write one answer cell with its name; return how many lines it takes."""
        value = filling.cells.get(place.address)
        style = "text" if isinstance(value, str) else _STYLE.get(place.column.type, "text")
        if not filling.gaps.asks(place.address):
            style = f"{style} not asked"
        cell = self._sheet.put(place.row, place.col, value, style, place.span)
        self._sheet.name(cell, name_of(place.address))
        self.cell_of[place.address] = (self._sheet.title, cell)
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
