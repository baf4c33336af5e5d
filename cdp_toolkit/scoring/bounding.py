"""What a plan costs at least, by bounds that need no search."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.blocks import Level
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.effort import Effort
from cdp_toolkit.scoring.moves import Move
from cdp_toolkit.scoring.points import ZERO

Offers = Mapping[str, Sequence[Move]]


def lower_bound(
    assessor: Assessor, before: Assessment, effort: Effort, wanted: Mapping[Level, Fraction], offers: Offers
) -> Fraction:
    """Return what a plan costs at least, if a question's points need answers of its own and no further question opens.

    For each level: what is lacking, at the best price a point that any question offers. Where a level is read through its
    weakest category, every category has to be filled, and as no question is in two of them their costs add up. A question
    cannot bring more than its longest route in full, and costs at least its own part of its cheapest move. The dearest
    level counts, not the sum.

    Args:
        assessor: Whose blocks and categories they are.
        before: The response as it is.
        effort: Prices what is to be done.
        wanted: The share of each level that the target asks for.
        offers: The moves by question.
    """
    costs = [ZERO]
    for level in before.result.levels:
        share = wanted.get(level.level)
        if share is None or level.weights_known:
            continue
        parts = [keys for (letter, _), keys in assessor.groups.members.items() if letter == level.level]
        if not level.weighted:
            parts = [tuple(key for keys in parts for key in keys)]
        prices = _prices(assessor, before, effort, level.level, offers)
        costs.append(sum((_fill(assessor, before, share, keys, prices) for keys in parts), ZERO))
    return max(costs)


def own_price(assessor: Assessor, before: Assessment, effort: Effort, move: Move) -> Fraction:
    """Return the price of what a move changes in its own question."""
    cells = {address: cell for address, cell in move.edits.cells.items() if address.question == move.question}
    return effort.price(assessor.edition, Edits(cells, {}), before.tables)


def _prices(assessor: Assessor, before: Assessment, effort: Effort, level: str, offers: Offers) -> dict[str, Fraction]:
    """Return the price of the cheapest move of each block of a level."""
    keys = {question: f"{question} {level}" for question in offers}
    return {
        key: min(own_price(assessor, before, effort, move) for move in offers[question])
        for question, key in keys.items()
        if key in assessor.scorer.blocks
    }


def _fill(
    assessor: Assessor, before: Assessment, share: Fraction, keys: tuple[str, ...], prices: Mapping[str, Fraction]
) -> Fraction:
    """Return what it costs at least to bring some blocks of one level to a share of their points."""
    outcomes = {key: before.scored.outcomes[key].low for key in keys}
    lacking = sum((share * points.of - points.earned for points in outcomes.values()), ZERO)
    offers: list[tuple[Fraction, Fraction]] = []
    for key, price in prices.items():
        if key not in outcomes:
            continue
        block, points = assessor.scorer.blocks[key], outcomes[key]
        full = max([block.of, *(route.of for route in block.routes)])
        gain = share * points.of - points.earned + (1 - share) * full
        if gain > ZERO:
            offers.append((price / gain, gain))
    cost = ZERO
    for rate, gain in sorted(offers):
        part = min(max(lacking, ZERO), gain)
        cost += part * rate
        lacking -= part
    return cost
