"""Points of blocks added up by level and category, kept so that a change costs only the groups that it touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.scoring.levels import Levels, Weights
from cdp_toolkit.scoring.points import NOTHING, Outcome, Points

Group = tuple[str, str]  # level, category


@dataclass(frozen=True, slots=True)
class Sum:
    """Blocks of one group: the points of those that are settled, and the outcomes that are not."""

    known: Points
    open: tuple[Outcome, ...]
    low: Points
    high: Points


@dataclass(frozen=True)
class Groups:
    """Which blocks belong to which level and category."""

    members: Mapping[Group, tuple[str, ...]]
    of_block: Mapping[str, Group]

    def sums(self, outcomes: Mapping[str, Outcome]) -> dict[Group, Sum]:
        """Add up every group."""
        return {group: _sum(outcomes[key] for key in keys) for group, keys in self.members.items()}

    def changed(self, before: Mapping[Group, Sum], old: Mapping[str, Outcome], new: Mapping[str, Outcome]) -> dict[Group, Sum]:
        """Add up again the groups in which an outcome is another one than before."""
        touched = {self.of_block[key] for key, outcome in new.items() if outcome is not old.get(key)}
        return {
            group: _sum(new[key] for key in self.members[group]) if group in touched else total for group, total in before.items()
        }


def groups_of(levels: Levels, blocks: Iterable[str], weights: Weights | None) -> Groups:
    """Put blocks into their groups, categories in the order of their names."""
    of_block: dict[str, Group] = {}
    for key in blocks:
        question, _, letter = key.rpartition(" ")
        of_block[key] = (letter, levels.category(question, weights))
    members: dict[Group, list[str]] = {}
    for key, group in of_block.items():
        members.setdefault(group, []).append(key)
    return Groups({group: tuple(members[group]) for group in sorted(members)}, of_block)


def _sum(outcomes: Iterable[Outcome]) -> Sum:
    known = NOTHING
    unsettled: list[Outcome] = []
    for each in outcomes:
        if each.low == each.high:
            known = known + each.low if each.low.of or each.low.earned else known
        else:
            unsettled.append(each)
    return Sum(known, tuple(unsettled), extreme(known, unsettled, highest=False), extreme(known, unsettled, highest=True))


def total(sums: Iterable[Sum]) -> tuple[Points, Points]:
    """Return the points of several groups together with the lowest and with the highest share that they can come to."""
    known, unsettled = NOTHING, list[Outcome]()
    for each in sums:
        known = known + each.known
        unsettled += each.open
    return extreme(known, unsettled, highest=False), extreme(known, unsettled, highest=True)


def extreme(known: Points, unsettled: Iterable[Outcome], *, highest: bool) -> Points:
    """Return the points with the highest (or lowest) share that settled points and unsettled blocks can come to together.

    Denominators depend on routes, so adding up every low (or high) outcome need not give the extreme share. Each block takes the
    outcome that moves the share of the whole most (Dinkelbach's method; a few rounds suffice).
    """
    outcomes = tuple(unsettled)
    if not outcomes:
        return known
    share = Fraction(0) if highest else Fraction(1)
    while True:
        added = known
        for each in outcomes:
            a, b = each.low, each.high
            gain = (b.earned - share * b.of) - (a.earned - share * a.of)
            added = added + (b if (gain > 0) is highest or (gain == 0 and b.of > a.of) else a)
        if not added.of or added.share == share:
            return added
        share = added.share
