"""Many people at once, for a moment: no error, and nothing of what was acknowledged is lost. The minute is in ``make bench``."""

import subprocess
import sys
from pathlib import Path

from benchmarks._people import click
from cdp_toolkit.responses.store import open_store
from cdp_toolkit.responses.store.reviewing import comments_on
from tests.review_app import make_project

VERSIONS = "SELECT version FROM answers WHERE \"column\" = 'methodology'"


def test_people_at_once_see_no_error_and_lose_nothing(tmp_path: Path) -> None:
    project = make_project(tmp_path / "lumen")
    command = [sys.executable, "-m", "cdp_toolkit.cli", "review", str(project), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().partition(": ")[2].strip()
        clicked = click(address, 8, 3, 0.05)
        process.terminate()
    store = open_store(project / "review.db")
    with store.read() as connection:
        comments = {each.text for each in comments_on(connection, 1)}
        written = sum(row[0] for row in connection.exec_driver_sql(VERSIONS))
    _, broken = store.verify()
    store.close()

    assert clicked.errors == []
    assert (clicked.saved, clicked.comments) == (written, comments)
    assert clicked.saved > 5
    assert broken is None
