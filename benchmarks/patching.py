"""Filling a questionnaire workbook, against the floor of unpacking and packing what is touched, and against openpyxl.

Each way runs in a process of its own, several times in turn; what counts is the median, without the imports.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import Ratio
from benchmarks._questionnaire import ROWS, questionnaire
from benchmarks._ways import WAYS

SIZES = {"S": 15, "L": 150}
ROUNDS = {"S": 5, "L": 3}


def measure() -> list[Ratio]:
    """Return the ratios for both template sizes."""
    found: list[Ratio] = []
    with tempfile.TemporaryDirectory() as folder:
        for size, sheets in SIZES.items():
            template = Path(folder) / f"template-{size}.xlsx"
            questionnaire(template, sheets)
            found += _ratios(size, template, sheets)
    return found


def _ratios(size: str, template: Path, sheets: int) -> list[Ratio]:
    """Return the ratios for one template."""
    runs: dict[str, list[list[float]]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS[size]):
        for name in WAYS:
            runs[name].append(_run(name, template, sheets))
    seconds, processor, memory = (
        {name: statistics.median(one[kind] for one in many) for name, many in runs.items()} for kind in range(3)
    )
    answers = sheets * ROWS // 2
    detail = ", ".join(f"{name} {seconds[name]:.3f} s ({processor[name]:.3f} s processor) {memory[name]:.0f} MB" for name in WAYS)
    return [
        Ratio(f"fill {answers:,} cells ({size}): time / floor", seconds["fill"] / seconds["floor"], 3, detail),
        Ratio(f"fill {answers:,} cells ({size}): time / openpyxl", seconds["fill"] / seconds["openpyxl"], 1 / 8),
        Ratio(f"fill {answers:,} cells ({size}): memory / openpyxl", memory["fill"] / memory["openpyxl"], 1 / 3),
    ]


def _run(name: str, template: Path, sheets: int) -> list[float]:
    """Run one way in a process of its own; return seconds, seconds of processor time and peak megabytes."""
    output = template.with_name(f"{name}.xlsx")
    arguments = [sys.executable, "-m", "benchmarks._ways", name, str(template), str(output), str(sheets)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    output.unlink()
    measured: list[float] = json.loads(done.stdout)
    return measured
