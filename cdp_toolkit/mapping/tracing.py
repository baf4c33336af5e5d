"""Says where an answer comes from: the binding, the figures it rests on, the answers it was derived from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cdp_toolkit.language import Node
from cdp_toolkit.language.references import ALL, HERE, SAME
from cdp_toolkit.mapping.operators import wanted_by
from cdp_toolkit.mapping.plans import Plan
from cdp_toolkit.mapping.sheet import Place, Sheet
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.model import MetricValue
from cdp_toolkit.values import Address

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer was worked out.

    Args:
        binding: File and line of the binding.
        how: The conversion or the rule, in words.
        figures: The figures that it rests on directly.
        reads: The data points that it was derived from.
    """

    binding: str
    how: str
    figures: tuple[MetricValue, ...] = ()
    reads: tuple[Address, ...] = ()


def derived(sheet: Sheet, dictionary: Dictionary, plan: Plan, place: Place, nodes: Iterable[Node], say: str = "") -> Trace:
    """Return how rules came to an answer, from the cells and figures that they read."""
    nodes = list(nodes)
    reads = dict.fromkeys(address for node in nodes for address in _reads(sheet, node, plan, place))
    figures = dict.fromkeys(value for node in nodes for value in _figures(sheet, dictionary, node, place))
    shown = [*map(str, list(reads)[:SHOWN]), *(["..."] if len(reads) > SHOWN else []), *(value.where for value in figures)]
    how = f"{say}{plan.where} from {', '.join(shown)}" if shown else f"{say}{plan.where}"
    return Trace(plan.where, how, tuple(figures), tuple(reads))


def _reads(sheet: Sheet, node: Node, plan: Plan, place: Place) -> Iterator[Address]:
    for reference in node.reads(plan.question.id):
        question, column = reference.question or plan.question.id, reference.column
        rows: list[str | None] = [reference.row or None]
        if reference.row in (ALL, SAME):
            rows = list(sheet.rows[question])
        elif reference.row is HERE:
            rows = [place.row]
        for row in rows:
            address = Address(question, row, column)
            if column and sheet.value(address) is not None:
                yield address


def _figures(sheet: Sheet, dictionary: Dictionary, node: Node, place: Place) -> Iterator[MetricValue]:
    for each in node.walk():
        if each.kind in ("figure", "has") and "any" not in each.data:
            wanted = wanted_by(each.kind, each.data, dictionary, place.scope)
            value = None if sheet.figures is None else sheet.figures.find(wanted)
            if value is not None:
                yield value
