"""Which rows a rule looks at: ``rows: {question, named, except, where}``."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cdp_toolkit.language.compiler import Compiler, Loc, Node
from cdp_toolkit.language.tables import Context, Row

KEYS = {"question", "named", "except", "where"}

Select = Callable[[Context, Row | None], list[Row]]


def inside(compiler: Compiler, question: str | None) -> Compiler:
    """Return a compiler whose "here" is another question; mistakes go to the same list."""
    return compiler if question is None else replace(compiler, question=question)


def compile_rows(compiler: Compiler, data: Any, loc: Loc) -> tuple[Compiler, Select, Node | None]:
    """Compile a row scope.

    Returns:
        The compiler for what is asked of each row, the function that selects the rows, and the ``where`` condition. A row whose
        ``where`` is unknown is selected: whoever quantifies over the rows must ask ``where`` again.
    """
    if data is None:
        here = compiler.question or ""
        return compiler, lambda context, row: _here(context, here), None
    if not isinstance(data, dict) or not set(data) <= KEYS:
        compiler.wrong(loc, f"{data!r} is no scope of rows", f"Use the keys {', '.join(sorted(KEYS))}.")
        return compiler, lambda context, row: [], None
    question: str = data.get("question", compiler.question or "")
    if question not in compiler.questions:
        compiler.wrong((*loc, "question"), f"there is no question {question!r}", "Quote the number of a question.")
        return compiler, lambda context, row: [], None
    inner = inside(compiler, question)
    known = compiler.questions[question].row_by_name
    for key in ("named", "except"):
        for name in data.get(key, ()):
            if name not in known:
                compiler.wrong((*loc, key), f"question {question} has no row '{name}'", compiler.nearest(str(name), known))
    named, excluded = tuple(data.get("named", ())), frozenset(data.get("except", ()))
    where = inner.condition(data["where"], (*loc, "where")) if "where" in data else None

    def select(context: Context, row: Row | None) -> list[Row]:
        rows = context.table(question).rows
        if named:
            rows = [each for each in rows if each.name in named]
        if excluded:
            rows = [each for each in rows if each.name not in excluded]
        if where is not None:
            rows = [each for each in rows if where.evaluate(context, each) is not False]
        return rows

    return inner, select, where


def _here(context: Context, question: str) -> list[Row]:
    """Rows of the current question: those in the scope of the rule, where it set one."""
    return context.table(question).rows if context.scope is None else context.scope
