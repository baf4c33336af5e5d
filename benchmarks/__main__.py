"""Run every benchmark and print a table: ``python -m benchmarks [name ...]``. Exit status 1 if an aim is missed."""

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks import Ratio


def main(names: list[str]) -> int:
    """Measure the named benchmarks, or all modules here that have a ``measure`` function."""
    ratios: list[Ratio] = []
    for module in sorted(one.name for one in pkgutil.iter_modules(benchmarks.__path__)):
        if module.startswith("_") or (names and module not in names):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module}"), "measure", None)
        if measure is not None:
            print(f"measuring {module} ...", file=sys.stderr)
            ratios += measure()
    width = max((len(ratio.name) for ratio in ratios), default=0)
    for ratio in ratios:
        aim = "" if ratio.aim is None else f"aim <= {ratio.aim:.3g}"
        mark = "" if ratio.met else "MISSED"
        print(f"{ratio.name:<{width}}  {ratio.value:7.3f}  {aim:<12} {mark:<7} {ratio.detail}".rstrip())
    return 0 if all(ratio.met for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
