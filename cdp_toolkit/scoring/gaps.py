"""Points not yet earned and why: each gap with what it needs, what it unlocks, whether it caps the band, and what it takes.

A later level inherits the zeros of the one below, so a gap is told at the *first* block of its chain; the points that wait
behind it are what it unlocks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.edits import NONE, Edits
from cdp_toolkit.scoring.effort import Effort, EffortClass
from cdp_toolkit.scoring.explaining import Explained, Verdict, explain
from cdp_toolkit.scoring.levels import Essential
from cdp_toolkit.scoring.moves import Moves
from cdp_toolkit.scoring.points import ZERO
from cdp_toolkit.values import Address

MetricFor = Callable[[Address], str | None]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a gap needs.

    Args:
        address: The data point to be answered, or what a verdict is about.
        kind: ``figure``, ``date``, ``choice``, ``text``, ``attachment`` or ``verdict``.
        answered: Whether something stands there now that would have to be something else.
        suggestion: Options that would do, where it is a choice.
        metric: The metric that would answer it, where the mapping knows one.
    """

    address: str
    kind: str
    answered: bool
    suggestion: str
    metric: str | None


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
        effort: Class of the dearest piece of work; None where no answer that would do was found.
        price: Effort of everything.
        owner: Who answers the question, where that is known.
        edits: What would close it, to be tried out.
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
    owner: str | None = None
    edits: Edits = NONE

    @property
    def worth(self) -> Fraction:
        """Its own points and those that it unlocks."""
        return self.lost + sum((points for _, points in self.unlocks), ZERO)


KINDS = {"number": "figure", "date": "date", "choice": "choice", "choices": "choice", "text": "text", "attachment": "attachment"}


def no_metric(address: Address) -> str | None:
    """Know no metric for any data point."""
    return None


def find_gaps(
    assessor: Assessor,
    assessment: Assessment,
    moves: Moves,
    effort: Effort,
    *,
    levels: Iterable[str] = ("D", "A", "M", "L"),
    metric_for: MetricFor = no_metric,
) -> list[Gap]:
    """Return the gaps of some levels: first what caps the band, then the most points for the effort."""
    wanted = set(levels)
    lacking = {
        key: outcome.low.of - outcome.low.earned
        for key, outcome in assessment.scored.outcomes.items()
        if not outcome.low.full and key[-1] in wanted
    }
    waiting = {key: _waits_for(assessor, assessment, key, lacking) for key in lacking}
    roots = {key: _roots(key, waiting) for key in lacking}
    unlocks: dict[str, list[tuple[str, Fraction]]] = {}
    for key, firsts in roots.items():
        for first in firsts:
            if first != key:
                unlocks.setdefault(first, []).append((key, lacking[key]))
    caps = _caps(assessor, assessment)
    work = _Work(assessor, assessment, moves, effort, metric_for)
    gaps = [work.gap(key, lacking[key], tuple(unlocks.get(key, ())), caps) for key in lacking if not waiting[key]]
    return sorted(
        gaps, key=lambda gap: (not gap.caps, gap.effort is None, -(gap.worth / max(gap.price, Fraction(1, 100))), gap.block)
    )


def _waits_for(assessor: Assessor, assessment: Assessment, key: str, lacking: dict[str, Fraction]) -> tuple[str, ...]:
    """Return the blocks that keep this one's gate closed and lack points themselves."""
    steps = explain(assessor.scorer, assessment.scored, key).steps
    closed = [step for step in steps if step.kind == "gate" and step.verdict is not Verdict.MET]
    return tuple(dict.fromkeys(block for step in closed for block, _ in step.waits if block in lacking and block != key))


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


def _caps(assessor: Assessor, assessment: Assessment) -> dict[str, list[str]]:
    """Return the essential criteria that are not met, by the questions that they look at."""
    missed: dict[str, list[str]] = {}
    nodes = {rule.id: node for rule, node in assessor.levels.essential}
    for each in assessment.result.essential:
        if each.met is True:
            continue
        for question in sorted(nodes[each.rule.id].questions()):
            missed.setdefault(question, []).append(each.rule.id)
    return missed


def missed_essentials(assessment: Assessment) -> list[Essential]:
    """Return the essential criteria that are missed or unsettled."""
    return [each.rule for each in assessment.result.essential if each.met is not True]


@dataclass(frozen=True)
class _Work:
    assessor: Assessor
    assessment: Assessment
    moves: Moves
    effort: Effort
    metric_for: MetricFor

    def gap(self, key: str, lost: Fraction, unlocks: tuple[tuple[str, Fraction], ...], caps: dict[str, list[str]]) -> Gap:
        question, _, level = key.rpartition(" ")
        explanation = explain(self.assessor.scorer, self.assessment.scored, key)
        edits = self.moves.close(key, NONE) or NONE
        prices = self.effort.of(self.assessor.edition, edits, self.assessment.tables)
        dearest = max(prices.values(), key=lambda each: each[1], default=None)
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
            needs=self._needs(edits),
            effort=None if dearest is None else dearest[0],
            price=sum((price for _, price in prices.values()), ZERO),
            edits=edits,
        )

    def _needs(self, edits: Edits) -> tuple[Need, ...]:
        found = []
        for address, cell in edits.cells.items():
            column = self.assessor.edition.questions[address.question].by_name[address.column or ""]
            row = self.assessment.tables[address.question].row(address.row or "")
            answered = row is not None and column.name in row.cells
            suggestion = "; ".join(cell) if isinstance(cell, tuple) else ""
            found.append(Need(str(address), KINDS[column.type], answered, suggestion, self.metric_for(address)))
        found += [Need(key, "verdict", False, "", None) for key in edits.verdicts]
        return tuple(found)


def _named(step: Explained) -> str:
    return f"{step.label}: {step.verdict}, {step.points}"
