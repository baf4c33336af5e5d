"""Imports an earlier submission: whatever form it has, it becomes a response and a list of what found no place."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.documents.files.pdf import Progress
from cdp_toolkit.documents.files.sheets import WORKBOOKS
from cdp_toolkit.documents.forms.long_table import is_filled_template, parse, read_table
from cdp_toolkit.documents.meaning.question_numbers import year_of
from cdp_toolkit.documents.placement import Leftover, Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import WEB, WORD, read_submission
from cdp_toolkit.documents.structure import Submission
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.responses.file import no_formula
from cdp_toolkit.responses.model import Organisation, Response
from cdp_toolkit.shipped import shipped

_TABLES = (".csv", ".tsv", *WORKBOOKS)
_DOCUMENTS = (".pdf", *WORD, *WEB, ".txt")
_SAVE_AS = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".odt"), "Open it in Word and save it as a Word document (.docx)."),
    **dict.fromkeys((".xls", ".xlsb", ".ods"), "Open it in Excel and save it as an Excel workbook (.xlsx)."),
    **dict.fromkeys((".mht", ".mhtml"), "Save the page again in the browser, as 'Web page, HTML only'."),
    **dict.fromkeys((".zip", ".7z", ".gz"), "Unpack it and give a file of it."),
}
_MOST_UNKNOWN = 0.5
_NO_QUESTION = "the sheet holds no question"
NOT_APPLICABLE = ("address", "question", "row", "column", "place")
LISTED = ("kind", "question", "label", "text", "place", "reason")


@dataclass(frozen=True)
class Imported:
    """A response as it was imported, and what became of everything that the document holds."""

    response: Response
    placement: Placement
    title: str
    skipped: tuple[Leftover, ...] = ()

    @property
    def unplaced_share(self) -> float:
        """Share of the document's characters that found no place."""
        return self.placement.unplaced_characters / max(1, self.placement.characters)

    def findings(self) -> list[Finding]:
        """Say what has to be looked at: text without a place, options beyond our list, places that had to be inferred."""
        kinds = (
            ("text-unplaced", Severity.WARNING, self.placement.leftovers, "Enter it by hand where it belongs."),
            ("text-lost", Severity.WARNING, self.placement.lost, "Enter it by hand where it belongs."),
            ("option-unlisted", Severity.INFO, self.placement.unlisted, "Nothing, if the option is CDP's own."),
            ("place-inferred", Severity.WARNING, self.placement.doubts, "Compare it with the document."),
            ("question-moved", Severity.WARNING, self.placement.moved, "Compare it, or say of which year it is with --year."),
            ("module-outside", Severity.INFO, self.placement.outside, "Nothing, or keep the document for that module."),
            ("sheet-skipped", Severity.INFO, self.skipped, "Nothing, if it holds no answers."),
        )
        return [
            Finding(code, severity, each.place, f"{_named(each)}'{_short(each.text)}': {each.reason}.", fix)
            for code, severity, listed, fix in kinds
            for each in listed
        ]

    def not_applicable(self) -> str:
        """Give the data points that the document calls not applicable as CSV; they are no answers, and no blanks either."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(NOT_APPLICABLE)
        for address, where in self.placement.not_applicable:
            writer.writerow(map(no_formula, (str(address), address.question, address.row or "", address.column or "", where)))
        return "\ufeff" + out.getvalue()

    def listing(self) -> str:
        """Give everything that has to be looked at as CSV that is safe to open in a spreadsheet program, with the whole text."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(LISTED)
        for kind, listed in (
            ("unplaced", self.placement.leftovers),
            ("lost by the import: please report", self.placement.lost),
            ("unlisted option", self.placement.unlisted),
            ("inferred place", self.placement.doubts),
            ("moved question", self.placement.moved),
            ("other module", self.placement.outside),
            ("skipped sheet", self.skipped),
            ("header or footer", self.placement.furniture),
        ):
            for each in listed:
                cells = (kind, each.question, each.label, each.text, each.place, each.reason)
                writer.writerow(map(no_formula, cells))
        return "\ufeff" + out.getvalue()  # with the mark, Excel reads the file as UTF-8


