"""Excel files as packages of parts: opened behind guards, read part by part, written with untouched parts copied raw."""

from cdp_toolkit.packages.guards import Limits, open_package
from cdp_toolkit.packages.package import Package
from cdp_toolkit.packages.prescan import check_extents

__all__ = ["Limits", "Package", "check_extents", "open_package"]
