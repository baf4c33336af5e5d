"""``plan`` and ``what-if``: the cheapest way to a band, and what a change would do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import Scoring, open_scoring, response_argument, scoring_options
from cdp_toolkit.cli.printing import json_option, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from cdp_toolkit.scoring.planning import Plan


@click.command()
@response_argument
@scoring_options
@click.option("--target", default="B", show_default=True, help="Band to reach in the low estimate.")
@click.option("--without", multiple=True, metavar="QUESTION", help="Leave this question as it is (may be repeated).")
@click.option("--only", multiple=True, metavar="QUESTION", help="Change these questions only (may be repeated).")
@click.option(
    "--max-effort",
    type=click.Choice(["text", "data", "approval", "project", "later"]),
    default="project",
    show_default=True,
    help="Gravest kind of work that may be asked for.",
)
@click.option(
    "--effort",
    "effort_file",
    type=click.Path(path_type=Path),
    help="Your own effort classes (default: effort.yaml of the project).",
)
@json_option
def plan(
    response: Path,
    edition_id: str,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    target: str,
    without: tuple[str, ...],
    only: tuple[str, ...],
    max_effort: Any,
    effort_file: Path | None,
    as_json: bool,
) -> None:
    """Search the cheapest set of changes with which RESPONSE reaches a band, proven by scoring it with them.

    Ctrl-C stops the search and shows the best plan so far. Ends with status 1 where the target cannot be reached.

    \b
    Example:
      cdp-toolkit plan samples/lumen-live --target A- --max-effort later
    """
    from cdp_toolkit.scoring.advising import Choice

    scoring = open_scoring(response, edition_id, sector, weights, verdicts, effort_file)
    choice = Choice(frozenset(without), frozenset(only), max_effort)
    with progress_bar(quiet=as_json) as progress:
        found = scoring.advisor.plan(scoring.before, target, choice, progress)
    if as_json:
        from cdp_toolkit.scoring.planwords import plan_as_plain

        print_json(plan_as_plain(scoring.advisor, found, max_effort))
    else:
        _print(scoring, found, max_effort)
    if not found.reached:
        raise SystemExit(1)


def _print(scoring: Scoring, found: "Plan", max_effort: Any) -> None:
    from cdp_toolkit.responses.carried import carried_said
    from cdp_toolkit.scoring.holding import held_back
    from cdp_toolkit.scoring.planwords import held_lines, open_points, plan_contradictions, plan_rows
    from cdp_toolkit.scoring.points import decimal

    before, after = found.before.result, found.after.result
    click.echo(f"Target {found.target}: {'reached' if found.reached else 'NOT reached'} in the low estimate.")
    click.echo(f"Band now {before}; with the plan {after} (estimates; this is not CDP).")
    if carried := carried_said(scoring.opened.response):
        click.echo(carried)
    header = ("Step", "Topic", "What to do, and what can be answered then", "Effort", "Price")
    print_table("Plan", header, plan_rows(scoring.advisor, found), right=(4,))
    said = (
        "no combination of these moves is cheaper"
        if found.proof == "exhaustive"
        else f"no such plan costs less than {decimal(found.at_least)}"
    )
    for point in open_points(scoring.advisor):
        click.echo(point)
    for finding in plan_contradictions(scoring.advisor, found):
        click.echo(f"Contradiction among these answers, at {finding.where}: {finding.problem}")
    click.echo(f"Effort {decimal(found.price)} in all; {said}.")
    if found.proof == "bound":
        click.echo("The bound supposes that a question's points need answers of its own and that no further question opens.")
    if found.interrupted:
        click.echo("The search was stopped; this is the best plan so far.")
    for line in held_lines(held_back(scoring.advisor, found, max_effort)):
        click.echo(line)
    if not found.reached and max_effort != "later":
        click.echo("What takes longer than the weeks before a submission is left out: --max-effort later shows it too.")
    click.echo("Answer only what is so: what is supposed has to be checked, the rest done first. Then score again.")


@click.command("what-if")
@response_argument
@scoring_options
@click.option(
    "--set", "settings", multiple=True, required=True, metavar="ADDRESS=VALUE", help="An answer to try (may be repeated)."
)
@json_option
def what_if(
    response: Path,
    edition_id: str,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the band range and the points of RESPONSE before and after some answers were others. Nothing is written.

    \b
    Example:
      cdp-toolkit what-if samples/lumen-live --set '7.4=No' --set '7.6[reporting_year].emissions=1200'
    """
    from cdp_toolkit.scoring.summary import changed_rows

    scoring = open_scoring(response, edition_id, sector, weights, verdicts, None)
    after = scoring.advisor.what_if(scoring.before, dict(scoring.advisor.setting(text) for text in settings))
    rows = changed_rows(scoring.before, after)
    if as_json:
        bands = {"before": str(scoring.before.result), "after": str(after.result)}
        print_json({"band": bands, "changed": [dict(zip(("what", "before", "after"), row, strict=True)) for row in rows]})
        return
    click.echo(f"Band before {scoring.before.result}, after {after.result} (estimates; this is not CDP).")
    print_table("What changes", ("What", "Before", "After"), rows, right=(1, 2))
