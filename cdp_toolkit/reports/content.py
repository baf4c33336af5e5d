"""Puts a report together: everything that it says, in words and figures, before it is laid out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cdp_toolkit.findings import Finding, by_weight
from cdp_toolkit.reports.appendix import modules_of
from cdp_toolkit.reports.parts import Bar, Cell, Content, GapBar, Step, Table
from cdp_toolkit.reports.planned import plan_said, plan_table
from cdp_toolkit.scoring.advising import Advisor
from cdp_toolkit.scoring.assessing import Assessment
from cdp_toolkit.scoring.bands import LevelResult
from cdp_toolkit.scoring.explaining import open_questions
from cdp_toolkit.scoring.gaps import Gap, missed_essentials
from cdp_toolkit.scoring.gapwords import capping, needed
from cdp_toolkit.scoring.matters import asked
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.points import ZERO, Points, decimal
from cdp_toolkit.scoring.summary import level_rows, percent, question_rows, reasons

CHARTED = 15  # gaps in the chart


@dataclass(frozen=True)
class Material:
    """What a report is made from.

    Args:
        organisation: Whose response it is.
        facts: Further facts for the head: name and value.
        advisor: Knows criteria and effort.
        assessment: The scored response.
        target: The band that gaps and plan aim at.
        gaps: The gaps to it.
        plan: The plan to it.
        findings: Findings on figures and answers.
        carried: What has to stand beside the band where answers are last time's.
    """

    organisation: str
    facts: tuple[tuple[str, str], ...]
    advisor: Advisor
    assessment: Assessment
    target: str
    gaps: Sequence[Gap]
    plan: Plan
    findings: Sequence[Finding]
    carried: str | None = None


def content_of(material: Material) -> Content:
    """Return everything that the report of a response says."""
    assessor, assessment = material.advisor.assessor, material.assessment
    result = assessment.result
    why = reasons(assessor, assessment)
    caps, lacking, _, assumed = why.items()
    return Content(
        organisation=material.organisation,
        edition=assessor.edition.title,
        sector=assessor.scorer.sector,
        facts=material.facts,
        band_low=result.low,
        band_high=result.high,
        verdict=_verdict(material),
        reasons=((caps[0], _caps(material)), (lacking[0], tuple(lacking[1]))),
        target=material.target,
        plan_said=plan_said(material.advisor, material.plan),
        steps=tuple(_step(material, level) for level in result.levels),
        next_share=assessor.levels.next_share,
        bars=tuple(_bars(result.levels)),
        gap_bars=tuple(_gap_bars(material.gaps)),
        levels=_levels(material),
        categories=_categories(result.levels),
        gaps=_gaps(material.gaps, material.target),
        plan=plan_table(material.advisor, material.plan),
        findings=_findings(material.findings),
        judged=_judged(material),
        assumptions=tuple(assumed[1]),
        points=_points(material),
        modules=modules_of(assessor, assessment),
    )


def best_target(order: Sequence[str], low: str, wanted: str) -> str:
    """Return the band to aim at: the wanted one, or the next above what is reached already."""
    place = order.index(low)
    return wanted if order.index(wanted) > place else order[min(place + 1, len(order) - 1)]


def _verdict(material: Material) -> tuple[str, ...]:
    result = material.assessment.result
    open_count = len(open_questions(material.advisor.assessor.scorer, material.assessment.scored))
    said = []
    if result.low == result.high:
        said.append(f"On the answers given, the response comes to {result.low}.")
    else:
        said.append(f"On the answers given, the response is sure of {result.low} and may reach {result.high}.")
    if material.carried:
        said.append(material.carried)
    if open_count:
        said.append(f"{open_count} {'matter is' if open_count == 1 else 'matters are'} left to a reader or a register to settle.")
    surely = [each for each in result.missed if each.rule.confidence != "low"]
    if surely:
        said.append(f"{len(surely)} essential {'criterion is' if len(surely) == 1 else 'criteria are'} missed.")
    said.append("This is an estimate from CDP's published criteria. It is not CDP's score.")
    return tuple(said)


def _caps(material: Material) -> tuple[str, ...]:
    """Return the essential criteria that keep the band below the target, and count those beyond."""
    assessor, assessment = material.advisor.assessor, material.assessment
    mine = missed_essentials(assessor, assessment, material.target)
    lines = [f"Below {rule.reaches}: {rule.why} {rule.fix} (confidence {rule.confidence})" for rule in mine]
    beyond = sum(each.met is not True for each in assessment.result.essential) - len(mine)
    if beyond:
        lines.append(
            f"{beyond} more essential {'criterion' if beyond == 1 else 'criteria'} beyond {material.target} not met yet."
        )
    return tuple(lines)


def _step(material: Material, level: LevelResult) -> Step:
    bands = tuple(
        (Fraction(rule.from_pct, 100), rule.band) for rule in material.advisor.assessor.levels.bands if rule.level == level.level
    )
    return Step(level.name, level.low, level.high, bands)


def _bars(levels: Iterable[LevelResult]) -> Iterable[Bar]:
    for level in levels:
        for each in level.categories:
            of = max(each.low.of, each.high.of)
            yield Bar(level.name, each.category, _share(each.low), _share(each.high), of)


def _share(points: Points) -> Fraction:
    return points.earned / points.of if points.of else ZERO


def _gap_bars(gaps: Sequence[Gap]) -> Iterable[GapBar]:
    for gap in [each for each in gaps if each.lost][:CHARTED]:
        effort = "effort unknown" if gap.effort is None else f"{gap.effort} ({decimal(gap.price)})"
        yield GapBar(gap.block, gap.topic, gap.lost, gap.worth - gap.lost, effort, caps=bool(gap.caps))


def number(value: Fraction) -> Decimal:
    """Return points as a decimal number of at most three places."""
    return Decimal(decimal(value))


def _levels(material: Material) -> Table:
    rows = level_rows(material.advisor.assessor, material.assessment)
    bands = [
        ", ".join(f"{band} from {float(at) * 100:.0f}%" for at, band in _step(material, level).bands)
        for level in material.assessment.result.levels
    ]
    return Table(
        "Levels",
        "Share of the points earned at each level, low to high estimate.",
        ("Level", "Share of points", "Points", "Leads on at", "Bands read at this level"),
        tuple((*row, band) for row, band in zip(rows, bands, strict=True)),
        (16, 18, 30, 12, 30),
    )


def _categories(levels: Sequence[LevelResult]) -> Table:
    names = list(dict.fromkeys(each.category for level in levels for each in level.categories))
    rows = []
    for name in names:
        cells: list[Cell] = [name]
        for level in levels:
            mine = next((each for each in level.categories if each.category == name), None)
            cells.append(
                "–"
                if mine is None or not (mine.low.of or mine.high.of)
                else f"{percent(_share(mine.low), _share(mine.high))} ({_range(mine.low, mine.high)})"
            )
        rows.append(tuple(cells))
    about = "Share and points of each category at each level. A dash: no points are available."
    return Table("Categories", about, ("Category", *(level.name for level in levels)), tuple(rows), (48, 22, 22, 22, 22))


def _range(low: Points, high: Points) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _gaps(gaps: Sequence[Gap], target: str) -> Table:
    rows = tuple(
        (
            Decimal(i),
            gap.block,
            gap.topic,
            number(gap.lost),
            ", ".join(f"{block} {decimal(points)}" for block, points in gap.unlocks),
            capping(gap),
            "\n".join((gap.fix, *needed(gap))),
            gap.effort or "unknown",
            number(gap.price),
            ", ".join(gap.owners),
        )
        for i, gap in enumerate(gaps, 1)
    )
    about = (
        f"What keeps the response from {target}: first what caps the band, then the most points for the effort. "
        "A gap is told at the first level that is not full; what waits behind it is what it unlocks. "
        "Options are examples: answer what is true."
    )
    header = (
        "No.",
        "Criterion",
        "Topic",
        "Points",
        "Unlocks",
        "Caps",
        "What to do, and what it needs",
        "Effort",
        "Price",
        "Owner",
    )
    return Table("Gaps", about, header, rows, (6, 18, 34, 9, 26, 20, 80, 11, 9, 20))


def _findings(findings: Sequence[Finding]) -> Table:
    rows = tuple((str(each.severity), each.where, each.problem, each.fix) for each in by_weight(findings))
    about = (
        "What is wrong, doubtful or noteworthy in figures and answers, the gravest first." if rows else "There are no findings."
    )
    return Table("Findings", about, ("Weight", "Where", "What is wrong", "What to do"), rows, (10, 34, 70, 60))


def _judged(material: Material) -> Table:
    assessor, scored = material.advisor.assessor, material.assessment.scored
    waiting = [asked(assessor.edition.id, key) for key in open_questions(assessor.scorer, scored)]
    rows = tuple((each.key, each.asks, each.look) for each in waiting)
    about = (
        "Answers alone do not decide these. Write each verdict into verdicts.csv (about, holds, name, date, reason): "
        "the range narrows."
        if rows
        else "Nothing is left to a reader or a register."
    )
    return Table("To be judged", about, ("About", "Answer yes or no", "Where to look"), rows, (40, 60, 60))


def _points(material: Material) -> Table:
    names = [rule.name for rule in material.advisor.assessor.levels.levels]
    rows = tuple(question_rows(material.advisor.assessor, material.assessment))
    about = "Points earned of points available by question and level. Questions that are hidden are left out."
    return Table("Points by question", about, ("Question", "Topic", *names), rows, (11, 60, 18, 18, 18, 18))
