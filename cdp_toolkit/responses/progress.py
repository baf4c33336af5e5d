"""How far a response has come: displayed cells, answered ones, and those that are still to be answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.plans import Plan
from cdp_toolkit.language import Context, Row
from cdp_toolkit.values import Address


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one displayed question.

    Args:
        question: Its number.
        cells: Displayed cells, without those that CDP computes.
        answered: Those of them that are answered.
        missing: Those that are asked for and blank, in order; a first row where rows are added and there is none.
    """

    question: str
    cells: int
    answered: int
    missing: tuple[Address, ...]


def progress(display: Display, displayed: Displayed) -> Iterator[Progress]:
    """Yield the state of every displayed question, in CDP's order."""
    for number in display.edition.questions:
        if displayed.shows(number):
            yield _of(display.plans.by_question[number], displayed.context)


def _of(plan: Plan, context: Context) -> Progress:
    number, skipped = plan.question.id, plan.computed_columns
    rows = context.table(number).rows
    cells = [(row, name) for row in rows for name in row.shown if name not in skipped]
    answered = sum(name in row.cells for row, name in cells)
    missing = (
        Address(number, row.name or None, name)
        for row, name in cells
        if name not in row.cells and is_asked_for(plan, context, row, name)
    )
    first = (Address(number, "1"),) if plan.question.adds_rows and not rows and not plan.question.optional else ()
    return Progress(number, len(cells), answered, (*first, *missing))


def is_asked_for(plan: Plan, context: Context, row: Row, column: str) -> bool:
    """Whether a displayed cell has to be answered: everything is, but what is optional or not required there."""
    question = plan.question
    fixed = question.row_by_name.get(row.name)
    if question.optional or question.by_name[column].optional or (fixed is not None and fixed.optional):
        return False
    return all(test.shows(context, row) is not False for test in plan.required.get(column, ()))
