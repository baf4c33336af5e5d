"""Points not yet earned and why: each gap with what it needs, what it unlocks, whether it caps the band, and what it takes.

A later level inherits the zeros of the one below, so a gap is told at the *first* block of its chain; the points that wait
behind it are what it unlocks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Node
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.edits import NONE, Edits
from cdp_toolkit.scoring.effort import Effort, EffortClass
from cdp_toolkit.scoring.explaining import Explained, Explanation, Verdict, explain
from cdp_toolkit.scoring.leaves import blocks_asked
from cdp_toolkit.scoring.levels import Essential
from cdp_toolkit.scoring.moves import Moves
from cdp_toolkit.scoring.points import ZERO
from cdp_toolkit.scoring.resting import rests_on
from cdp_toolkit.values import Address, question_order

MetricsFor = Callable[[Address], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a gap needs.

    Args:
        address: The data point to be answered, or what a verdict is about.
        kind: ``figure``, ``date``, ``choice``, ``text``, ``attachment``, ``verdict``; ``policy`` or ``verification`` where
            the effort file says that the question asks for one.
        answered: Whether something stands there now that would have to be something else.
        suggestion: Options that would do, where it is a choice.
        metrics: The metrics that would answer it, where the mapping knows some.
    """

    address: str
    kind: str
    answered: bool
    suggestion: str
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Points of one block that are not earned in the low estimate.

    Args:
        block: Question and level.
        question: The question.
        level: The level.
        topic: What is asked.
        lost: Points of this block that are lacking.
        unlocks: Blocks that wait behind it, and the points that they lack.
        caps: Essential criteria that are missed for want of it.
        criteria: What is not met, as explanations name it.
        why: Why the points are given.
        fix: What to do.
        needs: What has to be answered or obtained.
        effort: Class of the dearest piece of work; None where nothing is known that would do.
        price: Effort of everything.
        edits: What would close it, to be tried out.
        plannable: Whether answers are known that earn (more of) the points; else ``needs`` is what the criteria look at.
        owners: Who has the figures, where the files say it.
        rests_on: Facts and answers given that it looks at, where nothing is known that would close it.
    """

    block: str
    question: str
    level: str
    topic: str
    lost: Fraction
    unlocks: tuple[tuple[str, Fraction], ...]
    caps: tuple[str, ...]
    criteria: tuple[str, ...]
    why: str
    fix: str
    needs: tuple[Need, ...]
    effort: EffortClass | None
    price: Fraction
    edits: Edits = NONE
    plannable: bool = True
    owners: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def worth(self) -> Fraction:
        """Its own points and those that it unlocks."""
        return self.lost + sum((points for _, points in self.unlocks), ZERO)


KINDS = {"number": "figure", "date": "date", "choice": "choice", "choices": "choice", "text": "text", "attachment": "attachment"}


def no_metrics(address: Address) -> tuple[str, ...]:
    """Know no metric for any data point."""
    return ()


def find_gaps(
    assessor: Assessor,
    assessment: Assessment,
    moves: Moves,
    effort: Effort,
    *,
    target: str,
    metrics_for: MetricsFor = no_metrics,
    owners: Mapping[str, str] | None = None,
) -> list[Gap]:
    """Return the gaps that matter for a band: first what caps it, then the most points for the effort."""
    wanted = set(assessor.levels.up_to(target))
    lacking = {
        key: outcome.low.of - outcome.low.earned
        for key, outcome in assessment.scored.outcomes.items()
        if not outcome.low.full and key[-1] in wanted
    }
    waiting = {key: _waits_for(assessor, assessment, key, lacking) for key in lacking}
    unlocks = _unlocks(waiting, lacking)
    missed = missed_essentials(assessor, assessment, target)
    nodes = {rule.id: node for rule, node in assessor.levels.essential}
    caps: dict[str, list[str]] = {}
    for rule in missed:
        for question in _looked_at(nodes[rule.id]):
            caps.setdefault(question, []).append(rule.id)
    work = _Work(assessor, assessment, moves, effort, metrics_for, owners or {})
    gaps = [work.gap(key, lacking[key], tuple(unlocks.get(key, ())), caps) for key in lacking if not waiting[key]]
    capping = [work.essential(rule, nodes[rule.id]) for rule in missed]
    return capping + sorted(
        gaps, key=lambda gap: (gap.effort is None, -(gap.worth / max(gap.price, Fraction(1, 100))), gap.block)
    )


def _waits_for(assessor: Assessor, assessment: Assessment, key: str, lacking: dict[str, Fraction]) -> tuple[str, ...]:
    """Return the blocks that keep this one's gate closed and lack points themselves."""
    steps = explain(assessor.scorer, assessment.scored, key).steps
    closed = [step for step in steps if step.kind == "gate" and step.verdict is not Verdict.MET]
    return tuple(dict.fromkeys(block for step in closed for block, _ in step.waits if block in lacking and block != key))


