"""Marks which lines are labels, by the edition, in documents whose print need not tell: Word documents and web pages.

What is marked is printed as the exports of CDP print it: labels bold, rows left of columns, and the head of a table bold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cdp_toolkit.documents.files.grids import Item
from cdp_toolkit.documents.marks import CODE, HEADING, MODULE, NUMBER
from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.documents.meaning.question_numbers import Numbers
from cdp_toolkit.documents.page import PART, Line, Table
from cdp_toolkit.documents.structure import is_number_of_row, key, run_on
from cdp_toolkit.editions.model import Question

_ROW, _COLUMN = 3.0, 6.0  # how far labels are indented, in points
_AHEAD = 200  # lines
_MOST = 0.5  # of a table's columns have to be known, to see its head

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")

Rows = tuple[tuple[tuple[Line, ...], ...], ...]


def titled(items: list[Item]) -> list[Item]:
    """Return items with the line that names organisation and year first, and what stands behind the questions before them.

    A page of CDP lists the modules again below the answers; menus stand above.
    """
    heads = [i for i, item in enumerate(items) if isinstance(item, Line) and HEADING.match(item.text)]
    if not heads:
        return items
    start = next((i for i, item in enumerate(items) if isinstance(item, Line) and MODULE.match(item.text)), heads[0])
    start = min(start, heads[0])
    end = next(
        (i for i in range(heads[-1], len(items)) if isinstance(line := items[i], Line) and MODULE.match(line.text)), len(items)
    )
    above = items[:start]
    named = [item for item in above if isinstance(item, Line) and _YEAR.search(item.text)]
    title = named[-1:]
    return [*title, *(item for item in above if item not in title), *items[end:], *items[start:end]]


def response_labels(items: Sequence[Item], numbering: Numbers) -> list[Item]:
    """Return the items of a response of 2018-2023 with its labels marked."""
    flat = list(_flat(items, numbering))
    styled = _is_styled(flat)
    marked: list[Item] = []
    for i, (item, labels) in enumerate(flat):
        if isinstance(item, Table):
            marked.append(_with_head(item, labels))
        elif HEADING.match(item.text):
            marked.append(replace(item, bold=True, left=0))
        elif NUMBER.match(item.text) or MODULE.match(item.text):
            marked.append(replace(item, bold=False, size=0))
        elif labels is not None:
            line = _Marker(labels, styled).marked(item, _following(flat, i))
            before = marked[-1] if marked else None
            if isinstance(before, Line) and item.bold and not line.bold and _goes_on(before, item):
                marked[-1], line = replace(before, full=True), replace(item, bold=True, left=0)
            marked.append(line)
        else:
            marked.append(replace(item, left=_COLUMN, size=0))
    return marked


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line is printed like the heading above it, which it then goes on with."""
    return before.bold and before.left == 0 and before.size == line.size


def _is_styled(flat: Sequence[tuple[Item, Labels | None]]) -> bool:
    """Whether labels are printed bold, most of them."""
    known = [
        item.bold
        for item, labels in flat
        if isinstance(item, Line) and labels is not None and labels.position(item.text, exactly=True) is not None
    ]
    return sum(known) * 2 > len(known)


def _following(flat: Sequence[tuple[Item, Labels | None]], i: int) -> list[str]:
    """Return the lines behind one, to the end of its question."""
    labels, texts = flat[i][1], list[str]()
    for item, others in flat[i + 1 : i + _AHEAD]:
        if others is not labels or isinstance(item, Table):
            break
        texts.append(item.text)
    return texts


@dataclass(frozen=True, slots=True)
class _Marker:
    """Marks the lines of one question; ``styled`` says whether its document prints labels bold."""

    labels: Labels
    styled: bool

    def marked(self, line: Line, following: Sequence[str]) -> Line:
        """Return a line as the label of a row, the label of a column, or part of a value."""
        if self._is_column(line, following):
            return replace(line, bold=True, left=_COLUMN, size=0)
        after = self.labels.position(following[0]) if following else None
        is_key = _has_key(self.labels.question) and (line.bold or (not self.styled and after == 0))
        is_row = is_key or is_number_of_row(line) or self.labels.names_row(line.text)
        if after is not None and is_row and (line.bold or not self.styled):
            return replace(line, bold=True, left=_ROW, size=0)
        return replace(line, bold=False, left=_COLUMN, size=0)  # bold or not, nothing of a value must be lost

    def _is_column(self, line: Line, following: Sequence[str]) -> bool:
        """Whether a line is a column's label and no option of the same words, which the label itself follows."""
        at = self.labels.position(line.text)
        if at is None or (self.styled and not line.bold):
            return False
        if self.styled or not any(key(line.text) in map(key, column.options) for column in self.labels.question.columns):
            return True
        first = key(self.labels.question.columns[0].label)
        rest = [key(text) for text in following]
        return key(line.text) not in (rest[: rest.index(first)] if first in rest else rest)


def _has_key(question: Question) -> bool:
    return question.rows is not None and question.rows.key is not None


def portal_labels(items: Sequence[Item], numbering: Numbers) -> list[Item]:
    """Return the items of a portal export with the heads of its tables marked."""
    marked: list[Item] = []
    labels: Labels | None = None
    for item in items:
        if isinstance(item, Line):
            code = CODE.match(item.text)
            known = numbering.question(code[1]) if code and not item.light else None
            labels = labels if known is None else Labels(known)
            marked.append(item)
        else:
            marked.append(_with_head(item, labels))
    return marked


def _with_head(table: Table, labels: Labels | None) -> Table:
    """Return a table whose head is bold and whose other rows are not all bold."""
    if labels is None:
        return table
    texts = [run_on(cell) for cell in table.rows[0]]
    known = [text for text in texts if text and labels.position(text) is not None]
    all_bold = all(line.bold for cell in table.rows[0] for line in cell)
    if not all_bold and len(known) < _MOST * len(list(filter(None, texts))):
        return table
    head = _bold(table.rows[:1], bold=True)
    rest: Rows = ()
    for row in table.rows[1:]:
        rest += _bold((row,), bold=[run_on(cell) for cell in row] == texts)
    return Table(head + rest, table.edges)


def _bold(rows: Rows, *, bold: bool) -> Rows:
    return tuple(tuple(tuple(replace(line, bold=bold) for line in cell) for cell in row) for row in rows)


def _flat(items: Iterable[Item], numbering: Numbers) -> Iterator[tuple[Item, Labels | None]]:
    """Give items with the labels of their question; tables of labels beside values as lines one under the other."""
    labels: Labels | None = None
    for item in items:
        if isinstance(item, Line):
            if heading := HEADING.match(item.text):
                question = numbering.question(heading[1])
                labels = Labels(question) if question is not None else None
            yield item, labels
        elif labels is not None and _is_definitions(item, labels):
            for row in item.rows:
                yield from ((line, labels) for cell in row for line in _one_label(cell, labels))
        else:
            yield item, labels


def _one_label(cell: tuple[Line, ...], labels: Labels) -> tuple[Line, ...]:
    whole = run_on(cell)
    return (cell[0].with_text(whole),) if cell and labels.position(whole) is not None else cell


def _is_definitions(table: Table, labels: Labels) -> bool:
    firsts = [run_on(row[0]) for row in table.rows if row[0]]
    known = [text for text in firsts if labels.position(text) is not None]
    return len(table.rows[0]) == 2 and len(known) > _MOST * len(firsts) and PART not in firsts
