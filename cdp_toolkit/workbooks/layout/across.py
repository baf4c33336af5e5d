"""Tables whose columns stand across: rows below them by their labels, counted, or in sequence."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cdp_toolkit.structure.references import Cell, letters
from cdp_toolkit.workbooks.layout.hits import Hit, marker_of
from cdp_toolkit.workbooks.layout.labels import EXACT
from cdp_toolkit.workbooks.layout.model import Spot
from cdp_toolkit.workbooks.layout.part import Part

_SPARE, _MOST, _HINTS = 20, 200, 3
_IN_SEQUENCE = 96


@dataclass(frozen=True, slots=True)
class Band:
    """Column labels that stand beside each other, and the rows below that belong to them."""

    columns: dict[str, Hit]
    bottom: int
    end: int

    @property
    def left(self) -> int:
        """The first column of the sheet that it uses."""
        return min(hit.cell.column for hit in self.columns.values())


class Across(Part):
    """A question whose columns stand across."""

    def place(self) -> None:
        """Place every band of columns with its rows."""
        for band in self._bands():
            self.habit.below += len(band.columns)
            self.settle(band.columns.values())
            ats = {key: (hit, letters(hit.cell.column)) for key, hit in band.columns.items()}
            if self.question.fixed_rows:
                self.placing.add(ats, self._labelled_rows(band))
            elif self.question.adds_rows:
                self.placing.add(ats, self._added_rows(band))
            else:
                line = self._first_line(band)
                self.placing.add(ats, {"": Spot(at=str(line), how="below the labels")})

    def _bands(self) -> list[Band]:
        by_row: dict[int, list[Hit]] = defaultdict(list)
        for hit in self.votes:
            by_row[hit.cell.row].append(hit)
        full = max(len({hit.key for hit in hits}) for hits in by_row.values())
        heads: list[tuple[int, int, dict[str, Hit]]] = []
        for row in sorted(by_row):
            if len(by_row[row]) < 2 and full > 1 and not self._is_last_band(row, by_row, heads):
                continue
            if self._is_answered(row, by_row, heads):
                continue
            columns, bottom = self._header(row)
            if heads and row <= heads[-1][1] + 1 and not set(columns) & set(heads[-1][2]):
                top, low, known = heads.pop()
                heads.append((top, max(low, bottom), {**known, **columns}))
            elif columns:
                heads.append((row, bottom, columns))
        ends = [top - 1 for top, _, _ in heads[1:]] + [self.area.bottom]
        return [Band(columns, bottom, end) for (_, bottom, columns), end in zip(heads, ends, strict=True)]

    @staticmethod
    def _is_answered(row: int, by_row: dict[int, list[Hit]], heads: list[tuple[int, int, dict[str, Hit]]]) -> bool:
        """Whether a row holds answers that happen to read like some of the labels above it."""
        keys = {hit.key for hit in by_row[row]}
        return any(keys < set(columns) for _, _, columns in heads)

    @staticmethod
    def _is_last_band(row: int, by_row: dict[int, list[Hit]], heads: list[tuple[int, int, dict[str, Hit]]]) -> bool:
        """Whether a row with one label goes on with the labels of the rows before it."""
        known = {key for _, _, columns in heads for key in columns}
        return all(hit.key not in known and hit.score == EXACT for hit in by_row[row])

    def _header(self, row: int) -> tuple[dict[str, Hit], int]:
        """Return the columns whose labels stand in a row, and the last row that the labels cover."""
        exact = {hit.key: hit for hit in reversed(self.hits.columns) if hit.cell.row == row}
        first = min((hit.cell.column for hit in self.votes if hit.cell.row == row), default=0)
        rows = {hit.cell for hit in self.hits.rows}
        line = [cell for cell in self.hits.cells if cell.row == row and cell.column >= first and cell not in rows]
        taken = {*exact, *(hit.key for hit in self.hits.columns)}
        close, unclear = self.hits.close_columns(
            [c for c in line if c in self._known(exact) or c not in self._exact_cells], taken
        )
        for one in unclear:
            self.placing.leave_unclear(one)
        found = {**{hit.key: hit for hit in reversed(close)}, **exact}
        for cell in line:
            if (
                cell not in {hit.cell for hit in found.values()}
                and cell not in self.placing.used
                and cell not in self._exact_cells
            ):
                self._leave_label(cell)
        bottom = max((self.page.area(hit.cell).bottom for hit in found.values()), default=row)
        return found, bottom

    @property
    def _exact_cells(self) -> set[Cell]:
        return {hit.cell for hit in self.hits.columns}

    @staticmethod
    def _known(exact: dict[str, Hit]) -> set[Cell]:
        return {hit.cell for hit in exact.values()}

    def _leave_label(self, cell: Cell) -> None:
        if any(below in self._exact_cells for below in self._beneath(cell)):
            self.placing.used.add(cell)  # a heading over several labels
        else:
            self.placing.leave(cell, self.page.texts[cell], f"fits no column of {self.question.id}")

    def _beneath(self, cell: Cell) -> Iterable[Cell]:
        area = self.page.area(cell)
        return (Cell(area.bottom + 1, column) for column in range(area.left, area.right + 1)) if area.right > area.left else ()

    def _labelled_rows(self, band: Band) -> dict[str, Spot]:
        """Return the fixed rows below the labels, by their own labels in the column that has most of them."""
        inside = [hit for hit in self.hits.rows if band.bottom < hit.cell.row <= band.end]
        inside = [hit for hit in inside if hit.cell.column not in {one.cell.column for one in band.columns.values()}]
        column = self._label_column(inside, band)
        line = [c for c in self.hits.cells if c.column == column and band.bottom < c.row <= band.end]
        exact = {hit.key: hit for hit in reversed(inside) if hit.cell.column == column}
        close, unclear = self.hits.close_rows(line, exact)
        for one in unclear:
            self.placing.leave_unclear(one)
        found = {**{hit.key: hit for hit in close}, **exact}
        self.settle(found.values())
        last = max((hit.cell.row for hit in found.values()), default=0)
        for cell in line:
            if cell not in self.placing.used and cell.row <= last + 1:
                self.placing.leave(cell, self.page.texts[cell], f"fits no row of {self.question.id}")
        return {key: hit.spot(str(hit.cell.row)) for key, hit in sorted(found.items(), key=lambda one: one[1].cell)}

    def _label_column(self, inside: list[Hit], band: Band) -> int:
        if inside:
            return Counter(hit.cell.column for hit in inside).most_common(1)[0][0]
        body = [c.column for c in self.hits.cells if band.bottom < c.row <= band.end and c.column < band.left]
        return max(body, default=0)

    def _added_rows(self, band: Band) -> dict[str, Spot]:
        """Return the rows to add to: those that are counted, else the lines below the labels that wait for answers."""
        counted: dict[int, dict[int, int]] = defaultdict(dict)
        for cell in self.page.values:
            if band.bottom < cell.row <= band.end and self.area.left <= cell.column < band.left:
                number = marker_of(self.page.values.value(cell))
                if number is not None:
                    counted[cell.column].setdefault(number, cell.row)
        for column, rows in sorted(counted.items(), reverse=True):
            if sorted(rows) == list(range(1, len(rows) + 1)):
                self.placing.used |= {Cell(row, column) for row in rows.values()}
                return {str(n): Spot(at=str(row), how="counted") for n, row in sorted(rows.items())}
        first = self._first_line(band)
        last = self._last_line(band, first)
        return {
            str(i): Spot(at=str(row), confidence=_IN_SEQUENCE, how="in sequence")
            for i, row in enumerate(range(first, last + 1), 1)
        }

    def _first_line(self, band: Band) -> int:
        """Return the first line below the labels that could hold answers; hints between are left out."""
        for row in range(band.bottom + 1, min(band.end, band.bottom + _HINTS) + 1):
            if self._could_answer(band, row):
                return row
        return band.bottom + 1

    def _could_answer(self, band: Band, row: int) -> bool:
        cells = [(Cell(row, hit.cell.column), self.hits.sought.by_key[key].kind) for key, hit in band.columns.items()]
        return all(self.page.could_answer(cell, kind) for cell, kind in cells)

    def _goes_on(self, band: Band, first: int, row: int) -> bool:
        """Whether a line belongs to the table that begins with the first one, and is no note below it."""
        ours = {hit.cell.column for hit in band.columns.values()}
        beside = {cell.column for cell in self.page.in_row(first, self.area.left, self.area.right)} - ours
        return self._could_answer(band, row) and all(
            cell.column in ours | beside for cell in self.page.in_row(row, self.area.left, self.area.right)
        )

    def _last_line(self, band: Band, first: int) -> int:
        left = Cell(first, band.left)
        for table in self.page.sheet.tables:
            if left in table.range:
                return min(table.range.bottom - table.has_totals, first + _MOST)
        waiting = [
            area.bottom
            for hit in band.columns.values()
            for rule in self.page.sheet.rules(Cell(first, hit.cell.column))
            for area in rule.ranges
            if Cell(first, hit.cell.column) in area
        ]
        if waiting:
            return max(first, min(max(waiting), band.end, first + _MOST))
        end = min(band.end, first + _SPARE - 1)
        if end < self.page.last.row or band.end < self.page.last.row:
            end = min(end, band.end - 1) if band.end > first else first
        last = first
        while last < end and self._goes_on(band, first, last + 1):
            last += 1
        return last
