"""The contents sheet of our own template: whose response it is, how to fill it, and how far every question is."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Color, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.workbooks.template_page import set_up_page
from cdp_toolkit.workbooks.template_sections import Section
from cdp_toolkit.workbooks.template_style import AMBER, Styles, height, lines_needed

COLUMNS = {"Question": 11.0, "Topic": 84.0, "Filled": 9.0, "Asked": 9.0, "Missing": 9.0, "Done": 9.0, "Status": 13.0}
TOPIC, FILLED, ASKED, MISSING, DONE, STATUS = range(2, 8)
GUIDE = (
    "Yellow cells take answers; they turn white once filled. Click a question's number below to go to it.",
    "Grey cells are not asked for by the answers that were given when this workbook was made; other answers may open them.",
    "Numbers are plain numbers in the unit that is shown. Leave a cell empty where there is no figure: zero means none.",
    "Where several options may be chosen, write one a line (Alt+Enter).",
    "Behind an option that says 'please specify' write a colon and your text.",
    "Do not move cells or sheets: each answer is found by the name of its cell when the workbook is read back.",
    "Questions and options are CDP's; topics are ours. Have CDP's own guidance at hand. This workbook is not a CDP document.",
)


class ContentsSheet:
    """Draws the contents; ``results`` holds what its formulas give for the answers that were filled in."""

    def __init__(self, book: Workbook, styles: Styles, sheet: Worksheet) -> None:
        self._book, self._styles, self._sheet = book, styles, sheet
        self.results: dict[str, float | str] = {}

    def draw(self, edition: Edition, organisation: Organisation, sections: Sequence[Section], others: Sequence[str]) -> None:
        """Write everything that the sheet shows."""
        for col, width in enumerate(COLUMNS.values(), 1):
            self._sheet.column_dimensions[get_column_letter(col)].width = width
        row = self._about(edition, organisation, others)
        head = row
        for col, text in enumerate(COLUMNS, 1):
            self._styles.put(self._sheet, head, col, text, "table head")
        row += 1
        first = row
        for section in sections:
            row = self._section(section, row)
        self._marks(first, row - 1)
        set_up_page(self._sheet, f"A1:{get_column_letter(STATUS)}{row - 1}", f"{head}:{head}", f"A{head + 1}")

    def _about(self, edition: Edition, organisation: Organisation, others: Sequence[str]) -> int:
        put, sheet = self._styles.put, self._sheet
        put(sheet, 1, 1, organisation.name or "Response", "title")
        put(sheet, 2, 1, edition.title, "subtitle")
        sheet.row_dimensions[1].height = 27
        facts = {
            "edition": ("Edition", edition.id),
            "organisation": ("Organisation", organisation.name),
            "sectors": ("Sectors", "\n".join(organisation.sectors)),
            "issues": ("Issues", "\n".join(organisation.issues)),
            "requesters": ("Requesters", _listed(organisation.requesters)),
            "flags": ("Flags", _listed(organisation.flags)),
        }
        row = 4
        for name, (label, text) in facts.items():
            put(sheet, row, 1, label, "key")
            put(sheet, row, 2, text, "guide")
            self._book.defined_names[f"cdp_{name}"] = DefinedName(f"cdp_{name}", attr_text=f"'{sheet.title}'!$B${row}")
            sheet.row_dimensions[row].height = height(text.count("\n") + 1)
            row += 1
        for i, text in enumerate(GUIDE):
            put(sheet, row + i, 1, "How to fill" if i == 0 else None, "key")
            put(sheet, row + i, 2, text, "guide")
            sheet.row_dimensions[row + i].height = height(lines_needed(text, COLUMNS["Topic"]))
        row += len(GUIDE)
        for i, name in enumerate(others):
            put(sheet, row + i, 1, "See also" if i == 0 else None, "key")
            cell = put(sheet, row + i, 2, name, "table link")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1", display=name)
        return row + len(others) + 1

    def _section(self, section: Section, row: int) -> int:
        put, sheet = self._styles.put, self._sheet
        put(sheet, row, 1, section.module, "module")
        link = put(sheet, row, TOPIC, section.title, "module")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{section.sheet}'!A1", display=section.title)
        filled, asked = sum(entry.filled for entry in section.entries), sum(entry.asked for entry in section.entries)
        first, last = row + 1, row + len(section.entries)
        self._figures(row, f"SUM(C{first}:C{last})", filled, f"SUM(D{first}:D{last})", asked, "module")
        for i, entry in enumerate(section.entries, first):
            question = entry.block.question
            cell = put(sheet, i, 1, question.id, "table link")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{section.sheet}'!A{entry.block.at}", display=question.id)
            put(sheet, i, TOPIC, question.topic, "table cell")
            areas = ",".join(f"'{section.sheet}'!{_area(*band.area)}" for band in entry.block.bands)
            self._figures(i, f"COUNTA({areas})", entry.filled, None, entry.asked, "table")
            sheet.row_dimensions[i].height = height(lines_needed(question.topic, COLUMNS["Topic"], 9), 9)
        return last + 1

    def _figures(self, row: int, counted: str, filled: int, summed: str | None, asked: int, style: str) -> None:
        """Write the five figures of a line, as formulas that follow what people fill in."""
        missing, share = max(0, asked - filled), float(f"{filled / asked if asked else 0:.15g}")
        self._formula(row, FILLED, counted, filled, f"{style} number")
        if summed is None:
            self._styles.put(self._sheet, row, ASKED, asked, f"{style} number")
        else:
            self._formula(row, ASKED, summed, asked, f"{style} number")
        self._formula(row, MISSING, f"MAX(0,D{row}-C{row})", missing, f"{style} number")
        self._formula(row, DONE, f"IF(D{row}=0,0,MIN(1,C{row}/D{row}))", min(1, share), f"{style} share")
        word = ("empty" if asked else "not asked") if not filled else "started" if missing else "complete"
        formula = f'IF(C{row}=0,IF(D{row}=0,"not asked","empty"),IF(C{row}<D{row},"started","complete"))'
        self._formula(row, STATUS, formula, word, "module" if style == "module" else "table cell")

    def _formula(self, row: int, col: int, formula: str, result: float | str, style: str) -> None:
        cell = self._styles.put(self._sheet, row, col, None, style)
        cell.value = f"={formula}"
        self.results[cell.coordinate] = result

    def _marks(self, first: int, last: int) -> None:
        """A bar for the share that is done, and amber words for what is not complete."""
        done, status = get_column_letter(DONE), get_column_letter(STATUS)
        ends = [FormatObject(type="num", val=0), FormatObject(type="num", val=1)]
        bar = Rule("dataBar", dataBar=DataBar(cfvo=ends, color=Color("8FB3D9"), showValue=True))
        self._sheet.conditional_formatting.add(f"{done}{first}:{done}{last}", bar)
        look = DifferentialStyle(font=Font(color=AMBER))
        amber = Rule("expression", dxf=look, formula=[f'${status}{first}="empty"'])
        self._sheet.conditional_formatting.add(f"{status}{first}:{status}{last}", amber)


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"


def _listed(items: tuple[str, ...] | None) -> str:
    """Write what may be unknown: nothing where it is, and a word where there is none."""
    return "" if items is None else "\n".join(items) or "none"
