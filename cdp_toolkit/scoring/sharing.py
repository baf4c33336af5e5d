"""Points in proportion to what is filled: which part of them is earned, low and high."""

from fractions import Fraction

from cdp_toolkit.language import Row
from cdp_toolkit.scoring.compiled import ShareAward
from cdp_toolkit.scoring.leaves import ScoringContext, Unit
from cdp_toolkit.scoring.points import ZERO


def share(award: ShareAward, unit: Unit, context: ScoringContext) -> tuple[Fraction, Fraction]:
    """Return which part of the points is earned, low and high; of the unit's rows where rows are looked at one by one."""
    here = [row for row in unit if row is not None] or context.scope or []
    rows = here if award.select is None else award.select(context, None)
    low = _share(award, rows, context, generous=False)
    entered = [row for row in rows if row.cells] if award.entries_doubt and award.fixed else rows
    high = _share(award, entered, context, generous=True)
    return min(low, high), max(low, high)


def _share(award: ShareAward, rows: list[Row], context: ScoringContext, *, generous: bool) -> Fraction:
    """Return the part for one estimate; a row that does not meet ``when`` has nothing filled that counts."""
    counts = []
    for row in rows:
        filled, shown = _cells(award, row)
        counts.append((filled if _fits(award, row, context, generous=generous) else 0, shown))
    match award.by:
        case "cells":
            filled, shown = sum(count[0] for count in counts), sum(count[1] for count in counts)
            return Fraction(filled, shown) if shown else ZERO
        case "cells_by_row":
            parts = [Fraction(filled, shown) for filled, shown in counts if shown]
            return sum(parts, ZERO) / len(parts) if parts else ZERO
        case "matching":
            matching = sum(_fits(award, row, context, generous=generous) for row in rows)
            return Fraction(matching, len(rows)) if rows else ZERO
        case _:
            partial = generous and award.partial_doubt
            parts = [Fraction(filled, shown) for filled, shown in counts if shown and (partial or filled == shown)]
            return sum(parts, ZERO) / len(rows) if rows else ZERO


def _fits(award: ShareAward, row: Row, context: ScoringContext, *, generous: bool) -> bool:
    truth = True if award.when is None else award.when.evaluate(context, row)
    return truth is True or (generous and truth is None)


def _cells(award: ShareAward, row: Row) -> tuple[int, int]:
    shown = [name for name in row.shown if name not in award.without] if award.without else row.shown
    return sum(name in row.cells for name in shown), len(shown)
