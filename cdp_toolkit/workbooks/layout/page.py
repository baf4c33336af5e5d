"""A sheet as a person looks at it: texts by row and column, merged cells as one, which cells wait for an answer."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import InputError
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.sheet import Sheet
from cdp_toolkit.structure.styles import Styles
from cdp_toolkit.structure.values import SheetValues
from cdp_toolkit.values import match_options
from cdp_toolkit.workbooks.named_cells import cell_value
from cdp_toolkit.workbooks.template_cells import from_cell

_LONG = 250  # letters; what is longer is a note, unless it is a label word for word


class Page:
    """One sheet."""

    def __init__(self, sheet: Sheet, values: SheetValues, styles: Styles) -> None:
        self.sheet, self.values, self.styles = sheet, values, styles
        self.name = sheet.name
        self.texts: dict[Cell, str] = {}
        self.by_row: dict[int, list[Cell]] = defaultdict(list)
        self.by_column: dict[int, list[int]] = defaultdict(list)
        for cell in sorted(values):
            value = values.value(cell)
            if isinstance(value, str) and value.strip():
                self.texts[cell] = value.strip()
                self.by_row[cell.row].append(cell)
                self.by_column[cell.column].append(cell.row)

    @cached_property
    def last(self) -> Cell:
        """The last row and the last column in use."""
        cells = [*self.values, *self.values.blanks]
        areas = [area for rule in self.sheet.validations for area in rule.ranges if area.bottom < 100_000]
        return Cell(
            max([cell.row for cell in cells] + [area.bottom for area in areas], default=0),
            max([cell.column for cell in cells] + [area.right for area in areas], default=0),
        )

    def area(self, cell: Cell) -> Range:
        """Return the cells that look like one with this one."""
        return self.sheet.merged_range(cell) or Range(*cell, *cell)

    def shown(self, cell: Cell) -> Cell:
        """Return the cell that holds what is shown here."""
        return self.area(cell).anchor

    def is_note(self, cell: Cell) -> bool:
        """Whether a text is too long for a label."""
        return len(self.texts[cell]) > _LONG

    def is_blank(self, cell: Cell) -> bool:
        """Whether nothing stands in a cell."""
        content = self.values.get(self.shown(cell))
        return content is None or (content.value is None and not content.formula)

    def waits(self, cell: Cell) -> bool:
        """Whether a cell is meant to be filled in: it has a dropdown or bounds, or protection leaves it open."""
        return bool(self.sheet.rules(cell)) or self._open(cell)

    def _open(self, cell: Cell) -> bool:
        if not self.sheet.protected:
            return False
        if any(cell in area for area in self.sheet.editable):
            return True
        content = self.values.get(cell)
        style = content.style if content is not None else self.values.blanks.get(cell, self.sheet.column_style(cell.column))
        return style is not None and not self.styles[style].locked

    def could_answer(self, cell: Cell, column: Column) -> bool:
        """Whether a cell is blank or holds what could be an answer of a column."""
        content = self.values.get(self.shown(cell))
        if content is None or content.value is None:
            return content is None or not content.formula
        value = cell_value(content.value)
        if value is None or column.more_options:
            return True
        if isinstance(value, str) and column.options:
            return match_options(value, column.options) is not None
        try:
            from_cell(column, value)
        except InputError:
            return False
        return True

    def above(self, row: int, column: int) -> Iterator[Cell]:
        """Yield the cells with text above a row, the nearest first."""
        rows = self.by_column.get(column, [])
        return (Cell(rows[i], column) for i in range(bisect_left(rows, row) - 1, -1, -1))

    def in_row(self, row: int, left: int, right: int) -> Iterator[Cell]:
        """Yield the cells with text in part of a row."""
        return (cell for cell in self.by_row.get(row, ()) if left <= cell.column <= right)
