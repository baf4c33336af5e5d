"""The cells of a workbook that have a defined name: where they are, and what stands in them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cdp_toolkit.packages import open_package
from cdp_toolkit.structure.references import Cell, Range, column_number
from cdp_toolkit.structure.values import CellValue as Stored
from cdp_toolkit.structure.values import SheetValues
from cdp_toolkit.structure.workbook import DefinedName, OpenWorkbook
from cdp_toolkit.workbooks.template_cells import CellValue

_PLACE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!"
    r"\$(?P<left>[A-Z]{1,3})\$(?P<top>\d+)(?::\$(?P<right>[A-Z]{1,3})\$(?P<bottom>\d+))?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Cells of a sheet; most names stand for one."""

    sheet: str
    area: Range

    def __str__(self) -> str:
        return f"{self.sheet}!{self.area}"


@dataclass(frozen=True)
class NamedCells:
    """What was read of a workbook: the places of its names, and the values of the sheets that they lie on."""

    places: dict[str, Place]
    sheets: dict[str, SheetValues]

    def value(self, place: Place) -> CellValue | None:
        """Return what stands in a cell, the first of several, None where it is blank."""
        return self.at(place.sheet, place.area.anchor)

    def at(self, sheet: str, cell: Cell) -> CellValue | None:
        """Return what stands in a cell of a sheet."""
        return cell_value(self.sheets[sheet].value(cell)) if sheet in self.sheets else None

    def rows(self, sheet: str) -> dict[int, dict[int, CellValue]]:
        """Return the filled cells of a sheet by row and column, none where there is no such sheet."""
        found: dict[int, dict[int, CellValue]] = {}
        for cell in self.sheets.get(sheet, ()):
            value = self.at(sheet, cell)
            if value is not None:
                found.setdefault(cell.row, {})[cell.column] = value
        return found


def read_named_cells(path: Path, *more: str) -> NamedCells:
    """Read the cells that have names, and further sheets by their titles.

    Raises:
        InputError: The file is not there, or no workbook that can be read safely.
    """
    with open_package(path) as package:
        book = OpenWorkbook(package)
        places = dict(places_of(book.outline.names))
        wanted = {place.sheet for place in places.values()} | set(more)
        names = [each.name for each in book.outline.sheets if each.kind == "worksheet" and each.name in wanted]
        return NamedCells(places, {name: book.values(name) for name in names})


def places_of(names: tuple[DefinedName, ...]) -> Iterator[tuple[str, Place]]:
    """Yield the names of the whole workbook that stand for cells."""
    for each in names:
        match = _PLACE.fullmatch(each.formula.strip())
        if each.sheet is None and match is not None:
            left, top = column_number(match["left"]), int(match["top"])
            right, bottom = column_number(match["right"] or match["left"]), int(match["bottom"] or top)
            yield each.name, Place((match["quoted"] or match["plain"]).replace("''", "'"), Range(top, left, bottom, right))


def cell_value(stored: Stored | None) -> CellValue | None:
    """Turn what a cell stores into our values; Excel shows fifteen digits, so that many are read."""
    match stored:
        case None | "":
            return None
        case bool():
            return str(stored).upper()
        case Decimal():
            return Decimal(f"{stored:.15g}")
        case dt.datetime():
            return stored.isoformat(" ")
        case dt.date():
            return stored
        case str():
            return stored if stored.strip() else None
        case _:
            return str(stored)
