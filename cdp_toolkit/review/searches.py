"""Gaps and plans, which take seconds, worked out beside the requests: a page shows what is known and comes back for the rest."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.advising import Choice
from cdp_toolkit.scoring.gaps import Gap
from cdp_toolkit.scoring.planning import Plan

MOST = 32  # searches that are remembered


@dataclass
class Search:
    """One search: for which moment it runs or ran, and the last result."""

    head: int
    future: Future[Any]
    last: Any = None


@dataclass(frozen=True)
class Found:
    """What a search came to: nothing yet, or a result, which may be of an earlier moment."""

    result: Any
    running: bool


@dataclass
class Searches:
    """Runs one search at a time, so that pages stay quick, and remembers what was found."""

    _known: dict[tuple[object, ...], Search] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "search"))

    def find(self, key: tuple[object, ...], head: int, work: Callable[[], Any]) -> Found:
        """Return what is known under a key, and see to it that it is worked out for this moment."""
        with self._lock:
            search = self._known.get(key)
            if search is None or (search.head != head and (search.future.done() or search.future.cancel())):
                last = None if search is None else _result(search)
                search = self._known[key] = Search(head, self._pool.submit(work), last)
                for old in [each for each in self._known if self._known[each].future.done()][: max(0, len(self._known) - MOST)]:
                    del self._known[old]
        return Found(_result(search), not search.future.done() or search.head != head)

    def close(self) -> None:
        """Stop searching."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _result(search: Search) -> Any:
    if search.future.done() and not search.future.cancelled():
        return search.future.result()
    return search.last


def gaps_to(searches: Searches, desk: Desk, standing: Standing, target: str) -> tuple[list[Gap] | None, bool]:
    """Return the gaps to a band, None where they are not known yet, and whether they are being worked out."""
    advisor = desk.advisor(standing)
    found = searches.find(
        ("gaps", target), standing.head, lambda: advisor.gaps(standing.assessment, target, desk.metrics_for, desk.owners)
    )
    return found.result, found.running


def plan_to(searches: Searches, desk: Desk, standing: Standing, target: str, choice: Choice) -> tuple[Plan | None, bool]:
    """Return the cheapest plan to a band, None where it is not known yet, and whether it is being searched."""
    advisor = desk.advisor(standing)
    found = searches.find(("plan", target, choice), standing.head, lambda: advisor.plan(standing.assessment, target, choice))
    return found.result, found.running
