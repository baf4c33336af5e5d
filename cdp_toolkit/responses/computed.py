"""Cells that CDP's portal computes: what they come to, from the answers that are displayed."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from cdp_toolkit.editions.display import Displayed
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.editions.plans import Plan
from cdp_toolkit.language import Cell, Row
from cdp_toolkit.responses.display import displayed, plans_of
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.values import Address

KIND = "computed"
DECIMALS = 6  # of results whose column does not say how many it shows


def computed_answers(edition: Edition, shown: Displayed) -> dict[Address, Answer]:
    """Return answers for the displayed cells that CDP computes, as far as what they are computed from is there.

    A figure that somebody typed into such a cell is not looked at. The source of each names the rule that computed it.
    """
    plans = plans_of(edition)
    answers = (answer for number in plans.order for answer in _of(plans.by_question[number], shown))
    return {answer.address: answer for answer in answers}


def with_computed(edition: Edition, response: Response) -> Response:
    """Return the response with the cells that CDP computes filled in.

    What cannot be computed stays blank. What somebody has typed there stays as well: ``validate`` says where it differs.
    """
    answers = computed_answers(edition, displayed(edition, response))
    typed = {address for address, answer in response.answers.items() if answer.source.kind != KIND}
    outdated = [address for address, answer in response.answers.items() if answer.source.kind == KIND]
    return response.without(outdated).with_answers(answer for address, answer in answers.items() if address not in typed)


def _of(plan: Plan, shown: Displayed) -> Iterator[Answer]:
    if not plan.computed:
        return
    number = plan.question.id
    for row in shown.context.table(number).rows:
        cells: dict[str, Cell] = {name: cell for name, cell in row.cells.items() if name not in plan.computed_columns}
        working = Row(row.name, cells, row.shown, row.key)
        for each in plan.computed:
            value = each.node.evaluate(shown.context, working) if each.column in row.shown else None
            if isinstance(value, Decimal):
                cells[each.column] = value
                figure = rounded(value, plan.question.by_name[each.column])
                yield Answer(Address(number, row.name or None, each.column), figure, Source(KIND, each.where))


def rounded(value: Decimal, column: Column) -> Decimal:
    """Round a result half up to the decimals that its column shows."""
    decimals = DECIMALS if column.decimals is None else column.decimals
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
