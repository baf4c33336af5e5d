"""A whole workbook: its outline, its sheets, its formats, and the values of any sheet on demand."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import Package, open_package
from cdp_toolkit.structure.outline import DefinedName, Outline, SheetEntry, read_outline
from cdp_toolkit.structure.rows import SheetRows
from cdp_toolkit.structure.sheet import Sheet, Table, read_sheet
from cdp_toolkit.structure.strings import SharedStrings
from cdp_toolkit.structure.styles import Styles
from cdp_toolkit.structure.values import SheetValues, ValueReader, read_values

__all__ = ["DefinedName", "OpenWorkbook", "Sheet", "Table", "Workbook", "read"]


class OpenWorkbook:
    """A workbook in an open package; each part is read when it is first asked for."""

    def __init__(self, package: Package) -> None:
        self.package = package

    @cached_property
    def outline(self) -> Outline:
        """Sheets, names, and how dates count."""
        return read_outline(self.package)

    @cached_property
    def styles(self) -> Styles:
        """Formats of cells."""
        return Styles.read(self.package)

    @cached_property
    def reader(self) -> ValueReader:
        """What turns stored cells into values."""
        return ValueReader(SharedStrings(self.package), self.styles, self.outline.date1904)

    @property
    def signed(self) -> bool:
        """Whether the package carries a digital signature, which any change breaks."""
        return any(one.kind == "origin" and "signature" in one.target.lower() for one in self.package.relationships(""))

    @property
    def has_macros(self) -> bool:
        """Whether the package carries a macro project."""
        return bool(self.package.related(self.package.workbook, "vbaProject"))

    def rows(self, entry: SheetEntry) -> SheetRows:
        """Return the XML of a worksheet with its rows found."""
        return SheetRows(self.package.read(entry.part), f"{self.package.where}, sheet {entry.name!r}")

    def sheet(self, entry: SheetEntry, rows: SheetRows | None = None) -> Sheet:
        """Return everything of a worksheet but its rows."""
        return read_sheet(self.package, entry, rows or self.rows(entry))

    def values(self, name: str) -> SheetValues:
        """Return the values of a worksheet.

        Raises:
            InputError: There is no worksheet of that name.
        """
        entry = self.outline.sheet(name)
        if entry is None or entry.kind != "worksheet":
            have = ", ".join(one.name for one in self.outline.sheets)
            raise InputError(self.package.where, f"has no worksheet {name!r}", f"Its sheets are: {have}")
        return read_values(self.rows(entry), self.reader, entry.name)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read from a workbook file: everything that must be known to find and fill its cells.

    Args:
        outline: Sheets of all kinds, defined names, how dates count.
        sheets: The worksheets.
        values: The values of each worksheet, by its name.
        styles: Formats, by the style number of a cell.
        suffix: The file name ending that belongs to its kind.
        has_macros: Whether it carries a macro project.
        signed: Whether it is digitally signed.
    """

    outline: Outline
    sheets: tuple[Sheet, ...]
    values: dict[str, SheetValues]
    styles: Styles
    suffix: str
    has_macros: bool
    signed: bool


def read(path: Path, *, blanks: bool = False) -> Workbook:
    """Read a workbook file behind all guards; with ``blanks`` the styles of empty cells too.

    Raises:
        InputError: It is no workbook that can be read safely.
    """
    with open_package(path) as package:
        book = OpenWorkbook(package)
        sheets: list[Sheet] = []
        values: dict[str, SheetValues] = {}
        for entry in book.outline.sheets:
            if entry.kind == "worksheet":
                rows = book.rows(entry)
                sheets.append(book.sheet(entry, rows))
                values[entry.name] = read_values(rows, book.reader, entry.name, blanks=blanks)
        return Workbook(book.outline, tuple(sheets), values, book.styles, package.suffix, book.has_macros, book.signed)
