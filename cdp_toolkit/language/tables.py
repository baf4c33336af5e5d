"""Answers as rules see them: tables of rows of cells, with only what is displayed in them.

A cell is *filled* (in ``cells``), *blank* (named in ``shown`` only) or *hidden* (in neither). Choices are plain tuples of option
labels here, so that a test is a set operation.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from cdp_toolkit.values import Attachment, Choice, Value

Cell = Decimal | str | dt.date | tuple[str, ...] | Attachment


class OpenDate(dt.date):
    """A date that still has to be given, in a trial: its year is nobody's, so it is known only against others of its kind.

    Against a given date nothing can be said (``comparable``), neither which is earlier nor how long it is between them.
    """


def comparable(first: object, second: object) -> bool:
    """Whether two dates are both given, or both still to be given."""
    return isinstance(first, OpenDate) is isinstance(second, OpenDate)


@dataclass(slots=True)
class Row:
    """One displayed row.

    Args:
        name: Stable name, the number of an added row, or "" in a table of one row.
        cells: Filled cells by column name, the row key of an added row among them.
        shown: Names of the displayed columns, without the row key.
        key: What the row is about: the slug of an added row's key, else its name.
    """

    name: str
    cells: dict[str, Cell]
    shown: tuple[str, ...]
    key: str = ""


@dataclass(slots=True)
class Table:
    """The displayed rows of one question; none where the question is hidden."""

    rows: list[Row] = field(default_factory=list)
    shown: bool = True

    def row(self, name: str) -> Row | None:
        """Return the row of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        return None


HIDDEN = Table([], shown=False)


@dataclass(slots=True)
class Context:
    """What a rule is evaluated against: the tables by question, and facts about the organisation.

    ``tables`` may hold pseudo questions such as ``organisation`` (sectors, issues, requesters) with one row. ``scope`` holds the
    rows of the current question that the rule under evaluation looks at, where it does not look at all of them.
    """

    tables: dict[str, Table]
    scope: list[Row] | None = None

    def table(self, question: str) -> Table:
        """Return a question's table; a hidden or absent one is empty."""
        return self.tables.get(question, HIDDEN)


def cell_of(value: Value) -> Cell:
    """Give a value the form that rules test."""
    match value:
        case Choice():
            return (value.option,)
        case tuple():
            return tuple(choice.option for choice in value)
        case _:
            return value


def organisation(**facts: Iterable[str] | str | Decimal | dt.date | None) -> Table:
    """Make the pseudo table ``organisation``; a fact that is None is unknown, not false."""
    cells: dict[str, Cell] = {}
    for name, fact in facts.items():
        if isinstance(fact, (Decimal, dt.date, str)):
            cells[name] = fact
        elif fact is not None:
            cells[name] = tuple(fact)
    return Table([Row("", cells, tuple(facts))])
