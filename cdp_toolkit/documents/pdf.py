"""Reads a PDF into words and ruled lines with their places. The only module that knows pypdfium2."""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdp_toolkit.documents.page import Page, Word, with_ticks
from cdp_toolkit.documents.ruling import Rule, Sheet, laid_out
from cdp_toolkit.errors import InputError

Progress = Callable[[int, int], None]

_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_HYPHEN = "\x02"  # what PDFium puts in place of a hyphen at the end of a line
_LIGHT = 200  # a colour whose every part is above this is light


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    light: bool


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
    if not any(words for words, _, _ in contents):
        raise InputError(
            path.name,
            f"holds no text on its {count} pages; it is probably a scan",
            "Export the response from CDP's portal again, or run text recognition (OCR) over it first.",
        )
    return _pages(contents)


def _pages(contents: list[tuple[list[Word], list[Rule], Sheet]]) -> list[Page]:
    pairs = [(words, sheet) for words, _, sheet in contents]
    measured = {sheet: sheet.measured(pairs) for sheet in dict.fromkeys(sheet for _, sheet in pairs)}
    return [
        Page(i, laid_out(words, rules, i, measured[sheet]), sheet.height)
        for i, (words, rules, sheet) in enumerate(contents, start=1)
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


def _contents(path: Path, document: Any, i: int) -> tuple[list[Word], list[Rule], Sheet]:
    import pypdfium2

    try:
        page = document[i]
        text = page.get_textpage()
        return list(_words(text.raw)), list(_rules(page)), Sheet(*page.get_size())
    except pypdfium2.PdfiumError:
        raise InputError(f"{path.name}, page {i + 1}", "is damaged and cannot be read", "Download the file again.") from None


def _words(text: Any) -> Iterator[Word]:
    """Give the words of a page in the order of the file. PDFium's spaces part them, and every change of line."""
    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    letters: list[str] = []
    left = right = baseline = 0.0
    style = _Style(0, False, False)
    for i in range(raw.FPDFText_CountChars(text)):
        letter = chr(raw.FPDFText_GetUnicode(text, i))
        if letter.isspace() or letter == "\0":
            if letters:
                yield _word(letters, left, right, baseline, style)
            letters = []
            continue
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetLooseCharBox(text, i, box)
        if letters and abs(y.value - baseline) > style.size / 2:
            yield _word(letters, left, right, baseline, style)
            letters = []
        if not letters:
            left, baseline, style = box.left, y.value, _style(raw, text, i)
        letters.append("-" if letter == _HYPHEN else letter)
        right = box.right
    if letters:
        yield _word(letters, left, right, baseline, style)


def _word(letters: list[str], left: float, right: float, baseline: float, style: _Style) -> Word:
    return Word(with_ticks("".join(letters)), left, right, baseline, style.size, style.bold, style.light)


def _style(raw: Any, text: Any, i: int) -> _Style:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, i, name, 128, None)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, i, red, green, blue, alpha)
    bold = bool(_BOLD.search(name.value.decode("latin-1"))) or raw.FPDFText_GetFontWeight(text, i) >= 600
    return _Style(_height(raw, text, i), bold, min(red.value, green.value, blue.value) > _LIGHT)


def _height(raw: Any, text: Any, i: int) -> float:
    """Return the font size as it is printed; some writers scale the page and not the font."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, i, box)
    return round(float(box.top - box.bottom) * 4) / 4


def _rules(page: Any) -> Iterator[Rule]:
    from pypdfium2 import raw

    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = drawn.get_bounds()
        yield Rule(left, bottom, right, top)
