"""Operators that give a truth. Each is one function; its docstring is its entry in the reference of the language."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from cdp_toolkit.language.compiler import CONDITIONS, CONSTANT, Compiler, Loc, Node, Operator
from cdp_toolkit.language.references import Reference
from cdp_toolkit.language.rows import Select, compile_rows
from cdp_toolkit.language.tables import Cell, Context, Row
from cdp_toolkit.language.truth import UNDECIDED, Truth, all_of, any_of, negated
from cdp_toolkit.values import asks_for_text


def condition(*keys: str) -> Callable[[Operator], Operator]:
    """Register an operator under its key; the further keys are those that may stand beside it."""

    def register(function: Operator) -> Operator:
        key, allowed = keys[0], set(keys)

        def checked(compiler: Compiler, data: Any, loc: Loc) -> Node:
            extra = set(data) - allowed
            if extra:
                return compiler.wrong(loc, f"'{key}' cannot have {', '.join(sorted(map(str, extra)))} beside it", "Remove it.")
            return function(compiler, data, loc)

        checked.__doc__ = function.__doc__
        CONDITIONS[key] = checked
        return function

    return register


def _list(compiler: Compiler, data: Any, loc: Loc) -> tuple[Node, ...]:
    if not isinstance(data, list) or not data:
        compiler.wrong(loc, f"{data!r} is no list of conditions", "Write at least one.")
        return ()
    return tuple(compiler.condition(item, (*loc, i)) for i, item in enumerate(data))


@condition("all")
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


@condition("any")
def any_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``any: [..]`` At least one condition of the list holds."""
    nodes = _list(compiler, data["any"], (*loc, "any"))
    tests = [node.evaluate for node in nodes]
    return Node("any", lambda context, row: any_of(test(context, row) for test in tests), (), nodes, data)


