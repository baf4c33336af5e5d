"""``cdp-toolkit gaps``: what is answered, what is missing, and what would answer it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import (
    gaps_of,
    metrics_of,
    open_response,
    open_scoring,
    owners_of,
    response_argument,
    scoring_options,
)
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.cli.opening import Scoring
    from cdp_toolkit.editions.model import Edition
    from cdp_toolkit.mapping.gaplist import GapList, QuestionState


@click.command()
@response_argument
@scoring_options
@click.option("--target", help="List the gaps that keep RESPONSE from this band, with what each needs and brings.")
@click.option("--effort", "effort_file", type=click.Path(path_type=Path), help="Your own effort classes (default: effort.yaml).")
@click.option("--module", "modules", multiple=True, help="Only this module; may be repeated.")
@click.option("--missing", is_flag=True, help="List every missing row and column (with --target: data point), not only counts.")
@json_option
def gaps(
    response: Path,
    edition_id: str,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    target: str | None,
    effort_file: Path | None,
    modules: tuple[str, ...],
    missing: bool,
    as_json: bool,
) -> None:
    """List what RESPONSE answers and what it lacks; with --target what keeps it from a band, first what caps it.

    \b
    Examples:
      cdp-toolkit gaps samples/kuaishou-2023
      cdp-toolkit gaps my-project --module 7 --missing
      cdp-toolkit gaps my-project --target B
    """
    if target is not None:
        _to_band(
            open_scoring(response, edition_id, sector, weights, verdicts, effort_file),
            target,
            modules,
            missing=missing,
            as_json=as_json,
        )
        return
    opened = open_response(response, edition_id, sector)
    _check_modules(opened.edition, modules)
    found = gaps_of(opened)
    wanted = modules or tuple(opened.edition.modules)
    if as_json:
        print_json(as_plain(found, wanted) | {"findings": [finding.as_json() for finding in opened.findings]})
    else:
        _print(found, wanted, missing=missing)
        print_findings(opened.findings)
    exit_with(opened.findings)


def _check_modules(edition: "Edition", modules: tuple[str, ...]) -> None:
    from cdp_toolkit.editions.yamlfile import nearest
    from cdp_toolkit.errors import InputError

    for module in modules:
        if module not in edition.modules:
            raise InputError(module, f"is no module of {edition.id}", nearest(module, edition.modules))


def _to_band(scoring: "Scoring", target: str, modules: tuple[str, ...], *, missing: bool, as_json: bool) -> None:
    """Print the gaps to a band."""
    from cdp_toolkit.scoring.gapwords import gap_rows, gaps_as_plain, lacking_rows

    opened, before, assessor = scoring.opened, scoring.before, scoring.advisor.assessor
    _check_modules(opened.edition, modules)
    found = scoring.advisor.gaps(before, target, metrics_of(opened), owners_of(opened))
    if modules:
        found = [gap for gap in found if opened.edition.questions[gap.question].module in modules]
    if as_json:
        print_json(gaps_as_plain(assessor, before, target, found))
        return
    click.echo(f"Band now {before.result} (an estimate; this is not CDP). What keeps the low estimate from {target}:")
    print_table(
        "", ("Level", "Share of points", "Needed", "Points lacking"), lacking_rows(assessor, before, target), right=(1, 2, 3)
    )
    heads = ("No.", "Gap", "Topic", "Points", "Unlocks", "Needs", "Effort", "Owner")
    owned = any(gap.owners for gap in found)
    rows = [row if owned else row[:-1] for row in gap_rows(found, details=missing)]
    print_table(f"Gaps to {target}", heads if owned else heads[:-1], rows, right=(0, 3, 4))
    click.echo("Options are examples: answer what is true. `explain QUESTION --scoring` shows every criterion.")


def _print(found: "GapList", modules: tuple[str, ...], *, missing: bool) -> None:
    for module in modules:
        states = found.of_module(module)
        if not states:
            continue
        title = f"Module {module}: {found.edition.modules[module]}"
        if missing:
            rows = [row for state in states for row in _missing(state)]
            print_table(title, ("Question", "Row", "Missing", "Cells", "Metrics that would answer"), rows, right=(3,))
        else:
            counts = [(s.question.id, s.question.topic, f"{s.answered:,}", f"{len(s.missing):,}", s.word) for s in states]
            print_table(title, ("Question", "Topic", "Answered", "Missing", "Status"), counts, right=(2, 3))
    states = tuple(state for module in modules for state in found.of_module(module))
    answered, asked = sum(state.answered for state in states), sum(state.asked for state in states)
    words = [state.word for state in states]
    click.echo(
        f"{answered:,} of {asked:,} data points are answered; of {len(states)} questions "
        f"{words.count('complete')} are complete, {words.count('started')} started, {words.count('empty')} empty."
    )


def _missing(state: "QuestionState") -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for rows, points in state.gathered:
        named = ", ".join(rows[:3]) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
        labels = ", ".join(dict.fromkeys(point.label for point in points))
        metrics = ", ".join(sorted({metric for point in points for metric in point.metrics}))
        lines.append((state.question.id, named, labels, f"{len(points):,}", metrics))
    return lines


def as_plain(found: "GapList", modules: tuple[str, ...]) -> dict[str, object]:
    """Return a gap list as plain JSON values."""
    states = [state for module in modules for state in found.of_module(module)]
    return {
        "edition": found.edition.id,
        "answered": sum(state.answered for state in states),
        "asked": sum(state.asked for state in states),
        "questions": [
            {
                "question": state.question.id,
                "module": state.question.module,
                "topic": state.question.topic,
                "status": state.word,
                "answered": state.answered,
                "missing": [
                    {
                        "address": str(point.address),
                        "row": point.row,
                        "label": point.label,
                        "type": point.type,
                        "unit": point.unit,
                        "metrics": list(point.metrics),
                    }
                    for point in state.missing
                ],
            }
            for state in states
        ],
    }
