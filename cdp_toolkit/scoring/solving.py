"""Proposes figures and dates that make a comparison hold, by solving the expression for one of its cells."""

import datetime as dt
from decimal import ROUND_CEILING, Decimal

from cdp_toolkit.language import Cell, Context, Node, OpenDate, Row
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.standins import StandIns
from cdp_toolkit.values import Address


class Solving:
    """Inverts comparisons."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins

    def compare(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Move one side of a comparison to where it holds."""
        left, *right = node.children
        op = node.data["compare"][1]
        goals = [each.evaluate(context, row) for each in right]
        if None in goals:
            found = self.solve(right[0], None, context, row, here)
            return [] if found is None else [found]
        step = {"<": -1, ">": 1}.get(op, 0)
        mine = left.evaluate(context, row)
        if isinstance(goals[0], OpenDate) and isinstance(mine, dt.date) and not isinstance(mine, OpenDate):
            edits = self.solve(right[0], _stepped(mine, -step), context, row, here)  # the date to be given follows the given one
        else:
            edits = self.solve(left, _stepped(goals[0], step), context, row, here)
        return [] if edits is None else [edits]

    def solve(self, node: Node, goal: Cell | None, context: Context, row: Row | None, here: str) -> Edits | None:
        """Return edits that give an expression a value (any value where the goal is None)."""
        match node.kind:
            case "cell":
                target = self.stand_ins.target(node.references[0], context, row, here)
                if target is None:
                    return None
                return next(iter(self.stand_ins.proposed(target, self.stand_ins.value(target) if goal is None else goal)), None)
            case "years":
                return self._years(node, goal, context, row, here)
            case "sum" if isinstance(goal, Decimal) and not node.children:
                return self._row_of_sum(node, goal, context, row, here)
            case "ratio" | "difference" | "product" | "sum" if isinstance(goal, Decimal) and len(node.children) > 0:
                return self._first(node, goal, context, row, here)
            case _:
                return None

    def _years(self, node: Node, goal: Cell | None, context: Context, row: Row | None, here: str) -> Edits | None:
        """Move the end of a span of years."""
        start = node.children[0].evaluate(context, row)
        if not isinstance(start, dt.date) or not isinstance(goal, Decimal):
            return self.solve(node.children[0], None, context, row, here)
        count = int(goal.to_integral_value(ROUND_CEILING))
        return self.solve(node.children[1], _years_later(start, count), context, row, here)

    def _row_of_sum(self, node: Node, goal: Decimal, context: Context, row: Row | None, here: str) -> Edits | None:
        """Give a blank cell what the other rows of a sum leave to it."""
        reference = node.references[0]
        question = reference.question or node.scope or here
        rows = context.table(question).rows or self.stand_ins.fixed_rows(question, 1)
        blank = next((each for each in rows if reference.column not in each.cells), None)
        rest = goal - (node.evaluate(context, row) or Decimal(0))
        if blank is None or rest < 0:
            return None
        return next(iter(self.stand_ins.proposed(Address(question, blank.name or None, reference.column), rest)), None)

    def _first(self, node: Node, goal: Decimal, context: Context, row: Row | None, here: str) -> Edits | None:
        """Give the first operand the value that the others leave to it."""
        first, *others = node.children
        values = [each.evaluate(context, row) for each in others]
        if node.kind == "sum":
            rest = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
            return self.solve(first, goal - rest, context, row, here)
        if not values or not isinstance(values[0], Decimal):
            return self.solve(others[0], None, context, row, here) if others else None
        other = values[0]
        if node.kind == "ratio":
            return self.solve(first, goal * other, context, row, here)
        if node.kind == "difference":
            return self.solve(first, goal + other, context, row, here)
        return self.solve(first, goal / other, context, row, here) if other else None


def _stepped(goal: Cell | None, step: int) -> Cell | None:
    """Return the next day or figure on one side of a goal."""
    if isinstance(goal, dt.date):
        return goal + dt.timedelta(days=step)
    return goal + step if isinstance(goal, Decimal) else goal


def _years_later(start: dt.date, count: int) -> dt.date:
    """Return the day that is some full years later; the first of March where there is no 29 February."""
    try:
        return start.replace(year=start.year + count)
    except ValueError:
        return start.replace(year=start.year + count, month=3, day=1)
