"""``cdp-toolkit compare``: two responses or years side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import open_response, scoring_options
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.scoring.comparing import Comparison


@click.command()
@click.option("--sector", help="Sector to score both for (default: that of NEW).")
@click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition of bare response files.")
@scoring_options
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@json_option
def compare(
    old: Path, new: Path, sector: str | None, edition_id: str, weights: Path | None, verdicts: Path | None, as_json: bool
) -> None:
    """Compare two responses of one edition: band range, points, gaps closed and opened, figures that moved.

    A response of an earlier edition is carried forward first (carry-forward).

    \b
    Example:
      cdp-toolkit compare last-year this-year
    """
    found = _compared(old, new, sector, edition_id, weights, verdicts)
    if as_json:
        from cdp_toolkit.scoring.comparing import comparison_as_plain

        print_json(comparison_as_plain(found))
    else:
        _print(found)


def _compared(
    old: Path, new: Path, sector: str | None, edition_id: str, weights: Path | None, verdicts: Path | None
) -> "Comparison":
    """Score both with the criteria of one sector, each with the verdicts of its own project."""
    from cdp_toolkit.cli.opening import open_scoring
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.scoring.comparing import compare as comparison

    sector = sector or open_response(new, edition_id).response.organisation.sectors[0]
    after = open_scoring(new, edition_id, sector, weights, verdicts, None)
    before = open_scoring(old, edition_id, sector, weights, verdicts, None)
    first, second = before.opened.edition.id, after.opened.edition.id
    if first != second:
        raise InputError(str(old), f"answers {first}, and {new} answers {second}", "Carry the older one forward first.")
    return comparison(after.advisor.assessor, before.before, after.before)


def _print(found: "Comparison") -> None:
    from cdp_toolkit.values import plain

    click.echo(f"Band before {found.old}, now {found.new} (estimates; this is not CDP).")
    if found.rows:
        print_table("What changes", ("What", "Before", "Now"), found.rows, right=(1, 2))
    else:
        click.echo("No level and no question earns other points.")
    click.echo(f"Gaps closed ({len(found.closed)}): {', '.join(found.closed) or 'none'}")
    click.echo(f"Gaps opened ({len(found.opened)}): {', '.join(f'{key} ({lost})' for key, lost in found.opened) or 'none'}")
    if not found.moved:
        click.echo(f"No figure that both give moved by more than {found.limit}%.")
        return
    rows = [
        (each.address, each.label, plain(each.old), plain(each.new), "" if each.change is None else f"{each.change}%", each.hint)
        for each in found.moved
    ]
    header = ("Data point", "Label", "Before", "Now", "Change", "Look")
    print_table(f"Figures that moved by more than {found.limit}%", header, rows, right=(2, 3, 4))
