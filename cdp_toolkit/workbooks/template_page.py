"""How sheets of our own template look on screen and on paper."""

from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet


def set_up_page(sheet: Worksheet, area: str, repeated: str, frozen: str) -> None:
    """A4 landscape, one page wide, heads repeated, pages numbered; no grid lines on screen.

    Args:
        sheet: The sheet.
        area: The cells to print.
        repeated: Rows that every page repeats, such as ``1:3``.
        frozen: The first cell that scrolls; A1 if all of them do.
    """
    sheet.freeze_panes = frozen
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.outlinePr = Outline(summaryBelow=False)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = repeated
    sheet.print_area = area
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.7, 0.35
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None  # noqa: S101 - a new sheet has one
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
