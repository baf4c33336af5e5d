"""Which texts of a part of a sheet are labels of a question: exact ones first, then close ones, each with how sure that is."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cdp_toolkit.structure.references import Cell
from cdp_toolkit.workbooks.layout.codes import Code
from cdp_toolkit.workbooks.layout.labels import DOUBTFUL, EXACT, FAINT, alike, bare, exchanged, readings
from cdp_toolkit.workbooks.layout.model import SURE, Spot
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.sought import Sought, SoughtColumn
from cdp_toolkit.workbooks.layout.units_said import unit_said

_MARGIN = 6
_BY_CODE, _BY_CODE_ONLY, _IN_ORDER, _EITHER = 97, 95, 91, 85
_MARKER = re.compile(r"(?:row|target|project|initiative|entry|item|record|no\.?|nr\.?|#)?\s*#?\s*(\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that is a label: of which column or row, how sure, how that is known, and whether it is the same word for word."""

    cell: Cell
    key: str
    score: int
    how: str
    text: str
    same: bool = False

    def spot(self, at: str, column: SoughtColumn | None = None) -> Spot:
        """Return it as an entry of a layout."""
        unit, problem = ("", "") if column is None or self.same else unit_said(self.text, column.kind)
        if problem:
            return Spot(at=at, label=self.text, confidence=min(self.score, DOUBTFUL), how=problem)
        return Spot(at=at, label=self.text, confidence=self.score, how=self.how, unit=unit or None)


@dataclass(frozen=True, slots=True)
class Close:
    """A text that is near to a label, or to several."""

    cell: Cell
    text: str
    near: tuple[tuple[int, str], ...]

    @property
    def clear(self) -> bool:
        """Whether one label is nearer than all others."""
        return len(self.near) == 1 or self.near[0][0] - self.near[1][0] >= _MARGIN


