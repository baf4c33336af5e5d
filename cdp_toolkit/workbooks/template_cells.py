"""Values as cells of our own template and back, and the names that tie a cell to its data point.

Nothing is changed on the way: what a cell cannot hold exactly is refused with a finding that carries the value.
"""

import datetime as dt
import re
from decimal import Decimal

from cdp_toolkit.editions.asking import how_to_answer
from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.values import Address, Value, plain

CellValue = Decimal | str | dt.date

LONGEST_TEXT = 32_767
MOST_DIGITS = 15
FIRST_DATE = dt.date(1900, 3, 1)

_NAME = re.compile(r"cdp_(?P<question>[0-9A-Za-z.]+)(?:__(?P<row>[a-z0-9_]+?))?__(?P<column>[a-z][a-z0-9_]*)", re.IGNORECASE)
_REGION = re.compile(r"cdprows_(?P<question>[0-9A-Za-z.]+)__(?P<column>[a-z][a-z0-9_]*)(?:\.\d+)?", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def name_of(address: Address) -> str:
    """Return the defined name of a data point's cell.

    >>> name_of(Address("7.53.1", "2", "target_coverage"))
    'cdp_7.53.1__2__target_coverage'
    """
    row = "" if address.row is None else f"__{address.row}"
    return f"cdp_{address.question}{row}__{address.column}"


def address_of(name: str) -> Address | None:
    """Return the data point that a defined name stands for, None where the name is not one of ours.

    >>> address_of("cdp_7.6__emissions")
    Address(question='7.6', row=None, column='emissions')
    """
    match = _NAME.fullmatch(name)
    return None if match is None else Address(match["question"], match["row"], match["column"])


def region_of(column: Address) -> str:
    """Return the name of all cells of a column whose rows are added; inserted rows widen it.

    >>> region_of(Address("7.41.1", None, "share"))
    'cdprows_7.41.1__share'
    """
    return f"cdprows_{column.question}__{column.column}"


def column_of(name: str) -> Address | None:
    """Return the column that the name of a region stands for, None where it is not one; a table in bands has several.

    >>> column_of("cdprows_7.41.1__share.1")
    Address(question='7.41.1', row=None, column='share')
    """
    match = _REGION.fullmatch(name)
    return None if match is None else Address(match["question"], None, match["column"])


def to_cell(address: Address, column: Column, value: Value) -> CellValue | Finding:
    """Return what to write into the cell, or why the cell cannot hold the value."""
    cell = value if isinstance(value, Decimal | dt.date) else text_of(value)
    match cell:
        case Decimal():
            fault = _number_fault(cell)
        case dt.date():
            fault = None if cell >= FIRST_DATE else ("date-before-1900", f"Excel has no {cell.isoformat()}", "Correct the date.")
        case _:
            fault = _text_fault(cell)
    if fault is None and _read_again(column, cell) != value:
        problem = f"a cell of type {column.type} cannot hold the {type(value).__name__.lower()} {text_of(value)!r}"
        fault = ("not-of-the-type", problem, f"{how_to_answer(column).capitalize()}.")
    return cell if fault is None else Finding(fault[0], Severity.ERROR, str(address), fault[1], fault[2], (str(address),))


def _read_again(column: Column, cell: CellValue) -> Value | None:
    try:
        return from_cell(column, cell)
    except InputError:
        return None


def _number_fault(value: Decimal) -> tuple[str, str, str] | None:
    if not value.is_finite():
        return "not-a-number", f"the value is {value}", "Leave the figure out where there is none."
    digits = plain(abs(value)).replace(".", "").strip("0")
    if len(digits) > MOST_DIGITS or value.adjusted() > 300:
        problem = f"{plain(value)} has {len(digits)} digits and Excel keeps {MOST_DIGITS}"
        return "too-many-digits", problem, "Round the figure where it is measured."
    return None


def _text_fault(text: str) -> tuple[str, str, str] | None:
    odd = _CONTROL.search(text)
    if odd is not None:
        around = text[max(0, odd.start() - 20) : odd.start() + 20]
        problem = f"character {ord(odd[0]):#06x} at place {odd.start() + 1} cannot stand in a cell: {around!r}"
        return "control-character", problem, "Remove the character; break lines by a plain line feed."
    if len(text) > LONGEST_TEXT:
        problem = f"the text has {len(text):,} characters and a cell holds {LONGEST_TEXT:,}: {text[:60]!r}..."
        return "text-too-long", problem, "Shorten it, or attach it as a file."
    return None


def from_cell(column: Column, cell: CellValue) -> Value:
    """Read a cell that is not blank, as the column's type has it.

    Raises:
        InputError: The column cannot hold what stands in the cell; ``where`` is blank, since only the caller knows the place.
    """
    match cell:
        case Decimal() if column.type == "number":
            return cell
        case dt.date() if column.type == "date":
            return cell
        case Decimal():
            return value_of(column, plain(cell))
        case dt.date():
            return value_of(column, cell.isoformat())
        case _:
            return value_of(column, cell)
