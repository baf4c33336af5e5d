"""Saves a workbook of ours so that the same content gives the same bytes, with the results of formulas in place."""

import datetime as dt
import io
import re
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

# Zip files know no earlier time; a workbook made twice must not differ by when it was made.
_WHEN = (1980, 1, 1, 0, 0, 0)
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v ?/></c>')


class _StillArchive(ZipFile):
    """A zip file whose members all carry the same time."""

    results: Mapping[str, Mapping[str, float | str]]

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: bytes | str, *_: object) -> None:  # type: ignore[override]
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = ZipInfo(name, _WHEN)
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data, compresslevel=6)

    def write(self, filename: str, arcname: str | None = None, *_: object) -> None:  # type: ignore[override]
        """Take in a part that openpyxl wrote to a temporary file, and put results of formulas into it."""
        data = Path(filename).read_bytes()
        results = self.results.get(arcname or "")
        self.writestr(arcname or filename, _with_results(data, results) if results else data)


def _with_results(sheet: bytes, results: Mapping[str, float | str]) -> bytes:
    """Give formula cells the results that Excel would compute, for readers that do not compute."""

    def cell(match: re.Match[bytes]) -> bytes:
        place, attributes, formula = match[1], match[2], match[3]
        result = results.get(place.decode())
        if result is None:
            return match[0]
        attributes = re.sub(rb' t="[a-z]+"', b"", attributes)
        if isinstance(result, str):
            attributes += b' t="str"'
        return b'<c r="%s"%s><f>%s</f><v>%s</v></c>' % (place, attributes, formula, str(result).encode())

    return _FORMULA.sub(cell, sheet)


def package(book: Workbook, results: Mapping[str, Mapping[str, float | str]]) -> bytes:
    """Return the workbook as the bytes of an .xlsx file.

    Args:
        book: The workbook.
        results: Results of formulas, by sheet title and cell.
    """
    fixed = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, not a moment
    book.properties.created = book.properties.modified = fixed
    paths = {f"xl/worksheets/sheet{i}.xml": results.get(sheet.title, {}) for i, sheet in enumerate(book.worksheets, 1)}
    buffer = io.BytesIO()
    with _StillArchive(buffer, "w", ZIP_DEFLATED) as archive:
        archive.results = paths
        ExcelWriter(book, archive).save()
    return buffer.getvalue()
