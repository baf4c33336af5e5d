"""Two responses of one edition side by side: band range, points, gaps closed and opened, figures that moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import Field

from cdp_toolkit.editions.loader import edition_folder
from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.editions.yamlfile import Definition, read, validated
from cdp_toolkit.language import Row, Table
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.bands import BandRange
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.scoring.summary import changed_rows
from cdp_toolkit.values import Address, plain, question_order


class Factor(Definition):
    """A factor between two figures that looks like a change of unit."""

    factor: Decimal = Field(gt=1)
    within_pct: Decimal = Field(gt=0, lt=50)
    hint: str


class Limits(Definition):
    """``comparing.yaml``: from which change on a figure is listed."""

    moved_pct: Decimal = Field(gt=0)
    factors: tuple[Factor, ...] = ()

    def hint(self, old: Decimal, new: Decimal) -> str:
        """Return what a change of unit would explain, "" where it would explain nothing."""
        if not old or not new:
            return ""
        ratio = max(abs(old / new), abs(new / old))
        return next((each.hint for each in self.factors if abs(ratio / each.factor - 1) * 100 <= each.within_pct), "")

    def moved(self, old: Decimal, new: Decimal) -> bool:
        """Whether a figure changed by more than the limit; to or from zero always counts."""
        return old != new and (not old or abs(new - old) / abs(old) * 100 > self.moved_pct)


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is in both responses and moved beyond the limit. ``change`` is in percent, None from zero."""

    address: str
    label: str
    old: Decimal
    new: Decimal
    change: Decimal | None
    hint: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two responses.

    Args:
        old: The older response's band range.
        new: The newer one's.
        rows: Levels and blocks that differ, with what they were and are.
        closed: Blocks that lacked points and lack none now.
        opened: Blocks that lacked none and lack points now, with how many.
        moved: Figures that moved beyond the limit.
        limit: That limit, in percent.
    """

    old: BandRange
    new: BandRange
    rows: tuple[tuple[str, str, str], ...]
    closed: tuple[str, ...]
    opened: tuple[tuple[str, str], ...]
    moved: tuple[Moved, ...]
    limit: Decimal


@cache
def load_limits(edition: str) -> Limits:
    """Return the limits of an edition. Raises DefinitionError for a file that cannot be used."""
    limits: Limits = validated(read(edition_folder(edition) / "scoring" / "comparing.yaml"), Limits)
    return limits


def compare(assessor: Assessor, old: Assessment, new: Assessment) -> Comparison:
    """Return what differs between two assessed responses of the assessor's edition and sector."""
    closed, opened = [], []
    for key in sorted(new.scored.outcomes, key=lambda each: (question_order(each.split()[0]), each)):
        before, after = old.scored.outcomes[key].low, new.scored.outcomes[key].low
        if not before.full and after.full:
            closed.append(key)
        if before.full and not after.full:
            opened.append((key, decimal(after.of - after.earned)))
    limits = load_limits(assessor.edition.id)
    moved = tuple(_moved(assessor.edition, limits, old, new))
    return Comparison(
        old.result, new.result, tuple(changed_rows(old, new)), tuple(closed), tuple(opened), moved, limits.moved_pct
    )


def _moved(edition: Edition, limits: Limits, old: Assessment, new: Assessment) -> Iterator[Moved]:
    tables_old, tables_new = old.displayed.context.tables, new.displayed.context.tables
    for number, question in edition.questions.items():
        for before, after in _pairs(tables_old[number], tables_new[number]):
            for name, cell in after.cells.items():
                was = before.cells.get(name)
                if isinstance(cell, Decimal) and isinstance(was, Decimal) and limits.moved(was, cell):
                    yield _figure(question, after, name, was, cell, limits)


def _figure(question: Question, row: Row, name: str, old: Decimal, new: Decimal, limits: Limits) -> Moved:
    address = Address(question.id, row.name or None, name)
    change = None if not old else ((new - old) / abs(old) * 100).quantize(Decimal("0.1"))
    return Moved(str(address), question.by_name[name].label, old, new, change, limits.hint(old, new))


def _pairs(old: Table, new: Table) -> Iterator[tuple[Row, Row]]:
    """Pair rows by what they are about where that is unambiguous, else by their names."""
    by_key = _unique(old)
    keys = _unique(new)
    for row in new.rows:
        mate = by_key.get(row.key) if row.key in keys else None
        mate = mate or old.row(row.name)
        if mate is not None:
            yield mate, row


def _unique(table: Table) -> Mapping[str, Row]:
    counts: dict[str, int] = {}
    for row in table.rows:
        counts[row.key] = counts.get(row.key, 0) + 1
    return {row.key: row for row in table.rows if row.key and counts[row.key] == 1}


def comparison_as_plain(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data for JSON."""
    return {
        "band": {"old": str(comparison.old), "new": str(comparison.new)},
        "changed": [dict(zip(("what", "old", "new"), row, strict=True)) for row in comparison.rows],
        "closed": list(comparison.closed),
        "opened": [{"block": block, "points": float(points)} for block, points in comparison.opened],
        "figures": [
            {
                "address": each.address,
                "label": each.label,
                "old": plain(each.old),
                "new": plain(each.new),
                "change_pct": None if each.change is None else plain(each.change),
                "hint": each.hint,
            }
            for each in comparison.moved
        ],
        "limit_pct": plain(comparison.limit),
    }
