"""Units: what a unit text means, and exact conversion or refusal. Nothing is guessed: an ambiguous unit is refused.

Sizes are exact fractions. A result that no decimal number can hold, such as 1 GJ in MWh, is rounded at its 28th digit.
"""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.unit_table import AMBIGUOUS, CURRENCIES, SCALES, SUBSTANCES, UNIT_ROWS, WORDS

DIGITS = 28


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was read.

    Args:
        name: How we write it, such as ``t CO2e`` or ``CNY million``.
        dimension: What it measures; units convert within one dimension only.
        size: How many base units of the dimension it holds.
    """

    name: str
    dimension: str
    size: Fraction

    @property
    def currency(self) -> str | None:
        """The currency's ISO code, where the unit is an amount of money."""
        kind, _, code = self.dimension.partition(": ")
        return code if kind == "money" else None


def _tables() -> tuple[dict[str, Unit], dict[str, set[str]]]:
    exact: dict[str, Unit] = {}
    folded: dict[str, set[str]] = {}
    for dimension, name, size, aliases in UNIT_ROWS:
        unit = Unit(name, dimension, Fraction(size))
        for alias in (name, *aliases):
            exact[alias] = unit
            folded.setdefault(alias.casefold(), set()).add(name)
    return exact, folded


_EXACT, _FOLDED = _tables()


def unit(text: str) -> Unit:
    """Return the unit that a text names.

    >>> unit("MWh").size == 1000 * unit("kWh").size
    True

    Raises:
        InputError: It names no unit, or could name two; says which are near.
    """
    try:
        found = _find(_tidy(text))
    except InputError as error:
        raise InputError(repr(text), error.problem, error.fix) from None
    if found is None:
        raise InputError(repr(text), "is no unit that the toolkit knows", nearest_unit(text))
    return found


def nearest_unit(text: str) -> str:
    """Say which known units are nearest to an unknown one."""
    by_fold = {alias.casefold(): alias for alias in sorted(_EXACT, reverse=True)}
    close = difflib.get_close_matches(_tidy(text).casefold(), by_fold, n=4, cutoff=0.5)
    names = list(dict.fromkeys(_EXACT[by_fold[each]].name for each in close))
    if not names:
        return "Nothing known is near it; write a unit such as t CO2e, MWh, m3, percent, EUR million, people or count."
    return f"Nearest known: {', '.join(names)}."


def _tidy(text: str) -> str:
    plain = text.translate(str.maketrans("₂₃₄²³\u00a0·−", "23423  -"))
    return " ".join(plain.split())


@cache
def _find(text: str) -> Unit | None:
    if text in _EXACT:
        return _EXACT[text]
    _refuse_ambiguous(text)
    top, sign, bottom = _split(text)
    if sign:
        over, under = _find(top), _find(bottom)
        if over is None or under is None:
            return None
        return Unit(f"{over.name}/{under.name}", f"{over.dimension} per {under.dimension}", over.size / under.size)
    names = _FOLDED.get(text.casefold(), set())
    if len(names) == 1:
        return _EXACT[next(iter(names))]
    return _currency(text) or _scaled(text) or _of_substance(text)


def _refuse_ambiguous(text: str) -> None:
    if text in AMBIGUOUS:
        raise InputError(repr(text), f"can mean {AMBIGUOUS[text][0]}", AMBIGUOUS[text][1])


def _split(text: str) -> tuple[str, str, str]:
    for sign in ("/", " per "):
        top, found, bottom = text.partition(sign)
        if found and top.strip() and bottom.strip():
            return top.strip(), found, bottom.strip()
    return text, "", ""


def _currency(text: str) -> Unit | None:
    code = CURRENCIES.get(text) or (None if text in WORDS else CURRENCIES.get(text.upper()))
    return None if code is None else Unit(code, f"money: {code}", Fraction(1))


def _scaled(text: str) -> Unit | None:
    """Read ``million RMB``, ``RMB million``, ``thousand MWh``; the short ``m`` and ``bn`` go with money only."""
    for word, (size, name, money_only) in SCALES.items():
        rest = _without(text, word)
        inner = None if rest is None else _find(rest)
        if inner is not None and (inner.currency is not None or not money_only) and not _has_scale(inner):
            scaled = f"{inner.name} {name}" if inner.currency is not None else f"{name} {inner.name}"
            return Unit(scaled, inner.dimension, inner.size * size)
    return None


def _has_scale(inner: Unit) -> bool:
    return any(name in inner.name.split() for _, name, _ in SCALES.values())


def _without(text: str, word: str) -> str | None:
    if not word.isascii():  # Chinese scale words stand without a space
        return text.removeprefix(word).strip() or None if text.startswith(word) else None
    match = re.fullmatch(rf"(?:{re.escape(word)}s?\s+(?:of\s+)?(.+)|(.+?)\s+{re.escape(word)}s?)", text, re.IGNORECASE)
    return None if match is None else (match[1] or match[2]).strip()


def _of_substance(text: str) -> Unit | None:
    """Read a mass of something whose tonnes must not be mixed with others: ``t CO2e``, ``kg of CO2``."""
    for pattern, (name, dimension, size) in SUBSTANCES.items():
        match = re.fullmatch(rf"(.+?)\s*(?:of\s+)?(?:{pattern})", text, re.IGNORECASE)
        mass = None if match is None else _find(match[1].strip().removesuffix(" of").removesuffix("-"))
        if mass is not None and mass.dimension == "mass":
            return Unit(f"{mass.name} {name}", dimension, mass.size * Fraction(size))
    return None


def factor(source: Unit, target: Unit) -> Fraction:
    """Return by what a figure in ``source`` is multiplied to be in ``target``.

    Raises:
        InputError: They measure different things.
    """
    if source.dimension != target.dimension:
        if source.currency and target.currency:
            fix = f"Give the amount in {target.currency}: the toolkit holds no exchange rates."
        else:
            fix = f"Give the figure in a unit that measures {target.dimension}."
        raise InputError(source.name, f"measures {source.dimension}, {target.name} measures {target.dimension}", fix)
    return source.size / target.size


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Return a figure in another unit, exactly where a decimal number can hold it.

    >>> convert(Decimal("1.5"), unit("GWh"), unit("MWh"))
    Decimal('1500')

    Raises:
        InputError: The two units measure different things.
    """
    return as_decimal(Fraction(value) * factor(source, target))


def as_decimal(value: Fraction) -> Decimal:
    """Write a fraction as a decimal number, rounded at its 28th digit where it has no end."""
    places, rest = 0, value.denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest == 1:
        digits = value.numerator * 10**places // value.denominator
        return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -places))
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)
