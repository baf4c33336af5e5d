"""Where each data point of a question sits on a sheet of our own template. Pure geometry; nothing here knows Excel's files.

Three kinds of block, all on one grid of columns so that a module prints as one sheet:

* *form*, for a table of one row: a line for each column, with a wide answer cell;
* *grid*, for up to ``ACROSS`` columns, or for many fixed rows: rows downwards, columns across, in bands where they do not fit;
* *turned*, for wide tables: columns downwards, rows across, in bands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from cdp_toolkit.editions.asking import how_to_answer
from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.values import Address

NUMBER, LABEL, FIRST, ACROSS = 1, 2, 3, 7
HINT = FIRST + ACROSS - 1
SOURCE = FIRST + ACROSS
WIDTHS = {NUMBER: 8, LABEL: 36, **dict.fromkeys(range(FIRST, SOURCE), 17), SOURCE: 38}

TURNED_ROWS = 6
LONG_TABLE = 30
SPARE_ROWS = 3

Item = TypeVar("Item")


class Place(NamedTuple):
    """One data point on the sheet: its cell, and how many columns the cell is wide."""

    address: Address
    column: Column
    row: int
    col: int
    span: int


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of one column of cells in a band."""

    text: str
    hint: str
    col: int
    span: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet that holds data points, their label and how to answer."""

    at: int
    label: str
    places: tuple[Place, ...]
    hint: str = ""
    hint_span: int = 1
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Lines under one row of column headings; a form has none."""

    at: int
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    @property
    def area(self) -> tuple[int, int, int, int]:
        """First row, first column, last row and last column of the answer cells."""
        places = self.lines[0].places
        return self.lines[0].at, places[0].col, self.lines[-1].at, places[-1].col + places[-1].span - 1


@dataclass(frozen=True, slots=True)
class Block:
    """A question on the sheet: its heading at ``at``, its bands, and the last row that it uses."""

    question: Question
    at: int
    bands: tuple[Band, ...]
    rows: tuple[str | None, ...]

    @property
    def end(self) -> int:
        """The last row of the block."""
        return self.bands[-1].lines[-1].at

    @property
    def runs(self) -> Iterator[tuple[Place, Place]]:
        """The first and the last data point of every column in every band; the cells between are the column's too."""
        for band in self.bands:
            ends: dict[str, list[Place]] = {}
            for line in band.lines:
                for place in line.places:
                    ends.setdefault(place.column.name, [place, place])[1] = place
            yield from ((first, last) for first, last in ends.values())

    @property
    def places(self) -> Iterator[Place]:
        """Every data point of the block."""
        return (place for band in self.bands for line in band.lines for place in line.places)


def row_names(question: Question, used: Sequence[str], spare: int = SPARE_ROWS) -> tuple[str | None, ...]:
    """Return the rows that a question gets on the sheet: its fixed ones, or those in use and some to spare."""
    if question.fixed_rows:
        return tuple(row.name for row in question.fixed_rows)
    if not question.adds_rows:
        return (None,)
    last = max(map(int, used), default=0)
    return tuple(str(number) for number in range(1, max(last + 1, spare) + 1))


def lay_out(question: Question, at: int, rows: tuple[str | None, ...], filled: frozenset[str | None]) -> Block:
    """Place a question's data points from row ``at`` of the sheet downwards.

    Args:
        question: The question.
        at: Row of its heading.
        rows: Names of the table's rows, see ``row_names``.
        filled: Rows that hold an answer; of a long table the others are folded away.
    """
    columns = question.all_columns
    if rows == (None,):
        return Block(question, at, (_form(question, at + 1),), rows)
    bands = []
    below = at + 1
    if len(columns) > ACROSS and (question.adds_rows or len(rows) <= TURNED_ROWS):
        for some_rows in _parts(rows, 3 if len(rows) <= 3 else TURNED_ROWS):
            bands.append(_turned_band(question, below, some_rows))
            below = bands[-1].lines[-1].at + 1
    else:
        for some_columns in _parts(columns, ACROSS):
            bands.append(_grid_band(question, below, some_columns, rows, filled if len(rows) > LONG_TABLE else None))
            below = bands[-1].lines[-1].at + 1
    return Block(question, at, tuple(bands), rows)


def _parts(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[i : i + size] for i in range(0, len(items), size)]


def _form(question: Question, at: int) -> Band:
    span = ACROSS - 2
    lines = tuple(
        Line(
            at + i,
            column.label,
            (Place(Address(question.id, None, column.name), column, at + i, FIRST, span),),
            how_to_answer(column),
            hint_span=2,
        )
        for i, column in enumerate(question.all_columns)
    )
    return Band(at, (), lines)


def _grid_band(
    question: Question, at: int, columns: Sequence[Column], rows: tuple[str | None, ...], filled: frozenset[str | None] | None
) -> Band:
    spans = _spans(columns)
    cells = [(column, FIRST + sum(spans[:i]), span) for i, (column, span) in enumerate(zip(columns, spans, strict=True))]
    heads = tuple(Head(column.label, how_to_answer(column), col, span) for column, col, span in cells)
    first = at + 2
    lines = tuple(
        Line(
            first + i,
            row_label(question, row),
            tuple(Place(Address(question.id, row, column.name), column, first + i, col, span) for column, col, span in cells),
            folded=filled is not None and row not in filled,
        )
        for i, row in enumerate(rows)
    )
    return Band(at, heads, lines)


def _spans(columns: Sequence[Column]) -> list[int]:
    """How many sheet columns each cell gets: words get the room that is left over, figures do not need it."""
    spans = [1] * len(columns)
    wordy = [i for kind in (("text",), ("choices", "choice", "attachment")) for i, c in enumerate(columns) if c.type in kind]
    for more in range(min(ACROSS - len(columns), 3 * len(wordy))):
        spans[wordy[more % len(wordy)]] += 1
    return spans


def _turned_band(question: Question, at: int, rows: Sequence[str | None]) -> Band:
    span = 2 if len(rows) <= 3 else 1
    cols = [FIRST + i * span for i in range(len(rows))]
    heads = tuple(Head(row_label(question, row), "", col, span) for row, col in zip(rows, cols, strict=True))
    first = at + 1
    lines = tuple(
        Line(
            first + i,
            column.label,
            tuple(
                Place(Address(question.id, row, column.name), column, first + i, col, span)
                for row, col in zip(rows, cols, strict=True)
            ),
            how_to_answer(column),
        )
        for i, column in enumerate(question.all_columns)
    )
    return Band(at, heads, lines)


def row_label(question: Question, row: str | None) -> str:
    """Return CDP's label of a fixed row, or the number of an added one."""
    if row is None:
        return ""
    return question.row_by_name[row].label if question.fixed_rows else f"Row {row}"
