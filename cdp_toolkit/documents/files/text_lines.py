"""Makes the lines of a text, however it was copied: its line ends, spaces and blank lines, without what stands on every page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cdp_toolkit.documents.page import Line, with_ticks

_SPACES = re.compile(r"[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # marks that nobody sees
_BESIDE_TAB = re.compile(r" *\t *")
_FURNITURE = re.compile(r"\.{5,}\s*\d+$|^CDP\s+Page \d+ of \d+$")
_PAGE_NUMBER = re.compile(r"\bpage\W*#$|#\s*(?:/|of|von|de|sur)\s*#$|^\W*[-–—|]\s*#\s*[-–—|]?\W*$", re.IGNORECASE)
_OFTEN = 0.3  # of the pages
_MOSTLY = 0.6  # of the footers
_FEWEST = 3
_SHORT, _TALL = 8, 120  # lines; a page holds more, but for the last, and less
_LONE = re.compile(r"^[1-9]\d{0,3}$")
_FEWEST_FIGURES = 10  # figures of answers do not count up so often
_MOST_LINES = 3  # of a footer above the number of the page, and of a header below it
_SPREAD = 0.8  # of the lines have a blank one behind them: then a blank line means nothing


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text, numbered from 1, or from 1 on every page where form feeds part pages.

    Page numbers, footers and dotted lines of contents are left out.
    """
    pages = [[line for line in page if not _FURNITURE.search(line.text.replace("\t", " "))] for page in _pages(text)]
    numbers = _page_numbers(pages) if len(pages) > 1 else set()
    lines = [line for page in pages for line in page if line not in numbers]
    if len(pages) == 1:
        lines = [replace(line, page=0) for line in lines]
    return _with_gaps(_without_lone_numbers(_without_footers(_together(lines))))


def every_line(text: str) -> list[Line]:
    """Return all lines of a text with the numbers that ``lines_of`` gives them; nothing is left out."""
    pages = _pages(text)
    return [line if len(pages) > 1 else replace(line, page=0) for page in pages for line in page]


def _pages(text: str) -> list[list[Line]]:
    text = unicodedata.normalize("NFC", with_ticks(text)).replace("\r\n", "\n").replace("\r", "\n")
    return [_page(page, i) for i, page in enumerate(text.split("\f"), start=1)]


def _page(text: str, page: int) -> list[Line]:
    return [Line(line, page, i) for i, line in enumerate(map(_plain, text.split("\n")), start=1)]


def _plain(line: str) -> str:
    """Return a line with its words parted by single spaces; a tab stands for itself."""
    return _BESIDE_TAB.sub("\t", _SPACES.sub(" ", _NOTHING.sub("", line))).strip(" ")


