"""The contents sheet of our own template: whose response it is, how to fill it, and how far every question is."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Color, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.workbooks.template_page import set_up_page
from cdp_toolkit.workbooks.template_sections import Entry, Section
from cdp_toolkit.workbooks.template_sheet import Sheet
from cdp_toolkit.workbooks.template_style import AMBER, height, lines_needed

COLUMNS = {"Question": 14.0, "Topic": 84.0, "Filled": 9.0, "Asked": 9.0, "Missing": 9.0, "Done": 9.0, "Status": 18.0}
TOPIC, FILLED, ASKED, MISSING, DONE, STATUS = range(2, 8)
GUIDE = (
    "Yellow cells take answers; they turn white once filled. Click a question's number below to go to it.",
    "Grey cells are not asked for by the answers that were given when this workbook was made; other answers may open them.",
    "A line marked with ▲ has a finding: click the mark to read it.",
    "Numbers are plain numbers in the unit that is shown. Leave a cell empty where there is no figure: zero means none.",
    "Where several options may be chosen, write one a line (Alt+Enter).",
    "Behind an option that says 'please specify' write a colon and your text.",
    "Do not move cells or sheets: each answer is found by the name of its cell when the workbook is read back.",
    "Questions and options are CDP's; topics are ours. Have CDP's own guidance at hand. This workbook is not a CDP document.",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a question or module is, and the formulas that count the same; a formula may be left to the line."""

    filled: int
    asked: int
    stale: int
    missing: int
    filled_by: str = ""
    asked_by: str = ""
    missing_by: str = ""

    @classmethod
    def of(cls, entry: Entry, filled_by: str = "") -> "Figures":
        """Count for one question."""
        missing = max(0, entry.asked - entry.filled + entry.stale)
        return cls(entry.filled, entry.asked, entry.stale, missing, filled_by)

    @classmethod
    def of_all(cls, parts: Sequence["Figures"], first: int, last: int) -> "Figures":
        """Count for a module whose questions stand in the lines from ``first`` to ``last``."""
        sums = [sum(values) for values in zip(*((p.filled, p.asked, p.stale, p.missing) for p in parts), strict=True)]
        return cls(*sums, *(f"SUM({column}{first}:{column}{last})" for column in "CDE"))

    @property
    def share(self) -> float:
        """The share of what is asked that is filled."""
        return 1 - self.missing / self.asked if self.asked else 0

    @property
    def word(self) -> str:
        """The state in words."""
        if not self.asked:
            return "not asked, yet filled" if self.filled else "not asked"
        return "complete" if not self.missing else "started" if self.missing < self.asked else "empty"


