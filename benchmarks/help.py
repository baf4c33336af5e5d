"""``cdp-toolkit --help``, against a Python process that imports click and nothing else."""

import subprocess
import sys

from benchmarks import Ratio
from benchmarks._interleaved import medians

ROUNDS = 15


def measure() -> list[Ratio]:
    """Return the ratio."""

    def python(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)

    ways = {"help": lambda: python("-m", "cdp_toolkit.cli", "--help"), "click": lambda: python("-c", "import click")}
    seconds = medians(ways, ROUNDS)
    detail = f"--help {seconds['help']:.3f} s, import click {seconds['click']:.3f} s"
    return [Ratio("cdp-toolkit --help: time / importing click", seconds["help"] / seconds["click"], 2.5, detail)]
