"""Filling a questionnaire workbook, against the floor of unpacking and packing what is touched, and against openpyxl.

Each way runs in a process of its own, several times in turn; what counts is the median, without the imports.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from benchmarks import Ratio
from benchmarks._templates import ROWS, questionnaire

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
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS[size]):
        for name in WAYS:
            runs[name].append(_run(name, template, sheets))
    seconds = {name: statistics.median(one[0] for one in many) for name, many in runs.items()}
    memory = {name: statistics.median(one[1] for one in many) for name, many in runs.items()}
    answers = sheets * ROWS // 2
    detail = ", ".join(f"{name} {seconds[name]:.3f} s {memory[name]:.0f} MB" for name in WAYS)
    return [
        Ratio(f"fill {answers:,} cells ({size}): time / floor", seconds["fill"] / seconds["floor"], 3, detail),
        Ratio(f"fill {answers:,} cells ({size}): time / openpyxl", seconds["fill"] / seconds["openpyxl"], 1 / 8),
        Ratio(f"fill {answers:,} cells ({size}): memory / openpyxl", memory["fill"] / memory["openpyxl"], 1 / 3),
    ]


def _run(name: str, template: Path, sheets: int) -> tuple[float, float]:
    """Run one way in a process of its own; return seconds and peak megabytes."""
    output = template.with_name(f"{name}.xlsx")
    arguments = [sys.executable, "-m", "benchmarks.patching", name, str(template), str(output), str(sheets)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    output.unlink()
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def answers(sheets: int) -> list[tuple[str, str, Decimal | str]]:
    """Return the answers to write: every second row of each sheet, numbers, choices and texts in turn."""
    found: list[tuple[str, str, Decimal | str]] = []
    for sheet in range(1, sheets + 1):
        for row in range(1, ROWS + 1, 2):
            kinds = (
                (f"F{row}", Decimal(row) / 4),
                (f"H{row}", "Not relevant"),
                (f"L{row}", f"Our approach to topic {row} of module {sheet}"),
            )
            found.append((f"Module {sheet}", *kinds[row // 2 % 3]))
    return found


def _floor(sheets: int) -> Callable[[Path, Path], None]:
    """Return what unpacks and packs every sheet and copies the rest, and does nothing else."""

    def run(template: Path, output: Path) -> None:
        data = template.read_bytes()
        with zipfile.ZipFile(template) as file:
            members = file.infolist()
        with output.open("wb") as target:
            for one in members:
                start = one.header_offset + 30 + len(one.filename.encode())
                stream = data[start : start + one.compress_size]
                if one.filename.startswith("xl/worksheets/"):
                    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
                    stream = deflater.compress(zlib.decompress(stream, -15)) + deflater.flush()
                target.write(stream)

    return run


def _fill(sheets: int) -> Callable[[Path, Path], None]:
    """Return our fill."""
    from cdp_toolkit.workbooks.patch import CellWrite, fill

    writes = [CellWrite(*one) for one in answers(sheets)]

    def run(template: Path, output: Path) -> None:
        manifest = fill(template, output, writes)
        if not manifest.complete:
            sys.exit(manifest.to_text()[:2000])

    return run


def _openpyxl(sheets: int) -> Callable[[Path, Path], None]:
    """Return loading and saving by openpyxl."""
    import warnings

    import openpyxl

    warnings.simplefilter("ignore")  # it says what it loses
    wanted = answers(sheets)

    def run(template: Path, output: Path) -> None:
        book = openpyxl.load_workbook(template)
        for sheet, cell, value in wanted:
            book[sheet][cell] = value
        book.save(output)

    return run


WAYS = {"floor": _floor, "fill": _fill, "openpyxl": _openpyxl}


def main(name: str, template: str, output: str, sheets: str) -> None:
    """Run one way once and print seconds and peak megabytes."""
    run = WAYS[name](int(sheets))
    start = time.perf_counter()
    run(Path(template), Path(output))
    seconds = time.perf_counter() - start
    # VmHWM begins anew with the program; ru_maxrss counts what the parent took before the fork.
    peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps([seconds, int(peak) / 1024]))


if __name__ == "__main__":
    main(*sys.argv[1:])
