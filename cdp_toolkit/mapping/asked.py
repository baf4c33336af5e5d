"""Names the metrics that would answer a data point, also through what is derived from other data points."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.mapping.compiling import load_mapping
from cdp_toolkit.mapping.ordering import may_answer
from cdp_toolkit.mapping.plans import Plan
from cdp_toolkit.metrics.dictionary import standard_dictionary
from cdp_toolkit.values import Address

Cell = tuple[str, str]


def metrics_for(plans: Iterable[Plan]) -> Callable[[Address], tuple[str, ...]]:
    """Return the function that names the metrics behind a data point; nothing where no figure answers it.

    An address without a row means rows that are still to be added.
    """
    by_cell: dict[Cell, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_cell[plan.question.id, plan.column.name].append(plan)

    def behind(plan: Plan, seen: set[tuple[str, str, str]]) -> Iterable[str]:
        if plan.key in seen:
            return
        seen.add(plan.key)
        yield from plan.metrics()
        for node in plan.nodes():
            for reference in node.reads(plan.question.id):
                question = reference.question or plan.question.id
                for other in by_cell.get((question, reference.column), ()):
                    if may_answer(plan, reference, other):
                        yield from behind(other, seen)

    def find(address: Address) -> tuple[str, ...]:
        found: list[str] = []
        for plan in by_cell.get((address.question, address.column or ""), ()):
            if plan.scope.kind in ("each", "added", "single") or address.row in (None, plan.scope.row):
                found += behind(plan, set())
        return tuple(dict.fromkeys(found))

    return cache(find)


def standard_metrics_for(edition: Edition) -> Callable[[Address], tuple[str, ...]]:
    """Return the same for the standard mapping of an edition; no metric answers an edition that has none."""
    return metrics_for(load_mapping(edition, standard_dictionary()).plans)
