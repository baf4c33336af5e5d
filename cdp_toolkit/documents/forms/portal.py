"""Parses the portal's exports of 2024 and later: ``(7.6.1) label`` over a value, ticked options, tables without codes.

A code such as 4.1.1 can be a question or a column of question 4.1. In print columns are light on a dark bar; where that is not
known, the edition's label of the column decides. Some exports print no codes of columns, or ``Q7.6`` for ``(7.6)`` and
``Response 1: Reporting year`` for a row: their labels are the edition's. Exports of 2018-2023 whose print tells nothing are read
in the same way.
"""

import re
from collections.abc import Iterable, Sequence

from cdp_toolkit.documents.forms.cells import Cells
from cdp_toolkit.documents.forms.known import Known
from cdp_toolkit.documents.marks import CODE
from cdp_toolkit.documents.page import NOT_TICKED, Line, Table
from cdp_toolkit.documents.structure import (
    Block,
    Field,
    Section,
    Submission,
    is_number_of_row,
    run_on,
)

ASKED = re.compile(r"^Q\s?(\d+(?:\.\d+)+)[.:]?\s+(.*)$")
MODULE = re.compile(r"^(C\d+|SC|FI)\. ")
END = re.compile(r"^\[(Fixed row|Add row)s?\]$", re.IGNORECASE)
HINT = re.compile(r"^Select (from|all that apply):?$", re.IGNORECASE)
_RESPONSE = re.compile(r"^Response (\d+)(?:\s*[:–-]\s*(.*))?$")
_SENTENCE_END = re.compile(r"[.?:)]\s*$")
_FEWEST = 3
_AHEAD = 6  # lines that are looked at together
_LEADING = 1.5  # times the size of letters; two lines of a heading are no further apart
_SIZES = 1.0  # points; letters of one heading differ less


def looks_like(lines: Iterable[Line]) -> bool:
    """Whether these are lines of the portal's export."""
    return _heads(list(lines)) is not None


def _heads(lines: Sequence[Line]) -> re.Pattern[str] | None:
    """Return how questions are numbered here, None where they are not."""
    counts = [(sum(bool(kind.match(line.text)) for line in lines), kind) for kind in (CODE, ASKED)]
    most, kind = max(counts, key=lambda each: each[0])
    return kind if most >= _FEWEST else None


def parse(items: Iterable[Line | Table], known: Known, heads: re.Pattern[str] | None = None) -> Submission:
    """Parse the body of a portal export.

    Args:
        items: Lines and tables in reading order, without page headers and contents.
        known: What the edition knows of labels.
        heads: How questions are numbered, as number and sentence; found out where it is not given.
    """
    items = list(items)
    form = "portal" if heads is None else "response"
    heads = heads or _heads([item for item in items if isinstance(item, Line)]) or CODE
    reader = _Reader(items, known, heads)
    reader.read()
    return Submission(form, tuple(reader.sections), tuple(reader.strays), reader.title)


