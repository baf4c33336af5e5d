"""The commands of the review: what they print, and how they refuse."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from cdp_toolkit.cli import main
from tests.review_app import make_desk, make_project


def test_the_trail_is_verified_and_a_broken_one_ends_with_status_1(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "lumen")
    folder = str(desk.project.folder)
    whole = CliRunner().invoke(main, ["trail", "verify", folder])
    newest = re.fullmatch(
        rf"The trail is unbroken: {desk.store.verify()[0]} entries, the newest ([0-9a-f]{{64}}).\n", whole.output
    )
    assert newest is not None
    assert CliRunner().invoke(main, ["trail", "verify", folder, "--noted", newest[1]]).exit_code == 0
    rewritten = CliRunner().invoke(main, ["trail", "verify", folder, "--noted", "0" * 64])
    assert (rewritten.exit_code, "written anew" in rewritten.output) == (1, True)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE trail SET who = 'Eve' WHERE id = 2"))
    desk.store.close()
    broken = CliRunner().invoke(main, ["trail", "verify", folder, "--json"])

    assert broken.exit_code == 1
    assert json.loads(broken.output)["problem"] == "Entry 2 was changed after it was written."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trail", "verify", "{folder}"], "holds no review.db"),
        (["review", "{folder}/nowhere"], "holds no project.toml"),
        (["review", "{folder}", "--store", "mysql://db/x", "--no-browser"], "none of sqlite and postgresql"),
        (["review", "{folder}", "--previous", "{folder}/nothing.csv", "--no-browser"], "does not exist"),
        (["review", "{folder}", "--host", "203.0.113.1", "--port", "1", "--no-browser"], "cannot be listened on"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(tmp_path: Path, arguments: list[str], said: str) -> None:
    folder = make_project(tmp_path / "lumen")
    result = CliRunner().invoke(main, [each.format(folder=folder) for each in arguments])

    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
