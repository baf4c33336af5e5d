"""One answer against its column: type, range, decimals, length, dates, options. What the answers of others say is elsewhere."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from cdp_toolkit.editions.model import Column
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.values import Attachment, Choice, Value, as_text, asks_for_text, plain

TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "number": (Decimal, "a plain number"),
    "choice": (Choice, "one of the options"),
    "choices": (tuple, "some of the options"),
    "text": (str, "text"),
    "date": (dt.date, "a date"),
    "attachment": (Attachment, "the name of a file"),
}


def faults_of(column: Column, where: str, value: Value) -> Iterator[Finding]:
    """Yield everything that is wrong with a value as an answer to its column."""
    kind, called = TYPES[column.type]
    if not isinstance(value, kind):
        yield _error("wrong-type", where, f"'{_short(as_text(value))}' is not {called}", f"Give {called}.")
        return
    match value:
        case Decimal():
            yield from _number(column, where, value)
        case dt.date():
            yield from _date(column, where, value)
        case str():
            yield from _length(column, where, value)
        case Choice():
            yield from _choice(column, where, value)
        case tuple():
            yield from _choices(column, where, value)


def _error(code: str, where: str, problem: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, where, problem, fix, (where,))


def _number(column: Column, where: str, value: Decimal) -> Iterator[Finding]:
    if column.min is not None and value < column.min:
        fix = f"Give a figure of at least {plain(column.min)}."
        yield _error("below-minimum", where, f"{plain(value)} is below {plain(column.min)}", fix)
    if column.max is not None and value > column.max:
        fix = f"Give a figure of at most {plain(column.max)}; check the unit and the decimal point."
        yield _error("above-maximum", where, f"{plain(value)} is above {plain(column.max)}", fix)
    exponent = value.normalize().as_tuple().exponent
    if column.decimals is not None and isinstance(exponent, int) and -exponent > column.decimals:
        problem = f"{plain(value)} has {-exponent} decimals"
        yield _error(
            "too-many-decimals", where, problem, f"Round it to {column.decimals}: {plain(round(value, column.decimals))}."
        )


def _date(column: Column, where: str, value: dt.date) -> Iterator[Finding]:
    if column.earliest is not None and value < column.earliest:
        yield _error("too-early", where, f"{value} lies before {column.earliest}", f"Give a date from {column.earliest} on.")
    if column.latest is not None and value > column.latest:
        yield _error("too-late", where, f"{value} lies after {column.latest}", f"Give a date up to {column.latest}.")


def _length(column: Column, where: str, text: str) -> Iterator[Finding]:
    if column.max_chars is not None and len(text) > column.max_chars:
        problem = f"the text has {len(text)} characters, {column.max_chars} are allowed"
        yield _error("too-long", where, problem, f"Shorten it by {len(text) - column.max_chars}.")


def _choices(column: Column, where: str, chosen: tuple[Choice, ...]) -> Iterator[Finding]:
    for choice in chosen:
        yield from _choice(column, where, choice)
    options = [choice.option for choice in chosen]
    twice = sorted({option for option in options if options.count(option) > 1 and not asks_for_text(option)})
    if twice:
        yield _error("option-twice", where, f"'{twice[0]}' is chosen more than once", "Keep it once.")
    alone = [option for option in options if option in column.exclusive]
    if alone and len(set(options)) > 1:
        others = ", ".join(f"'{option}'" for option in dict.fromkeys(options) if option != alone[0])
        problem = f"'{alone[0]}' stands beside {_short(others)}, and goes with nothing else"
        yield _error("not-exclusive", where, problem, "Keep that option alone, or the others.")


def _choice(column: Column, where: str, choice: Choice) -> Iterator[Finding]:
    if choice.option not in column.options:
        yield _unknown_option(column, where, choice.option)
        return
    asks, text = asks_for_text(choice.option), (choice.text or "").strip()
    if asks and not text:
        yield _error("not-specified", where, f"'{choice.option}' does not say what", "Write what it is behind a colon.")
    if text and not asks:
        problem = f"'{choice.option}' takes no text, and '{_short(text)}' stands beside it"
        yield Finding("text-not-asked", Severity.WARNING, where, problem, "Move the text to a text column.", (where,))
    if text and asks:
        yield from _length(column, where, text)


def _unknown_option(column: Column, where: str, option: str) -> Finding:
    """Say what may be meant: a group without an option inside it, an option without its group, or a near label."""
    inside = [known for known in column.options if known.startswith(f"{option} | ")]
    if inside:
        problem = f"'{option}' is a group of options, and one inside it has to be chosen"
        return _error("group-only", where, problem, f"One of: {_short('; '.join(inside), 300)}.")
    ending = [known for known in column.options if known.endswith(f" | {option}")]
    if ending:
        problem = f"'{option}' stands without its group"
        return _error("option-without-group", where, problem, f"Write {' or '.join(ending)}.")
    near = f"The options: {', '.join(column.options)}." if len(column.options) <= 4 else nearest(option, column.options)
    return _error("unknown-option", where, f"'{_short(option)}' is no option of {column.name}", near)


def _short(text: str, most: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
