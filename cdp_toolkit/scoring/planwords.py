"""A plan in words: what to do in the company, step by step, and what can be answered once that is so.

Nothing in it is a claim. A fact that is not known is called supposed, a choice is one to be made true first, and figures, dates,
texts and documents are needed, not given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cdp_toolkit.findings import Finding
from cdp_toolkit.language import Cell, OpenDate
from cdp_toolkit.responses.display import plans_of
from cdp_toolkit.scoring.advising import Advisor
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.contradicting import contradictions
from cdp_toolkit.scoring.effort import EffortClass
from cdp_toolkit.scoring.holding import Held, held_back
from cdp_toolkit.scoring.hoping import hoped_figures
from cdp_toolkit.scoring.matters import asked
from cdp_toolkit.scoring.moves import Move
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.scoring.proposing import Permits, places
from cdp_toolkit.values import Address, Attachment

NEEDED = {"number": "Figures needed", "date": "Dates needed", "text": "Texts needed", "attachment": "Documents needed"}
TRUE = "To be answered as it is"
HOPED = "Figures needed, supposed to reach what is asked"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of a plan.

    Args:
        label: How it is called.
        topic: What its question asks.
        actions: What to do.
        changes: What is answered then, one line each.
        effort: Class of the dearest piece of work.
        price: Its effort.
    """

    label: str
    topic: str
    actions: tuple[str, ...]
    changes: tuple[str, ...]
    effort: str
    price: str

    @property
    def lines(self) -> str:
        """What to do and what is answered then, as lines of one cell."""
        return "\n".join((*self.actions, *self.changes))


def plan_steps(advisor: Advisor, plan: Plan) -> list[PlanStep]:
    """Return the steps of a plan; what an earlier step says is not said again."""
    wording = _Wording(advisor, plan)
    return [wording.step(move) for move in plan.moves]


def plan_contradictions(advisor: Advisor, plan: Plan) -> tuple[Finding, ...]:
    """Return what choices that a plan tells people to make would contradict, as checks find it."""
    return contradictions(advisor.assessor.edition, plan, _Wording(advisor, plan).told)


def open_points(advisor: Advisor) -> tuple[str, ...]:
    """Return what a plan has to be told before anything that rests on it can be known."""
    if not isinstance(advisor.day, OpenDate):
        return ()
    period = advisor.assessor.edition.by_concept["reporting_period"].id
    return (
        f"Needs: a date. Until the end of the reporting year ({period}) is given, its dates are known only against each other.",
    )


