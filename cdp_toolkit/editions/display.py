"""What of a questionnaire an organisation sees, given its answers: one pass in question order settles it.

A condition that CDP does not state never takes away an answer, and a fact that is not known hides nothing: ``doubts`` in
``reasons`` names both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.plans import Plans
from cdp_toolkit.editions.settled import Settled, settle
from cdp_toolkit.language import Context, Row, Table
from cdp_toolkit.language.references import ORGANISATION
from cdp_toolkit.language.tables import HIDDEN


@dataclass(frozen=True)
class Displayed:
    """What is displayed of the given answers.

    Args:
        given: The answers by question, as if everything were displayed.
        context: The same with only what is displayed, the facts about the organisation beside them.
        changed: The questions whose display or displayed answers are not what they were before the last change.
    """

    given: Mapping[str, Table]
    context: Context
    changed: tuple[str, ...] = ()

    def shows(self, question: str) -> bool:
        """Whether a question is displayed."""
        return self.context.table(question).shown


class Display:
    """Decides for one organisation what it sees. Make it once; it serves any number of answers."""

    def __init__(self, edition: Edition, facts: Table) -> None:
        """Settle what the facts about the organisation (``language.organisation``) decide alone."""
        self.edition, self.facts = edition, facts
        self.plans: Plans = edition.plans or compile_edition(edition)
        alone = Context({ORGANISATION: facts})
        self._settled = [settle(self.plans.by_question[number], alone) for number in self.plans.order]
        self._place = {each.id: i for i, each in enumerate(self._settled)}
        self._readers: dict[str, dict[str, list[int]]] = {}
        for i, each in enumerate(self._settled):
            if not each.never:
                for question, columns in each.reads.items():
                    for column in columns:
                        self._readers.setdefault(question, {}).setdefault(column, []).append(i)

    @property
    def possible(self) -> frozenset[str]:
        """The questions that the organisation may see, whatever it answers."""
        return frozenset(each.id for each in self._settled if not each.never)

    def evaluate(self, given: Mapping[str, Table]) -> Displayed:
        """Decide what is displayed of the given answers (``responses.model.every_table``)."""
        tables: dict[str, Table] = {ORGANISATION: self.facts}
        context = Context(tables)
        for each in self._settled:
            tables[each.id] = HIDDEN if each.never else each.table(given.get(each.id, HIDDEN), context)
        return Displayed(given, context, tuple(each.id for each in self._settled))

    def update(self, displayed: Displayed, answers: Mapping[str, Table]) -> Displayed:
        """Return what is displayed after the answers of some questions changed; ``displayed`` itself stays as it is.

        Args:
            displayed: What was displayed before.
            answers: The tables of the questions that were answered anew, as if everything were displayed.
        """
        given, tables = {**displayed.given, **answers}, dict(displayed.context.tables)
        context = Context(tables)
        waiting = [self._place[question] for question in answers]
        heapify(waiting)
        queued, changed = set(waiting), list[str]()
        while waiting:
            each = self._settled[heappop(waiting)]
            old = tables[each.id]
            new = each.table(given.get(each.id, HIDDEN), context, self._same(each, displayed, old, changed))
            if new == old:
                tables[each.id] = old
                continue
            tables[each.id] = new
            changed.append(each.id)
            for place in self._affected(each.id, old, new):
                if place not in queued:
                    queued.add(place)
                    heappush(waiting, place)
        return Displayed(given, context, tuple(changed))

    @staticmethod
    def _same(each: Settled, displayed: Displayed, old: Table, changed: Iterable[str]) -> dict[str, tuple[Row, Row]] | None:
        """Return the rows that stay as they were as long as their own cells do; None where other questions may decide anew."""
        if each.reads_own_rows or not old.shown or any(question in each.reads for question in changed):
            return None
        shown = {row.name: row for row in old.rows}
        return {row.name: (row, shown[row.name]) for row in displayed.given.get(each.id, HIDDEN).rows if row.name in shown}

    def _affected(self, question: str, old: Table, new: Table) -> Iterable[int]:
        readers = self._readers.get(question)
        if readers is None:
            return ()
        columns = _changed_columns(old, new)
        if columns is None:
            return {place for places in readers.values() for place in places}
        return {place for column in columns for place in readers.get(column, ())}


def _changed_columns(old: Table, new: Table) -> set[str] | None:
    """Return the columns in which two tables differ, None where they have other rows."""
    if old.shown is not new.shown or len(old.rows) != len(new.rows):
        return None
    columns: set[str] = set()
    for before, after in zip(old.rows, new.rows, strict=True):
        if before is after:
            continue
        if (before.name, before.key) != (after.name, after.key):
            return None
        columns.update(name for name, _ in before.cells.items() ^ after.cells.items())
        columns.update(set(before.shown) ^ set(after.shown))
    return columns
