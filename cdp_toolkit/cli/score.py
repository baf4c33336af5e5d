"""``cdp-toolkit score``: levels, band range, and what it rests on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import open_scoring, response_argument, scoring_options
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.scoring.assessing import Assessment, Assessor


@click.command()
@response_argument
@scoring_options
@click.option("--questions", is_flag=True, help="List the points of every question as well.")
@json_option
def score(
    response: Path,
    edition_id: str,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    questions: bool,
    as_json: bool,
) -> None:
    """Estimate the band of RESPONSE, a project folder or a response file, as a range with its reasons.

    \b
    Example:
      cdp-toolkit score samples/lumen-live --questions
    """
    from cdp_toolkit.responses.carried import carried_said

    scoring = open_scoring(response, edition_id, sector, weights, verdicts, None)
    assessor, assessment = scoring.advisor.assessor, scoring.before
    carried = carried_said(scoring.opened.response)
    if as_json:
        from cdp_toolkit.scoring.summary import as_plain

        print_json({**as_plain(assessor, assessment), "carried": carried})
        return
    _print(assessor, assessment, carried, questions=questions)


def _print(assessor: "Assessor", assessment: "Assessment", carried: str | None, *, questions: bool) -> None:
    from cdp_toolkit.scoring.summary import level_rows, question_rows, reasons

    click.echo(f"Band: {assessment.result} (an estimate; this is not CDP)\n")
    if carried:
        click.echo(f"{carried}\n")
    print_table(
        "Levels", ("Level", "Share of points", "Points", "Needed to go on"), level_rows(assessor, assessment), right=(1, 2, 3)
    )
    for heading, lines in reasons(assessor, assessment).items():
        if lines:
            click.echo(f"\n{heading}")
            for line in lines:
                click.echo(f"  - {line}")
    if questions:
        rows: list[Any] = question_rows(assessor, assessment)
        click.echo("")
        print_table("Points by question", ("Question", "Topic", "D", "A", "M", "L"), rows, right=(2, 3, 4, 5))
