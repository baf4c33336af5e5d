"""``cdp-toolkit init``: a new project folder."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--organisation", required=True, help="Name of the organisation that reports.")
@click.option("--currency", required=True, help="ISO code of the currency that money is reported in, such as EUR.")
@click.option("--reporting-year", required=True, help="A calendar year, or first and last day: 2025-04-01..2026-03-31.")
@click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition to answer.")
@click.option("--sector", default="General", show_default=True, help="Sector that the questionnaire is for.")
def init(folder: Path, organisation: str, currency: str, reporting_year: str, edition_id: str, sector: str) -> None:
    """Start a project in FOLDER: what is known of the organisation, and the list of figures to fill in.

    \b
    Example:
      cdp-toolkit init my-project --organisation "Example Ltd" --currency EUR --reporting-year 2025
    """
    from cdp_toolkit.mapping.starting import Beginning, start_project
    from cdp_toolkit.metrics.periods import period

    for path in start_project(folder, Beginning(organisation, currency, period(reporting_year), edition_id, sector)):
        click.echo(f"  {path}")
    click.echo(f"Fill in metrics.csv, then: cdp-toolkit gaps {folder}")
