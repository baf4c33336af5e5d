"""Filling cells of an existing workbook so that nothing else in it changes.

The manifest of an earlier fill is read in ``patch.previous``: its pydantic would take a fill 10 MB more.
"""

from cdp_toolkit.workbooks.patch.fill import fill
from cdp_toolkit.workbooks.patch.manifest import Entry, Manifest, Outcome
from cdp_toolkit.workbooks.patch.writes import Allow, CellInput, CellWrite, FillOptions

__all__ = ["Allow", "CellInput", "CellWrite", "Entry", "FillOptions", "Manifest", "Outcome", "fill"]
