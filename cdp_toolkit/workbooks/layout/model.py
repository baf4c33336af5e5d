"""The layout of a workbook: where the data points of an edition sit in it, how sure that is, and what fits nothing.

A table says where its columns and rows stand. ``C`` (a sheet's column) and ``7`` (a sheet's row) make the cell ``C7``; in a form
each column stands at a whole cell. So one line corrects a whole column of answers, in tables turned either way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from cdp_toolkit.editions.yamlfile import Definition
from cdp_toolkit.structure.references import cell
from cdp_toolkit.values import Address

SURE = 90
CERTAIN = 100

_AT = re.compile(r"(?P<col>[A-Z]{1,3})?(?P<row>[1-9][0-9]{0,6})?")
Confidence = Annotated[int, Field(ge=0, le=CERTAIN)]


class Spot(Definition):
    """Where a heading, a column or a row stands.

    Args:
        at: A cell, or only its column's letters, or only its row's number; "" for a heading that is the sheet's name.
        label: What stands there.
        confidence: Of 100; below 90 nothing is filled in or read before a person has confirmed it by setting 100.
        how: How it was recognised.
        unit: The unit that the label states, where it is another than the column's.
    """

    at: Annotated[str, Field(pattern=r"^[A-Z]{0,3}([1-9][0-9]{0,6})?$")]
    label: str = ""
    confidence: Confidence = CERTAIN
    how: str = ""
    unit: str | None = None


class Placed(Definition):
    """A question, or part of one, on a sheet.

    Args:
        question: Its number in the edition of the layout.
        sheet: The sheet.
        heading: What names the question there.
        columns: Where its columns stand.
        rows: Where its rows stand; none where the table has one row or ``row`` names it.
        row: The one row that all of this is about.
    """

    question: str
    sheet: str
    heading: Spot
    columns: dict[str, Spot]
    rows: dict[str, Spot] = Field(default_factory=dict)
    row: str | None = None

    @model_validator(mode="after")
    def _makes_cells(self) -> "Placed":
        for name, spot in self.columns.items():
            for row_name, row in self.rows.items() or [("", None)]:
                if joined(spot, row) is None:
                    behind = f" with row '{row_name}' at '{row.at}'" if row is not None else ""
                    raise ValueError(f"column '{name}' at '{spot.at}'{behind} makes no cell | Write letters for one, a number.")
        return self

    def points(self) -> Iterator["Point"]:
        """Yield every data point with its cell."""
        for row_name, row in self.rows.items() or [(self.row, None)]:
            for name, spot in self.columns.items():
                at = joined(spot, row)
                assert at is not None  # noqa: S101 - checked when it was made
                sure = min(self.heading.confidence, spot.confidence, CERTAIN if row is None else row.confidence)
                yield Point(Address(self.question, row_name, name), self.sheet, at, sure, spot, row, self.heading)


def joined(spot: Spot, row: Spot | None) -> str | None:
    """Return the cell that two spots make, None where they make none."""
    one, other = _AT.fullmatch(spot.at), _AT.fullmatch("" if row is None else row.at)
    if one is None or other is None:
        return None
    cols, lines = [m["col"] for m in (one, other) if m["col"]], [m["row"] for m in (one, other) if m["row"]]
    if len(cols) != 1 or len(lines) != 1:
        return None
    try:
        return str(cell(cols[0] + lines[0]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Point:
    """A data point and its cell; ``doubts`` says what is less than sure about it."""

    address: Address
    sheet: str
    cell: str
    confidence: int
    column: Spot
    row: Spot | None
    heading: Spot

    @property
    def place(self) -> str:
        """Sheet and cell."""
        return f"{self.sheet}!{self.cell}"

    @property
    def sure(self) -> bool:
        """Whether it may be filled and read without asking."""
        return self.confidence >= SURE

    @property
    def doubts(self) -> str:
        """What a person should look at."""
        spots = filter(None, (self.heading, self.row, self.column))
        said = [f"'{spot.label}' {spot.how} ({spot.confidence})" for spot in spots if spot.confidence < SURE]
        return "; ".join(said)


class Unplaced(Definition):
    """A text that fits nothing, or several things: never skipped in silence."""

    sheet: str
    cell: str
    text: str
    problem: str
    question: str = ""
    candidates: tuple[str, ...] = ()


class Layout(Definition):
    """Where the data points of an edition sit in a workbook.

    Args:
        edition: The edition.
        workbook: The file that it was found in; another of the same form can be filled with it.
        tables: What was found.
        unplaced: Labels that fit nothing.
        notes: How many longer texts were passed over as notes.
        passed_over: Hidden sheets that were not searched.
    """

    edition: str
    workbook: str
    tables: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...] = ()
    notes: int = 0
    passed_over: tuple[str, ...] = ()

    def points(self) -> dict[Address, Point]:
        """Return the cell of every data point; of several cells the surest one."""
        found: dict[Address, Point] = {}
        for table in self.tables:
            for point in table.points():
                known = found.get(point.address)
                if known is None or point.confidence > known.confidence:
                    found[point.address] = point
        return found
