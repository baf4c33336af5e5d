"""Reads a tidy table from an Excel workbook, every number as the decimal that the file holds."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_bytes
from cdp_toolkit.metrics.cells import cell_text
from cdp_toolkit.metrics.grid import Grid, grid_of
from cdp_toolkit.values import plain

SHEET = "metrics"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 500_000_000


def read_xlsx(path: Path) -> Grid:
    """Read the sheet called ``metrics``, or the first one where none is.

    Raises:
        InputError: The workbook is broken, protected by a password, of the old format, empty, or unpacks to too much.
    """
    data = read_bytes(path)
    _check(path, data)
    try:
        name, records = _records(data, data_only=True)
        formulas = _records(data, data_only=False)[1] if _has_formulas(data) else []
    except Exception as error:  # openpyxl lets through whatever a broken file provokes
        raise _broken(path, f"{type(error).__name__}") from None
    title = f"{path.name}[{name}]"
    for i, (values, sources) in enumerate(zip(records, formulas, strict=False), start=1):
        if any(not value and source.startswith("=") for value, source in zip(values, sources, strict=False)):
            problem = "holds a formula whose result was never stored"
            raise InputError(f"{title}:{i}", problem, "Open the workbook in Excel, let it calculate, and save it.")
    return grid_of(title, iter(records))


def _records(data: bytes, *, data_only: bool) -> tuple[str, list[list[str]]]:
    import openpyxl  # a tenth of a second that CSV users need not wait for

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
    name = next((name for name in book.sheetnames if name.casefold() == SHEET), book.sheetnames[0])
    records = [[_text(cell) for cell in row] for row in book[name].iter_rows()]
    book.close()
    return name, records


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [part for part in package.namelist() if part.startswith("xl/worksheets/")]
        return any(b"<f" in package.read(part) for part in sheets)


def _check(path: Path, data: bytes) -> None:
    if not data:
        raise InputError(str(path), "is empty", "Give a workbook with a header row and at least one row below it.")
    if data.startswith(OLD_OR_LOCKED):
        problem = "is protected by a password or of the old .xls format"
        raise InputError(str(path), problem, "Remove the password in Excel, or save it as .xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _broken(path, str(error)) from None
    if size > MOST_BYTES:
        raise InputError(str(path), f"unpacks to {size // 10**6} MB", "Keep the table of figures in a workbook of its own.")


def _broken(path: Path, reason: str) -> InputError:
    return InputError(str(path), f"is no workbook that can be opened ({reason})", "Open it in Excel and save it anew as .xlsx.")


def _text(cell: Any) -> str:
    text = cell_text(cell.value)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and "%" in (cell.number_format or ""):
        # Excel holds 0.443 where it shows 44.3%. As text with its sign it is refused as a number, with the cell named.
        return f"{plain(Decimal(text) * 100)}%"
    return text
