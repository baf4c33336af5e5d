"""``cdp-toolkit gaps``: what is answered, what is missing, and what would answer it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import gaps_of, open_response, response_argument
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.mapping.gaplist import GapList, QuestionState


@click.command()
@response_argument
@click.option("--module", "modules", multiple=True, help="Only this module; may be repeated.")
@click.option("--missing", is_flag=True, help="List every missing row and column, not only counts.")
@json_option
def gaps(response: Path, edition_id: str, sector: str | None, modules: tuple[str, ...], missing: bool, as_json: bool) -> None:
    """List what RESPONSE answers and what it lacks, by module and question.

    \b
    Examples:
      cdp-toolkit gaps samples/kuaishou-2023
      cdp-toolkit gaps my-project --module 7 --missing
    """
    from cdp_toolkit.editions.yamlfile import nearest
    from cdp_toolkit.errors import InputError

    opened = open_response(response, edition_id, sector)
    for module in modules:
        if module not in opened.edition.modules:
            raise InputError(module, f"is no module of {opened.edition.id}", nearest(module, opened.edition.modules))
    found = gaps_of(opened)
    wanted = modules or tuple(opened.edition.modules)
    if as_json:
        print_json(as_plain(found, wanted) | {"findings": [finding.as_json() for finding in opened.findings]})
    else:
        _print(found, wanted, missing=missing)
        print_findings(opened.findings)
    exit_with(opened.findings)


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
