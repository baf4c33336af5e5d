"""One answer as text and back, by the type of its column: what the response file holds and what people type."""

import datetime as dt
import re
from decimal import Decimal

from cdp_toolkit.editions.model import Column
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.units import convert, unit
from cdp_toolkit.values import Attachment, Choice, Value, as_text, asks_for_text, match_option, match_options, number

MONEY = "currency"
_ATTACHMENT = re.compile(r"(?P<name>.+?)(?: \(sha256 (?P<sha256>[0-9a-f]{64})\))?", re.DOTALL)
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def text_of(value: Value) -> str:
    """Write a value so that ``value_of`` reads the same value again.

    Several options stand one a line; a line break inside a specified text is written as a backslash and n.
    """
    match value:
        case Choice():
            return _choice_text(value)
        case tuple():
            return "\n".join(map(_choice_text, value))
        case _:
            return as_text(value)


def _choice_text(choice: Choice) -> str:
    if choice.text is None:
        return choice.option
    text = choice.text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{choice.option}: {text}"


def value_of(column: Column, text: str, given: str = "", currency: str | None = None) -> Value:
    """Read a value that a column can hold.

    Args:
        column: The column of the questionnaire.
        text: What stands in the file; not blank.
        given: The unit that stands beside it; blank is the column's own.
        currency: The ISO code that the response reports money in, where it is known.

    Raises:
        InputError: The text is no such value; ``where`` is blank, since only the caller knows the place.
    """
    match column.type:
        case "number":
            return _in_unit(column, _number(text), given.strip(), currency)
        case "choice" | "choices":
            return _chosen(column, text)
        case "date":
            return _date(text)
        case "attachment":
            match = _ATTACHMENT.fullmatch(text.strip())
            return Attachment(text) if match is None else Attachment(match["name"], match["sha256"])
        case _:
            return text


def _number(text: str) -> Decimal:
    try:
        return number(text)
    except ValueError:
        raise InputError("", f"'{text}' is no number", "Write a plain number such as 1234.5 and nothing else.") from None


def _in_unit(column: Column, value: Decimal, given: str, currency: str | None) -> Decimal:
    """Convert a figure that is given in another unit than its column's; refuse where that cannot be done exactly."""
    if given in ("", column.unit):
        return value
    if column.unit is None:
        raise InputError("", f"the column has no unit, and '{given}' stands beside the figure", "Leave the unit blank.")
    source = unit(given)
    if column.unit == MONEY:
        if source.currency is None or currency is None:
            fix = f"Give money in {currency}." if currency else "State the response's currency, or leave the unit blank."
            raise InputError("", f"'{given}' cannot be checked against the response's currency", fix)
        return convert(value, source, unit(currency))
    return convert(value, source, unit(column.unit))


def _chosen(column: Column, text: str) -> Value:
    text = "\n".join(column.options_also.get(line.strip(), line) for line in text.splitlines())
    if column.type == "choice":
        one = match_option(text.strip(), column.options)
        if one is not None:
            return _unescaped(one)
    else:
        many = match_options(text, column.options)
        if many:
            return tuple(map(_unescaped, many))
    if column.more_options:
        return _unlisted(column, text)
    wrong = [line for line in filter(None, map(str.strip, text.splitlines())) if match_options(line, column.options) is None]
    shown = (wrong or [text])[0]
    problem = f"'{shown}' is no option of {column.name}"
    if column.type == "choice" and not wrong:
        problem = f"'{text}' are several options and {column.name} takes one"
    raise InputError("", problem, _near(shown, column))


def _unlisted(column: Column, text: str) -> Value:
    """Read options of a list that is not known in full; those that are known are read as ever."""
    lines = [text.strip()] if column.type == "choice" else [line.strip() for line in text.splitlines() if line.strip()]
    chosen = tuple(_unescaped(match_option(line, column.options) or _as_it_stands(line)) for line in lines)
    return chosen[0] if column.type == "choice" else chosen


def _as_it_stands(line: str) -> Choice:
    option, colon, specified = line.partition(": ")
    return Choice(option, specified) if colon and asks_for_text(option) else Choice(line)


def _near(text: str, column: Column) -> str:
    label = text.partition(":")[0].strip()
    if label in column.options and asks_for_text(label):
        return f"Say what behind a colon: {label}: ..."
    if len(column.options) <= 4:
        return f"The options: {', '.join(column.options)}."
    return nearest(text, column.options)


def _unescaped(choice: Choice) -> Choice:
    if choice.text is None or "\\" not in choice.text:
        return choice
    return Choice(choice.option, re.sub(r"\\[\\nr]", lambda match: _ESCAPES[match[0]], choice.text))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("", f"'{text}' is no date written year-month-day", "Write it like 2023-12-31.") from None
