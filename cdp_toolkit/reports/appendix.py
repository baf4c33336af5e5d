"""The appendix of a report: every displayed question with its points, what is not met, and what to do."""

from cdp_toolkit.reports.parts import LevelPart, ModulePart, QuestionPart
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.explaining import Explained, Verdict, explain
from cdp_toolkit.values import question_order

NAMED = 4  # data points of a step that are named


def modules_of(assessor: Assessor, assessment: Assessment) -> tuple[ModulePart, ...]:
    """Return the displayed questions that are scored, by module."""
    edition = assessor.edition
    numbers = sorted({block.question for block in assessor.scorer.blocks.values()}, key=question_order)
    by_module: dict[str, list[QuestionPart]] = {}
    for number in numbers:
        if assessment.displayed.shows(number):
            by_module.setdefault(edition.questions[number].module, []).append(_question(assessor, assessment, number))
    return tuple(
        ModulePart(f"Module {module}: {edition.modules[module]}", tuple(questions)) for module, questions in by_module.items()
    )


def _question(assessor: Assessor, assessment: Assessment, number: str) -> QuestionPart:
    parts = []
    for rule in assessor.levels.levels:
        key = f"{number} {rule.letter}"
        block = assessor.scorer.blocks.get(key)
        if block is None:
            continue
        outcome = assessment.scored.outcomes[key]
        if outcome.low.full:
            parts.append(LevelPart(rule.name, str(outcome), "", ()))
            continue
        if block.missing:
            parts.append(LevelPart(rule.name, str(outcome), "", ("Points are printed, the criterion is not public.",)))
            continue
        explanation = explain(assessor.scorer, assessment.scored, key)
        lines = tuple(
            _line(step)
            for step in explanation.steps
            if step.verdict not in (Verdict.MET, Verdict.SKIPPED) and step.kind != "route"
        )
        parts.append(LevelPart(rule.name, str(outcome), explanation.fix, lines))
    return QuestionPart(number, assessor.edition.questions[number].topic, tuple(parts))


def _line(step: Explained) -> str:
    said = (
        f"{step.kind.capitalize()} {step.label}: {step.verdict}, {step.points}"
        if step.kind == "criterion"
        else f"Gate: {step.verdict}"
    )
    blank = [read.address for read in step.reads if read.text == ""]
    if blank:
        more = f" and {len(blank) - NAMED} more" if len(blank) > NAMED else ""
        said += f". Blank: {', '.join(blank[:NAMED])}{more}"
    if step.needs:
        said += f". Needs {', '.join(f'{name} ({truth})' for name, truth in step.needs)} too"
    if step.waits:
        said += f". Waits for {', '.join(f'{block} ({outcome})' for block, outcome in step.waits)}"
    return said
