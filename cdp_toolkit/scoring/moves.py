"""Moves: what could be done about one question so that it earns all it can up to a level, found by trying.

A move is a set of edits with what they take. Whether it pays is not decided here: gates and routes make points non-additive, so a
plan is searched over real re-scoring (``planning``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from cdp_toolkit.language import Node, Row, Table
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledRoute
from cdp_toolkit.scoring.edits import NONE, Edits, together
from cdp_toolkit.scoring.evaluating import outcome
from cdp_toolkit.scoring.leaves import ScoringContext, blocks_asked
from cdp_toolkit.scoring.points import Outcome
from cdp_toolkit.scoring.trying import shown_with
from cdp_toolkit.scoring.wishes import Wishes

ROUNDS = 5  # new answers open new cells, so a block is gone over again
ENOUGH = 2  # proposals of a route that are tried where one of them is full already
DEPTH = 3  # gates that wait for blocks of other questions


@dataclass(frozen=True, slots=True)
class Move:
    """What would close the gaps of one question up to a level.

    Args:
        question: The question.
        level: The highest level that is closed, "" for an essential criterion.
        edits: What would have to be answered otherwise or obtained.
        label: How people call it.
    """

    question: str
    level: str
    edits: Edits
    label: str


@dataclass(frozen=True)
class Trial:
    """Answers as they would be, with the blocks of some questions scored again."""

    edits: Edits
    tables: Mapping[str, Table]
    scored: ScoringContext

    def rank(self, key: str) -> tuple[Fraction, Fraction, int]:
        """Return how good a block's low estimate is: its share, then the points at stake, then how few edits it takes."""
        points = self.scored.outcomes[key].low
        return points.share, points.of if points.full else -points.of, -len(self.edits)

    def better_than(self, other: "Trial", key: str) -> bool:
        """Whether a block's low estimate is better than in another trial."""
        return self.rank(key) > other.rank(key)


