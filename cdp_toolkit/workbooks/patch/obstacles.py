"""What stands in the way of writing a cell. All obstacles are named, not only the first; some can be allowed away."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cdp_toolkit.structure.outline import SheetEntry
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.sheet import Sheet
from cdp_toolkit.structure.styles import Format
from cdp_toolkit.structure.values import CellContent, CellValue, to_serial
from cdp_toolkit.workbooks.patch.dropdowns import Dropdowns, nearest
from cdp_toolkit.workbooks.patch.formulas import Formula
from cdp_toolkit.workbooks.patch.writes import Allow, CellInput, CellWrite, shown

_SHOWN_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way.

    Args:
        code: Kind of obstacle; where it equals an :class:`Allow`, that option removes it.
        problem: What is in the way.
        fix: What to do.
        conflict: Whether a person has to decide between two values, rather than the cell being closed to us.
        note: Whether it is only to be known: the value is written in spite of it.
    """

    code: str
    problem: str
    fix: str
    conflict: bool = False
    note: bool = False


def of_sheet(entry: SheetEntry) -> Iterator[Obstacle]:
    """Yield what a sheet as a whole puts in the way."""
    if entry.hidden:
        yield Obstacle(Allow.HIDDEN_SHEET, f"the sheet is {entry.state}", _allow(Allow.HIDDEN_SHEET))


def of_hidden(sheet: Sheet, shown_as: Range, row_hidden: bool) -> Iterator[Obstacle]:
    """Yield a note where nobody sees what is written; a merged range is hidden if all of its columns are."""
    columns = all(sheet.column_hidden(column) for column in range(shown_as.left, shown_as.right + 1))
    if columns or row_hidden:
        which = " and ".join(name for name, is_so in (("row", row_hidden), ("column", columns)) if is_so)
        problem = f"the cell's {which} {'are' if columns and row_hidden else 'is'} hidden, so nobody sees the value"
        yield Obstacle("hidden-place", problem, "Check that the cell was meant, and unhide it if so", note=True)


def of_place(sheet: Sheet, cell: Cell, form: Format) -> Iterator[Obstacle]:
    """Yield what the place of a cell puts in the way: protection, tables, pivot tables."""
    if sheet.protected and form.locked and not any(cell in area for area in sheet.editable):
        yield Obstacle(Allow.LOCKED_CELL, "the sheet is protected and the cell is locked", _allow(Allow.LOCKED_CELL))
    for table in sheet.tables:
        if table.header and cell in table.header:
            yield Obstacle(Allow.TABLE_HEADER, f"the cell heads a column of table {table.name!r}", _allow(Allow.TABLE_HEADER))
        if table.totals and cell in table.totals:
            yield Obstacle("table-totals", f"the cell is in the totals row of table {table.name!r}", _ELSEWHERE)
    if any(cell in area for area in sheet.pivots):
        yield Obstacle("pivot-table", "the cell is filled by a pivot table", "Change the data that the pivot table reads")


def of_formula(formula: Formula | None, block: tuple[str, Range] | None) -> Iterator[Obstacle]:
    """Yield what formulas put in the way."""
    if block is not None and block[0] == "dataTable":
        yield Obstacle("data-table", f"the cell belongs to the what-if table {block[1]}", _ELSEWHERE)
    elif block is not None:
        problem = f"the cell belongs to the array formula of {block[1]}"
        yield Obstacle(Allow.ARRAY_FORMULA, problem, _allow(Allow.ARRAY_FORMULA))
    elif formula is not None and formula.kind == "shared":
        yield Obstacle(
            Allow.SHARED_FORMULA,
            "the cell holds a formula that it shares with its neighbours",
            _allow(Allow.SHARED_FORMULA),
        )
    elif formula is not None:
        yield Obstacle(Allow.FORMULA, f"the cell holds the formula ={formula.text[:80]}", _allow(Allow.FORMULA))


def of_content(write: CellWrite, content: CellContent, new: CellInput, *, date1904: bool) -> Iterator[Obstacle]:
    """Yield the conflict with what a person has filled in."""
    old, left = content.value, write.left
    if content.formula or write.decided or (old is None and left is None):
        return
    ours = (new, *write.replaces) if left is None else (new, *write.replaces, left)
    if any(same_value(old, one, date1904=date1904) for one in ours):
        return
    change = f"the cell holds {shown(old)} already" if left is None else f"since {shown(left)} was filled in, {_since(old)}"
    yield Obstacle(
        Allow.OVERWRITE,
        f"{change}, and {shown(new)} is to be written",
        f"Decide which is right, and allow {str(Allow.OVERWRITE)!r} if it is the new one",
        conflict=True,
    )


def _since(old: CellValue | None) -> str:
    return "somebody has cleared the cell" if old is None else f"somebody has changed it to {shown(old)}"


def same_value(old: CellValue | None, new: CellInput, *, date1904: bool) -> bool:
    """Whether a cell holds a value already: TRUE is not 1, and a date is also the number that stands for it."""
    if isinstance(new, dt.date) and isinstance(old, Decimal):
        return to_serial(new, date1904=date1904) == old
    return type(old) is type(new) and old == new


def of_rules(sheet: Sheet, cell: Cell, value: CellInput, dropdowns: Dropdowns) -> Iterator[Obstacle]:
    """Yield what the cell's own dropdown and bounds forbid, and which of them could not be told."""
    for rule in sheet.rules(cell):
        verdict = dropdowns.judge(rule, sheet.name, cell, value)
        if verdict.allowed is None:
            code, what = ("dropdown-unknown", "dropdown") if rule.kind == "list" else ("rule-unknown", "rule")
            problem = f"the cell's {what} depends on the formula {rule.formulas[0][:80]!r}, which only Excel can compute"
            yield Obstacle(code, problem, "Look at the cell in Excel", note=True)
        elif not verdict.allowed and rule.kind == "list":
            yield _off_list(value, verdict.options)
        elif not verdict.allowed:
            problem = f"{shown(value)} is not what the cell accepts: {verdict.bounds}"
            yield Obstacle(
                Allow.OFF_RULE, problem, f"Correct the value, or allow {str(Allow.OFF_RULE)!r} if it is meant", conflict=True
            )


def of_display(value: Decimal, form: Format) -> Iterator[Obstacle]:
    """Yield warnings where the cell's format shows a number as something else than it is."""
    if form.shows_date or form.shows_time:
        problem = f"the cell's format {form.number!r} shows the number {shown(value)} as a date or time"
        yield Obstacle("number-shown-as-date", problem, "Check that this is the cell that was meant", note=True)
    elif form.shows_percent:
        problem = f"the cell's format {form.number!r} shows the number {shown(value)} times 100, as per cent"
        yield Obstacle("number-shown-as-percent", problem, "Check that the value is a share, 0.5 for 50%", note=True)


def _off_list(value: CellInput, options: tuple[str, ...]) -> Obstacle:
    """Return the conflict of a value that the dropdown does not have, with the option that was perhaps meant."""
    close = nearest(value, options)
    some = "; ".join(options[:_SHOWN_OPTIONS]) + (" ..." if len(options) > _SHOWN_OPTIONS else "")
    fix = f"Write it as the dropdown does: {close!r}" if close else f"Its {len(options)} options are: {some}"
    return Obstacle(Allow.OFF_LIST, f"{shown(value)} is none of the options of the cell's dropdown", fix, conflict=True)


_ELSEWHERE = "Choose another cell: Excel does not allow this one to be changed by itself"


def _allow(option: Allow) -> str:
    """Say how to allow something away."""
    return f"Choose another cell, or allow {str(option)!r} if it is meant"
