"""The cheapest way that can be found to a band, in the low estimate: a search over moves by real re-scoring.

Gates and routes make points non-additive, so a sorted list of gaps is no plan. Moves are taken one by one, always the one that
brings the target nearest for its price; then everything is tried without each, and with a cheaper one in its place. Where there
are few moves every combination is tried, which proves the plan; else a bound says how much cheaper one could be at most.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.bands import LevelResult
from cdp_toolkit.scoring.bounding import lower_bound
from cdp_toolkit.scoring.edits import Edits, together
from cdp_toolkit.scoring.effort import Effort
from cdp_toolkit.scoring.moves import Move
from cdp_toolkit.scoring.points import ZERO
from cdp_toolkit.scoring.trials import displayed_of
from cdp_toolkit.scoring.trying import changed_by

Progress = Callable[[str, int, int], None]
Find = Callable[[Assessment], Iterable[Move]]
ROUNDS = 6  # how often new questions are looked for
EXHAUSTIVE = 4096  # combinations that are still tried one by one


def _silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do to reach a band.

    Args:
        target: The band that was asked for.
        reached: Whether the low estimate reaches it with the plan applied.
        moves: What to do, in the order in which it was taken.
        edits: All edits together.
        price: Their effort.
        before: The response as it is.
        after: The response with the plan applied, really scored.
        proof: ``exhaustive`` (no combination of the moves is cheaper), or ``bound``.
        at_least: What a plan made of these moves costs at least.
        interrupted: Whether the search was stopped; the plan is the best so far.
    """

    target: str
    reached: bool
    moves: tuple[Move, ...]
    edits: Edits
    price: Fraction
    before: Assessment
    after: Assessment
    proof: str
    at_least: Fraction
    interrupted: bool


