"""What was decided on the way to an outcome, kept for explanations."""

from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Node, Truth


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was decided on the way to an outcome, kept for explanations.

    Args:
        kind: ``route``, ``gate``, ``criterion`` or ``cap``.
        route: Id of the route.
        rows: Names of the rows it was asked of.
        id: Id of the criterion, "" otherwise.
        truth: What came out; for a share or points per option None.
        low: Points it gives at least.
        high: Points it can give.
        worth: Points it can give at most.
        nodes: The conditions that decided it.
        needs: Criteria that have to be met too, with how they came out.
    """

    kind: str
    route: str
    rows: tuple[str, ...]
    id: str
    truth: Truth
    low: Fraction
    high: Fraction
    worth: Fraction
    nodes: tuple[Node, ...]
    needs: tuple[tuple[str, Truth], ...] = ()


Trace = list[Step]
