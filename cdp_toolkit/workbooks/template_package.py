"""Saves a workbook of ours so that the same content gives the same bytes, with the rows of its sheets in place."""

import datetime as dt
import io
import re
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from cdp_toolkit.workbooks.template_sheet import Sheet

# Zip files know no earlier time; a workbook made twice must not differ by when it was made.
_WHEN = (1980, 1, 1, 0, 0, 0)
_NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_SIZE = re.compile(rb"<dimension [^>]*>")


class _StillArchive(ZipFile):
    """A zip file whose members all carry the same time."""

    rows: dict[str, str]

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: bytes | str, *_: object) -> None:  # type: ignore[override]
        """Write a part."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = ZipInfo(name, _WHEN)
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data, compresslevel=6)

    def write(self, filename: str, arcname: str | None = None, *_: object) -> None:  # type: ignore[override]
        """Take in a part that openpyxl wrote to a temporary file, and put the rows of a sheet into it."""
        data, name = Path(filename).read_bytes(), arcname or filename
        rows = self.rows.get(name)
        if rows is not None:
            sheet = b"<sheetData>%s</sheetData>" % rows.encode()
            data, count = _NO_ROWS.subn(lambda _: sheet, _SIZE.sub(b"", data), count=1)
            assert count == 1, name  # noqa: S101 - openpyxl writes one empty sheetData
        self.writestr(name, data)


def package(book: Workbook, sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook as the bytes of an .xlsx file.

    Args:
        book: The workbook.
        sheets: Those of its sheets whose rows are kept apart.
    """
    fixed = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, not a moment
    book.properties.created = book.properties.modified = fixed
    rows = {sheet.title: sheet.close() for sheet in sheets}
    parts = {f"xl/worksheets/sheet{i}.xml": rows.get(sheet.title) for i, sheet in enumerate(book.worksheets, 1)}
    buffer = io.BytesIO()
    with _StillArchive(buffer, "w", ZIP_DEFLATED) as archive:
        archive.rows = {name: text for name, text in parts.items() if text is not None}
        ExcelWriter(book, archive).save()
    return buffer.getvalue()
