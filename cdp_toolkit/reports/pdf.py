"""The report as PDF, laid out from the same page."""

import hashlib
import io

from cdp_toolkit.errors import InputError
from cdp_toolkit.reports.page import html_of
from cdp_toolkit.reports.parts import Content


def pdf_of(content: Content) -> bytes:
    """Return the report as tagged PDF.

    Raises:
        InputError: WeasyPrint is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # OSError: a library that WeasyPrint needs is missing on this machine
        raise InputError(
            ".pdf", f"cannot be written here: {error}", 'Install "cdp-toolkit[report]", or write .html and print it.'
        ) from None
    page = html_of(content)
    buffer = io.BytesIO()
    name = hashlib.md5(page.encode(), usedforsecurity=False).digest()
    inside = URLFetcher(allowed_protocols=("data",))  # what the page holds itself, nothing from elsewhere
    HTML(string=page, base_url=None, url_fetcher=inside).write_pdf(buffer, pdf_identifier=name, pdf_tags=True)
    return buffer.getvalue()
