"""The plain tables of our own template: gaps, findings, and the sources of all answers."""

from collections.abc import Callable, Iterable, Sequence

from openpyxl.utils import get_column_letter

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding, by_weight
from cdp_toolkit.mapping.gaplist import GapList
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.template_layout import row_label
from cdp_toolkit.workbooks.template_page import set_up_page
from cdp_toolkit.workbooks.template_sheet import Cell, Sheet
from cdp_toolkit.workbooks.template_style import height, lines_needed

GAPS, SOURCES = "Gaps", "Sources"
HEAD = 4
MOST_LABELS, MOST_ROWS = 8, 3

Where = Callable[[str], tuple[str, str] | None]


class Table:
    """A sheet with a title, a line that says what it is for, and one table with a filter."""

    def __init__(self, sheet: Sheet, heads: dict[str, float], title: str, about: str) -> None:
        self._sheet, self._widths = sheet, list(heads.values())
        sheet.put(1, 1, title, "title")
        sheet.put(2, 1, about, "subtitle")
        sheet.look(1, 27)
        sheet.look(HEAD, 18)
        sheet.widths(dict(enumerate(self._widths, 1)))
        for col, head in enumerate(heads, 1):
            sheet.put(HEAD, col, head, "table head")
        self._row = HEAD

    def add(self, cells: Sequence[Cell], link: tuple[str, str] | None = None) -> None:
        """Write one row; the first cell leads to a sheet and cell where ``link`` names one."""
        self._row += 1
        deepest = 1
        for col, (value, width) in enumerate(zip(cells, self._widths, strict=True), 1):
            place = self._sheet.put(self._row, col, value, "table link" if col == 1 and link else "table cell")
            if col == 1 and link is not None:
                self._sheet.link(place, *link)
            if isinstance(value, str) and (len(value) > width or "\n" in value):
                deepest = max(deepest, lines_needed(value, width, 9))
        self._sheet.look(self._row, height(deepest, 9))

    def close(self) -> None:
        """Set filter, frozen head and page."""
        page, last = self._sheet.page, get_column_letter(len(self._widths))
        page.auto_filter.ref = f"A{HEAD}:{last}{max(self._row, HEAD + 1)}"
        set_up_page(page, f"A1:{last}{self._row}", f"{HEAD}:{HEAD}", f"A{HEAD + 1}")


def draw_gaps(sheet: Sheet, gaps: GapList, where: Where) -> None:
    """Write the sheet of missing answers: a line for each row of a question, one for all rows that are empty altogether."""
    heads: dict[str, float] = {
        "Question": 11,
        "Topic": 40,
        "Row": 34,
        "Missing": 56,
        "Cells": 8,
        "Unit": 13,
        "Metrics that would answer": 40,
    }
    nothing = gaps.answered == gaps.asked
    more = "Nothing is missing." if nothing else "Rows that are empty altogether share a line."
    about = f"{gaps.answered:,} of {gaps.asked:,} data points are answered. {more}"
    table = Table(sheet, heads, "What is missing", about)
    for state in gaps.questions:
        link = where(state.question.id)
        for rows, missing in state.gathered:
            labels = list(dict.fromkeys(point.label for point in missing))
            units = sorted({point.unit for point in missing if point.unit})
            metrics = sorted({metric for point in missing for metric in point.metrics})
            count = len(missing) if len(rows) < 2 else f"{len(rows)} × {len(missing) // len(rows)}"
            what = "\n".join(labels) if len(labels) <= MOST_LABELS else f"{len(labels)} answers, from {labels[0]!r} on"
            table.add(
                (state.question.id, state.question.topic, _named(rows), what, count, ", ".join(units), "\n".join(metrics)), link
            )
    table.close()


def _named(rows: Sequence[str]) -> str:
    """Name a few rows, and count the others."""
    some = ", ".join(rows[:MOST_ROWS])
    return some if len(rows) <= MOST_ROWS else f"{some} and {len(rows) - MOST_ROWS} more"


def draw_findings(sheet: Sheet, findings: Iterable[Finding], where: Where) -> None:
    """Write the sheet of findings, the gravest first."""
    heads: dict[str, float] = {"Where": 34, "Weight": 10, "What is wrong": 70, "What to do": 60, "Kind": 28}
    ordered = by_weight(findings)
    about = (
        f"{len(ordered)} findings. An error stops the submission; a warning needs a look."
        if ordered
        else "There are no findings."
    )
    table = Table(sheet, heads, "Findings", about)
    for finding in ordered:
        address = next(iter(finding.addresses), "")
        link = where(address.partition("[")[0]) if address else None
        table.add((finding.where, str(finding.severity), finding.problem, finding.fix, finding.code), link)
    table.close()


def draw_sources(sheet: Sheet, edition: Edition, response: Response, cell_of: dict[Address, tuple[str, str]]) -> None:
    """Write the sheet that says of every answer where it comes from. Reading the workbook back relies on it."""
    heads: dict[str, float] = {"Data point": 36, "What": 36, "Row": 24, "Answer": 42, "Unit": 11, "Source": 48, "Status": 10}
    about = "Every answer that was filled in, and where it comes from. Change answers on their own sheets, not here."
    table = Table(sheet, heads, "Sources of the answers", about)
    for answer in response:
        question, column = edition.questions[answer.address.question], edition.column(answer.address)
        cells = (
            str(answer.address),
            column.label,
            row_label(question, answer.address.row),
            text_of(answer.value),
            column.unit or "",
            str(answer.source),
            str(answer.status),
        )
        table.add(cells, cell_of.get(answer.address))
    table.close()
