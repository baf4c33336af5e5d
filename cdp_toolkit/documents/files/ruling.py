"""Finds ruled tables on a page and puts words into lines, inside cells and outside."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cdp_toolkit.documents.page import NOT_TICKED, PART, TICK, Line, Table, Word

_THIN = 2.0  # points; a drawn rectangle thinner than this is a line
_LONG = 5.0  # points; a line shorter than this is the end of another
_NEAR = 3.0  # points; two lines nearer than this are one
_GAP = 2.0  # in letter heights; words further apart stand in two columns
_SPACE = 0.28  # in letter heights
_FOOT, _HEAD = 0.07, 0.97  # of a page's height: what stands below or above is its footer or header
_WIDE = 0.8  # of a page's width: words that end beyond this stand at the ends of full lines
_MOST = 0.98  # of these words end within the margin; the others are addresses that cannot be broken
_THROUGH = 0.6  # a line that covers less of a table than this divides one of its cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size of a page in points, and how far its text runs to the right."""

    width: float
    height: float
    margin: float = 0

    def measured(self, pages: Iterable[tuple[Iterable[Word], "Sheet"]]) -> "Sheet":
        """Return the sheet with the right margin that all pages of its size keep."""
        foot, head = _FOOT * self.height, _HEAD * self.height
        same = [words for words, sheet in pages if (sheet.width, sheet.height) == (self.width, self.height)]
        body = sorted(word.right for words in same for word in words if foot < word.baseline < head and word.right < self.width)
        ends = body[bisect_left(body, _WIDE * self.width) :] or body or [self.width]
        return replace(self, margin=ends[int(_MOST * (len(ends) - 1))])


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn rectangle; a thin one is a line."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def upright(self) -> bool:
        """Whether it is a vertical line."""
        return self.right - self.left < _THIN and self.top - self.bottom > _LONG

    @property
    def level(self) -> bool:
        """Whether it is a horizontal line."""
        return self.top - self.bottom < _THIN and self.right - self.left > _LONG


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]  # rising, from the foot of the page
    inner: tuple[float, ...]  # upright lines that divide single cells

    def cell(self, word: Word) -> tuple[int, int] | None:
        """Row from the top and column of a word, or None where it stands outside."""
        x, y = (word.left + word.right) / 2, word.baseline + word.size / 4
        if not (self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]):
            return None
        return len(self.ys) - 1 - bisect_left(self.ys, y), bisect_left(self.xs, x) - 1


def laid_out(words: Iterable[Word], rules: Iterable[Rule], page: int, sheet: Sheet) -> tuple[Line | Table, ...]:
    """Return lines and tables of a page from top to bottom; the words in a table's frame stand in its cells only."""
    grids = _grids(list(rules), sheet.height)
    inside: dict[tuple[int, int, int], list[Word]] = {}
    outside: list[Word] = []
    for word in words:
        place = next(((g, *cell) for g, grid in enumerate(grids) if (cell := grid.cell(word)) is not None), None)
        if place is None:
            outside.append(word)
        else:
            inside.setdefault(place, []).append(word)
    numbers = _Numbers([*outside, *(word for cell in inside.values() for word in cell)], page)
    placed: list[tuple[float, Line | Table]] = [(line.baseline, line) for line in numbers.lines(outside, sheet.margin)]
    placed += [(grid.ys[-1], _table(g, grid, inside, numbers)) for g, grid in enumerate(grids)]
    placed.sort(key=lambda item: -item[0])
    return tuple(item for _, item in placed if isinstance(item, Line) or any(item.lines()))


def _grids(rules: list[Rule], height: float) -> list[_Grid]:
    """Find the frames: lines that touch from top to bottom. Tables do not stand beside one another in these documents."""
    drawn = sorted((r for r in rules if (r.upright or r.level) and r.bottom > 0 and r.top < height), key=lambda r: -r.top)
    bands: list[list[Rule]] = []
    foot = 0.0
    for rule in drawn:
        if bands and rule.top > foot - _NEAR:
            bands[-1].append(rule)
            foot = min(foot, rule.bottom)
        else:
            bands.append([rule])
            foot = rule.bottom
    return [grid for band in bands if (grid := _grid(band)) is not None]


