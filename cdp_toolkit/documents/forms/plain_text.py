"""Parses the response export of 2018-2023 as text, without print: the edition's labels tell label lines from value lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path

from cdp_toolkit.documents.files.text_lines import lines_of
from cdp_toolkit.documents.forms.label_order import Turn, out_of_order
from cdp_toolkit.documents.forms.text_heads import with_brackets
from cdp_toolkit.documents.forms.text_tables import TextTable
from cdp_toolkit.documents.marks import HEADING, MODULE, NUMBER
from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.documents.meaning.question_numbers import Numbers, year_of
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import Block, Doubt, Field, Section, Submission, key, run_on
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError

_SENTENCE_END = re.compile(r"[.?:)]\s*$")
_MOST_LINES = 4  # of one label
_FULL = 40  # letters; a line that a label is broken after is not shorter
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_ROWS = (None, Turn.ROW, Turn.CUT)  # what begins a row: its first label, or one that is doubtful
_Taken = tuple[Line, int | None, bool]  # lines taken together, the column whose label they are, whether they are a row's label


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        InputError: There is no such file, or it is no UTF-8 text.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data[:2] in _UTF16 else "utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "does not exist", "Check the path.") from None
    except UnicodeDecodeError as error:
        raise InputError(path.name, f"is no UTF-8 text (byte {error.start})", "Save it as UTF-8 text.") from None


def read_lines(path: Path) -> list[Line]:
    """Return the lines of a text file, however it was copied, with the heads of questions as CDP writes them.

    Raises:
        InputError: There is no such file, or it is no UTF-8 text.
    """
    return with_brackets(lines_of(read_text(path)))


def parse(lines: Sequence[Line], edition: Edition, year: int | None = None) -> Submission:
    """Parse the lines of a response as text; ``year`` is the one it was made for, where its title does not say it."""
    sections: list[Section] = []
    bodies: list[list[Line]] = []
    strays: list[Line] = []
    end = _end(lines)
    for i, line in enumerate(lines):
        heading = HEADING.match(line.text)
        if i >= end or not (sections or heading):
            strays.append(line)
        elif heading:
            sections.append(Section(line.text[1 : line.text.index(")")], line, [line]))
            bodies.append([])
        elif not _is_furniture(lines, i):
            bodies[-1].append(line)
    strays = [line for line in strays if line.text and not NUMBER.match(line.text) and not MODULE.match(line.text)]
    title = next((line.text for line in strays if "Climate Change" in line.text), "")
    numbering = Numbers.of(edition, year or year_of(title), (section.question for section in sections))
    for section, body in zip(sections, bodies, strict=True):
        question = numbering.question(section.question)
        _fill(section, body, None if question is None else numbering.labels(question))
    return Submission("response", tuple(sections), tuple(strays), title)


def _end(lines: Sequence[Line]) -> int:
    """Return the index behind the last question; a web page lists the modules again below it."""
    last = max((i for i, line in enumerate(lines) if HEADING.match(line.text)), default=0)
    return next((i for i in range(last, len(lines)) if MODULE.match(lines[i].text)), len(lines))


def _is_furniture(lines: Sequence[Line], i: int) -> bool:
    following = next((line.text for line in lines[i + 1 :] if line.text), "")
    if NUMBER.match(lines[i].text):
        return following.startswith(f"({lines[i].text})") or bool(NUMBER.match(following))
    if not MODULE.match(lines[i].text) or "\t" in lines[i].text:
        return False
    heading = HEADING.match(following)
    begins = heading is not None and _is_of_module(heading[1], lines[i].text.partition(".")[0])
    return begins or bool(NUMBER.match(following) or MODULE.match(following))


def _is_of_module(number: str, module: str) -> bool:
    """Whether a question belongs to a module; a number names the sector too where it has one, that of remarks no module."""
    return number.endswith("-FI") or re.sub(r"-[A-Z]+", "", number).partition(".")[0] == module


def _fill(section: Section, body: list[Line], labels: Labels | None) -> None:
    """Turn the lines under a heading into rows and fields."""
    several = labels is not None and len(labels.question.columns) > 1  # then the first line under the heading is a label
    while body and body[0].text and _is_broken(section.heading[-1].text, body[0].text if several else ""):
        section.heading.append(body.pop(0))
    while body and not body[0].text:
        body.pop(0)
    if not body:
        return
    table = TextTable.at_head(body, labels)
    if table is not None:
        table.fill(section, body)
    elif labels is None or all(labels.position(line.text) is None for line in body):
        section.block(None, body[0]).fields.append(Field("", body[0], None, [line for line in body if line.text]))
    else:
        _Labelled(section, labels).read(body)


def _is_broken(heading: str, following: str) -> bool:
    """Whether a heading was broken over lines: its sentence goes on."""
    return not _SENTENCE_END.search(heading) or (following[:1].islower() and "\t" not in following)


class _Labelled:
    """Reads fields whose label stands on a line above their value."""

    def __init__(self, section: Section, labels: Labels) -> None:
        self.section, self.question, self.labels = section, labels.question, labels
        self.rows = labels.row_keys() | {key("Row 1")}
        self.block: Block | None = None
        self.field: Field | None = None

    def read(self, body: Sequence[Line]) -> None:
        """Take the lines one by one, or as many at once as make a label; labels of a row stand in the order of the form."""
        taken = list(self._taken(body))
        turns = _turns(taken)
        for i, (line, at, is_row) in enumerate(taken):
            turn = turns.get(i)
            if is_row:
                self.block, self.field = self.section.block(line.text, line), None
            elif at is None or turn is Turn.TEXT:
                self._value(line, turn)
            else:
                self._begin(line, begins_row=turn in _ROWS if i in turns else False, turn=turn)

    def _taken(self, body: Sequence[Line]) -> Iterator[_Taken]:
        i = 0
        while i < len(body):
            line, (count, at) = body[i], self._label(body, i)
            if at is not None:
                yield line.with_text(run_on(body[i : i + count])), at, False
            elif lines := self._row_label(body, i):
                yield line.with_text(run_on(body[i : i + lines])), None, True
                count = lines
            elif line.text:
                yield line, None, False
            i += count

    def _label(self, body: Sequence[Line], i: int) -> tuple[int, int | None]:
        """Return how many lines from the ``i``-th on make a label, and the index of its column; 1 and None where none do."""
        lines = list(takewhile(lambda line: line.text, body[i : i + _MOST_LINES]))
        counts = range(1, len(lines) + 1)
        exact = ((n, self.labels.position(run_on(lines[:n]), exactly=True)) for n in reversed(counts))  # one can begin another
        whole = [n for n in counts if all(len(line.text) >= _FULL for line in lines[: n - 1])]
        close = ((n, self.labels.position(run_on(lines[:n]))) for n in whole)
        return next(((n, at) for n, at in chain(exact, close) if at is not None), (1, None))

    def _row_label(self, body: Sequence[Line], i: int) -> int:
        """Return how many lines from the ``i``-th on make the label of a row; 0 where they make none."""
        if not body[i].text:
            return 0
        keyed = self.question.rows is not None and self.question.rows.key is not None
        for count in range(1, _MOST_LINES + 1):
            text = run_on(body[i : i + count])
            after = self._label(body, _filled(body, i + count))[1]
            if after is not None and (key(text) in self.rows or (keyed and count == 1 and after == 0 and text)):
                return count
        return 0

    def _begin(self, line: Line, *, begins_row: bool, turn: Turn | None) -> None:
        if self.block is None or begins_row:
            self.block = self.section.block(None, line)
            self.block.doubt = turn.value if turn in _ROWS and turn is not None else ""
        self.field = Field(line.text, line, doubts=(Doubt((line,), (), turn.value),) if turn is Turn.FIELD else ())
        self.block.fields.append(self.field)

    def _value(self, line: Line, turn: Turn | None) -> None:
        if self.field is None:
            self.block = self.block or self.section.block(None, line)
            self.field = Field("", line)
            self.block.fields.append(self.field)
        self.field.lines.append(line.with_text(line.text.replace("\t", " | ")))
        if turn is not None:
            self.field.doubts += (Doubt((line,), (), turn.value),)


def _turns(taken: Sequence[_Taken]) -> dict[int, Turn | None]:
    """Return what becomes of labels that do not go on with their row, by index; None: it is the first one of the next row."""
    turns: dict[int, Turn | None] = {}
    first = next((at for _, at, _ in taken if at is not None), None)
    row: dict[int, int] = {}
    above: dict[int, int] = {}
    for i, (_, at, is_row) in enumerate([*taken, (None, None, True)]):
        if is_row or (row and at == first and at is not None):
            turns |= _turns_of_row(row, above)
            above, row = {} if is_row else row, {}
            if not is_row:
                turns[i] = None
        if at is not None:
            row[i] = at
    return turns


def _turns_of_row(row: dict[int, int], above: dict[int, int]) -> dict[int, Turn]:
    """Return what becomes of labels of one row, by index; ``above`` are those of the row that it follows without a label."""
    labels = list(row)
    turns = {labels[n]: turn for n, turn in out_of_order(list(row.values())).items()}
    if above and len(row) > 1 and row[labels[1]] > max(above.values()):
        turns[labels[0]] = Turn.CUT
    return turns


def _filled(body: Sequence[Line], i: int) -> int:
    """Return the index of the first line that is not empty, from the ``i``-th on."""
    return next((j for j in range(i, len(body)) if body[j].text), len(body))
