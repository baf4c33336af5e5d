"""Turns labels and cells of one question into tables of a layout, at the places where the present edition has them."""

from dataclasses import dataclass, field

from cdp_toolkit.structure.references import Cell
from cdp_toolkit.workbooks.layout.hits import Close, Hit
from cdp_toolkit.workbooks.layout.model import Placed, Spot, Unplaced, joined
from cdp_toolkit.workbooks.layout.sought import Sought


@dataclass
class Placing:
    """Collects what was found of one question.

    Args:
        sought: The question.
        sheet: The sheet that it was found on.
        heading: What names it there.
        tables: What was found.
        unplaced: Labels that fit nothing, or have no home.
        used: Cells whose text was understood, or that hold answers.
    """

    sought: Sought
    sheet: str
    heading: Spot
    tables: list[Placed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    used: set[Cell] = field(default_factory=set)

    @property
    def found(self) -> int:
        """How many columns were found."""
        return sum(len(table.columns) for table in self.tables)

    def add(
        self,
        columns: dict[str, tuple[Hit, str]],
        rows: dict[str, Spot] | None = None,
        row: str | None = None,
        row_spot: Spot | None = None,
    ) -> None:
        """Add columns with where they stand, the rows of a table, or the one row that they are all about."""
        spots: dict[str, dict[str, Spot]] = {}
        for key, (hit, at) in columns.items():
            column = self.sought.by_key[key]
            if column.problem:
                self.leave(hit.cell, hit.text, f"{self.sought.number} '{column.labels[0]}' {column.problem}")
            else:
                spots.setdefault(column.question, {})[column.name] = hit.spot(at, column)
        for question, found in spots.items():
            if rows is not None:
                self._add_table(question, found, rows)
            else:
                self._add_row(question, found, row, row_spot)

    def _add_table(self, question: str, columns: dict[str, Spot], rows: dict[str, Spot]) -> None:
        if self.sought.question.adds_rows:
            if self._in_shape(question, columns):
                self._append(question, columns, rows)
            return
        if not self.sought.question.fixed_rows:
            for spot in rows.values():
                self._add_row(question, columns, None, spot)
            return
        named: dict[str, Spot] = {}
        for key, spot in rows.items():
            name = self.sought.row_by_key[key].name(question)
            if name is None:
                self._homeless(question, spot)
            elif name[0] is None:
                self._append(question, _with_row(columns, spot), {}, None)
            else:
                named[name[0]] = spot
        if named:
            self._append(question, columns, named)

    def _add_row(self, question: str, columns: dict[str, Spot], row: str | None, spot: Spot | None) -> None:
        """Add the columns of one row, each at a whole cell or across from the row."""
        cells = columns if spot is None else _with_row(columns, spot)
        if self.sought.question.adds_rows:
            if self._in_shape(question, columns):
                self._append(question, cells, {}, row)
            return
        if row is None:
            home = next(((name,) for number, name in self.sought.home if number == question), None)
        else:
            home = self.sought.row_by_key[row].name(question)
        if home is None:
            self._homeless(question, next(iter(columns.values())))
        else:
            self._append(question, cells, {}, home[0])

    def _in_shape(self, question: str, columns: dict[str, Spot]) -> bool:
        if self.sought.problem:
            self._homeless(question, next(iter(columns.values())))
        return not self.sought.problem

    def _append(self, question: str, columns: dict[str, Spot], rows: dict[str, Spot], row: str | None = None) -> None:
        self.tables.append(Placed(question=question, sheet=self.sheet, heading=self.heading, columns=columns, rows=rows, row=row))

    def _homeless(self, question: str, spot: Spot) -> None:
        why = self.sought.problem or "it is no row of it"
        problem = f"{self.sought.number} of {self.sought.edition} cannot be placed in {question} by rule: {why}"
        text = spot.label or self.heading.label
        if not any(one.text == text and one.problem == problem for one in self.unplaced):
            self.unplaced.append(
                Unplaced(sheet=self.sheet, cell=self.heading.at, text=text, problem=problem, question=self.sought.number)
            )

    def leave(self, cell: Cell, text: str, problem: str, candidates: tuple[str, ...] = ()) -> None:
        """List a text that fits nothing."""
        self.used.add(cell)
        self.unplaced.append(
            Unplaced(
                sheet=self.sheet, cell=str(cell), text=text, problem=problem, question=self.sought.number, candidates=candidates
            )
        )

    def leave_unclear(self, close: Close) -> None:
        """List a text that is near to several labels."""
        names = tuple(key for _, key in close.near)
        self.leave(close.cell, close.text, "is near to several labels, and to none clearly", names)


def _with_row(columns: dict[str, Spot], row: Spot) -> dict[str, Spot]:
    """Return columns at the cells that they make with a row."""
    made = {}
    for name, spot in columns.items():
        at = joined(spot, row)
        assert at is not None  # noqa: S101 - the caller has put rows across from columns
        sure = min(spot.confidence, row.confidence)
        how = spot.how if spot.confidence <= row.confidence else row.how
        made[name] = spot.model_copy(update={"at": at, "confidence": sure, "how": how})
    return made
