"""Explaining points on the command line: criteria, what decided them, what a reader has to say."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.shipped import shipped

LUMEN = shipped("samples") / "lumen-live"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_every_level_of_a_question_is_explained() -> None:
    blocks = json.loads(run("explain", "7.53.1", LUMEN, "--scoring", "--json").output)

    assert [block["level"] for block in blocks] == ["Disclosure", "Awareness", "Management", "Leadership"]
    assert all(block["why"] and block["fix"] and block["reference"] for block in blocks)
    assert {step["kind"] for block in blocks for step in block["steps"]} >= {"route", "criterion"}


def test_a_criterion_names_the_cells_that_decided_it(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text(
        "edition,question,row,column,value,unit,status,source\ncdp-2026,7.6,reporting_year,emissions,1200,,,\n", "utf-8"
    )
    block = json.loads(run("explain", "7.6", path, "--scoring", "--json").output)[0]
    read = {each["address"]: each["value"] for step in block["steps"] for each in step["reads"]}

    assert read["7.6[reporting_year].emissions"] == "1200"
    assert read["7.6[reporting_year].methodology"] == ""
    assert block["points"]["low"] == "0/8"


def test_a_reader_is_told_what_to_judge_and_where_to_look() -> None:
    result = run("explain", "7.9.2", LUMEN, "--scoring")

    assert result.exit_code == 0
    assert "Does the verification statement cover Scope 2 emissions" in result.output
    assert "Write 7.9.2[1].covers_scope_2 into verdicts.csv." in result.output


def test_a_question_without_points_is_said() -> None:
    result = run("explain", "1.1", "--scoring")

    assert result.exit_code == 2
    assert "earns no points for General" in result.output


def test_without_a_response_the_criteria_of_a_blank_one_are_shown() -> None:
    result = run("explain", "4.1.1", "--scoring")

    assert result.exit_code == 0
    assert result.output.startswith("4.1.1")
    assert "The question is hidden by other answers" in result.output


def test_what_a_criterion_needs_beside_itself_is_told() -> None:
    blocks = json.loads(run("explain", "7.9.3", LUMEN, "--scoring", "--json").output)
    needs = {
        (step["label"], each["criterion"], each["came_out"]) for b in blocks for step in b["steps"] for each in step["needs"]
    }

    assert ("v (row 1)", "statement", "met") in needs
    assert "needs statement too: met" in run("explain", "7.9.3", LUMEN, "--scoring").output


def test_a_blank_question_without_a_public_criterion_earns_nothing(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text("edition,question,row,column,value,unit,status,source\n", "utf-8")
    blocks = json.loads(run("explain", "7.10", path, "--scoring", "--json").output)

    assert {block["points"]["high"] for block in blocks if not block["criterion_known"]} == {"0/1"}
    assert "it counts as none, as nothing is answered" in run("explain", "7.10", path, "--scoring").output
