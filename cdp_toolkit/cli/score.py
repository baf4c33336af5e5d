"""``cdp-toolkit score``: levels, band range, and what it rests on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import open_response, response_argument
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.scoring.assessing import Assessment, Assessor


@click.command()
@response_argument
@click.option("--weights", type=click.Path(path_type=Path), help="CDP's category weights: the workbook, or a CSV.")
@click.option("--verdicts", type=click.Path(path_type=Path), help="Reviewers' verdicts (default: verdicts.csv of the project).")
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
    from cdp_toolkit.responses.model import every_table
    from cdp_toolkit.scoring.assessing import assessor_for
    from cdp_toolkit.scoring.verdicts import read_verdicts
    from cdp_toolkit.scoring.weights import read_weights

    opened = open_response(response, edition_id, sector)
    organisation = opened.response.organisation
    known = None if weights is None else read_weights(weights, organisation.sectors[0])
    file = verdicts or (opened.project.folder / "verdicts.csv" if opened.project is not None else None)
    assessor = assessor_for(
        opened.edition.id, organisation, weights=known, verdicts=read_verdicts(file) if file is not None else ()
    )
    assessment = assessor.assess(every_table(opened.edition, opened.response))
    if as_json:
        from cdp_toolkit.scoring.summary import as_plain

        print_json(as_plain(assessor, assessment))
        return
    _print(assessor, assessment, questions=questions)


def _print(assessor: "Assessor", assessment: "Assessment", *, questions: bool) -> None:
    from cdp_toolkit.scoring.summary import level_rows, question_rows, reasons

    click.echo(f"Band: {assessment.result} (an estimate; this is not CDP)\n")
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
