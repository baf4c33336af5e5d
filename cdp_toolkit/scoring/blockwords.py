"""The scoring of one question in words and plain data: each criterion with what decided it, its points and its fix."""

from collections.abc import Iterator
from typing import Any

from cdp_toolkit.errors import InputError
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.explaining import Explained, explain
from cdp_toolkit.scoring.matters import asked

MOST = 8  # data points of a step that are listed on a terminal


def scoring_as_plain(assessor: Assessor, assessment: Assessment, question: str) -> list[dict[str, Any]]:
    """Return the explanation of every level of a question.

    Raises:
        InputError: The question is not scored.
    """
    levels = [(rule.name, f"{question} {rule.letter}") for rule in assessor.levels.levels]
    mine = [(name, key) for name, key in levels if key in assessor.scorer.blocks]
    if not mine:
        raise InputError(question, f"earns no points for {assessor.scorer.sector}", "Explain it without --scoring.")
    return [_block(assessor, assessment, name, key) for name, key in mine]


def _block(assessor: Assessor, assessment: Assessment, name: str, key: str) -> dict[str, Any]:
    explanation = explain(assessor.scorer, assessment.scored, key)
    return {
        "block": key,
        "level": name,
        "points": {"low": str(explanation.outcome.low), "high": str(explanation.outcome.high)},
        "displayed": assessment.displayed.shows(key.partition(" ")[0]),
        "criterion_known": not assessor.scorer.blocks[key].missing,
        "reference": explanation.reference,
        "why": explanation.why,
        "fix": explanation.fix,
        "note": explanation.note,
        "steps": [_step(assessor, step) for step in explanation.steps],
    }


def _step(assessor: Assessor, step: Explained) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "label": step.label,
        "verdict": str(step.verdict),
        "points": step.points,
        "reads": [{"address": read.address, "value": read.text, "hidden": read.text is None} for read in step.reads],
        "asks": [
            {"about": each.key, "asks": each.asks, "look": each.look}
            for each in (asked(assessor.edition.id, key) for key in step.asks)
        ],
        "needs": [{"criterion": name, "came_out": truth} for name, truth in step.needs],
        "waits_for": [{"block": block, "points": points} for block, points in step.waits],
    }


def scoring_lines(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the explanation of a question's levels as lines for a terminal."""
    for block in blocks:
        low, high = block["points"]["low"], block["points"]["high"]
        yield f"{block['level']}: {low if low == high else f'{low} to {high}'}  ({block['block']}; {block['reference']})"
        yield f"  why      {block['why']}"
        if low.split("/")[0] != low.split("/")[-1]:
            yield f"  fix      {block['fix']}"
        if block["note"]:
            yield f"  note     {block['note']}"
        if not block["displayed"]:
            yield "  The question is hidden by other answers: it is out of this level."
            continue
        if not block["criterion_known"]:
            open_ = "none to all" if float(high.split("/")[0]) else "none, as nothing is answered"
            yield f"  Points are printed, the criterion is not public: it counts as {open_}."
        for step in block["steps"]:
            yield from _lines(step)


def _lines(step: dict[str, Any]) -> Iterator[str]:
    yield f"  {step['kind']:<9} {step['label']}: {step['verdict']}, {step['points']}"
    for read in step["reads"][:MOST]:
        value = "(hidden)" if read["hidden"] else read["value"] or "(blank)"
        yield f"            {read['address']} = {' '.join(value.split())[:90]}"
    if len(step["reads"]) > MOST:
        yield f"            ... {len(step['reads'])} data points in all, see --json"
    for need in step["needs"]:
        yield f"            needs {need['criterion']} too: {need['came_out']}"
    for wait in step["waits_for"]:
        yield f"            waits for {wait['block']}: {wait['points']}"
    for ask in step["asks"]:
        yield f"            {ask['asks']} Write {ask['about']} into verdicts.csv."
        yield f"            Look: {ask['look']}"
