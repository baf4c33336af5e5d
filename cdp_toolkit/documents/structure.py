"""What every form of submission is parsed into before it meets an edition: questions, blocks of rows, fields."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cdp_toolkit.documents.page import PART, Line, Table

_NEAR = 3.0  # points
_COUNTED = re.compile(r"\[?(?:Row|Year|Target|Project) (\d+)\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Lines of a field that could stand in other columns of its row as well, by their labels."""

    lines: tuple[Line, ...]
    labels: tuple[str, ...]


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
    """

    label: str | None
    place: Line
    fields: list[Field] = field(default_factory=list)
    number: int | None = None


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
    """Put lines back into running text: a full line goes on, a short one ended on purpose."""
    text, before = "", None
    for line in lines:
        if before is not None:
            text += _seam(before, line)
        text, before = text + line.text, line
    return text.strip()


def _seam(before: Line, line: Line) -> str:
    if PART in (before.text, line.text):
        return " "
    if before.text.endswith("-") and before.text[-2:-1].isalpha() and line.text[:1].isalpha() and before.full:
        return ""
    return " " if before.full else "\n"


def run_on(lines: Iterable[Line]) -> str:
    """Put the lines of a label or an option into one line."""
    text = ""
    for line in lines:
        hyphen = text.endswith("-") and text[-2:-1].isalpha()
        text += line.text if hyphen or not text else f" {line.text}"
    return text.strip()


def key(text: str) -> str:
    """Return what two prints of one label have in common: its letters and figures, whether raised, lowered or level.

    >>> key("Position of individual(s)") == key("position ofindividual (s)")
    True
    """
    folded = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))
