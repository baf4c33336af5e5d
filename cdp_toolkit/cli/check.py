"""``cdp-toolkit check``: what contradicts what in a response, before CDP finds it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import Opened, open_response, response_argument
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json

if TYPE_CHECKING:
    from cdp_toolkit.checks.checker import Checked, Checker
    from cdp_toolkit.responses.model import Response

RESPONSE_FILES = (".csv", ".json", ".parquet")


@click.command()
@response_argument
@click.option("--previous", type=click.Path(path_type=Path), help="Last year's response, for what must agree with it.")
@click.option("--waivers", type=click.Path(path_type=Path), help="File of waivers (default: waivers.csv of the project).")
@click.option(
    "--severity", type=click.Choice(["error", "warning", "info"]), default="info", show_default=True, help="Gravest to this."
)
@click.option("--open", "list_open", is_flag=True, help="Name the checks that could not be assessed.")
@json_option
def check(
    response: Path,
    edition_id: str,
    sector: str | None,
    previous: Path | None,
    waivers: Path | None,
    severity: str,
    list_open: bool,
    as_json: bool,
) -> None:
    """Look for contradictions between the answers of RESPONSE; exit status 1 where one is an error.

    \b
    Examples:
      cdp-toolkit check samples/kuaishou-2023 --severity warning
      cdp-toolkit check response.csv --previous last-year.csv --json
    """
    from dataclasses import replace

    from cdp_toolkit.checks.checker import load_checker
    from cdp_toolkit.checks.waivers import read_waivers
    from cdp_toolkit.findings import Severity

    opened = open_response(response, edition_id, sector)
    checker = load_checker(opened.edition.id)
    before = None if previous is None else _previous(previous, opened)
    file = waivers or _waivers_of(opened)
    checked = checker.check(opened.response, before, () if file is None else read_waivers(file, checker.ids))
    least = Severity(severity).rank
    checked = replace(checked, findings=tuple(each for each in checked.findings if each.severity.rank <= least))
    if as_json:
        print_json(_plain(checked))
    else:
        _print(checker, checked, list_open=list_open)
    exit_with(checked.findings)


def _previous(path: Path, opened: Opened) -> "Response":
    """Open last year's response; one of an earlier edition is read at the addresses of this one."""
    from cdp_toolkit.documents.carrying import carry_forward
    from cdp_toolkit.editions.crosswalk import load_crosswalk

    before = open_response(path, _edition_of(path) or opened.edition.id)
    if before.edition.id == opened.edition.id:
        return before.response
    return carry_forward(before.response, load_crosswalk(before.edition.id, opened.edition.id), years=0).response


def _edition_of(path: Path) -> str | None:
    """Return the edition that a bare response file names, None where it names none."""
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.responses.file import edition_of

    if not path.is_file() or path.suffix.lower() not in RESPONSE_FILES:
        return None
    try:
        return edition_of(path)
    except InputError:
        return None


def _waivers_of(opened: Opened) -> Path | None:
    from cdp_toolkit.checks.waivers import FILE

    return None if opened.project is None else opened.project.folder / FILE


def _print(checker: "Checker", checked: "Checked", *, list_open: bool) -> None:
    print_findings(checked.findings)
    for each in checked.waived:
        waiver = each.waiver
        click.echo(f"{each.finding.where}: waived {each.finding.code}")
        click.echo(f"  {waiver.name}, {waiver.date.isoformat()}: {waiver.reason}")
    if list_open:
        for name in checked.open:
            click.echo(f"not assessed: {name}")
    counts = (
        f"{len(checker.checks)} checks: {len(checked.findings)} findings, {len(checked.waived)} waived, "
        f"{len(checked.held)} checks hold, {len(checked.open)} could not be assessed, {len(checked.without)} do not apply."
    )
    click.echo(counts)


def _plain(checked: "Checked") -> dict[str, Any]:
    return {
        "findings": [finding.as_json() for finding in checked.findings],
        "waived": [
            {
                "finding": each.finding.as_json(),
                "name": each.waiver.name,
                "date": each.waiver.date.isoformat(),
                "reason": each.waiver.reason,
            }
            for each in checked.waived
        ],
        "held": list(checked.held),
        "not_assessed": list(checked.open),
        "not_applicable": list(checked.without),
    }
