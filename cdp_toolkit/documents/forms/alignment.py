"""Deals lines of text out to the cells of a table whose empty cells have left no trace.

A copied web page gives a table's cells one under the other. Which line belongs to which column follows from what columns can
hold: a number, an option, a date, text. Of all ways to deal the lines out the cheapest is taken; what other ways that are
nearly as cheap put elsewhere is doubtful.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from cdp_toolkit.documents.forms.cell_costs import Chunk, cost, listed
from cdp_toolkit.documents.page import Line
from cdp_toolkit.editions.model import Column

_NEW_ROW, _IMPOSSIBLE, _EQUAL = 1.5, 1e9, 1e-6
_NEARLY = 0.29  # ways that cost so little more are as good; signs in the text weigh less than this, what a column can hold more
_NOT_BEGUN = 0.28  # the first column is empty though no tab says so: a sign only, since a copy can lose its tabs
_MOST, _MOST_OF_TEXT = 60, 200  # chunks in one cell

Known = Mapping[int, Collection[str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Lines of a cell that could stand in other columns as well, by their index."""

    lines: tuple[Line, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and what was dealt to it.

    Args:
        row: Its row, from 0.
        index: Index of its column; None for lines that no column takes.
        lines: Its lines.
        doubts: Lines that could stand elsewhere as well.
    """

    row: int
    index: int | None
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...] = ()


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
    return [Chunk(tuple(group)) for group in groups]


def deal_rows(rows: Iterable[tuple[Sequence[Chunk], int | None]], columns: Sequence[Column | None]) -> list[list[Cell]]:
    """Return the cells of rows of which it is known where each begins, and mostly its first column that is not empty.

    What stands in a column for sure tells where the same text stands in other rows.
    """
    rows = list(rows)
    known = _known(_Dealing(given, columns, True, start).cells() for given, start in rows)
    return [_Dealing(given, columns, True, start, known).cells() for given, start in rows]


def deal(given: Sequence[Chunk], columns: Sequence[Column | None]) -> list[Cell]:
    """Return the cells of as many rows as it takes."""
    cells = sorted(_Dealing(given, columns, False).cells(), key=lambda cell: cell.row)
    known = _known(list(row) for _, row in groupby(cells, key=lambda cell: cell.row))
    return _Dealing(given, columns, False, None, known).cells()


def cheapest(given: Sequence[Chunk], columns: Sequence[Column | None]) -> float:
    """Return what the cheapest way to deal chunks out costs."""
    return _Dealing(given, columns, False).ahead[0][0]


def _known(rows: Iterable[list[Cell]]) -> dict[int, set[str]]:
    """Return the texts whose beginning and end in a column is certain."""
    known: dict[int, set[str]] = {}
    for cells in rows:
        doubtful = {c for cell in cells for doubt in cell.doubts for c in (cell.index, *doubt.columns)}
        for cell in cells:
            if cell.index is not None and cell.lines and cell.index not in doubtful:
                known.setdefault(cell.index, set()).add(Chunk(cell.lines).text)
    return known


@dataclass
class _Dealing:
    """All ways to deal chunks out, as steps: a cell takes so many of the chunks that are left.

    A place is how many chunks are dealt already and which column is next; ``ahead`` is the least that the rest costs from there,
    ``behind`` the least that it has cost to come there.
    """

    given: Sequence[Chunk]
    columns: Sequence[Column | None]
    one_row: bool
    first: int | None = None
    known: Known = field(default_factory=dict)
    steps: dict[tuple[int, int], list[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start = self.first or 0
        heads = () if self.one_row or self.columns[0] is None else self.columns[0].printed_options
        self.begins = [len(chunk.lines) == 1 and bool(heads) and listed(heads, chunk.text) for chunk in self.given]
        self.width, self.total = len(self.columns), len(self.given)
        self.ahead = [[_IMPOSSIBLE] * (self.width + 1) for _ in range(self.total + 1)]
        for at in range(self.total, -1, -1):
            self._look_ahead(at)

    def _look_ahead(self, at: int) -> None:
        """Settle what the rest costs with so many chunks dealt; the first cell of a further row is never empty."""
        rest = self.ahead[at]
        if self.one_row:
            rest[self.width] = 0.0 if at == self.total else _IMPOSSIBLE
        else:
            rest[0] = self._cheapest(at, 0)
            rest[self.width] = 0.0 if at == self.total else rest[0] + _NEW_ROW
        for c in range(self.width - 1, self.start - 1 if self.one_row else 0, -1):
            rest[c] = self._cheapest(at, c)

    def _cheapest(self, at: int, c: int) -> float:
        steps = [(count, self._cost(at, c, count)) for count in self._counts(at, c)]
        self.steps[at, c] = steps
        return min((paid + self.ahead[at + count][c + 1] for count, paid in steps), default=_IMPOSSIBLE)

    def _counts(self, at: int, c: int) -> range:
        least, column = 0 if self.one_row or c > 0 else 1, self.columns[c]
        most = _MOST_OF_TEXT if column is None or column.type == "text" else _MOST
        return range(least, min(most, self.total - at) + 1)

    def _cost(self, at: int, c: int, count: int) -> float:
        paid = cost(self.columns[c], self.given[at : at + count], sum(self.begins[at : at + count]), self.known.get(c, ()))
        return paid + _NOT_BEGUN if self.one_row and c == self.first and count == 0 and self.total > 0 else paid

    def cells(self) -> list[Cell]:
        """Return the cells of the cheapest way; of equal ways the one that fills the earlier column with one chunk is taken."""
        cells, at, row, elsewhere = [], 0, 0, self._elsewhere()
        while row == 0 or (at < self.total and not self.one_row):
            for c in range(self.start if row == 0 else 0, self.width):
                count = self._best(at, c)
                lines = tuple(line for chunk in self.given[at : at + count] for line in chunk.lines)
                cells.append(Cell(row, c, lines, tuple(self._doubts(elsewhere, c, range(at, at + count)))))
                at += count
            row += 1
        if at < self.total:
            cells.append(Cell(row, None, tuple(line for chunk in self.given[at:] for line in chunk.lines)))
        return cells

    def _best(self, at: int, c: int) -> int:
        best, taken = _IMPOSSIBLE * 2, 0
        for count, paid in sorted(self.steps.get((at, c), ()), key=lambda step: (step[0] != 1, step[0])):
            whole = paid + self.ahead[at + count][c + 1]
            if whole < best - _EQUAL:
                best, taken = whole, count
        return taken

    def _elsewhere(self) -> list[set[int]]:
        """Return for every chunk the columns that it stands in, in any way that is nearly as cheap as the cheapest."""
        found: list[set[int]] = [set() for _ in self.given]
        most = self.ahead[0][self.start] + _NEARLY
        if most >= _IMPOSSIBLE:
            return found
        for at, c, spent in self._behind():
            for count, paid in self.steps.get((at, c), ()):
                if count and spent + paid + self.ahead[at + count][c + 1] <= most:
                    for i in range(at, at + count):
                        found[i].add(c)
        return found

    def _behind(self) -> Iterator[tuple[int, int, float]]:
        """Yield every place that can be reached, with the least that it costs to come there."""
        behind = [[_IMPOSSIBLE] * (self.width + 1) for _ in range(self.total + 1)]
        behind[0][self.start] = 0.0
        for at in range(self.total + 1):
            for c in (*range(1, self.width), 0) if at else range(self.start, self.width):
                if c == 0 and at and not self.one_row:
                    behind[at][0] = behind[at][self.width] + _NEW_ROW
                if behind[at][c] >= _IMPOSSIBLE:
                    continue
                yield at, c, behind[at][c]
                for count, paid in self.steps[at, c]:
                    reached = behind[at + count]
                    reached[c + 1] = min(reached[c + 1], behind[at][c] + paid)

    def _doubts(self, elsewhere: list[set[int]], c: int, taken: range) -> Iterator[Doubt]:
        """Yield what of a cell could stand in other columns, chunks with the same other columns together."""
        for others, group in groupby(taken, key=lambda i: tuple(sorted(elsewhere[i] - {c}))):
            if others:
                yield Doubt(tuple(line for i in group for line in self.given[i].lines), others)