def _unlocks(waiting: dict[str, tuple[str, ...]], lacking: dict[str, Fraction]) -> dict[str, list[tuple[str, Fraction]]]:
    """Return for the first block of each chain the blocks that wait behind it, with the points that they lack."""
    unlocks: dict[str, list[tuple[str, Fraction]]] = {}
    for key in lacking:
        for first in _roots(key, waiting):
            if first != key:
                unlocks.setdefault(first, []).append((key, lacking[key]))
    return unlocks


def _roots(key: str, waiting: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    stack = [key]
    while stack:
        current = stack.pop()
        if waiting.get(current):
            stack += waiting[current]
        else:
            found.add(current)
    return found


def _looked_at(node: Node) -> list[str]:
    """Return the questions that a condition looks at, also through the points of their blocks."""
    blocks = {block.partition(" ")[0] for block in blocks_asked(node)}
    return sorted(blocks | set(node.questions()), key=question_order)


def missed_essentials(assessor: Assessor, assessment: Assessment, target: str) -> list[Essential]:
    """Return the essential criteria that keep the low estimate below a band, the lowest band first."""
    order = assessor.levels.order
    missed = [each.rule for each in assessment.result.essential if each.met is not True]
    return sorted(
        (rule for rule in missed if order.index(rule.reaches) <= order.index(target)), key=lambda rule: order.index(rule.reaches)
    )


@dataclass(frozen=True)
class _Work:
    assessor: Assessor
    assessment: Assessment
    moves: Moves
    effort: Effort
    metrics_for: MetricsFor
    owners: Mapping[str, str]

    def essential(self, rule: Essential, node: Node) -> Gap:
        """Return the gap that an essential criterion is: no points, but a cap."""
        move = self.moves.of_condition(rule.id, node)
        edits = NONE if move is None else move.edits
        questions = _looked_at(node)
        own = next((address.question for address in edits.cells), questions[0])
        needs = self._needs(edits)
        prices = self.effort.of(self.assessor.edition, edits, self.assessment.tables)
        dearest = max(prices.values(), key=lambda each: each[1], default=None)
        return Gap(
            block=rule.id,
            question=own,
            level="",
            topic=f"Keeps the band below {rule.reaches}",
            lost=ZERO,
            unlocks=(),
            caps=(rule.id,),
            criteria=(f"looks at {', '.join(questions)}; confidence {rule.confidence}",),
            why=rule.why,
            fix=rule.fix,
            needs=needs,
            effort=None if dearest is None else dearest[0],
            price=sum((price for _, price in prices.values()), ZERO),
            plannable=move is not None,
            owners=self._owners(needs),
        )

    def _owners(self, needs: Iterable[Need]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.owners[name] for need in needs for name in need.metrics if name in self.owners))

    def gap(self, key: str, lost: Fraction, unlocks: tuple[tuple[str, Fraction], ...], caps: dict[str, list[str]]) -> Gap:
        question, _, level = key.rpartition(" ")
        explanation = explain(self.assessor.scorer, self.assessment.scored, key)
        edits = self.moves.close(key, NONE) or NONE
        needs = self._needs(edits or self._blanks(explanation))
        prices = self.effort.of(self.assessor.edition, edits or self._blanks(explanation), self.assessment.tables)
        dearest = max(prices.values(), key=lambda each: each[1], default=None)
        permits = self.moves.wishes.stand_ins.permits
        return Gap(
            block=key,
            question=question,
            level=level,
            topic=self.assessor.edition.questions[question].topic,
            lost=lost,
            unlocks=unlocks,
            caps=tuple(caps.get(question, ())),
            criteria=tuple(
                _named(step) for step in explanation.steps if step.kind == "criterion" and step.verdict is not Verdict.MET
            ),
            why=explanation.why,
            fix=explanation.fix,
            needs=needs,
            effort=None if dearest is None else dearest[0],
            price=sum((price for _, price in prices.values()), ZERO),
            edits=edits,
            plannable=bool(edits),
            rests_on=() if edits or permits is None else rests_on(explanation, permits),
            owners=self._owners(needs),
        )

    def _blanks(self, explanation: Explanation) -> Edits:
        """Return the blank data points that unmet criteria look at: what is known where no answer was found that would do."""
        blank = {
            Address.parse(read.address): None
            for step in explanation.steps
            if step.kind == "criterion" and step.verdict is not Verdict.MET
            for read in step.reads
            if read.text == ""
        }
        return Edits(blank, dict.fromkeys((key for step in explanation.steps for key in step.asks), True))

    def _needs(self, edits: Edits) -> tuple[Need, ...]:
        found = []
        for address, cell in edits.cells.items():
            column = self.assessor.edition.questions[address.question].by_name[address.column or ""]
            row = self.assessment.tables[address.question].row(address.row or "")
            answered = row is not None and column.name in row.cells
            suggestion = "; ".join(cell) if isinstance(cell, tuple) else ""
            kind = self.effort.kind(address.question, KINDS[column.type])
            found.append(Need(str(address), kind, answered, suggestion, self.metrics_for(address)))
        found += [Need(key, "verdict", False, "") for key in edits.verdicts]
        return tuple(found)


def _named(step: Explained) -> str:
    return f"{step.label}: {step.verdict}, {step.points}"
