"""Changes to answers that are tried out: cells to be filled otherwise, verdicts to be obtained. No response is touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cdp_toolkit.editions.model import Edition, Question, slug
from cdp_toolkit.language import Cell, Row, Table
from cdp_toolkit.values import Address


class Demanded(tuple[str, ...]):
    """Options that a condition asks for in a cell of several choices: what another one asks for comes beside them."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """Cells by address (None empties one), and verdicts by key that would have to be obtained."""

    cells: Mapping[Address, Cell | None]
    verdicts: Mapping[str, bool]

    def __or__(self, other: "Edits") -> "Edits":
        """Return both; where they differ about a cell the other one counts, but choices of several are put together."""
        cells = dict(self.cells)
        for address, cell in other.cells.items():
            before = cells.get(address)
            cells[address] = _beside(before, cell) if isinstance(before, tuple) and isinstance(cell, tuple) else cell
        return Edits(cells, {**self.verdicts, **other.verdicts})

    def __len__(self) -> int:
        return len(self.cells) + len(self.verdicts)

    def __bool__(self) -> bool:
        return bool(self.cells or self.verdicts)


def _beside(before: tuple[str, ...], cell: tuple[str, ...]) -> tuple[str, ...]:
    """Put choices of several together; of single ones the later counts, where not both are demanded beside others."""
    demanded = isinstance(before, Demanded) and isinstance(cell, Demanded)
    if not demanded and len(before) < 2 and len(cell) < 2:
        return before if isinstance(before, Demanded) else cell
    both = dict.fromkeys((*before, *cell))
    return Demanded(both) if isinstance(before, Demanded) or isinstance(cell, Demanded) else tuple(both)


NONE = Edits({}, {})


def together(edits: Iterable[Edits]) -> Edits:
    """Return all edits as one, later ones over earlier ones."""
    result = NONE
    for each in edits:
        result = result | each
    return result


def edited(edition: Edition, given: Mapping[str, Table], edits: Edits) -> dict[str, Table]:
    """Return the tables that the edits change, as they would be; ``given`` stays as it is."""
    by_question: dict[str, dict[str, dict[str, Cell | None]]] = {}
    for address, cell in edits.cells.items():
        by_question.setdefault(address.question, {}).setdefault(address.row or "", {})[address.column or ""] = cell
    return {number: _edited(edition.questions[number], given[number], rows) for number, rows in by_question.items()}


def _edited(question: Question, table: Table, changes: Mapping[str, Mapping[str, Cell | None]]) -> Table:
    shown = tuple(column.name for column in question.columns)
    key = question.rows.key.name if question.rows is not None and question.rows.key is not None else None
    rows = {row.name: row for row in table.rows}
    for name, cells in changes.items():
        row = rows.get(name) or Row(name, {}, shown, name)
        filled = {column: cell for column, cell in {**row.cells, **cells}.items() if cell is not None}
        about = filled.get(key) if key is not None else None
        rows[name] = Row(name, filled, shown, slug(about[0]) if isinstance(about, tuple) and about else row.key)
    ordered = sorted(rows.values(), key=lambda row: int(row.name)) if question.adds_rows else list(rows.values())
    return Table(ordered)


def next_row(table: Table) -> str:
    """Return the number of a row that could be added."""
    return str(max((int(row.name) for row in table.rows if row.name.isdigit()), default=0) + 1)
