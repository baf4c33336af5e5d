"""Plan and what-if on a bare response file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.shipped import shipped

HEADER = "edition,question,row,column,value,unit,status,source\n"


@pytest.fixture
def response(tmp_path: Path) -> Path:
    path = tmp_path / "response.csv"
    path.write_text(HEADER, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_plan_is_reached_and_says_what_to_do(response: Path) -> None:
    plan = json.loads(run("plan", response, "--target", "D", "--json").output)

    assert plan["reached"] is True
    assert plan["band"]["before"] == "D-"
    assert plan["effort"] >= plan["at_least"] > 0
    assert plan["steps"]


def test_a_plan_that_may_change_nothing_is_not_reached(response: Path) -> None:
    result = run("plan", response, "--target", "D", "--only", "1.4")

    assert result.exit_code == 1
    assert "NOT reached" in result.output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("plan", "--target", "E"), "E: is no band"),
        (("plan", "--without", "99.9"), "99.9: is no question of cdp-2026"),
        (("what-if", "--set", "7.4"), "says no value"),
        (("what-if", "--set", "7.4=maybe"), "'maybe' is no option"),
        (("what-if", "--set", "7.99=1"), "is no question of cdp-2026"),
    ],
)
def test_bad_input_is_one_message(response: Path, arguments: tuple[str, ...], problem: str) -> None:
    result = run(arguments[0], response, *arguments[1:])

    assert result.exit_code == 2
    assert problem in result.output


def test_what_if_shows_before_and_after(response: Path) -> None:
    shown = json.loads(
        run(
            "what-if", response, "--set", "3.5=No, and we do not anticipate being regulated in the next three years", "--json"
        ).output
    )

    assert {"what": "3.5 D", "before": "0/10", "after": "1/1"} in shown["changed"]


@pytest.mark.parametrize(("sample", "target", "most"), [("kuaishou-2023", "B", "project"), ("lumen-live", "A-", "later")])
def test_the_samples_have_a_plan_to_the_next_goal(sample: str, target: str, most: str) -> None:
    plan = json.loads(run("plan", shipped("samples") / sample, "--target", target, "--max-effort", most, "--json").output)

    assert plan["reached"] is True
    assert plan["band"]["after"].startswith(target)
    assert plan["effort"] >= plan["at_least"]


def test_what_takes_longer_than_there_is_time_is_left_out_and_said() -> None:
    result = run("plan", shipped("samples") / "lumen-live", "--target", "A-")

    assert result.exit_code == 1
    assert "--max-effort later shows it too" in result.output
    assert "target_approved" not in result.output


def test_a_plan_keeps_to_what_it_may_ask_for() -> None:
    plan = json.loads(
        run(
            "plan", shipped("samples") / "lumen-live", "--target", "A-", "--max-effort", "data", "--without", "5.2", "--json"
        ).output
    )
    changed = [change for step in plan["steps"] for change in step["changes"]]

    assert {step["class"] for step in plan["steps"]} <= {"text", "data"}
    assert not [change for change in changed if change.startswith(("5.2.", "5.2["))]
