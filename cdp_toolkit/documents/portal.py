"""Parses the portal's export of 2024 and later: ``(7.6.1) label`` over a value, ticked options, small tables without codes.

A code such as 4.1.1 can be a question or a column of question 4.1. In print columns are light on a dark bar; where that is not
known, the edition's label of the column decides.
"""

import re
from collections.abc import Callable, Iterable

from cdp_toolkit.documents.page import NOT_TICKED, Line, Table
from cdp_toolkit.documents.structure import Block, Field, Section, Submission, continues, extend, is_number_of_row, run_on

CODE = re.compile(r"^\((\d+(?:\.\d+)+)\)\s*(.*)$")
MODULE = re.compile(r"^(C\d+|SC|FI)\. ")
END = re.compile(r"^\[(Fixed row|Add row)s?\]$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?:)]\s*$")
HINT = re.compile(r"^Select (from|all that apply):?$", re.IGNORECASE)

IsColumn = Callable[[str, str, str], bool]
IsRow = Callable[[str, str], bool]


def looks_like(lines: Iterable[Line]) -> bool:
    """Whether these are lines of the portal's export."""
    found = [bool(CODE.match(line.text)) for line in lines]
    return sum(found) >= 3


def parse(items: Iterable[Line | Table], is_column: IsColumn, is_row: IsRow) -> Submission:
    """Parse the body of a portal export.

    Args:
        items: Lines and tables in reading order, without page headers and contents.
        is_column: Whether a code with a label is a column of a question, by question, code and label.
        is_row: Whether a text labels a row of a question, by question and text; used where print does not tell.
    """
    items = list(items)
    barred = any(isinstance(item, Line) and item.light and CODE.match(item.text) for item in items)
    reader = _Reader(is_column, is_row, barred)
    for item in items:
        if isinstance(item, Line):
            reader.line(item)
        else:
            reader.table(item)
    return Submission("portal", tuple(reader.sections), tuple(reader.strays), reader.title)


class _Reader:
    """Where the parse stands: the open question, row, field, and the heading that may go on in the next line."""

    def __init__(self, is_column: IsColumn, is_row: IsRow, barred: bool) -> None:
        self.is_column, self.is_row, self.barred = is_column, is_row, barred
        self.sections: list[Section] = []
        self.strays: list[Line] = []
        self.title = ""
        self.block: Block | None = None
        self.field: Field | None = None
        self.heading: list[Line] | None = None
        self.labels: list[Line] | None = None
        self.header: list[str] = []
        self.last: Table | None = None
        self.cut: Block | None = None

    def line(self, line: Line) -> None:
        """Take the next line."""
        self.title = self.title or line.text
        code = CODE.match(line.text)
        if code and self._is_heading(line):
            self._code(line, code[1], code[2])
        elif END.match(line.text):
            self._close()
        elif not is_number_of_row(line) and self._goes_on(line):
            return
        elif MODULE.match(line.text) and (line.bold or not self._styled):
            self._close()
            self.block = None
        elif not self.sections:
            self.strays.append(line)
        elif self._names_row(line):
            self._row(line)
        else:
            self._value(line)

    @property
    def _styled(self) -> bool:
        return bool(self.sections) and self.sections[0].place.bold

    def _names_row(self, line: Line) -> bool:
        if self._styled:
            return line.bold and not line.light
        return is_number_of_row(line) or self.is_row(self.sections[-1].question, line.text)

    def _is_heading(self, line: Line) -> bool:
        return line.bold or not self.sections or not self._styled

    def _code(self, line: Line, code: str, label: str) -> None:
        section = self.sections[-1] if self.sections else None
        if section is not None and self._names_column(section, line, code, label):
            block = self.block or section.block(None, line)
            if any(each.code == code for each in block.fields):  # the same column again: an unlabelled new row
                block = section.block(None, line)
            self.block, self.field = block, Field(label, line, code)
            block.fields.append(self.field)
            self.heading, self.labels = None, [line]
        else:
            self._close()
            self.sections.append(Section(code, line, [line]))
            self.block, self.heading, self.labels = None, self.sections[-1].heading, None

    def _names_column(self, section: Section, line: Line, code: str, label: str) -> bool:
        if not code.startswith(f"{section.question}.") or "." in code[len(section.question) + 1 :]:
            return False
        return line.light if self.barred else self.is_column(section.question, code, label)

    def _goes_on(self, line: Line) -> bool:
        """Whether the line goes on with the heading or the label above it; it is taken if it does."""
        if self.heading is not None and not self._styled and not _SENTENCE_END.search(self.heading[-1].text):
            self.heading.append(line)
            return True
        if self.heading is not None and self.heading[-1].full and line.bold == self.heading[-1].bold and not line.light:
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

    def _row(self, line: Line) -> None:
        self.block = self.sections[-1].block(line.text, line)
        self.field, self.labels = None, [line]

    def _value(self, line: Line) -> None:
        section = self.sections[-1]
        if self.field is None:
            block = self.block or section.block(None, line)
            self.block, self.field = block, Field("", line)
            block.fields.append(self.field)
        if not HINT.match(line.text) and not line.text.startswith(NOT_TICKED):
            self.field.lines.append(line)

    def _close(self) -> None:
        self.block = self.field = self.heading = self.labels = None
        self.header = []

    def table(self, table: Table) -> None:
        """Take a table: a head of labels, then a row a block; over a page the head is printed again or left out."""
        self.heading = self.labels = self.field = None
        if not self.sections:
            self.strays += table.lines()
            return
        goes_on = continues(self.last, table)
        self.last = table
        for i, row in enumerate(table.rows):
            filled = [line for cell in row for line in cell]
            if not filled:
                continue
            if all(line.bold for line in filled):
                self.header = [run_on(cell) for cell in row]
            elif goes_on and i == 0 and not row[0] and self.cut is not None and self.cut.label is not None:
                extend(self.cut, row)
            elif len(row) == len(self.header):
                self._table_row(row)
            else:
                self.strays += filled

    def _table_row(self, row: tuple[tuple[Line, ...], ...]) -> None:
        place = next(line for cell in row for line in cell)
        block = self.cut = self.sections[-1].block(run_on(row[0]) or None, place)
        for label, cell in list(zip(self.header, row, strict=True))[1:]:
            lines = [line for line in cell if not HINT.match(line.text) and not line.text.startswith(NOT_TICKED)]
            block.fields.append(Field(label, cell[0] if cell else place, None, lines))
