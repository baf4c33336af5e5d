"""Evaluates blocks: which route applies, what each row earns, low and high. Pure: context in, outcomes out.

Unknown is carried to the end: the low estimate takes it as not met, the high one as met. Where an unknown decides a route, every
route that may apply is computed, and the worst and the best count.
"""

from fractions import Fraction

from cdp_toolkit.language import Row
from cdp_toolkit.scoring.awards import NO_ROW, holds, of_best_rows, of_own_pair, of_unit
from cdp_toolkit.scoring.combining import added, best_of, chosen, names
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledPair, CompiledRoute
from cdp_toolkit.scoring.leaves import ScoringContext, Unit
from cdp_toolkit.scoring.points import HIDDEN, ZERO, Outcome, Points
from cdp_toolkit.scoring.tracing import Step, Trace


def outcome(block: CompiledBlock, context: ScoringContext, trace: Trace | None = None) -> Outcome:
    """Return what a block comes to; ``trace`` collects the steps on the way."""
    if not context.table(block.question).shown:
        return HIDDEN
    if block.missing:
        return _unwritten(block, context)
    rows = context.scope = block.select(context, None)
    context.units = []
    if block.per == "question":
        unit = (rows[0],) if block.one_row and rows else NO_ROW
        return _routed(block, block.of, unit, context, trace)
    units = context.units = _units(block.pair, rows, context)
    if block.per == "each_row":
        return added([(unit, _routed(block, block.of_row, unit, context, trace)) for unit in units], block.of)
    return best_of([(unit, _routed(block, block.of, unit, context, trace)) for unit in units], block.of)


def _unwritten(block: CompiledBlock, context: ScoringContext) -> Outcome:
    """Return the range of a block whose criterion nobody has: none to all, but none where nothing at all is answered."""
    printed = [block.of, *(route.of for route in block.routes)]
    if not any(row.cells for row in context.table(block.question).rows):
        return Outcome(Points(ZERO, max(printed)), Points(ZERO, min(printed)))
    return Outcome(Points(ZERO, max(printed)), Points(block.of, block.of))


def _routed(block: CompiledBlock, of: Fraction, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
    """Choose the route of a unit of rows and return its outcome; ``of`` is the denominator where none fits."""
    candidates: list[Outcome] = []
    sure = False
    scope = context.scope
    for route in block.routes:
        applies = holds(route.when, unit, context)
        if trace is not None:
            trace.append(Step("route", route.id, names(unit), "", applies, ZERO, ZERO, route.of, (route.when,)))
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
    return chosen(candidates, best=block.best)


def _units(pair: CompiledPair | None, rows: list[Row], context: ScoringContext) -> list[Unit]:
    """Return the units that are looked at: each row, or each row or two rows that make a pair."""
    if pair is None:
        return [(row,) for row in rows]
    first = [row for row in rows if pair.a.evaluate(context, row) is not False]
    second = [row for row in rows if pair.b.evaluate(context, row) is not False]
    return [(x,) if x is y else (x, y) for x in first for y in second]


def _award(route: CompiledRoute, block: CompiledBlock, unit: Unit, context: ScoringContext, trace: Trace | None) -> Outcome:
    """Return what a route gives: to the unit it was chosen for, or over the rows that it looks at itself."""
    if not route.criteria:
        return Outcome(Points(ZERO, route.of), Points(ZERO, route.of))
    if block.per != "question":
        return of_unit(route, unit, context, trace)
    rows = context.scope = route.select(context, None)
    if route.pair is not None and route.pair.mode == "own":
        return of_own_pair(route, rows, context, trace)
    match route.per:
        case "each_row":
            outcomes: list[tuple[Unit, Outcome]] = [((row,), of_unit(route, (row,), context, trace)) for row in rows]
            return added(outcomes, route.of, whole=route.of)
        case "best_row":
            units = context.units = _units(route.pair, rows, context)
            return best_of([(each, of_unit(route, each, context, trace)) for each in units], route.of)
        case "best_rows":
            return of_best_rows(route, rows, context, trace)
        case _:
            if route.pair is not None:
                units = context.units = _units(route.pair, rows, context)
                return best_of([(each, of_unit(route, each, context, trace)) for each in units], route.of)
            return of_unit(route, (rows[0],) if route.one_row and rows else unit, context, trace)
