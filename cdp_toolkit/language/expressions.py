"""Operators that give a figure: sums, differences, products, ratios, spans of time, counts. Missing stays missing."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cdp_toolkit.language.compiler import CONSTANT, EXPRESSIONS, Compiler, Loc, Node, Operator, operator
from cdp_toolkit.language.references import ALL, Reference
from cdp_toolkit.language.rows import compile_rows
from cdp_toolkit.language.tables import Cell, Context, Row, comparable
from cdp_toolkit.language.truth import UNDECIDED, Between, Undecided


@operator(EXPRESSIONS, "cell")
def cell(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``cell: c`` What the cell holds."""
    reference = compiler.reference(data["cell"], (*loc, "cell"))
    if reference is None:
        return CONSTANT
    return Node("cell", reference.get, (reference,), (), data)


@operator(EXPRESSIONS, "sum", "rows", "all")
def sum_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``sum: [x, y, ..]``, ``sum: question[*].column`` or ``sum: column`` over ``rows``; blanks are left out.

    A sum of blanks only has no value. With ``all: true`` one blank is enough to have none; with ``all: shown`` one that is
    displayed, and hidden cells of a list are left out. Rows of which it is not known whether they belong leave bounds
    (``truth.Between``), which may be enough for a comparison.
    """
    what, place, strict = data["sum"], (*loc, "sum"), data.get("all", False)
    if isinstance(what, list):
        nodes = tuple(compiler.expression(item, (*place, i)) for i, item in enumerate(what))
        if strict == "shown":
            return Node(
                "sum",
                lambda c, r: _total((_settled(n.evaluate(c, r)) for n in nodes if not _hidden(n, c, r)), True),
                (),
                nodes,
                data,
            )
        return Node("sum", lambda c, r: _total((_settled(n.evaluate(c, r)) for n in nodes), strict), (), nodes, data)
    if "rows" in data or (isinstance(what, str) and "[" not in what):
        inner, select, where = compile_rows(compiler, data.get("rows"), (*loc, "rows"))
        reference = inner.reference(what, place)
        if reference is None or reference.question is not None:
            return compiler.wrong(place, f"{what!r} is no column of the rows to sum", "Name a column.")
        column = reference.column

        def over(context: Context, row: Row | None) -> Decimal | Undecided | None:
            return _total(_members(select(context, row), where, column, strict, context), strict)

        read = Reference(inner.question, ALL, column)
        return Node("sum", over, (read,), () if where is None else (where,), data, inner.question)
    reference = compiler.reference(what, place, many=True)
    if reference is None or reference.question is None:
        return compiler.wrong(place, f"{what!r} is nothing that can be summed", "Write question[*].column or a list.")
    question, name = reference.question, reference.column

    def everywhere(context: Context, row: Row | None) -> Decimal | Undecided | None:
        return _total((each.cells.get(name) for each in context.table(question).rows), strict)

    return Node("sum", everywhere, (reference,), (), data)


def _hidden(node: Node, context: Context, row: Row | None) -> bool:
    return node.kind == "cell" and node.references[0].hidden(context, row)


def _members(rows: list[Row], where: Node | None, column: str, strict: bool, context: Context) -> list[Any]:
    """Return the cells of the rows that belong; for a figure that may or may not, the bounds of what it adds."""
    cells: list[Any] = []
    for row in rows:
        belongs = True if where is None else where.evaluate(context, row)
        if belongs is not False:
            matters = strict or column in row.cells
            cell = row.cells.get(column)
            cells.append(_doubtful(cell) if belongs is None and matters else cell)
    return cells


def _settled(value: Any) -> Any:
    """Return a figure to be summed; one that may be missing as a whole is undecided."""
    return UNDECIDED if isinstance(value, Between) and not value.sure else value


def _doubtful(cell: Cell | None) -> Undecided:
    """Return what a cell adds that may or may not count."""
    return Between(min(Decimal(0), cell), max(Decimal(0), cell), sure=False) if isinstance(cell, Decimal) else UNDECIDED


def _total(cells: Any, strict: bool) -> Decimal | Undecided | None:
    found = sure = open_ = False
    low = high = Decimal(0)
    for value in cells:
        if isinstance(value, Between):
            low, high, found, sure, open_ = low + value.low, high + value.high, True, sure or value.sure, True
        elif isinstance(value, Undecided):
            return value
        elif isinstance(value, Decimal):
            low, high, found, sure = low + value, high + value, True, True
        elif strict:
            return None
    if not found:
        return None
    return Between(low, high, sure) if open_ else low


@operator(EXPRESSIONS, "count", "rows")
def count(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``count: condition`` The number of rows (of ``rows``) in which it surely holds."""
    inner, select, where = compile_rows(compiler, data.get("rows"), (*loc, "rows"))
    node = inner.condition(data["count"], (*loc, "count"))

    def value(context: Context, row: Row | None) -> Decimal:
        rows = [each for each in select(context, row) if where is None or where.evaluate(context, each)]
        return Decimal(sum(node.evaluate(context, each) is True for each in rows))

    return Node("count", value, (), (node,) if where is None else (where, node), data, inner.question)


def _two(compiler: Compiler, items: Any, loc: Loc) -> tuple[Node, Node] | None:
    if not isinstance(items, list) or len(items) != 2:
        compiler.wrong(loc, f"{items!r} are no two operands", "Write [x, y].")
        return None
    return compiler.expression(items[0], (*loc, 0)), compiler.expression(items[1], (*loc, 1))