@condition("none")
def none(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``none: [..]`` No condition of the list holds."""
    nodes = _list(compiler, data["none"], (*loc, "none"))
    tests = [node.evaluate for node in nodes]
    return Node("none", lambda context, row: negated(any_of(test(context, row) for test in tests)), (), nodes, data)


@condition("imply")
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


@condition("doubt")
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


@condition("row")
def row_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``row: [names]`` The current row is one of these fixed rows."""
    names = data["row"] if isinstance(data["row"], list) else [data["row"]]
    known = compiler.questions[compiler.question or ""].row_by_name if compiler.question else {}
    for name in names:
        if name not in known:
            compiler.wrong((*loc, "row"), f"there is no row '{name}' here", compiler.nearest(str(name), known))
    wanted = frozenset(names)
    return Node("row", lambda context, row: row is not None and row.name in wanted, data=data)


PICKS = ("picks", "picks_all", "picks_only", "picks_within", "picks_none", "picks_beyond", "picks_count", "filled")


@condition("cell", *PICKS)
def cell(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``cell: c`` with one test: what is chosen in it, or whether it is filled.

    ``picks: [..]`` at least one of the options; ``picks_all`` every one of them; ``picks_only`` exactly these;
    ``picks_within`` answered, with nothing outside them; ``picks_none`` answered, with none of them; ``picks_beyond`` answered,
    with something outside them (``other`` stands for every "please specify" option); ``picks_count: {at_least, from | beyond,
    groups_at_least}`` enough of them; ``filled: true | false``. A fact about the ``organisation`` that is not known makes the
    test unknown.
    """
    reference = compiler.reference(data["cell"], (*loc, "cell"))
    tests = [key for key in PICKS if key in data]
    if reference is None:
        return CONSTANT
    if len(tests) != 1:
        return compiler.wrong(loc, f"'cell' has {len(tests)} tests beside it", f"Write exactly one of: {', '.join(PICKS)}.")
    key, place = tests[0], (*loc, tests[0])
    if key == "filled":
        return _filled(compiler, data, reference, place)
    if compiler.column_of(reference).type not in ("choice", "choices"):
        return compiler.wrong(place, f"{reference} is no choice, so nothing can be picked in it", "Use 'filled' or 'compare'.")
    labels, decide = _picks(compiler, key, data[key], reference, place)
    blank = None if reference.about_organisation else compiler.blank  # an unknown fact is unknown, not "no"

    def test(context: Context, row: Row | None) -> Truth:
        chosen = reference.get(context, row)
        return decide(chosen) if isinstance(chosen, tuple) else blank

    return Node(key, test, (reference,), (), data, labels=labels)


def _filled(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> Node:
    wanted = data["filled"]
    if not isinstance(wanted, bool):
        return compiler.wrong(loc, f"'filled' is {wanted!r}", "Write true or false.")
    return Node("filled", lambda context, row: (reference.get(context, row) is not None) is wanted, (reference,), (), data)


Decide = Callable[[tuple[str, ...]], bool]


def _picks(compiler: Compiler, key: str, data: Any, reference: Reference, loc: Loc) -> tuple[frozenset[str], Decide]:
    """Return the options that a test names and the test itself."""
    if key == "picks_count":
        return _picks_count(compiler, data, reference, loc)
    options = _with_other(compiler, data, reference, loc)
    tests: dict[str, Decide] = {
        "picks": lambda chosen: not options.isdisjoint(chosen),
        "picks_all": lambda chosen: options.issubset(chosen),
        "picks_only": lambda chosen: options == set(chosen),
        "picks_within": lambda chosen: options.issuperset(chosen),
        "picks_none": lambda chosen: options.isdisjoint(chosen),
        "picks_beyond": lambda chosen: not options.issuperset(chosen),
    }
    return options, tests[key]


def _with_other(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> frozenset[str]:
    """Resolve options; ``other`` stands for every option that asks for a text."""
    options = compiler.column_of(reference).options
    if isinstance(data, list) and "other" in data and "other" not in options:
        rest = [label for label in data if label != "other"]
        asking = frozenset(option for option in options if asks_for_text(option))
        return asking | (compiler.options(rest, reference, loc) if rest else frozenset())
    return compiler.options(data, reference, loc)


def _picks_count(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> tuple[frozenset[str], Decide]:
    allowed = {"at_least", "from", "beyond", "groups_at_least"}
    if not isinstance(data, dict) or not set(data) <= allowed or {"from", "beyond"} <= set(data):
        compiler.wrong(loc, f"{data!r} is no count of picks", "Write at_least and, if need be, from or beyond, groups_at_least.")
        return frozenset(), lambda chosen: False
    least, groups = int(data.get("at_least", 1)), int(data.get("groups_at_least", 0))
    barred = _with_other(compiler, data["beyond"], reference, (*loc, "beyond")) if "beyond" in data else frozenset()
    counted = frozenset(compiler.column_of(reference).options) - barred
    if "from" in data:
        counted = _with_other(compiler, data["from"], reference, (*loc, "from"))

    def enough(chosen: tuple[str, ...]) -> bool:
        mine = [option for option in chosen if option in counted]
        return len(mine) >= least and (groups < 2 or len({option.partition(" | ")[0] for option in mine}) >= groups)

    return counted, enough


@condition("some_row", "rows")
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


@condition("every_row", "rows")
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


@condition("complete", "without", "rows")
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


@condition("if_shown")
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


Compare = Callable[[Any, Any], bool]
OPERATORS: dict[str, Compare] = {
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    "=": lambda x, y: bool(x == y),
    ">=": lambda x, y: x >= y,
    ">": lambda x, y: x > y,
}


@condition("compare", "within")
def compare(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``compare: [x, op, y]`` with ``<  <=  =  >=  >`` or ``between`` (y is [low, high], inclusive).

    ``within: 5%`` makes ``=`` hold when x differs from y by at most that share of y; two zeros are equal. ``=`` also
    tells whether two choices are the same.
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

    def test(context: Context, row: Row | None) -> Truth:
        x = left.evaluate(context, row)
        ys = [node.evaluate(context, row) for node in right]
        if x is UNDECIDED or UNDECIDED in ys:
            return None
        if x is None or None in ys:
            return blank
        try:
            return decide(x, ys)
        except TypeError:  # a date against a number: the column holds something else than its type says
            return blank

    return Node("compare", test, (), (left, *right), data)


def _decide(compiler: Compiler, op: str, within: Any, loc: Loc) -> Callable[[Cell, list[Any]], bool]:
    if within is not None:
        try:
            share = Decimal(str(within).removesuffix("%")) / 100
        except InvalidOperation:
            share = Decimal(-1)
        if share < 0 or op != "=" or not str(within).endswith("%"):
            compiler.wrong(
                (*loc, "within"), f"'within' is {within!r} beside '{op}'", "Write a percentage such as 5%, beside '='."
            )
        return lambda x, ys: bool(abs(x - ys[0]) <= share * abs(ys[0]))
    if op == "between":
        return lambda x, ys: bool(ys[0] <= x <= ys[1])
    if op == "=":
        return lambda x, ys: set(x) == set(ys[0]) if isinstance(x, tuple) and isinstance(ys[0], tuple) else bool(x == ys[0])
    test = OPERATORS[op]
    return lambda x, ys: test(x, ys[0])
