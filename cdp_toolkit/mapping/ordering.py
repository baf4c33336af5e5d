"""Puts plans in an order in which each comes after those whose answers it reads."""

from collections import defaultdict
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from cdp_toolkit.language.references import ALL, HERE, ONLY, SAME, Reference
from cdp_toolkit.mapping.plans import Plan
from cdp_toolkit.mapping.templates import cells_of


def in_order(plans: Sequence[Plan]) -> tuple[list[Plan], list[Plan]]:
    """Return the plans in order, and a circle where they go in one."""
    by_cell: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, plan in enumerate(plans):
        by_cell[plan.question.id, plan.column.name].append(i)
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for i, plan in enumerate(plans):
        sorter.add(i, *(j for j in _read_by(plan, plans, by_cell) if j != i))
    try:
        return [plans[i] for i in sorter.static_order()], []
    except CycleError as error:
        return [], [plans[i] for i in error.args[1]]


def _read_by(plan: Plan, plans: Sequence[Plan], by_cell: dict[tuple[str, str], list[int]]) -> set[int]:
    found: set[int] = set()
    references = [reference for node in plan.nodes() for reference in node.reads(plan.question.id)]
    for reference in [*references, *cells_of(plan)]:
        question = reference.question or plan.question.id
        found |= {j for j in by_cell.get((question, reference.column), ()) if may_answer(plan, reference, plans[j])}
    return found


def may_answer(plan: Plan, reference: Reference, other: Plan) -> bool:
    """Whether a plan may answer the row that a reference of another means."""
    if reference.row is HERE and reference.question in (None, plan.question.id):
        return other.scope.row == plan.scope.row
    return other.scope.kind in ("each", "added") or reference.row in (ALL, SAME, ONLY, HERE, other.scope.row)
