"""Formulas that stand in the way of a value, and what must be done so that the others stay as they are."""

import re
from dataclasses import dataclass
from functools import cached_property

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.markup import ATTRIBUTES, attributes, escape, unescape
from cdp_toolkit.structure.references import Cell, Range, cell_range
from cdp_toolkit.structure.rows import CellSpan, SheetRows

_FORMULA = re.compile(rb"<((?:[\w.-]+:)?)f(" + ATTRIBUTES + rb")\s*(?:/>|>(.*?)</(?:[\w.-]+:)?f\s*>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's formula: ``kind`` is normal, shared, array or dataTable; ``text`` is empty where another cell has it."""

    kind: str
    text: str
    group: str
    range: Range | None


def formula_of(rows: SheetRows, span: CellSpan) -> Formula | None:
    """Return the formula of a cell, None where it has none."""
    found = _FORMULA.search(rows.mask, span.inner, span.close)
    if found is None:
        return None
    given = attributes(found[2])
    try:
        area = cell_range(given["ref"]) if "ref" in given else None
    except ValueError:
        area = None
    text = unescape(rows.data[found.start(3) : found.end(3)].decode()) if found[3] else ""
    return Formula(given.get("t", "normal"), text, given.get("si", ""), area)


class SheetFormulas:
    """The formulas of a sheet that reach beyond their own cell."""

    def __init__(self, rows: SheetRows) -> None:
        self.rows = rows

    @cached_property
    def blocks(self) -> tuple[tuple[str, Range], ...]:
        """Ranges that array formulas and data tables fill as a whole, with their kind."""
        mask = self.rows.mask
        if mask.find(b"ref", self.rows.inner, self.rows.close) < 0:
            return ()
        found: list[tuple[str, Range]] = []
        for match in _FORMULA.finditer(mask, self.rows.inner, self.rows.close):
            given = attributes(match[2])
            if given.get("t") in ("array", "dataTable") and "ref" in given:
                found.append((given["t"], self._area(given["ref"])))
        return tuple(found)

    def _area(self, reference: str) -> Range:
        """Return the range that a formula fills."""
        try:
            return cell_range(reference)
        except ValueError:
            problem = f"a formula fills the impossible range {reference!r}"
            raise InputError(self.rows.where, problem, "Save the file anew in Excel") from None

    def block(self, cell: Cell) -> tuple[str, Range] | None:
        """Return the block that a cell belongs to."""
        return next((block for block in self.blocks if cell in block[1]), None) if self.blocks else None

    def written_out(self, overwritten: dict[Cell, Formula]) -> dict[Cell, bytes]:
        """Return cells whose formula must be spelled out because the cell that holds it for them is overwritten.

        Args:
            overwritten: Cells that lose a shared formula.

        Returns:
            New content for each cell that shared a formula with one of them and keeps it.
        """
        masters = {one.group: (cell, one.text) for cell, one in overwritten.items() if one.kind == "shared" and one.text}
        found: dict[Cell, bytes] = {}
        if not masters:
            return found
        for row in self.rows.rows():
            for span in self.rows.cells(row):
                own = formula_of(self.rows, span) if span.inner < span.close else None
                if own and own.kind == "shared" and own.group in masters and span.cell not in overwritten:
                    origin, text = masters[own.group]
                    found[span.cell] = self._spelled(span, self._translated(text, origin, span.cell))
        return found

    def _spelled(self, span: CellSpan, formula: str) -> bytes:
        """Return the content of a cell with its formula spelled out."""
        content = self.rows.content(span)
        match = _FORMULA.search(self.rows.mask, span.inner, span.close)
        assert match is not None  # noqa: S101 - the caller found one here
        start, end = match.start() - span.inner, match.end() - span.inner
        name = match[1].decode()
        return content[:start] + f"<{name}f>{escape(formula)}</{name}f>".encode() + content[end:]

    def _translated(self, formula: str, origin: Cell, target: Cell) -> str:
        """Return a formula as it reads when moved from one cell to another."""
        from openpyxl.formula.translate import Translator, TranslatorError

        try:
            moved = Translator(f"={formula}", origin=str(origin)).translate_formula(str(target))
        except TranslatorError:
            problem = f"the formula of {origin}, which {target} shares, cannot be spelled out for it"
            raise InputError(self.rows.where, problem, f"Leave {origin} as it is") from None
        return str(moved).removeprefix("=")
