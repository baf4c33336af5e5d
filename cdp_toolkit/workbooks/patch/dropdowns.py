"""What a cell's own validation rules allow: dropdown options wherever they lie, and bounds of numbers, dates, lengths.

Formulas are not computed. What can be told from them without computing is told: spelled-out lists, ranges on any
sheet, defined names, columns of tables, and INDIRECT on any of these; all else is *unknown*, never "allowed".
"""

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import NamedTuple

from cdp_toolkit.errors import InputError
from cdp_toolkit.structure.references import UNMOVED, Cell, Range, cell_range, split_sheet
from cdp_toolkit.structure.sheet import Table
from cdp_toolkit.structure.validations import Validation
from cdp_toolkit.structure.values import CellValue, SheetValues, to_serial
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import number, plain
from cdp_toolkit.workbooks.patch.writes import CellInput

_MOST_STEPS = 6
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_INDIRECT = re.compile(r"INDIRECT\((.*)\)", re.IGNORECASE | re.DOTALL)
_TABLE_COLUMN = re.compile(r"([\w.\\]+)\[\[?([^\[\]#@]+)\]?\]")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge,
    "lessThanOrEqual": operator.le,
}


class Verdict(NamedTuple):
    """Whether a rule allows a value; ``allowed`` is None where that cannot be told without computing formulas."""

    allowed: bool | None
    options: tuple[str, ...] = ()
    bounds: str = ""