class Planner:
    """Searches plans for one response."""

    def __init__(self, assessor: Assessor, before: Assessment, effort: Effort, target: str) -> None:
        self.assessor, self.before, self.effort, self.target = assessor, before, effort, target
        self._wanted = assessor.levels.shares_to(target)
        self.tried = 0

    def plan(self, find: Find, progress: Progress = _silent) -> Plan:
        """Return the cheapest plan that is found; if the search is interrupted, the best so far.

        Args:
            find: Gives the moves that an assessment leaves to be made. It is asked again after the first moves were taken,
                because their answers open questions that were not displayed before.
            progress: Is told what is being done, and how much of it is done of how much.
        """
        by_question: dict[str, list[Move]] = {}
        chosen: dict[str, Move] = {}
        interrupted = exhaustive = False
        try:
            self._search(find, by_question, chosen, progress)
            exhaustive = self._proved(by_question, chosen, progress)
        except KeyboardInterrupt:
            interrupted = True
        return self._told(by_question, chosen, exhaustive=exhaustive, interrupted=interrupted)

    def _told(self, by_question: dict[str, list[Move]], chosen: dict[str, Move], *, exhaustive: bool, interrupted: bool) -> Plan:
        """Score the response with the moves that were chosen, and say what they cost and what they cost at least."""
        after = self.with_moves(chosen)
        edits = displayed_of(together(move.edits for move in chosen.values()), after.scored)
        price = self.effort.price(self.assessor.edition, edits, self.before.tables)
        bound = price if exhaustive else lower_bound(self.assessor, self.before, self.effort, self._wanted, by_question)
        return Plan(
            target=self.target,
            reached=self.lacks(after) == ZERO,
            moves=tuple(chosen.values()),
            edits=edits,
            price=price,
            before=self.before,
            after=after,
            proof="exhaustive" if exhaustive else "bound",
            at_least=bound,
            interrupted=interrupted,
        )

    def _search(self, find: Find, by_question: dict[str, list[Move]], chosen: dict[str, Move], progress: Progress) -> None:
        """Take moves until the target is reached or nothing helps; then drop what is not needed."""
        for _ in range(ROUNDS):
            before = len(chosen), self.price(chosen)
            known = {(move.question, move.level, len(move.edits)) for each in by_question.values() for move in each}
            for move in find(self.with_moves(chosen)):
                if (move.question, move.level, len(move.edits)) not in known:
                    by_question.setdefault(move.question, []).append(move)
            self._climb(by_question, chosen, progress)
            if self.lacks(self.with_moves(chosen)) == ZERO or (len(chosen), self.price(chosen)) == before:
                break
        if self.lacks(self.with_moves(chosen)) > ZERO:
            self._everything(find, by_question, chosen, progress)
        self._without_each(chosen, by_question, progress)

    def _proved(self, by_question: dict[str, list[Move]], chosen: dict[str, Move], progress: Progress) -> bool:
        """Try every combination where there are few, and take the cheapest; say whether that was done."""
        combinations = 1
        for each in by_question.values():
            combinations *= len(each) + 1
        if combinations > EXHAUSTIVE:
            return False
        best = self._every(by_question, progress)
        if best is not None:
            chosen.clear()
            chosen.update(best)
        return True

    def with_moves(self, chosen: dict[str, Move]) -> Assessment:
        """Return the response with moves applied, scored."""
        self.tried += 1
        edits = together(move.edits for move in chosen.values())
        if not edits:
            return self.before
        return changed_by(self.assessor, self.before, edits)

    def price(self, chosen: dict[str, Move]) -> Fraction:
        """Return the effort of moves taken together: a cell that several of them fill counts once."""
        edits = together(move.edits for move in chosen.values())
        return self.effort.price(self.assessor.edition, edits, self.before.tables)

    def lacks(self, assessment: Assessment) -> Fraction:
        """Return how far the low estimate is from the target: 0 where it is reached."""
        order = self.assessor.levels.order
        goal = order.index(self.target)
        missed = sum(each.met is not True for each in assessment.result.essential if order.index(each.rule.reaches) <= goal)
        total = Fraction(missed, 20)
        for level in assessment.result.levels:
            wanted = self._wanted.get(level.level)
            if wanted is not None:
                total += self._level_lacks(level, wanted)
        return total

    @staticmethod
    def _level_lacks(level: LevelResult, wanted: Fraction) -> Fraction:
        """Return what a level lacks; without weights every category has to reach the threshold, so each counts for itself."""
        if not level.weighted or level.weights_known:
            return max(ZERO, wanted - level.low)
        scored = [each.low for each in level.categories if each.low.of]
        if not scored:
            return wanted
        return sum((max(ZERO, wanted - each.earned / each.of) for each in scored), ZERO) / len(scored)

    def _climb(self, by_question: dict[str, list[Move]], chosen: dict[str, Move], progress: Progress) -> None:
        """Take the move that brings the target nearest for its price until it is reached or nothing helps."""
        current = self.with_moves(chosen)
        start = lacking = self.lacks(current)
        queue: list[tuple[Fraction, int, int, Move]] = []
        count = 0
        for moves in by_question.values():
            for move in moves:
                count += 1
                queue.append((-self._worth(move, current, lacking, chosen), count, 0, move))
        heapq.heapify(queue)
        step = 0
        while queue and lacking > ZERO:
            progress("searching", int((start - lacking) / start * 100), 100)
            worth, count, seen, move = heapq.heappop(queue)
            if seen < step:  # its worth was measured before other moves were taken
                heapq.heappush(queue, (-self._worth(move, current, lacking, chosen), count, step, move))
                continue
            if worth >= 0:
                break
            chosen[move.question] = self._merged(chosen.pop(move.question, None), move)
            current = self.with_moves(chosen)
            lacking = self.lacks(current)
            step += 1

    def _everything(self, find: Find, by_question: dict[str, list[Move]], chosen: dict[str, Move], progress: Progress) -> None:
        """Take every move there is, until the target is reached: some bring the target nearer only once others are taken."""
        for done in range(ROUNDS):
            progress("closing everything", done, ROUNDS)
            state = self.with_moves(chosen)
            if self.lacks(state) == ZERO:
                return
            before = together(move.edits for move in chosen.values())
            best: dict[str, Move] = {}
            for move in find(state):  # by level, and the one that earns most first
                if move.question not in best or best[move.question].level != move.level:
                    best[move.question] = move
            for question, move in best.items():
                chosen[question] = self._merged(chosen.pop(question, None), move)  # last, so that what it says counts
                by_question.setdefault(question, []).append(chosen[question])
            if together(move.edits for move in chosen.values()) == before:
                return

    @staticmethod
    def _merged(before: Move | None, move: Move) -> Move:
        if before is None or set(before.edits.cells) <= set(move.edits.cells):
            return move
        return replace(move, edits=before.edits | move.edits)

    def _worth(self, move: Move, current: Assessment, lacking: Fraction, chosen: dict[str, Move]) -> Fraction:
        """Return how much nearer a move brings the target for each unit of effort that it adds."""
        self.tried += 1
        gain = lacking - self.lacks(changed_by(self.assessor, current, move.edits))
        added = self.price({**chosen, move.question: self._merged(chosen.get(move.question), move)}) - self.price(chosen)
        return gain / max(added, Fraction(1, 100))

    def _without_each(self, chosen: dict[str, Move], by_question: dict[str, list[Move]], progress: Progress) -> None:
        """Drop what brings the target no nearer, and take a cheaper move of the same question where it is enough."""
        lacking = self.lacks(self.with_moves(chosen))
        for i, question in enumerate(sorted(chosen, key=lambda each: (-self.price({each: chosen[each]}), each))):
            progress("pruning", i, len(chosen))
            kept = chosen[question]
            for cheaper in [None, *by_question.get(question, ())]:
                if cheaper is kept:
                    break
                trial = {key: move for key, move in chosen.items() if key != question}
                if cheaper is not None:
                    trial[question] = cheaper
                if self.price(trial) < self.price(chosen) and self.lacks(self.with_moves(trial)) <= lacking:
                    chosen.clear()
                    chosen.update(trial)
                    break

    def _every(self, by_question: dict[str, list[Move]], progress: Progress) -> dict[str, Move] | None:
        """Return the cheapest combination of moves that reaches the target, by trying them all, the cheaper first."""
        combinations: list[tuple[Fraction, int, dict[str, Move]]] = []
        for combination in product(*[[None, *moves] for moves in by_question.values()]):
            trial = {move.question: move for move in combination if move is not None}
            combinations.append((self.price(trial), len(combinations), trial))
        for i, (_, _, trial) in enumerate(sorted(combinations, key=lambda each: each[:2])):
            progress("proving", i, len(combinations))
            if self.lacks(self.with_moves(trial)) == ZERO:
                return trial
        return None
