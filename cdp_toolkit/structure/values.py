"""The values in the cells of a sheet, typed as they are stored, with formulas and formats kept apart from them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.markup import attributes, unescape
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.rows import CellSpan, SheetRows
from cdp_toolkit.structure.strings import SharedStrings, decode, plain_text
from cdp_toolkit.structure.styles import Styles

_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - Excel has no time zones
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,9})["']""")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?(?<!/)>(.*?)</(?:[\w.-]+:)?v\s*>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


@dataclass(frozen=True, slots=True)
class CellError:
    """A formula's error, such as ``#REF!``, stored as the value of a cell."""

    code: str

    def __str__(self) -> str:
        return self.code


CellValue = Decimal | str | bool | dt.date | dt.datetime | CellError


class CellContent(NamedTuple):
    """What a cell holds: its value, its style, and whether a formula made the value."""

    value: CellValue | None
    style: int
    formula: bool


@dataclass(frozen=True)
class ValueReader:
    """Reads cells of one workbook: what they mean depends on its strings, its formats and how it counts dates."""

    strings: SharedStrings
    styles: Styles
    date1904: bool

    def content(self, rows: SheetRows, span: CellSpan, *, dates: bool = True) -> CellContent:
        """Return what a cell holds; with ``dates`` off, a date stays the number it is stored as.

        Raises:
            InputError: The cell holds something that no reader can make sense of.
        """
        found = _STYLE.search(span.attributes)
        style = int(found[1]) if found else 0
        if span.inner == span.close:
            return CellContent(None, style, False)
        given = attributes(span.attributes)
        inside = rows.content(span)
        formula = b"<" in inside and _FORMULA.search(rows.mask, span.inner, span.close) is not None
        try:
            value = self._value(given.get("t", "n"), inside)
        except (ValueError, InvalidOperation, OverflowError):
            shown = inside[:60].decode("utf-8", "replace")
            problem = f"cell {span.cell} holds {shown!r}, which is no value of its kind"
            raise InputError(rows.where, problem, "Correct the cell in Excel and save the file anew") from None
        if dates and isinstance(value, Decimal) and self.styles[style].shows_date:
            value = from_serial(value, date1904=self.date1904) or value
        return CellContent(value, style, formula)

    def _value(self, kind: str, inside: bytes) -> CellValue | None:
        """Return the value of a cell by its type attribute."""
        if kind == "inlineStr":
            return plain_text(inside) or None
        found = _VALUE.search(inside)
        if found is None or not found[1]:
            return None
        text = unescape(found[1].decode())
        match kind:
            case "s":
                return self.strings[int(text)] or None
            case "str":
                return decode(text) or None
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return CellError(text)
            case "d":
                moment = dt.datetime.fromisoformat(text.strip())
                return moment.date() if moment.time() == dt.time() else moment
            case _:
                return stored_number(text)


def stored_number(text: str) -> Decimal:
    """Return a stored number as its shortest decimal: Excel writes 0.29 as ``0.28999999999999998``.

    Raises:
        ValueError: It is no finite number.
    """
    value = Decimal(repr(float(text)))
    if not value.is_finite():
        raise ValueError(text)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and abs(value) < 10**15 else value


def from_serial(serial: Decimal, *, date1904: bool) -> dt.date | dt.datetime | None:
    """Return the date that a number stands for, None where there is none (negative, or after the year 9999)."""
    if serial < (0 if date1904 else 1):
        return None
    if not date1904 and serial < 61:
        if serial >= 60:
            return None  # 29 February 1900, which Excel believes in and the calendar does not
        serial += 1
    try:
        moment = (_EPOCH_1904 if date1904 else _EPOCH) + dt.timedelta(days=float(serial))
    except OverflowError:
        return None
    moment = (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date() if moment.time() == dt.time() else moment


def to_serial(day: dt.date, *, date1904: bool) -> Decimal | None:
    """Return the number that stands for a date, None where Excel has none (before 1900, or before 1904)."""
    moment = day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())
    epoch = _EPOCH_1904 if date1904 else _EPOCH
    if moment < (_EPOCH_1904 if date1904 else dt.datetime(1900, 1, 1)):  # noqa: DTZ001
        return None
    days = (moment - epoch).days
    if not date1904 and days < 61:
        days -= 1
    seconds = Decimal((moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).seconds)
    return days + round(seconds / 86400, 10)


class SheetValues(Mapping[Cell, CellContent]):
    """The cells of a sheet that hold something, by where they are; ``blanks`` are the styles of cells that hold nothing."""

    def __init__(self, name: str, contents: dict[Cell, CellContent], blanks: dict[Cell, int] | None = None) -> None:
        self.name, self._contents, self.blanks = name, contents, blanks or {}

    def __getitem__(self, cell: Cell) -> CellContent:
        return self._contents[cell]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def value(self, cell: Cell) -> CellValue | None:
        """Return the value of a cell, None where it is blank."""
        content = self._contents.get(cell)
        return content.value if content else None

    def column(self, area: Range) -> list[CellValue]:
        """Return the values in a range, row by row, blanks left out."""
        if area.size <= len(self._contents):
            found = [self.value(cell) for cell in area]
        else:
            found = [content.value for cell, content in self._contents.items() if cell in area]
        return [value for value in found if value is not None]


def read_values(rows: SheetRows, reader: ValueReader, name: str, *, blanks: bool = False) -> SheetValues:
    """Read all cells of a sheet that hold a value or a formula; with ``blanks`` also the styles of those that hold neither."""
    contents: dict[Cell, CellContent] = {}
    styles: dict[Cell, int] = {}
    for row in rows.rows():
        for span in rows.cells(row):
            if span.inner < span.close:
                content = reader.content(rows, span)
                if content.value is not None or content.formula:
                    contents[span.cell] = content
            elif blanks:
                found = _STYLE.search(span.attributes)
                styles[span.cell] = int(found[1]) if found else 0
    return SheetValues(name, contents, styles)
