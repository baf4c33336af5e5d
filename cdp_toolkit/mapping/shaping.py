"""Gives what was worked out the shape that a data point takes: rounded figures, chosen options, figures in sentences."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from cdp_toolkit.editions.model import Column
from cdp_toolkit.metrics.dictionary import MONEY
from cdp_toolkit.metrics.units import as_decimal
from cdp_toolkit.values import Choice, Value, plain

DIGITS = 12


def rounded(value: Fraction, wanted: int | None, column: int | None) -> tuple[Decimal, bool]:
    """Return a figure with the decimals that are wanted; one without end keeps twelve digits. Say whether it was changed."""
    exact = as_decimal(value)
    places = min((each for each in (wanted, column) if each is not None), default=None)
    if places is not None:
        figure = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    else:
        figure = exact if Fraction(exact) == value and len(exact.as_tuple().digits) <= DIGITS + 6 else Context(DIGITS).plus(exact)
    figure = Decimal(plain(figure))
    return figure, Fraction(figure) != value


def as_chosen(chosen: list[Choice], column: Column) -> Value:
    """Return choices as the column takes them: one, or several."""
    return chosen[0] if column.type == "choice" else tuple(chosen)


def grouped(value: Decimal) -> str:
    """Write a figure as in a sentence, with commas at the thousands."""
    return f"{Decimal(plain(value)):,f}"


def shown(value: Value | None, column: Column, currency: str) -> str | None:
    """Write an answer as in a sentence, None where there is none."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        name = (column.unit or "").replace(MONEY, currency)
        return f"{grouped(value)}{'%' if name == 'percent' else f' {name}' if name else ''}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
