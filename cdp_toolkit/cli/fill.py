"""``cdp-toolkit fill``: the workbook of a response, and the whole response as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.filling import ALLOWED, Template, fill_template_of_others
from cdp_toolkit.cli.opening import Opened, everything_found, gaps_of, open_response, response_argument, rows_option
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json

if TYPE_CHECKING:
    from cdp_toolkit.mapping.gaplist import GapList
    from cdp_toolkit.workbooks.template import Filled


@click.command()
@response_argument
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Workbook to write (default: out/EDITION.xlsx of the project)."
)
@click.option("--response-out", type=click.Path(path_type=Path), help="Write all answers too, as .csv, .json or .parquet.")
@rows_option
@click.option("--template", type=click.Path(path_type=Path), help="Fill somebody else's workbook; nothing else in it changes.")
@click.option("--layout", type=click.Path(path_type=Path), help="Where its data points are (default: it is found).")
@click.option("--allow", multiple=True, type=click.Choice(ALLOWED), help="What is allowed beyond the ordinary; repeat it.")
@click.option("--manifest", type=click.Path(path_type=Path), help="Where its record goes (default: beside the workbook).")
@click.option("--previous", type=click.Path(path_type=Path), help="Manifest of the fill before: what it wrote may be replaced.")
@click.option("--decisions", type=click.Path(path_type=Path), help="CSV of conflicts that people decided, as `read` writes it.")
@click.option("--dry-run", is_flag=True, help="Show what would change in the template, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Replace a workbook that holds answers which people typed into it.")
@json_option
def fill(
    response: Path,
    edition_id: str,
    sector: str | None,
    out: Path | None,
    response_out: Path | None,
    spare_rows: int,
    template: Path | None,
    layout: Path | None,
    allow: tuple[str, ...],
    manifest: Path | None,
    previous: Path | None,
    decisions: Path | None,
    dry_run: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the workbook of RESPONSE, a project folder or a response file, each answer with its source.

    With --template it is somebody else's workbook: only the cells of answers change, and a manifest says what became of each.
    To fill it again after people worked in it, give that manifest as --previous: what they changed or cleared is a conflict.

    The exit status is 1 where a finding is an error, such as an answer that no cell can hold; the workbook is there all the same.

    \b
    Examples:
      cdp-toolkit fill samples/lumen-live
      cdp-toolkit fill my-project -o submission.xlsx --response-out answers.csv
      cdp-toolkit fill my-project --template edited.xlsx --previous filled.manifest.json -o again.xlsx
      cdp-toolkit fill my-project --template tracker.xlsx --layout tracker.yaml -o filled.xlsx --dry-run
    """
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.responses.file import write_response
    from cdp_toolkit.workbooks.template import fill_template

    _check_options(
        template, layout=layout, allow=allow, manifest=manifest, previous=previous, decisions=decisions, dry_run=dry_run
    )
    opened = open_response(response, edition_id, sector)
    path = out or _place(opened, response, template)
    if template is not None:
        chosen = Template(template, layout, allow, manifest, dry_run, overwrite, previous, decisions)
        if response_out is not None:
            write_response(response_out, opened.edition, opened.response)
        fill_template_of_others(opened, chosen, path, as_json=as_json)
        return
    if not overwrite:
        _spare_entries(path, opened)
    gaps = gaps_of(opened)
    filled = fill_template(opened.edition, opened.response, gaps=gaps, findings=everything_found(opened), spare_rows=spare_rows)
    write_whole(path, filled.content)
    if response_out is not None:
        write_response(response_out, opened.edition, opened.response)
    if as_json:
        print_json(_summary(path, response_out, filled, gaps))
    else:
        print_findings(filled.findings)
        lacking = f"{gaps.asked - gaps.answered:,} of {gaps.asked:,} data points are missing"
        click.echo(f"Wrote {path}: {filled.cells:,} answers; {lacking}.")
    exit_with(filled.findings)


def _check_options(template: Path | None, **others: object) -> None:
    """Refuse options that only mean something for somebody else's workbook."""
    given = next((name for name, value in others.items() if value), None)
    if template is None and given is not None:
        raise click.UsageError(f"--{given.replace('_', '-')} goes with --template")


def _place(opened: Opened, given: Path, template: Path | None) -> Path:
    folder = opened.project.out if opened.project is not None else given.parent / "out"
    return folder / (f"{opened.edition.id}.xlsx" if template is None else template.name)


def _spare_entries(path: Path, opened: Opened) -> None:
    """Refuse to replace a workbook that holds answers which are not in the response.

    Raises:
        InputError: It holds some, or is a workbook of another kind.
    """
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.workbooks.reading import read_filled

    if not path.exists():
        return
    try:
        back = read_filled(path)
    except InputError as error:
        raise InputError(str(path), f"is there and {error.problem}", "Name another place, or say --overwrite.") from None
    new = opened.response.answers
    typed = [
        str(address)
        for address, answer in back.response.answers.items()
        if answer.source.kind == "person" and (address not in new or new[address].value != answer.value)
    ]
    if typed:
        some = ", ".join(typed[:3]) + (" ..." if len(typed) > 3 else "")
        fix = "Take them over into the response file first, name another place, or say --overwrite."
        raise InputError(str(path), f"holds {len(typed)} answers that people typed and the response lacks: {some}", fix)


def _summary(path: Path, response_out: Path | None, filled: "Filled", gaps: "GapList") -> dict[str, object]:
    return {
        "workbook": str(path),
        "response": None if response_out is None else str(response_out),
        "answers": filled.cells,
        "asked": gaps.asked,
        "missing": gaps.asked - gaps.answered,
        "findings": [finding.as_json() for finding in filled.findings],
    }
