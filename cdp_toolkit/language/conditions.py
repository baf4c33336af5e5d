"""Logic over conditions: and, or, not, implication, doubt; the current row; tests that pass over hidden cells."""

from typing import Any

from cdp_toolkit.language.compiler import CONDITIONS, Compiler, Evaluate, Loc, Node, operator
from cdp_toolkit.language.tables import Context, Row
from cdp_toolkit.language.truth import Truth, all_of, any_of, negated


def _list(compiler: Compiler, data: Any, loc: Loc) -> tuple[Node, ...]:
    if not isinstance(data, list) or not data:
        compiler.wrong(loc, f"{data!r} is no list of conditions", "Write at least one.")
        return ()
    return tuple(compiler.condition(item, (*loc, i)) for i, item in enumerate(data))


@operator(CONDITIONS, "all")
def all_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``all: [..]`` Every condition of the list holds."""
    nodes = _list(compiler, data["all"], (*loc, "all"))
    tests = [node.evaluate for node in nodes]

    def test(context: Context, row: Row | None) -> Truth:  # all_of written out: it is asked most of all
        result: Truth = True
        for each in tests:
            truth = each(context, row)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return Node("all", test, (), nodes, data)


@operator(CONDITIONS, "any")
def any_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``any: [..]`` At least one condition of the list holds."""
    nodes = _list(compiler, data["any"], (*loc, "any"))
    tests = [node.evaluate for node in nodes]
    return Node("any", _any_of(tests), (), nodes, data)


@operator(CONDITIONS, "none")
def none(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``none: [..]`` No condition of the list holds."""
    nodes = _list(compiler, data["none"], (*loc, "none"))
    tests = [node.evaluate for node in nodes]
    some = _any_of(tests)
    return Node("none", lambda context, row: negated(some(context, row)), (), nodes, data)


def _any_of(tests: list[Evaluate]) -> Evaluate:
    def test(context: Context, row: Row | None) -> Truth:  # any_of written out, as all_of above
        result: Truth = False
        for each in tests:
            truth = each(context, row)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return test


@operator(CONDITIONS, "imply")
def imply(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``imply: [{when, then}, ..]`` Whatever ``when`` holds, its ``then`` holds too; vacuously true."""
    pairs = []
    for i, item in enumerate(data["imply"] if isinstance(data["imply"], list) else ()):
        place = (*loc, "imply", i)
        if not isinstance(item, dict) or set(item) != {"when", "then"}:
            return compiler.wrong(place, f"{item!r} is no implication", "Write {when: .., then: ..}.")
        pairs.append((compiler.condition(item["when"], (*place, "when")), compiler.condition(item["then"], (*place, "then"))))

    def test(context: Context, row: Row | None) -> Truth:
        return all_of(any_of((negated(when.evaluate(context, row)), then.evaluate(context, row))) for when, then in pairs)

    return Node("imply", test, (), tuple(node for pair in pairs for node in pair), data)


@operator(CONDITIONS, "doubt")
def doubt(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``doubt: [strict, generous]`` Two readings of a doubtful wording: where they agree that is the answer, else unknown."""
    nodes = _list(compiler, data["doubt"], (*loc, "doubt"))
    if len(nodes) != 2:
        return compiler.wrong(loc, "'doubt' needs exactly two readings", "Write [strict, generous].")
    strict, generous = nodes

    def test(context: Context, row: Row | None) -> Truth:
        first, second = strict.evaluate(context, row), generous.evaluate(context, row)
        return first if first is second else None

    return Node("doubt", test, (), nodes, data)


@operator(CONDITIONS, "row")
def row_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``row: [names]`` The current row is one of these fixed rows."""
    names = data["row"] if isinstance(data["row"], list) else [data["row"]]
    known = compiler.questions[compiler.question or ""].row_by_name if compiler.question else {}
    for name in names:
        if name not in known:
            compiler.wrong((*loc, "row"), f"there is no row '{name}' here", compiler.nearest(str(name), known))
    wanted = frozenset(names)
    return Node("row", lambda context, row: row is not None and row.name in wanted, data=data)


@operator(CONDITIONS, "if_shown")
def if_shown(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``if_shown: condition`` True where a cell that the condition reads is hidden, else the condition."""
    node = compiler.condition(data["if_shown"], (*loc, "if_shown"))
    references = tuple(reference for each in node.walk() for reference in each.references)

    def test(context: Context, row: Row | None) -> Truth:
        if any(reference.hidden(context, row) for reference in references):
            return True
        truth: Truth = node.evaluate(context, row)
        return truth

    return Node("if_shown", test, (), (node,), data)
