"""Turns the value of an earlier column into one that a later column can hold, or says why it cannot."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from cdp_toolkit.documents.meaning.printed import Options
from cdp_toolkit.editions.links import ColumnLink
from cdp_toolkit.editions.model import Column
from cdp_toolkit.values import Attachment, Choice, Value

_FILE = re.compile(r"^.*\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value that a later column can hold, None where there is none; ``lost`` says what could not be carried over."""

    value: Value | None
    lost: str = ""
    changed: bool = False


def fit(value: Value, older: Column, newer: Column, link: ColumnLink) -> Fitted:
    """Return an earlier value as the later column can hold it.

    Args:
        value: The answer.
        older: The column that it was given for.
        newer: The column that it is to be given for.
        link: What the crosswalk says of the two.
    """
    if newer.type in ("choice", "choices"):
        return _choices(value, newer, link)
    match value:
        case Decimal() if newer.type == "number":
            same = older.unit == newer.unit
            return (
                Fitted(value) if same else Fitted(None, f"the unit was {older.unit or 'none'} and is {newer.unit or 'none'} now")
            )
        case dt.date() if newer.type == "date":
            return Fitted(value)
        case Attachment() if newer.type == "attachment":
            return Fitted(value)
        case str() if newer.type == "text":
            return Fitted(value)
        case str() if newer.type == "attachment":
            return _file(value)
        case Choice() | tuple() if newer.type == "text":
            return Fitted(str(value) if isinstance(value, Choice) else "\n".join(map(str, value)), changed=True)
    return Fitted(None, f"a {newer.type} is asked now, where it was a {older.type}")


def _file(text: str) -> Fitted:
    names = [match[0].strip() for match in _FILE.finditer(text)]
    if not names:
        return Fitted(None, "a file is asked now, and the text names none")
    rest = "" if text.strip() == "\n".join(names) else "only the file is asked now, the text beside it is not"
    return Fitted(Attachment("; ".join(names)), rest, changed=True)


def _choices(value: Value, newer: Column, link: ColumnLink) -> Fitted:
    given: tuple[Choice, ...]
    match value:
        case Choice():
            given = (value,)
        case tuple():
            given = value
        case str():
            given = (Choice(value.strip()),)
        case _:
            return Fitted(None, "an option is chosen now")
    found = [_option(choice, newer, link) for choice in given]
    lost = [str(choice) for choice, new in zip(given, found, strict=True) if new is None]
    kept = tuple(dict.fromkeys(new for new in found if new is not None))
    said = "no option of today is: " + "; ".join(lost) if lost else ""
    changed = kept != given
    if newer.type == "choices":
        return Fitted(kept or None, said, changed)
    if len(kept) > 1:
        return Fitted(None, "one option is chosen now, and several were: " + "; ".join(map(str, given)))
    return Fitted(kept[0] if kept else None, said, changed)


def _option(choice: Choice, newer: Column, link: ColumnLink) -> Choice | None:
    if choice.option in link.options:
        new = link.options[choice.option]
        return None if new is None else Choice(new, choice.text)
    if choice.option in newer.options:
        return choice
    same = Options(newer.options).same(choice.option)
    return None if same is None else Choice(same, choice.text)
