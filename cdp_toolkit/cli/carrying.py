"""``carry-forward``: the answers of an earlier year become drafts of this year's, with a list for the team."""

import re
from pathlib import Path

import click

from cdp_toolkit.cli.printing import json_option, print_json, print_table
from cdp_toolkit.cli.submissions import refuse_to_overwrite


@click.command("carry-forward")
@click.argument("old", type=click.Path(path_type=Path))
@click.option("--to", "newer_id", default="cdp-2026", show_default=True, help="Edition to carry the answers over to.")
@click.option("-o", "--out", "output", type=click.Path(path_type=Path), required=True, help="Response file to write.")
@click.option(
    "--years",
    type=click.IntRange(0, 20),
    help="Years between the two reporting years (default: between the two editions); old figures go to that past year.",
)
@click.option("--force", is_flag=True, help="Write over an existing response file.")
@json_option
def carry_forward(old: Path, newer_id: str, output: Path, years: int | None, force: bool, as_json: bool) -> None:
    """Carry OLD, a response file of an earlier edition, over to a later edition.

    What is copied is a draft. Every answer gets a line in a second file beside the response: copied unchanged; copied, but
    to be read again; moved to a past year; to be chosen again; of the old year; without a home; and what is new and empty.

    \b
    Example:
      cdp-toolkit carry-forward last-year.csv --to cdp-2026 -o draft.csv
    """
    from cdp_toolkit.documents import carrying
    from cdp_toolkit.editions.crosswalk import load_crosswalk
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.responses.file import edition_of, read_response, write_response
    from cdp_toolkit.responses.model import Organisation

    refuse_to_overwrite(output, force)
    older_id = edition_of(old)
    crosswalk = load_crosswalk(older_id, newer_id)
    response = read_response(old, load_edition(older_id), Organisation(old.stem))
    between = _between(older_id, newer_id) if years is None else years
    carried = carrying.carry_forward(response, crosswalk, between)
    listing = output.with_name(f"{output.stem}.carried.csv")
    write_response(output, crosswalk.newer, carried.response)
    write_whole(listing, carried.listing())
    counts = {str(status): count for status, count in carried.counts().items()}
    if as_json:
        print_json(
            {"from": older_id, "to": newer_id, "years": between, "answers": len(carried.response.answers), "counts": counts}
        )
        return
    title = f"{older_id} to {newer_id}: {len(response.answers)} answers, figures {between} years old"
    print_table(title, ("Status", "Count"), [(status, str(count)) for status, count in counts.items()], right=(1,))
    click.echo(f"\nWritten: {output} with {len(carried.response.answers)} drafts, and {listing}, the list for the team.")
    click.echo("A score of these drafts says what last time's answers would earn today; it is no forecast of this year's band.")


def _between(older: str, newer: str) -> int:
    """Return the years between two editions, which bear the year in their name."""
    one, other = (int(match[0]) if (match := re.search(r"\d{4}$", name)) else 0 for name in (older, newer))
    return max(0, other - one)
