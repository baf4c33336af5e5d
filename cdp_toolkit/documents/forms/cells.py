"""Reads the tables of a document: a head of labels, then a row of the question a row; or, under a label, a value in parts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cdp_toolkit.documents.page import PART, Line, Table
from cdp_toolkit.documents.structure import Block, Doubt, Field, Section, continues, extend, run_on

_Row = Sequence[Sequence[Line]]
_MOST_LINES = 5  # of a prompt


@dataclass(slots=True)
class Cells:
    """Where the parse of tables stands: their head, and what a page may have cut.

    Args:
        is_head: Whether a row is the head of a table, by the question's number and the row's lines and texts.
        names_column: Whether the first text of a head is a column's label, by the question's number; else the column labels rows.
        names_row: Whether a text labels a row, by the question's number.
        is_value: Whether a line is part of a value.
        prompt: What a form prints above the options; a narrow cell breaks it over lines.
    """

    is_head: Callable[[str, Sequence[Line], Sequence[str]], bool]
    names_column: Callable[[str, str], bool]
    names_row: Callable[[str, str], bool]
    is_value: Callable[[Line], bool]
    prompt: re.Pattern[str] | None = None
    head: list[str] = field(default_factory=list)
    last: Table | None = None
    cut: Block | None = None
    ends_with_head: bool = False

    def begin(self) -> None:
        """Begin a question."""
        self.head, self.last, self.cut, self.ends_with_head = [], None, None, False

    def read(self, table: Table, section: Section, under: Field | None) -> tuple[bool, list[Line]]:
        """Take a table of a question, and say whether it began rows of its own, and which lines have no place.

        Args:
            table: The table; where a page has cut it the head is printed again or left out.
            section: The question.
            under: The field whose label stands above it.
        """
        goes_on, strays, begun = continues(self.last, table), list[Line](), False
        self.last = table
        for i, row in enumerate(table.rows):
            filled = [line for cell in row for line in cell]
            if not filled:
                continue
            texts = [run_on(cell) for cell in row]
            if self.is_head(section.question, filled, texts):
                cut = goes_on and i == 0 and self.ends_with_head and len(texts) == len(self.head)
                self.head = [f"{a} {b}".strip() for a, b in zip(self.head, texts, strict=True)] if cut else texts
                begun, self.ends_with_head = True, i == len(table.rows) - 1
                continue
            self.ends_with_head = False
            if goes_on and i == 0 and self.cut is not None and self._goes_on(self.cut, section, texts[0]):
                extend(self.cut, row)
            elif under is not None and not self.head:
                _parts(row, under)
            elif len(row) == len(self.head):
                self._row(table, row, section)
            else:
                strays += filled
        return begun, strays

    def _goes_on(self, cut: Block, section: Section, text: str) -> bool:
        """Whether the first row of a page is the rest of the last one; the page may have cut the row's label too."""
        if not text:
            return True
        label = f"{cut.label or ''} {text}"
        if self.names_row(section.question, cut.label or "") or not self.names_row(section.question, label):
            return False
        cut.label = label
        return True

    def _row(self, table: Table, row: _Row, section: Section) -> None:
        place = next(line for cell in row for line in cell)
        labelled = not self.names_column(section.question, self.head[0])
        self.cut = section.block((run_on(row[0]) or None) if labelled else None, place)
        for c in range(labelled, len(row)):
            lines = [line for line in _without_prompt(row[c], self.prompt) if self.is_value(line)]
            beside = tuple(filter(None, self.head[max(labelled, c - 1) : c] + self.head[c + 1 : c + 2]))
            doubts = (Doubt(tuple(lines), beside),) if table.inferred and lines else ()
            self.cut.fields.append(Field(self.head[c], row[c][0] if row[c] else place, None, lines, doubts))


def _without_prompt(lines: Sequence[Line], prompt: re.Pattern[str] | None) -> Sequence[Line]:
    counts = range(1, 1 + min(_MOST_LINES, len(lines)) if prompt is not None else 1)
    return lines[next((n for n in counts if prompt is not None and prompt.match(run_on(lines[:n]))), 0) :]


def _parts(row: _Row, under: Field) -> None:
    """Add the cells of a row to a value, with a line between them."""
    for cell in filter(None, row):
        if under.lines:
            under.lines.append(cell[0].with_text(PART))
        under.lines += cell
