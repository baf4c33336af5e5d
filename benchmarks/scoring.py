"""Scoring a whole response, and again after one changed answer; as times in milliseconds, and as their ratio."""

import statistics
import time
from collections.abc import Callable, Iterator
from random import Random

from benchmarks import Ratio
from cdp_toolkit.language import Row, Table
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.scoring.assessing import Assessment, assessor_for
from tests.answering import answer_in_order

ROUNDS, CHANGES = 15, 400
WHOLE_MS, AGAIN_MS = 20.0, 1.0


def measure() -> list[Ratio]:
    """Return what scoring takes against the milliseconds that it should take at most."""
    assessor = assessor_for("cdp-2026", Organisation(requesters=(), flags=()))
    shown = answer_in_order(assessor.display, Random(7), added=4)  # noqa: S311 - not for secrets
    given = dict(shown.given)
    cells = sum(len(row.cells) for table in given.values() for row in table.rows)
    before = assessor.assess(given)
    whole = statistics.median(_milliseconds(lambda: assessor.assess(given)) for _ in range(ROUNDS))
    points = statistics.median(_milliseconds(lambda: assessor.scorer.score(shown.context)) for _ in range(ROUNDS))
    changes = Random(8).sample(list(_changes(before)), CHANGES)  # noqa: S311 - not for secrets
    again = sorted(_milliseconds(lambda change=change: assessor.change(before, change)) for change in changes)
    mean, late = statistics.fmean(again), again[int(len(again) * 0.95)]
    detail = f"{cells} answers: display, points and band {whole:.1f} ms, points alone {points:.1f} ms"
    return [
        Ratio("scoring: whole response / 20 ms", whole / WHOLE_MS, 1.0, detail),
        Ratio("scoring: after one answer / 1 ms", mean / AGAIN_MS, 1.0, f"{mean:.2f} ms on average over {CHANGES} answers"),
        Ratio("scoring: the same, 95th percentile", late / AGAIN_MS, None, f"{late:.2f} ms"),
        Ratio("scoring: after one answer / whole", mean / whole, None, ""),
    ]


def _milliseconds(work: Callable[..., object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _changes(before: Assessment) -> Iterator[dict[str, Table]]:
    """Yield, for each answer, its question's table without it."""
    for number, table in before.tables.items():
        for place, row in enumerate(table.rows):
            for column in row.cells:
                cells = {name: cell for name, cell in row.cells.items() if name != column}
                rows = list(table.rows)
                rows[place] = Row(row.name, cells, row.shown, row.key)
                yield {number: Table(rows)}
