"""Moves: what could be done about one question so that it earns all it can up to a level, found by trying.

A move is a set of edits with what they take. Whether it pays is not decided here: gates and routes make points non-additive, so a
plan is searched over real re-scoring (``planning``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from cdp_toolkit.language import Node
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledRoute
from cdp_toolkit.scoring.edits import NONE, Edits
from cdp_toolkit.scoring.leaves import blocks_asked
from cdp_toolkit.scoring.revealing import Revealing
from cdp_toolkit.scoring.routes import Routes
from cdp_toolkit.scoring.trials import Trial, try_out
from cdp_toolkit.scoring.wishes import Close, Wishes

ROUNDS = 5  # new answers open new cells, so a block is gone over again
ENOUGH = 2  # proposals of a route that are tried where one of them is full already
DEPTH = 5  # gates that wait for blocks of other levels and questions


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


class Moves:
    """Finds the moves of one response."""

    def __init__(self, assessor: Assessor, before: Assessment, wishes: Wishes) -> None:
        self.assessor, self.before, self.wishes = assessor, before, wishes
        self._revealing = Revealing(wishes)
        self._routes = Routes(assessor, before, wishes, self._closer)
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
        start = try_out(self.assessor, self.before, NONE, keys)
        for first in self.wishes.hold(node, start.scored, None, "", self._closer(NONE)):
            edits = self._followed(node, keys, start, first)
            if edits is not None:
                return Move(label, "", edits, label)
        return None

    def _followed(self, node: Node, keys: tuple[str, ...], start: Trial, proposal: Edits) -> Edits | None:
        """Follow a proposal for a condition until it holds: what is answered opens further cells."""
        trial = self._tried(start, proposal, keys)
        for _ in range(ROUNDS):
            if node.evaluate(trial.scored, None) is True:
                return trial.shown
            found = self.wishes.hold(node, trial.scored, None, "", self._closer(trial.edits))
            if not found:
                return None
            following = self._tried(trial, found[0], keys)
            if following.edits == trial.edits:
                return None
            trial = following
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
        start = try_out(self.assessor, self.before, edits, (key,))
        if block.per == "each_row" or any(route.per == "each_row" for route in block.routes):
            start = self._row_by_row(block, start)
            if start.full(key):
                return [start.shown]
        found: list[Trial] = [start] if start.edits is not edits else []
        for route in sorted(block.routes, key=lambda route: not route.of):
            if not route.of and any(trial.full(key) for trial in found):
                continue  # a question that can be answered is not made not applicable
            best = self._best(block, route, start)
            if best is not start:
                found.append(best)
        full = [trial for trial in found if trial.full(key)]
        if full:
            return [trial.shown for trial in sorted(full, key=lambda trial: trial.rank(key), reverse=True)]
        return [max(found, key=lambda trial: trial.rank(key)).shown] if found else []

    def _best(self, block: CompiledBlock, route: CompiledRoute, start: Trial) -> Trial:
        """Return the best trial of a route, the start where none is better."""
        best = start
        for tried, first in enumerate(self._routes.proposals(block, route, start), 1):
            trial = self._pursued(block, route, start, first)
            if trial.better_than(best, block.key):
                best = trial
            if tried >= ENOUGH and best.full(block.key):
                break
        return best

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
                for proposal in islice(self._routes.of_row(block, route, current, NONE, state), 2):
                    trial = self._pursued_row(block, route, row.name, state, proposal)
                    if trial.better_than(best, block.key):
                        best = trial
        return best

    def _pursued_row(self, block: CompiledBlock, route: CompiledRoute, name: str, start: Trial, proposal: Edits) -> Trial:
        """Follow a route in one row: what is answered opens further cells of it."""
        trial = self._tried(start, proposal, (block.key,))
        for _ in range(ROUNDS):
            row = trial.scored.table(block.question).row(name)
            trial.scored.scope = block.select(trial.scored, None)
            further = next(self._routes.of_row(block, route, row, NONE, trial), None)
            if not further:
                break
            following = self._tried(trial, further, (block.key,))
            if following.edits == trial.edits or not following.better_than(trial, block.key):
                break
            trial = following
        return trial

    def _pursued(self, block: CompiledBlock, route: CompiledRoute, start: Trial, proposal: Edits) -> Trial:
        """Follow a route from a first proposal: what is answered opens further cells and may close the gate again."""
        trial = best = self._tried(start, proposal, (block.key,))
        for _ in range(ROUNDS):
            if best.full(block.key):
                break
            further = next(self._routes.proposals(block, route, trial), None)
            if not further:
                break
            following = self._tried(trial, further, (block.key,))
            if following.edits == trial.edits:
                break
            trial = following
            if trial.better_than(best, block.key):
                best = trial
        return best

    def _tried(self, trial: Trial, further: Edits, keys: tuple[str, ...]) -> Trial:
        """Return a trial with further edits, and with what lets these be displayed."""
        edits = self._revealing.displayed(trial.edits | further, trial.scored)
        return try_out(self.assessor, self.before, edits, keys)

    def _closer(self, edits: Edits) -> Close:
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
