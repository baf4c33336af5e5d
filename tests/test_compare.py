"""Two responses side by side."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.scoring.comparing import load_limits

HEADER = "edition,question,row,column,value,unit,status,source\n"
OLD = """
cdp-2026,7.6,reporting_year,emissions,1200,,,
cdp-2026,7.6,reporting_year,methodology,Text,,,
cdp-2026,7.4,,answer,No,,,
"""
NEW = """
cdp-2026,7.6,reporting_year,emissions,1195000,,,
cdp-2026,7.6,reporting_year,methodology,Text,,,
cdp-2026,3.5,,answer,"No, and we do not anticipate being regulated in the next three years",,,
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "old.csv", tmp_path / "new.csv"
    for path, answers in zip(paths, (OLD, NEW), strict=True):
        path.write_text(HEADER + answers.strip() + "\n", "utf-8")
    return paths


def test_what_changed_is_listed_whole(pair: tuple[Path, Path]) -> None:
    found = json.loads(run("compare", *pair, "--json").output)

    assert found["band"] == {"old": "D-", "new": "D-"}
    assert "3.5 D" in found["closed"]
    assert {each["block"] for each in found["opened"]} >= {"7.4 D"}
    assert found["figures"] == [
        {
            "address": "7.6[reporting_year].emissions",
            "label": "Gross global Scope 1 emissions (metric tons CO2e)",
            "old": "1200",
            "new": "1195000",
            "change_pct": "99483.3",
            "hint": "a factor of about 1000: kilo or mega, tonnes or kilograms, MWh or GWh?",
        }
    ]


def test_a_response_beside_itself_differs_in_nothing(pair: tuple[Path, Path]) -> None:
    found = json.loads(run("compare", pair[0], pair[0], "--json").output)

    assert (found["changed"], found["closed"], found["opened"], found["figures"]) == ([], [], [], [])


def test_people_see_the_hint(pair: tuple[Path, Path]) -> None:
    result = run("compare", *pair)

    assert result.exit_code == 0
    assert "Band before D-, now D-" in result.output
    assert "Figures that moved by more than 25%" in result.output


@pytest.mark.parametrize(
    ("old", "new", "moved", "word"),
    [
        ("100", "125", False, ""),
        ("100", "126", True, ""),
        ("0", "1", True, ""),
        ("0", "0", False, ""),
        ("10", "36.2", True, "3.6"),
        ("36", "10", True, "3.6"),
        ("5", "0.05", True, "100"),
        ("2", "2000000", True, "million"),
    ],
)
def test_limits_and_hints(old: str, new: str, moved: bool, word: str) -> None:
    limits = load_limits("cdp-2026")

    assert limits.moved(Decimal(old), Decimal(new)) is moved
    hint = limits.hint(Decimal(old), Decimal(new))
    assert word in hint if word else hint == ""


def test_a_path_that_is_not_there_is_said_in_one_message(pair: tuple[Path, Path]) -> None:
    result = run("compare", pair[0], pair[1].with_name("nothing.csv"))

    assert result.exit_code == 2
    assert "is neither a project folder nor a response file" in result.output
