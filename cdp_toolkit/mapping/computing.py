"""Fills the cells that CDP's own form works out from others: totals and shares, by the expression beside the column."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language import Row
from cdp_toolkit.language.references import ORGANISATION
from cdp_toolkit.mapping.shaping import rounded
from cdp_toolkit.responses.display import displayed
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.values import Address


def computed_answers(edition: Edition, response: Response) -> Iterator[Answer]:
    """Yield an answer for every displayed cell that CDP works out and whose operands are all there."""
    shown = displayed(edition, response)
    plans = edition.plans
    if plans is None:
        return
    for number in plans.order:
        plan = plans.by_question[number]
        if number == ORGANISATION or not plan.computed:
            continue
        for row in shown.context.table(number).rows:
            for cell in plan.computed:
                value = cell.node.evaluate(shown.context, row) if _open(row, cell.column) else None
                if not isinstance(value, Decimal):
                    continue
                column = plan.question.by_name[cell.column]
                figure, _ = rounded(Fraction(value), None, column.decimals)
                row.cells[cell.column] = figure  # for the cells that are worked out from this one
                yield Answer(Address(number, row.name or None, cell.column), figure, Source("computed", cell.where))


def _open(row: Row, column: str) -> bool:
    return column in row.shown or column in row.cells
