"""From outcomes to level percentages and a band range with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Truth
from cdp_toolkit.scoring.blocks import Level
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.levels import BandRule, Essential, Levels, Weights
from cdp_toolkit.scoring.points import ZERO, Points
from cdp_toolkit.scoring.sums import Group, Sum, total


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """Points of one category at one level. ``low`` and ``high`` are the extremes of its share."""

    category: str
    low: Points
    high: Points
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level: its share of the points as a range, 0 to 1.

    Args:
        level: The level's letter.
        name: Its name.
        low: Lowest share that the answers allow.
        high: Highest share that they allow.
        plain_low: Points earned and available, without weights, low estimate.
        plain_high: The same, high estimate.
        categories: Points by category.
        weighted: Whether CDP weighs categories at this level; without weights the range spans the categories' shares.
        weights_known: Whether weights were given.
    """

    level: Level
    name: str
    low: Fraction
    high: Fraction
    plain_low: Points
    plain_high: Points
    categories: tuple[CategoryResult, ...]
    weighted: bool
    weights_known: bool

    def lacking(self, share: Fraction) -> Fraction:
        """Return how many points are lacking to ``share`` of the level, unweighted, in the low estimate."""
        return max(ZERO, share * self.plain_low.of - self.plain_low.earned)


@dataclass(frozen=True, slots=True)
class EssentialResult:
    """Whether one essential criterion is met."""

    rule: Essential
    met: Truth


@dataclass(frozen=True, slots=True)
class BandRange:
    """What a response comes to: the band it is sure of and the band it may reach, with every level on the way."""

    low: str
    high: str
    levels: tuple[LevelResult, ...]
    essential: tuple[EssentialResult, ...]

    @property
    def missed(self) -> tuple[EssentialResult, ...]:
        """Essential criteria that are surely missed."""
        return tuple(each for each in self.essential if each.met is False)

    def __str__(self) -> str:
        return self.low if self.low == self.high else f"{self.low} to {self.high}"


def level_results(levels: Levels, sums: Mapping[Group, Sum], weights: Weights | None) -> tuple[LevelResult, ...]:
    """Return each level's points, by category and as a range of its share."""
    results = []
    for rule in levels.levels:
        mine = {category: each for (letter, category), each in sums.items() if letter == rule.letter}
        low, high = total(mine.values())
        known = weights is not None and rule.letter in weights.by_level
        weight = weights.by_level[rule.letter] if known and weights is not None else {}
        categories = tuple(CategoryResult(name, each.low, each.high, weight.get(name)) for name, each in mine.items())
        bounds = _weighted(categories, known=known) if rule.weighted else (_share(low), _share(high))
        results.append(LevelResult(rule.letter, rule.name, *bounds, low, high, categories, rule.weighted, known))
    return tuple(results)


def _share(points: Points) -> Fraction:
    """Share of a level; a level without any points available reaches nothing."""
    return points.earned / points.of if points.of else ZERO


def _weighted(categories: tuple[CategoryResult, ...], *, known: bool) -> tuple[Fraction, Fraction]:
    """Return the range of a weighted level.

    Without weights it is anything between the weakest and the strongest category. With weights, what CDP does with the weight of
    a category without points available is unknown: spread over the others, or lost; both are in the range.
    """
    scored = [each for each in categories if each.high.of or each.low.of]
    if not scored:
        return ZERO, ZERO
    if not known:
        return min(_share(each.low) for each in scored), max(_share(each.high) for each in scored)
    all_weights = sum((each.weight or ZERO for each in scored), ZERO)
    low = sum((_share(each.low) * (each.weight or ZERO) for each in scored), ZERO)
    high = sum((_share(each.high) * (each.weight or ZERO) for each in scored), ZERO)
    spread = 100 / all_weights if all_weights else ZERO
    return min(low, low * spread) / 100, max(high, high * spread) / 100


def band_range(levels: Levels, scored: ScoringContext, sums: Mapping[Group, Sum], weights: Weights | None = None) -> BandRange:
    """Return the range of bands that a scored response can come to, with its levels and essential criteria.

    Args:
        levels: Thresholds and essential criteria.
        scored: Every block's outcome.
        sums: The same by level and category (``sums.Groups``).
        weights: Official category weights.
    """
    results = level_results(levels, sums, weights)
    essential = tuple(EssentialResult(rule, node.evaluate(scored, None)) for rule, node in levels.essential)
    low = _capped(levels, _staircase(levels, results, "low"), essential, low=True)
    high = _capped(levels, _staircase(levels, results, "high"), essential, low=False)
    return BandRange(low, high, results, essential)


def _staircase(levels: Levels, results: tuple[LevelResult, ...], side: str) -> str:
    """Climb the levels: below the share that leads on, the band is read at the level reached."""
    band = levels.order[0]
    for result in results:
        share: Fraction = getattr(result, side)
        band = _read(levels.bands, result.level, share) or band
        if share < levels.next_share:
            break
    return band


def _read(bands: tuple[BandRule, ...], level: Level, share: Fraction) -> str | None:
    reached = [rule.band for rule in bands if rule.level == level and share * 100 >= rule.from_pct]
    return reached[-1] if reached else None


def _capped(levels: Levels, band: str, essential: tuple[EssentialResult, ...], *, low: bool) -> str:
    """Apply the essential criteria: a missed one keeps the band below the one that it opens.

    In the high estimate only what is surely missed and not just rumoured caps; in the low estimate everything that may.
    """
    order = levels.order
    place = order.index(band)
    for each in essential:
        caps = each.met is not True if low else each.met is False and each.rule.confidence != "low"
        if caps:
            place = min(place, max(0, order.index(each.rule.reaches) - 1))
    return order[place]
