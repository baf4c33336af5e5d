"""Tables and forms whose columns stand below each other: rows across, or a block of lines for each row."""

from collections import defaultdict
from dataclasses import replace

from cdp_toolkit.structure.references import Cell, letters
from cdp_toolkit.workbooks.layout.forms import Forms, at_cells
from cdp_toolkit.workbooks.layout.hits import Hit, marker_of
from cdp_toolkit.workbooks.layout.labels import DOUBTFUL, EXACT
from cdp_toolkit.workbooks.layout.model import Spot
from cdp_toolkit.workbooks.layout.part import Part


class Down(Part):
    """A question whose columns stand below each other."""

    def place(self) -> None:
        """Place every column of labels."""
        by_column: dict[int, list[Hit]] = defaultdict(list)
        for hit in self.votes:
            by_column[hit.cell.column].append(hit)
        full = max(len({hit.key for hit in hits}) for hits in by_column.values())
        placed: set[str] = set()
        for column, votes in sorted(by_column.items(), key=lambda one: (-len({hit.key for hit in one[1]}), one[0])):
            keys = {hit.key for hit in votes}
            if keys & placed:
                continue  # answers that happen to read like labels
            if len(keys) == full or all(hit.score == EXACT for hit in votes):
                self._label_line(column)
                placed |= keys

    def _label_line(self, column: int) -> None:
        """Place the labels of one column of the sheet, each block of different ones by itself."""
        known = [hit for hit in self.hits.columns if hit.cell.column == column]
        votes = [hit.cell.row for hit in self.votes if hit.cell.column == column]
        rows = {hit.cell for hit in self.hits.rows} - {hit.cell for hit in known}
        line = [c for c in self.hits.cells if c.column == column and c.row >= min(votes) and c not in rows]
        grid = self._rows_on_top(column, min(votes))
        blocks: list[list[Cell]] = [[]]
        seen: set[str] = set()
        keys = {hit.cell: hit.key for hit in known}
        tops = {hit.cell.row for hit in self.hits.rows if hit.cell.column <= column} if not grid else set()
        for cell in line:
            begins = keys.get(cell) in seen or any(blocks[-1] and blocks[-1][-1].row < top <= cell.row for top in tops)
            if cell in keys and begins:
                blocks.append([])
                seen = set()
            blocks[-1].append(cell)
            if cell in keys:
                seen.add(keys[cell])
        for number, block in enumerate(blocks, 1):
            hits = self._block(block, {cell: hit for hit in known for cell in (hit.cell,)})
            if hits:
                self._place_block(hits, grid, number)

    def _block(self, cells: list[Cell], known: dict[Cell, Hit]) -> dict[str, Hit]:
        exact = {known[cell].key: known[cell] for cell in reversed(cells) if cell in known}
        taken = exact if len(exact) > 1 else {*exact, *(hit.key for hit in known.values())}
        close, unclear = self.hits.close_columns(cells, taken)
        for one in unclear:
            self.placing.leave_unclear(one)
        found = {**{hit.key: hit for hit in close}, **exact}
        last = max((hit.cell.row for hit in found.values()), default=0)
        cells_found = {hit.cell for hit in found.values()}
        first = min((hit.cell.row for hit in found.values()), default=0)
        for cell in cells:
            if (
                cell not in cells_found
                and cell not in self.placing.used
                and first <= cell.row <= last + 2
                and not self._counts(cell)
            ):
                self.placing.leave(cell, self.page.texts[cell], f"fits no column of {self.question.id}")
        self.settle(found.values())
        return found

    def _counts(self, cell: Cell) -> bool:
        return self.question.adds_rows and marker_of(self.page.texts[cell]) is not None

    def _place_block(self, hits: dict[str, Hit], grid: list[tuple[int, dict[str, Spot]]], number: int) -> None:
        ats = {key: (hit, str(hit.cell.row)) for key, hit in hits.items()}
        for i, (row, spots) in enumerate(grid):
            end = grid[i + 1][0] if i + 1 < len(grid) else self.area.bottom + 1
            part = {key: at for key, at in ats.items() if row <= at[0].cell.row < end}
            if part:
                self.habit.right += len(part)
                self.placing.add(part, spots)
        if grid:
            return
        kinds = {key: self.hits.sought.by_key[key].kind for key in hits}
        whole = at_cells(Forms(self.page, self.area, kinds, self.habit).answer_cells(hits))
        first = min(hit.cell.row for hit in hits.values())
        if self.question.fixed_rows:
            about = self._row_of_block(min(hit.cell for hit in hits.values()), first)
            if about is None:
                for hit in hits.values():
                    self.placing.leave(hit.cell, hit.text, f"stands under no row of {self.question.id}")
                return
            self.settle([about])
            weak = {key: (replace(hit, score=min(hit.score, about.score)), at) for key, (hit, at) in whole.items()}
            self.placing.add(weak, row=about.key)
        elif self.question.adds_rows:
            self.placing.add(whole, row=str(number))
        else:
            self.placing.add(whole)

    def _row_of_block(self, cell: Cell, first: int) -> Hit | None:
        """Return the row label that stands last above a block, or beside its first line."""
        above = [hit for hit in self.hits.rows if hit.cell.row <= first and hit.cell.column <= cell.column]
        if above:
            return above[-1]
        lines = [c for c in self.hits.cells if self.area.top < c.row <= first and c.column <= cell.column]
        close, _ = self.hits.close_rows(lines, ())
        return max(close, key=lambda hit: hit.cell, default=None)

    def _rows_on_top(self, column: int, first: int) -> list[tuple[int, dict[str, Spot]]]:
        """Return the rows whose labels stand across, to the right of the column labels, with the line of each set."""
        found: list[tuple[int, dict[str, Spot]]] = []
        labelled = {hit.cell.row for hit in self.votes if hit.cell.column == column}  # beside a label stand answers
        if self.question.fixed_rows:
            by_row: dict[int, list[Hit]] = defaultdict(list)
            for hit in self.hits.rows:
                if hit.cell.column > column:
                    by_row[hit.cell.row].append(hit)
            for row in sorted(by_row.keys() - labelled) or ([first - 1] if first - 1 >= self.area.top else []):
                spots = self._row_line(row, column, by_row.get(row, []))
                if len(spots) > 1 or (spots and len(self.hits.sought.rows) == 1):
                    found.append((row, spots))
        elif self.question.adds_rows:
            for row in sorted({c.row for c in self.page.values if self.area.top <= c.row <= self.area.bottom} - labelled):
                spots = self._counted_line(row, column)
                if spots and (row < first or found):
                    found.append((row, spots))
        return found

    def _row_line(self, row: int, column: int, known: list[Hit]) -> dict[str, Spot]:
        line = [c for c in self.hits.cells if c.row == row and c.column > column]
        exact = {hit.key: hit for hit in reversed(known)}
        close, _ = self.hits.close_rows(line, exact)
        hits = {**{hit.key: hit for hit in close if hit.score >= DOUBTFUL}, **exact}
        if len(hits) > 1 or exact:
            self.settle(hits.values())
        return {key: hit.spot(letters(hit.cell.column)) for key, hit in hits.items()}

    def _counted_line(self, row: int, column: int) -> dict[str, Spot]:
        spots: dict[str, Spot] = {}
        for cell in self.page.in_row(row, column + 1, self.area.right):
            number = marker_of(self.page.texts[cell])
            if number is not None:
                spots[str(number)] = Spot(at=letters(cell.column), label=self.page.texts[cell], how="counted")
                self.placing.used.add(cell)
        return spots
