"""References to cells: ``emissions``, ``7.4``, ``7.6[reporting_year].emissions``, ``3.1[same].identified``, ``7.8[*].x``.

``previous.7.6[reporting_year].emissions`` is a cell of last year's response, ``grid_factors[same].factor`` one of a table that is
no question. Whoever compiles rules says which of these there are, and gives their tables when they are evaluated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cdp_toolkit.language.tables import Cell, Context, Row


class ColumnShape(Protocol):
    """What the language must know of a column."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def options(self) -> tuple[str, ...]: ...  # noqa: D102


class QuestionShape(Protocol):
    """What the language must know of a question."""

    @property
    def by_name(self) -> Mapping[str, ColumnShape]: ...  # noqa: D102
    @property
    def row_by_name(self) -> Mapping[str, object]: ...  # noqa: D102
    @property
    def adds_rows(self) -> bool: ...  # noqa: D102
    @property
    def columns(self) -> tuple[ColumnShape, ...]: ...  # noqa: D102


ALL, SAME, HERE, ONLY = "*", "same", None, ""
ORGANISATION = "organisation"  # the pseudo question that holds facts about the organisation

PREVIOUS = "previous."  # stands before the number of a question of last year's response

# A question by its number, with last year's mark or without, or a table that is no question by its name: grid_factors[same].x
_NUMBER = rf"(?:{re.escape(PREVIOUS)})?C?\d+(?:\.\d+)*[a-z]*"
_PATTERN = re.compile(
    rf"(?:(?P<question>{_NUMBER}|[a-z]\w*(?=[\[.]))(?:\[(?P<row>[^\]]+)\])?(?:\.(?P<column>[a-z]\w*))?|(?P<here>[a-z]\w*))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell that a rule reads.

    Args:
        question: The question, or None for the one whose row is being evaluated.
        row: A row's name, ``*`` for all rows, ``same`` for the row about the same thing, ``""`` for the only row.
        column: The column's name.
    """

    question: str | None
    row: str | None
    column: str

    def __str__(self) -> str:
        if self.question is None:
            return self.column
        return f"{self.question}[{self.row}].{self.column}" if self.row else f"{self.question}.{self.column}"

    @property
    def about_organisation(self) -> bool:
        """Whether it reads a fact about the organisation instead of an answer."""
        return self.question == ORGANISATION

    def find(self, context: Context, row: Row | None) -> Row | None:
        """Return the one row that is meant, or None where it is not displayed."""
        if self.question is None:
            return row
        table = context.table(self.question)
        if self.row == ONLY:
            return table.rows[0] if table.rows else None
        if self.row == SAME:
            return None if row is None else next((other for other in table.rows if other.key == row.key), None)
        return table.row(self.row or "")

    def get(self, context: Context, row: Row | None) -> Cell | None:
        """Return the cell's value, None where it is blank or hidden."""
        found = row if self.question is None else self.find(context, row)
        return None if found is None else found.cells.get(self.column)

    def hidden(self, context: Context, row: Row | None) -> bool:
        """Whether the cell is not displayed."""
        found = self.find(context, row)
        return found is None or (self.column not in found.shown and self.column not in found.cells)


def parse(text: str) -> tuple[str | None, str | None, str | None] | None:
    """Split a reference into question, row and column; None where ``text`` is none."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    if match["here"]:
        return None, HERE, match["here"]
    return match["question"], match["row"], match["column"]
