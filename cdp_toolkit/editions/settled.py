"""The rules of one question with everything decided that depends on the organisation alone: what is asked again and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cdp_toolkit.editions.model import Question
from cdp_toolkit.editions.plans import Opening, Plan, Test
from cdp_toolkit.language import Context, Row, Table, Truth
from cdp_toolkit.language.references import ORGANISATION
from cdp_toolkit.language.tables import HIDDEN

# The condition, the truth of it that hides, and whether it is inferred.
Ask = tuple[Callable[[Context, Row | None], Truth], bool, bool]


@dataclass(slots=True, eq=False)
class Settled:
    """What remains to be asked of one question.

    Args:
        id: The question's number.
        never: Whether the organisation never sees it.
        asks: Conditions of the question.
        openings: Cells whose options open its rows.
        row_asks: Conditions of rows by what the row is about; those of "" are asked of every row.
        columns: Names of columns, their bits, and their conditions.
        shown: All columns, in CDP's order, without the row key.
        closed: Bits of the columns that are never shown.
        reads: Columns of other questions that decide.
        reads_own_rows: Whether a row is decided by another row.
        masks: The shown columns by the bits of the hidden ones, as far as they occurred.
    """

    id: str
    never: bool
    asks: tuple[Ask, ...]
    openings: tuple[Opening, ...]
    row_asks: dict[str, tuple[Ask, ...]]
    columns: tuple[tuple[tuple[str, ...], int, tuple[Ask, ...]], ...]
    shown: tuple[str, ...]
    closed: int
    reads: dict[str, set[str]]
    reads_own_rows: bool
    masks: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def table(self, given: Table, context: Context, same: Mapping[str, tuple[Row, Row]] | None = None) -> Table:
        """Return the displayed part of the question's table.

        Args:
            given: The question's answers, as if everything were displayed.
            context: Everything that was settled before; the table is put there while its rows are settled.
            same: Rows by name that need not be decided again: as they were given, and what was displayed of them.
        """
        if self.never or not self._is_shown(given, context):
            return HIDDEN
        made: list[Row] = []
        table = Table(made)
        context.tables[self.id] = table
        for row, doubtful in self._rows(given, context):
            known = None if same is None else same.get(row.name)
            if known is not None and (known[0] is row or known[0].cells == row.cells):
                shown = known[1]
            else:
                shown = self._row(row, context) if self.columns or self.closed else row
            if shown.cells or not doubtful:
                made.append(shown)
        return table

    def _is_shown(self, given: Table, context: Context) -> bool:
        for evaluate, hiding, inferred in self.asks:
            if evaluate(context, None) is hiding and not (inferred and any(row.cells for row in given.rows)):
                return False
        return True

    def _rows(self, given: Table, context: Context) -> list[tuple[Row, bool]]:
        """Return the open rows, each with whether it is open only for the answers in it."""
        opened = [(opening, opening.opened(context, None)) for opening in self.openings]
        rows: list[tuple[Row, bool]] = []
        for row in given.rows:
            doubtful = closed = False
            for opening, names in opened:
                if names is None or row.key in names or (opening.governs is not None and row.key not in opening.governs):
                    continue
                doubtful = True
                closed = closed or not (opening.rule.inferred and row.cells)
            for evaluate, hiding, inferred in () if closed else self.row_asks.get(row.key) or self.row_asks.get("", ()):
                if evaluate(context, row) is hiding:
                    doubtful = True
                    closed = closed or not (inferred and row.cells)
            if not closed:
                rows.append((row, doubtful))
        return rows

    def _row(self, row: Row, context: Context) -> Row:
        working = row
        mask = self.closed
        if mask:
            working = self._without(row, self._names(mask))
        for names, bits, asks in self.columns:
            for evaluate, hiding, inferred in asks:
                if evaluate(context, working) is not hiding:
                    continue
                if inferred:
                    hidden = self._blank(names, working)
                    mask |= hidden
                    continue
                mask |= bits
                if not working.cells.keys().isdisjoint(names):
                    working = self._without(working, names)
                break
        if not mask:
            return working
        shown = self.masks.get(mask)
        if shown is None:
            shown = self.masks[mask] = tuple(name for i, name in enumerate(self.shown) if not mask >> i & 1)
        return Row(row.name, working.cells, shown, row.key)

    def _names(self, mask: int) -> tuple[str, ...]:
        return tuple(name for i, name in enumerate(self.shown) if mask >> i & 1)

    def _blank(self, names: tuple[str, ...], row: Row) -> int:
        return sum(1 << self.shown.index(name) for name in names if name not in row.cells)

    @staticmethod
    def _without(row: Row, names: tuple[str, ...]) -> Row:
        return Row(row.name, {name: cell for name, cell in row.cells.items() if name not in names}, row.shown, row.key)


def settle(plan: Plan, context: Context) -> Settled:
    """Decide what can be decided from the facts about the organisation in ``context``."""
    asks, hidden = _asks(plan.tests, context)
    columns: list[tuple[tuple[str, ...], int, tuple[Ask, ...]]] = []
    shown = tuple(column.name for column in plan.question.columns)
    bit = {name: 1 << i for i, name in enumerate(shown)}
    closed = 0
    for each in plan.columns:
        bits = sum(bit.get(name, 0) for name in each.names)
        own, never = _asks(each.tests, context)
        if never:
            closed |= bits
        elif own:
            columns.append((each.names, bits, own))
    rows = {name: _asks(tests, context) for name, tests in plan.row_tests.items()}
    return Settled(
        plan.question.id,
        hidden or not concerns(plan.question, context.table(ORGANISATION)),
        asks,
        plan.openings,
        {name: _closed() if never else own for name, (own, never) in rows.items() if own or never},
        tuple(columns),
        shown,
        closed,
        plan.reads,
        plan.reads_own_rows,
    )


def concerns(question: Question, facts: Table) -> bool:
    """Whether CDP asks a question of organisations of these sectors and issues; what is not known excludes nothing."""
    cells = facts.rows[0].cells if facts.rows else {}
    for name, asked in (("sectors", question.sectors), ("issues", question.issues)):
        own = cells.get(name)
        if isinstance(own, tuple) and set(own).isdisjoint(asked):
            return False
    return True


def _closed() -> tuple[Ask, ...]:
    return ((lambda context, row: False, False, False),)


def _asks(tests: tuple[Test, ...], context: Context) -> tuple[tuple[Ask, ...], bool]:
    """Return the conditions that remain to be asked, and whether one of the others hides for good."""
    asks: list[Ask] = []
    for test in tests:
        if all(reference.about_organisation for reference in test.node.reads("")) and not _asks_the_row(test):
            truth = test.node.evaluate(context, None)
            if truth is not test.hides:
                continue
            if not test.rule.inferred:
                return (), True
        asks.append((test.node.evaluate, test.hides, test.rule.inferred))
    return tuple(asks), False


def _asks_the_row(test: Test) -> bool:
    return any(node.kind == "row" for node in test.node.walk())
