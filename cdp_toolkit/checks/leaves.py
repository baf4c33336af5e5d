"""Conditions that only checks have: breakdowns, rows that are alone or there at all, choices among other choices, texts."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cdp_toolkit.checks.context import CheckContext
from cdp_toolkit.checks.figures import column_here, row_with
from cdp_toolkit.checks.text_tests import text_
from cdp_toolkit.language import Compiler, Context, Loc, Node, Row, Truth
from cdp_toolkit.language.comparing import tolerance
from cdp_toolkit.language.compiler import CONSTANT, Operator
from cdp_toolkit.language.references import ALL, HERE, Reference


def adds_up(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``adds_up: parts, to: total`` with ``rows``, ``within``: the parts come to the total.

    Parts are what ``sum`` takes. While one of them is blank, only more than the total is a contradiction.
    """
    allowed = tolerance(data.get("within", 0))
    extra = set(data) - {"adds_up", "to", "rows", "within"}
    if extra or "to" not in data or allowed is None:
        return compiler.wrong(loc, f"{data!r} is no breakdown", "Write {adds_up: parts, to: total, within: [1%, 2]}.")
    spec = {"sum": data["adds_up"], **({"rows": data["rows"]} if "rows" in data else {})}
    known, strict = compiler.expression(spec, loc), compiler.expression({**spec, "all": True}, loc)
    total = compiler.expression(data["to"], (*loc, "to"))

    def test(context: Context, row: Row | None) -> Truth:
        parts, whole = known.evaluate(context, row), total.evaluate(context, row)
        if not isinstance(parts, Decimal) or not isinstance(whole, Decimal):
            return None
        if allowed(parts, whole):
            return True
        return False if parts > whole or strict.evaluate(context, row) is not None else None

    return Node("adds_up", test, (), (known, total), data)


def unique(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``unique: column`` No other row of the table has the same in that column."""
    reference = column_here(compiler, data["unique"], (*loc, "unique"))
    if reference is None:
        return CONSTANT
    question, column = compiler.question or "", reference.column

    def test(context: Context, row: Row | None) -> Truth:
        assert isinstance(context, CheckContext)  # noqa: S101 - checks are evaluated in no other
        value = None if row is None else row.cells.get(column)
        if value is None:
            return None
        counts = context.counted.get((question, column))
        if counts is None:
            found = (each.cells.get(column) for each in context.table(question).rows)
            counts = context.counted[question, column] = Counter(cell for cell in found if cell is not None)
        return counts[value] == 1

    def same(context: Context, row: Row | None) -> list[Row]:
        value = None if row is None else row.cells.get(column)
        return [each for each in context.table(question).rows if value is not None and each.cells.get(column) == value]

    return Node("unique", test, (Reference(question, ALL, column),), (), data, question, select=same)


def within_cell(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``chosen: cell, among: other cell`` Every option chosen in the one is chosen in the other; ``without`` names exceptions."""
    if set(data) - {"chosen", "among", "without"} or "among" not in data:
        return compiler.wrong(loc, f"{data!r} compares no choices", "Write {chosen: cell, among: cell}.")
    chosen = compiler.reference(data["chosen"], (*loc, "chosen"))
    among = compiler.reference(data["among"], (*loc, "among"))
    if chosen is None or among is None:
        return CONSTANT
    without = compiler.options(data["without"], chosen, (*loc, "without")) if "without" in data else frozenset()

    def test(context: Context, row: Row | None) -> Truth:
        some, all_ = chosen.get(context, row), among.get(context, row)
        if not isinstance(some, tuple) or not isinstance(all_, tuple):
            return None
        return (set(some) - without).issubset(all_)

    return Node("chosen", test, (chosen, among), (), data)


def has_row(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``has_row: question, by: column`` That question has a row with the same in the column; unknown while it has no rows."""
    question, own = data["has_row"], column_here(compiler, data.get("by"), (*loc, "by"))
    if own is None or set(data) != {"has_row", "by"}:
        return compiler.wrong(loc, f"{data!r} names no row", "Write {has_row: question, by: column}.")
    if question not in compiler.questions or own.column not in compiler.questions[question].by_name:
        problem = f"there is no question {question} with a column '{own.column}'"
        return compiler.wrong((*loc, "has_row"), problem, compiler.nearest(str(question), compiler.questions))
    find = row_with(question, own.column)

    def test(context: Context, row: Row | None) -> Truth:
        if row is None or own.column not in row.cells or not context.table(question).rows:
            return None
        return bool(find(context, row))

    read = (Reference(None, HERE, own.column), Reference(question, ALL, own.column))
    return Node("has_row", test, read, (), data, question, select=find)


LEAVES: Mapping[str, Operator] = {"adds_up": adds_up, "unique": unique, "chosen": within_cell, "text": text_, "has_row": has_row}
