"""Says how badly lines fit into a cell of a table, given what its column can hold; 0 is a perfect fit."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from cdp_toolkit.documents.meaning.printed import Options, is_blank, read_attachment, read_date, read_number
from cdp_toolkit.documents.page import Line
from cdp_toolkit.editions.model import Column

EMPTY = 2.0
_WRONG, _UNLISTED, _LONG = 40.0, 8.0, 60
_TEXT, _MORE, _TOO_LONG, _KNOWN = 0.6, 0.4, 3.0, 1.0
_BROKEN = 8  # lines of one option at most
_HINT, _WORD_BEFORE = 0.08, 0.01
_MOST_PERCENT, _IMPOSSIBLE_PERCENT = 100, 1000
_PROSE = re.compile(r"\w[\w)\"'”’][.!?] +[A-Z“\"]")  # the end of a sentence, with another behind it
_SENTENCES = 80  # letters; what is shorter is a name with a full stop in it


@dataclass(frozen=True)
class Chunk:
    """Lines that belong to one cell for sure, and what they can be read as; each is looked at many times."""

    lines: tuple[Line, ...]

    @cached_property
    def is_blank(self) -> bool:
        """Whether it says that the cell is empty."""
        return is_blank(self.lines)

    @cached_property
    def number(self) -> Decimal | None:
        """The number that it is."""
        return read_number(self.lines)

    @cached_property
    def text(self) -> str:
        """The text of a cell that holds it alone."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is running text of several sentences or paragraphs, and no name or title."""
        return len(self.lines) > 1 or (len(self.text) >= _SENTENCES and _PROSE.search(self.text) is not None)


def cost(column: Column | None, given: Sequence[Chunk], begins: int, known: Collection[str]) -> float:
    """Return what it costs to put chunks into a cell.

    Args:
        column: The column; None is one that the edition does not know, and takes text.
        given: The chunks, in order.
        begins: How many of them are options of the table's first column.
        known: Texts that stand in this column of other rows for sure.
    """
    if not given:
        return EMPTY
    if len(given) == 1 and given[0].is_blank:
        return 0.0
    if any(chunk.is_blank for chunk in given):
        return _WRONG * len(given)
    kind = "text" if column is None else column.type
    if kind == "text" or column is None:
        return _text(column, given, begins, known)
    if kind == "choices":
        return sum(0.1 + _option(column, chunk) for chunk in given)
    if kind == "choice":
        return _choice(column, given)
    if len(given) > 1 and kind != "attachment":
        return _WRONG * len(given)
    match kind:
        case "number":
            return _number(column, given[0])
        case "date":
            return 0.0 if read_date(given[0].lines[0].text, True) is not None else _WRONG
        case _:
            return 0.0 if read_attachment(given[-1].lines)[0] is not None else _UNLISTED


def _number(column: Column, chunk: Chunk) -> float:
    """Cost of a figure; what is far above a hundred is hardly a percentage."""
    value = chunk.number
    if value is None:
        return _WRONG
    beyond = (column.min is not None and value < column.min) or (column.max is not None and value > column.max)
    if beyond or (column.unit == "percent" and abs(value) > _IMPOSSIBLE_PERCENT):
        return 2 * EMPTY
    return _MORE if column.unit == "percent" and abs(value) > _MOST_PERCENT else 0.0


def _text(column: Column | None, given: Sequence[Chunk], begins: int, known: Collection[str]) -> float:
    """Cost of a text; a lone number in it is probably another cell, an option of the table's first column another row."""
    numbers = sum(len(chunk.lines) == 1 and chunk.number is not None for chunk in given)
    words = _TEXT if numbers < len(given) else 0.0
    base = EMPTY * numbers + words + _MORE * (len(given) - 1) + _UNLISTED * begins
    text = "\n".join(chunk.text for chunk in given)
    limit = None if column is None else column.max_chars
    too_long = _TOO_LONG if limit is not None and len(text) > limit else 0.0
    return base + too_long + _hints(given) - (_KNOWN if text in known else 0.0)


def _hints(given: Sequence[Chunk]) -> float:
    """Cost of signs that a text does not begin here: it begins inside a sentence, or its prose comes after names."""
    first = next((i for i, chunk in enumerate(given) if chunk.is_prose), 0)
    names = _HINT + _WORD_BEFORE * min(first, 8) if first else 0.0
    return names + (_HINT if given[0].text[:1].islower() else 0.0)


def _choice(column: Column, given: Sequence[Chunk]) -> float:
    """Cost of one option; it can be broken over lines, and what it was to specify ends with its bracket."""
    text = " ".join(chunk.text for chunk in given)
    is_open = text.count("(") > text.count(")")
    if len(given) == 1:
        return _option(column, given[0]) + _MORE * is_open
    whole = len(given) <= _BROKEN and not is_open and all(len(chunk.lines) == 1 for chunk in given)
    begun = given[0].text.count("(") > given[0].text.count(")") or not listed(column.printed_options, given[0].text)
    if whole and begun and Options(column.printed_options).match(text) is not None:
        return _HINT * len(given)
    return _WRONG * len(given)


def _option(column: Column, chunk: Chunk) -> float:
    text = " ".join(line.text for line in chunk.lines)
    if len(chunk.lines) == 1 and listed(column.printed_options, text):
        return 0.0
    return _UNLISTED + max(0, len(text) - _LONG) / 10 + _WRONG * (len(chunk.lines) > 1)


@cache
def listed(options: tuple[str, ...], text: str) -> bool:
    """Whether a text is an option of a list, or says what it was to specify."""
    return Options(options).match(text) is not None or "please specify" in text[:60].lower()
