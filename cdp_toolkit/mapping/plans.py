"""A mapping made ready: one plan a data point, or one a column of rows that figures add; and the language's ``figure``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.language import Compiler, Context, Loc, Node, Row
from cdp_toolkit.language.compiler import Operator
from cdp_toolkit.mapping.figures import Figures, Members, Wanted
from cdp_toolkit.mapping.model import Binding
from cdp_toolkit.metrics.dictionary import MONEY, Dictionary
from cdp_toolkit.metrics.units import convert, unit


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that a plan is for.

    Args:
        row: Name of the fixed row, name of ours for an added row, ``each`` dimension, or "" in a question of one row.
        kind: ``fixed``, ``added``, ``each`` or ``single``.
        members: What all figures of the row have in common.
        back: How many reporting years before this one the row is about.
        beside: Dimensions that only describe the row.
    """

    row: str
    kind: str
    members: Members = ()
    back: int = 0
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """How one data point, or one column of rows that are added, is answered.

    Args:
        question: The question.
        scope: The rows.
        column: The column.
        binding: As it was written.
        where: File and line.
        node: The compiled expression of ``derive`` and of ``bands``.
        cases: The compiled conditions of ``choose`` with their options.
        only_if: The compiled condition without which nothing is answered.
    """

    question: Question
    scope: Scope
    column: Column
    binding: Binding
    where: str
    node: Node | None = None
    cases: tuple[tuple[Node, str], ...] = ()
    only_if: Node | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What a company's own plan replaces."""
        return self.question.id, self.scope.row, self.column.name

    def nodes(self) -> Iterator[Node]:
        """Yield every compiled rule of the plan."""
        yield from (node for node in (self.node, self.only_if, *(case for case, _ in self.cases)) if node is not None)

    def metrics(self) -> Iterator[str]:
        """Yield the metrics whose figures the plan itself asks for."""
        for name in (self.binding.metric, self.binding.period_end):
            if name is not None:
                yield name
        for node in self.nodes():
            yield from (each.data["figure"] for each in node.walk() if each.kind == "figure")


@dataclass(slots=True)
class MappingContext(Context):
    """The answers so far, the figures, and the row that is being answered."""

    figures: Figures | None = None
    here: Scope = field(default_factory=lambda: Scope("", "single"))
    currency: str = "EUR"


def figure_operator(dictionary: Dictionary) -> Mapping[str, Operator]:
    """Return the expression ``figure: metric`` for the rule language.

    ``where: {dimension: member}`` says of what, beside what the row stands for; ``back: 1`` the reporting year before; ``unit``
    converts; ``row: false`` leaves out what the row stands for.
    """

    def figure(compiler: Compiler, data: Any, loc: Loc) -> Node:
        unknown = set(data) - {"figure", "where", "back", "unit", "row"}
        name = data["figure"]
        if unknown:
            return compiler.wrong(loc, f"'figure' cannot have {', '.join(sorted(unknown))} beside it", "Remove it.")
        metric = dictionary.metrics.get(name)
        if metric is None:
            fix = compiler.nearest(str(name), dictionary.metrics)
            return compiler.wrong((*loc, "figure"), f"there is no metric '{name}'", fix)
        where = dict(data.get("where", {}))
        target = data.get("unit", metric.unit)
        back = data.get("back", None if metric.periods == "any" else 0)

        def value(context: Context, row: Row | None) -> Decimal | None:
            assert isinstance(context, MappingContext)  # noqa: S101 - mappings are evaluated in no other
            assert context.figures is not None  # noqa: S101
            here = context.here
            members = {**(dict(here.members) if data.get("row", True) else {}), **where}
            years = None if back is None else back + here.back
            found = context.figures.find(Wanted(name, tuple(sorted(members.items())), years, here.beside))
            if found is None or found.value is None or found.unit is None:
                return None
            if target == "any":
                return found.value
            wanted = unit(target.replace(MONEY, context.currency))
            return convert(found.value, found.unit, wanted) if found.unit.dimension == wanted.dimension else None

        return Node("figure", value, data=data)

    return {"figure": figure}
