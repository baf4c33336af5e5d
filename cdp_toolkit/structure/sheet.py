"""What a sheet says about its cells besides their content: merged, protected, checked, part of a table."""

from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.markup import local, parse
from cdp_toolkit.packages.package import Package
from cdp_toolkit.structure.outline import SheetEntry
from cdp_toolkit.structure.references import Cell, Range, cell_range, ranges
from cdp_toolkit.structure.rows import SheetRows
from cdp_toolkit.structure.validations import Validation, read_validations

_TRUE = ("1", "true")
_SECRETS = ("password", "hashValue", "securityDescriptor")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of Excel: its range, and the texts that its header must keep."""

    name: str
    part: str
    range: Range
    columns: tuple[str, ...]
    has_header: bool
    has_totals: bool

    @property
    def header(self) -> Range | None:
        """The cells of the header row."""
        area = self.range
        return Range(area.top, area.left, area.top, area.right) if self.has_header else None

    @property
    def totals(self) -> Range | None:
        """The cells of the totals row."""
        area = self.range
        return Range(area.bottom, area.left, area.bottom, area.right) if self.has_totals else None


@dataclass(frozen=True, slots=True)
class Columns:
    """Neighbouring columns that share a style."""

    first: int
    last: int
    style: int
    hidden: bool


@dataclass(frozen=True)
class Sheet:
    """One worksheet without its rows.

    Args:
        entry: Name, part and state.
        merged: Merged ranges; only the top left cell of each shows its content.
        validations: Rules of both kinds.
        protected: Whether locked cells are locked.
        editable: Ranges that anyone may edit in spite of protection.
        tables: Tables on the sheet.
        pivots: Ranges that pivot tables fill.
        columns: Styles of columns.
        dimension: The range that the sheet says it uses.
    """

    entry: SheetEntry
    merged: tuple[Range, ...]
    validations: tuple[Validation, ...]
    protected: bool
    editable: tuple[Range, ...]
    tables: tuple[Table, ...]
    pivots: tuple[Range, ...]
    columns: tuple[Columns, ...]
    dimension: Range | None

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return self.entry.name

    @cached_property
    def _merged_rows(self) -> dict[int, list[Range]]:
        """Merged ranges by the rows they cover, for small ones; tall ones under row 0."""
        found: dict[int, list[Range]] = {}
        for area in self.merged:
            rows = range(area.top, area.bottom + 1) if area.bottom - area.top < 1000 else (0,)
            for row in rows:
                found.setdefault(row, []).append(area)
        return found

    def merged_range(self, cell: Cell) -> Range | None:
        """Return the merged range that a cell belongs to."""
        if not self.merged:
            return None
        near = (*self._merged_rows.get(cell.row, ()), *self._merged_rows.get(0, ()))
        return next((area for area in near if cell in area), None)

    def rules(self, cell: Cell) -> list[Validation]:
        """Return the validation rules that hold for a cell."""
        row, column = cell
        found: list[Validation] = []
        for rule in self.validations:
            for area in rule.ranges:
                if area.top <= row <= area.bottom and area.left <= column <= area.right:
                    found.append(rule)
                    break
        return found

    def column_hidden(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(one.hidden for one in self.columns if one.first <= column <= one.last)

    def column_style(self, column: int) -> int | None:
        """Return the style that a column gives to cells that do not exist yet."""
        return next((one.style for one in self.columns if one.first <= column <= one.last), None)


def read_sheet(package: Package, entry: SheetEntry, rows: SheetRows) -> Sheet:
    """Read everything of a worksheet but its rows.

    Raises:
        InputError: Its XML says something impossible about ranges.
    """
    root = parse(rows.frame, rows.where, "utf-8")
    sections = {local(section.tag): section for section in root if local(section.tag) != "conditionalFormatting"}
    empty = ET.Element("none")
    try:
        dimension = sections.get("dimension", empty).get("ref")
        return Sheet(
            entry=entry,
            merged=tuple(cell_range(one.get("ref", "")) for one in sections.get("mergeCells", empty)),
            validations=tuple(read_validations(root)),
            protected=sections.get("sheetProtection", empty).get("sheet") in _TRUE,
            editable=_editable(sections.get("protectedRanges", empty)),
            tables=tuple(_table(package, part) for part in package.related(entry.part, "table")),
            pivots=tuple(_pivot(package, part) for part in package.related(entry.part, "pivotTable")),
            columns=tuple(map(_columns, sections.get("cols", empty))),
            dimension=cell_range(dimension) if dimension else None,
        )
    except ValueError as error:
        raise InputError(rows.where, f"names an impossible range ({error})", "Save the file anew in Excel") from None


def _editable(section: ET.Element) -> tuple[Range, ...]:
    """Return the ranges that protection leaves open without a password."""
    open_to_all = [one for one in section if not any(one.get(secret) for secret in _SECRETS)]
    return tuple(area for one in open_to_all for area in ranges(one.get("sqref", "")))


def _table(package: Package, part: str) -> Table:
    """Read a table part."""
    root = package.tree(part)
    columns = [one for section in root if local(section.tag) == "tableColumns" for one in section]
    return Table(
        name=root.get("displayName", root.get("name", "")),
        part=part,
        range=cell_range(root.get("ref", "")),
        columns=tuple(one.get("name", "") for one in columns),
        has_header=root.get("headerRowCount", "1") != "0",
        has_totals=root.get("totalsRowCount", "0") != "0",
    )


def _pivot(package: Package, part: str) -> Range:
    """Return the range that a pivot table fills."""
    for section in package.tree(part):
        if local(section.tag) == "location":
            return cell_range(section.get("ref", ""))
    raise ValueError(part)


def _columns(element: ET.Element) -> Columns:
    """Read one ``<col>``."""
    style = element.get("style", "0")
    first, last = int(element.get("min", "")), int(element.get("max", ""))
    return Columns(first, last, int(style), element.get("hidden") in _TRUE)