def _grid(band: list[Rule]) -> _Grid | None:
    upright = [(rule.left, rule.bottom, rule.top) for rule in band if rule.upright]
    level = [(rule.bottom, rule.left, rule.right) for rule in band if rule.level]
    if not upright:
        return None
    top, bottom = max(end for _, _, end in upright), min(start for _, start, _ in upright)
    xs, inner = _through(upright, top - bottom)
    if len(xs) < 2:
        return None
    ys, _ = _through(level, xs[-1] - xs[0])
    if not ys or bottom < ys[0] - _LONG:  # the page ends within the table
        ys = [bottom, *ys]
    if top > ys[-1] + _LONG:
        ys = [*ys, top]
    return _Grid(tuple(xs), tuple(ys), tuple(inner)) if len(ys) > 1 else None


def _through(lines: Iterable[tuple[float, float, float]], whole: float) -> tuple[list[float], list[float]]:
    """Part the places of parallel lines into those that run through the table and those that divide a cell."""
    merged: list[tuple[float, list[tuple[float, float]]]] = []
    for place, start, end in sorted(lines):
        if not merged or place - merged[-1][0] > _NEAR:
            merged.append((place, []))
        merged[-1][1].append((start, end))
    through = [place for place, pieces in merged if _length(pieces) >= _THROUGH * whole]
    return through, [place for place, _ in merged if place not in through]


def _length(pieces: list[tuple[float, float]]) -> float:
    length, reached = 0.0, float("-inf")
    for start, end in sorted(pieces):
        length += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return length


def _table(g: int, grid: _Grid, inside: dict[tuple[int, int, int], list[Word]], numbers: "_Numbers") -> Table:
    def cell(row: int, column: int) -> tuple[Line, ...]:
        words, edges = inside.get((g, row, column), []), (*grid.inner, grid.xs[column + 1])
        parts = [
            [word for word in words if bisect_left(grid.inner, (word.left + word.right) / 2) == i]
            for i in range(len(grid.inner) + 1)
        ]
        lines: list[Line] = []
        for part, edge in zip(parts, edges, strict=True):
            made = numbers.lines(part, min(edge, grid.xs[column + 1]))
            lines += [made[0].with_text(PART), *made] if lines and made else made
        return tuple(lines)

    return Table(tuple(tuple(cell(row, c) for c in range(len(grid.xs) - 1)) for row in range(len(grid.ys) - 1)), grid.xs)


class _Numbers:
    """Makes the lines of one page and numbers them from its top."""

    def __init__(self, words: Iterable[Word], page: int) -> None:
        self.page = page
        self.depths: list[float] = []
        for depth in sorted(-word.baseline for word in words):
            if not self.depths or depth - self.depths[-1] > _NEAR:
                self.depths.append(depth)

    def lines(self, words: Sequence[Word], margin: float) -> list[Line]:
        """Join words of one height to lines; a wide gap or a tick begins another line beside it."""
        parts = [part for level in _levels(words) for part in _parts(level)]
        lines = [self._line(part) for part in parts]
        for i, (before, after) in enumerate(pairwise(parts)):
            room = margin - before[-1].right - _SPACE * before[-1].size - _NEAR
            lines[i] = replace(lines[i], full=after[0].right - after[0].left > room)
        if lines:
            lines[-1] = replace(lines[-1], full=parts[-1][-1].right > margin - 6 * parts[-1][-1].size)
        return lines

    def _line(self, words: list[Word]) -> Line:
        first = words[0]
        number = bisect_left(self.depths, -first.baseline - _NEAR) + 1
        bold = sum(len(word.text) for word in words if word.bold) * 2 > sum(len(word.text) for word in words)
        text = " ".join(word.text for word in words)
        shown = words[1] if first.text == TICK and len(words) > 1 else first
        place = (text, self.page, number, first.left, first.baseline)
        light = all(word.light for word in words)
        return Line(*place, shown.size, bold, light, right=words[-1].right, colour=shown.colour)


def _levels(words: Sequence[Word]) -> list[list[Word]]:
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.baseline):
        if levels and levels[-1][0].baseline - word.baseline < max(word.size, levels[-1][0].size) / 3:
            levels[-1].append(word)
        else:
            levels.append([word])
    return [sorted(level, key=lambda word: word.left) for level in levels]


def _parts(level: list[Word]) -> list[list[Word]]:
    parts = [[level[0]]]
    for before, word in pairwise(level):
        if word.left - before.right > _GAP * word.size or word.text.startswith((TICK, NOT_TICKED)):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts
