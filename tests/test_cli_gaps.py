"""Gaps to a band on the command line: what caps first, each with what it needs, for people and machines."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.shipped import shipped

SAMPLE = shipped("samples") / "kuaishou-2023"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    result = run("gaps", SAMPLE, "--target", "B-", "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, object] = json.loads(result.output)
    return data


def test_what_caps_the_band_comes_first(found: dict[str, object]) -> None:
    gaps = found["gaps"]
    assert isinstance(gaps, list)
    capped = found["capped_by"]

    assert isinstance(capped, list)
    assert [gap["gap"] for gap in gaps[: len(capped)]] == capped
    assert capped[:2] == ["process-disclosed", "board-accountability"]
    assert all(gap["level"] for gap in gaps[len(capped) :])


def test_then_the_most_points_for_the_effort(found: dict[str, object]) -> None:
    gaps = found["gaps"]
    assert isinstance(gaps, list)
    worth = [(gap["points"] + sum(gap["unlocks"].values())) / gap["price"] for gap in gaps if gap["level"] and gap["effort"]]

    assert all(after <= before + 1e-9 for before, after in pairwise(worth))


def test_each_gap_says_what_it_needs(found: dict[str, object]) -> None:
    gaps = found["gaps"]
    assert isinstance(gaps, list)
    scope1 = next(gap for gap in gaps if gap["gap"] == "7.6 D")
    figures = {need["address"]: need for need in scope1["needs"]}["7.6[reporting_year].emissions"]

    assert figures["kind"] == "figure"
    assert figures["metrics"] == ["ghg.scope1"]
    assert not figures["answered"]
    assert scope1["points"] == 8


def test_only_the_levels_that_the_band_asks_for_count(found: dict[str, object]) -> None:
    lacking = found["lacking"]
    assert isinstance(lacking, list)

    assert [(row["level"], row["wanted"]) for row in lacking] == [
        ("Disclosure", "80%"),
        ("Awareness", "80%"),
        ("Management", "0%"),
    ]


def test_an_effort_file_of_ones_own_counts(tmp_path: Path) -> None:
    own = tmp_path / "effort.yaml"
    own.write_text("questions:\n- {questions: ['7.6'], class: approval}\n", "utf-8")
    result = run("gaps", SAMPLE, "--target", "D", "--effort", own, "--json")
    scope1 = next(gap for gap in json.loads(result.output)["gaps"] if gap["gap"] == "7.6 D")

    assert scope1["effort"] == "approval"


def test_people_see_levels_and_gaps() -> None:
    result = run("gaps", SAMPLE, "--target", "D", "--module", "7")

    assert result.exit_code == 0
    assert "Gaps to D" in result.output
    assert "7.6 D" in result.output
    assert "3.1 D" not in result.output


def test_a_band_that_does_not_exist_is_refused() -> None:
    result = run("gaps", SAMPLE, "--target", "E")

    assert result.exit_code == 2
    assert "E: is no band" in result.output


def test_a_gap_that_no_answer_closes_says_why(found: dict[str, object]) -> None:
    gaps = found["gaps"]
    assert isinstance(gaps, list)
    unplannable = {gap["gap"]: gap["not_plannable"] for gap in gaps if not gap["plannable"]}

    assert unplannable["7.10 D"] == "Not plannable: points are printed, the criterion is not public."
    assert all(reason.startswith("Not plannable: ") for reason in unplannable.values())
