"""Planning: a response of real size (5,000 data points) to the next band within ten seconds, and from nothing to a B."""

import time
from random import Random

from benchmarks import Ratio
from cdp_toolkit.language import Table
from cdp_toolkit.responses.model import Organisation, Response, every_table
from cdp_toolkit.scoring.advising import advisor_for
from cdp_toolkit.scoring.assessing import assessor_for
from tests.answering import answer_in_order

SECONDS = 10.0
DATA_POINTS = 5000


def measure() -> list[Ratio]:
    """Return what a plan takes against the seconds that it should take at most."""
    assessor = assessor_for("cdp-2026", Organisation(requesters=(), flags=()))
    added = 8
    while True:
        shown = answer_in_order(assessor.display, Random(7), added=added)  # noqa: S311 - not for secrets
        cells = sum(len(row.cells) for table in shown.given.values() for row in table.rows)
        if cells >= DATA_POINTS:
            break
        added += 8
    empty = every_table(assessor.edition, Response("cdp-2026"))
    ratios = []
    for name, tables in ((f"{cells} data points", dict(shown.given)), ("nothing answered", empty)):
        seconds, detail = _plan(assessor, tables)
        ratios.append(Ratio(f"planning: to a B, {name} / 10 s", seconds / SECONDS, 1.0, detail))
    return ratios


def _plan(assessor: object, tables: dict[str, Table]) -> tuple[float, str]:
    advisor = advisor_for(assessor, tables)  # type: ignore[arg-type]
    before = advisor.assessor.assess(tables)
    start = time.perf_counter()
    plan = advisor.plan(before, "B")
    seconds = time.perf_counter() - start
    after = "reached" if plan.reached else "not reached"
    return seconds, f"{seconds:.1f} s, from {before.result} {after}, {len(plan.moves)} steps, effort {float(plan.price):.1f}"
