"""Tells the shape of one question's part of a sheet: columns across, columns down, or an answer without a label."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from cdp_toolkit.structure.references import Cell
from cdp_toolkit.workbooks.layout.across import Across
from cdp_toolkit.workbooks.layout.down import Down
from cdp_toolkit.workbooks.layout.forms import Forms, at_cells
from cdp_toolkit.workbooks.layout.hits import Hit
from cdp_toolkit.workbooks.layout.labels import EXACT
from cdp_toolkit.workbooks.layout.part import Part


class Shape(Part):
    """One question's part of a sheet, whatever its shape."""

    def place(self) -> None:
        """Place what is found; nothing where no label is."""
        if not self.votes:
            if len(self.question.columns) == len(self.question.all_columns) == 1:
                self._only_column()
            return
        across, down = self._widest(lambda cell: cell.row), self._widest(lambda cell: cell.column)
        if across >= 2 and across >= down:
            self._as(Across)
        elif down >= 2:
            self._as(Down)
        elif self._rows_lie_down() or self.question.adds_rows:
            self._as(Across)
        else:
            self._as(Down)

    def _only_column(self) -> None:
        """Place a question of one column whose label is left out: beside its heading, or beside the labels of its rows."""
        key = self.question.columns[0].name
        if self.question.adds_rows:
            return
        if not self.question.fixed_rows:
            texts = list(self.page.in_row(self.area.top, self.area.left, self.area.right))
            if not texts or self.placing.heading.at == "":
                return
            last = texts[-1]
            hit = Hit(last, key, EXACT, "the only answer of the question", self.page.texts[last])
            self.settle([hit])
            found = Forms(self.page, self.area, {key: self.question.columns[0]}, self.habit).answer_cells({key: hit})
            self.placing.add(at_cells(found))
            return
        exact = {hit.key: hit for hit in reversed(self.hits.rows)}
        close, _ = self.hits.close_rows([cell for cell in self.hits.cells if self._beside(cell, exact)], exact)
        hits = {**{hit.key: hit for hit in close}, **exact}
        if exact:
            self.settle(hits.values())
            kinds = dict.fromkeys(hits, self.question.columns[0])
            for row, (hit, cell, sure, how) in Forms(self.page, self.area, kinds, self.habit).answer_cells(hits).items():
                self.placing.add({key: (replace(hit, key=key, score=min(hit.score, sure), how=how), str(cell))}, row=row)

    @staticmethod
    def _beside(cell: Cell, known: dict[str, Hit]) -> bool:
        return cell.column in {hit.cell.column for hit in known.values()} and cell not in {hit.cell for hit in known.values()}

    def _widest(self, line: Callable[[Cell], int]) -> int:
        keys: dict[int, set[str]] = defaultdict(set)
        for hit in self.votes:
            keys[line(hit.cell)].add(hit.key)
        return max(map(len, keys.values()))

    def _rows_lie_down(self) -> bool:
        first = self.votes[0].cell
        below = {hit.cell.row for hit in self.hits.rows if hit.cell.row > first.row and hit.cell.column < first.column}
        return len(below) >= 1

    def _as(self, kind: type[Across | Down]) -> None:
        shape = kind(self.page, self.area, self.hits, self.placing, self.habit)
        shape.votes = self.votes
        shape.place()
