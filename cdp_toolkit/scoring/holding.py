"""What keeps a response below a band that no plan reaches: the blocks that stay open, each with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.scoring.advising import Advisor
from cdp_toolkit.scoring.bands import LevelResult
from cdp_toolkit.scoring.edits import NONE
from cdp_toolkit.scoring.effort import ORDER, EffortClass
from cdp_toolkit.scoring.explaining import explain
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.points import Points
from cdp_toolkit.scoring.resting import named, rests_on
from cdp_toolkit.values import question_order


@dataclass(frozen=True, slots=True)
class Held:
    """One block that a plan leaves open where points are lacking.

    Args:
        level: The level that lacks points.
        category: The category that is below the threshold, "" where categories do not count one by one.
        share: What the category or level comes to with the plan.
        block: The block.
        points: What it comes to with the plan.
        reason: Why nothing more is proposed.
    """

    level: str
    category: str
    share: Fraction
    block: str
    points: Points
    reason: str


def held_back(advisor: Advisor, plan: Plan, most: EffortClass) -> list[Held]:
    """Return what holds a plan back that does not reach its target, nothing for one that does."""
    if plan.reached:
        return []
    wanted = advisor.assessor.levels.shares_to(plan.target)
    found: list[Held] = []
    for level in plan.after.result.levels:
        share = wanted.get(level.level)
        if share is not None:
            for category, reached in _below(level, share):
                found += _of_group(advisor, plan, most, level, category, reached)
    return found


def _below(level: LevelResult, share: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Yield the categories of a level that are below a threshold, or the level itself."""
    if not level.weighted or level.weights_known:
        if level.low < share:
            yield "", level.low
        return
    for each in level.categories:
        if each.low.of and each.low.share < share:
            yield each.category, each.low.share


def _of_group(
    advisor: Advisor, plan: Plan, most: EffortClass, level: LevelResult, category: str, share: Fraction
) -> Iterator[Held]:
    members = advisor.assessor.groups.members
    keys = [key for (letter, name), keys in members.items() if letter == level.level and category in ("", name) for key in keys]
    for key in sorted(keys, key=lambda key: question_order(key.partition(" ")[0])):
        points = plan.after.scored.outcomes[key].low
        if not points.full:
            yield Held(level.name, category, share, key, points, _reason(advisor, plan, most, key))


def _reason(advisor: Advisor, plan: Plan, most: EffortClass, key: str) -> str:
    if advisor.assessor.scorer.blocks[key].missing:
        return "points are printed, the criterion is not public"
    given = plan.before.tables
    if advisor.moves(plan.after, given, most).close(key, NONE):
        return "answers are known that would earn more, but not enough for the target"
    if most != ORDER[-1] and advisor.moves(plan.after, given).close(key, NONE):
        return "takes longer than the weeks before a submission (--max-effort later)"
    rests = rests_on(explain(advisor.assessor.scorer, plan.after.scored, key), advisor.permits(given))
    return f"rests on what is so: {named(rests)}" if rests else "no answer of its own was found that earns more"
