"""What a route awards to a unit of rows: gate, criteria and cap, each criterion low and high."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from cdp_toolkit.language import Node, Row, Truth, all_of, any_of
from cdp_toolkit.scoring.combining import any_met, names
from cdp_toolkit.scoring.compiled import CompiledCriterion, CompiledRoute
from cdp_toolkit.scoring.leaves import ScoringContext, Unit
from cdp_toolkit.scoring.points import HIDDEN, ZERO, Outcome, Points
from cdp_toolkit.scoring.sharing import share
from cdp_toolkit.scoring.tracing import Step, Trace

NO_ROW: Unit = (None,)


def holds(node: Node, unit: Unit, context: ScoringContext) -> Truth:
    """Whether a condition holds in every row of a unit."""
    if len(unit) == 1:
        truth: Truth = node.evaluate(context, unit[0])
        return truth
    return all_of(node.evaluate(context, row) for row in unit)


def _gate(route: CompiledRoute, unit: Unit, context: ScoringContext, trace: Trace | None) -> Truth:
    if route.gate is None:
        return True
    truth = holds(route.gate, unit, context)
    if trace is not None:
        trace.append(Step("gate", route.id, names(unit), "", truth, ZERO, ZERO, route.of, (route.gate,)))
    return truth


def of_unit(route: CompiledRoute, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
    """Return what one unit of rows earns by a route."""
    gate = _gate(route, unit, context, trace)
    if gate is False and trace is None:
        return Outcome(Points(ZERO, route.of), Points(ZERO, route.of), {}, {})
    low, high, met = _sum(route, route.criteria, unit, context, trace)
    return _closed(route, gate, low, high, met, unit, context, trace)


def _closed(
    route: CompiledRoute,
    gate: Truth,
    low: Fraction,
    high: Fraction,
    met: dict[str, Truth],
    unit: Unit,
    context: ScoringContext,
    trace: Trace | None,
) -> Outcome:
    """Apply gate and cap to what the criteria give."""
    if gate is False:
        return Outcome(Points(ZERO, route.of), Points(ZERO, route.of), {}, {})
    if route.cap is not None:
        at, when = route.cap
        capped = holds(when, unit, context)
        low = min(low, at) if capped is not False else low
        high = min(high, at) if capped is True else high
        if trace is not None:
            trace.append(Step("cap", route.id, names(unit), "", capped, low, high, at, (when,)))
    if gate is None:
        low, met = ZERO, {name: None if truth else truth for name, truth in met.items()}
    return Outcome(Points(low, route.of), Points(high, route.of), {}, met)


def _sum(
    route: CompiledRoute,
    criteria: Iterable[CompiledCriterion],
    unit: Unit,
    context: ScoringContext,
    trace: Trace | None,
    known: Mapping[str, Truth] | None = None,
) -> tuple[Fraction, Fraction, dict[str, Truth]]:
    """Add criteria up, each with what it needs; ``known`` has those that were asked of the unit before."""
    low = high = ZERO
    met: dict[str, Truth] = dict(known or {})
    for criterion in criteria:
        needed = all_of(met.get(name, False) for name in criterion.needs)
        least, most, truth = (ZERO, ZERO, False) if needed is False and trace is None else _points(criterion, unit, context)
        if trace is not None:
            trace.append(_criterion_step(route, criterion, unit, met, (needed, least, most, truth)))
        if needed is not True:
            least, most = ZERO, ZERO if needed is False else most
            truth = all_of((needed, truth))
        met[criterion.id] = truth
        low += least
        high += most
    return low, high, met


def _criterion_step(
    route: CompiledRoute,
    criterion: CompiledCriterion,
    unit: Unit,
    met: Mapping[str, Truth],
    came: tuple[Truth, Fraction, Fraction, Truth],
) -> Step:
    """Return the step of a criterion: what it came to by itself, what it needs, and what is left of it then."""
    needed, least, most, truth = came
    nodes = tuple(node for _, node in criterion.rungs)
    needs = tuple((name, met.get(name, False)) for name in criterion.needs)
    low = least if needed is True else ZERO
    high = ZERO if needed is False else most
    truth = truth if needed is True else all_of((needed, truth))
    return Step("criterion", route.id, names(unit), criterion.id, truth, low, high, criterion.worth, nodes, needs)


def _points(criterion: CompiledCriterion, unit: Unit, context: ScoringContext) -> tuple[Fraction, Fraction, Truth]:
    """Return the low and high points of one criterion, and whether it is met."""
    if criterion.share is not None:
        low, high = share(criterion.share, unit, context)
        truth: Truth = True if low == 1 else None if high == 1 else False
        return criterion.worth * low, criterion.worth * high, truth
    if criterion.per_option is not None:
        chosen = criterion.per_option.cell.evaluate(context, unit[0]) or ()
        points = min(criterion.per_option.most, criterion.worth * len(criterion.per_option.options.intersection(chosen)))
        return points, points, points > 0
    low = high = ZERO
    for worth, node in criterion.rungs:
        truth = holds(node, unit, context)
        if truth is False:
            continue
        high = max(high, worth)
        if truth is True:
            return worth, high, True
    return low, high, None if high > 0 else False


def of_best_rows(route: CompiledRoute, rows: list[Row], context: ScoringContext, trace: Trace | None) -> Outcome:
    """Each criterion by the row that serves it best; what a criterion needs must be met by the same row."""
    units: list[Unit] = [(row,) for row in rows] or [NO_ROW]
    gate = _gate(route, units[0] if len(units) == 1 else NO_ROW, context, trace)
    by_row = []
    for unit in units:
        met: dict[str, Truth] = {}
        points: dict[str, tuple[Fraction, Fraction]] = {}
        for criterion in route.criteria:
            low, high, met = _sum(route, (criterion,), unit, context, trace, met)
            points[criterion.id] = (low, high)
        by_row.append((unit, points, met))
    low = sum((max(points[each.id][0] for _, points, _ in by_row) for each in route.criteria), ZERO)
    high = sum((max(points[each.id][1] for _, points, _ in by_row) for each in route.criteria), ZERO)
    met = {each.id: any_of(met.get(each.id, False) for _, _, met in by_row) for each in route.criteria}
    return _closed(route, gate, low, high, met, NO_ROW, context, trace)


def of_own_pair(route: CompiledRoute, rows: list[Row], context: ScoringContext, trace: Trace | None) -> Outcome:
    """One row for each of the two subjects; each criterion is asked of its own subject's row."""
    assert route.pair is not None  # noqa: S101 - the caller asked
    gate = _gate(route, NO_ROW, context, trace)
    low = high = ZERO
    met: dict[str, Truth] = {}
    for subject, member in (("a", route.pair.a), ("b", route.pair.b)):
        criteria = [criterion for criterion in route.criteria if criterion.on == subject]
        best_low = best_high = ZERO
        for row in rows:
            belongs = member.evaluate(context, row)
            if belongs is False:
                continue
            least, most, met_here = _sum(route, criteria, (row,), context, trace)
            best_low = max(best_low, least if belongs else ZERO)
            best_high = max(best_high, most)
            met = any_met([Outcome(HIDDEN.low, HIDDEN.low, {}, each) for each in (met, met_here)])
        low += best_low
        high += best_high
    return _closed(route, gate, low, high, met, NO_ROW, context, trace)