@dataclass(frozen=True)
class Options:
    """The options of a dropdown, in their order."""

    values: tuple[CellValue, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The options as a person sees them."""
        return tuple(map(_text, self.values))

    @cached_property
    def _spelled(self) -> frozenset[CellValue]:
        """The options that are text."""
        return frozenset(option for option in self.values if isinstance(option, str))

    def __contains__(self, value: CellInput) -> bool:
        if isinstance(value, str):
            return value in self._spelled
        return any(_same(option, value) for option in self.values)


class Dropdowns:
    """Answers for one workbook what the rules of a cell allow, given the values that will stand in other cells."""

    def __init__(self, book: OpenWorkbook, pending: dict[tuple[str, Cell], CellInput]) -> None:
        self.book, self.pending = book, pending
        self._values: dict[str, SheetValues] = {}
        self._areas: dict[tuple[str, Range], Options] = {}
        self._literals: dict[str, Options] = {}

    def judge(self, rule: Validation, sheet: str, cell: Cell, value: CellInput) -> Verdict:
        """Return whether a rule allows a value in a cell."""
        shift = Cell(cell.row - rule.anchor.row, cell.column - rule.anchor.column)
        if rule.kind == "list":
            options = self._list(rule, sheet, shift)
            if options is None:
                return Verdict(None)
            allowed = value in options or (not rule.enforced and _of_options(value, options))
            return Verdict(allowed, () if allowed else options.texts)
        if rule.kind in ("whole", "decimal", "date", "time", "textLength"):
            return self._compare(rule, sheet, shift, value)
        return Verdict(True if rule.kind == "none" else None)

    def options(self, rules: Iterable[Validation], sheet: str, cell: Cell) -> tuple[str, ...]:
        """Return the options of a cell's dropdown as a person sees them; none where it has none that can be told."""
        for rule in rules:
            if rule.kind == "list":
                found = self._list(rule, sheet, Cell(cell.row - rule.anchor.row, cell.column - rule.anchor.column))
                return () if found is None else found.texts
        return ()

    def _list(self, rule: Validation, sheet: str, shift: Cell) -> Options | None:
        """Return the options of a dropdown, None where they cannot be told."""
        if rule.literal is not None:
            return Options(rule.literal)
        return self._options_of(rule.formulas[0], sheet, shift, 0)

    def _options_of(self, formula: str, sheet: str, shift: Cell, step: int) -> Options | None:
        """Follow a formula to the cells that hold the options."""
        formula = formula.strip().removeprefix("=")
        if step > _MOST_STEPS or not formula:
            return None
        literal = _LITERAL.fullmatch(formula)
        if literal:
            return self._literal(literal[1])
        indirect = _INDIRECT.fullmatch(formula)
        if indirect:
            target = self._indirect(indirect[1].strip(), sheet, shift)
            return self._options_of(target, sheet, UNMOVED, step + 1) if target else None
        column = _TABLE_COLUMN.fullmatch(formula)
        if column:
            return self._table_column(column[1], column[2])
        return self._cells_or_name(formula, sheet, shift, step)

    def _literal(self, text: str) -> Options:
        """Return options that are spelled out in the rule."""
        if text not in self._literals:
            self._literals[text] = Options(tuple(option.strip() for option in text.replace('""', '"').split(",")))
        return self._literals[text]

    def _cells_or_name(self, formula: str, sheet: str, shift: Cell, step: int) -> Options | None:
        """Return the options in a range, or behind a defined name."""
        other, rest = split_sheet(formula)
        try:
            area = cell_range(rest, shift)
        except ValueError:
            named = self.book.outline.name(rest, other or sheet)
            return self._options_of(named.formula, other or sheet, UNMOVED, step + 1) if named else None
        key = (other or sheet, area)
        if key not in self._areas:
            values = self._sheet(key[0])
            if values is None:
                return None
            self._areas[key] = Options(tuple(values.column(area)))
        return self._areas[key]

    def _indirect(self, argument: str, sheet: str, shift: Cell) -> str | None:
        """Return the text that INDIRECT follows: spelled out, or the value of one cell."""
        literal = _LITERAL.fullmatch(argument)
        if literal:
            return literal[1].replace('""', '"')
        value = self._single(argument, sheet, shift)
        return value if isinstance(value, str) else None

    def _single(self, reference: str, sheet: str, shift: Cell) -> CellValue | None:
        """Return the value that one referenced cell will have."""
        other, rest = split_sheet(reference)
        try:
            area = cell_range(rest, shift)
        except ValueError:
            return None
        entry = self.book.outline.sheet(other or sheet)
        if area.size != 1 or entry is None:
            return None
        if (entry.name, area.anchor) in self.pending:
            return self.pending[entry.name, area.anchor]
        values = self._sheet(entry.name)
        return None if values is None else values.value(area.anchor)

    def _table_column(self, table: str, column: str) -> Options | None:
        """Return the values of a table's column."""
        for entry in self.book.outline.sheets:
            if entry.kind != "worksheet" or not self.book.package.related(entry.part, "table"):
                continue
            for one in self.book.sheet(entry).tables:
                if one.name.casefold() == table.casefold():
                    return self._column_of(one, column, entry.name)
        return None

    def _column_of(self, table: Table, column: str, sheet: str) -> Options | None:
        """Return the values between header and totals of one column."""
        names = [name.casefold() for name in table.columns]
        values = self._sheet(sheet)
        if column.casefold() not in names or values is None:
            return None
        place = table.range.left + names.index(column.casefold())
        top, bottom = table.range.top + table.has_header, table.range.bottom - table.has_totals
        cells = (Cell(row, place) for row in range(top, bottom + 1))
        return Options(tuple(value for value in map(values.value, cells) if value is not None))

    def _sheet(self, name: str) -> SheetValues | None:
        """Return the values of a sheet, None where it is missing or broken."""
        if name not in self._values:
            try:
                self._values[name] = self.book.values(name)
            except InputError:
                return None
        return self._values[name]

    def _compare(self, rule: Validation, sheet: str, shift: Cell, value: CellInput) -> Verdict:
        """Judge a rule with bounds."""
        measure = _measure(rule.kind, value, date1904=self.book.outline.date1904)
        if measure is None:
            return Verdict(False, bounds=_BOUND_WORDS[rule.kind])
        bounds = [self._bound(formula, sheet, shift) for formula in rule.formulas]
        allowed = _within(rule.operator, measure, *bounds)
        if allowed:
            return Verdict(True)
        words = f"{_BOUND_WORDS[rule.kind]}, {rule.operator} {' and '.join(filter(None, rule.formulas))}"
        return Verdict(allowed, bounds=words)

    def _bound(self, formula: str, sheet: str, shift: Cell) -> Decimal | None:
        """Return the number that a bound stands for: spelled out, or in one cell."""
        spelled = _spelled(formula)
        if spelled is not None or not formula:
            return spelled
        found = self._single(formula.strip().removeprefix("="), sheet, shift)
        if isinstance(found, dt.date):
            return to_serial(found, date1904=self.book.outline.date1904)
        return found if isinstance(found, Decimal) else None


_BOUND_WORDS = {
    "whole": "a whole number",
    "decimal": "a number",
    "date": "a date",
    "time": "a time",
    "textLength": "a text of a certain length",
}


@lru_cache(maxsize=1024)
def _spelled(formula: str) -> Decimal | None:
    """Return the number that a formula spells out, None where it is no mere number."""
    try:
        return Decimal(formula.strip())
    except InvalidOperation:
        return None


def _within(operation: str, measure: Decimal, first: Decimal | None, second: Decimal | None) -> bool | None:
    """Whether a number keeps to the bounds, None where a bound is not known."""
    if operation in ("between", "notBetween"):
        if first is None or second is None:
            return None
        return (min(first, second) <= measure <= max(first, second)) == (operation == "between")
    compare = _COMPARE.get(operation)
    return None if compare is None or first is None else compare(measure, first)


def _measure(kind: str, value: CellInput, *, date1904: bool) -> Decimal | None:
    """Return the number that a rule compares, None where the value is of the wrong kind."""
    if kind == "textLength":
        return Decimal(len(_text(value)))
    if isinstance(value, dt.date):
        return to_serial(value, date1904=date1904)
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return None
    return value if kind != "whole" or value == value.to_integral_value() else None


def _of_options(value: CellInput, options: Options) -> bool:
    """Whether a text is several options, one a line, or one with a text of one's own behind a colon."""
    lines = value.split("\n") if isinstance(value, str) else []
    return bool(lines) and all(line in options or (":" in line and line.partition(":")[0] in options) for line in lines)


def _same(option: CellValue, value: CellInput) -> bool:
    """Whether a value is one of the options; a number matches an option that is spelled as that number."""
    if isinstance(value, Decimal) and isinstance(option, str):
        try:
            return number(option) == value
        except ValueError:
            return False
    if isinstance(value, bool) and isinstance(option, str):
        return option.upper() == str(value).upper()
    return type(option) is type(value) and option == value


def _text(value: object) -> str:
    """Return an option as a person sees it."""
    if isinstance(value, bool):
        return str(value).upper()
    return plain(value) if isinstance(value, Decimal) else str(value)


def nearest(value: object, options: Iterable[str]) -> str | None:
    """Return the option that differs from a value only in case, spaces, dashes or quotation marks."""
    wanted = _bare(_text(value))
    return next((option for option in options if _bare(option) == wanted), None)


def _bare(text: str) -> str:
    """Return letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()
