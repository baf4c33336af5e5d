"""Values that stand in for what has to be answered, so that a proposal can be scored: the real ones come from the company."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language import Cell, Context, Row, Table
from cdp_toolkit.language.references import HERE, ONLY, Reference
from cdp_toolkit.scoring.edits import Edits, next_row
from cdp_toolkit.scoring.proposing import Permits
from cdp_toolkit.scoring.wanted import Wanted
from cdp_toolkit.values import Address, Attachment

FEW = 4  # fixed rows of a hidden question that are looked at


class StandIns:
    """Fills blanks and finds the cells that references mean.

    Args:
        edition: Whose columns and options are chosen from.
        wanted: Which options the criteria ask for.
        day: A date that stands in for one that has to be given.
        permits: What may be proposed to the organisation; everything where nothing is said.
    """

    def __init__(self, edition: Edition, wanted: Wanted, day: dt.date, permits: Permits | None = None) -> None:
        self.edition, self.wanted, self.day, self.permits = edition, wanted, day, permits
        self.plans = edition.plans or compile_edition(edition)
        self._options: dict[Address, list[str]] = {}

    def value(self, address: Address) -> Cell:
        """Return a value that fills a cell: the supposed or preferred option, or a stand-in for what has to be given."""
        column = self.edition.questions[address.question].by_name[address.column or ""]
        match column.type:
            case "number":
                return max(column.min or Decimal(1), Decimal(1)) if column.max is None else min(column.max, Decimal(1))
            case "date":
                return self.day
            case "attachment":
                return Attachment("to be attached")
            case "text":
                return "to be written"
            case _:
                return (self.options(address)[0],)

    def options(self, address: Address) -> list[str]:
        """Return the options that may be proposed for a blank cell, those that criteria ask for first."""
        if address not in self._options:
            column = self.edition.questions[address.question].by_name[address.column or ""]
            preferred = self.wanted.preferred(address.question, column)
            self._options[address] = preferred if self.permits is None else self.permits.options(address, preferred)
        return self._options[address]

    def proposed(self, address: Address, cell: Cell | None) -> list[Edits]:
        """Return the edits of one cell, none where it may not be proposed."""
        return [Edits({address: cell}, {})] if self.permits is None or self.permits.allows(address, cell) else []

    def fill(self, question: str, rows: Iterable[Row], without: Iterable[str] = ()) -> Edits:
        """Fill every displayed blank cell of some rows."""
        barred = set(without) | self.plans.by_question[question].computed_columns
        cells: dict[Address, Cell | None] = {}
        for row in rows:
            for name in row.shown:
                if name not in row.cells and name not in barred:
                    address = Address(question, row.name or None, name)
                    cells[address] = self.value(address)
        return Edits(cells, {})

    def keyed(self, question: str, row: Row, edits: Edits) -> Edits:
        """Say what an added row is about, where its table asks for that and the edits do not say it."""
        rows = self.edition.questions[question].rows
        if rows is None or rows.key is None or rows.key.name in row.cells:
            return edits
        address = Address(question, row.name, rows.key.name)
        return edits if address in edits.cells else Edits({address: self.value(address)}, {}) | edits

    def blank_row(self, question: str, table: Table) -> Row:
        """Return a row that could be added, with nothing filled."""
        name = next_row(table)
        return Row(name, {}, tuple(column.name for column in self.edition.questions[question].columns), name)

    def fixed_rows(self, question: str, most: int = FEW) -> list[Row]:
        """Return the first fixed rows of a question that is hidden, with nothing filled."""
        definition = self.edition.questions[question]
        shown = tuple(column.name for column in definition.columns)
        return [Row(row.name, {}, shown, row.name) for row in definition.fixed_rows[:most]]

    def target(self, reference: Reference, context: Context, row: Row | None, here: str) -> Address | None:
        """Return the address that a reference means, None where its row cannot be told."""
        if reference.about_organisation:
            return None
        if reference.question is None:
            return None if row is None else Address(here, row.name or None, reference.column)
        found = reference.find(context, row)
        if found is not None:
            return Address(reference.question, found.name or None, reference.column)
        if reference.row in (HERE, ONLY):
            return Address(reference.question, None, reference.column)
        known = self.edition.questions[reference.question].row_by_name
        return Address(reference.question, reference.row, reference.column) if reference.row in known else None
