"""Expressions that only checks have: cells found by what they are about, shares and changes."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cdp_toolkit.checks.context import CheckContext
from cdp_toolkit.language import Cell, Compiler, Context, Loc, Node, OpenDate, Row
from cdp_toolkit.language.compiler import CONSTANT, Operator
from cdp_toolkit.language.references import ALL, HERE, Reference
from cdp_toolkit.language.truth import UNDECIDED, Undecided


def column_here(compiler: Compiler, text: Any, loc: Loc) -> Reference | None:
    """Resolve a column of the current row, or note what is wrong and return None."""
    reference = compiler.reference(text, loc)
    if reference is not None and reference.question is not None:
        compiler.wrong(loc, f"{text!r} is no column of the current row", "Name a column.")
        return None
    return reference


def lookup(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``lookup: question[*].column`` with ``by: column`` or ``about: column``: a cell of the row that belongs to the current one.

    ``by`` is a column that both tables have: the first row with the same in it is meant. ``about`` is a choice of the current
    row: the row that is named after the option is meant.
    """
    target = compiler.reference(data["lookup"], (*loc, "lookup"), many=True)
    keys = [key for key in ("by", "about") if key in data]
    if target is None or target.row != ALL or len(keys) != 1 or len(data) != 2:
        return CONSTANT if target is None else compiler.wrong(
            loc, f"{data!r} finds no row", "Write {lookup: question[*].column, by: column} or about: column."
        )  # fmt: skip
    own = column_here(compiler, data[keys[0]], (*loc, keys[0]))
    question, column = target.question or "", target.column
    if own is None:
        return CONSTANT
    if keys == ["by"] and own.column not in compiler.questions[question].by_name:
        fix = compiler.nearest(own.column, compiler.questions[question].by_name)
        return compiler.wrong((*loc, "by"), f"question {question} has no column '{own.column}'", fix)
    find = row_with(question, own.column) if keys == ["by"] else _row_about(question, own.column)

    def value(context: Context, row: Row | None) -> Cell | None:
        found = find(context, row)
        return found[0].cells.get(column) if found else None

    read = (Reference(None, HERE, own.column), Reference(question, ALL, column))
    return Node("lookup", value, read, (), data, question, select=find)


Find = Callable[[Context, Row | None], list[Row]]


def row_with(question: str, column: str) -> Find:
    """Return what finds the first row of a question with the same in a column as the current row."""

    def find(context: Context, row: Row | None) -> list[Row]:
        wanted = None if row is None else row.cells.get(column)
        if wanted is None:
            return []
        return [each for each in context.table(question).rows if each.cells.get(column) == wanted][:1]

    return find


def _row_about(question: str, column: str) -> Find:
    def find(context: Context, row: Row | None) -> list[Row]:
        assert isinstance(context, CheckContext)  # noqa: S101 - checks are evaluated in no other
        wanted = None if row is None else context.about(row.cells.get(column))
        return [each for each in context.table(question).rows if wanted is not None and context.name_of(each.name) == wanted]

    return find


def sum_about(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``sum_about: question[*].column, by: column`` The sum over the rows in whose ``by`` the current row's name is chosen."""
    target = compiler.reference(data["sum_about"], (*loc, "sum_about"), many=True)
    by = data.get("by")
    if target is None or target.row != ALL or set(data) != {"sum_about", "by"}:
        return CONSTANT if target is None else compiler.wrong(
            loc, f"{data!r} sums nothing", "Write {sum_about: question[*].column, by: column}."
        )  # fmt: skip
    question, column = target.question or "", target.column
    known = compiler.questions[question].by_name
    if by not in known:
        return compiler.wrong((*loc, "by"), f"question {question} has no column '{by}'", compiler.nearest(str(by), known))

    def select(context: Context, row: Row | None) -> list[Row]:
        assert isinstance(context, CheckContext)  # noqa: S101 - checks are evaluated in no other
        name = None if row is None else context.name_of(row.name)
        return [each for each in context.table(question).rows if context.about(each.cells.get(by)) == name]

    def value(context: Context, row: Row | None) -> Decimal | None:
        figures = [figure for each in select(context, row) if isinstance(figure := each.cells.get(column), Decimal)]
        return sum(figures, Decimal(0)) if figures else None

    return Node("sum_about", value, (Reference(question, ALL, column),), (), data, question, select=select)


def _figure(name: str, text: str, apply: Callable[..., Decimal | None], count: int) -> Operator:
    def operator(compiler: Compiler, data: Any, loc: Loc) -> Node:
        items = data[name] if count > 1 else [data[name]]
        if not isinstance(items, list) or len(items) != count or len(data) != 1:
            return compiler.wrong(loc, f"'{name}' needs {count} operands and nothing beside it", "Correct this entry.")
        nodes = tuple(compiler.expression(item, (*loc, name)) for item in items)

        def value(context: Context, row: Row | None) -> Any:
            figures = [node.evaluate(context, row) for node in nodes]
            if any(isinstance(figure, Undecided) for figure in figures):
                return UNDECIDED
            return apply(*figures) if all(isinstance(figure, Decimal) for figure in figures) else None

        return Node(name, value, (), nodes, data)

    operator.__doc__ = text
    return operator


def year_of(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``year_of: date`` The year that a date lies in."""
    node = compiler.expression(data["year_of"], (*loc, "year_of"))

    def value(context: Context, row: Row | None) -> Decimal | None:
        day = node.evaluate(context, row)
        return Decimal(day.year) if isinstance(day, dt.date) and not isinstance(day, OpenDate) else None

    return Node("year_of", value, (), (node,), data)


def others(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``others: column, by: column`` What the rows with the same in ``by`` have in the column, the current row left out."""
    shown, by = (None if key not in data else column_here(compiler, data[key], (*loc, key)) for key in ("others", "by"))
    if shown is None or by is None or len(data) != 2:
        return compiler.wrong(loc, f"{data!r} names no other rows", "Write {others: column, by: column}.")
    question = compiler.question or ""

    def value(context: Context, row: Row | None) -> Cell | None:
        wanted = None if row is None else row.cells.get(by.column)
        rows = [each for each in context.table(question).rows if each is not row and each.cells.get(by.column) == wanted]
        return tuple(str(each.cells[shown.column]) for each in rows if wanted is not None and shown.column in each.cells)

    return Node("others", value, (shown, by), (), data)


FIGURES: Mapping[str, Operator] = {
    "lookup": lookup,
    "sum_about": sum_about,
    "year_of": year_of,
    "others": others,
    "percent": _figure("percent", "``percent: [x, y]`` x as a percentage of y.", lambda x, y: 100 * x / y if y else None, 2),
    "change": _figure(
        "change", "``change: [new, old]`` By how many percent the new figure differs from the old, negative where it is less.",
        lambda x, y: 100 * (x - y) / abs(y) if y else None, 2,
    ),
    "size": _figure("size", "``size: x`` The figure without its sign.", lambda x: abs(x), 1),
}  # fmt: skip
