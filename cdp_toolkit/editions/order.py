"""The order in which display is settled: a question after those that it looks at, and so the columns of a table."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from cdp_toolkit.editions.model import Question
from cdp_toolkit.editions.plans import ColumnTests, Plan
from cdp_toolkit.language.references import ORGANISATION


def question_graph(plans: Iterable[Plan]) -> dict[str, tuple[str, ...]]:
    """Return the questions that each question looks at, in the questionnaire's order."""
    return {plan.question.id: tuple(sorted(set(plan.reads) - {ORGANISATION})) for plan in plans}


def sort_questions(graph: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the questions in an order that respects the graph and else the questionnaire's, and a circle if there is one."""
    return _sorted(graph)


def sort_columns(question: Question, columns: list[ColumnTests]) -> tuple[tuple[ColumnTests, ...], tuple[str, ...]]:
    """Return the conditions of columns in an order in which each looks at settled columns only, and a circle if there is one."""
    maker = {name: i for i, each in enumerate(columns) for name in each.names}
    graph: dict[int, set[int]] = {i: set() for i in range(len(columns))}
    rank = {column.name: k for k, column in enumerate(question.all_columns)}
    for i, each in enumerate(columns):
        for test in each.tests:
            for reference in test.node.reads(question.id):
                if reference.question == question.id and reference.row is None and reference.column in maker:
                    graph[i] |= {k for k, other in enumerate(columns) if reference.column in other.names}
    first = sorted(graph, key=lambda i: min((rank.get(name, 0) for name in columns[i].names), default=0))
    order, circle = _sorted({i: tuple(sorted(graph[i])) for i in first})
    return tuple(columns[i] for i in order), tuple(columns[i].names[0] for i in circle)


Key = TypeVar("Key")


def _sorted(graph: Mapping[Key, tuple[Key, ...]]) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """Sort stably: of what is ready, the first in the given order comes first."""
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        return (), tuple(error.args[1][:-1])
    rank = {key: i for i, key in enumerate(graph)}
    order: list[Key] = []
    ready: list[Key] = []
    while sorter.is_active():
        ready = sorted({*ready, *sorter.get_ready()}, key=rank.__getitem__)
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return tuple(order), ()
