"""Twenty people in the review application for a minute, on the sample: every click against 150 ms, and nothing lost."""

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import Ratio
from benchmarks._people import click
from cdp_toolkit.responses.store import open_store
from cdp_toolkit.shipped import shipped

PEOPLE, SECONDS, PAUSE = 20, 60, 1.0
LIMIT = 0.150


def measure() -> list[Ratio]:
    """Return how long the slowest clicks take."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "lumen"
        shutil.copytree(shipped("samples") / "lumen-live", project)
        command = [sys.executable, "-m", "cdp_toolkit.cli", "review", str(project), "--port", "0", "--no-browser"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            said = process.stdout.readline() if process.stdout is not None else ""
            address = said.partition(": ")[2].strip()
            clicked = click(address, PEOPLE, SECONDS, PAUSE)
            process.terminate()
        store = open_store(project / "review.db")
        entries, broken = store.verify()
        store.close()
    if clicked.errors or broken is not None:
        raise SystemExit(f"reviewing: {clicked.errors[:5]}, trail {broken}")
    ranked = sorted(clicked.seconds)
    p95, median = ranked[int(len(ranked) * 0.95)], statistics.median(ranked)
    detail = (
        f"{len(ranked)} clicks, median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {ranked[-1] * 1000:.0f} ms; "
        f"{clicked.saved} saves, {clicked.clashed} shown as clashes, trail of {entries} entries unbroken"
    )
    return [Ratio(f"review: p95 of {PEOPLE} people's clicks / {LIMIT * 1000:.0f} ms", p95 / LIMIT, 1.0, detail)]
