"""Finds the columns of tables that only lines between their rows rule: no word of any row stands in the gutters between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cdp_toolkit.documents.files.ruling import Rule
from cdp_toolkit.documents.page import Word

_SAME = 2.0  # points; two lines nearer in height are one
_GUTTER = 5.0  # points; words that are nearer stand in one column
_WIDE = 100.0  # points; a shorter line rules no table
_FEWEST = 2


@dataclass(slots=True)
class _Level:
    """A line across the page, put together of its pieces."""

    height: float
    left: float
    right: float

    def ends_with(self, other: "_Level") -> bool:
        """Whether another line begins and ends where this one does."""
        return abs(self.left - other.left) < _SAME and abs(self.right - other.right) < _SAME


def with_gutters(words: Sequence[Word], rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules of a page, and an upright one in every gutter of a table that has none."""
    levels = _levels(rules)
    if len(levels) <= _FEWEST:
        return list(rules)
    uprights = [rule for rule in rules if rule.upright]
    return [*rules, *(rule for run in _runs(levels, words) if not _ruled(run, uprights) for rule in _uprights(run, words))]


def _levels(rules: Sequence[Rule]) -> list[_Level]:
    """Return the lines across the page from top to bottom."""
    levels: list[_Level] = []
    for rule in sorted((rule for rule in rules if rule.level), key=lambda rule: -rule.bottom):
        if levels and levels[-1].height - rule.bottom < _SAME:
            levels[-1].left, levels[-1].right = min(levels[-1].left, rule.left), max(levels[-1].right, rule.right)
        else:
            levels.append(_Level(rule.bottom, rule.left, rule.right))
    return [level for level in levels if level.right - level.left > _WIDE]


def _runs(levels: Sequence[_Level], words: Sequence[Word]) -> Iterator[list[_Level]]:
    """Give the lines of each table: a bold head of two columns or more, and all rows below in which its gutters stay free."""
    i = 0
    while i + 1 < len(levels):
        head = _between(levels[i], levels[i + 1], words)
        columns = len(_clusters(head))
        end = i + 1
        if columns and all(word.bold for word in head) and levels[i].ends_with(levels[end]):
            while end + 1 < len(levels) and levels[i].ends_with(levels[end + 1]):
                taken = _between(levels[i], levels[end + 1], words)
                if len(_clusters(taken)) < max(_FEWEST, columns):
                    break
                end += 1
        if end > i + 1:
            yield list(levels[i : end + 1])
        i = end if end > i + 1 else i + 1


def _between(upper: _Level, lower: _Level, words: Sequence[Word]) -> list[Word]:
    return [word for word in words if lower.height < word.baseline < upper.height]


def _clusters(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Return from where to where words stand, side by side, wherever on the page."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.left):
        if found and word.left - found[-1][1] < _GUTTER:
            found[-1] = found[-1][0], max(found[-1][1], word.right)
        else:
            found.append((word.left, word.right))
    return found


def _ruled(run: Sequence[_Level], uprights: Sequence[Rule]) -> bool:
    return any(rule.top > run[-1].height and rule.bottom < run[0].height for rule in uprights)


def _uprights(run: Sequence[_Level], words: Sequence[Word]) -> Iterator[Rule]:
    top, bottom = run[0].height, run[-1].height
    columns = _clusters(_between(run[0], run[-1], words))
    middles = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    for x in (run[0].left, *middles, run[0].right):
        yield Rule(x, bottom, x + 0.5, top)
