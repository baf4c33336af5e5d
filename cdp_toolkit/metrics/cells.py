"""Writes a cell of a workbook, database or data frame as the text that a CSV file would hold. No figure becomes a float."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cdp_toolkit.values import plain


def cell_text(value: Any) -> str:
    """Return the text of a cell: nothing for none, a float by the shortest decimal that it stands for, a date year-month-day."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return "" if value != value else plain(Decimal(repr(float(value))))
        case int() | Decimal():
            return plain(Decimal(value))
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
