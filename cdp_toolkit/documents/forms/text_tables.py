"""Reads tables that were copied as text: a line of labels parted by tabs, then rows.

A browser puts every cell on a line of its own; a row's label ends with one tab, and one more for every empty cell before its
first value. Other programs put a row on one line, its cells parted by tabs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cdp_toolkit.documents.forms.alignment import Cell, cheapest, chunks, deal, deal_rows
from cdp_toolkit.documents.forms.cell_costs import EMPTY, cost, listed
from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.documents.meaning.printed import is_blank, read_number
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import Block, Doubt, Field, Section, key, run_on
from cdp_toolkit.editions.model import Column

_LABEL = re.compile(r"^([^\t]*[^\t\s][^\t]*)(\t+)$")
_MARK = re.compile(r"^\W*(?:\d{1,2}|[A-Za-z])?\W*$")  # before an item of a list
_FURTHER = "another row could begin here, if its first cell is empty; it is kept in the text of the row above"
_ONLY_ROW = key("Row 1")
_BETTER = 1.0  # a table fits so much better than fields without values
_MOST_OF_LABEL = 4  # lines
_MOST_LINES = 12  # of a head whose labels are broken over lines


@dataclass(slots=True)
class _Row:
    """One row: its label, its first column that is not empty (None: not known), cells parted by tabs, lines of the others."""

    label: Line | None
    start: int | None = 0
    cells: list[list[Line]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextTable:
    """The head of a table.

    Args:
        headers: Its labels.
        columns: The columns that they mean.
        lines: How many lines it takes.
        rows: What its rows are called, in letters and figures, where no tab behind a label shows that it is one.
    """

    headers: tuple[str, ...]
    columns: tuple[Column | None, ...]
    lines: int
    rows: tuple[str, ...] = ()

    @classmethod
    def at_head(cls, body: Sequence[Line], labels: Labels | None) -> "TextTable | None":
        """Return the table that a question's lines begin with; None where they begin with something else."""
        count = cls._known_head(body, labels)
        if count:
            return cls._of(run_on(body[:count]).strip("\t").split("\t"), body[0], labels, count)
        if body and ("\t" in body[0].text or any(_begins_row(line, labels) for line in body[1:2])):
            return cls._of(body[0].text.strip("\t").split("\t"), body[0], labels, 1)
        return None if labels is None else cls._stacked(body, labels)

    @classmethod
    def _stacked(cls, body: Sequence[Line], labels: Labels) -> "TextTable | None":
        """Return a table that was copied without its tabs, so that its labels stand one under the other.

        Labels one under the other can also be fields without values. A table it is where a row's label follows, or where what
        follows fits its columns better than the last label alone.
        """
        headers, at = _labels_on_top(body, labels)
        rest = body[at:]
        if not rest or not headers or any(labels.position(line.text, exactly=True) is not None for line in rest):
            return None
        columns = tuple(labels.column(Field(header, body[0])) for header in headers)
        rows = (*(key(row.label) for row in labels.question.fixed_rows), _ONLY_ROW)
        if key(rest[0].text) in rows:
            return cls(tuple(headers), columns, at, rows)
        given = chunks(rest)
        heads = () if columns[0] is None else columns[0].printed_options
        begins = sum(bool(heads) and listed(heads, chunk.text) for chunk in given)
        alone = cost(columns[-1], given, begins, ()) + EMPTY * (len(columns) - 1)
        if len(headers) < 2 or labels.question.fixed_rows or cheapest(given, columns) > alone - _BETTER:
            return None
        return cls(tuple(headers), columns, at)

    @staticmethod
    def _known_head(body: Sequence[Line], labels: Labels | None) -> int:
        """Return how many lines hold the head of a table whose labels are all known; 0 where there is none."""
        for count in range(1, min(len(body), _MOST_LINES) + 1 if labels is not None else 0):
            if not body[count - 1].text:
                break
            headers = run_on(body[:count]).strip("\t").split("\t")
            followed = any(_begins_row(line, labels) for line in body[count : count + 1])
            known = all(labels is not None and labels.position(header, exactly=True) is not None for header in headers)
            if known and (len(headers) > 1 or followed):
                return count
        return 0

    @classmethod
    def _of(cls, headers: Sequence[str], place: Line, labels: Labels | None, lines: int) -> "TextTable":
        columns = (None if labels is None else labels.column(Field(header, place)) for header in headers)
        return cls(tuple(headers), tuple(columns), lines)

    def fill(self, section: Section, body: Sequence[Line]) -> None:
        """Add the rows that stand under the head to a question."""
        rows = self._rows(body[self.lines :]) or [_Row(None, 0, [[] for _ in self.headers])]  # a head without rows
        dealt = deal_rows([(chunks(row.lines), row.start) for row in rows if row.label is not None or row.cells], self.columns)
        cells = iter(dealt)
        for row in rows:
            if row.label is None and not row.cells:
                self._add(section, row, deal(chunks(row.lines), self.columns))
            else:
                self._add(section, row, next(cells))

    def _rows(self, lines: Sequence[Line]) -> list[_Row]:
        rows: list[_Row] = []
        ahead = list(self.rows)
        for line in lines:
            parted = self._parted(line)
            label = _LABEL.match(line.text)
            if parted is not None:
                rows.append(parted)
            elif key(line.text) in ahead:  # rows stand in CDP's order
                ahead = ahead[ahead.index(key(line.text)) + 1 :]
                rows.append(_Row(line, None))
            elif label:
                rows.append(_Row(line.with_text(label[1]), min(len(label[2]) - 1, len(self.columns))))
            else:
                if not rows:
                    rows.append(_Row(None))
                self._take(rows[-1], line.with_text(line.text.replace("\t", " | ")))
        return rows

    def _take(self, row: _Row, line: Line) -> None:
        if len(row.cells) == len(self.columns):
            row.cells[-1] += [line] if line.text else []  # the last cell goes on
        else:
            row.lines.append(line)

    def _parted(self, line: Line) -> _Row | None:
        """Return a row whose cells stand on one line; None where a line is none."""
        texts, width = line.text.split("\t"), len(self.columns)
        if len(texts) < 2 or not any(texts[1:]) or len(texts) not in (width, width + 1):
            return None
        if (texts[0] and _MARK.match(texts[0])) or self._is_option(" | ".join(texts)):
            return None
        cells = [[line.with_text(text)] if text else [] for text in texts[-width:]]
        if not all(_holds(column, cell) for column, cell in zip(self.columns, cells, strict=True)):
            return None
        return _Row(line.with_text(texts[0]) if len(texts) > width and texts[0] else None, width, cells)

    def _is_option(self, text: str) -> bool:
        """Whether a text is an option that stands in a group; the copy parts the two by a tab."""
        return any(column is not None and column.grouped and listed(column.printed_options, text) for column in self.columns)

    def _add(self, section: Section, row: _Row, dealt: Sequence[Cell]) -> None:
        """Add a row, or as many as its lines were dealt to."""
        begun: dict[int, Block] = {}
        every = [line for cell in (*row.cells, *(cell.lines for cell in dealt)) for line in cell]
        place = row.label or (every[0] if every else section.place)
        for i, given in enumerate(row.cells):
            block = begun.get(0) or begun.setdefault(0, section.block(row.label.text if row.label else None, place))
            block.fields.append(Field(self.headers[i], given[0] if given else place, None, given))
        for cell in dealt:
            if cell.row not in begun:
                at = cell.lines[0] if cell.lines and row.label is None else place
                begun[cell.row] = section.block(None if row.label is None else row.label.text, at)
            header = self.headers[cell.index] if cell.index is not None else ""
            doubts = tuple(Doubt(doubt.lines, tuple(self.headers[c] for c in doubt.columns)) for doubt in cell.doubts)
            doubts += self._further_rows(cell, dealt) if row.label is None else ()
            at = cell.lines[0] if cell.lines else place
            begun[cell.row].fields.append(Field(header, at, None, list(cell.lines), doubts))

    def _further_rows(self, cell: Cell, dealt: Sequence[Cell]) -> tuple[Doubt, ...]:
        """Doubt the texts behind the first of a row's last cell, if it is the second: a row with no first cell could begin."""
        behind = any(other.lines for other in dealt if other.row == cell.row and (other.index or 0) > (cell.index or 0))
        start = next((i for i, line in enumerate(cell.lines) if i and not line.apart), None)  # a blank line parts no cells
        column = self.columns[1] if cell.index == 1 else None  # that more than one cell is empty is not likely
        if behind or column is None or column.type != "text" or start is None:
            return ()
        return (Doubt(cell.lines[start:], (), _FURTHER),)


