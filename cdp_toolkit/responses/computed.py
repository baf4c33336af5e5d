"""Cells that CDP's portal computes: what they come to, from the answers that are displayed."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from cdp_toolkit.editions.display import Displayed
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.editions.plans import Plan, Plans
from cdp_toolkit.language import Cell, Row
from cdp_toolkit.responses.display import displayed, plans_of
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.values import Address

SOURCE = Source("computed", "as CDP's portal computes it")
DECIMALS = 6  # of results whose column does not say how many it shows


def computed(edition: Edition, shown: Displayed) -> dict[Address, Decimal]:
    """Return the displayed cells that CDP computes, as far as what they are computed from is there.

    A figure that somebody typed into such a cell is not looked at.
    """
    plans: Plans = plans_of(edition)
    return {address: value for number in plans.order for address, value in _of(plans.by_question[number], shown)}


def with_computed(edition: Edition, response: Response) -> Response:
    """Return the response with the cells that CDP computes filled in.

    What cannot be computed stays blank. What somebody has typed there stays as well: ``validate`` says where it differs.
    """
    values = computed(edition, displayed(edition, response))
    typed = {address for address, answer in response.answers.items() if answer.source.kind != SOURCE.kind}
    outdated = [address for address, answer in response.answers.items() if answer.source.kind == SOURCE.kind]
    made = (Answer(address, value, SOURCE) for address, value in values.items() if address not in typed)
    return response.without(outdated).with_answers(made)


def _of(plan: Plan, shown: Displayed) -> Iterator[tuple[Address, Decimal]]:
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
                yield Address(number, row.name or None, each.column), rounded(value, plan.question.by_name[each.column])


def rounded(value: Decimal, column: Column) -> Decimal:
    """Round a result half up to the decimals that its column shows."""
    decimals = DECIMALS if column.decimals is None else column.decimals
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
