"""A page of an earlier submission as lines and tables: what every reader gives and every form of export is parsed from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

PART = "|"
TICK = "☑"
NOT_TICKED = "☐"

# What stands for a tick in exports: other check marks, and the places where symbol fonts keep theirs; the same for empty boxes.
_TICKS = (
    dict.fromkeys(map(ord, "☒✓✔✅🗹🗷\uf052\uf050\uf053\uf054\uf078\uf0fc\uf0fd\uf0fe"), TICK)
    | dict.fromkeys(map(ord, "□❏❑▢\uf06f\uf071\uf0a8\uf0a3"), NOT_TICKED)
    | dict.fromkeys(map(ord, "\uf0b7\uf0a7"), "•")
)
_BRACKETED = re.compile(r"^\[([xX✓✔ ]?)\](?![\w.,;])|^\[([xX✓✔])\](?=[A-Z])")


def with_ticks(text: str) -> str:
    """Return a text with every kind of tick written alike.

    >>> with_ticks("✔"), with_ticks("[x]"), with_ticks("[X] Yes"), with_ticks("[ ] No")
    ('☑', '☑', '☑ Yes', '☐ No')
    """
    if text.startswith("["):
        text = _BRACKETED.sub(lambda found: TICK if (found[1] or found[2] or "").strip() else NOT_TICKED, text, count=1)
    return text if text.isascii() else text.translate(_TICKS)


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands; lengths in points, measured from the lower left corner of the page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    light: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its place and what its print says about it.

    Args:
        text: The line, its words parted by single spaces.
        page: Number of the page in the file, from 1; 0 where a file has no pages.
        number: Number of the line on its page, or in the file where that has no pages.
        left: Where it begins, in points; 0 in a text file.
        baseline: Where it stands, in points from the foot of the page; 0 in a text file.
        size: Height of its letters in points; 0 in a text file.
        bold: Printed in bold.
        light: Printed in a light colour, which is done on a dark ground only.
        full: Nothing more would have fitted into it, so that the next line may go on with its sentence.
        where: What its place is called where a file has neither pages nor lines, such as ``sheet C6.1, row 12``.
        right: Where it ends, in points; 0 in a text file.
        colour: Red, green and blue of its letters, 0 to 255.
        apart: A blank line stands above it, in a text file.
    """

    text: str
    page: int
    number: int
    left: float = 0
    baseline: float = 0
    size: float = 0
    bold: bool = False
    light: bool = False
    full: bool = False
    where: str = ""
    right: float = 0
    colour: tuple[int, int, int] = (0, 0, 0)
    apart: bool = False

    def with_text(self, text: str) -> "Line":
        """Return the same place with another text."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: rows of cells, each cell its lines.

    A cell that is divided again holds the parts one after the other, with a line ``|`` between them.

    Args:
        rows: Cells from top to bottom and left to right.
        edges: Where its upright lines stand; a table that goes on over the page has the same.
        inferred: Nothing rules its columns; they are told by where the words stand.
    """

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    edges: tuple[float, ...]
    inferred: bool = False

    def lines(self) -> Iterator[Line]:
        """Give every line of every cell."""
        return (line for row in self.rows for cell in row for line in cell)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number in the file, its height in points, and its lines and tables from top to bottom."""

    number: int
    items: tuple[Line | Table, ...]
    height: float = 0

    def lines(self) -> Iterator[Line]:
        """Give every line, in tables too."""
        for item in self.items:
            if isinstance(item, Line):
                yield item
            else:
                yield from item.lines()
