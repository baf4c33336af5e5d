"""What every form of submission is parsed into before it meets an edition: questions, blocks of rows, fields."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cdp_toolkit.documents.page import PART, Line, Table

_NEAR = 3.0  # points
_PARAGRAPH = 2.2  # letter heights from line to line; lines of one paragraph are nearer
_ITEM = re.compile(r"(\w+ #?|\(?)(\d{1,3})[:.)]\s")  # of a list that is counted
_FILE_ALONE = re.compile(r"(?!https?:)\S+\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip)$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;)\]”\"]$")
_COUNTED = re.compile(r"\[?(?:Row|Year|Target|Project) (\d+)\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Lines of a field that could stand in other columns of its row as well, by their labels, or are doubtful for a reason."""

    lines: tuple[Line, ...]
    labels: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Field:
    """One column of one row as it stands in a document.

    Args:
        label: CDP's label of the column as printed; "" where the question has a single answer.
        place: The line that names it.
        code: CDP's column code where the form prints one, such as ``7.6.1``.
        lines: The lines of its value.
        doubts: Lines whose column had to be inferred.
    """

    label: str
    place: Line
    code: str | None = None
    lines: list[Line] = field(default_factory=list)
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class Block:
    """One row of a question as it stands in a document.

    Args:
        label: Its label as printed, None where there is none.
        place: The line that names it, or its first.
        fields: Its columns.
        number: Its number, where a document gives it beside the label.
        doubt: Why it is not certain that a row begins here; "" where it is.
    """

    label: str | None
    place: Line
    fields: list[Field] = field(default_factory=list)
    number: int | None = None
    doubt: str = ""


@dataclass(slots=True)
class Section:
    """One question as it stands in a document: its number, its heading, its rows, and lines under no label."""

    question: str
    place: Line
    heading: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def block(self, label: str | None, place: Line) -> Block:
        """Begin a row."""
        self.blocks.append(Block(label, place))
        return self.blocks[-1]

    def lines(self) -> Iterator[Line]:
        """Give every line of every value."""
        return (line for block in self.blocks for each in block.fields for line in each.lines)


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines that ended neither in a value nor in a label, under the question above them; "" where there is none."""

    question: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was read from a file and what became of it.

    Args:
        characters: Characters of every line but furniture and contents.
        lost: Lines that the parser put nowhere.
        furniture: Headers and footers, each shape once with its first line, and how often it stands in the file.
    """

    characters: int
    lost: tuple[Lost, ...] = ()
    furniture: tuple[tuple[Line, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """A whole document: its form, its questions, what stands under no question, and how many characters it holds.

    Args:
        form: ``portal`` (2024 and later) or ``response`` (2018-2023).
        sections: The questions in their order.
        strays: Lines that stand under no question, such as the cover.
        title: The organisation's name where the cover gives it, else the first line.
        year: The year of the questionnaire, where cover or page headers name it.
        ledger: What became of every line of the file; None for tables, whose cells are taken one by one.
    """

    form: str
    sections: tuple[Section, ...]
    strays: tuple[Line, ...]
    title: str = ""
    year: int | None = None
    ledger: Ledger | None = None


def is_number_of_row(line: Line) -> bool:
    """Whether a line counts the rows of a question, as ``Row 2`` does; it never goes on with the line above."""
    return bool(re.fullmatch(r"Row \d+|\[Row \d+\]", line.text))


def number_of_row(label: str | None) -> int | None:
    """Return the number in a label that only counts rows.

    >>> number_of_row("[Row 3]")
    3
    """
    found = _COUNTED.fullmatch((label or "").strip())
    return int(found[1]) if found else None


def continues(before: Table | None, table: Table) -> bool:
    """Whether a table goes on with one on the page before."""
    if before is None or len(before.edges) != len(table.edges):
        return False
    last, first = next(before.lines()).page, next(table.lines()).page
    return first == last + 1 and all(abs(a - b) < _NEAR for a, b in zip(before.edges, table.edges, strict=True))


def extend(block: Block, row: Iterable[Iterable[Line]]) -> None:
    """Add the rest of a table row that the end of a page has cut to its fields."""
    cells = list(row)
    for each, cell in zip(reversed(block.fields), reversed(cells), strict=False):
        each.lines += cell


def joined(lines: Iterable[Line]) -> str:
    """Put lines back into running text: a full line goes on, a short one ended on purpose, and so does one above a gap."""
    text, before, counted = "", None, None
    for line in lines:
        item = _ITEM.match(line.text)
        if before is not None:
            next_item = item is not None and counted is not None and (item[1], int(item[2])) == (counted[0], counted[1] + 1)
            text += "\n" if next_item else _seam(before, line)
        counted = (item[1], int(item[2])) if item is not None else counted
        text, before = text + line.text, line
    return text.strip()


def _seam(before: Line, line: Line) -> str:
    if PART in (before.text, line.text):
        return " "
    if before.full and _breaks_at_hyphen(before.text, line.text):
        return ""
    if line.apart or _is_apart(before, line):
        return "\n\n"
    if not before.full or (_FILE_ALONE.match(line.text) and _ENDED.search(before.text)):
        return "\n"
    return " "


def _breaks_at_hyphen(before: str, after: str) -> bool:
    """Whether a word or a figure is broken at its hyphen."""
    return before.endswith("-") and before[-2:-1].isalnum() and after[:1].isalnum()


def _is_apart(before: Line, line: Line) -> bool:
    """Whether an empty line stands between two lines of a page."""
    return before.page == line.page and line.size > 0 and before.baseline - line.baseline > _PARAGRAPH * line.size


def run_on(lines: Iterable[Line]) -> str:
    """Put the lines of a label or an option into one line."""
    text = ""
    for line in lines:
        text += line.text if _breaks_at_hyphen(text, line.text) or not text else f" {line.text}"
    return text.strip()


def key(text: str) -> str:
    """Return what two prints of one label have in common: its letters and figures, whether raised, lowered or level.

    >>> key("Position of individual(s)") == key("position ofindividual (s)")
    True
    """
    folded = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))
