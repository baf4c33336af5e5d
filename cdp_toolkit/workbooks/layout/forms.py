"""Finds the cells that the answers of a form go into: to the right of the labels, or below them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cdp_toolkit.editions.model import Column
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.workbooks.layout.hits import Hit
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.words import heads_answers

_FAR = 6
_HEADED, _WAITING, _FREE, _AS_ELSEWHERE, _EITHER = 100, 98, 93, 91, 85
_HABIT = 3

Found = dict[str, tuple[Hit, Cell, int, str]]


@dataclass
class Habit:
    """Where the answers of a workbook's forms stand, as far as that was plain to see."""

    right: int = 0
    below: int = 0


class Forms:
    """Labels that stand below each other, one answer each; ``kinds`` are the columns that they ask for."""

    def __init__(self, page: Page, area: Range, kinds: Mapping[str, Column], habit: Habit) -> None:
        self.page, self.area, self.kinds, self.habit = page, area, kinds, habit

    def answer_cells(self, hits: dict[str, Hit]) -> Found:
        """Return the answer cell of each label, how sure that is and why."""
        edge = max(self.page.area(hit.cell).right for hit in hits.values())
        columns = range(edge + 1, min(edge + _FAR, self.area.right) + 1)
        headed = next((column for column in columns if self._is_headed(hits, column)), None)
        if headed is not None:
            return self._right(hits, headed, _HEADED, "under its heading")
        waiting = next((column for column in columns if self._share(hits, self._to(column), self.page.waits) >= 0.5), None)
        if waiting is not None:
            self.habit.right += len(hits)
            return self._right(hits, waiting, _WAITING, "the cell to fill in")
        if self._share(hits, self._below, self.page.waits) >= 0.5:
            self.habit.below += len(hits)
            return self._each(hits, self._below, _WAITING, "the cell to fill in below")
        free = next((column for column in columns if self._is_free(hits, column)), None)
        if free is None:
            return self._each(hits, self._below, _EITHER, "below, since nothing is free beside it") if self._gaps(hits) else {}
        if not self._gaps(hits):
            self.habit.right += len(hits)
            return self._right(hits, free, _FREE, "the first free cell to the right")
        filled_below = self._share(hits, self._below, lambda cell: not self.page.is_blank(cell))
        filled_right = self._share(hits, self._to(free), lambda cell: not self.page.is_blank(cell))
        if filled_below > 0.3 and filled_right == 0:
            return self._each(hits, self._below, _FREE, "below, where answers stand already")
        if filled_right > 0:
            return self._right(hits, free, _FREE, "to the right, where answers stand already")
        if self.habit.right >= _HABIT and not self.habit.below:
            return self._right(hits, free, _AS_ELSEWHERE, "to the right, as elsewhere in the workbook")
        if self.habit.below >= _HABIT and not self.habit.right:
            return self._each(hits, self._below, _AS_ELSEWHERE, "below, as elsewhere in the workbook")
        return self._right(hits, free, _EITHER, "to the right or below")

    def _is_headed(self, hits: dict[str, Hit], column: int) -> bool:
        first = min(hit.cell.row for hit in hits.values())
        for cell in self.page.above(first, column):
            if heads_answers(self.page.texts[cell]):
                return True
            if cell.row < self.area.top:
                return False
        return False

    @staticmethod
    def _to(column: int) -> Callable[[Hit], Cell]:
        return lambda hit: Cell(hit.cell.row, column)

    def _below(self, hit: Hit) -> Cell:
        return Cell(self.page.area(hit.cell).bottom + 1, hit.cell.column)

    @staticmethod
    def _share(hits: dict[str, Hit], where: Callable[[Hit], Cell], holds: Callable[[Cell], bool]) -> float:
        return sum(holds(where(hit)) for hit in hits.values()) / len(hits)

    def _is_free(self, hits: dict[str, Hit], column: int) -> bool:
        """Whether a column holds nothing beside the labels but what could be answers."""
        cells = [(Cell(hit.cell.row, column), self.kinds[key]) for key, hit in hits.items()]
        if not all(self.page.could_answer(cell, kind) for cell, kind in cells):
            return False
        texts = [self.page.texts.get(cell) for cell, _ in cells]
        return len(texts) < 3 or len(set(texts)) > 1 or texts[0] is None

    def _gaps(self, hits: dict[str, Hit]) -> bool:
        """Whether below each label there is room for its answer."""
        rows = {hit.cell for hit in hits.values()}
        return all(self._below(hit) not in rows and self._below(hit).row <= self.area.bottom for hit in hits.values())

    def _right(self, hits: dict[str, Hit], column: int, sure: int, how: str) -> Found:
        return self._each(hits, self._to(column), sure, how)

    def _each(self, hits: dict[str, Hit], where: Callable[[Hit], Cell], sure: int, how: str) -> Found:
        return {key: (hit, self.page.shown(where(hit)), sure, how) for key, hit in hits.items()}


def at_cells(found: Found) -> dict[str, tuple[Hit, str]]:
    """Return labels with their answer cells, as sure as the less sure of the two."""
    return {
        key: (hit if hit.score <= sure else replace(hit, score=sure, how=how), str(cell))
        for key, (hit, cell, sure, how) in found.items()
    }
