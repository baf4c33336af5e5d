"""Opens an earlier submission and parses it, whichever form it has."""

from collections.abc import Sequence
from pathlib import Path

from cdp_toolkit.documents import portal, response_form
from cdp_toolkit.documents.furniture import body
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.documents.pdf import Progress, read_pdf
from cdp_toolkit.documents.structure import Submission
from cdp_toolkit.errors import InputError


def read_submission(path: Path, is_column: portal.IsColumn, progress: Progress | None = None) -> Submission:
    """Return the questions, rows and fields of a submission as CDP's portal exported it.

    Args:
        path: The file.
        is_column: Whether a code with a label is a column of a question, by question, code and label.
        progress: Called with the number of pages read and the number of all pages.

    Raises:
        InputError: The file cannot be read, or is no response to CDP.
    """
    items = body(read_pdf(path, progress))
    lines = [line for item in items for line in ([item] if isinstance(item, Line) else item.lines())]
    if portal.looks_like(lines):
        return portal.parse(items, is_column)
    if response_form.looks_like(lines):
        return response_form.parse(items)
    raise _foreign(path, items)


def _foreign(path: Path, items: Sequence[Line | Table]) -> InputError:
    first = next((item.text for item in items if isinstance(item, Line)), "")
    return InputError(
        path.name,
        f"holds no numbered questions of CDP; it begins with '{first[:60]}'",
        "Give the export of a response: from CDP's portal, or the published PDF of one.",
    )
