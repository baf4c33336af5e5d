"""Excel files as packages of parts: opened behind guards, read part by part, written with untouched parts copied raw."""

from cdp_toolkit.workbooks.packages.guards import Limits, open_package
from cdp_toolkit.workbooks.packages.package import Package
from cdp_toolkit.workbooks.packages.prescan import check_extents

__all__ = ["Limits", "Package", "check_extents", "open_package"]