def _binary(name: str, apply: Callable[[Decimal, Decimal], Decimal | None]) -> Operator:
    def operator(compiler: Compiler, data: Any, loc: Loc) -> Node:
        pair = _two(compiler, data[name], (*loc, name))
        if pair is None:
            return compiler.wrong(loc, f"'{name}' needs two operands", "Write [x, y].")
        left, right = pair

        def value(context: Context, row: Row | None) -> Decimal | Undecided | None:
            x, y = left.evaluate(context, row), right.evaluate(context, row)
            if isinstance(x, Between) and isinstance(y, Decimal):
                return _of_ends(apply(x.low, y), apply(x.high, y), sure=x.sure)
            if isinstance(x, Undecided) or isinstance(y, Undecided):
                return UNDECIDED
            return apply(x, y) if isinstance(x, Decimal) and isinstance(y, Decimal) else None

        return Node(name, value, (), pair, data)

    return operator


def _of_ends(first: Decimal | None, last: Decimal | None, *, sure: bool) -> Undecided | None:
    """Return the bounds of what was worked out for both ends of a figure."""
    return None if first is None or last is None else Between(min(first, last), max(first, last), sure)


def _document(operator: Operator, text: str) -> Operator:
    operator.__doc__ = text
    return operator


operator(EXPRESSIONS, "difference")(_document(_binary("difference", lambda x, y: x - y), "``difference: [x, y]`` x minus y."))
operator(EXPRESSIONS, "product")(_document(_binary("product", lambda x, y: x * y), "``product: [x, y]`` x times y."))
operator(EXPRESSIONS, "ratio")(
    _document(_binary("ratio", lambda x, y: x / y if y else None), "``ratio: [x, y]`` x over y; nothing over zero.")
)


@operator(EXPRESSIONS, "days")
def days(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``days: [from, to]`` Days from one date to another, negative where ``to`` lies before ``from``."""
    pair = _two(compiler, data["days"], (*loc, "days"))
    if pair is None:
        return compiler.wrong(loc, "'days' needs two dates", "Write {days: [from, to]}.")
    start, end = pair

    def value(context: Context, row: Row | None) -> Decimal | None:
        x, y = start.evaluate(context, row), end.evaluate(context, row)
        return Decimal((y - x).days) if isinstance(x, dt.date) and isinstance(y, dt.date) and comparable(x, y) else None

    return Node("days", value, (), pair, data)


@operator(EXPRESSIONS, "above")
def above(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``above: column`` What the cell of that column holds in the row above, nothing in the first row."""
    reference = compiler.reference(data["above"], (*loc, "above"))
    if reference is None or reference.question is not None:
        return compiler.wrong(loc, f"{data['above']!r} is no column of the current question", "Name a column.")
    question, column = compiler.question or "", reference.column

    def value(context: Context, row: Row | None) -> Cell | None:
        previous: Row | None = None
        for each in context.table(question).rows:
            if row is not None and each.name == row.name:
                return None if previous is None else previous.cells.get(column)
            previous = each
        return None

    return Node("above", value, (Reference(question, ALL, column),), (), data)


@operator(EXPRESSIONS, "years", "as")
def years(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``years: [from, to]`` Time between two dates in years, ``as: exact`` (default) or ``whole`` (completed years)."""
    pair = _two(compiler, data["years"], (*loc, "years"))
    if pair is None or data.get("as", "exact") not in ("exact", "whole"):
        return compiler.wrong(loc, "'years' needs two dates, and 'as' exact or whole", "Write {years: [from, to], as: whole}.")
    start, end = pair
    measure = _exact if data.get("as", "exact") == "exact" else _whole

    def value(context: Context, row: Row | None) -> Decimal | None:
        x, y = start.evaluate(context, row), end.evaluate(context, row)
        return measure(x, y) if isinstance(x, dt.date) and isinstance(y, dt.date) and comparable(x, y) else None

    return Node("years", value, (), pair, data)


def _anniversary(day: dt.date, count: int) -> dt.date:
    try:
        return day.replace(year=day.year + count)
    except ValueError:  # 29 February in a common year
        return type(day)(day.year + count, 3, 1)


def _whole(start: dt.date, end: dt.date) -> Decimal:
    """Completed years; negative where ``end`` lies before ``start``."""
    if end < start:
        return -_whole(end, start)
    count = end.year - start.year
    return Decimal(count if _anniversary(start, count) <= end else count - 1)


def _exact(start: dt.date, end: dt.date) -> Decimal:
    """Completed years and the share of the year begun, by its own length in days."""
    if end < start:
        return -_exact(end, start)
    whole = int(_whole(start, end))
    last, following = _anniversary(start, whole), _anniversary(start, whole + 1)
    return Decimal(whole) + Decimal((end - last).days) / Decimal((following - last).days)


@operator(EXPRESSIONS, "year_start")
def year_start(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``year_start: date`` First day of the twelve months that end on the date."""
    node = compiler.expression(data["year_start"], (*loc, "year_start"))

    def value(context: Context, row: Row | None) -> dt.date | None:
        end = node.evaluate(context, row)
        return _anniversary(end, -1) + dt.timedelta(days=1) if isinstance(end, dt.date) else None

    return Node("year_start", value, (), (node,), data)
