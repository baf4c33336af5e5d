"""Reads a PDF into words and ruled lines with their places. Only this module and ``letters`` know pypdfium2."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cdp_toolkit.documents.files.gutters import with_gutters
from cdp_toolkit.documents.files.letters import Printed, rules, standing_out, turned, words
from cdp_toolkit.documents.files.ruling import Rule, Sheet, laid_out
from cdp_toolkit.documents.page import Page
from cdp_toolkit.errors import InputError

Progress = Callable[[int, int], None]
_Contents = tuple[list[Printed], list[Rule], Sheet]

_UNNAMED = {"Cc", "Co", "Cn", "Cs"}  # control codes, private use, unassigned
_MOST_UNNAMED = 0.2


def read_pdf(path: Path, progress: Progress | None = None) -> list[Page]:
    """Return the pages of a PDF as lines and tables.

    Args:
        path: The file.
        progress: Called with the number of pages read and the number of all pages.

    Raises:
        InputError: The library is not installed; the file is not there, damaged, encrypted, or holds no text.
    """
    document = _opened(path)
    try:
        count, contents = len(document), []
        for i in range(count):
            contents.append(_contents(path, document, i))
            if progress is not None:
                progress(i + 1, count)
    finally:
        document.close()
    _check_letters(path, contents)
    return _pages(contents)


def _check_letters(path: Path, contents: list[_Contents]) -> None:
    """Refuse a document without text, or with letters that its fonts do not name."""
    every = [word.text for printed, _, _ in contents for word, _ in printed]
    if not every:
        raise InputError(
            path.name,
            f"holds no text on its {len(contents)} pages; it is probably a scan",
            "Export the response from CDP's portal again, or run text recognition (OCR) over it first.",
        )
    letters = "".join(every)
    unnamed = sum(unicodedata.category(letter) in _UNNAMED for letter in letters)
    if unnamed > _MOST_UNNAMED * len(letters):
        raise InputError(
            path.name,
            f"does not say which letters it prints: {unnamed} of {len(letters)} have no meaning",
            "Export the response from CDP's portal again, or run text recognition (OCR) over it first.",
        )


def _pages(contents: list[_Contents]) -> list[Page]:
    pairs = list(zip(standing_out([printed for printed, _, _ in contents]), (sheet for _, _, sheet in contents), strict=True))
    measured = {sheet: sheet.measured(pairs) for sheet in dict.fromkeys(sheet for _, sheet in pairs)}
    return [
        Page(i, laid_out(given, with_gutters(given, drawn), i, measured[sheet]), sheet.height)
        for i, ((given, sheet), (_, drawn, _)) in enumerate(zip(pairs, contents, strict=True), start=1)
    ]


def _opened(path: Path) -> Any:
    try:
        import pypdfium2
    except ImportError:
        raise InputError(path.name, "needs the PDF library to be read", "pip install 'cdp-toolkit[pdf]'") from None
    if not path.is_file():
        raise InputError(str(path), "does not exist", "Check the path.")
    _whole(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(path, str(error)) from None
    if len(document) == 0:
        document.close()
        raise InputError(path.name, "is a PDF without pages", "Download it again.")
    return document


def _whole(path: Path) -> None:
    """Refuse a file that is no PDF or lacks its end; PDFium would make do with the pages that are left."""
    data = path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise InputError(path.name, "is no PDF, although its name says so", "Check what the file is.")
    if b"%%EOF" not in data[-2048:]:
        raise InputError(path.name, "is cut off: the end of the PDF is missing", "Download it again.")


def _unreadable(path: Path, reason: str) -> InputError:
    if "password" in reason.lower() or "security" in reason.lower():
        return InputError(path.name, "is encrypted and asks for a password", "Save a copy without the password.")
    return InputError(path.name, "is damaged or cut off, and cannot be opened as a PDF", "Download it again.")


def _contents(path: Path, document: Any, i: int) -> _Contents:
    import pypdfium2

    try:
        page = document[i]
        text = page.get_textpage()
        turn = turned(page, text.raw)
        return list(words(text.raw, turn)), list(rules(page, turn)), Sheet(*turn.size)
    except pypdfium2.PdfiumError:
        raise InputError(f"{path.name}, page {i + 1}", "is damaged and cannot be read", "Download the file again.") from None
