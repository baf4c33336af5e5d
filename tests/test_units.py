"""Units: what a text means, what is refused as ambiguous or unknown, and exact conversion."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.unit_table import UNIT_ROWS
from cdp_toolkit.metrics.units import as_decimal, convert, unit


@pytest.mark.parametrize(
    ("text", "name", "dimension", "size"),
    [
        ("tCO2e", "t CO2e", "mass of CO2e", "1"),
        ("tonnes of CO2 equivalent", "t CO2e", "mass of CO2e", "1"),
        ("kt CO₂-eq", "kt CO2e", "mass of CO2e", "1000"),
        ("MtCO2e", "Mt CO2e", "mass of CO2e", "1000000"),
        ("metric tons CO2", "t CO2", "mass of CO2", "1"),
        ("mwh", "MWh", "energy", "1"),
        ("GJ", "GJ", "energy", "5/18"),
        ("亿kWh", "hundred-million kWh", "energy", "100000"),
        ("million m³", "million m3", "volume", "1000000"),
        ("million tonnes of water", "million t water", "volume", "1000000"),
        ("%", "percent", "share", "1/100"),
        ("RMB million", "CNY million", "money: CNY", "1000000"),
        ("million RMB", "CNY million", "money: CNY", "1000000"),
        ("万元", "CNY ten-thousand", "money: CNY", "10000"),
        ("USD bn", "USD billion", "money: USD", "1000000000"),
        ("tCO2e/RMB million", "t CO2e/CNY million", "mass of CO2e per money: CNY", "1/1000000"),
        ("litres per kWh", "L/kWh", "volume per energy", "1"),
    ],
)
def test_unit_as_people_write_it(text: str, name: str, dimension: str, size: str) -> None:
    found = unit(text)

    assert (found.name, found.dimension, found.size) == (name, dimension, Fraction(size))


@pytest.mark.parametrize("text", ["tons", "MT CO2e", "mtCO2e", "$", "¥", "ml", "gallons", "therm"])
def test_a_unit_that_can_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="can mean"):
        unit(text)


def test_unknown_unit_offers_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        unit("kwhh")

    assert (caught.value.problem, caught.value.fix) == (
        "is no unit that the toolkit knows",
        "Nearest known: kWh, Wh, kW, TWh.",
    )


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1.5", "GWh", "MWh", "1500"),
        ("3.6", "GJ", "MWh", "1"),
        ("0.1", "kt CO2e", "t CO2e", "100"),
        ("44.3", "percent", "ratio", "0.443"),
        ("113470", "RMB million", "CNY", "113470000000"),
        ("1", "lb", "kg", "0.45359237"),
        ("1", "toe", "GJ", "41.868"),
        ("1", "tce", "GJ", "29.3076"),
        ("1000", "MMBtu", "MJ", "1055055.85262"),
        ("-2", "m3", "L", "-2000"),
        ("1", "GJ", "MWh", "0.2777777777777777777777777778"),
    ],
)
def test_conversion_is_exact(value: str, source: str, target: str, expected: str) -> None:
    assert convert(Decimal(value), unit(source), unit(target)) == Decimal(expected)


@pytest.mark.parametrize(("source", "target"), [("t", "t CO2e"), ("t CO2", "t CO2e"), ("MWh", "MW"), ("people", "FTE")])
def test_units_of_different_things_do_not_convert(source: str, target: str) -> None:
    with pytest.raises(InputError, match="measures"):
        convert(Decimal(1), unit(source), unit(target))


def test_currencies_do_not_convert() -> None:
    with pytest.raises(InputError, match="no exchange rates"):
        convert(Decimal(1), unit("CNY million"), unit("USD"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**15), max_value=10**15))
def test_there_and_back_is_the_same_figure(value: Decimal) -> None:
    there = convert(value, unit("MWh"), unit("GJ"))

    assert Fraction(there) == Fraction(value) * Fraction(18, 5)
    assert convert(there, unit("GJ"), unit("MWh")) == value


def test_a_fraction_with_an_end_keeps_every_digit() -> None:
    assert as_decimal(Fraction(Decimal("123456789012345678901234567890.123456789"))) == Decimal(
        "123456789012345678901234567890.123456789"
    )


def test_every_name_and_alias_reads_as_its_own_unit() -> None:
    wrong = [
        (alias, unit(alias).name, name)
        for dimension, name, size, aliases in UNIT_ROWS
        for alias in (name, *aliases)
        if (unit(alias).name, unit(alias).dimension, unit(alias).size) != (name, dimension, Fraction(size))
    ]

    assert wrong == []
