"""Display after one changed answer, against deciding everything anew: the median over all answers of a full response."""

import statistics
import time
from collections.abc import Iterator
from random import Random

from benchmarks import Ratio
from cdp_toolkit.editions.display import Displayed
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.language import Row, Table
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Organisation
from tests.answering import answer_in_order

ROUNDS = 30
AIM = 1 / 20


def measure() -> list[Ratio]:
    """Return the share of a full evaluation that an update costs, on average and at worst."""
    edition = load_edition("cdp-2026")
    display = display_for(edition, Organisation(requesters=(), flags=()))
    shown = answer_in_order(display, Random(7), added=4)  # noqa: S311 - not for secrets
    full = statistics.median(_seconds(lambda: display.evaluate(shown.given)) for _ in range(ROUNDS))
    costs = sorted(_seconds(lambda change=change: display.update(shown, change)) for change in _changes(shown))
    mean, worst = statistics.fmean(costs), costs[int(len(costs) * 0.99)]
    detail = f"full {full * 1000:.2f} ms, update {mean * 1e6:.0f} us on average over {len(costs)} answers"
    return [
        Ratio("display: update after one answer / full evaluation", mean / full, AIM, detail),
        Ratio("display: the same, 99th percentile", worst / full, None, f"{worst * 1e6:.0f} us"),
    ]


def _seconds(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def _changes(shown: Displayed) -> Iterator[dict[str, Table]]:
    """Yield, for each answer, its question's table without it."""
    for number, table in shown.given.items():
        for place, row in enumerate(table.rows):
            for column in row.cells:
                cells = {name: cell for name, cell in row.cells.items() if name != column}
                rows = list(table.rows)
                rows[place] = Row(row.name, cells, row.shown, row.key)
                yield {number: Table(rows)}