class ContentsSheet:
    """Draws the contents."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def draw(self, edition: Edition, organisation: Organisation, sections: Sequence[Section], others: Sequence[str]) -> None:
        """Write everything that the sheet shows."""
        sheet = self._sheet
        sheet.widths(dict(enumerate(COLUMNS.values(), 1)))
        head = self._about(edition, organisation, others)
        for col, text in enumerate(COLUMNS, 1):
            sheet.put(head, col, text, "table head number" if FILLED <= col <= DONE else "table head")
        sheet.look(head, 18)
        row = head + 1
        for section in sections:
            row = self._section(section, row)
        self._marks(head + 1, row - 1)
        # Nothing is frozen: the head stands so far down that no room to scroll would be left on a small screen.
        set_up_page(sheet.page, f"A1:{get_column_letter(STATUS)}{row - 1}", f"{head}:{head}", "A1")

    def _about(self, edition: Edition, organisation: Organisation, others: Sequence[str]) -> int:
        """Write whose response it is and how to fill it; return the row below."""
        sheet = self._sheet
        sheet.put(1, 1, organisation.name or "Response", "title")
        sheet.put(2, 1, edition.title, "subtitle")
        sheet.look(1, 27)
        row = self._facts(edition, organisation, 4)
        for i, text in enumerate(GUIDE):
            sheet.put(row + i, 1, "How to fill" if i == 0 else None, "key")
            sheet.put(row + i, 2, text, "guide", STATUS - 1)
            sheet.look(row + i, height(lines_needed(text, sum(COLUMNS.values()) - COLUMNS["Question"])))
        row += len(GUIDE)
        for i, name in enumerate(others):
            sheet.put(row + i, 1, "See also" if i == 0 else None, "key")
            sheet.link(sheet.put(row + i, 2, name, "guide link"), name, "A1")
        return row + len(others) + 1

    def _facts(self, edition: Edition, organisation: Organisation, row: int) -> int:
        facts = {
            "edition": ("Edition", edition.id),
            "organisation": ("Organisation", organisation.name),
            "sectors": ("Sectors", "\n".join(organisation.sectors)),
            "issues": ("Issues", "\n".join(organisation.issues)),
            "requesters": ("Requesters", _listed(organisation.requesters)),
            "flags": ("Flags", _listed(organisation.flags)),
        }
        for i, (name, (label, text)) in enumerate(facts.items(), row):
            self._sheet.put(i, 1, label, "key")
            self._sheet.name(self._sheet.put(i, 2, text, "guide"), f"cdp_{name}")
            self._sheet.look(i, height(text.count("\n") + 1))
        return row + len(facts)

    def _section(self, section: Section, row: int) -> int:
        """Write a module's line and those of its questions; return the row below."""
        sheet = self._sheet
        sheet.put(row, 1, section.module, "module")
        sheet.link(sheet.put(row, TOPIC, section.title, "module"), section.sheet, "A1")
        sheet.look(row, height(lines_needed(section.title, COLUMNS["Topic"], 11), 11))
        first, last = row + 1, row + len(section.entries)
        figures = Figures.of_all([Figures.of(entry) for entry in section.entries], first, last)
        self._figures(row, figures, "module")
        for i, entry in enumerate(section.entries, first):
            question = entry.block.question
            sheet.link(sheet.put(i, 1, question.id, "table link"), section.sheet, f"A{entry.block.at}")
            sheet.put(i, TOPIC, question.topic, "table cell")
            areas = ",".join(f"'{section.sheet}'!{_area(*band.area)}" for band in entry.block.bands)
            self._figures(i, Figures.of(entry, f"COUNTA({areas})"), "table")
            sheet.look(i, height(lines_needed(question.topic, COLUMNS["Topic"], 9), 9))
        return last + 1

    def _figures(self, row: int, figures: Figures, style: str) -> None:
        """Write the five figures of a line, as formulas that follow what people fill in."""
        put, number = self._sheet.formula, f"{style} number"
        put(row, FILLED, figures.filled_by, figures.filled, number)
        if figures.asked_by:
            put(row, ASKED, figures.asked_by, figures.asked, number)
        else:
            self._sheet.put(row, ASKED, figures.asked, number)
        put(row, MISSING, figures.missing_by or f"MAX(0,D{row}-C{row}+{figures.stale})", figures.missing, number)
        put(row, DONE, f"IF(D{row}=0,0,1-E{row}/D{row})", float(f"{figures.share:.15g}"), f"{style} share")
        none = f'IF(C{row}=0,"not asked","not asked, yet filled")'
        formula = f'IF(D{row}=0,{none},IF(E{row}=0,"complete",IF(E{row}<D{row},"started","empty")))'
        put(row, STATUS, formula, figures.word, f"{style} status")

    def _marks(self, first: int, last: int) -> None:
        """A bar for the share that is done, and amber words for what is empty."""
        done, status = get_column_letter(DONE), get_column_letter(STATUS)
        ends = [FormatObject(type="num", val=0), FormatObject(type="num", val=1)]
        bar = Rule("dataBar", dataBar=DataBar(cfvo=ends, color=Color("8FB3D9"), showValue=True))
        self._sheet.page.conditional_formatting.add(f"{done}{first}:{done}{last}", bar)
        amber = Rule("expression", dxf=DifferentialStyle(font=Font(color=AMBER)), formula=[f'${status}{first}="empty"'])
        self._sheet.page.conditional_formatting.add(f"{status}{first}:{status}{last}", amber)


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"


def _listed(items: tuple[str, ...] | None) -> str:
    """Write what may be unknown: nothing where it is, and a word where there is none."""
    return "" if items is None else "\n".join(items) or "none"
