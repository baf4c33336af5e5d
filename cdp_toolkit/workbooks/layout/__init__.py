"""Where the data points of an edition sit in a workbook that somebody else made: found, saved, filled, read back."""

from cdp_toolkit.workbooks.layout.answers import Comparison, Conflict, compare, read_answers
from cdp_toolkit.workbooks.layout.confirming import confirmed
from cdp_toolkit.workbooks.layout.decisions import decisions_csv, read_conflicts, read_decisions
from cdp_toolkit.workbooks.layout.file import read_layout, to_yaml, write_layout
from cdp_toolkit.workbooks.layout.filling import Writes, writes_for
from cdp_toolkit.workbooks.layout.finding import Survey, find_layout, is_own_template, survey
from cdp_toolkit.workbooks.layout.model import SURE, Layout, Placed, Point, Spot, Unplaced
from cdp_toolkit.workbooks.layout.refilling import decided

__all__ = [
    "SURE",
    "Comparison",
    "Conflict",
    "Layout",
    "Placed",
    "Point",
    "Spot",
    "Survey",
    "Unplaced",
    "Writes",
    "compare",
    "confirmed",
    "decided",
    "decisions_csv",
    "find_layout",
    "is_own_template",
    "read_answers",
    "read_conflicts",
    "read_decisions",
    "read_layout",
    "survey",
    "to_yaml",
    "write_layout",
    "writes_for",
]
