"""A mapping made ready: one plan a data point, or one a column of rows that figures add."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.language import Context, Node
from cdp_toolkit.mapping.figures import Figures, Members
from cdp_toolkit.mapping.model import Binding


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
            yield from (each.data[each.kind] for each in node.walk() if each.kind in ("figure", "has"))


@dataclass(slots=True)
class MappingContext(Context):
    """The answers so far, the figures, and the row that is being answered."""

    figures: Figures | None = None
    here: Scope = field(default_factory=lambda: Scope("", "single"))
    currency: str = "EUR"
