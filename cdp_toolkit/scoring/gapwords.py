"""Gaps in words and plain data: what a terminal, a report and a machine show of them."""

from collections.abc import Sequence
from typing import Any

from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.gaps import Gap, Need, missed_essentials
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.scoring.resting import named
from cdp_toolkit.scoring.summary import percent

NAMED = 4  # data points of a kind that are named one by one
LONGEST = 90  # characters of an example
PLURAL = {
    "figure": "figures",
    "date": "dates",
    "choice": "choices",
    "text": "texts",
    "policy": "policies",
    "attachment": "attachments",
    "verification": "third-party verifications",
    "verdict": "outside confirmations",
}
SINGULAR = {kind: "policy" if kind == "policy" else word.removesuffix("s") for kind, word in PLURAL.items()}


def needed(gap: Gap) -> list[str]:
    """Say what a gap needs: how many of each kind, and the first few by name."""
    lines = []
    for kind in PLURAL:
        mine = [need for need in gap.needs if need.kind == kind]
        if mine:
            named = ", ".join(_named(need, gap.question) for need in mine[:NAMED])
            more = f" and {len(mine) - NAMED} more" if len(mine) > NAMED else ""
            lines.append(f"{len(mine)} {PLURAL[kind] if len(mine) > 1 else SINGULAR[kind]}: {named}{more}")
    if not gap.plannable:
        lines.append(not_plannable(gap))
    return lines


def not_plannable(gap: Gap) -> str:
    """Say why no plan closes a gap."""
    if not gap.criteria:
        return "Not plannable: points are printed, the criterion is not public."
    waits = [need.address for need in gap.needs if need.kind in ("verdict", "verification")]
    if waits:
        return "Not plannable: no answer earns it without a verdict from outside."
    if gap.rests_on:
        return f"Not plannable: it rests on what is so: {named(gap.rests_on)}."
    return "Not plannable: other questions or figures have to agree with it; no answer of its own was found that earns it."


def _named(need: Need, question: str) -> str:
    """Name a data point, inside its own question without the question's number."""
    name = need.address.removeprefix(question) if need.address.startswith((f"{question}[", f"{question}.")) else need.address
    if need.metrics and need.kind == "figure":
        return f"{name} (metric {' or '.join(need.metrics[:2])})"
    return f"{name} (such as “{shortened(need.suggestion)}”)" if need.suggestion else name


def shortened(text: str) -> str:
    """Return a text with its end left out, where it is long."""
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def capping(gap: Gap) -> str:
    """Say that a gap caps the band itself, or which essential criteria look at its question."""
    return "caps the band" if not gap.level else ", ".join(gap.caps)


def lacking_rows(assessor: Assessor, assessment: Assessment, target: str) -> list[tuple[str, str, str, str]]:
    """Return a row a level that matters for a band: its name, share, what the band asks of it, points that are lacking."""
    rows = []
    wanted = assessor.levels.shares_to(target)
    for level in assessment.result.levels:
        share = wanted.get(level.level)
        if share is not None:
            lacking = decimal(level.lacking(share)) + (" (not weighted)" if level.weighted and not level.weights_known else "")
            rows.append((level.name, percent(level.low, level.high), f"{float(share) * 100:.0f}%", lacking))
    return rows


def gap_rows(gaps: Sequence[Gap], *, details: bool = False) -> list[tuple[str, ...]]:
    """Return a row a gap for a terminal; with details every kind of need names its data points."""
    return [
        (
            str(i),
            gap.block,
            gap.topic,
            decimal(gap.lost) if gap.level else "caps",
            decimal(gap.worth - gap.lost) if gap.unlocks else "",
            ("\n".join(needed(gap)) if details else counted(gap) if gap.plannable else not_plannable(gap)) or gap.fix,
            f"{gap.effort or 'unknown'} {decimal(gap.price)}",
            ", ".join(gap.owners),
        )
        for i, gap in enumerate(gaps, 1)
    ]


def counted(gap: Gap) -> str:
    """Say how many of each kind a gap needs."""
    counts = {kind: sum(need.kind == kind for need in gap.needs) for kind in PLURAL}
    return ", ".join(f"{count} {PLURAL[kind] if count > 1 else SINGULAR[kind]}" for kind, count in counts.items() if count)


def gaps_as_plain(assessor: Assessor, assessment: Assessment, target: str, gaps: Sequence[Gap]) -> dict[str, Any]:
    """Return gaps as plain data for JSON."""
    keys = ("level", "share", "wanted", "lacking")
    return {
        "edition": assessor.edition.id,
        "target": target,
        "band": {"low": assessment.result.low, "high": assessment.result.high},
        "lacking": [dict(zip(keys, row, strict=True)) for row in lacking_rows(assessor, assessment, target)],
        "capped_by": [rule.id for rule in missed_essentials(assessor, assessment, target)],
        "gaps": [_plain(gap) for gap in gaps],
    }


def _plain(gap: Gap) -> dict[str, Any]:
    return {
        "gap": gap.block,
        "question": gap.question,
        "level": gap.level,
        "topic": gap.topic,
        "criteria": list(gap.criteria),
        "points": float(gap.lost),
        "unlocks": {block: float(points) for block, points in gap.unlocks},
        "caps": list(gap.caps),
        "why": gap.why,
        "fix": gap.fix,
        "needs": [
            {
                "address": need.address,
                "kind": need.kind,
                "answered": need.answered,
                "suggestion": need.suggestion,
                "metrics": list(need.metrics),
            }
            for need in gap.needs
        ],
        "plannable": gap.plannable,
        "not_plannable": "" if gap.plannable else not_plannable(gap),
        "effort": gap.effort,
        "price": float(gap.price),
        "owners": list(gap.owners),
    }