class _Reader:
    """Where the parse stands: the open question, row, field, and the heading that may go on in the next line."""

    def __init__(self, items: Sequence[Line | Table], known: Known, heads: re.Pattern[str]) -> None:
        self.items, self.known, self.heads = items, known, heads
        lines = [item for item in items if isinstance(item, Line)]
        self.barred = any(line.light and heads.match(line.text) for line in lines)
        heading = [line.bold for line in lines if heads.match(line.text)]
        self.styled = sum(heading) * 2 > len(heading)
        self.sections: list[Section] = []
        self.strays: list[Line] = []
        self.title = ""
        self.block: Block | None = None
        self.field: Field | None = None
        self.at = -1  # index of the open field's column, where the edition told it
        self.heading: list[Line] | None = None
        self.labels: list[Line] | None = None
        self.empty: Line | None = None
        self.cells = Cells(self._is_head, lambda number, text: known.heads(number, [text]), known.names_row, _is_value, HINT)
        self.labels_bold = self.styled and known.prints_labels_bold(lines, heads)

    def read(self) -> None:
        """Take every line and table."""
        i = 0
        while i < len(self.items):
            item = self.items[i]
            if isinstance(item, Table):
                self.table(item)
                i += 1
            else:
                i += self.line(item, self._ahead(i))

    def _ahead(self, i: int) -> list[Line]:
        """Return the lines behind the ``i``-th that could go on with a label that begins there."""
        found: list[Line] = []
        for item in self.items[i + 1 : i + _AHEAD]:
            if not isinstance(item, Line) or END.match(item.text) or self.heads.match(item.text):
                break
            found.append(item)
        return found

    def line(self, line: Line, ahead: Sequence[Line]) -> int:
        """Take the next line, and return how many were taken."""
        self.title = self.title or line.text
        code = self.heads.match(line.text)
        if code and (line.bold or not self.styled or not self.sections):
            return self._code(line, code, ahead)
        if END.match(line.text):
            self._close()
        elif not self.sections:
            self.strays.append(line)
        elif self._begins(line, ahead) and self._goes_on(line):
            pass
        elif MODULE.match(line.text) and (line.bold or not self.styled):
            self._close()
            self.block, self.heading = None, [line]
        else:
            return self._label(line, ahead) or self._row(line, ahead) or self._value(line)
        return 1

    def _begins(self, line: Line, ahead: Sequence[Line]) -> bool:
        """Whether a line may go on with the one above: nothing says that it begins something."""
        if is_number_of_row(line) or HINT.match(line.text) or self._response(line):
            return False
        number = self.sections[-1].question
        if self.heading is None or self.known.is_single(number):
            return True
        named = not self.styled and self.known.row(number, [line, *ahead])
        return not named and not self.known.label(number, [line, *ahead])

    def _response(self, line: Line) -> re.Match[str] | None:
        return _RESPONSE.match(line.text) if self.heads is ASKED else None

    def _code(self, line: Line, code: re.Match[str], ahead: Sequence[Line]) -> int:
        section = self.sections[-1] if self.sections else None
        head = line.with_text(code[code.re.groups])
        if section is not None and self._names_column(section, head, code[1], ahead):
            block = self.block or section.block(None, line)
            if any(each.code == code[1] for each in block.fields):  # the same column again: an unlabelled new row
                block = section.block(None, line)
            self.block, self.field = block, Field(head.text, line, code[1])
            block.fields.append(self.field)
            self.heading, self.labels = None, [line]
            return 1 if self.styled else self._rest_of_label(section, head, ahead)
        self._close()
        self.sections.append(Section(code[1], line, [line]))
        self.block, self.heading, self.labels = None, self.sections[-1].heading, None
        self.cells.begin()
        return 1

    def _rest_of_label(self, section: Section, head: Line, ahead: Sequence[Line]) -> int:
        """Take the lines that go on with a label where print does not tell them."""
        count, _ = self.known.label(section.question, [head, *ahead]) or (1, 0)
        assert self.field is not None  # noqa: S101 - it was just begun
        self.field.label, self.labels = run_on([head, *ahead[: count - 1]]), None
        return count

    def _names_column(self, section: Section, head: Line, code: str, ahead: Sequence[Line]) -> bool:
        if self.heads is not CODE or not code.startswith(f"{section.question}.") or "." in code[len(section.question) + 1 :]:
            return False
        return head.light if self.barred else self.known.is_column(section.question, code, [head, *ahead])

    def _goes_on(self, line: Line) -> bool:
        """Whether the line goes on with the heading or the label above it; it is taken if it does."""
        if self.heading is not None and self._goes_on_heading(self.heading[-1], line):
            self.heading.append(line)
            return True
        if self.labels is not None and self.labels[-1].full and line.light == self.labels[-1].light and line.bold:
            self.labels.append(line)
            if self.field is not None:
                self.field.label = run_on([self.labels[0].with_text(self.field.label), line])
            elif self.block is not None:
                self.block.label = run_on(self.labels)
            return True
        self.heading = self.labels = None
        return False

    def _goes_on_heading(self, before: Line, line: Line) -> bool:
        if abs(line.size - before.size) > _SIZES:
            return False
        if not self.styled:
            return not _SENTENCE_END.search(before.text) or (before.full and line.text[:1].islower())
        sentence = not _SENTENCE_END.search(before.text) and 0 < before.baseline - line.baseline < _LEADING * line.size
        return (before.full or sentence) and line.bold == before.bold and not line.light

    def _coded(self) -> bool:
        return any(each.code for block in self.sections[-1].blocks for each in block.fields)

    def _label(self, line: Line, ahead: Sequence[Line]) -> int:
        """Take a label that stands without a code, as the edition has it."""
        section = self.sections[-1]
        if self.known.is_single(section.question) or self._coded() or (self.labels_bold and not line.bold):
            return 0
        found = self.known.label(section.question, [line, *(each for each in ahead if each.bold == line.bold)])
        if found is None:
            return 0
        count, at = found
        if self.field is not None and not self.field.lines and self._reads_like_label(at, ahead[count - 1 :]):
            return 0
        self._begin(line.with_text(run_on([line, *ahead[: count - 1]])), at)
        return count

    def _reads_like_label(self, at: int, ahead: Sequence[Line]) -> bool:
        """Whether a line under an empty field is its value: the field's own label, or one of a later column than the next."""
        after = self.known.label(self.sections[-1].question, ahead)
        return at == self.at or (after is not None and self.at < after[1] < at)

    def _begin(self, line: Line, at: int) -> None:
        """Begin a field without a code; in rows without a label one that was there already begins the next row."""
        section = self.sections[-1]
        again = self.block is not None and (
            any(each.label == line.text for each in self.block.fields) or (self.block.label is None and -1 < at <= self.at)
        )
        if self.block is None or again:
            self.block = section.block(None, line)
        self.field, self.at = Field(line.text, line), at
        self.block.fields.append(self.field)
        self.heading = self.labels = None

    def _row(self, line: Line, ahead: Sequence[Line]) -> int:
        """Take the label of a row."""
        if response := self._response(line):
            label = line.with_text(response[2] or f"Row {response[1]}")
            return self._begin_row(label, ahead, self.known.row(self.sections[-1].question, [label, *ahead]) or 1)
        number = self.sections[-1].question
        count = 1 if is_number_of_row(line) else self.known.row(number, [line, *ahead])
        if self.styled:
            opens = line.bold and not line.light and not (count == 0 and self._only_counts_rows(number))
            return self._bold(line, ahead, count) if opens else 0
        named = count == 0 and self.at != 0 and self.known.adds_named_rows(number)
        begins = (count or named) and self._label_follows(ahead[max(count, 1) - 1 :], first=named)
        return self._begin_row(line, ahead, max(count, 1)) if begins else 0

    def _only_counts_rows(self, number: str) -> bool:
        """Whether nothing but ``Row 2`` can begin a row: the organisation adds rows, and they have no names."""
        question = self.known.question(number)
        added = question is not None and question.adds_rows and not self.known.adds_named_rows(number)
        return added and self._coded()

    def _bold(self, line: Line, ahead: Sequence[Line], count: int) -> int:
        """Take a bold line: a row, or a label that the edition does not know."""
        number = self.sections[-1].question
        if self.known.is_single(number):
            return 0
        unknown = self.at >= 0 and not count and not self._coded() and not self.known.adds_named_rows(number)
        if unknown and not self.heads.match(ahead[0].text if ahead else ""):
            self._begin(line, self.at)
            self.labels = [line]
            return 1
        return self._begin_row(line, ahead, 1)

    def _label_follows(self, ahead: Sequence[Line], *, first: bool) -> bool:
        """Whether a column's label stands next, or a code; ``first`` where it has to be the first column's."""
        if not ahead:
            return not first
        found = self.known.label(self.sections[-1].question, ahead)
        return found is not None and (found[1] == 1 or not first)

    def _begin_row(self, line: Line, ahead: Sequence[Line], count: int) -> int:
        label = run_on([line, *ahead[: count - 1]])
        self.block = self.sections[-1].block(label, line)
        self.field, self.labels, self.at, self.heading = None, [line], -1, None
        return count

    def _value(self, line: Line) -> int:
        section = self.sections[-1]
        if self.field is None:
            block = self.block or section.block(None, line)
            self.block, self.field = block, Field("", line)
            block.fields.append(self.field)
        rest = self.empty is not None and self.empty.full and not line.text.startswith("\u2611")
        self.empty = line if line.text.startswith(NOT_TICKED) or rest else None
        if not HINT.match(line.text) and self.empty is None:
            self.field.lines.append(line)
        return 1

    def _close(self) -> None:
        self.block = self.field = self.heading = self.labels = self.empty = None
        self.at, self.cells.head = -1, []

    def table(self, table: Table) -> None:
        """Take a table: a head of labels, then a row a block; over a page the head is printed again or left out."""
        if not self.sections:
            self.strays += table.lines()
            return
        self.heading = self.labels = None
        begun, strays = self.cells.read(table, self.sections[-1], self.field)
        self.field = None if begun else self.field
        self.strays += strays

    def _is_head(self, number: str, lines: Sequence[Line], texts: Sequence[str]) -> bool:
        return all(line.bold for line in lines) or (not self.cells.head and self.known.heads(number, texts))


def _is_value(line: Line) -> bool:
    return not line.text.startswith(NOT_TICKED)
