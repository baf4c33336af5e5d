"""The commands about figures and mapping, as people call them: what they print, and their exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.shipped import shipped

KUAISHOU = str(shipped("samples") / "kuaishou-2023")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_project_is_started_and_can_be_used_at_once(tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    started = run("init", folder, "--organisation", 'A "B" Ltd', "--currency", "EUR", "--reporting-year", "2025")
    checked = run("metrics", "check", folder, "--json")
    again = run("init", folder, "--organisation", "C", "--currency", "EUR", "--reporting-year", "2025")

    assert (started.exit_code, checked.exit_code, again.exit_code) == (0, 0, 2), started.output + checked.output
    assert {path.name for path in Path(folder).iterdir()} == {
        "project.toml", "metrics.csv", "mapping.yaml", "response.csv", "evidence",
    }  # fmt: skip
    assert [finding["code"] for finding in json.loads(checked.output)["findings"]] == ["figures-missing"]
    assert "holds a project.toml already" in again.output


def test_a_project_that_cannot_be_started_leaves_nothing(tmp_path: Path) -> None:
    result = run("init", str(tmp_path / "new"), "--organisation", "A", "--currency", "Euro", "--reporting-year", "2025")

    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "'Euro' is no currency's ISO code" in result.output


def test_figures_of_the_sample_are_checked() -> None:
    result = run("metrics", "check", KUAISHOU)

    assert result.exit_code == 0
    assert "0.8269 t CO2/MWh" in result.output
    assert result.output.endswith("16 figures, 14 without a value, 4 findings.\n")


def test_an_error_among_the_findings_ends_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("metric,value,unit,period,boundary\nghg.scope1,5,t CO2e,2024,group\n", "utf-8")
    result = run("metrics", "check", str(path), "--reporting-year", "2023")

    assert (result.exit_code, "wrong-year" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("metrics", "check"), "was given no figures"),
        (("metrics", "check", "nowhere.csv"), "does not exist"),
        (("metrics", "check", "--query", "q.sql"), "go together, and one is missing"),
        (("mapping", "check", "nowhere"), "holds no project.toml"),
        (("mapping", "coverage", "nowhere"), "holds no project.toml"),
        (("mapping", "suggest", "nowhere.csv"), "does not exist"),
    ],
)
def test_bad_input_ends_with_status_2_and_says_why(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)

    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_the_mapping_of_the_sample_is_checked() -> None:
    result = run("mapping", "check", KUAISHOU, "--json")
    data = json.loads(result.output)

    assert (result.exit_code, data["answers"], data["own_names"]) == (0, 3, 0)
    assert "metrics.csv:9" in [each["where"] for each in data["unused_figures"]]


def test_proposals_are_written_and_nothing_is_overwritten(tmp_path: Path) -> None:
    figures, out = tmp_path / "m.csv", tmp_path / "proposed.yaml"
    figures.write_text("metric,value,unit,period,boundary\nTurnover,5,EUR,2023,group\n", "utf-8")
    first = run("mapping", "suggest", str(figures), "-o", str(out))
    second = run("mapping", "suggest", str(figures), "-o", str(out))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert '"Turnover": finance.revenue  # 100' in out.read_text("utf-8")


def test_coverage_of_the_sample() -> None:
    result = run("mapping", "coverage", KUAISHOU, "--json")
    covered = {each["question"]: each for each in json.loads(result.output)}

    assert result.exit_code == 0
    assert covered["1.4.1"]["answered"] == ["1.4.1.answer"]
    assert {"address": "7.6[reporting_year].emissions", "metrics": ["ghg.scope1"]} in covered["7.6"]["bound"]
