"""Figures of a plan that have to turn out well: points rest on how large they are, not only on their being given."""

from collections.abc import Iterator
from decimal import Decimal

from cdp_toolkit.language import Node, Row
from cdp_toolkit.scoring.explaining import reads_of
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.scorer import Scorer


def hoped_figures(scorer: Scorer, plan: Plan) -> frozenset[str]:
    """Return the addresses of figures that a plan needs and whose size earns points of blocks that it brings forward."""
    scored, before = plan.after.scored, plan.before.scored.outcomes
    needed = {str(address) for address, cell in plan.edits.cells.items() if isinstance(cell, Decimal)}
    found: set[str] = set()
    for key, outcome in scored.outcomes.items():
        if outcome.low.earned > before[key].low.earned:
            found.update(needed & set(_compared(scorer, scored, key)))
    return frozenset(found)


def _compared(scorer: Scorer, scored: ScoringContext, key: str) -> Iterator[str]:
    """Yield the data points that met criteria of a block compare with something else than what has to agree with them."""
    question = scorer.blocks[key].question
    for step in scorer.explain(scored, key)[1]:
        if step.kind != "criterion" or step.low <= 0:
            continue
        rows: list[Row | None] = [row for name in step.rows if (row := scored.table(question).row(name)) is not None] or [None]
        for top in step.nodes:
            for node, here in _comparisons(top, question):
                at = rows if here == question else [None]
                yield from (read.address for row in at for read in reads_of(node, here, row, scored))


def _comparisons(node: Node, here: str) -> Iterator[tuple[Node, str]]:
    """Yield the comparisons of a condition that are not for equality, each with the question of its current row."""
    if node.kind == "compare":
        if node.data["compare"][1] != "=":
            yield node, here
        return
    for child in node.children:
        yield from _comparisons(child, node.scope or here)
