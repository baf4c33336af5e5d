"""What the rule language can say in checks beside what it says everywhere: breakdowns, rows found by a cell, texts, shares."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cdp_toolkit.checks.wording import mentions, speaker, squeezed
from cdp_toolkit.editions.model import slug
from cdp_toolkit.language import Cell, Compiler, Context, Loc, Node, Row, Truth
from cdp_toolkit.language.comparing import tolerance
from cdp_toolkit.language.compiler import CONSTANT, Operator
from cdp_toolkit.language.references import ALL, HERE, Reference
from cdp_toolkit.language.truth import UNDECIDED


@dataclass(slots=True)
class CheckContext(Context):
    """The tables, whose response it is, and what was counted so far.

    ``names`` are what the organisation calls itself, empty where that is not known; ``same`` gives one name to what has several.
    """

    names: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)

    def about(self, chosen: Cell | None) -> str | None:
        """Return the name of what a single choice stands for."""
        return self.name_of(slug(chosen[0])) if isinstance(chosen, tuple) and len(chosen) == 1 else None

    def name_of(self, name: str) -> str:
        """Return the one name of what may have several."""
        return self.same.get(name, name)

    counted: dict[tuple[str, str], Counter[Cell]] = field(default_factory=dict)


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


def _column(compiler: Compiler, text: Any, loc: Loc) -> Reference | None:
    reference = compiler.reference(text, loc)
    if reference is not None and reference.question is not None:
        compiler.wrong(loc, f"{text!r} is no column of the current row", "Name a column.")
        return None
    return reference


def unique(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``unique: column`` No other row of the table has the same in that column."""
    reference = _column(compiler, data["unique"], (*loc, "unique"))
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

    return Node("unique", test, (Reference(question, ALL, column),), (), data)


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


def text_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``text: cell`` with one test; a blank text makes it unknown.

    ``mentions: [words]`` one of them stands in it as a word of its own; ``says_only: [words]`` it is nothing but one of them;
    ``same_as: cell`` it is the same, but for case, spaces and signs; ``longer_than: n`` letters;
    ``speaks_as: [patterns]`` somebody else than the organisation speaks of itself in it.
    """
    reference = compiler.reference(data["text"], (*loc, "text"))
    tests = [key for key in TEXT_TESTS if key in data]
    if reference is None or len(tests) != 1 or len(data) != 2:
        return CONSTANT if reference is None else compiler.wrong(
            loc, f"{data!r} has not one test", f"Write exactly one of: {', '.join(TEXT_TESTS)}."
        )  # fmt: skip
    if compiler.column_of(reference).type != "text":
        return compiler.wrong((*loc, "text"), f"{reference} is no text", "Name a text.")
    if tests[0] == "same_as":
        return _same_text(compiler, data, reference, loc)
    decide = TEXT_TESTS[tests[0]](compiler, data[tests[0]], (*loc, tests[0]))

    def test(context: Context, row: Row | None) -> Truth:
        text = reference.get(context, row)
        return decide(context, text) if isinstance(text, str) else None

    return Node("text", test, (reference,), (), data)


Decide = Callable[[Context, str], Truth]


def _words(compiler: Compiler, data: Any, loc: Loc) -> tuple[str, ...]:
    if isinstance(data, dict) and list(data) == ["set"] and data["set"] in compiler.sets:
        data = compiler.sets[data["set"]]
    if not isinstance(data, (list, tuple)) or not all(isinstance(word, str) for word in data) or not data:
        compiler.wrong(loc, f"{data!r} is no list of words", "Write [words], or {set: name}.")
        return ()
    return tuple(data)


def _mentions(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    find = mentions(_words(compiler, data, loc))
    return lambda context, text: find(text) is not None


def _says_only(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    words = frozenset(map(squeezed, _words(compiler, data, loc)))
    longest = 2 * max(map(len, words), default=0) + 10  # with spaces and signs
    return lambda context, text: len(text) <= longest and squeezed(text) in words


def _longer(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    if not isinstance(data, int):
        compiler.wrong(loc, f"{data!r} is no number of letters", "Write a whole number.")
        return lambda context, text: None
    return lambda context, text: len(text) > data


def _speaks_as(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    find = speaker(_words(compiler, data, loc))

    def decide(context: Context, text: str) -> Truth:
        assert isinstance(context, CheckContext)  # noqa: S101 - checks are evaluated in no other
        return bool(find(text, context.names)) if context.names else None

    return decide


def _same_text(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> Node:
    other = compiler.reference(data["same_as"], (*loc, "same_as"))
    if other is None:
        return CONSTANT

    def test(context: Context, row: Row | None) -> Truth:
        x, y = reference.get(context, row), other.get(context, row)
        if not isinstance(x, str) or not isinstance(y, str):
            return None
        return x == y or (abs(len(x) - len(y)) * 10 <= len(x) and squeezed(x) == squeezed(y))

    return Node("text", test, (reference, other), (), data)


TEXT_TESTS: Mapping[str, Callable[[Compiler, Any, Loc], Decide]] = {
    "mentions": _mentions,
    "says_only": _says_only,
    "longer_than": _longer,
    "speaks_as": _speaks_as,
    "same_as": lambda compiler, data, loc: lambda context, text: None,  # has a way of its own
}


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
    own = _column(compiler, data[keys[0]], (*loc, keys[0]))
    question, column = target.question or "", target.column
    if own is None:
        return CONSTANT
    if keys == ["by"] and own.column not in compiler.questions[question].by_name:
        fix = compiler.nearest(own.column, compiler.questions[question].by_name)
        return compiler.wrong((*loc, "by"), f"question {question} has no column '{own.column}'", fix)
    find = _row_with(question, own.column) if keys == ["by"] else _row_about(question, own.column)

    def value(context: Context, row: Row | None) -> Cell | None:
        found = find(context, row)
        return found[0].cells.get(column) if found else None

    read = (Reference(None, HERE, own.column), Reference(question, ALL, column))
    return Node("lookup", value, read, (), data, question, select=find)


Find = Callable[[Context, Row | None], list[Row]]


def _row_with(question: str, column: str) -> Find:
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
            if UNDECIDED in figures:
                return UNDECIDED
            return apply(*figures) if all(isinstance(figure, Decimal) for figure in figures) else None

        return Node(name, value, (), nodes, data)

    operator.__doc__ = text
    return operator


LEAVES: Mapping[str, Operator] = {"adds_up": adds_up, "unique": unique, "chosen": within_cell, "text": text_}
FIGURES: Mapping[str, Operator] = {
    "lookup": lookup,
    "sum_about": sum_about,
    "percent": _figure("percent", "``percent: [x, y]`` x as a percentage of y.", lambda x, y: 100 * x / y if y else None, 2),
    "change": _figure(
        "change", "``change: [new, old]`` By how many percent the new figure differs from the old, negative where it is less.",
        lambda x, y: 100 * (x - y) / abs(y) if y else None, 2,
    ),
    "size": _figure("size", "``size: x`` The figure without its sign.", lambda x: abs(x), 1),
}  # fmt: skip
