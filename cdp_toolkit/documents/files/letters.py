"""Makes words of the letters on a PDF's page: upright whichever way they run, ticks of symbol fonts, print that stands out."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cdp_toolkit.documents.files.ruling import Rule
from cdp_toolkit.documents.page import NOT_TICKED, TICK, Word, with_ticks

_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_SYMBOLS = re.compile(r"wingdings|webdings|dingbat", re.IGNORECASE)
_FORCED_BOLD = 1 << 18  # of a font's flags
_HYPHENS = "\x02\ufffe"  # what PDFium puts in place of a hyphen at the end of a line
_LIGHT = 200  # a colour whose every part is above this is light
_QUARTER = 1.5708  # radians
_EVERY = 7  # of so many letters one is asked which way it runs
_CODE = re.compile(r"^(\((F?[CW]|SC)?[-A-Z]*\d+(\.\d+)+[a-z]?\)|Q\d+(\.\d+)+)$")
_MOST_CODES, _LEAST_CODES, _MOST_TEXT = 0.5, 0.7, 0.9
_LARGER = 1.12  # times the usual size of letters
_BOX = 8.0  # points; a frame is drawn around something of that height at least

# Letters without a width, and those that stand for two or three
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
# Where symbol fonts keep a ticked and an empty box, in fonts that do not say so
_DRAWN = dict.fromkeys("þüxýRPST✓✔☑☒", TICK) | dict.fromkeys("¨¤oq£*❏❑□", NOT_TICKED) | {"·": "•", "§": "•"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a word is printed."""

    size: float
    bold: bool
    light: bool
    font: str = ""
    colour: tuple[int, int, int] = (0, 0, 0)


Printed = tuple[Word, Style]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page has to be turned, in quarters against the clock's hands, so that its text stands upright."""

    quarters: int
    left: float
    bottom: float
    width: float
    height: float

    @property
    def moves(self) -> bool:
        """Whether a point stands elsewhere on the upright page."""
        return bool(self.quarters or self.left or self.bottom)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page is when it stands upright."""
        x, y = x - self.left, y - self.bottom
        match self.quarters:
            case 0:
                return x, y
            case 1:
                return self.height - y, x
            case 2:
                return self.width - x, self.height - y
            case _:
                return y, self.width - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of an upright box."""
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def turned(page: Any, text: Any) -> Turn:
    """Return the turn of a page by the way most of its letters run, whatever way it is meant to be shown."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(text)
    ways = Counter(round(raw.FPDFText_GetCharAngle(text, i) / _QUARTER) % 4 for i in range(0, count, _EVERY))
    left, bottom, right, top = page.get_cropbox()
    return Turn(ways.most_common(1)[0][0] if ways else 0, left, bottom, right - left, top - bottom)


def words(text: Any, turn: Turn) -> Iterator[Printed]:
    """Give the words of a page in the order of the file. PDFium's spaces part them, and every change of line."""
    from pypdfium2 import raw

    letters: list[str] = []
    left = right = baseline = 0.0
    style = Style(0, False, False)
    for i in range(raw.FPDFText_CountChars(text)):
        letter = chr(raw.FPDFText_GetUnicode(text, i))
        if letter.isspace() or letter == "\0":
            if letters:
                yield _word(letters, left, right, baseline, style)
            letters = []
            continue
        y, a, b = _placed(raw, text, i, turn)
        if letters and abs(y - baseline) > style.size / 2:
            yield _word(letters, left, right, baseline, style)
            letters = []
        if not letters:
            left, baseline, style = a, y, _style(raw, text, i)
        letters.append("-" if letter in _HYPHENS else letter)
        right = b
    if letters:
        yield _word(letters, left, right, baseline, style)


