"""Takes away what is no part of a response: page headers and footers, page numbers, the table of contents.

A value may stand at the foot of a page too. A line is furniture only where three things come together: it stands at the edge with
nothing of the response beyond it, it recurs on many pages, and what differs in it from page to page is the page number alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cdp_toolkit.documents.page import Line, Page, Table

_FOOT, _HEAD = 0.08, 0.94  # of a page's height
_OFTEN = 0.3  # of the pages
_FEWEST = 3
_SAME_HEIGHT = 4  # points
_NUMBER = re.compile(r"\d{1,6}")
_DOTTED = re.compile(r"\.{5,}\s*\d*$")
_WIDE, _MOST = 0.8, 0.98  # of the widest line; of the lines that end beyond that
_BETWEEN = 4  # lines of one entry
_CONTENTS = re.compile(r"^(table of )?contents$", re.IGNORECASE)

_Print = tuple[str, int | None, int | None]
"""A text (its page number written ``#``), how far that is ahead of the page's place in the file, and where it stands."""


def body(pages: Sequence[Page]) -> list[Line | Table]:
    """Return lines and tables of all pages without headers, footers and contents."""
    recurring = _recurring(pages)
    bodies = [list(_without_edges(page, recurring)) for page in pages]
    _join_pages(bodies)
    return _without_contents([item for body in bodies for item in body])


def _join_pages(bodies: Sequence[list[Line | Table]]) -> None:
    """Say of the last line of every page whether the first word of the next page would have fitted into it."""
    rights = sorted(item.right for body in bodies for item in body if isinstance(item, Line))
    ends = [right for right in rights if rights and right > _WIDE * rights[-1]]
    margin = ends[int(_MOST * (len(ends) - 1))] if ends else 0
    for before, after in pairwise(body for body in bodies if body):
        last, first = before[-1], after[0]
        if isinstance(last, Line) and isinstance(first, Line) and first.right > first.left:
            letter = (first.right - first.left) / max(1, len(first.text))
            word = letter * (1 + len(first.text.partition(" ")[0]))
            before[-1] = replace(last, full=last.full or last.right + word > margin)


def _recurring(pages: Sequence[Page]) -> set[_Print]:
    seen: Counter[_Print] = Counter()
    for page in pages:
        seen.update({each for line in page.lines() if _at_edge(line, page) for each in _prints(line, page)})
    least = max(_FEWEST if len(pages) > _FEWEST else 2, _OFTEN * len(pages))
    return {each for each, count in seen.items() if count >= least}


def _prints(line: Line, page: Page) -> Iterator[_Print]:
    """Yield what would be printed like this line on other pages: the same text, or the same but for the page number."""
    height = round(line.baseline / _SAME_HEIGHT)
    print_ = "".join(line.text.split())  # some pages space out the letters of a header
    yield print_, None, height
    for number in _NUMBER.finditer(print_):
        text = f"{print_[: number.start()]}#{print_[number.end() :]}"
        yield text, int(number[0]) - page.number, None if text == "#" else height


def _without_edges(page: Page, recurring: set[_Print]) -> Iterator[Line | Table]:
    lines = sorted((line for line in page.lines() if _at_edge(line, page)), key=lambda line: line.baseline)
    foot = [line for line in lines if line.baseline < page.height / 2]
    furniture = {line.number for edge in (foot, lines[len(foot) :][::-1]) for line in _outermost(edge, page, recurring)}
    return (item for item in page.items if isinstance(item, Table) or item.number not in furniture)


def _outermost(inwards: Iterable[Line], page: Page, recurring: set[_Print]) -> Iterator[Line]:
    """Yield the recurring lines at one edge, up to the height at which the first line of the response stands."""
    met: float | None = None
    for line in inwards:
        if met is not None and abs(line.baseline - met) > _SAME_HEIGHT:
            return
        if recurring.isdisjoint(_prints(line, page)):
            met = line.baseline
        else:
            yield line


def _at_edge(line: Line, page: Page) -> bool:
    return line.baseline < _FOOT * page.height or line.baseline > _HEAD * page.height


def _without_contents(items: list[Line | Table]) -> list[Line | Table]:
    """Take away the table of contents: dotted lines near one another; a text with dots at its end that comes later is none."""
    dotted = [i for i, item in enumerate(items) if isinstance(item, Line) and _DOTTED.search(item.text)]
    apart = next((n for n, (a, b) in enumerate(pairwise(dotted), start=1) if b - a > _BETWEEN), len(dotted))
    dotted = dotted[:apart]
    if len(dotted) < _FEWEST:
        return items
    heads = [i for i in range(dotted[0]) if isinstance(item := items[i], Line) and _CONTENTS.match(item.text)]
    start = heads[-1] if heads else dotted[0]
    return items[:start] + items[dotted[-1] + 1 :]
