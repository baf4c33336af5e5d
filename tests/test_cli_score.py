"""The score command on a bare response file: people read a table, machines JSON, bad input is one message."""

import json
from pathlib import Path

from click.testing import CliRunner

from cdp_toolkit.cli import main

HEADER = "edition,question,row,column,value,unit,status,source\n"


def test_an_empty_response_is_read_at_the_lowest_band(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text(HEADER, "utf-8")
    result = CliRunner().invoke(main, ["score", str(path), "--json"])

    assert result.exit_code == 0
    assert json.loads(result.output)["band"] == {"low": "D-", "high": "D-"}


def test_people_see_the_band_and_what_caps_it(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text(HEADER, "utf-8")
    result = CliRunner().invoke(main, ["score", str(path)])

    assert result.exit_code == 0
    assert result.output.startswith("Band: D- (an estimate; this is not CDP)")
    assert "process-disclosed" in result.output


def test_a_path_that_is_not_there_is_said_in_one_message(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["score", str(tmp_path / "nothing.csv")])

    assert result.exit_code == 2
    assert "is neither a project folder nor a response file" in result.output
    assert "Traceback" not in result.output


def test_weights_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    path, weights = tmp_path / "response.csv", tmp_path / "weights.csv"
    path.write_text(HEADER, "utf-8")
    weights.write_text("category,management,leadership\nGovernance,10,10\n", "utf-8")
    result = CliRunner().invoke(main, ["score", str(path), "--weights", str(weights)])

    assert result.exit_code == 2
    assert "weights for Management add up to 10" in result.output


CARRIED = HEADER + "\n".join(
    (
        'cdp-2026,1.2,,answer,USD,,drafted,"carried: cdp-2023 C0.4.answer; import: old.pdf, page 2, line 54"',
        'cdp-2026,1.3,,organization_type,Publicly traded organization,,approved,"carried: cdp-2023 C0.1.answer"',
        "cdp-2026,1.3,,description,Makes things,,drafted,person",
    )
)
SAID = (
    "1 of 3 answers were carried forward from cdp-2023 and nobody has approved them: "
    "the band says what they would earn today, it is no forecast."
)


def test_answers_of_last_time_that_nobody_approved_are_labelled_beside_the_band(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text(CARRIED, "utf-8")

    assert f"\n{SAID}\n" in CliRunner().invoke(main, ["score", str(path)]).output
    assert json.loads(CliRunner().invoke(main, ["score", str(path), "--json"]).output)["carried"] == SAID
    CliRunner().invoke(main, ["report", str(path), "-o", str(tmp_path / "report.html")], catch_exceptions=False)
    assert SAID in (tmp_path / "report.html").read_text("utf-8")


def test_a_response_of_this_year_carries_no_such_label(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    path.write_text(HEADER + "cdp-2026,1.2,,answer,USD,,drafted,person\n", "utf-8")

    assert json.loads(CliRunner().invoke(main, ["score", str(path), "--json"]).output)["carried"] is None