class _Wording:
    def __init__(self, advisor: Advisor, plan: Plan) -> None:
        self.advisor, self.plan, self.assessor = advisor, plan, advisor.assessor
        self.permits: Permits = advisor.permits(plan.before.tables)
        self._said: set[Address | str] = set()
        self._hoped = hoped_figures(advisor.assessor.scorer, plan)

    def told(self, address: Address) -> bool:
        """Whether the plan says which option to choose at a data point."""
        cell = self.plan.edits.cells.get(address)
        if not isinstance(cell, tuple):
            return False
        return self.permits.answer(address) is not None or self._supposed(address, cell) or self._demanded(address, cell)

    def step(self, move: Move) -> PlanStep:
        """Return the words of one step."""
        effort, edition, tables = self.advisor.effort, self.assessor.edition, self.plan.before.tables
        dearest = max(effort.of(edition, move.edits, tables).values(), key=lambda each: each[1])[0]
        question = edition.questions.get(move.question)
        changes = tuple(self._changes(move)) or ("Nothing that an earlier step does not say.",)
        return PlanStep(
            move.label,
            "essential criterion" if question is None else question.topic,
            self._actions(move),
            changes,
            dearest,
            decimal(effort.price(edition, move.edits, tables)),
        )

    def _actions(self, move: Move) -> tuple[str, ...]:
        """Return what to do: how each level is earned that the step brings forward, or an essential criterion met."""
        for rule, _ in self.assessor.levels.essential:
            if rule.id == move.question:
                return (rule.fix,)
        blocks, after = self.assessor.scorer.blocks, self.plan.after.scored.outcomes
        keys = [f"{move.question} {level}" for level in LEVELS[: LEVELS.index(move.level) + 1]]
        won = [key for key in keys if key in blocks and after[key].low.of and after[key].low.earned > self._earned(key)]
        return tuple(dict.fromkeys(blocks[key].definition.fix.strip() for key in won or keys[-1:]))

    def _earned(self, key: str) -> Any:
        return self.plan.before.scored.outcomes[key].low.earned

    def _changes(self, move: Move) -> Iterator[str]:
        """Yield the changes of a step that were not said before: choices one by one, the rest gathered by what is needed."""
        gathered: dict[str, list[str]] = {}
        for address in move.edits.cells:
            if address in self._said or address not in self.plan.edits.cells:
                continue
            self._said.add(address)
            cell = self.plan.edits.cells[address]
            before, column = self.permits.answer(address), self.assessor.edition.column(address)
            if before is not None:
                yield from self._instead(address, before, cell)
            elif not isinstance(cell, tuple):
                heading = HOPED if str(address) in self._hoped else NEEDED[column.type]
                gathered.setdefault(heading, []).append(self._name(address))
            elif self._supposed(address, cell):
                yield f"{self._name(address)}: as it is (supposed: {'; '.join(cell)})"
            elif self._demanded(address, cell):
                yield f"{self._name(address)}: {'; '.join(cell)}, once that is so"
            else:
                gathered.setdefault(TRUE, []).append(self._name(address))
        for heading, names in gathered.items():
            yield f"{heading}: {', '.join(dict.fromkeys(names))}"
        yield from self._verdicts(move)

    def _demanded(self, address: Address, cell: tuple[str, ...]) -> bool:
        """Whether criteria ask for what is chosen, which the organisation decides."""
        fact = self.permits.proposing.fact(address)
        return not fact and self.advisor.wanted.asks_for(address.question, address.column or "", cell)

    def _supposed(self, address: Address, cell: tuple[str, ...]) -> bool:
        """Whether what is chosen is what the organisation is taken to be, not what it is advised."""
        return self.permits.proposing.supposed(address) is not None or self.permits.proposing.declines(cell)

    def _instead(self, address: Address, before: Cell, cell: Cell | None) -> Iterator[str]:
        """Say what an answer has to become: not by writing it, but by what it tells of."""
        if before == cell:
            return
        if isinstance(before, tuple) and isinstance(cell, tuple):
            if set(before) <= set(cell):
                added = "; ".join(option for option in cell if option not in before)
                yield f"{address}: also {added}, once that is so"
            else:
                yield f"{address}: {'; '.join(cell)}, once that is so (now {'; '.join(before)})"
        elif isinstance(cell, Decimal):
            yield f"{address}: {_rounded(cell)} or what else reaches it (now {before}), once that is so"
        else:
            yield f"{address}: another one than {'the document' if isinstance(before, Attachment) else before} has to be so first"

    def _verdicts(self, move: Move) -> Iterator[str]:
        """Yield what somebody outside has to confirm."""
        for key in move.edits.verdicts:
            if key not in self._said:
                self._said.add(key)
                _, effort = self.advisor.effort.of_verdict(key, self.plan.before.tables)
                said = "To be read in the document" if effort == self.advisor.effort.read else "To be confirmed from outside"
                yield f"{key}: {said}: {asked(self.assessor.edition.id, key).asks}"

    def _name(self, address: Address) -> str:
        """Name a data point; a row that an answer to an unknown fact opens stands for every such row."""
        plan, each = plans_of(self.assessor.edition).by_question[address.question], self.permits.proposing.each
        for opening in () if address.row is None else plan.openings:
            reference = opening.cells[0]
            opener = Address(reference.question or address.question, None, reference.column)
            called = next((each[place] for place in places(opener) if place in each), None)
            if called is not None and self.permits.answer(opener) is None:
                return f"{address.question}[{called}].{address.column}"
        return str(address)


def _rounded(figure: Decimal) -> str:
    return f"{float(figure):.4g}" if figure.as_tuple().exponent else str(figure)


def plan_rows(advisor: Advisor, plan: Plan) -> list[tuple[str, str, str, str, str]]:
    """Return a row a step of a plan: what, its topic, what to do and to answer, effort class and price."""
    return [(step.label, step.topic, step.lines, step.effort, step.price) for step in plan_steps(advisor, plan)]


def held_lines(held: Iterable[Held]) -> Iterator[str]:
    """Yield what holds a plan back as lines, each level and category led by what it comes to."""
    before = None
    for each in held:
        group = f"{each.level}{', ' + each.category if each.category else ''}"
        if group != before:
            yield f"{group} comes to {float(each.share) * 100:.1f}%:"
            before = group
        yield f"  {each.block} {each.points}: {each.reason}"


def plan_as_plain(advisor: Advisor, plan: Plan, most: EffortClass) -> dict[str, Any]:
    """Return a plan as plain data for JSON."""
    return {
        "target": plan.target,
        "reached": plan.reached,
        "band": {"before": str(plan.before.result), "after": str(plan.after.result)},
        "effort": float(plan.price),
        "at_least": float(plan.at_least),
        "proof": plan.proof,
        "interrupted": plan.interrupted,
        "open": list(open_points(advisor)),
        "contradictions": [
            {"check": each.code, "where": each.where, "problem": each.problem} for each in plan_contradictions(advisor, plan)
        ],
        "held_back": [
            {
                "level": each.level,
                "category": each.category,
                "block": each.block,
                "points": str(each.points),
                "reason": each.reason,
            }
            for each in held_back(advisor, plan, most)
        ],
        "steps": [_plain(step) for step in plan_steps(advisor, plan)],
    }


def _plain(step: PlanStep) -> dict[str, Any]:
    return {
        "step": step.label,
        "topic": step.topic,
        "do": list(step.actions),
        "changes": list(step.changes),
        "class": step.effort,
        "price": float(step.price),
    }
