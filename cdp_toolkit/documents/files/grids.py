"""Makes tables of what a document calls tables: some hold answers, some only put things beside one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cdp_toolkit.documents.marks import CODE, HEADING
from cdp_toolkit.documents.page import PART, Line, Table

Item = Line | Table


@dataclass(slots=True)
class Cell:
    """A cell of a document's table: what stands in it, how many columns and rows it takes."""

    items: list[Item]
    columns: int = 1
    rows: int = 1


_MOST_COLUMNS = 200


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[Item]:
    """Return a table, or the content of its cells one after the other where it only lays them out.

    A table lays out where it has one column, or holds other tables, questions or columns of the portal.
    """
    cells = [cell for row in rows for cell in row if cell.items]
    within = [item for cell in cells for item in cell.items]
    filled = _filled(rows)
    if not filled or len(filled[0]) < 2 or any(isinstance(item, Table) or _heads(item) for item in within):
        return [line for cell in cells for line in cell.items]
    return [Table(tuple(tuple(tuple(each) for each in row) for row in filled), tuple(map(float, range(len(filled[0]) + 1))))]


def _heads(item: Item) -> bool:
    return isinstance(item, Line) and bool(HEADING.match(item.text) or CODE.match(item.text))


def _filled(rows: Sequence[Sequence[Cell]]) -> list[list[list[Line]]]:
    """Put cells at their columns; the label of several rows stands in each of them, any other cell in its first."""
    placed: dict[tuple[int, int], list[Line]] = {}
    for i, row in enumerate(rows):
        j = 0
        for cell in row:
            while (i, j) in placed:
                j += 1
            for down in range(min(cell.rows, len(rows) - i)):
                for right in range(min(cell.columns, _MOST_COLUMNS - j)):
                    shown = right == 0 and (down == 0 or j == 0)
                    placed[i + down, j + right] = list(lines_of(cell.items)) if shown else []
            j += cell.columns
    width = max((j for _, j in placed), default=-1) + 1
    table = [[placed.get((i, j), []) for j in range(width)] for i in range(len(rows))]
    kept = [j for j in range(width) if any(row[j] for row in table)]
    return [[row[j] for j in kept] for row in table if any(row)]


def lines_of(items: Iterable[Item]) -> Iterable[Line]:
    """Give the lines of items; those of a table with a mark between its cells."""
    for item in items:
        if isinstance(item, Line):
            yield item
            continue
        for n, cell in enumerate(filter(None, (cell for row in item.rows for cell in row))):
            if n:
                yield cell[0].with_text(PART)
            yield from cell
