"""The plan of a report: what it comes to, and its steps with their changes gathered by kind."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.reports.parts import Table
from cdp_toolkit.scoring.assessing import Assessor
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.effort import Effort
from cdp_toolkit.scoring.gaps import KINDS
from cdp_toolkit.scoring.matters import asked
from cdp_toolkit.scoring.moves import Move
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.values import Address

HEADINGS = {"figure": "Figures", "date": "Dates", "text": "Texts", "attachment": "Attachments"}


def plan_said(plan: Plan) -> tuple[str, ...]:
    """Return what a plan comes to, in sentences."""
    before, after = plan.before.result, plan.after.result
    if plan.reached and not plan.moves:
        return (f"{plan.target} is reached already in the low estimate.",)
    said = [
        f"With this plan the low estimate reaches {plan.target}."
        if plan.reached
        else f"No plan to {plan.target} was found; this one comes nearest.",
        f"Band now {before}; with the plan {after}, found by scoring the response again with every change made.",
        f"Effort {decimal(plan.price)} in {len(plan.moves)} steps.",
    ]
    if plan.proof == "exhaustive":
        said.append("No combination of these moves costs less: all were tried.")
    else:
        said.append(
            f"No such plan costs less than {decimal(plan.at_least)}, if a question's points need answers of its own "
            "and no further question opens."
        )
    if plan.interrupted:
        said.append("The search was stopped; this is the best plan so far.")
    said.append("Options, figures and texts are stand-ins: what is answered has to be true.")
    return tuple(said)


def plan_table(assessor: Assessor, effort: Effort, plan: Plan) -> Table:
    """Return a row a step."""
    rows = []
    spent = Fraction(0)
    for i, move in enumerate(plan.moves, 1):
        prices = effort.of(assessor.edition, move.edits, plan.before.tables)
        price = sum((each for _, each in prices.values()), Fraction(0))
        dearest = max(prices.values(), key=lambda each: each[1])[0]
        spent += price
        question = assessor.edition.questions.get(move.question)
        topic = "Essential criterion" if question is None else question.topic
        changes = "\n".join(changes_of(assessor.edition, move.edits))
        rows.append((Decimal(i), _name(assessor, move), topic, changes, dearest, Decimal(decimal(price))))
    about = f"The steps to {plan.target}, in the order in which each brought the target nearest for its effort."
    return Table(
        "Plan", about, ("Step", "Question", "Topic", "What changes", "Effort", "Price"), tuple(rows), (6, 22, 34, 90, 11, 9)
    )


def _name(assessor: Assessor, move: Move) -> str:
    if not move.level:
        return move.label
    name = next(rule.name for rule in assessor.levels.levels if rule.letter == move.level)
    return f"{move.question} up to {name}"


def changes_of(edition: Edition, edits: Edits) -> Iterable[str]:
    """Yield the changes of edits: each choice by its option, everything else gathered by kind."""
    gathered: dict[str, list[str]] = {}
    for address, cell in edits.cells.items():
        if isinstance(cell, tuple):
            yield f"{address}: {'; '.join(cell)}"
        elif cell is None:
            gathered.setdefault("Emptied", []).append(str(address))
        else:
            kind = KINDS[edition.column(Address(address.question, address.row, address.column)).type]
            gathered.setdefault(HEADINGS[kind], []).append(str(address))
    for heading, addresses in gathered.items():
        yield f"{heading}: {', '.join(addresses)}"
    for key in edits.verdicts:
        yield f"To be confirmed: {asked(edition.id, key).asks} ({key})"
