"""What is to be written into a workbook, and what the caller allows beyond the ordinary."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cdp_toolkit.values import Address, plain

CellInput = Decimal | str | bool | dt.date | dt.datetime


class Allow(StrEnum):
    """What a fill refuses unless its caller names it. Each value is also the code of the refusal."""

    LOCKED_CELL = "locked-cell"
    HIDDEN_SHEET = "hidden-sheet"
    MERGED_CELL = "merged-cell"
    TABLE_HEADER = "table-header"
    FORMULA = "formula"
    SHARED_FORMULA = "shared-formula"
    ARRAY_FORMULA = "array-formula"
    OFF_LIST = "not-in-dropdown"
    OFF_RULE = "against-cell-rule"
    OVERWRITE = "filled-otherwise"
    ROUNDING = "number-too-long"


@dataclass(frozen=True, slots=True)
class CellWrite:
    """One value for one cell.

    Args:
        sheet: Name of the sheet.
        cell: Name of the cell, ``B7``.
        value: What to write. Text is never a formula; a choice is its label as text.
        address: The data point that the value answers.
        metric: The metric that it comes from, empty where a person gave it.
        conversion: How it was converted, in words, empty where it was not.
        replaces: Values that may be overwritten, since no person put them there: a placeholder such as "Select from:".
        left: What an earlier fill left in the cell. If the cell holds anything else now, or nothing, a person changed it.
        decided: A person has seen what the cell holds now, and decided for the new value.
    """

    sheet: str
    cell: str
    value: CellInput
    address: Address | None = None
    metric: str = ""
    conversion: str = ""
    replaces: tuple[CellInput, ...] = ()
    left: CellInput | None = None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class FillOptions:
    """How to fill.

    Args:
        allow: What is allowed beyond the ordinary; all else that stands in the way is refused and listed.
        dry_run: Find out what would change, and write nothing.
        replace_output: Overwrite an output file that holds something else.
        recalculate: Ask Excel to compute formulas anew when it opens the file.
    """

    allow: frozenset[Allow] = field(default=frozenset())
    dry_run: bool = False
    replace_output: bool = False
    recalculate: bool = True


def shown(value: object) -> str:
    """Return a value as messages show it."""
    match value:
        case None:
            return "(blank)"
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return plain(value) if value.is_finite() else str(value)
        case dt.datetime():
            return value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case str():
            return repr(value if len(value) <= 80 else value[:77] + "...")
        case _:
            return str(value)