def _labels_on_top(body: Sequence[Line], labels: Labels) -> tuple[list[str], int]:
    """Return the labels of columns that a question's lines begin with, in CDP's order, and how many lines they take."""
    headers: list[str] = []
    at, last = 0, -1
    while at < len(body) and body[at].text:
        most = next((n for n in range(_MOST_OF_LABEL) if not body[at + n : at + n + 1] or not body[at + n].text), _MOST_OF_LABEL)
        found = ((n, labels.position(run_on(body[at : at + n]), exactly=True)) for n in range(most, 0, -1))
        count, position = next(((n, position) for n, position in found if position is not None), (0, -1))
        if position <= last:
            break
        headers.append(run_on(body[at : at + count]))
        at, last = at + count, position
    return headers, at


def _begins_row(line: Line, labels: Labels | None) -> bool:
    """Whether a line begins with the label of a row and a tab."""
    label, tab, _ = line.text.partition("\t")
    return bool(_LABEL.match(line.text)) or (bool(tab) and labels is not None and key(label) in labels.row_keys() | {_ONLY_ROW})


def _holds(column: Column | None, cell: Sequence[Line]) -> bool:
    """Whether a cell can be one of a column."""
    return column is None or column.type != "number" or not cell or is_blank(cell) or read_number(cell) is not None
