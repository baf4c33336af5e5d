"""``cdp-toolkit report``: verdict, gaps, plan and findings of a response as HTML, PDF or XLSX."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import Scoring, metrics_of, open_scoring, owners_of, response_argument, scoring_options
from cdp_toolkit.cli.printing import progress_bar

if TYPE_CHECKING:
    from cdp_toolkit.reports.content import Material
    from cdp_toolkit.reports.parts import Content

KINDS = (".html", ".pdf", ".xlsx")


@click.command()
@response_argument
@scoring_options
@click.option(
    "--target", default="B", show_default=True, help="Band that gaps and plan aim at; the next one where it is reached."
)
@click.option("--effort", "effort_file", type=click.Path(path_type=Path), help="Your own effort classes (default: effort.yaml).")
@click.option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="File to write, .html, .pdf or .xlsx (may be repeated).",
)
def report(
    response: Path,
    edition_id: str,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    target: str,
    effort_file: Path | None,
    outs: tuple[Path, ...],
) -> None:
    """Write the report of RESPONSE: band range with its reasons, gaps, plan, findings, and every question.

    \b
    Example:
      cdp-toolkit report samples/kuaishou-2023 -o out/report.html -o out/report.pdf
    """
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.reports.content import content_of

    for out in outs:
        if out.suffix.lower() not in KINDS:
            raise InputError(str(out), "is no kind of report", f"End its name with one of {', '.join(KINDS)}.")
    scoring = open_scoring(response, edition_id, sector, weights, verdicts, effort_file)
    content = content_of(_material(scoring, target))
    for out in outs:
        write_whole(out, _written(content, out.suffix.lower()))
        click.echo(f"{out}: band {content.band}, {len(content.gaps.rows)} gaps to {content.target}")


def _material(scoring: Scoring, wanted: str) -> "Material":
    from cdp_toolkit.reports.content import Material, best_target
    from cdp_toolkit.responses.carried import carried_said
    from cdp_toolkit.responses.validation import validate

    advisor, before, opened = scoring.advisor, scoring.before, scoring.opened
    advisor.check_target(wanted)
    target = best_target(advisor.assessor.levels.order, before.result.low, wanted)
    with progress_bar() as progress:
        plan = advisor.plan(before, target, None, progress)
        gaps = advisor.gaps(before, target, metrics_of(opened), owners_of(opened))
    facts = [("Data points answered", f"{len(opened.response.answers):,}")]
    if opened.project is not None:
        year = opened.project.year.period
        facts.insert(0, ("Reporting year", f"{year.start.isoformat()} to {year.end.isoformat()}"))
    findings = [*opened.findings, *validate(opened.edition, opened.response)]
    carried = carried_said(opened.response)
    name = opened.response.organisation.name
    return Material(name, tuple(facts), advisor, before, target, gaps, plan, findings, carried)


def _written(content: "Content", kind: str) -> bytes | str:
    if kind == ".html":
        from cdp_toolkit.reports.page import html_of

        return html_of(content)
    if kind == ".pdf":
        from cdp_toolkit.reports.pdf import pdf_of

        return pdf_of(content)
    from cdp_toolkit.reports.book import book_of

    return book_of(content)
