"""Cell formats: how a number is shown, whether a cell is locked."""

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from cdp_toolkit.packages.markup import local
from cdp_toolkit.packages.package import Package

GENERAL, TEXT = "General", "@"
# Formats that every program knows by number. 27-36 and 50-58 are dates of East Asian locales.
_BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: TEXT, **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/m/d"),
}  # fmt: skip
# What in a format code is not a letter that stands for something: quoted or escaped text, colours, conditions, locales.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|hh|m|mm|s|ss\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """What a cell's style says that matters to who fills it."""

    number: str = GENERAL
    locked: bool = True
    quoted: bool = False

    @property
    def shows_date(self) -> bool:
        """Whether a number is shown as a day; a mere time of day does not count."""
        letters = _letters(self.number)
        return "d" in letters or "y" in letters or ("m" in letters and "h" not in letters and "s" not in letters)

    @property
    def shows_time(self) -> bool:
        """Whether a number is shown as a time of day or a duration."""
        return not self.shows_date and bool({"h", "s"} & set(_letters(self.number)))

    @property
    def shows_percent(self) -> bool:
        """Whether a number is shown times a hundred."""
        return "%" in self.number and "%" in _ASIDE.sub("", self.number)


@lru_cache(maxsize=1024)
def _letters(code: str) -> str:
    """Return the date and time letters of a format's first section."""
    first = _ASIDE.sub("", code).split(";")[0].lower()
    if "general" in first or first == "@":
        return ""
    return "".join(letter for letter in first.replace("am/pm", "").replace("a/p", "") if letter in "dmyhs")


class Styles:
    """The formats of a workbook by the number that cells refer to."""

    def __init__(self, formats: tuple[Format, ...], part: str | None) -> None:
        self.formats, self.part = formats, part

    def __getitem__(self, index: int) -> Format:
        """Return a format; Excel takes the first one where a cell names one that is not there."""
        if 0 <= index < len(self.formats):
            return self.formats[index]
        return self.formats[0] if self.formats else Format()

    @classmethod
    def read(cls, package: Package) -> "Styles":
        """Read the formats of a workbook; one without a styles part has the default only."""
        names = package.related(package.workbook, "styles")
        if not names or package.member(names[0]) is None:
            return cls((), None)
        root = package.tree(names[0])
        codes: dict[int, str] = {}
        found: list[Format] = []
        for section in root:
            if local(section.tag) == "numFmts":
                codes = {whole(one.get("numFmtId")): one.get("formatCode", GENERAL) for one in section}
            elif local(section.tag) == "cellXfs":
                found = [_format(one, codes) for one in section]
        return cls(tuple(found), names[0])


def _format(element: ET.Element, codes: dict[int, str]) -> Format:
    """Read one ``<xf>``."""
    number = whole(element.get("numFmtId"))
    locked = True
    for child in element:
        if local(child.tag) == "protection":
            locked = child.get("locked", "1") in ("1", "true")
    code = codes.get(number) or _BUILTIN.get(number, GENERAL)
    return Format(code, locked, element.get("quotePrefix") in ("1", "true"))


def whole(text: str | None) -> int:
    """Read a number that may be missing or broken."""
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
