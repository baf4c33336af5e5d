"""Evaluates blocks: which route applies, what each row earns, low and high. Pure: context in, outcomes out.

Unknown is carried to the end: the low estimate takes it as not met, the high one as met. Where an unknown decides a route, every
route that may apply is computed, and the worst and the best count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Node, Row, Truth, all_of, any_of
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledCriterion, CompiledPair, CompiledRoute
from cdp_toolkit.scoring.leaves import ScoringContext, Unit
from cdp_toolkit.scoring.points import HIDDEN, ZERO, Outcome, Points
from cdp_toolkit.scoring.sharing import share

NO_ROW: Unit = (None,)


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


Trace = list[Step]


def outcome(block: CompiledBlock, context: ScoringContext, trace: Trace | None = None) -> Outcome:
    """Return what a block comes to; ``trace`` collects the steps on the way."""
    if not context.table(block.question).shown:
        return HIDDEN
    if block.missing:
        worst = max([block.of, *(route.of for route in block.routes)])
        return Outcome(Points(ZERO, worst), Points(block.of, block.of))
    rows = context.scope = block.select(context, None)
    context.units = []
    if block.per == "question":
        unit = (rows[0],) if block.one_row and rows else NO_ROW
        return _routed(block, block.of, unit, context, trace)
    units = context.units = _units(block.pair, rows, context)
    if block.per == "each_row":
        return _added([(unit, _routed(block, block.of_row, unit, context, trace)) for unit in units], block.of)
    return _best([(unit, _routed(block, block.of, unit, context, trace)) for unit in units], block.of)


def _routed(block: CompiledBlock, of: Fraction, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
    """Choose the route of a unit of rows and return its outcome; ``of`` is the denominator where none fits."""
    candidates: list[Outcome] = []
    sure = False
    scope = context.scope
    for route in block.routes:
        applies = holds(route.when, unit, context)
        if trace is not None:
            trace.append(Step("route", route.id, _names(unit), "", applies, ZERO, ZERO, route.of, (route.when,)))
        if applies is False:
            continue
        result = _award(route, block, unit, context, trace)
        context.scope = scope
        if block.best:
            candidates.append(result if applies else Outcome(Points(ZERO, of), result.high, result.rows, {}))
            sure = sure or applies is True
            continue
        candidates.append(result)
        if applies:
            sure = True
            break
    if not sure:
        candidates.append(Outcome(Points(ZERO, of), Points(ZERO, of)))
    return _chosen(candidates, best=block.best)


def _chosen(candidates: list[Outcome], *, best: bool) -> Outcome:
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


def _names(unit: Unit) -> tuple[str, ...]:
    return tuple(row.name for row in unit if row is not None)


def _units(pair: CompiledPair | None, rows: list[Row], context: ScoringContext) -> list[Unit]:
    """Return the units that are looked at: each row, or each row or two rows that make a pair."""
    if pair is None:
        return [(row,) for row in rows]
    first = [row for row in rows if pair.a.evaluate(context, row) is not False]
    second = [row for row in rows if pair.b.evaluate(context, row) is not False]
    return [(x,) if x is y else (x, y) for x in first for y in second]


def holds(node: Node, unit: Unit, context: ScoringContext) -> Truth:
    """Whether a condition holds in every row of a unit."""
    if len(unit) == 1:
        truth: Truth = node.evaluate(context, unit[0])
        return truth
    return all_of(node.evaluate(context, row) for row in unit)


def _award(route: CompiledRoute, block: CompiledBlock, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
    """Return what a route gives: to the unit it was chosen for, or over the rows that it looks at itself."""
    if not route.criteria:
        return Outcome(Points(ZERO, route.of), Points(ZERO, route.of))
    if block.per != "question":
        return _unit(route, unit, context, trace)
    rows = context.scope = route.select(context, None)
    if route.pair is not None and route.pair.mode == "own":
        return _own_pair(route, rows, context, trace)
    match route.per:
        case "each_row":
            outcomes: list[tuple[Unit, Outcome]] = [((row,), _unit(route, (row,), context, trace)) for row in rows]
            return _added(outcomes, route.of, whole=route.of)
        case "best_row":
            units = context.units = _units(route.pair, rows, context)
            return _best([(each, _unit(route, each, context, trace)) for each in units], route.of)
        case "best_rows":
            return _best_rows(route, rows, context, trace)
        case _:
            if route.pair is not None:
                units = context.units = _units(route.pair, rows, context)
                return _best([(each, _unit(route, each, context, trace)) for each in units], route.of)
            return _unit(route, (rows[0],) if route.one_row and rows else unit, context, trace)


def _added(outcomes: list[tuple[Unit, Outcome]], of: Fraction, whole: Fraction | None = None) -> Outcome:
    """Add the rows up; ``whole`` is the denominator where the rows share one."""
    if not outcomes:
        return Outcome(Points(ZERO, of), Points(ZERO, of))
    low = high = Points(ZERO, ZERO)
    for _, each in outcomes:
        low, high = low + each.low, high + each.high
    if whole is not None:
        low, high = Points(low.earned, whole), Points(high.earned, whole)
    met = _any_met([each for _, each in outcomes])
    return Outcome(low, high, {unit[0].name: each for unit, each in outcomes if unit[0] is not None}, met)


def _best(outcomes: list[tuple[Unit, Outcome]], of: Fraction) -> Outcome:
    """Take the best unit, low and high each for itself."""
    if not outcomes:
        return Outcome(Points(ZERO, of), Points(ZERO, of))
    low = max((each.low for _, each in outcomes), key=_rank)
    high = max((each.high for _, each in outcomes), key=_rank)
    rows: dict[str, Outcome] = {}
    for unit, each in outcomes:
        for name in _names(unit):
            known = rows.get(name)
            rows[name] = each if known is None else Outcome(
                max(known.low, each.low, key=_rank), max(known.high, each.high, key=_rank), {}, _any_met([known, each])
            )  # fmt: skip
    return Outcome(low, high, rows, _any_met([each for _, each in outcomes]))


def _any_met(outcomes: list[Outcome]) -> dict[str, Truth]:
    ids = dict.fromkeys(name for each in outcomes for name in each.met)
    return {name: any_of(each.met.get(name, False) for each in outcomes) for name in ids}


def _gate(route: CompiledRoute, unit: Unit, context: ScoringContext, trace: Trace | None) -> Truth:
    if route.gate is None:
        return True
    truth = holds(route.gate, unit, context)
    if trace is not None:
        trace.append(Step("gate", route.id, _names(unit), "", truth, ZERO, ZERO, route.of, (route.gate,)))
    return truth


def _unit(route: CompiledRoute, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
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
            trace.append(Step("cap", route.id, _names(unit), "", capped, low, high, at, (when,)))
    if gate is None:
        low, met = ZERO, {name: None if truth else truth for name, truth in met.items()}
    return Outcome(Points(low, route.of), Points(high, route.of), {}, met)


def _sum(
    route: CompiledRoute, criteria: Iterable[CompiledCriterion], unit: Unit, context: ScoringContext, trace: Trace | None
) -> tuple[Fraction, Fraction, dict[str, Truth]]:
    low = high = ZERO
    met: dict[str, Truth] = {}
    for criterion in criteria:
        needed = all_of(met.get(name, False) for name in criterion.needs)
        least, most, truth = (ZERO, ZERO, False) if needed is False and trace is None else _points(criterion, unit, context)
        if needed is not True:
            least, most = ZERO, ZERO if needed is False else most
            truth = all_of((needed, truth))
        met[criterion.id] = truth
        low += least
        high += most
        if trace is not None:
            nodes = tuple(node for _, node in criterion.rungs)
            trace.append(Step("criterion", route.id, _names(unit), criterion.id, truth, least, most, criterion.worth, nodes))
    return low, high, met


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


def _best_rows(route: CompiledRoute, rows: list[Row], context: ScoringContext, trace: Trace | None) -> Outcome:
    """Each criterion by the row that serves it best; what a criterion needs must be met by the same row."""
    units: list[Unit] = [(row,) for row in rows] or [NO_ROW]
    gate = _gate(route, units[0] if len(units) == 1 else NO_ROW, context, trace)
    by_row = []
    for unit in units:
        met: dict[str, Truth] = {}
        points: dict[str, tuple[Fraction, Fraction]] = {}
        for criterion in route.criteria:
            low, high, met_here = _sum(route, (criterion,), unit, context, trace) if not criterion.needs else _needing(
                route, criterion, met, unit, context, trace
            )  # fmt: skip
            met |= met_here
            points[criterion.id] = (low, high)
        by_row.append((unit, points, met))
    low = sum((max(points[each.id][0] for _, points, _ in by_row) for each in route.criteria), ZERO)
    high = sum((max(points[each.id][1] for _, points, _ in by_row) for each in route.criteria), ZERO)
    met = {each.id: any_of(met.get(each.id, False) for _, _, met in by_row) for each in route.criteria}
    return _closed(route, gate, low, high, met, NO_ROW, context, trace)


def _needing(
    route: CompiledRoute,
    criterion: CompiledCriterion,
    met: dict[str, Truth],
    unit: Unit,
    context: ScoringContext,
    trace: Trace | None,
) -> tuple[Fraction, Fraction, dict[str, Truth]]:
    """Points of a criterion that needs others, whose truths in the same row are known."""
    needed = all_of(met.get(name, False) for name in criterion.needs)
    least, most, truth = _points(criterion, unit, context)
    least = least if needed is True else ZERO
    most = ZERO if needed is False else most
    truth = all_of((needed, truth))
    if trace is not None:
        nodes = tuple(node for _, node in criterion.rungs)
        trace.append(Step("criterion", route.id, _names(unit), criterion.id, truth, least, most, criterion.worth, nodes))
    return least, most, {criterion.id: truth}


def _own_pair(route: CompiledRoute, rows: list[Row], context: ScoringContext, trace: Trace | None) -> Outcome:
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
            met = _any_met([Outcome(HIDDEN.low, HIDDEN.low, {}, each) for each in (met, met_here)])
        low += best_low
        high += best_high
    return _closed(route, gate, low, high, met, NO_ROW, context, trace)
