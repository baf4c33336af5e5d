"""What a workbook is made of: sheets, rules, names, protection, formats, and the values in its cells."""

from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.values import CellContent, CellError, SheetValues
from cdp_toolkit.structure.workbook import DefinedName, Sheet, Table, Workbook, read

__all__ = [
    "Cell",
    "CellContent",
    "CellError",
    "DefinedName",
    "Range",
    "Sheet",
    "SheetValues",
    "Table",
    "Workbook",
    "read",
]
