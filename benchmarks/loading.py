"""Loading the edition with its rules compiled, against parsing the same YAML files with libyaml's safe loader."""

import yaml

from benchmarks import Ratio
from benchmarks._interleaved import medians
from cdp_toolkit.editions.loader import edition_folder, read_edition

EDITION = "cdp-2026"
ROUNDS = 9


def measure() -> list[Ratio]:
    """Return the ratio."""
    folder = edition_folder(EDITION)
    files = sorted(folder.glob("*.yaml"))

    def parse() -> None:
        for file in files:
            yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)

    seconds = medians({"load": lambda: read_edition(folder), "parse": parse}, ROUNDS)
    detail = f"load {seconds['load']:.3f} s, parse {seconds['parse']:.3f} s, {len(files)} files"
    return [Ratio(f"load {EDITION}: time / parsing its YAML in C", seconds["load"] / seconds["parse"], 2, detail)]
