"""Values as a cell stores them. What a cell cannot hold exactly is refused here, never cut or changed in silence."""

import datetime as dt
import re
from decimal import Context, Decimal
from typing import NamedTuple

from cdp_toolkit.packages.markup import escape
from cdp_toolkit.structure.strings import encode
from cdp_toolkit.structure.values import to_serial
from cdp_toolkit.values import plain
from cdp_toolkit.workbooks.patch.writes import Allow, CellInput, shown

MAX_TEXT, MAX_DIGITS = 32_767, 15
_LARGEST, _SMALLEST = Decimal("9.99999999999999E307"), Decimal("2.2250738585073E-308")
# What XML cannot hold, or Excel shows as something else.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Text made of these may be a number, a date or a time.
_NUMERIC = re.compile(r"[\s\d.,:/%eE+-]{1,255}")


class UnsuitableError(Exception):
    """A value that a cell cannot hold; the fill turns it into a refusal."""

    def __init__(self, code: str, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.code, self.problem, self.fix = code, problem, fix


class Stored(NamedTuple):
    """A value ready for a cell.

    Args:
        kind: The cell's type attribute, empty for numbers.
        content: What stands in the cell element, for a sheet whose elements have no prefix.
        value: The value as it will be read.
        notes: What was adapted, as (code, sentence).
    """

    kind: str
    content: str
    value: CellInput
    notes: tuple[tuple[str, str], ...] = ()

    def markup(self, prefix: bytes) -> bytes:
        """Return the content with the prefix that the sheet gives its elements."""
        named = re.sub(r"<(/?)(v|is|t)(?=[ >])", rf"<\1{prefix.decode()}\2", self.content) if prefix else self.content
        return named.encode()


def store(value: CellInput, *, date1904: bool, rounding: bool) -> Stored:
    """Return a value as a cell stores it.

    Args:
        value: The value.
        date1904: Whether the workbook counts days from 1904.
        rounding: Whether a number of more than 15 digits may be rounded.

    Raises:
        UnsuitableError: A cell cannot hold it exactly.
        TypeError: It is of no kind that a cell can hold; a float in particular.
    """
    match value:
        case bool():
            return Stored("b", f"<v>{int(value)}</v>", value)
        case Decimal():
            return _number(value, rounding=rounding)
        case str():
            return _text(value)
        case dt.date():
            return _date(value, date1904=date1904)
        case _:
            raise TypeError(f"a cell takes Decimal, str, bool, date or datetime, not {type(value).__name__}")


def asks_for_quote(text: str) -> bool:
    """Whether Excel would take text for a formula, number, date or truth value once a person confirms the cell anew."""
    text = text.strip()
    if text.startswith(("=", "+", "-", "@")) or text.lower() in ("true", "false"):
        return True
    return _NUMERIC.fullmatch(text) is not None and any(map(str.isdigit, text))


def _number(value: Decimal, *, rounding: bool) -> Stored:
    """Store a number."""
    if not value.is_finite():
        raise UnsuitableError("not-a-number", f"{value} is no number", "Correct the metric or the mapping")
    exact, digits = value, len(value.as_tuple().digits)
    notes: tuple[tuple[str, str], ...] = ()
    if digits > MAX_DIGITS:
        exact = value.normalize(Context(prec=digits))
        digits = len(exact.as_tuple().digits)
    if digits > MAX_DIGITS:
        if not rounding:
            problem = f"{value} has more than {MAX_DIGITS} digits, and Excel keeps {MAX_DIGITS}"
            fix = "Round it where it is converted; numbers that are identifiers belong in text"
            raise UnsuitableError(Allow.ROUNDING, problem, fix)
        exact = exact.normalize(Context(prec=MAX_DIGITS))
        notes = ((Allow.ROUNDING, f"{value} was rounded to {exact}"),)
    if exact and not _SMALLEST <= abs(exact) <= _LARGEST:
        raise UnsuitableError("number-out-of-range", f"{value} is beyond what Excel can hold", "Correct the value")
    text = plain(exact) if -10 <= exact.adjusted() <= 20 else str(exact)
    return Stored("", f"<v>{'0' if not exact else text}</v>", exact, notes)


def _text(value: str) -> Stored:
    """Store text."""
    forbidden = _FORBIDDEN.search(value)
    if not value:
        raise UnsuitableError("empty-text", "the text is empty", "Leave the answer out, or give a text")
    if forbidden:
        problem = f"the text holds the control character U+{ord(forbidden[0]):04X} at position {forbidden.start() + 1}"
        raise UnsuitableError("control-character", problem, "Remove it where the text comes from")
    notes: tuple[tuple[str, str], ...] = ()
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        notes = (("line-ends", "line ends were made those of Excel"),)
    length = len(value) if len(value) <= MAX_TEXT // 2 else len(value.encode("utf-16-le")) // 2
    if length > MAX_TEXT:
        problem = f"the text has {length:,} characters, and a cell holds {MAX_TEXT:,}"
        raise UnsuitableError("text-too-long", problem, "Shorten it, or attach it as a document")
    return Stored("inlineStr", f'<is><t xml:space="preserve">{escape(encode(value))}</t></is>', value, notes)


def _date(value: dt.date, *, date1904: bool) -> Stored:
    """Store a date as the number that the workbook counts it by."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        raise UnsuitableError("time-zone", f"{shown(value)} has a time zone, and Excel has none", "Give local time")
    serial = to_serial(value, date1904=date1904)
    if serial is None:
        first = 1904 if date1904 else 1900
        problem = f"{shown(value)} lies before {first}, where the days of this workbook begin"
        raise UnsuitableError("date-out-of-range", problem, "Correct the date")
    return Stored("", f"<v>{plain(serial)}</v>", value)
