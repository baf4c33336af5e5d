"""What points rest on that no plan changes: facts, and answers that stay."""

from cdp_toolkit.scoring.explaining import Explanation, Verdict
from cdp_toolkit.scoring.proposing import Permits
from cdp_toolkit.values import Address

NAMED = 4  # data points that are named one by one


def rests_on(explanation: Explanation, permits: Permits) -> tuple[str, ...]:
    """Return the facts and the answers given that unmet criteria of a block, or its closed gates, look at; else its routes."""
    return _read_by(explanation, permits, ("criterion", "gate")) or _read_by(explanation, permits, ("route",))


def _read_by(explanation: Explanation, permits: Permits, kinds: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for step in explanation.steps:
        if step.kind in kinds and step.verdict is not Verdict.MET:
            for read in step.reads:
                address = Address.parse(read.address)
                if read.text is not None and (permits.proposing.fact(address) or permits.answer(address) is not None):
                    found[read.address] = None
    return tuple(found)


def named(addresses: tuple[str, ...]) -> str:
    """Name the first few data points."""
    more = f" and {len(addresses) - NAMED} more" if len(addresses) > NAMED else ""
    return ", ".join(addresses[:NAMED]) + more
