"""Our own workbook template: written from the edition, filled from a response, with gaps, findings and sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl import Workbook

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding, Severity, by_weight
from cdp_toolkit.mapping.gaplist import GapList, gap_list
from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.template_cells import CellValue, to_cell
from cdp_toolkit.workbooks.template_choices import Lists, Validations
from cdp_toolkit.workbooks.template_contents import ContentsSheet
from cdp_toolkit.workbooks.template_layout import SPARE_ROWS
from cdp_toolkit.workbooks.template_module import CONTENTS, FINDINGS, ModuleSheet
from cdp_toolkit.workbooks.template_package import package
from cdp_toolkit.workbooks.template_sections import Filling, Section, sections_of
from cdp_toolkit.workbooks.template_sheet import Sheet
from cdp_toolkit.workbooks.template_style import register
from cdp_toolkit.workbooks.template_tables import GAPS, SOURCES, draw_findings, draw_gaps, draw_sources


@dataclass(frozen=True)
class Filled:
    """A workbook as bytes, what went into it, and what could not."""

    content: bytes
    cells: int
    findings: tuple[Finding, ...]


def fill_template(
    edition: Edition,
    response: Response,
    *,
    gaps: GapList | None = None,
    findings: Iterable[Finding] = (),
    spare_rows: int = SPARE_ROWS,
) -> Filled:
    """Write the workbook of a response; of a response without answers it is the blank template.

    Args:
        edition: The questionnaire.
        response: The answers; its organisation decides which questions are on the sheets.
        gaps: The gap list, where it was made with the mapping; made here without it otherwise.
        findings: Findings to show on their own sheet, besides those of the filling itself.
        spare_rows: How many rows a table gets at least that the organisation adds rows to.
    """
    gaps = gaps or gap_list(edition, response)
    cells, refused = _cells(edition, response)
    everything = (*findings, *refused)
    filling = Filling(cells, response.answers, gaps, _marks(everything))
    content = _draw(edition, response, sections_of(filling, spare_rows), filling, everything)
    return Filled(content, len(cells), everything)


def _cells(edition: Edition, response: Response) -> tuple[dict[Address, CellValue], tuple[Finding, ...]]:
    """Return the answers as cell values, and a finding for each that no cell can hold."""
    cells: dict[Address, CellValue] = {}
    findings = []
    for address, answer in response.answers.items():
        if answer.value in ("", ()):
            continue
        cell = to_cell(address, edition.column(address), answer.value)
        if isinstance(cell, Finding):
            findings.append(cell)
        else:
            cells[address] = cell
    return cells, tuple(findings)


def _marks(findings: Iterable[Finding]) -> dict[Address, Severity]:
    """Return the gravest finding about each data point; notes get no mark."""
    marks: dict[Address, Severity] = {}
    for finding in by_weight(findings):
        if finding.severity is not Severity.INFO:
            for address in finding.addresses:
                marks.setdefault(Address.parse(address), finding.severity)
    return marks


def _draw(
    edition: Edition, response: Response, sections: list[Section], filling: Filling, findings: tuple[Finding, ...]
) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = register(book)
    titles = (CONTENTS, *(section.sheet for section in sections), GAPS, FINDINGS, SOURCES)
    sheets = {title: Sheet(book, styles, title) for title in titles}
    ContentsSheet(sheets[CONTENTS]).draw(edition, response.organisation, sections, (GAPS, FINDINGS, SOURCES))
    cell_of: dict[Address, tuple[str, str]] = {}
    lists = Lists(book, edition)
    who = " · ".join(filter(None, (response.organisation.name, edition.title)))
    for section in sections:
        drawn = ModuleSheet(sheets[section.sheet], Validations(lists))
        drawn.draw(f"Module {section.module} · {section.title}", who, [entry.block for entry in section.entries], filling)
        cell_of.update(drawn.cell_of)
    at = {entry.block.question.id: (s.sheet, f"A{entry.block.at}") for s in sections for entry in s.entries}
    draw_gaps(sheets[GAPS], filling.gaps, at.get)
    draw_findings(sheets[FINDINGS], findings, at.get)
    draw_sources(sheets[SOURCES], edition, response, cell_of)
    return package(book, sheets.values())
