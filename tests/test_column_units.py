"""What a column's label says in words about its unit agrees with the column's unit, in every edition."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import UNITS, Column
from cdp_toolkit.metrics.units import unit
from cdp_toolkit.responses.entries import value_of

EDITIONS = ("cdp-2023", "cdp-2024", "cdp-2025", "cdp-2026")

# Words of a label -> the unit they state; the first that is found holds. None: the label leaves the unit to another column.
SAID: tuple[tuple[str, str | None], ...] = (
    (r"figure or percentage", None),
    (r"\bcurrency\b", "currency"),
    (r"%|\bpercentage\b|\bproportion\b", "percent"),
    (r"\bin km or miles\b", None),
    (r"\bCO2e per metric ton\b", "t CO2e/t"),
    (r"\bMWh per metric ton\b", "MWh/t"),
    (r"\bGJ (\(LHV\) )?per metric ton\b", "GJ/t"),
    (r"\bthousand barrels per day\b", "thousand barrels/day"),
    (r"\bper (unit|functional|the denominator|consumption unit)\b|\bCO2e per unit\b", None),
    (r"\bmillion metric tons\b", "Mt"),
    (r"\bthousand (metric )?tons\b", "kt"),
    (r"\bmillion barrels\b", "million barrels"),
    (r"\bmillion BOE\b", "million BOE"),
    (r"(metric (unit )?tons?|metric tonnes|\bt) ?(of )?CO.?e\b", "t CO2e"),
    (r"metric (tons?|tonnes) (of )?CO2\b", "t CO2"),
    (r"metric (tons?|tonnes)|tons of methane|tonnes of methane", "t"),
    (r"\bMWh\b", "MWh"),
    (r"\bGWh\b", "GWh"),
    (r"\bMW\b", "MW"),
    (r"\bkm2\b", "km2"),
    (r"\(km\)", "km"),
    (r"\bha\b|\bhectares\b", "hectares"),
    (r"\bmegaliters\b", "megaliters"),
    (r"\(years\)|\bin years\b", "years"),
    (r"(?<!End year of )\bCAPEX\b(?! of investees)|\bOPEX\b|\bcosts?\b|\bpremiums? written\b|\bmonetary\b", "currency"),
    (r"\bportfolio value\b|\bvalue of (the )?(fossil fuel )?assets\b|\b(eligible|aligned) assets\b|\btotal assets\b", "currency"),
)

# Labels whose words say another unit than the column has, and why that is right.
EXCEPTIONS = {
    "Annual production in copper-equivalent units (thousand tons)": "which tons is not said; the columns beside it say metric",
}
SHARE = re.compile(r"^Share of (aligned|eligible) assets\b")  # per cent or a fraction: CDP's label does not say, so neither do we


def _said(label: str) -> tuple[bool, str | None]:
    for words, name in SAID:
        if re.search(words, label, re.IGNORECASE):
            return True, name
    return False, None


def _figures(edition: str) -> Iterator[tuple[str, Column]]:
    for question in load_edition(edition).questions.values():
        yield from ((f"{question.id}.{column.name}", column) for column in question.columns if column.type == "number")


def test_words_are_read() -> None:
    labels = ("Reserves (million metric tons)", "Scope 1 (metric tons CO2e)", "Gas (metric tons of selected gas)", "Comment")
    assert [_said(label) for label in labels] == [(True, "Mt"), (True, "t CO2e"), (True, "t"), (False, None)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_a_label_says_is_the_unit(edition: str) -> None:
    wrong = []
    for address, column in _figures(edition):
        says, name = _said(column.label)
        if says and name != column.unit and column.label not in EXCEPTIONS and not SHARE.match(column.label):
            wrong.append(f"{address}: '{column.label}' says {name}, the column {column.unit}")
    assert wrong == []


def test_exceptions_are_needed() -> None:
    labels = {column.label: column.unit for edition in EDITIONS for _, column in _figures(edition)}
    assert [label for label in EXCEPTIONS if label not in labels or _said(label) == (True, labels[label])] == []


def test_shares_of_assets_say_no_unit() -> None:
    assert {column.unit for _, column in _figures("cdp-2026") if SHARE.match(column.label)} == {None}


def test_every_unit_of_a_column_is_known() -> None:
    known = {name: unit(name).dimension for name in UNITS if name != "currency"}
    assert {
        name: kind for name, kind in known.items() if name[:1] in "kM" or "barrel" in name or "/" in name or "BOE" in name
    } == {
        "kt": "mass",
        "Mt": "mass",
        "MWh": "energy",
        "MW": "power",
        "km": "length",
        "km2": "area",
        "million barrels": "volume",
        "thousand barrels/day": "volume per days",
        "million BOE": "oil equivalent",
        "t CO2e/t": "mass of CO2e per mass",
        "MWh/t": "energy per mass",
        "GJ/t": "energy per mass",
    }


@pytest.mark.parametrize(
    ("address", "figure", "given", "answer"),
    [
        ("7.37.proven_reserves", "12500000", "t", "12.5"),
        ("7.43.4.production", "1500000", "t", "1500"),
        ("7.43.4.production", "1.5", "Mt", "1500"),
        ("1.16.1.gross_generation", "2500", "MWh", "2.5"),
        ("1.16.1.nameplate_capacity", "1.2", "GW", "1200"),
        ("7.38.2.reserves_2p", "250000", "BOE", "0.25"),
        ("7.49.energy_intensity", "5", "MWh/t", "18"),
    ],
)
def test_a_figure_in_another_unit_is_converted(address: str, figure: str, given: str, answer: str) -> None:
    number, _, name = address.rpartition(".")
    column = load_edition("cdp-2026").questions[number].by_name[name]
    assert value_of(column, figure, given) == Decimal(answer)
