"""Filling cells of an existing workbook so that nothing else in it changes."""

from cdp_toolkit.workbooks.patch.fill import fill
from cdp_toolkit.workbooks.patch.manifest import Entry, Manifest, Outcome
from cdp_toolkit.workbooks.patch.previous import Previous, read_previous
from cdp_toolkit.workbooks.patch.writes import Allow, CellInput, CellWrite, FillOptions

__all__ = ["Allow", "CellInput", "CellWrite", "Entry", "FillOptions", "Manifest", "Outcome", "Previous", "fill", "read_previous"]
