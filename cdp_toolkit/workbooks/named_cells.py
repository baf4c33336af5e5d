"""The cells of a workbook that have a defined name: where they are, and what stands in them."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_bytes
from cdp_toolkit.workbooks.template_cells import CellValue

_PLACE = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$(?P<column>[A-Z]{1,3})\$(?P<row>\d+)(?::\$[A-Z]+\$\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a sheet."""

    sheet: str
    column: str
    row: int

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}"

    @property
    def index(self) -> int:
        """The column counted from 0."""
        number = 0
        for letter in self.column:
            number = number * 26 + ord(letter) - 64
        return number - 1


class NamedCells:
    """An open workbook's values, and the places of its names."""

    def __init__(self, book: Any, places: dict[str, Place]) -> None:
        self._book, self.places = book, places
        self._sheets: dict[str, list[list[CellValue | None]]] = {}

    def value(self, place: Place) -> CellValue | None:
        """Return what stands in a cell, None where it is blank."""
        rows = self.rows(place.sheet)
        row = rows[place.row - 1] if place.row <= len(rows) else []
        return row[place.index] if place.index < len(row) else None

    def rows(self, sheet: str) -> list[list[CellValue | None]]:
        """Return all cells of a sheet, none where there is no such sheet."""
        if sheet not in self._sheets:
            there = sheet in self._book.sheet_names
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) if there else []
            self._sheets[sheet] = [[_value(cell) for cell in row] for row in rows]
        return self._sheets[sheet]


def open_named_cells(path: Path) -> NamedCells:
    """Open a workbook.

    Raises:
        InputError: The file is not there or is no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    data = read_bytes(path)
    try:
        with ZipFile(io.BytesIO(data)) as package:
            places = dict(_places(package.read("xl/workbook.xml")))
        return NamedCells(CalamineWorkbook.from_filelike(io.BytesIO(data)), places)
    except (BadZipFile, KeyError, ET.ParseError, CalamineError) as error:
        problem = f"is no workbook that can be opened ({type(error).__name__})"
        raise InputError(str(path), problem, "Open it in Excel and save it anew as .xlsx.") from None


def _places(workbook: bytes) -> Iterator[tuple[str, Place]]:
    """Yield the names that stand for one cell of the workbook."""
    for element in ET.fromstring(workbook).iter():  # noqa: S314 - guarded before
        if element.tag.rpartition("}")[2] == "definedName" and "localSheetId" not in element.attrib:
            match = _PLACE.fullmatch((element.text or "").strip())
            if match is not None:
                sheet = (match["quoted"] or match["plain"]).replace("''", "'")
                yield element.attrib["name"], Place(sheet, match["column"], int(match["row"]))


def _value(cell: Any) -> CellValue | None:
    """Turn what calamine gives into our values; Excel keeps fifteen digits, so that many are read."""
    match cell:
        case None | "":
            return None
        case bool():
            return str(cell).upper()
        case int() | float():
            return Decimal(f"{cell:.15g}")
        case dt.datetime():
            return cell.date() if cell.time() == dt.time() else cell.isoformat(" ")
        case dt.date():
            return cell
        case str():
            return cell if cell.strip() else None
        case _:
            return str(cell)