class Moves:
    """Finds the moves of one response."""

    def __init__(self, assessor: Assessor, before: Assessment, wishes: Wishes) -> None:
        self.assessor, self.before, self.wishes = assessor, before, wishes
        self._closing: list[str] = []
        self._known: dict[object, list[Edits]] = {}

    def of_question(self, question: str, levels: Iterable[str] = LEVELS) -> list[Move]:
        """Return the moves of one question: for each level the ways to close it, with everything that the lower levels take."""
        moves: list[Move] = []
        edits = NONE
        for level in levels:
            key = f"{question} {level}"
            if key not in self.assessor.scorer.blocks or self.before.scored.outcomes[key].low.full:
                continue
            ways = self.ways(key, edits)
            for way in ways:
                if all(way != move.edits for move in moves):
                    moves.append(Move(question, level, way, f"{question} up to {level}"))
            edits = ways[0] if ways else edits
        return moves

    def of_condition(self, label: str, node: Node) -> Move | None:
        """Return the move that makes a condition over the whole response hold, such as an essential criterion."""
        keys = tuple(blocks_asked(node))
        start = self.try_out(NONE, keys)
        for first in self.wishes.hold(node, start.scored, None, "", self._closer(NONE)):
            edits = self._followed(node, keys, start, first)
            if edits is not None:
                return Move(label, "", edits, label)
        return None

    def _followed(self, node: Node, keys: tuple[str, ...], start: Trial, proposal: Edits) -> Edits | None:
        """Follow a proposal for a condition until it holds: what is answered opens further cells."""
        trial = self.try_out(self.wishes.displayed(proposal, start.scored), keys)
        for _ in range(ROUNDS):
            if node.evaluate(trial.scored, None) is True:
                return trial.edits
            found = self.wishes.hold(node, trial.scored, None, "", self._closer(trial.edits))
            if not found:
                return None
            edits = self.wishes.displayed(trial.edits | found[0], trial.scored)
            if edits == trial.edits:
                return None
            trial = self.try_out(edits, keys)
        return None

    def close(self, key: str, edits: Edits) -> Edits | None:
        """Return edits, on top of those given, with which a block has full points; the best there is where that is not found."""
        return next(iter(self.ways(key, edits)), None)

    def ways(self, key: str, edits: Edits) -> list[Edits]:
        """Return the ways to close a block, on top of edits that are made already: the one that earns most first.

        Routes set the denominator too, so a way that is full for few points and one that is full for many are both of use. Where
        no way earns all, the best one that earns more than now is returned.
        """
        if key in self._closing or len(self._closing) >= DEPTH or key not in self.assessor.scorer.blocks:
            return []
        asked = (key, len(self._closing), tuple(edits.cells.items()), tuple(edits.verdicts.items()))
        if asked not in self._known:
            self._closing.append(key)
            try:
                self._known[asked] = self._ways(key, edits)
            finally:
                self._closing.pop()
        return self._known[asked]

    def _ways(self, key: str, edits: Edits) -> list[Edits]:
        """Pursue every route, row and alternative; keep the best of each route."""
        block = self.assessor.scorer.blocks[key]
        start = self.try_out(edits, (key,))
        if block.per == "each_row" or any(route.per == "each_row" for route in block.routes):
            start = self._row_by_row(block, start)
            if start.scored.outcomes[key].low.full:
                return [start.edits]
        found: list[Trial] = [start] if start.edits is not edits else []
        for route in sorted(block.routes, key=lambda route: not route.of):
            if not route.of and any(trial.scored.outcomes[key].low.full for trial in found):
                continue  # a question that can be answered is not made not applicable
            best = start
            for tried, first in enumerate(self._proposals(block, route, start), 1):
                trial = self._pursued(block, route, start, first)
                if trial.better_than(best, key):
                    best = trial
                if tried >= ENOUGH and best.scored.outcomes[key].low.full:
                    break
            if best is not start:
                found.append(best)
        full = [trial for trial in found if trial.scored.outcomes[key].low.full]
        if full:
            return [trial.edits for trial in sorted(full, key=lambda trial: trial.rank(key), reverse=True)]
        return [max(found, key=lambda trial: trial.rank(key)).edits] if found else []

    def _row_by_row(self, block: CompiledBlock, start: Trial) -> Trial:
        """Bring each row as far as it goes, by the route that is best for it, one after the other."""
        best = start
        for row in start.scored.table(block.question).rows:
            outcome_now = best.scored.outcomes[block.key].rows.get(row.name)
            if outcome_now is not None and outcome_now.low.full:
                continue
            state = best
            for route in block.routes:
                context = state.scored
                context.scope = block.select(context, None)
                current = context.table(block.question).row(row.name)
                for proposal in islice(self._by_route(block, route, current, NONE, state), 2):
                    trial = self._pursued_row(block, route, row.name, state, proposal)
                    if trial.better_than(best, block.key):
                        best = trial
        return best

    def _pursued_row(self, block: CompiledBlock, route: CompiledRoute, name: str, start: Trial, proposal: Edits) -> Trial:
        """Follow a route in one row: what is answered opens further cells of it."""
        trial = self.try_out(self.wishes.displayed(start.edits | proposal, start.scored), (block.key,))
        for _ in range(ROUNDS):
            row = trial.scored.table(block.question).row(name)
            trial.scored.scope = block.select(trial.scored, None)
            further = next(self._by_route(block, route, row, NONE, trial), None)
            if not further:
                break
            following = self.try_out(self.wishes.displayed(trial.edits | further, trial.scored), (block.key,))
            if following.edits == trial.edits or not following.better_than(trial, block.key):
                break
            trial = following
        return trial

    def _pursued(self, block: CompiledBlock, route: CompiledRoute, start: Trial, proposal: Edits) -> Trial:
        """Follow a route from a first proposal: what is answered opens further cells and may close the gate again."""
        trial = best = self.try_out(self.wishes.displayed(start.edits | proposal, start.scored), (block.key,))
        for _ in range(ROUNDS):
            if best.scored.outcomes[block.key].low.full:
                break
            further = next(self._proposals(block, route, trial), None)
            if not further:
                break
            following = self.try_out(self.wishes.displayed(trial.edits | further, trial.scored), (block.key,))
            if following.edits == trial.edits:
                break
            trial = following
            if trial.better_than(best, block.key):
                best = trial
        return best

    def try_out(self, edits: Edits, keys: tuple[str, ...]) -> Trial:
        """Score some blocks as if the edits were made, with the blocks of their questions below them and what those ask for."""
        displayed = shown_with(self.assessor, self.before.displayed, edits)
        outcomes: dict[str, Outcome] = dict(self.before.scored.outcomes)
        verdicts = {**self.before.scored.verdicts, **edits.verdicts}
        scored = ScoringContext(displayed.context.tables, None, verdicts, outcomes, [])
        for key in self._needed(keys):
            outcomes[key] = outcome(self.assessor.scorer.blocks[key], scored)
        return Trial(edits, displayed.given, scored)

    def _needed(self, keys: tuple[str, ...]) -> Iterator[str]:
        """Yield the blocks that the wanted ones wait for, and then these, in the order of the graph."""
        waiting, needed = list(keys), set(keys)
        while waiting:
            for asked in self.assessor.scorer.blocks[waiting.pop()].after:
                if asked not in needed:
                    needed.add(asked)
                    waiting.append(asked)
        return (key for key in self.assessor.scorer.blocks if key in needed) if needed else iter(())

    def _proposals(self, block: CompiledBlock, route: CompiledRoute, trial: Trial) -> Iterator[Edits]:
        """Yield what could bring a block further by one route, on the rows there are or a row to be added."""
        context = trial.scored
        context.scope = block.select(context, None)
        for row, entry in list(self._rows(block, route, context)):
            context.scope = block.select(context, None)
            yield from self._by_route(block, route, row, entry, trial)

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
        if rows:
            yield from ((row, NONE) for row in rows[:2])
        if not rows and not adds:
            there = context.table(block.question).rows or self.before.displayed.given[block.question].rows
            yield from ((row, NONE) for row in there[:2])
        if adds and not rows:
            blank = self.wishes.blank_row(block.question, self.before.displayed.given[block.question])
            conditions = [node for node in (block.where or route.where, *self._subjects(route, block)) if node is not None]
            alternatives = [self.wishes.hold(node, context, blank, block.question) for node in conditions]
            if all(alternatives):
                yield blank, self.wishes.keyed(block.question, blank, together(each[0] for each in alternatives))

    @staticmethod
    def _subjects(route: CompiledRoute, block: CompiledBlock) -> tuple[Node, ...]:
        pair = route.pair or block.pair
        return () if pair is None else (pair.a, pair.b)

    def _by_route(
        self, block: CompiledBlock, route: CompiledRoute, row: Row | None, entry: Edits, trial: Trial
    ) -> Iterator[Edits]:
        """Yield edits for one route: everything at once, with each alternative of its condition and of its criteria."""
        context, here, close = trial.scored, block.question, self._closer(trial.edits)
        opening = [self.wishes.hold(route.when, context, row, here, close)]
        if not block.best:  # the first route that holds applies, so those before it must not
            earlier = block.routes[: block.routes.index(route)]
            opening += [self.wishes.fail(each.when, context, row, here, close) for each in earlier]
        if route.gate is not None:
            opening.append(self.wishes.hold(route.gate, context, row, here, close))
        if not all(opening):
            return
        wanted: list[list[Edits]] = []
        for criterion in route.criteria:
            if criterion.share is not None:
                rows = criterion.share.select(context, None) if criterion.share.select is not None else (context.scope or [])
                rows = rows or ([row] if row is not None else self._first_fixed(here))
                wanted.append([self.wishes.fill(here, rows, criterion.share.without)])
                if criterion.share.when is not None:
                    wanted += [self.wishes.hold(criterion.share.when, context, each, here, close) for each in rows]
            elif criterion.per_option is not None:
                continue
            else:
                wanted.append(self.wishes.hold(criterion.rungs[0][1], context, row, here, close))
        first = [each[0] for each in wanted if each]
        put = self.wishes.combined if row is None else together
        for alternative in opening[0]:
            yield put([entry, *(each[0] for each in opening[1:]), alternative, *first])
        base = put([entry, *(each[0] for each in reversed(opening))])
        for each in wanted:
            yield from (base | alternative for alternative in each[1:])

    def _first_fixed(self, question: str) -> list[Row]:
        """Return the first fixed row of a table of which no row is displayed yet."""
        if self.assessor.edition.questions[question].adds_rows:
            return []
        return list(self.before.displayed.given[question].rows[:1])

    def _closer(self, edits: Edits):  # type: ignore[no-untyped-def]
        """Return what wishes call for points of other blocks."""

        def close(spec: dict[str, object]) -> list[Edits]:
            blocks = spec.get("blocks") or [spec["block"]]
            assert isinstance(blocks, (list, tuple))  # noqa: S101 - checked when it was compiled
            made = edits
            for key in blocks:
                if self.before.scored.outcomes.get(str(key)) is None:
                    return []
                found = self.close(str(key), made)
                made = found if found is not None else made
            return [made] if made is not edits else []

        return close
