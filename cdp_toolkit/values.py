"""Values of data points, their addresses, and the five nothings that are kept apart.

A value is a number (``Decimal``, never float), a ``Choice``, a tuple of choices, text (``str``), a ``date`` or an
``Attachment``. Blank is ``None``; zero is ``Decimal(0)``; an option such as "Not relevant" is a choice like any other;
*not shown* and *not applicable* are said by the display conditions, not by a value.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cdp_toolkit.errors import InputError


@dataclass(frozen=True, slots=True)
class Choice:
    """One option that was chosen, by CDP's exact label; ``text`` is what "please specify" asks for.

    A grouped option carries its group in the label, as CDP prints it: ``Acute physical | Drought``.
    """

    option: str
    text: str | None = None

    def __str__(self) -> str:
        return self.option if self.text is None else f"{self.option}: {self.text}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was attached, known by its name and, where the file is at hand, its SHA-256."""

    name: str
    sha256: str | None = None

    def __str__(self) -> str:
        return self.name if self.sha256 is None else f"{self.name} (sha256 {self.sha256})"


Value = Decimal | Choice | tuple[Choice, ...] | str | dt.date | Attachment

# Question numbers are 7.53.1 since 2024; until 2023 they were C6.5a, SC1.1, C-OG4.6 for one sector, and C-FI.
_NUMBER = r"\d+(?:\.\d+)*|(?:SC|C(?:-[A-Z]{2})?)\d+\.\d+[a-z]?|C-FI"
_ADDRESS = re.compile(rf"(?P<question>{_NUMBER})(?:\[(?P<row>[^\]]+)\])?(?:\.(?P<column>[a-z][a-z0-9_]*))?")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a data point is: ``7.8[business_travel].emissions``.

    ``row`` is None in a table of one row, a row's stable name, or the number of an added row (``"1"``, ``"2"``).
    ``column`` is None where a question or a whole row is meant.
    """

    question: str
    row: str | None = None
    column: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address as people write it.

        >>> Address.parse("7.53.1[2].target_coverage")
        Address(question='7.53.1', row='2', column='target_coverage')

        Raises:
            InputError: ``text`` has not the shape of an address.
        """
        match = _ADDRESS.fullmatch(text.strip())
        if match is None:
            raise InputError(
                text,
                "is not the address of a data point",
                "Write question[row].column, such as 7.8[business_travel].emissions",
            )
        return cls(match["question"], match["row"], match["column"])

    def __str__(self) -> str:
        row = "" if self.row is None else f"[{self.row}]"
        column = "" if self.column is None else f".{self.column}"
        return f"{self.question}{row}{column}"


def question_order(question: str) -> tuple[int | str, ...]:
    """Sort key that puts 7.9 before 7.10, C6.5 before C6.5a, and C-FI behind the numbered questions.

    >>> sorted(["7.10", "7.9", "7.9.1"], key=question_order)
    ['7.9', '7.9.1', '7.10']
    """
    return tuple(part.zfill(6) if part.isdigit() else part for part in re.findall(r"\d+|[A-Za-z]+", question))


def number(text: str) -> Decimal:
    """Read a plain decimal number, with thousands commas allowed only where they stand right.

    >>> number("1,234.50")
    Decimal('1234.50')

    Raises:
        ValueError: ``text`` is not a number that can be read in only one way.
    """
    stripped = text.strip().replace("\u2212", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", stripped):
        stripped = stripped.replace(",", "")
    try:
        value = Decimal(stripped)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or "_" in stripped:
        raise ValueError(text)
    return value


def plain(value: Decimal) -> str:
    """Write a number without an exponent and without trailing zeros after the point.

    >>> plain(Decimal("1.50E+3"))
    '1500'
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def as_text(value: Value | None) -> str:
    """Write a value as the response file holds it: options by label, several of them a line each."""
    match value:
        case None:
            return ""
        case Decimal():
            return plain(value)
        case tuple():
            return "\n".join(map(str, value))
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def asks_for_text(option: str) -> bool:
    """Whether choosing this option asks for a text of one's own ("Other, please specify")."""
    return "please specify" in option.lower()


def match_options(text: str, options: Sequence[str]) -> tuple[Choice, ...] | None:
    """Read the choices that ``text`` names, or None where some part of it is no option.

    Lines are tried first; within a line semicolons may separate options as well.

    >>> match_options("Local; National", ["Local", "National"])
    (Choice(option='Local', text=None), Choice(option='National', text=None))
    """
    found: list[Choice] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        whole = match_option(line, options)
        parts = [whole] if whole else [match_option(part.strip(), options) for part in line.split(";") if part.strip()]
        for part in parts:
            if part is None:
                return None
            found.append(part)
    return tuple(found)


def match_option(text: str, options: Sequence[str]) -> Choice | None:
    """Read one choice by its exact label, with the specified text behind a colon where the option asks for one."""
    if text in options:
        return Choice(text)
    head, colon, tail = text.partition(":")
    while colon:
        label = head.rstrip()
        if label in options and asks_for_text(label) and tail.strip():
            return Choice(label, tail.strip())
        more, colon, tail = tail.partition(":")
        head = f"{head}:{more}"
    return None
