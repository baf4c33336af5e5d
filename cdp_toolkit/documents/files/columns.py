"""Finds tables that no upright lines rule: bold heads beside one another, and under each what stands in its column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cdp_toolkit.documents.page import TICK, Line, Table

_LEVEL = 2.5  # points; two lines nearer in height stand beside one another
_GAP = 1.3  # times the distance of lines in a cell; a wider one parts two rows
_BESIDE = 8.0  # points between two columns at least
_FAR = 100.0  # points; a line as far from the last one begins something else
_FEWEST = 2

Item = Line | Table


def with_columns(items: Sequence[Item]) -> list[Item]:
    """Return the items with lines that stand in columns as tables."""
    found: list[Item] = []
    i = 0
    while i < len(items):
        taken, table = _table(items, i)
        found.append(items[i] if table is None else table)
        i += taken
    return found


@dataclass(slots=True)
class _Column:
    left: float
    right: float

    def holds(self, line: Line) -> bool:
        """Whether a line stands over or under what stands here."""
        return line.left < self.right and line.right > self.left

    def widen(self, line: Line) -> None:
        """Take a line in."""
        self.left, self.right = min(self.left, line.left), max(self.right, line.right)


def _table(items: Sequence[Item], start: int) -> tuple[int, Table | None]:
    """Return how many items make the table that begins there, and the table; 1 and None where none does."""
    head = _head(items, start)
    if not head:
        return 1, None
    columns = _columns(head)
    body: list[Line] = []
    for item in items[start + len(head) :]:
        if not isinstance(item, Line) or item.bold or not _fits(item, columns, (body or head)[-1]):
            break
        body.append(item)
    if len(columns) < _FEWEST or not body or not _beside(body):
        return 1, None
    columns.sort(key=lambda column: column.left)
    rows = [_row(head, columns), *(_row(row, columns) for row in _rows(body, columns))]
    return len(head) + len(body), Table(tuple(rows), tuple(column.left for column in columns), inferred=True)


def _head(items: Sequence[Item], start: int) -> list[Line]:
    """Return the bold lines from there on, if they are the head of a table: two of them stand beside one another."""
    lines: list[Line] = []
    for item in items[start:]:
        if not isinstance(item, Line) or not item.bold or item.light or item.text.startswith(("(", TICK)):
            break
        if lines and (item.page != lines[0].page or lines[-1].baseline - item.baseline > 2 * item.size):
            break
        lines.append(item)
    return lines if _beside(lines) else []


def _beside(lines: Sequence[Line]) -> bool:
    return any(abs(a.baseline - b.baseline) < _LEVEL and a.page == b.page for a, b in pairwise(lines))


def _columns(head: Sequence[Line]) -> list[_Column]:
    columns: list[_Column] = []
    for line in head:
        over = [column for column in columns if column.holds(line)]
        if over:
            over[0].widen(line)
        else:
            columns.append(_Column(line.left, line.right))
    return columns


def _fits(line: Line, columns: list[_Column], before: Line) -> bool:
    """Whether a line stands in one column; one beside all of them makes another column, of the labels of rows."""
    if line.page != before.page or before.baseline - line.baseline > _FAR:
        return False
    over = [column for column in columns if column.holds(line)]
    if len(over) == 1:
        over[0].widen(line)
    elif not over and line.right + _BESIDE < min(column.left for column in columns):
        columns.append(_Column(line.left, line.right))
    elif not over:
        nearest = max((column for column in columns if column.left < line.left), key=lambda column: column.left, default=None)
        if nearest is None:
            return False
        nearest.widen(line)
    return len(over) < _FEWEST


def _rows(body: Sequence[Line], columns: Sequence[_Column]) -> Iterator[list[Line]]:
    """Part the lines of a table into rows: where a wider gap is, or a row's label begins beside something new."""
    shelves: list[list[Line]] = []
    for line in body:
        if shelves and abs(shelves[-1][0].baseline - line.baseline) < _LEVEL:
            shelves[-1].append(line)
        else:
            shelves.append([line])
    gaps = [a[0].baseline - b[0].baseline for a, b in pairwise(shelves)]
    usual = min(gaps, default=0.0)
    row = [*shelves[0]]
    for shelf, gap in zip(shelves[1:], gaps, strict=True):
        whole = len(shelf) >= len(columns) - 1 and columns[0].holds(shelf[0])
        if (gap > _GAP * usual and columns[0].holds(shelf[0])) or (gap > 0.99 * usual and whole and len(columns) > _FEWEST):
            yield row
            row = []
        row += shelf
    yield row


def _row(lines: Sequence[Line], columns: Sequence[_Column]) -> tuple[tuple[Line, ...], ...]:
    return tuple(tuple(line for line in lines if column.holds(line)) for column in columns)
