"""What the rule language can say in mappings beside what it says everywhere: figures, and whether there are any."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cdp_toolkit.language import Compiler, Context, Loc, Node, Row, Truth
from cdp_toolkit.language.compiler import Operator
from cdp_toolkit.mapping.figures import Wanted
from cdp_toolkit.mapping.plans import MappingContext, Scope
from cdp_toolkit.metrics.dictionary import ANY, MONEY, Dictionary
from cdp_toolkit.metrics.units import convert, unit


def wanted_by(key: str, data: dict[str, Any], dictionary: Dictionary, here: Scope) -> Wanted:
    """Return the figure that a ``figure`` or ``has`` asks for in a row."""
    members = {**(dict(here.members) if data.get("row", True) else {}), **data.get("where", {})}
    any_time = dictionary.metrics[data[key]].periods == "any" and "back" not in data
    return Wanted(data[key], tuple(sorted(members.items())), None if any_time else data.get("back", 0) + here.back, here.beside)


def figure_expressions(dictionary: Dictionary) -> Mapping[str, Operator]:
    """Return the expressions that only mappings have."""

    def figure(compiler: Compiler, data: Any, loc: Loc) -> Node:
        """``figure: metric`` with ``where: {dimension: member}``, ``back: 1``, ``unit``.

        ``row: false`` leaves out the members that the row stands for.
        """
        if not _known(compiler, data, loc, dictionary, "figure", {"where", "back", "unit", "row"}):
            return compiler.wrong(loc, "this expression names no figure", "Correct the metric first.")
        target = data.get("unit", dictionary.metrics[data["figure"]].unit)

        def value(context: Context, row: Row | None) -> Decimal | None:
            assert isinstance(context, MappingContext)  # noqa: S101 - mappings are evaluated in no other
            assert context.figures is not None  # noqa: S101
            found = context.figures.find(wanted_by("figure", data, dictionary, context.here))
            if found is None or found.value is None or found.unit is None or target == ANY:
                return None if found is None else found.value
            wanted = unit(target.replace(MONEY, context.currency))
            return convert(found.value, found.unit, wanted) if found.unit.dimension == wanted.dimension else None

        return Node("figure", value, data=data)

    return {"figure": figure, "first": _first, "size": _size, "given": _given}


def figure_conditions(dictionary: Dictionary) -> Mapping[str, Operator]:
    """Return the conditions that only mappings have."""

    def has(compiler: Compiler, data: Any, loc: Loc) -> Node:
        """``has: metric`` There is such a figure; with ``any: dimension`` for some member of the dimension. Never unknown."""
        if not _known(compiler, data, loc, dictionary, "has", {"where", "back", "row", "any"}):
            return compiler.wrong(loc, "this condition names no figure", "Correct the metric first.")

        def test(context: Context, row: Row | None) -> Truth:
            assert isinstance(context, MappingContext)  # noqa: S101
            assert context.figures is not None  # noqa: S101
            if "any" not in data:
                return context.figures.find(wanted_by("has", data, dictionary, context.here)) is not None
            wanted = wanted_by("has", data, dictionary, context.here)
            return bool(context.figures.members([wanted.metric], data["any"], data.get("back"), wanted.members))

        return Node("has", test, data=data)

    return {"has": has}


def _known(compiler: Compiler, data: Any, loc: Loc, dictionary: Dictionary, key: str, beside: set[str]) -> bool:
    metric = dictionary.metrics.get(data[key])
    for extra in sorted(set(data) - beside - {key}):
        compiler.wrong(loc, f"'{key}' cannot have '{extra}' beside it", "Remove it.")
    if metric is None:
        compiler.wrong((*loc, key), f"there is no metric '{data[key]}'", compiler.nearest(str(data[key]), dictionary.metrics))
        return False
    for name in (*data.get("where", {}), *([data["any"]] if "any" in data else [])):
        if name not in metric.dimensions:
            problem = f"{data[key]} is not broken down by '{name}'"
            compiler.wrong(loc, problem, compiler.nearest(str(name), metric.dimensions))
    return True


def _first(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``first: [x, y, ..]`` The first of them that has a value."""
    nodes = tuple(compiler.expression(item, (*loc, "first", i)) for i, item in enumerate(data["first"]))

    def value(context: Context, row: Row | None) -> Any:
        return next((found for node in nodes if (found := node.evaluate(context, row)) is not None), None)

    return Node("first", value, (), nodes, data)


def _size(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``size: x`` The figure without its sign."""
    node = compiler.expression(data["size"], (*loc, "size"))

    def value(context: Context, row: Row | None) -> Decimal | None:
        found = node.evaluate(context, row)
        return abs(found) if isinstance(found, Decimal) else None

    return Node("size", value, (), (node,), data)


def _given(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``given: condition`` with ``value: x`` The value where the condition surely holds, else nothing."""
    test = compiler.condition(data["given"], (*loc, "given"))
    node = compiler.expression(data.get("value"), (*loc, "value"))
    return Node("given", lambda c, r: node.evaluate(c, r) if test.evaluate(c, r) is True else None, (), (test, node), data)
