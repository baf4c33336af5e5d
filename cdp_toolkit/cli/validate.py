"""``cdp-toolkit validate``: what is wrong with the answers of a response."""

from pathlib import Path

import click

from cdp_toolkit.cli.opening import open_response, response_argument
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json


@click.command()
@response_argument
@json_option
def validate(response: Path, edition_id: str, sector: str | None, as_json: bool) -> None:
    """Say what is wrong with the answers of RESPONSE, a project folder, a response file or a filled workbook.

    Types, limits, options, dates and their order, sums, cells that CDP computes, and stale answers: those under questions,
    rows and columns that are hidden now, which the portal keeps and can submit. The exit status is 1 where there is an error.

    \b
    Examples:
      cdp-toolkit validate samples/kuaishou-2023
      cdp-toolkit validate response.csv --json
    """
    from cdp_toolkit.findings import Severity, by_weight
    from cdp_toolkit.responses.validation import validate as validation

    opened = open_response(response, edition_id, sector)
    findings = by_weight([*opened.findings, *validation(opened.edition, opened.response)])
    if as_json:
        print_json({"answers": len(opened.response.answers), "findings": [finding.as_json() for finding in findings]})
    else:
        print_findings(findings)
        counts = ", ".join(f"{sum(each.severity is one for each in findings)} {one}s" for one in Severity)
        click.echo(f"{len(opened.response.answers)} answers: {counts.replace('infos', 'notes')}.")
    exit_with(findings)
