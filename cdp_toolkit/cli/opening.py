"""What commands are given: a project folder or a response file, and what is said about the organisation beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cdp_toolkit.editions.model import Edition
    from cdp_toolkit.findings import Finding
    from cdp_toolkit.responses.model import Response
    from cdp_toolkit.responses.project import Project


@dataclass(frozen=True)
class Opened:
    """A response with its edition; the project where a folder was given, and what was found while answering it."""

    edition: "Edition"
    response: "Response"
    project: "Project | None"
    findings: tuple["Finding", ...]


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
    """Open a project folder (figures, mapping and direct answers) or a response file.

    Raises:
        InputError: There is no such file or folder, or it cannot be read.
    """
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.mapping.answering import answer_project
    from cdp_toolkit.responses.file import read_response
    from cdp_toolkit.responses.model import Organisation
    from cdp_toolkit.responses.project import load_project

    if path.is_dir():
        project = load_project(path)
        answered = answer_project(project)
        return Opened(project.edition, _in_sector(answered.response, sector), project, answered.findings)
    if not path.is_file():
        raise InputError(str(path), "is neither a project folder nor a response file", "Check the path, or start one with init.")
    edition = load_edition(edition_id)
    response = read_response(path, edition, Organisation(path.stem))
    return Opened(edition, _in_sector(response, sector), None, ())


def _in_sector(response: "Response", sector: str | None) -> "Response":
    if sector is None:
        return response
    others = tuple(each for each in response.organisation.sectors if each != sector)
    return replace(response, organisation=replace(response.organisation, sectors=(sector, *others)))
