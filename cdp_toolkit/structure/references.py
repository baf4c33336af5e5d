"""Cells and ranges by their A1 names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_RANGE = re.compile(
    r"(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?[1-9][0-9]{0,6})(?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?[1-9][0-9]{0,6}))?"
    r"|(?P<cols1>\$?[A-Za-z]{1,3}):(?P<cols2>\$?[A-Za-z]{1,3})"
    r"|(?P<rows1>\$?[1-9][0-9]{0,6}):(?P<rows2>\$?[1-9][0-9]{0,6})"
)


class Cell(NamedTuple):
    """One cell of a sheet, rows and columns counted from 1."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row}"


UNMOVED = Cell(0, 0)


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: Cell) -> bool:
        return self.top <= cell.row <= self.bottom and self.left <= cell.column <= self.right

    def __iter__(self) -> Iterator[Cell]:
        """Yield the cells row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Cell(row, column)

    @property
    def anchor(self) -> Cell:
        """The cell at the top left."""
        return Cell(self.top, self.left)

    @property
    def size(self) -> int:
        """Number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def widened(self, cell: Cell) -> "Range":
        """Return the smallest range that holds this one and a cell."""
        return Range(
            min(self.top, cell.row), min(self.left, cell.column), max(self.bottom, cell.row), max(self.right, cell.column)
        )

    def __str__(self) -> str:
        first, last = Cell(self.top, self.left), Cell(self.bottom, self.right)
        return str(first) if first == last else f"{first}:{last}"


@lru_cache(maxsize=MAX_COLUMN)
def letters(column: int) -> str:
    """Return the letters of a column.

    >>> letters(28)
    'AB'
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=MAX_COLUMN)
def column_number(text: str) -> int:
    """Return the number of a column from its letters.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell(text: str) -> Cell:
    """Read the name of a cell, such as ``B7`` or ``$B$7``.

    Raises:
        ValueError: It is no cell of a sheet.
    """
    match = _CELL.fullmatch(text)
    if match is None:
        raise ValueError(text)
    found = Cell(int(match[2]), column_number(match[1]))
    if found.row > MAX_ROW or found.column > MAX_COLUMN:
        raise ValueError(text)
    return found


def cell_range(text: str, shift: Cell = UNMOVED) -> Range:
    """Read a range: ``A1``, ``A1:B2``, whole columns ``A:B`` or whole rows ``1:3``.

    Args:
        text: The range; absolute or relative.
        shift: Rows and columns by which references without ``$`` move, as in a rule for many cells.

    Raises:
        ValueError: It is no range of a sheet.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    part = match.groupdict()
    if part["cols1"]:
        ends = (1, _column(part["cols1"], shift), MAX_ROW, _column(part["cols2"], shift))
    elif part["rows1"]:
        ends = (_row(part["rows1"], shift), 1, _row(part["rows2"], shift), MAX_COLUMN)
    else:
        top, left = _row(part["r1"], shift), _column(part["c1"], shift)
        ends = (top, left, _row(part["r2"] or part["r1"], shift), _column(part["c2"] or part["c1"], shift))
    top, bottom = sorted(ends[::2])
    left, right = sorted(ends[1::2])
    if not (top >= 1 and bottom <= MAX_ROW and left >= 1 and right <= MAX_COLUMN):
        raise ValueError(text)
    return Range(top, left, bottom, right)


def ranges(text: str) -> tuple[Range, ...]:
    """Read ranges set apart by spaces, as rules list the cells they hold for."""
    return tuple(cell_range(part) for part in text.split())


def split_sheet(text: str) -> tuple[str | None, str]:
    """Split ``'My sheet'!A1`` into sheet and the rest; the sheet is None where none is named.

    >>> split_sheet("'It''s'!$A$1")
    ("It's", '$A$1')
    """
    head, mark, tail = text.rpartition("!")
    if not mark:
        return None, text
    if head.startswith("'") and head.endswith("'") and len(head) > 1:
        head = head[1:-1].replace("''", "'")
    return head, tail


def _row(text: str, shift: Cell) -> int:
    """Return a row number, moved where it is relative."""
    return int(text[1:]) if text.startswith("$") else int(text) + shift.row


def _column(text: str, shift: Cell) -> int:
    """Return a column number, moved where it is relative."""
    return column_number(text[1:]) if text.startswith("$") else column_number(text) + shift.column
