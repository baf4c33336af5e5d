"""Comparison of figures, dates and choices, with a tolerance where one is stated."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from cdp_toolkit.language.compiler import CONDITIONS, Compiler, Loc, Node, operator
from cdp_toolkit.language.tables import Cell, Context, Row, comparable
from cdp_toolkit.language.truth import UNDECIDED, Between, Truth

Compare = Callable[[Any, Any], bool]
OPERATORS: dict[str, Compare] = {
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    "=": lambda x, y: bool(x == y),
    ">=": lambda x, y: x >= y,
    ">": lambda x, y: x > y,
}


@operator(CONDITIONS, "compare", "within")
def compare(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``compare: [x, op, y]`` with ``<  <=  =  >=  >`` or ``between`` (y is [low, high], inclusive).

    ``within: 5%`` makes ``=`` hold when x differs from y by at most that share of y; two zeros are equal. ``within: 2`` allows
    that amount, ``within: [5%, 2]`` the larger of both. ``=`` also tells whether two choices are the same.
    """
    items = data["compare"]
    place = (*loc, "compare")
    if not isinstance(items, list) or len(items) != 3 or items[1] not in (*OPERATORS, "between"):
        return compiler.wrong(
            place, f"{items!r} is no comparison", f"Write [x, op, y] with op one of {', '.join(OPERATORS)}, between."
        )
    left = compiler.expression(items[0], (*place, 0))
    bounds = items[2] if items[1] == "between" else [items[2]]
    if not isinstance(bounds, list) or len(bounds) != (2 if items[1] == "between" else 1):
        return compiler.wrong((*place, 2), f"{bounds!r} are no two bounds", "Write [low, high].")
    right = tuple(compiler.expression(bound, (*place, 2)) for bound in bounds)
    decide = _decide(compiler, items[1], data.get("within"), loc)
    blank = compiler.blank

    first, rest = right[0].evaluate, [node.evaluate for node in right[1:]]

    def test(context: Context, row: Row | None) -> Truth:
        x, ys = left.evaluate(context, row), [first(context, row)]
        if rest:
            ys += [each(context, row) for each in rest]
        missing = x is None
        for each in (x, *ys):
            if each is UNDECIDED or (each is not x and isinstance(each, Between)):
                return None
            missing = missing or each is None
        if missing or (isinstance(x, dt.date) and not all(comparable(x, y) for y in ys)):
            return blank
        try:
            if isinstance(x, Between):
                return _bounded(decide, items[1], x, ys, blank)
            return decide(x, ys)
        except TypeError:  # a date against a number: the column holds something else than its type says
            return blank

    return Node("compare", test, (), (left, *right), data)


def _bounded(decide: Callable[[Any, Any], bool], op: str, x: Between, ys: list[Any], blank: Truth) -> Truth:
    """Compare a figure of which only the bounds are known: decided where every figure between them comes out alike."""
    ends = {decide(x.low, ys), decide(x.high, ys)}
    if op in ("=", "between") and ends == {False}:
        middle = min(max(ys[0], x.low), x.high)  # where one inside the bounds fits, the nearest one does
        ends.add(decide(middle, ys))
    if not x.sure:
        ends.add(blank)  # type: ignore[arg-type]
    return ends.pop() if len(ends) == 1 else None


def tolerance(within: Any) -> Callable[[Any, Any], bool] | None:
    """Return what says whether x is near enough to y: by a share of y, an amount, or the larger of both; None for neither."""
    share = amount = Decimal(0)
    for each in within if isinstance(within, list) else [within]:
        try:
            figure = Decimal(str(each).removesuffix("%"))
        except InvalidOperation:
            return None
        if figure < 0:
            return None
        if str(each).endswith("%"):
            share = figure / 100
        else:
            amount = figure
    return lambda x, y: bool(abs(x - y) <= max(share * abs(y), amount))


def _decide(compiler: Compiler, op: str, within: Any, loc: Loc) -> Callable[[Cell, list[Any]], bool]:
    if within is not None:
        allowed = tolerance(within)
        if allowed is None or op != "=":
            compiler.wrong(
                (*loc, "within"),
                f"'within' is {within!r} beside '{op}'",
                "Write a percentage such as 5%, an amount, or both in brackets, beside '='.",
            )
            return lambda x, ys: False
        return lambda x, ys: allowed(x, ys[0])
    if op == "between":
        return lambda x, ys: bool(ys[0] <= x <= ys[1])
    if op == "=":
        return lambda x, ys: set(x) == set(ys[0]) if isinstance(x, tuple) and isinstance(ys[0], tuple) else bool(x == ys[0])
    test = OPERATORS[op]
    return lambda x, ys: test(x, ys[0])
