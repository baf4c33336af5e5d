"""Proposals of a route: edits with which a block could be scored by it, on the rows there are or a row to be added."""

from collections.abc import Callable, Iterator

from cdp_toolkit.language import Node, Row
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledRoute
from cdp_toolkit.scoring.edits import NONE, Edits, together
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.trials import Trial
from cdp_toolkit.scoring.wishes import Close, Wishes

FEW = 2  # rows of those there are on which a route is tried


class Routes:
    """Finds what a route asks for.

    Args:
        assessor: Whose blocks they are.
        before: The response as it is.
        wishes: Turns conditions round.
        closer: Returns what wishes call for points of other blocks, on top of edits that are made already.
    """

    def __init__(self, assessor: Assessor, before: Assessment, wishes: Wishes, closer: Callable[[Edits], Close]) -> None:
        self.assessor, self.before, self.wishes, self.closer = assessor, before, wishes, closer

    def proposals(self, block: CompiledBlock, route: CompiledRoute, trial: Trial) -> Iterator[Edits]:
        """Yield what could bring a block further by one route."""
        context = trial.scored
        context.scope = block.select(context, None)
        for row, entry in list(self._rows(block, route, context)):
            context.scope = block.select(context, None)
            for edits in self.of_row(block, route, row, entry, trial):
                yield self._counting(block, route, edits, trial)

    def _rows(self, block: CompiledBlock, route: CompiledRoute, context: ScoringContext) -> Iterator[tuple[Row | None, Edits]]:
        """Yield the current rows that a route could be tried on, each with the edits that make it count."""
        rows = route.select(context, None)
        adds = self.assessor.edition.questions[block.question].adds_rows
        if block.one_row or route.one_row:
            yield (rows[0] if rows else None), NONE
            return
        if block.per == "question" and route.per == "question" and route.pair is None and not adds:
            yield None, NONE
            return
        if not rows and not adds:
            rows = context.table(block.question).rows or self.before.displayed.given[block.question].rows
        yield from ((row, NONE) for row in rows[:FEW])
        if adds and not rows:
            yield from self._added(block, route, context)

    def _added(self, block: CompiledBlock, route: CompiledRoute, context: ScoringContext) -> Iterator[tuple[Row | None, Edits]]:
        """Yield a row to be added, with the edits that make it count."""
        blank = self.wishes.stand_ins.blank_row(block.question, self.before.displayed.given[block.question])
        pair = route.pair or block.pair
        subjects: tuple[Node, ...] = () if pair is None else (pair.a, pair.b)
        conditions = [node for node in (block.where or route.where, *subjects) if node is not None]
        alternatives = [self.wishes.hold(node, context, blank, block.question) for node in conditions]
        if all(alternatives):
            yield blank, self.wishes.stand_ins.keyed(block.question, blank, together(each[0] for each in alternatives))

    def _counting(self, block: CompiledBlock, route: CompiledRoute, edits: Edits, trial: Trial) -> Edits:
        """Add what makes rows count that conditions have added."""
        where, table = block.where or route.where, trial.scored.table(block.question)
        if where is None or not self.assessor.edition.questions[block.question].adds_rows:
            return edits
        shown = tuple(column.name for column in self.assessor.edition.questions[block.question].columns)
        added = dict.fromkeys(each.row for each in edits.cells if each.question == block.question and each.row is not None)
        for name in added:
            if table.row(name) is None:
                found = self.wishes.hold(where, trial.scored, Row(name, {}, shown, name), block.question)
                edits = found[0] | edits if found else edits
        return edits

    def of_row(self, block: CompiledBlock, route: CompiledRoute, row: Row | None, entry: Edits, trial: Trial) -> Iterator[Edits]:
        """Yield edits for one route: everything at once, with each alternative of its condition and of its criteria."""
        opening = self._opening(block, route, row, trial)
        if not all(opening):
            return
        wanted = list(self._wanted(block, route, row, trial))
        first = [each[0] for each in wanted if each]
        put = self.wishes.combined if row is None else together
        for alternative in opening[0]:
            yield put([entry, *(each[0] for each in opening[1:]), alternative, *first])
        base = put([entry, *(each[0] for each in reversed(opening))])
        for each in wanted:
            yield from (base | alternative for alternative in each[1:])

    def _opening(self, block: CompiledBlock, route: CompiledRoute, row: Row | None, trial: Trial) -> list[list[Edits]]:
        """Return the ways to meet a route's condition, to miss those before it, and to open its gate."""
        context, here, close = trial.scored, block.question, self.closer(trial.edits)
        opening = [self.wishes.hold(route.when, context, row, here, close)]
        if not block.best:  # the first route that holds applies, so those before it must not
            earlier = block.routes[: block.routes.index(route)]
            opening += [self.wishes.fail(each.when, context, row, here, close) for each in earlier]
        if route.gate is not None:
            opening.append(self.wishes.hold(route.gate, context, row, here, close))
        return opening

    def _wanted(self, block: CompiledBlock, route: CompiledRoute, row: Row | None, trial: Trial) -> Iterator[list[Edits]]:
        """Yield the ways to meet each criterion of a route."""
        context, here, close = trial.scored, block.question, self.closer(trial.edits)
        for criterion in route.criteria:
            if criterion.share is not None:
                rows = criterion.share.select(context, None) if criterion.share.select is not None else (context.scope or [])
                rows = rows or ([row] if row is not None else self._first_fixed(here))
                yield [self.wishes.stand_ins.fill(here, rows, criterion.share.without)]
                if criterion.share.when is not None:
                    yield from [self.wishes.hold(criterion.share.when, context, each, here, close) for each in rows]
            elif criterion.per_option is None:
                yield self.wishes.hold(criterion.rungs[0][1], context, row, here, close)

    def _first_fixed(self, question: str) -> list[Row]:
        """Return the first fixed row of a table of which no row is displayed yet."""
        if self.assessor.edition.questions[question].adds_rows:
            return []
        return list(self.before.displayed.given[question].rows[:1])
