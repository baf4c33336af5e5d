"""What commands are given: a project folder or a response file, and what is said about the organisation beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cdp_toolkit.editions.model import Edition
    from cdp_toolkit.findings import Finding
    from cdp_toolkit.mapping.answering import Answered
    from cdp_toolkit.mapping.gaplist import GapList
    from cdp_toolkit.responses.model import Response
    from cdp_toolkit.responses.project import Project
    from cdp_toolkit.scoring.advising import Advisor
    from cdp_toolkit.scoring.assessing import Assessment
    from cdp_toolkit.values import Address

rows_option = click.option(
    "--rows", "spare_rows", default=3, show_default=True, type=click.IntRange(1, 100), help="Rows at least, where rows are added."
)


@dataclass(frozen=True)
class Opened:
    """A response with its edition; the project where a folder was given, and what was found while answering it.

    ``answered`` says what the answers of a project rest on.
    """

    edition: "Edition"
    response: "Response"
    project: "Project | None"
    findings: tuple["Finding", ...]
    answered: "Answered | None" = None


def response_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the RESPONSE argument and the options that say whose a bare response file is."""
    for decorate in (
        click.option("--sector", help="Sector of the organisation; a project says it itself (default General)."),
        click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition of a bare response file."),
        click.argument("response", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


def open_response(path: Path, edition_id: str = "cdp-2026", sector: str | None = None) -> Opened:
    """Open a project folder (figures, mapping and direct answers), a response file, or a filled workbook of our template.

    Cells that CDP's portal computes are filled in.

    Raises:
        InputError: There is no such file or folder, or it cannot be read.
    """
    from cdp_toolkit.responses.computed import with_computed

    opened = _open(path, edition_id)
    response = opened.response
    if sector is not None:
        check_sectors(opened.edition, [sector])
        response = _in_sector(response, sector)
    return replace(opened, response=with_computed(opened.edition, response))


def _open(path: Path, edition_id: str) -> Opened:
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.mapping.answering import answer_project
    from cdp_toolkit.responses.file import read_response
    from cdp_toolkit.responses.model import Organisation
    from cdp_toolkit.responses.project import load_project

    if path.is_dir() or path.name == "project.toml":
        project = load_project(path)
        answered = answer_project(project)
        return Opened(project.edition, answered.response, project, answered.findings, answered)
    if not path.is_file():
        fix = "Check the path, or start one with init."
        raise InputError(str(path), "is neither a project folder nor a response file", fix)
    if path.suffix.lower() == ".xlsx":
        from cdp_toolkit.workbooks.reading import read_filled

        back = read_filled(path)
        return Opened(load_edition(back.response.edition), back.response, None, back.findings)
    edition = load_edition(edition_id)
    return Opened(edition, read_response(path, edition, Organisation(path.stem)), None, ())


def scoring_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the files that scoring can use."""
    for decorate in (
        click.option(
            "--verdicts", type=click.Path(path_type=Path), help="Reviewers' verdicts (default: verdicts.csv of the project)."
        ),
        click.option(
            "--weights", type=click.Path(path_type=Path), help="CDP's category weights: the workbook, its PDF, or a CSV."
        ),
    ):
        command = decorate(command)
    return command


@dataclass(frozen=True)
class Scoring:
    """A response, scored, and the advisor that can say more."""

    opened: Opened
    advisor: "Advisor"
    before: "Assessment"


def open_scoring(
    path: Path, edition_id: str, sector: str | None, weights: Path | None, verdicts: Path | None, effort: Path | None
) -> Scoring:
    """Open and score a response; verdicts and effort file are those of the project where none are named.

    Raises:
        InputError: A file is not there or cannot be used.
    """
    from cdp_toolkit.responses.model import every_table
    from cdp_toolkit.scoring.advising import advisor_for
    from cdp_toolkit.scoring.assessing import assessor_for, load_levels
    from cdp_toolkit.scoring.verdicts import read_verdicts
    from cdp_toolkit.scoring.weights import fitted, read_weights

    opened = open_response(path, edition_id, sector)
    organisation = opened.response.organisation
    known = None
    if weights is not None:
        ours = load_levels(opened.edition.id).categories.values()
        known = fitted(read_weights(weights, organisation.sectors[0]), ours)
    judged = () if verdicts is None and opened.project is None else read_verdicts(verdicts or _beside(opened, "verdicts.csv"))
    if effort is None and opened.project is not None and _beside(opened, "effort.yaml").is_file():
        effort = _beside(opened, "effort.yaml")
    assessor = assessor_for(opened.edition.id, organisation, weights=known, verdicts=judged)
    given = every_table(opened.edition, opened.response)
    return Scoring(opened, advisor_for(assessor, given, effort), assessor.assess(given))


def _beside(opened: Opened, name: str) -> Path:
    assert opened.project is not None  # noqa: S101 - the caller asked
    return opened.project.folder / name


def gaps_of(opened: Opened) -> "GapList":
    """Return what a response answers and lacks, with the metrics that would answer it by the project's mapping."""
    from cdp_toolkit.mapping.gaplist import gap_list

    return gap_list(opened.edition, opened.response, metrics_of(opened))


def metrics_of(opened: Opened) -> "Callable[[Address], tuple[str, ...]]":
    """Return what names the metrics that would answer a data point, by the project's mapping or the standard one."""
    from cdp_toolkit.mapping.asked import metrics_for, standard_metrics_for

    answered = opened.answered
    return standard_metrics_for(opened.edition) if answered is None else metrics_for(answered.mapping.plans)


def owners_of(opened: Opened) -> dict[str, str]:
    """Return who has the figures of each metric, where the project's files say it; the first owner named counts."""
    found: dict[str, str] = {}
    for value in opened.answered.metrics if opened.answered is not None else ():
        if value.owner:
            found.setdefault(value.metric, value.owner)
    return found


def everything_found(opened: Opened) -> tuple["Finding", ...]:
    """Return what was found while answering, and what is wrong with the answers themselves."""
    from cdp_toolkit.responses.validation import validate

    return (*opened.findings, *validate(opened.edition, opened.response))


def check_sectors(edition: "Edition", sectors: Iterable[str]) -> None:
    """Refuse a sector that the edition does not know.

    Raises:
        InputError: Names the nearest.
    """
    from cdp_toolkit.editions.yamlfile import nearest
    from cdp_toolkit.errors import InputError

    for sector in sectors:
        if sector not in edition.sectors:
            raise InputError(sector, f"is no sector of {edition.id}", nearest(sector, edition.sectors))


def _in_sector(response: "Response", sector: str) -> "Response":
    others = tuple(each for each in response.organisation.sectors if each != sector)
    return replace(response, organisation=replace(response.organisation, sectors=(sector, *others)))
