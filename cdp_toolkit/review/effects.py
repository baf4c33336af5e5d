"""What a change did, in one sentence: the band, the level that moved most, and the points of blocks."""

from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.assessing import Assessment
from cdp_toolkit.scoring.summary import changed_rows, percent

MOST_BLOCKS = 4


def effect(before: Standing, after: Standing, answers: int) -> str:
    """Say what was saved and what that did to the score."""
    said = "One answer was saved." if answers == 1 else f"{answers} answers were saved."
    return f"{said} {effect_on_score(before.assessment, after.assessment)}"


def effect_on_score(before: Assessment, after: Assessment) -> str:
    """Say what the difference between two assessments is."""
    rows = changed_rows(before, after)
    if not rows:
        return "The score stays as it is."
    shown = [f"{what} {old} → {new}" for what, old, new in rows[:MOST_BLOCKS]]
    more = len(rows) - len(shown)
    band = f"Band {before.result}" if str(before.result) == str(after.result) else f"Band {before.result} → {after.result}"
    return f"{band}. {'; '.join(shown)}{f' and {more} more' if more > 0 else ''}."


def level_bars(assessment: Assessment, threshold: float) -> list[dict[str, object]]:
    """Return the four levels as a page draws them."""
    return [
        {
            "letter": each.level,
            "name": each.name,
            "low": round(float(each.low) * 100, 1),
            "high": round(float(each.high) * 100, 1),
            "share": percent(each.low, each.high),
            "earned": each.plain_low,
            "needed": round(threshold * 100),
            "reached": float(each.low) >= threshold,
            "reachable": float(each.high) >= threshold,
            "weighted": each.weighted and not each.weights_known,
        }
        for each in assessment.result.levels
    ]
