"""``cdp-toolkit metrics``: figures, read and checked before anything uses them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.findings import Finding
    from cdp_toolkit.metrics.model import MetricTable


@click.group()
def metrics() -> None:
    """Read and check figures."""


@metrics.command()
@click.argument("figures", nargs=-1, type=click.Path(path_type=Path))
@click.option("--reporting-year", help="First and last day of the reporting year; a project says it itself.")
@click.option("--sql", metavar="ADDRESS", envvar="CDP_DATABASE", help="Database as SQLAlchemy writes it; with --query.")
@click.option("--query", type=click.Path(path_type=Path), help="File with a SELECT that gives the columns of a metrics file.")
@json_option
def check(figures: tuple[Path, ...], reporting_year: str | None, sql: str | None, query: Path | None, as_json: bool) -> None:
    """Check FIGURES: a project folder, or CSV and XLSX files.

    \b
    Examples:
      cdp-toolkit metrics check samples/kuaishou-2023
      cdp-toolkit metrics check energy.csv travel.xlsx --reporting-year 2025-01-01..2025-12-31
      cdp-toolkit metrics check --sql sqlite:///figures.db --query figures.sql
    """
    table, findings = _read(figures, reporting_year, sql, query)
    if as_json:
        print_json({"figures": [_plain(table, i) for i in range(len(table))], "findings": [each.as_json() for each in findings]})
    else:
        rows = [
            (v.where, v.metric, ", ".join(m for _, m in v.dimensions), v.figure, str(v.period or ""), v.boundary or "")
            for v in table
        ]
        print_table("Figures", ("Where", "Metric", "Of", "Figure", "Period", "Boundary"), rows, right=(3,))
        print_findings(findings)
        known = sum(value.value is not None for value in table)
        click.echo(f"{known:,} figures, {len(table) - known:,} without a value, {len(findings):,} findings.")
    exit_with(findings)


def _read(
    figures: tuple[Path, ...], reporting_year: str | None, sql: str | None, query: Path | None
) -> tuple["MetricTable", list["Finding"]]:
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.files import read_text
    from cdp_toolkit.mapping.answering import checked_figures, checked_project_figures
    from cdp_toolkit.metrics.dictionary import standard_dictionary
    from cdp_toolkit.metrics.periods import ReportingYear, period
    from cdp_toolkit.metrics.sql import read_sql
    from cdp_toolkit.metrics.tidy import combined, read_metrics, table_of
    from cdp_toolkit.responses.project import FILE, load_project

    if len(figures) == 1 and (figures[0].is_dir() or figures[0].name == FILE):
        return checked_project_figures(load_project(figures[0]))
    if bool(sql) != bool(query) and (query is not None or not figures):
        raise InputError("--sql and --query", "go together, and one is missing", "Name the database and the file with the query.")
    if not figures and query is None:
        raise InputError("metrics check", "was given no figures", "Name a project folder, CSV or XLSX files, or a query.")
    dictionary = standard_dictionary()
    year: ReportingYear | None = None if reporting_year is None else ReportingYear(period(reporting_year))
    tables = [read_metrics(figures, dictionary, year)]
    if sql is not None and query is not None:
        tables.append(table_of(read_sql(sql, read_text(query), query.name), dictionary, year))
    table = combined(tables)
    return table, checked_figures(table, dictionary, year)


def _plain(table: "MetricTable", i: int) -> dict[str, object]:
    value = table.values[i]
    return {
        "where": value.where,
        "metric": value.metric,
        "value": None if value.value is None else str(value.value),
        "unit": None if value.unit is None else value.unit.name,
        "period": None if value.period is None else str(value.period),
        "boundary": value.boundary,
        "dimensions": dict(value.dimensions),
        "source": value.source,
        "page": value.page,
        "owner": value.owner,
    }
