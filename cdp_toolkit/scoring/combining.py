"""Puts outcomes together: those of rows added up, the best of several rows or routes, the range where a route is in doubt."""

from fractions import Fraction

from cdp_toolkit.language import Truth, any_of
from cdp_toolkit.scoring.leaves import Unit
from cdp_toolkit.scoring.points import ZERO, Outcome, Points


def chosen(candidates: list[Outcome], *, best: bool) -> Outcome:
    """Return the outcome of routes that may apply: the worst and the best of them, or the best for each estimate."""
    if len(candidates) == 1:
        return candidates[0]
    low = max((each.low for each in candidates), key=_rank) if best else min((each.low for each in candidates), key=_worst)
    high = max((each.high for each in candidates), key=_rank)
    first = max(candidates, key=lambda each: _rank(each.low)) if best else candidates[0]
    return Outcome(low, high, first.rows, _common(candidates) if not best else first.met)


def _common(candidates: list[Outcome]) -> dict[str, Truth]:
    ids = {name for each in candidates for name in each.met}
    return {name: _agreed([each.met.get(name, False) for each in candidates]) for name in sorted(ids)}


def _agreed(truths: list[Truth]) -> Truth:
    return truths[0] if all(truth is truths[0] for truth in truths) else None


def _rank(points: Points) -> tuple[Fraction, Fraction, Fraction]:
    """Order from worst to best; of two that earn nothing, the one of fewer points lacks less."""
    return points.share, points.earned, -points.of


def _worst(points: Points) -> tuple[Fraction, Fraction]:
    """Sort key for the low estimate: of equal shares the larger denominator costs more, of full ones the smaller gives less."""
    return points.share, points.earned if points.full else -points.of


def names(unit: Unit) -> tuple[str, ...]:
    """Return the names of a unit's rows."""
    return tuple(row.name for row in unit if row is not None)


def added(outcomes: list[tuple[Unit, Outcome]], of: Fraction, whole: Fraction | None = None) -> Outcome:
    """Add the rows up; ``whole`` is the denominator where the rows share one."""
    if not outcomes:
        return Outcome(Points(ZERO, of), Points(ZERO, of))
    low = high = Points(ZERO, ZERO)
    for _, each in outcomes:
        low, high = low + each.low, high + each.high
    if whole is not None:
        low, high = Points(low.earned, whole), Points(high.earned, whole)
    met = any_met([each for _, each in outcomes])
    return Outcome(low, high, {unit[0].name: each for unit, each in outcomes if unit[0] is not None}, met)


def best_of(outcomes: list[tuple[Unit, Outcome]], of: Fraction) -> Outcome:
    """Take the best unit, low and high each for itself."""
    if not outcomes:
        return Outcome(Points(ZERO, of), Points(ZERO, of))
    low = max((each.low for _, each in outcomes), key=_rank)
    high = max((each.high for _, each in outcomes), key=_rank)
    rows: dict[str, Outcome] = {}
    for unit, each in outcomes:
        for name in names(unit):
            known = rows.get(name)
            rows[name] = each if known is None else Outcome(
                max(known.low, each.low, key=_rank), max(known.high, each.high, key=_rank), {}, any_met([known, each])
            )  # fmt: skip
    return Outcome(low, high, rows, any_met([each for _, each in outcomes]))


def any_met(outcomes: list[Outcome]) -> dict[str, Truth]:
    """Return for each criterion whether any of the outcomes meets it."""
    ids = dict.fromkeys(name for each in outcomes for name in each.met)
    return {name: any_of(each.met.get(name, False) for each in outcomes) for name in ids}
