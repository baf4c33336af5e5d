"""Parses the response export of 2018-2023 as a PDF: ``C6.1``, labels in bold, values under them, wide ruled tables."""

from collections.abc import Iterable

from cdp_toolkit.documents.forms.cells import Cells
from cdp_toolkit.documents.forms.known import Known
from cdp_toolkit.documents.marks import HEADING, MODULE, NUMBER
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.documents.structure import (
    Block,
    Field,
    Section,
    Submission,
    is_number_of_row,
    run_on,
)


def looks_like(lines: Iterable[Line]) -> bool:
    """Whether these are lines of the response export."""
    return sum(bool(HEADING.match(line.text)) for line in lines) >= 3


def is_styled(lines: Iterable[Line]) -> bool:
    """Whether bold print tells headings from values."""
    headings = [line.bold for line in lines if HEADING.match(line.text)]
    return sum(headings) * 2 > len(headings)


def parse(items: Iterable[Line | Table], known: Known) -> Submission:
    """Parse the body of a response export in which labels are printed bold; what the edition knows tells rows that pages cut."""
    reader, ahead = _Reader(known), without_furniture(items)
    for item, following in zip(ahead, [*ahead[1:], None], strict=True):
        if isinstance(item, Table):
            reader.table(item)
        else:
            reader.line(item, following if isinstance(following, Line) else None)
    return Submission("response", tuple(reader.sections), tuple(reader.strays), reader.title)


def without_furniture(items: Iterable[Line | Table]) -> list[Line | Table]:
    """Leave out the lines that only repeat the number that the next one gives, and the names of modules."""
    given = list(items)
    pairs = zip(given, [*given[1:], None], strict=True)
    return [item for item, following in pairs if isinstance(item, Table) or not _is_furniture(item, following)]


def _is_furniture(line: Line, following: Line | Table | None) -> bool:
    if line.bold or not isinstance(following, Line):
        return False
    if NUMBER.match(line.text):
        return following.text.startswith(f"({line.text})") or bool(NUMBER.match(following.text))
    return bool(MODULE.match(line.text) and (NUMBER.match(following.text) or MODULE.match(following.text)))


class _Reader:
    """Where the parse stands: the open question, row and field, and the label that may go on in the next line."""

    def __init__(self, known: Known) -> None:
        self.sections: list[Section] = []
        self.strays: list[Line] = []
        self.title = ""
        self.block: Block | None = None
        self.field: Field | None = None
        self.open: list[Line] | None = None
        self.cells = Cells(
            lambda _, lines, __: all(line.bold for line in lines),
            lambda _, text: bool(text),
            known.names_row,
            lambda line: bool(line.text),
        )

    def line(self, line: Line, following: Line | None) -> None:
        """Take the next line; ``following`` is the one after, if that is a line."""
        self.title = self.title or line.text
        heading = HEADING.match(line.text)
        if heading and line.bold:
            self.sections.append(Section(heading[1], line, [line]))
            self.block = self.field = None
            self.open = self.sections[-1].heading
            self.cells.begin()
        elif not self.sections:
            self.strays.append(line)
        elif self._is_title(line):
            self.sections.append(Section("", line, [line]))
            self.block = self.field = self.open = None
            self.cells.begin()
        elif line.bold:
            self._bold(line, following)
        else:
            self._value(line)

    def _is_title(self, line: Line) -> bool:
        """Whether a line is printed larger than headings are: what follows belongs to no question."""
        return not line.bold and line.size > 1.2 * self.sections[0].place.size

    def _bold(self, line: Line, following: Line | None) -> None:
        if self.open is not None and self._goes_on(self.open[-1], line):
            self.open.append(line)
            if self.open is not self.sections[-1].heading:
                self._name(run_on(self.open))
            return
        self.open = [line]
        if following is not None and following.bold and following.left > line.left + 1:
            self.block, self.field = self.sections[-1].block(line.text, line), None
            return
        self._begin(line)

    def _goes_on(self, before: Line, line: Line) -> bool:
        return before.full and not is_number_of_row(line) and abs(before.left - line.left) < 1

    def _name(self, label: str) -> None:
        if self.field is not None:
            self.field.label = label
        elif self.block is not None:
            self.block.label = label

    def _begin(self, line: Line) -> None:
        """Begin a field; one whose label the row has already begins the next row."""
        labels = [each.label for each in self.block.fields] if self.block is not None else []
        if self.block is None or line.text in labels:
            self.block = self.sections[-1].block(None, line)
        self.field = Field(line.text, line)
        self.block.fields.append(self.field)

    def _value(self, line: Line) -> None:
        self.open = None
        if self.field is None:
            self.block = self.block or self.sections[-1].block(None, line)
            self.field = Field("", line)
            self.block.fields.append(self.field)
        self.field.lines.append(line)

    def table(self, table: Table) -> None:
        """Take a table: under a label it is a value in parts, elsewhere a head of labels and a row a block."""
        self.open = None
        if not self.sections:
            self.strays += table.lines()
            return
        begun, strays = self.cells.read(table, self.sections[-1], self.field)
        if begun:
            self.block = self.field = None
        self.strays += strays