def is_filled_workbook(path: Path) -> bool:
    """Whether a file is a workbook of this toolkit's template."""
    return is_filled_template(path)


def import_submission(
    path: Path,
    edition: Edition,
    organisation: str | None = None,
    progress: Progress | None = None,
    year: int | None = None,
) -> Imported:
    """Import a submission.

    Args:
        path: A PDF, Word document, web page or text of a response, or a table or data set as CSV or XLSX.
        edition: The edition that it answers.
        organisation: Whose answers are wanted, by name or account number, where a table holds several organisations.
        progress: Called with the number of pages read and of all pages.
        year: The year that it was made for, where its title does not say it; in earlier years some numbers asked other things.

    Raises:
        InputError: The file cannot be read, is no response to CDP, or answers another edition.
    """
    skipped: tuple[Leftover, ...] = ()
    suffix = path.suffix.lower()
    check_file(path)
    if suffix in _TABLES:
        table = read_table(path, edition, organisation, year)
        submission, organisation = parse(table, edition, path.name), table.title or organisation
        skipped = tuple(Leftover("", "", begin, f"{path.name}, sheet {name}", _NO_QUESTION) for name, begin in table.skipped)
    elif suffix in _DOCUMENTS:
        submission = read_submission(path, edition, progress, year)
    else:
        fix = _SAVE_AS.get(suffix, f"Give one of: {', '.join((*_DOCUMENTS, *_TABLES))}.")
        raise InputError(str(path), f"ends in '{path.suffix}'", fix)
    _check_year(path, edition, submission, year)
    placement = place(submission, edition, path.name, year)
    _check_edition(path, edition, placement)
    response = Response.of(edition.id, placement.answers, Organisation(organisation or submission.title or path.stem))
    return Imported(response, placement, submission.title, skipped)


def check_file(path: Path) -> None:
    """Refuse what is no file with something in it.

    Raises:
        InputError: It is not there, a folder, or empty.
    """
    if path.is_dir():
        raise InputError(str(path), "is a folder", "Give one file; several are imported one after the other.")
    if not path.exists():
        raise InputError(str(path), "does not exist", "Check the path.")
    if path.is_file() and path.stat().st_size == 0:
        raise InputError(str(path), "is empty (0 bytes)", "Fetch the file again.")


def _check_edition(path: Path, edition: Edition, placement: Placement) -> None:
    """Refuse a document of which the edition does not know most questions; modules that it does not hold are left aside."""
    asked = {*edition.by_number, *(each.number for each in edition.earlier)}
    known = [number for number in placement.questions if any(each in asked for each in number.split("/"))]
    numbers = placement.questions if known else [*placement.questions, *placement.others]
    if len(known) < _MOST_UNKNOWN * len(numbers):
        unknown = next(number for number in numbers if number not in asked)
        problem = f"holds {len(numbers)} questions, of which {edition.id} has {len(known)}; {unknown} is not one"
        raise InputError(path.name, problem, "Name the edition that it answers with --edition.")


def _check_year(path: Path, edition: Edition, submission: Submission, year: int | None) -> None:
    """Refuse a document that names the year of another edition than the given one."""
    named = submission.year or year_of(submission.title)
    other = f"cdp-{named}"
    if year is None and other != edition.id and (shipped("questionnaires") / other / "edition.yaml").is_file():
        fix = f"Import it with --edition {other} and carry the answers forward; if the cover is wrong, say the year with --year."
        where = "column of years" if submission.form == "table" else "cover or page headers"
        raise InputError(path.name, f"is of {named} by its {where}, and the edition given is {edition.id}", fix)


def _named(each: Leftover) -> str:
    return " ".join(filter(None, (each.question, each.label))) + ": " if each.question or each.label else ""


def _short(text: str, most: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
