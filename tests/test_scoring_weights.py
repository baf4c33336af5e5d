"""Official weights are found by their labels, whatever the layout, or the file is refused."""

from fractions import Fraction
from typing import Any

import pytest

from cdp_toolkit.errors import InputError
from cdp_toolkit.scoring.weights import weights_from_grids

WEIGHTS = [
    ["Scoring category weightings", None, None],
    [],
    ["Scoring category", "Management weighting (%)", "Leadership weighting (%)"],
    ["Governance", "40%", "25"],
    ["Targets", "60", "75"],
    ["Total", "100", "100"],
]
MAP = [["Question number", "Category"], ["4.1 Board", "Governance"], ["7.53.1", "Targets"]]


def test_sheet_of_the_sector_with_weights_and_map() -> None:
    found = weights_from_grids("w.xlsx", [("General", [*WEIGHTS, [], *MAP]), ("Cement", [])], "General")

    assert found.by_level == {
        "M": {"Governance": Fraction(40), "Targets": Fraction(60)},
        "L": {"Governance": Fraction(25), "Targets": Fraction(75)},
    }
    assert found.categories == {"4.1": "Governance", "7.53.1": "Targets"}


def test_shares_of_one_are_percentages_of_a_hundred() -> None:
    grid = [["category", "management", "leadership"], ["Governance", 0.4, 1], ["Targets", 0.6, None]]

    assert weights_from_grids("w.csv", [("", grid)], "General").by_level["M"] == {
        "Governance": Fraction(40),
        "Targets": Fraction(60),
    }


@pytest.mark.parametrize(
    ("sheets", "problem"),
    [
        ([("Cement", WEIGHTS), ("Coal", WEIGHTS)], "no sheet for the sector 'General'"),
        ([("General", [["something", "else"]])], "holds no weights for Management"),
        (
            [("General", [["Category", "Management", "Leadership"], ["Governance", "many", "1"]])],
            "row 2: weight 'many' is no number",
        ),
        ([("General", [["Category", "Management", "Leadership"], ["Governance", "50", "100"]])], "add up to 50"),
    ],
)
def test_what_cannot_be_read_is_refused(sheets: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        weights_from_grids("w.xlsx", sheets, "General")
