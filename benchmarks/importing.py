"""Importing submissions (made up, every question answered), against only taking the text out of the same PDF page by page."""

import tempfile
from pathlib import Path

import pypdfium2

from benchmarks import Ratio
from benchmarks._interleaved import medians
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.editions.loader import load_edition
from tests.made_paper import Print
from tests.made_submission import made_answers, older, portal

ROUNDS = 3
FORMS = (
    ("portal", "cdp-2025", portal, Print(width=842, height=595)),
    ("2018-2023", "cdp-2023", older, Print(label_colour="0 0 0", bar="")),
)


def measure() -> list[Ratio]:
    """Return a ratio for each form."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for name, edition_id, form, style in FORMS:
            edition = load_edition(edition_id)
            path = form(edition, made_answers(edition), style).write(Path(folder) / f"{edition_id}.pdf")
            pages = len(pypdfium2.PdfDocument(path))
            ways = {
                "import": lambda path=path, edition=edition: import_submission(path, edition),
                "text": lambda path=path: text_of(path),
            }
            seconds = medians(ways, ROUNDS)
            detail = f"import {seconds['import']:.2f} s, text {seconds['text']:.2f} s, {pages} pages"
            ratios.append(
                Ratio(f"import a PDF, {name}: time / taking its text out", seconds["import"] / seconds["text"], None, detail)
            )
    return ratios


def text_of(path: Path) -> list[str]:
    """Take the text out of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
