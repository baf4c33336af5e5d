"""How our own template looks: one table of cell styles, colours that colour-blind people can tell apart, heights of rows."""

import math
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

# Blue and amber differ in lightness too, so they stay apart in grey print and for every kind of colour blindness.
NAVY, BLUE, PALE_BLUE, AMBER, PALE_AMBER = "1F3A5F", "D5E1EE", "F2F6FA", "B25E00", "FFF6DC"
LINE, GREY, PALE_GREY, WHITE, INK = "B8C2CC", "5B6670", "E4E6E8", "FFFFFF", "1A1A1A"

NUMBER_FORMAT = "#,##0.0##########"
WHOLE_FORMAT = "#,##0"
DATE_FORMAT = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell style is made of."""

    size: float = 10
    bold: bool = False
    italic: bool = False
    ink: str = INK
    fill: str | None = None
    edges: str = ""
    across: str = "left"
    down: str = "top"
    wrap: bool = True
    number: str = "General"
    indent: int = 0


LOOKS = {
    "title": Look(size=18, bold=True, ink=NAVY, wrap=False, down="center"),
    "subtitle": Look(ink=GREY, wrap=False, down="center"),
    "guide": Look(ink=INK),
    "key": Look(bold=True, ink=NAVY),
    "frozen": Look(bold=True, ink=WHITE, fill=NAVY, down="center"),
    "heading": Look(size=11, bold=True, ink=NAVY, fill=BLUE, edges="tb", down="center", wrap=False),
    "link": Look(size=9, ink=NAVY, fill=BLUE, edges="tb", down="center", across="right", wrap=False),
    "head": Look(size=9, bold=True, ink=NAVY, fill=PALE_BLUE, edges="ltrb", down="bottom"),
    "head hint": Look(size=9, italic=True, ink=GREY, fill=PALE_BLUE, edges="lrb"),
    "label": Look(fill=PALE_BLUE, edges="ltrb"),
    "hint": Look(size=9, italic=True, ink=GREY, indent=1),
    "source": Look(size=9, ink=GREY, edges="b"),
    "mark": Look(size=9, bold=True, ink=AMBER, wrap=False),
    "text": Look(fill=PALE_AMBER, edges="ltrb"),
    "number": Look(fill=PALE_AMBER, edges="ltrb", across="right", number=NUMBER_FORMAT, indent=1),
    "date": Look(fill=PALE_AMBER, edges="ltrb", across="right", number=DATE_FORMAT, indent=1),
    "text not asked": Look(fill=PALE_GREY, edges="ltrb"),
    "number not asked": Look(fill=PALE_GREY, edges="ltrb", across="right", number=NUMBER_FORMAT, indent=1),
    "date not asked": Look(fill=PALE_GREY, edges="ltrb", across="right", number=DATE_FORMAT, indent=1),
    "table head": Look(bold=True, ink=WHITE, fill=NAVY, edges="ltrb", down="center"),
    "table head number": Look(bold=True, ink=WHITE, fill=NAVY, edges="ltrb", down="center", across="right"),
    "table cell": Look(size=9, edges="b"),
    "table number": Look(size=9, edges="b", across="right", wrap=False),
    "table link": Look(size=9, edges="b", ink="1F4E9E"),
    "module": Look(size=11, bold=True, ink=NAVY, fill=BLUE, edges="tb", down="center"),
    "module number": Look(size=11, bold=True, ink=NAVY, fill=BLUE, edges="tb", down="center", across="right", wrap=False),
    "module share": Look(size=11, bold=True, ink=NAVY, fill=BLUE, edges="tb", down="center", across="right", number="0%"),
    "module status": Look(size=11, bold=True, ink=NAVY, fill=BLUE, edges="tb", down="center", wrap=False, indent=1),
    "table status": Look(size=9, edges="b", wrap=False, indent=1),
    "guide link": Look(ink="1F4E9E"),
    "table share": Look(size=9, edges="b", across="right", wrap=False, number="0%"),
}

FONT = "Calibri"


def _named(name: str, look: Look) -> NamedStyle:
    side = {True: Side(style="thin", color=LINE), False: Side()}
    return NamedStyle(
        name=f"CDP {name}",
        font=Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic, color=look.ink),
        fill=PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        border=Border(
            left=side["l" in look.edges],
            right=side["r" in look.edges],
            top=side["t" in look.edges],
            bottom=side["b" in look.edges],
        ),
        alignment=Alignment(horizontal=look.across, vertical=look.down, wrap_text=look.wrap, indent=look.indent),
        number_format=look.number,
    )


def register(book: Workbook) -> dict[str, int]:
    """Register the template's styles in a workbook; return the number of each, which its cells carry."""
    scratch = book.create_sheet("styles")
    numbers = {}
    for i, (name, look) in enumerate(LOOKS.items(), 1):
        cell = scratch.cell(i, 1)
        cell.style = _named(name, look)
        numbers[name] = cell.style_id
    book.remove(scratch)
    return numbers


def lines_needed(text: str, width: float, size: float = 10) -> int:
    """How many lines a text takes in a column of that width, in characters of the default font of 11 points."""
    room = max(1.0, width * 12 / size - 1.5)
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def height(lines: int, size: float = 10) -> float:
    """Height in points of a row that holds that many lines, no more than Excel allows."""
    return min(409.0, lines * size * 1.3 + 4)
