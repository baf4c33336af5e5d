"""Official weights are found by their labels, whatever the layout, or the file is refused."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cdp_toolkit.errors import InputError
from cdp_toolkit.scoring.levels import Weights
from cdp_toolkit.scoring.weights import fitted, read_weights, weights_from_grids
from tests.made_pdf import MadePage, write_pdf

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


def official_workbook(path: Path) -> Path:
    """Write a workbook as CDP publishes it: a sheet a sector, weights above, questions below, numbers as numbers."""
    book = Workbook()
    general = book.active
    assert general is not None
    general.title = "General"
    for row in [*WEIGHTS[:3], ["Governance", 0.4, 0.25], ["Targets", 0.6, 0.75], [], *MAP]:
        general.append(row)
    book.create_sheet("Cement").append(["Scoring category", "Management", "Leadership"])
    book.save(path)
    return path


def test_the_workbook_is_read(tmp_path: Path) -> None:
    found = read_weights(official_workbook(tmp_path / "weights.xlsx"), "General")

    assert found.by_level["L"] == {"Governance": Fraction(25), "Targets": Fraction(75)}
    assert found.categories == {"4.1": "Governance", "7.53.1": "Targets"}


def test_the_pdf_is_read(tmp_path: Path) -> None:
    page = MadePage().texts("""
        40 60 b Scoring category Management Leadership
        40 90 . Governance 40% 25%
        40 110 . Targets 60% 75%
    """)
    found = read_weights(write_pdf(tmp_path / "weights.pdf", [page]), "General")

    assert found.by_level == {
        "M": {"Governance": Fraction(40), "Targets": Fraction(60)},
        "L": {"Governance": Fraction(25), "Targets": Fraction(75)},
    }


def test_names_are_fitted_to_ours_where_only_the_writing_differs() -> None:
    weights = Weights("w.csv", {"M": {"scope 1 and 2  emissions": Fraction(100)}}, {"7.6": "Scope 1 and 2 emissions"})
    found = fitted(weights, ["Scope 1 & 2 emissions", "Targets"])

    assert found.by_level == {"M": {"Scope 1 & 2 emissions": Fraction(100)}}
    assert found.categories == {"7.6": "Scope 1 & 2 emissions"}


def test_a_category_that_fits_no_question_is_refused() -> None:
    weights = Weights("w.csv", {"M": {"Govenance": Fraction(40), "Targets": Fraction(60)}})

    with pytest.raises(InputError, match="no question belongs to: Govenance"):
        fitted(weights, ["Governance", "Targets"])


def test_a_category_that_the_file_itself_puts_questions_into_is_taken() -> None:
    weights = Weights("w.csv", {"M": {"New theme": Fraction(100)}}, {"7.6": "New theme"})

    assert fitted(weights, ["Governance"]).by_level == {"M": {"New theme": Fraction(100)}}
