"""Conditions over rows: in some, in every one, complete ones."""

from typing import Any

from cdp_toolkit.language.compiler import CONDITIONS, Compiler, Loc, Node, operator
from cdp_toolkit.language.references import Reference
from cdp_toolkit.language.rows import Select, compile_rows
from cdp_toolkit.language.tables import Context, Row
from cdp_toolkit.language.truth import Truth, all_of, any_of, negated


@operator(CONDITIONS, "some_row", "rows")
def some_row(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``some_row: {rows: .., at_least: n, ..condition..}`` The condition (or ``when``) holds in at least n rows (1)."""
    body, select, where, scope = _quantified(compiler, data["some_row"], (*loc, "some_row"))
    least = data["some_row"].get("at_least", 1) if isinstance(data["some_row"], dict) else 1

    def test(context: Context, row: Row | None) -> Truth:
        sure = possible = 0
        for each in select(context, row):
            truth = body.evaluate(context, each)
            if where is not None and truth is not False:
                truth = all_of((where.evaluate(context, each), truth))
            if truth is not False:
                possible += 1
                sure += truth is True
            if sure >= least:
                return True
        return None if possible >= least else False

    return Node("some_row", test, (), (body,) if where is None else (where, body), data, scope, select=select)


@operator(CONDITIONS, "every_row", "rows")
def every_row(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``every_row: {rows: .., empty: false, ..condition..}`` It holds in every row; over no rows it is what ``empty`` says."""
    body, select, where, scope = _quantified(compiler, data["every_row"], (*loc, "every_row"))
    empty = data["every_row"].get("empty", False) if isinstance(data["every_row"], dict) else False

    def test(context: Context, row: Row | None) -> Truth:
        rows = select(context, row)
        if not rows:
            return bool(empty)
        if where is None:
            return all_of(body.evaluate(context, each) for each in rows)
        return all_of(any_of((negated(where.evaluate(context, each)), body.evaluate(context, each))) for each in rows)

    return Node("every_row", test, (), (body,) if where is None else (where, body), data, scope, select=select)


def _quantified(compiler: Compiler, data: Any, loc: Loc) -> tuple[Node, Select, Node | None, str | None]:
    if not isinstance(data, dict):
        node = compiler.wrong(loc, f"{data!r} is no condition on rows", "Write a condition.")
        return node, lambda context, row: [], None, compiler.question
    inner, select, where = compile_rows(compiler, data.get("rows"), (*loc, "rows"))
    rest = {key: value for key, value in data.items() if key not in ("rows", "at_least", "empty")}
    if set(rest) == {"when"}:
        return inner.condition(rest["when"], (*loc, "when")), select, where, inner.question
    return inner.condition(rest if rest else True, loc), select, where, inner.question


@operator(CONDITIONS, "complete", "without", "rows")
def complete(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``complete: row | table | [columns]`` Every displayed cell is filled, apart from the columns named in ``without``.

    ``row`` is the current row (or the rows of ``rows``, of which there must be one at least), ``table`` every row.
    """
    inner, select, where = compile_rows(compiler, data.get("rows"), (*loc, "rows"))
    columns = inner.questions[inner.question or ""].by_name if inner.question in inner.questions else {}
    without = frozenset(data.get("without", ()))
    what = data["complete"]
    named = tuple(what) if isinstance(what, list) else ()
    for name in (*named, *without):
        if name not in columns:
            inner.wrong(loc, f"question {inner.question} has no column '{name}'", inner.nearest(name, columns))
    if not named and what not in ("row", "table"):
        return compiler.wrong(loc, f"'complete' is {what!r}", "Write row, table or a list of columns.")

    def full(row: Row) -> bool:
        return all(name in row.cells for name in row.shown if name not in without and (not named or name in named))

    if "rows" not in data and what != "table":
        return Node("complete", lambda context, row: row is not None and full(row), _read(inner, named), (), data)

    def test(context: Context, row: Row | None) -> Truth:
        rows = [each for each in select(context, row) if where is None or where.evaluate(context, each)]
        return bool(rows) and all(map(full, rows))

    return Node("complete", test, _read(inner, named), () if where is None else (where,), data, inner.question, select=select)


def _read(compiler: Compiler, named: tuple[str, ...]) -> tuple[Reference, ...]:
    question = compiler.question or ""
    columns = named or tuple(compiler.questions[question].by_name)[:1] if question in compiler.questions else ()
    return tuple(Reference(question, "*", name) for name in columns)
