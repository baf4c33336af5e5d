"""``import``: an earlier submission becomes a response file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from cdp_toolkit.documents.importing import Imported
    from cdp_toolkit.editions.model import Edition


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", "edition_id", required=True, help="Edition that the submission answers, such as cdp-2023.")
@click.option(
    "-o",
    "--out",
    "output",
    type=click.Path(path_type=Path),
    required=True,
    help="Response file to write (.csv, .json, .parquet).",
)
@click.option("--organisation", help="Whose answers to take (name or account number), where a table holds several.")
@click.option("--year", type=int, help="Year of the submission, where its title does not say it; some numbers moved before 2023.")
@click.option("--force", is_flag=True, help="Write over an existing response file.")
@json_option
def import_(
    file: Path, edition_id: str, output: Path, organisation: str | None, year: int | None, force: bool, as_json: bool
) -> None:
    """Read FILE, an earlier submission, into a response file; every answer keeps its page and line.

    FILE is a PDF, Word document or text that CDP's portal exported (2018 and later), a saved web page of a response, a long
    table as CSV or XLSX (question, row, column, value), CDP's data set for analysts (a sheet for each question), or a workbook
    of this toolkit's template. What finds no place is listed in a second file beside the response.

    \b
    Example:
      cdp-toolkit import response-2023.pdf --edition cdp-2023 -o last-year.csv

    A submission of 2018 to 2022 is read as one of cdp-2023: labels and numbers of those years are known where they differ.
    """
    from cdp_toolkit.documents.importing import import_submission, is_filled_workbook
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.responses.file import write_response

    edition = load_edition(edition_id)
    refuse_to_overwrite(output, force)
    if is_filled_workbook(file):
        _import_workbook(file, edition, output)
        return
    with progress_bar(quiet=as_json) as progress:
        imported = import_submission(file, edition, organisation, lambda done, total: progress("reading", done, total), year)
    listing = output.with_name(f"{output.stem}.to-check.csv")
    write_response(output, edition, imported.response)
    write_whole(listing, imported.listing())
    beside = output.with_name(f"{output.stem}.not-applicable.csv")
    if imported.placement.not_applicable or beside.exists():
        write_whole(beside, imported.not_applicable())
    if as_json:
        print_json(_plain(imported))
    else:
        _print(imported, output, listing)


def _import_workbook(file: Path, edition: "Edition", output: Path) -> None:
    from cdp_toolkit.responses.file import write_response
    from cdp_toolkit.workbooks.reading import read_filled

    read = read_filled(file, edition)
    write_response(output, edition, read.response)
    print_findings(read.findings)
    click.echo(f"Written: {output} with {len(read.response.answers)} answers.")
    exit_with(read.findings)


def refuse_to_overwrite(output: Path, force: bool) -> None:
    """Stop where a file stands already in which people may have worked."""
    from cdp_toolkit.errors import InputError

    if output.exists() and not force:
        raise InputError(str(output), "exists already", "Name another file, or write over it with --force.")


def _plain(imported: "Imported") -> dict[str, object]:
    placement = imported.placement
    return {
        "questions": len(placement.questions),
        "questions_of_other_modules": len(placement.others),
        "answers": len(placement.answers),
        "characters": placement.characters,
        "unplaced_characters": placement.unplaced_characters,
        "not_applicable": [str(address) for address, _ in placement.not_applicable],
        "findings": [finding.as_json() for finding in imported.findings()],
    }


def _print(imported: "Imported", output: Path, listing: Path) -> None:
    placement = imported.placement
    print_table(
        imported.title,
        ("What", "Count"),
        [
            ("Questions found", str(len(placement.questions))),
            ("Answers", str(len(placement.answers))),
            ("Texts without a place", f"{len(placement.leftovers)} ({imported.unplaced_share:.2%} of the characters)"),
            *([("Texts lost by the import", str(len(placement.lost)))] if placement.lost else []),
            ("Options that are not in our list", str(len(placement.unlisted))),
            ("Answers whose column was inferred", str(len(placement.doubts))),
            ("Questions whose number was another then", str(len(placement.moved))),
            *([("Questions of modules that it does not hold", str(len(placement.others)))] if placement.others else []),
            *([("Data points that do not apply", str(len(placement.not_applicable)))] if placement.not_applicable else []),
            *([("Sheets without a question", str(len(imported.skipped)))] if imported.skipped else []),
        ],
        right=(1,),
    )
    click.echo(f"\nWritten: {output}, and {listing} with what has to be looked at.")