class Hits:
    """The labels of one question among some cells."""

    def __init__(
        self,
        page: Page,
        cells: Iterable[Cell],
        sought: Sought,
        codes: dict[Cell, tuple[Code, int]],
        also_question: Callable[[str], bool],
    ) -> None:
        self.page, self.sought, self.coded, self.also_question = page, sought, set(codes), also_question
        self.cells = list(cells)
        self.texts = {cell: codes[cell][0].rest if cell in codes else page.texts[cell] for cell in self.cells}
        self._labels = {bare(label): c.key for c in reversed(sought.columns) for label in reversed(c.labels)}
        self._rows = {bare(row.label): row.key for row in reversed(sought.rows)}
        self.rows = [hit for cell in self.cells if (hit := self._row(cell))]
        self.columns: list[Hit] = []
        for cell in self.cells:
            hit = self._coded(cell, codes[cell]) if cell in codes else self._column(cell)
            if hit is not None:
                self.columns.append(hit)
        numbered = {hit.key for hit in self.columns if hit.cell in self.coded}
        if len(numbered) > 1:  # where columns have their numbers, a text without one is no label of theirs, but an answer
            self.columns = [hit for hit in self.columns if hit.cell in self.coded or hit.key not in numbered]

    def _column(self, cell: Cell) -> Hit | None:
        text = self.texts[cell]
        for reading in (*readings(text), *self._under(cell)):
            if reading in self._labels:
                return self._same(cell, self._labels[reading], text, reading, self._labels)
        return None

    @staticmethod
    def _same(cell: Cell, key: str, text: str, reading: str, labels: dict[str, str]) -> Hit:
        """Return a label that is the same; doubtful where it is part of a text whose rest speaks of other things asked here."""
        rest = set(bare(text).split()) - set(reading.split())
        if reading in bare(text) and rest & {word for label in labels for word in label.split() if len(word) > 3}:
            return Hit(cell, key, _EITHER, "part of a longer label", text)
        return Hit(cell, key, EXACT, "same label", text, same=True)

    def _under(self, cell: Cell) -> list[str]:
        """Return the label joined with the merged heading above it."""
        found = []
        for above in range(cell.row - 1, max(0, cell.row - 3), -1):
            head = self.page.shown(Cell(above, cell.column))
            if head in self.page.texts and self.page.area(head).right > head.column:
                found += [
                    bare(f"{self.page.texts[head]} {self.texts[cell]}"),
                    bare(f"{self.texts[cell]} {self.page.texts[head]}"),
                ]
        return found

    def _coded(self, cell: Cell, code: tuple[Code, int]) -> Hit | None:
        """Return the column that a number names, with its label as a witness."""
        column = self.sought.by_n.get(code[1])
        if column is None:
            return None
        text = self.page.texts[cell]
        if not code[0].rest:
            alone = not any(other != cell and other.row == cell.row for other in self.coded)
            if alone and "." in code[0].number and code[0].n is None and self.also_question(code[0].number):
                return Hit(cell, column.key, _EITHER, "a number that is a question's too", text)
            return Hit(cell, column.key, _BY_CODE_ONLY, "by its number", text)
        score = (
            max(alike(one, bare(label)) for one in readings(code[0].rest) for label in column.labels)
            if readings(code[0].rest)
            else 0
        )
        if score == EXACT:
            return Hit(cell, column.key, EXACT, "same number and label", text, same=True)
        if score >= FAINT:
            return Hit(cell, column.key, _BY_CODE, "same number, like label", text)
        return Hit(cell, column.key, _foreign(code[0].rest), "same number, another label", text)

    def _row(self, cell: Cell) -> Hit | None:
        for reading in readings(self.texts[cell]):
            if reading in self._rows:
                return Hit(cell, self._rows[reading], EXACT, "same label", self.texts[cell])
        return None

    def close_columns(self, cells: Iterable[Cell], taken: Iterable[str]) -> tuple[list[Hit], list[Close]]:
        """Match texts with the columns that are not taken; the texts stand in a line, so that their order is a witness too.

        Returns:
            What was matched, and what is near to several columns.
        """
        gone = set(taken)
        left = {c.key: tuple(map(bare, c.labels)) for c in self.sought.columns if c.key not in gone}
        line = list(cells)
        order = [column.key for column in self.sought.columns]
        known = {hit.cell: hit.key for hit in self.columns}
        between = _between(line, known, order)
        return self._close(line, left, {cell: key for cell, key in between.items() if key in left})

    def close_rows(self, cells: Iterable[Cell], taken: Iterable[str]) -> tuple[list[Hit], list[Close]]:
        """Match texts with the rows that are not taken, as ``close_columns`` does."""
        gone = set(taken)
        left: dict[str, tuple[str, ...]] = {row.key: (bare(row.label),) for row in self.sought.rows if row.key not in gone}
        line = list(cells)
        known = {hit.cell: hit.key for hit in self.rows}
        between = _between(line, known, [row.key for row in self.sought.rows])
        return self._close(line, left, {cell: key for cell, key in between.items() if key in left})

    def _close(
        self, cells: list[Cell], left: dict[str, tuple[str, ...]], between: dict[Cell, str]
    ) -> tuple[list[Hit], list[Close]]:
        found: list[Hit] = []
        unclear: list[Close] = []
        known = {hit.cell for hit in (*self.columns, *self.rows)}
        open_cells = [cell for cell in cells if cell not in known and not self.page.is_note(cell)] if left else []
        ranked = sorted((self._near(cell, left) for cell in open_cells), key=lambda one: -one.near[0][0] if one.near else 0)
        for first in ranked:
            one = Close(first.cell, first.text, tuple((s, k) for s, k in first.near if k not in {hit.key for hit in found}))
            if not one.near:
                continue
            score, key = one.near[0]
            expected = between.get(one.cell)
            if expected is not None and any(k == expected and s >= FAINT for s, k in one.near):
                found.append(self._in_place(one, expected, left[expected]))
            elif score >= DOUBTFUL and one.clear:
                found.append(Hit(one.cell, key, score, f"like '{self._shown(key)}'", one.text))
            elif score >= DOUBTFUL:
                unclear.append(one)
        return found, unclear

    @staticmethod
    def _in_place(one: Close, key: str, labels: tuple[str, ...]) -> Hit:
        """Return a label that is alike and stands where the order of the others expects it; sure if no word is exchanged."""
        own = max(score for score, name in one.near if name == key)
        if all(exchanged(reading, label) for reading in readings(one.text) for label in labels):
            return Hit(one.cell, key, min(own, SURE - 4), "stands in its place and says something else", one.text)
        return Hit(one.cell, key, max(_IN_ORDER, own), "like label, in its place", one.text)

    def _shown(self, key: str) -> str:
        column = self.sought.by_key.get(key)
        return column.labels[0] if column is not None else self.sought.row_by_key[key].label

    def _near(self, cell: Cell, left: dict[str, tuple[str, ...]]) -> Close:
        text = self.texts[cell]
        scored = (
            [(max(alike(one, label) for one in readings(text) for label in labels), key) for key, labels in left.items()]
            if readings(text)
            else []
        )
        near = sorted(((s, k) for s, k in scored if s >= FAINT), key=lambda one: (-one[0], one[1]))
        return Close(cell, text, tuple(near[:5]))


def _foreign(rest: str) -> int:
    """Return how far a number is trusted whose label is another: not at all far in Latin letters, else it is a translation."""
    return DOUBTFUL if re.search(r"[a-z]{3}", rest.casefold()) else SURE + 2


def _between(line: list[Cell], known: dict[Cell, str], order: list[str]) -> dict[Cell, str]:
    """Return the label that is expected for each text whose neighbours on both sides are known."""
    found = {}
    for before, cell, after in zip(line, line[1:], line[2:], strict=False):
        if cell in known or before not in known or after not in known:
            continue
        i, j = order.index(known[before]), order.index(known[after])
        if j - i == 2:
            found[cell] = order[i + 1]
    return found


def marker_of(value: object) -> int | None:
    """Return which added row a cell counts: ``Row 2``, ``Target 2``, ``2``."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and 0 < value < 1000 else None
    match = _MARKER.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) if match is not None and int(match[1]) else None
