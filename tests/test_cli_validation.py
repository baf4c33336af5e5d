"""The commands that look at answers: findings with exit status, what is asked and what is hidden, and why."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cdp_toolkit.cli import main

ROWS = (
    ("7.53", "", "answer", "Absolute target"),
    ("7.53.1", "1", "scopes", "Scope 1"),
    ("7.53.1", "1", "base_scope1", "100"),
    ("7.53.1", "1", "reduction_pct", "50"),
    ("7.4", "", "answer", "No"),
    ("7.4.1", "1", "source", "Vans"),
    ("7.6", "reporting_year", "emissions", "-5"),
)


@pytest.fixture
def response(tmp_path: Path) -> Path:
    path = tmp_path / "response.csv"
    lines = ["question,row,column,value", *(",".join(row) for row in ROWS)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_findings_come_gravest_first_and_errors_give_status_1(response: Path) -> None:
    status, output = run("validate", response, "--json")

    found = json.loads(output)
    assert status == 1
    assert [(each["code"], each["severity"], each["where"]) for each in found["findings"]] == [
        ("below-minimum", "error", "7.6[reporting_year].emissions"),
        ("stale-answer", "warning", "7.4.1"),
    ]
    assert found["answers"] == len(ROWS) + 2  # the total base year emissions, which CDP computes, and the target emissions


def test_people_read_the_findings_and_their_number(response: Path) -> None:
    status, output = run("validate", response)

    assert status == 1
    assert "7.6[reporting_year].emissions: error below-minimum" in output
    assert output.splitlines()[-1] == f"{len(ROWS) + 2} answers: 1 errors, 1 warnings, 0 notes."


def test_questions_say_what_is_answered_and_what_is_missing(response: Path) -> None:
    status, output = run("questions", response, "--question", "7.6", "--json")

    assert status == 0
    assert json.loads(output)["displayed"] == [
        {
            "question": "7.6",
            "topic": "Gross Scope 1, this year and up to 5 past years",
            "cells": 2,
            "answered": 1,
            "missing": ["7.6[reporting_year].methodology"],
        }
    ]


def test_a_table_without_rows_misses_its_first_row(response: Path) -> None:
    _, output = run("questions", response, "--question", "2.4", "--json")

    assert json.loads(output)["displayed"][0]["missing"] == ["2.4[1]"]


def test_hidden_questions_say_why(response: Path) -> None:
    status, output = run("questions", response, "--hidden", "--why")

    assert status == 0
    assert 'shown when 7.4 is "Yes"' in output
    assert "7.4.answer is No" in output
    assert output.splitlines()[-1].endswith(" hidden.")


def test_hidden_rows_and_columns_of_a_question_say_why(response: Path) -> None:
    status, output = run("questions", response, "--question", "7.6", "--hidden", "--why", "--json")

    hidden = {each["address"]: each["causes"][0]["reason"] for each in json.loads(output)["hidden"]}
    assert status == 0
    assert hidden["7.6[past_year_1]"] == "A row for each past year that is given"
    assert hidden["7.6[reporting_year].end_date"] == "The end of the reporting year stands in 1.4"


def test_an_unknown_question_is_one_message(response: Path) -> None:
    status, output = run("questions", response, "--question", "7.99")

    assert status == 2
    assert "is no question of cdp-2026" in output
    assert "Traceback" not in output
