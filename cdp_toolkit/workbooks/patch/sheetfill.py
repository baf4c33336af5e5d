"""One sheet of a fill: every write is judged, then those that nothing forbids are spliced in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.packages import markup
from cdp_toolkit.structure.outline import SheetEntry
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.styles import TEXT
from cdp_toolkit.structure.values import CellContent
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.workbooks.patch import obstacles, tableheaders
from cdp_toolkit.workbooks.patch.dropdowns import Dropdowns
from cdp_toolkit.workbooks.patch.encoding import Stored, UnsuitableError, asks_for_quote, store
from cdp_toolkit.workbooks.patch.formulas import Formula, SheetFormulas, formula_of
from cdp_toolkit.workbooks.patch.manifest import Entry, Outcome
from cdp_toolkit.workbooks.patch.obstacles import Obstacle
from cdp_toolkit.workbooks.patch.splice import NewCell, locate, splice
from cdp_toolkit.workbooks.patch.stylesheet import DATE, MOMENT, Stylesheet
from cdp_toolkit.workbooks.patch.writes import Allow, CellWrite, FillOptions


class Request(NamedTuple):
    """One write with its place in the order asked for, and the cell it comes to."""

    number: int
    write: CellWrite
    cell: Cell
    obstacles: tuple[Obstacle, ...] = ()


@dataclass
class Judged:
    """A request after everything was looked at; ``stored`` is None where the value suits no cell."""

    request: Request
    content: CellContent
    style: int
    formula: Formula | None
    stored: Stored | None
    obstacles: list[Obstacle]
    outcome: Outcome = Outcome.WRITTEN


@dataclass
class SheetFill:
    """The fill of one sheet."""

    book: OpenWorkbook
    entry: SheetEntry
    options: FillOptions
    stylesheet: Stylesheet
    dropdowns: Dropdowns
    overwrote_formula: bool = False
    headers: dict[Cell, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = self.book.rows(self.entry)
        self.sheet = self.book.sheet(self.entry, self.rows)
        self.formulas = SheetFormulas(self.rows)
        self._of_sheet = tuple(obstacles.of_sheet(self.entry))
        self._has_closed_places = bool(self.sheet.protected or self.sheet.tables or self.sheet.pivots)
        self._rounding = Allow.ROUNDING in self.options.allow

    def run(self, requests: Sequence[Request]) -> tuple[list[tuple[int, Entry]], bytes | None]:
        """Return what became of each request, and the new sheet if anything is written."""
        requests = [self._redirected(request) for request in requests]
        self.places = locate(self.rows, [request.cell for request in requests])
        judged = [self._judge(request) for request in requests]
        self._settle_twins(judged)
        for one in judged:
            one.outcome = self._outcome(one)
        self._settle_blocks(judged)
        written = [one for one in judged if one.outcome == Outcome.WRITTEN]
        return [self._entry(one) for one in judged], self._spliced(written) if written else None

    def _redirected(self, request: Request) -> Request:
        """Return a request with its cell moved to the top left of a merged range, if that is allowed."""
        area = self.sheet.merged_range(request.cell)
        if area is None or area.anchor == request.cell:
            return request
        problem = f"the cell is merged into {area}, which shows {area.anchor} only"
        fix = f"Write {area.anchor}, or allow {str(Allow.MERGED_CELL)!r} to have it moved there"
        hidden = Obstacle(Allow.MERGED_CELL, problem, fix)
        cell = area.anchor if Allow.MERGED_CELL in self.options.allow else request.cell
        return Request(request.number, request.write, cell, (*request.obstacles, hidden))

    def _judge(self, request: Request) -> Judged:
        """Look at everything that may stand in the way of a request."""
        cell, write = request.cell, request.write
        span = self.places.span(cell)
        content = self.book.reader.content(self.rows, span) if span else CellContent(None, 0, False)
        style = content.style if span else self._inherited_style(cell)
        formula = formula_of(self.rows, span) if span and content.formula else None
        found = [*request.obstacles, *self._of_sheet]
        area = self.sheet.merged_range(cell) or Range(cell.row, cell.column, cell.row, cell.column)
        found += obstacles.of_hidden(self.sheet, area, area.top == area.bottom and self._row_hidden(cell.row))
        if self._has_closed_places:
            found += obstacles.of_place(self.sheet, cell, self.book.styles[style])
            found += self._of_header(cell, write)
        block = self.formulas.block(cell)
        if formula or block:
            found += obstacles.of_formula(formula, block)
        stored: Stored | None = None
        try:
            stored = self._stored(write)
        except UnsuitableError as error:
            found.append(Obstacle(error.code, error.problem, error.fix))
        judged = Judged(request, content, style, formula, stored, found)
        if stored is not None:
            found += self._about_value(judged, stored)
        return judged

    def _of_header(self, cell: Cell, write: CellWrite) -> Iterator[Obstacle]:
        """Yield why the header of a table cannot be changed even if that is allowed."""
        if Allow.TABLE_HEADER in self.options.allow and self._heads_table(cell):
            problem = tableheaders.refusal(self.book.package, self.sheet, cell, write.value)
            if problem:
                yield Obstacle("table-header-kept", problem, "Leave the header as it is")

    def _heads_table(self, cell: Cell) -> bool:
        """Whether a cell heads a column of a table."""
        return any(table.header and cell in table.header for table in self.sheet.tables)

    def _stored(self, write: CellWrite) -> Stored:
        """Return the value as a cell stores it, if this workbook can."""
        stored = store(write.value, date1904=self.book.outline.date1904, rounding=self._rounding)
        if isinstance(write.value, dt.date) and not self.stylesheet.can_grow:
            problem = "the workbook has no cell formats, so a date would be shown as a number"
            raise UnsuitableError("no-formats", problem, "Open and save the template in Excel first")
        return stored

    def _about_value(self, judged: Judged, stored: Stored) -> Iterator[Obstacle]:
        """Yield what the cell's rules, its content and its format have to say about a value."""
        cell, value = judged.request.cell, stored.value
        date1904 = self.book.outline.date1904
        for code, sentence in stored.notes:
            yield Obstacle(f"{code}-adapted", sentence, "Nothing to do, if that is meant", note=True)
        yield from obstacles.of_rules(self.sheet, cell, value, self.dropdowns)
        if judged.content.value is not None or judged.request.write.left is not None:
            yield from obstacles.of_content(judged.request.write, judged.content, value, date1904=date1904)
        if isinstance(value, Decimal):
            yield from obstacles.of_display(value, self.book.styles[judged.style])

    def _row_hidden(self, number: int) -> bool:
        """Whether a row is hidden, be it by a filter or folded away."""
        row = self.places.rows.get(number)
        return row is not None and markup.attributes(row.attributes).get("hidden") in ("1", "true")

    def _inherited_style(self, cell: Cell) -> int:
        """Return the style of a cell that does not exist yet: its row's, else its column's."""
        row = self.places.rows.get(cell.row)
        if row is not None:
            given = markup.attributes(row.attributes)
            if given.get("customFormat") in ("1", "true") and given.get("s", "").isdigit():
                return int(given["s"])
        return self.sheet.column_style(cell.column) or 0

    def _settle_twins(self, judged: list[Judged]) -> None:
        """Make a conflict of writes that come to the same cell."""
        cells: dict[Cell, list[Judged]] = {}
        for one in judged:
            cells.setdefault(one.request.cell, []).append(one)
        for twins in cells.values():
            for one in twins if len(twins) > 1 else ():
                problem = f"{len(twins)} values are to be written into {one.request.cell}"
                fix = "Correct the layout: each data point needs a cell of its own"
                one.obstacles.append(Obstacle("written-twice", problem, fix, conflict=True))

    def _outcome(self, one: Judged) -> Outcome:
        """Return what becomes of a request."""
        if not one.obstacles and one.content.value is None:
            return Outcome.WRITTEN
        barring = [found for found in one.obstacles if not found.note and found.code not in self.options.allow]
        if self._holds_already(one) and not any(found.code == "written-twice" for found in barring):
            return Outcome.UNCHANGED
        if not barring:
            return Outcome.WRITTEN
        return Outcome.CONFLICT if all(found.conflict for found in barring) else Outcome.REFUSED

    def _holds_already(self, one: Judged) -> bool:
        """Whether a cell holds the value already, put there by no formula."""
        if one.stored is None or one.content.formula:
            return False
        return obstacles.same_value(one.content.value, one.stored.value, date1904=self.book.outline.date1904)

    def _settle_blocks(self, judged: list[Judged]) -> None:
        """Refuse to write a part of what an array formula fills: only the whole can be replaced."""
        if not self.formulas.blocks:
            return
        writing = {one.request.cell for one in judged if one.outcome == Outcome.WRITTEN}
        for one in judged:
            block = self.formulas.block(one.request.cell)
            if one.outcome == Outcome.WRITTEN and block and not all(cell in writing for cell in block[1]):
                fix = f"Write all of {block[1]} in one fill, or leave it"
                one.obstacles.append(Obstacle("part-of-array", f"only a part of {block[1]} is to be written", fix))
                one.outcome = Outcome.REFUSED

    def _spliced(self, written: list[Judged]) -> bytes:
        """Return the sheet with all values that are written."""
        lost = {one.request.cell: one.formula for one in written if one.formula}
        self.overwrote_formula = bool(lost)
        cells = {one.request.cell: self._new_cell(one) for one in written}
        for one in written:
            if self._heads_table(one.request.cell):
                self.headers[one.request.cell] = str(one.request.write.value)
        contents = self.formulas.written_out(lost) if lost else {}
        places = self.places
        if contents:
            places = locate(self.rows, [*cells, *contents])
        return splice(self.rows, places, cells, contents, self.sheet.dimension)

    def _new_cell(self, one: Judged) -> NewCell:
        """Return a value with the style it needs; a style is named only where it differs from the cell's own."""
        stored, cell, style = one.stored, one.request.cell, one.style
        assert stored is not None  # noqa: S101 - values that suit no cell are refused
        needed = style
        form = self.book.styles[style]
        if isinstance(stored.value, dt.date) and not form.shows_date:
            code = MOMENT if isinstance(stored.value, dt.datetime) else DATE
            needed = self.stylesheet.with_number(style, code)
        elif isinstance(stored.value, str) and self._must_quote(stored.value, cell, style):
            needed = self.stylesheet.with_quote(style)
        if self.places.span(cell) is None:
            return NewCell(stored, needed or None)
        return NewCell(stored, needed if needed != style else None)

    def _must_quote(self, text: str, cell: Cell, style: int) -> bool:
        """Whether a text needs the mark that keeps it text; an option of a dropdown does not."""
        form = self.book.styles[style]
        if form.quoted or form.number == TEXT or not self.stylesheet.can_grow or not asks_for_quote(text):
            return False
        return not any(rule.kind == "list" for rule in self.sheet.rules(cell))

    def _entry(self, one: Judged) -> tuple[int, Entry]:
        """Return the record of a request."""
        request = one.request
        new = one.stored.value if one.stored and one.outcome == Outcome.WRITTEN else one.content.value
        found = [] if one.outcome == Outcome.UNCHANGED else one.obstacles
        findings = tuple(finding(request.write, str(request.cell), item, self.options) for item in found)
        return request.number, Entry(request.write, str(request.cell), one.outcome, one.content.value, new, findings)


def finding(write: CellWrite, cell: str, item: Obstacle, options: FillOptions) -> Finding:
    """Return an obstacle as a finding; one that was allowed away, or is only a note, weighs less."""
    allowed = item.code in options.allow
    severity = Severity.WARNING if item.note or allowed else Severity.ERROR
    addresses = (str(write.address),) if write.address else ()
    fix = "It was allowed, and is listed so that it can be looked at" if allowed else item.fix
    return Finding(item.code, severity, f"{write.sheet}!{cell}", item.problem, fix, addresses)
