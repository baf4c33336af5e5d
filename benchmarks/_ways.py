"""Ways to write answers into a workbook, each run in a process that imports nothing else, so that its memory is its own."""

import json
import sys
import time
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from benchmarks._questionnaire import ROWS


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
    import zipfile

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
    """Run one way once and print seconds, seconds of processor time, and peak megabytes."""
    run = WAYS[name](int(sheets))
    start, used = time.perf_counter(), time.process_time()
    run(Path(template), Path(output))
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    # VmHWM begins anew with the program; ru_maxrss counts what the parent took before the fork.
    peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps([seconds, processor, int(peak) / 1024]))


if __name__ == "__main__":
    main(*sys.argv[1:])
