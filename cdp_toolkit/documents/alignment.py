"""Deals lines of text out to the cells of a table whose empty cells have left no trace.

A copied web page gives a table's cells one under the other. Which line belongs to which column follows from what columns can
hold: a number, an option, a date, text. Of all ways to deal the lines out the cheapest is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.printed import Options, is_blank, read_attachment, read_date, read_number
from cdp_toolkit.editions.model import Column

Chunk = tuple[Line, ...]

_EMPTY, _NEW_ROW, _IMPOSSIBLE, _EQUAL = 2.0, 1.5, 1e9, 1e-6
_WRONG, _UNLISTED, _LONG = 40.0, 8.0, 60
_TEXT, _MORE = 0.6, 0.4
_MOST = 60  # chunks in one cell


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and what was dealt to it: its row from 0, its column, its lines; ``doubt`` says how else they could be dealt."""

    row: int
    column: Column | None
    lines: tuple[Line, ...]
    doubt: str = ""


def chunks(lines: Sequence[Line]) -> list[Chunk]:
    """Group lines into what belongs to one cell for sure: an empty line stands inside of a cell only, never between two."""
    groups: list[list[Line]] = []
    held = False
    for line in lines:
        if not line.text.strip():
            held = bool(groups)
        elif held:
            groups[-1].append(line)
            held = False
        else:
            groups.append([line])
    return [tuple(group) for group in groups]


def deal(given: Sequence[Chunk], columns: Sequence[Column | None], one_row: bool, start: int = 0) -> list[Cell]:
    """Return the cells of one row, or of as many rows as it takes.

    Args:
        given: What the cells hold, in order.
        columns: The table's columns; None is one that the edition does not know.
        one_row: All of it stands in one row.
        start: The first column that is not empty in the row.
    """
    counts = _counts(given, columns, one_row)
    cells, at, row = [], 0, 0
    while row == 0 or (at < len(given) and not one_row):
        for c in range(start if row == 0 else 0, len(columns)):
            count = counts[at][c]
            lines = tuple(line for chunk in given[at : at + count] for line in chunk)
            cells.append(Cell(row, columns[c], lines, _doubt(columns, c, counts, at)))
            at += count
        row += 1
    if at < len(given):
        cells.append(Cell(row, None, tuple(line for chunk in given[at:] for line in chunk)))
    return cells


def _doubt(columns: Sequence[Column | None], c: int, counts: list[list[int]], at: int) -> str:
    """Say what speaks against a cell: the next column takes the same kind of value, and nothing tells where the line is."""
    column, after = columns[c], columns[c + 1] if c + 1 < len(columns) else None
    count = counts[at][c]
    if column is None or after is None or count == 0 or column.type != after.type or column.options != after.options:
        return ""
    other = counts[at + count][c + 1]
    texts = column.type == "text" and other > 0 and count + other > 2
    others = column.type != "text" and other == 0
    return f"it could belong to '{after.label}' as well" if texts or others else ""


def _counts(given: Sequence[Chunk], columns: Sequence[Column | None], one_row: bool) -> list[list[int]]:
    """Return how many chunks a column takes in the cheapest way to deal out the rest, by what is dealt already and column.

    Of equal ways the one that fills the earlier column with one chunk is taken. Where rows follow one another the first cell of a
    row is never empty, so that every row uses something up.
    """
    width, total = len(columns), len(given)
    costs = [[0.0] * (width + 1) for _ in range(total + 1)]
    counts = [[0] * width for _ in range(total + 1)]

    heads = () if one_row or columns[0] is None else columns[0].printed_options
    begins = [len(chunk) == 1 and bool(heads) and _listed(heads, chunk[0].text) for chunk in given]

    def settle(at: int, c: int, least: int) -> None:
        best = _IMPOSSIBLE
        for count in sorted(range(least, min(_MOST, total - at) + 1), key=lambda count: (count != 1, count)):
            cost = _cost(columns[c], given[at : at + count], sum(begins[at : at + count])) + costs[at + count][c + 1]
            if cost < best - _EQUAL:
                best, counts[at][c] = cost, count
        costs[at][c] = best

    for at in range(total, -1, -1):
        if one_row:
            costs[at][width] = 0.0 if at == total else _IMPOSSIBLE
        else:
            settle(at, 0, 1)
            costs[at][width] = 0.0 if at == total else costs[at][0] + _NEW_ROW
        for c in range(width - 1, -1 if one_row else 0, -1):
            settle(at, c, 0)
    return counts


def _cost(column: Column | None, given: Sequence[Chunk], begins: int) -> float:
    if not given:
        return _EMPTY
    if len(given) == 1 and is_blank(given[0]):
        return 0.0
    if any(is_blank(chunk) for chunk in given):
        return _WRONG * len(given)
    kind = "text" if column is None else column.type
    if kind == "text" or column is None:
        return _text_cost(given, begins)
    if kind == "choices":
        return sum(0.1 + _option_cost(column, chunk) for chunk in given)
    if len(given) > 1 and kind != "attachment":
        return _WRONG * len(given)
    match kind:
        case "number":
            return 0.0 if read_number(given[0]) is not None else _WRONG
        case "date":
            return 0.0 if read_date(given[0][0].text, True) is not None else _WRONG
        case "attachment":
            return 0.0 if read_attachment(given[-1])[0] is not None else _UNLISTED
        case _:
            return _option_cost(column, given[0])


def _text_cost(given: Sequence[Chunk], begins: int) -> float:
    """Cost of a text; a lone number in it is probably another cell, an option of the table's first column another row."""
    numbers = sum(len(chunk) == 1 and read_number(chunk) is not None for chunk in given)
    words = _TEXT if numbers < len(given) else 0.0
    return _EMPTY * numbers + words + _MORE * (len(given) - 1) + _UNLISTED * begins


def _option_cost(column: Column, chunk: Chunk) -> float:
    text = " ".join(line.text for line in chunk)
    if len(chunk) == 1 and _listed(column.printed_options, text):
        return 0.0
    return _UNLISTED + max(0, len(text) - _LONG) / 10 + _WRONG * (len(chunk) > 1)


@cache
def _listed(options: tuple[str, ...], text: str) -> bool:
    return Options(options).match(text) is not None or "please specify" in text[:60].lower()
