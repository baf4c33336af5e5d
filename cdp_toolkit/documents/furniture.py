"""Takes away what is no part of a response: page headers and footers, page numbers, the table of contents."""

import re
from collections import Counter
from collections.abc import Sequence

from cdp_toolkit.documents.page import Line, Page, Table

_FOOT, _HEAD = 0.08, 0.94  # of a page's height
_OFTEN = 0.3  # of the pages
_FEWEST = 3
_DOTTED = re.compile(r"\.{5,}\s*\d*$")
_CONTENTS = re.compile(r"^(table of )?contents$", re.IGNORECASE)


def body(pages: Sequence[Page]) -> list[Line | Table]:
    """Return lines and tables of all pages without headers, footers and contents."""
    furniture = _repeated(pages)
    items = [item for page in pages for item in page.items if not (isinstance(item, Line) and _shape(item, page) in furniture)]
    return _without_contents(items)


def _repeated(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """Find the lines that stand at the same place of many pages, but for the figures in them."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_shape(item, page) for item in page.items if isinstance(item, Line) and _at_edge(item, page)})
    least = max(_FEWEST, _OFTEN * len(pages))
    return {shape for shape, count in seen.items() if count >= least or (shape[0] == "#" and shape[1] < 0)}


def _shape(line: Line, page: Page) -> tuple[str, int]:
    text = re.sub(r"\d+", "#", line.text)
    if text == "#" and line.baseline < _FOOT * page.height:
        return "#", -1  # a page number stands at the foot, wherever exactly
    return text, round(line.baseline / 4)


def _at_edge(line: Line, page: Page) -> bool:
    return line.baseline < _FOOT * page.height or line.baseline > _HEAD * page.height


def _without_contents(items: list[Line | Table]) -> list[Line | Table]:
    dotted = [i for i, item in enumerate(items) if isinstance(item, Line) and _DOTTED.search(item.text)]
    if len(dotted) < _FEWEST:
        return items
    heads = [i for i in range(dotted[0]) if isinstance(item := items[i], Line) and _CONTENTS.match(item.text)]
    start = heads[-1] if heads else dotted[0]
    return items[:start] + items[dotted[-1] + 1 :]
