"""Opens an earlier submission and parses it, whichever form it has."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cdp_toolkit.documents.files.columns import with_columns
from cdp_toolkit.documents.files.cover import cover_of
from cdp_toolkit.documents.files.emphasis import without_emphasis
from cdp_toolkit.documents.files.furniture import body
from cdp_toolkit.documents.files.pdf import Progress, read_pdf
from cdp_toolkit.documents.files.text_lines import every_line
from cdp_toolkit.documents.files.web_page import read_page
from cdp_toolkit.documents.files.word import read_word
from cdp_toolkit.documents.forms import plain_text, portal, response_form
from cdp_toolkit.documents.forms.known import Known
from cdp_toolkit.documents.forms.labelling import portal_labels, response_labels, titled
from cdp_toolkit.documents.forms.plain_text import read_lines, read_text
from cdp_toolkit.documents.ledger import ledger_of
from cdp_toolkit.documents.marks import CODE, HEADING
from cdp_toolkit.documents.meaning.question_numbers import Numbers
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.documents.structure import Submission
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError

WORD, WEB = (".docx", ".docm"), (".html", ".htm", ".xhtml")
_COVER = 3  # pages that can name the organisation and the year


def read_submission(path: Path, edition: Edition, progress: Progress | None = None, year: int | None = None) -> Submission:
    """Return the questions, rows and fields of a submission: a PDF, Word document, web page or text.

    Args:
        path: The file.
        edition: The edition that it answers; its labels tell labels from values where print does not.
        progress: Called with the number of pages read and the number of all pages.
        year: The year that it was made for, where its title does not say it.

    Raises:
        InputError: The file cannot be read, or is no response to CDP.
    """
    suffix = path.suffix.lower()
    if suffix in WORD or suffix in WEB:
        return _structured(path, titled(read_word(path) if suffix in WORD else read_page(path)), edition, year)
    if suffix != ".pdf":
        lines = read_lines(path)
        submission = _parsed(path, lines, edition, year)
        return replace(submission, ledger=ledger_of(every_line(read_text(path)), lines, submission))
    pages = read_pdf(path, progress)
    items = body(pages)
    name, named = cover_of((line.text for page in pages[:_COVER] for line in page.lines()), _title(items))
    submission = _parsed(path, without_emphasis(with_columns(items), _is_heading), edition, year or named)
    ledger = ledger_of([line for page in pages for line in page.lines()], items, submission)
    return replace(submission, title=name or submission.title, year=named, ledger=ledger)


def _parsed(path: Path, items: Sequence[Line | Table], edition: Edition, year: int | None) -> Submission:
    """Parse lines and tables in the form that they have."""
    lines = _lines(items)
    known = Known(Numbers(edition, year))
    if portal.looks_like(lines):
        return portal.parse([item for item in items if isinstance(item, Table) or item.text], known)
    if response_form.looks_like(lines):
        if response_form.is_styled(lines):
            return response_form.parse(items, known)
        if path.suffix.lower() == ".pdf":
            return portal.parse(response_form.without_furniture(items), known, HEADING)
        return plain_text.parse(lines, edition, year)
    raise _foreign(path, items)


def _is_heading(text: str) -> bool:
    return any(kind.match(text) for kind in (CODE, portal.ASKED, HEADING))


def _structured(path: Path, items: Sequence[Line | Table], edition: Edition, year: int | None) -> Submission:
    """Parse what has structure of its own, in which whole lines and tables stand."""
    lines = _lines(items)
    heads = (i for i, line in enumerate(lines) if HEADING.match(line.text) or CODE.match(line.text))
    name, named = cover_of((line.text for line in lines[: next(heads, 0)]), _title(items))
    numbering = Numbers(edition, year or named)
    if response_form.looks_like(lines):
        submission = response_form.parse(response_labels(items, numbering), Known(numbering))
    elif portal.looks_like(lines):
        plain = without_emphasis(items, _is_heading)
        submission = portal.parse(portal_labels(plain, numbering), Known(numbering))
    else:
        raise _foreign(path, items)
    return replace(submission, title=name or submission.title, year=named)


def _lines(items: Sequence[Line | Table]) -> list[Line]:
    return [line for item in items for line in ([item] if isinstance(item, Line) else item.lines())]


def _title(items: Sequence[Line | Table]) -> str:
    return next((item.text for item in items if isinstance(item, Line)), "")


def _foreign(path: Path, items: Sequence[Line | Table]) -> InputError:
    return InputError(
        path.name,
        f"holds no numbered questions of CDP; it begins with '{_title(items)[:60]}'",
        "Give the export of a response: from CDP's portal, or the published PDF of one.",
    )