def _placed(raw: Any, text: Any, i: int, turn: Turn) -> tuple[float, float, float]:
    """Return a letter's baseline, its left and its right edge."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    raw.FPDFText_GetCharOrigin(text, i, x, y)
    raw.FPDFText_GetLooseCharBox(text, i, box)
    if turn.moves:
        left, _, right, _ = turn.box(box.left, box.bottom, box.right, box.top)
        return turn.point(x.value, y.value)[1], left, right
    return y.value, box.left, box.right


def _size(raw: Any, text: Any, i: int) -> float:
    """Return the font size as it is printed; some writers scale the page and not the font."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, matrix)
    return round(float(raw.FPDFText_GetFontSize(text, i)) * math.hypot(matrix.b, matrix.d) * 4) / 4


def _word(letters: list[str], left: float, right: float, baseline: float, style: Style) -> Printed:
    text = "".join(letters)
    if not text.isascii():
        text = _clean(text)
    if _SYMBOLS.search(style.font):
        text = "".join(_DRAWN.get(letter, letter) for letter in text)
    return Word(with_ticks(text), left, right, baseline, style.size, style.bold, style.light, style.colour), style


def _clean(text: str) -> str:
    """Put letters that come in two halves together, write out ligatures, leave out what has no width."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.translate(_LIGATURES).translate(_UNSEEN)


def _style(raw: Any, text: Any, i: int) -> Style:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, i, name, 128, flags)
    font = name.value.decode("latin-1")
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, i, red, green, blue, alpha)
    colour = (red.value, green.value, blue.value)
    weighty = bool(flags.value & _FORCED_BOLD) or raw.FPDFText_GetFontWeight(text, i) >= 600
    return Style(_size(raw, text, i), bool(_BOLD.search(font) or weighty), min(colour) > _LIGHT, font, colour)


def standing_out(pages: Sequence[Sequence[Printed]]) -> list[list[Word]]:
    """Return the words of all pages; where no question is bold, the print of the questions counts as bold.

    Fonts often do not say that they are bold. Questions are then known by their number, and their font, size or colour is
    taken for bold where it is not the one of most of the text.
    """
    every = [each for page in pages for each in page]
    codes = [each for each in every if _CODE.match(each[0].text)]
    bold = sum(word.bold for word, _ in codes)
    if not codes or bold > _MOST_CODES * len(codes):
        return [[word for word, _ in page] for page in pages]
    usual = Counter(style.size for _, style in every).most_common(1)[0][0]
    for kind in (_by_font, _by_font_and_colour, partial(_by_all, usual)):
        heads = Counter(kind(style) for _, style in codes)
        chosen: set[tuple[object, ...]] = set()
        least = _LEAST_CODES * len(codes)
        for found, count in heads.most_common(2):
            if sum(heads[each] for each in chosen) < least and count > len(codes) / 8:
                chosen.add(found)
        length = sum(len(word.text) for word, style in every if kind(style) in chosen)
        if sum(heads[each] for each in chosen) >= least and length < _MOST_TEXT * sum(len(word.text) for word, _ in every):
            return [[replace(word, bold=word.bold or kind(style) in chosen) for word, style in page] for page in pages]
    return [[word for word, _ in page] for page in pages]


def _by_font(style: Style) -> tuple[object, ...]:
    return (style.font,)


def _by_font_and_colour(style: Style) -> tuple[object, ...]:
    return style.font, style.colour


def _by_all(usual: float, style: Style) -> tuple[object, ...]:
    return style.font, style.colour, style.size > _LARGER * usual


def rules(page: Any, turn: Turn) -> Iterator[Rule]:
    """Give the rectangles that are drawn on a page; a stroked frame as its four sides."""
    from pypdfium2 import raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = turn.box(*drawn.get_bounds())
        rule = Rule(left, bottom, right, top)
        if min(right - left, top - bottom) < _BOX:
            yield rule
            continue
        raw.FPDFPath_GetDrawMode(drawn.raw, mode, stroke)
        yield from _sides(rule) if stroke.value else (rule,)


def _sides(frame: Rule) -> Iterable[Rule]:
    left, bottom, right, top = frame.left, frame.bottom, frame.right, frame.top
    return (
        Rule(left, bottom, left, top),
        Rule(right, bottom, right, top),
        Rule(left, bottom, right, bottom),
        Rule(left, top, right, top),
    )