def _page_numbers(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Return the lines that number the pages: alone at an edge, and counting up with the pages."""
    filled = [[line for line in page if line.text] for page in pages]
    edges = [line for page in filled for line in page[:1] + page[1:][-1:] if line.text.isdigit()]
    ahead = Counter(int(line.text) - line.page for line in edges)
    counted = {each for each, count in ahead.items() if count >= max(2, _OFTEN * len(pages))}
    return {line for line in edges if int(line.text) - line.page in counted}


def _together(lines: list[Line]) -> list[Line]:
    """Take away the blank lines of a text that was copied with one behind every line; of several, one is its own."""
    filled = [i for i, line in enumerate(lines) if line.text]
    gaps = Counter(b - a - 1 for a, b in pairwise(filled))
    if len(filled) <= _FEWEST or gaps.total() - gaps[0] < _SPREAD * gaps.total():
        return lines
    kept = lines[: filled[0] + 1]
    for a, b in pairwise(filled):
        kept += lines[a + 1 : a + 2] if b - a > 2 else []
        kept.append(lines[b])
    return kept


def _with_gaps(lines: Sequence[Line]) -> list[Line]:
    """Return lines that know whether a blank line of their page stands above them, which parts paragraphs."""
    gaps = (not above.text and above.page == line.page for above, line in zip([None, *lines], lines, strict=False) if above)
    return [replace(line, apart=True) if gap and line.text else line for line, gap in zip(lines, [False, *gaps], strict=True)]


def _without_footers(lines: list[Line]) -> list[Line]:
    """Take away the lines that hold the number of a page, and what stands above and below it on most pages."""
    numbers = _numbering(lines)
    if not numbers:
        return lines
    gone = set(numbers)
    for step in (-1, 1):
        edge, blanks = dict.fromkeys(numbers, 0), 0
        for _ in range(_MOST_LINES):
            beside = {at: _beside(lines, at + edge[at], step) for at in numbers}
            texts = Counter(lines[i].text for i in beside.values() if i is not None)
            text, count = texts.most_common(1)[0] if texts else ("", 0)
            if count < max(_FEWEST, _MOSTLY * len(numbers)):
                break
            for at, i in beside.items():
                if i is not None and lines[i].text == text:
                    gone |= set(range(min(i, at), max(i, at) + 1))
                    edge[at] = i - at
        blanks = sum(_is_blank(lines, at + edge[at] + step) for at in numbers)
        if blanks >= _MOSTLY * len(numbers):
            gone |= {at + edge[at] + step for at in numbers if _is_blank(lines, at + edge[at] + step)}
    return [line for i, line in enumerate(lines) if i not in gone]


def _without_lone_numbers(lines: list[Line]) -> list[Line]:
    """Take away the numbers of pages that stand alone, where they count up all through a text.

    A figure of an answer can stand alone too: where two lines could be the number of a page, both stay.
    """
    alone = {line.number: int(line.text) for line in lines if not line.page and _LONE.match(line.text)}
    chain = _longest_count(alone)
    if len(chain) < _FEWEST_FIGURES or not _is_spread(chain, lines[-1].number):
        return lines
    gone = set()
    for before, at, after in zip([0, *chain], chain, [*chain[1:], lines[-1].number + _SHORT], strict=False):
        window = range(before + _SHORT if before else 0, after - _SHORT + 1)
        if [number for number, figure in alone.items() if number in window and figure == alone[at]] == [at]:
            gone.add(at)
    return [line for line in lines if line.number not in gone]


def _longest_count(figures: Mapping[int, int]) -> list[int]:
    """Return the lines of the longest row of figures, a page apart, of which each is one more than the one before."""
    best: dict[int, list[tuple[int, int, int]]] = {}  # by figure: how long the row is, its line, the line before
    for at, figure in figures.items():
        before = (found for found in best.get(figure - 1, ()) if _SHORT <= at - found[1] <= _TALL)
        length, line, _ = max(before, default=(0, -1, -1))
        best.setdefault(figure, []).append((length + 1, at, line))
    _, at, line = max((found for each in best.values() for found in each), default=(0, -1, -1))
    row: list[int] = []
    while at >= 0:
        row.append(at)
        at, line = line, next((found[2] for found in best.get(figures[at] - 1, ()) if found[1] == line), -1)
    return row[::-1]


def _numbering(lines: Sequence[Line]) -> list[int]:
    """Return the indexes of the lines of one shape that number pages: one of their figures counts up from each to the next."""
    by_shape: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.text and _PAGE_NUMBER.search(_shape(line.text)):
            by_shape.setdefault(_shape(line.text), []).append(i)
    counting = [
        found for found in by_shape.values() if _is_spread(found, len(lines)) and _counts_up(lines[i].text for i in found)
    ]
    return max(counting, key=len, default=[])


def _is_spread(found: Sequence[int], whole: int) -> bool:
    """Whether lines stand as far apart as the ends of pages do, all through a text."""
    gaps = sorted(b - a for a, b in pairwise(found))
    return len(found) >= _FEWEST and gaps[len(gaps) // 2] >= _SHORT and found[-1] - found[0] >= whole / 2


def _counts_up(texts: Iterable[str]) -> bool:
    figures = [list(map(int, re.findall(r"\d+", text))) for text in texts]
    columns = list(zip(*figures, strict=True))
    return any(all(b - a == 1 for a, b in pairwise(column)) for column in columns)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _beside(lines: Sequence[Line], at: int, step: int) -> int | None:
    """Return the index of the next line that is not blank, above or below."""
    i = at + step
    while 0 <= i < len(lines) and not lines[i].text:
        i += step
    return i if 0 <= i < len(lines) else None


def _is_blank(lines: Sequence[Line], i: int) -> bool:
    return 0 <= i < len(lines) and not lines[i].text
