"""An assessment in words and plain data: what a terminal, a report and a machine show of it."""

from typing import Any

from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.bands import CategoryResult, LevelResult
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.explaining import open_questions
from cdp_toolkit.scoring.levels import Essential
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.values import question_order

MANY = 8  # blocks without criterion that are still named one by one


def percent(low: Any, high: Any) -> str:
    """Write a share, or a range of shares, as a percentage."""
    first, last = f"{float(low) * 100:.1f}", f"{float(high) * 100:.1f}"
    return f"{first}%" if first == last else f"{first} to {last}%"


def level_rows(assessor: Assessor, assessment: Assessment) -> list[tuple[str, str, str, str]]:
    """Return a row a level: name, share, points, threshold."""
    needed = f"{float(assessor.levels.next_share) * 100:.0f}%"
    return [(each.name, percent(each.low, each.high), _points(each), needed) for each in assessment.result.levels]


def _points(level: LevelResult) -> str:
    low, high = level.plain_low, level.plain_high
    return str(low) if low == high else f"{low} to {high}"


def reasons(assessor: Assessor, assessment: Assessment) -> dict[str, list[str]]:
    """Return why the band is what it is, under headings: what caps it, what is lacking, what is open, what is assumed."""
    result = assessment.result
    caps = [_cap(each.rule) for each in result.essential if each.met is not True]
    lacking = []
    for level in result.levels:
        if level.low < assessor.levels.next_share:
            points = level.lacking(assessor.levels.next_share)
            unweighted = ", not weighted" if level.weighted else ""
            lacking.append(
                f"{level.name}: {decimal(points)} points to the threshold{unweighted} ({percent(level.low, level.high)})"
            )
    unsettled = list(open_questions(assessor.scorer, assessment.scored))
    assumed = [
        f"{each.what} (confidence {each.confidence})" for each in (*assessor.levels.thresholds, *assessor.levels.assumptions)
    ]
    if any(level.weighted and not level.weights_known for level in result.levels):
        assumed.insert(
            0,
            "No category weights were given: Management and Leadership are anything between their weakest and strongest category",
        )
    missing = sorted(
        (key for key, block in assessor.scorer.blocks.items() if block.missing and assessment.scored.outcomes[key].high.earned)
    )
    if len(missing) > MANY:
        assumed.append(
            f"{len(missing)} blocks have no criterion here for {assessor.scorer.sector}: each counts as none to all of its points"
        )
    else:
        assumed += [f"{key} has points but no published criterion: counted as none to all" for key in missing]
    return {
        "What caps the band": caps,
        "What is lacking": lacking,
        "What a reader or register has to settle": unsettled,
        "What is assumed": assumed,
    }


def _cap(rule: Essential) -> str:
    return f"below {rule.reaches}: {rule.why} {rule.fix} (essential criterion '{rule.id}', confidence {rule.confidence})"


def question_rows(assessor: Assessor, assessment: Assessment) -> list[tuple[str, ...]]:
    """Return a row a question: number, topic, and its points at each level."""
    numbers = sorted({block.question for block in assessor.scorer.blocks.values()}, key=question_order)
    rows = []
    for number in numbers:
        if not assessment.displayed.shows(number):
            continue
        outcomes = [assessment.scored.outcomes.get(f"{number} {level}") for level in LEVELS]
        points = ["" if each is None else str(each) for each in outcomes]
        rows.append((number, assessor.edition.questions[number].topic, *points))
    return rows


def as_plain(assessor: Assessor, assessment: Assessment) -> dict[str, Any]:
    """Return everything as plain data for JSON."""
    result = assessment.result
    return {
        "edition": assessor.edition.id,
        "sector": assessor.scorer.sector,
        "band": {"low": result.low, "high": result.high},
        "levels": [
            {
                "level": each.name,
                "low": float(each.low),
                "high": float(each.high),
                "points": {"low": str(each.plain_low), "high": str(each.plain_high)},
                "weights": assessor.weights.source if each.weights_known and assessor.weights else None,
                "categories": [_category(category) for category in each.categories],
            }
            for each in result.levels
        ],
        "essential": [
            {"id": each.rule.id, "reaches": each.rule.reaches, "met": each.met, "confidence": each.rule.confidence}
            for each in result.essential
        ],
        "reasons": reasons(assessor, assessment),
        "blocks": {
            key: {"low": str(outcome.low), "high": str(outcome.high)}
            for key, outcome in sorted(assessment.scored.outcomes.items(), key=lambda item: question_order(item[0].split()[0]))
        },
    }


def _category(result: CategoryResult) -> dict[str, Any]:
    weight = None if result.weight is None else float(result.weight)
    return {"category": result.category, "low": str(result.low), "high": str(result.high), "weight": weight}


def changed_rows(before: Assessment, after: Assessment) -> list[tuple[str, str, str]]:
    """Return what differs between two assessments: levels by share, blocks by points."""
    rows = [
        (old.name, percent(old.low, old.high), percent(new.low, new.high))
        for old, new in zip(before.result.levels, after.result.levels, strict=True)
        if (old.low, old.high) != (new.low, new.high)
    ]
    for key in sorted(after.scored.outcomes, key=lambda each: question_order(each.split()[0])):
        first, second = str(before.scored.outcomes[key]), str(after.scored.outcomes[key])
        if first != second:
            rows.append((key, first, second))
    return rows
