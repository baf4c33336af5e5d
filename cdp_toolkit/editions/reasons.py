"""Why something is hidden: which condition hides it, what it read, and what would show it; and what is shown in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass

from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.model import Question
from cdp_toolkit.editions.plans import Opening, Plan, Test
from cdp_toolkit.editions.settled import concerns
from cdp_toolkit.editions.wording import cell_in_words, in_words
from cdp_toolkit.language import Row
from cdp_toolkit.language.references import ALL, HERE, ORGANISATION, Reference
from cdp_toolkit.values import Address, Attachment, as_text


@dataclass(frozen=True, slots=True)
class Cause:
    """One condition that hides something, or that leaves open whether it is hidden.

    Args:
        reason: What the condition is for, in our words.
        shown: When it is shown, in words with CDP's labels: ``when 7.4 is "Yes"``.
        reads: What the condition looked at: data point and what stands there.
        confidence: How sure we are of the condition.
        inferred: Whether CDP does not state it.
        where: File and line of the condition.
    """

    reason: str
    shown: str
    reads: tuple[tuple[str, str], ...]
    confidence: str
    inferred: bool
    where: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A question, row or column that is not displayed, and all that hides it."""

    address: Address
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is displayed although a condition speaks against it or cannot be decided."""

    address: Address
    cause: Cause
    unknown: bool


class Reasons:
    """Explains one evaluation of the display conditions."""

    def __init__(self, display: Display, displayed: Displayed) -> None:
        """Explain what ``display`` made of some answers."""
        self.edition, self.display, self.displayed = display.edition, display, displayed
        self.context = displayed.context

    def hidden_questions(self) -> Iterator[Hidden]:
        """Yield the questions that are not displayed, in CDP's order."""
        for number in self.edition.questions:
            if not self.displayed.shows(number):
                yield self.question(number)

    def question(self, number: str) -> Hidden:
        """Say what hides a question; nothing where it is displayed."""
        plan = self.display.plans.by_question[number]
        if self.displayed.shows(number):
            return Hidden(Address(number), ())
        causes = [*self._tags(plan.question), *self._causes(plan, plan.tests, None, against=True)]
        return Hidden(Address(number), tuple(causes))

    def hidden_rows(self, number: str) -> Iterator[Hidden]:
        """Yield the fixed and the filled added rows of a displayed question that are not displayed."""
        plan = self.display.plans.by_question[number]
        shown = {row.name for row in self.context.table(number).rows}
        if not self.displayed.shows(number):
            return
        for row in self.displayed.given[number].rows:
            if row.name not in shown:
                yield Hidden(Address(number, row.name or None), tuple(self.row_causes(plan, row)))

    def hidden_columns(self, number: str) -> Iterator[Hidden]:
        """Yield the columns that are not displayed, of each displayed row."""
        plan = self.display.plans.by_question[number]
        for row in self.context.table(number).rows:
            for column in plan.question.columns:
                if column.name not in row.shown:
                    yield Hidden(Address(number, row.name or None, column.name), tuple(self.column(number, row, column.name)))

    def column(self, number: str, row: Row, column: str) -> Iterator[Cause]:
        """Yield the conditions that speak against a column in a displayed row."""
        plan = self.display.plans.by_question[number]
        for each in plan.columns:
            if column in each.names:
                yield from self._causes(plan, each.tests, row, against=True)

    def doubts(self) -> Iterator[Doubt]:
        """Yield what is displayed in doubt: against an inferred condition, or because a fact is not known."""
        for number in self.edition.questions:
            plan = self.display.plans.by_question[number]
            if not self.displayed.shows(number):
                continue
            yield from self._doubts(plan, plan.tests, None, Address(number))
            for row in self.context.table(number).rows:
                at = Address(number, row.name or None)
                yield from (Doubt(at, cause, unknown=False) for cause in self.row_causes(plan, row) if row.cells)
                for each in plan.columns:
                    for name in each.names:
                        if name in row.cells:
                            yield from self._doubts(plan, each.tests, row, Address(number, row.name or None, name))

    def _doubts(self, plan: Plan, tests: tuple[Test, ...], row: Row | None, at: Address) -> Iterator[Doubt]:
        for test in tests:
            truth = test.shows(self.context, row)
            if truth is not True:
                yield Doubt(at, self.cause(plan, test, row), unknown=truth is None)

    def _tags(self, question: Question) -> Iterator[Cause]:
        facts = self.context.table(ORGANISATION)
        if concerns(question, facts):
            return
        cells = facts.rows[0].cells
        for name, what, asked in (("sectors", "sector", question.sectors), ("issues", "issue", question.issues)):
            own = cells.get(name)
            if isinstance(own, tuple) and set(own).isdisjoint(asked):
                reads = ((f"organisation.{name}", ", ".join(own)),)
                yield Cause(f"Asked by {what}", f"when one of the {name} is {_or(asked)}", reads, "high", False, question.id)

    def _causes(self, plan: Plan, tests: tuple[Test, ...], row: Row | None, *, against: bool) -> Iterator[Cause]:
        for test in tests:
            if (test.shows(self.context, row) is False) is against:
                yield self.cause(plan, test, row)

    def row_causes(self, plan: Plan, row: Row) -> Iterator[Cause]:
        """Yield the conditions that speak against a row."""
        for opening in plan.openings:
            opened = opening.opened(self.context, None)
            governed = opening.governs is None or row.key in opening.governs
            if opened is not None and governed and row.key not in opened:
                yield self.opening_cause(plan, opening, row.key)
        yield from self._causes(plan, plan.row_tests.get(row.key) or plan.row_tests.get("", ()), row, against=True)

    def cause(self, plan: Plan, test: Test, row: Row | None) -> Cause:
        """Say what a condition asks for, and what it found."""
        said = in_words(self.edition, plan.question.id, test.data)
        reads = tuple(dict.fromkeys(self._read(plan, reference, row) for reference in test.node.reads(plan.question.id)))
        rule = test.rule
        shown = f"unless {said}" if test.hides else f"when {said}"
        return Cause(rule.reason, shown, tuple(filter(None, reads)), rule.confidence, rule.inferred, test.where)

    def opening_cause(self, plan: Plan, opening: Opening, target: str) -> Cause:
        """Say what would open a row or an option."""
        options = [f'"{option}"' for option, opened in opening.opens.items() if target in opened]
        cells = " or ".join(cell_in_words(self.edition, plan.question.id, str(cell)) for cell in opening.cells)
        reads = tuple(filter(None, (self._read(plan, cell, None) for cell in opening.cells)))
        rule = opening.rule
        return Cause(rule.reason, f"when {cells} includes {_or(options)}", reads, rule.confidence, rule.inferred, opening.where)

    def _read(self, plan: Plan, reference: Reference, row: Row | None) -> tuple[str, str] | None:
        """Say what a condition found in a cell; of many rows nothing is said."""
        if reference.row == ALL or not reference.column:
            return None
        own = reference.row is HERE and reference.question == plan.question.id
        found = row if own else reference.find(self.context, row)
        address = Address(plan.question.id, row.name or None, reference.column) if own and row is not None else reference
        if found is None:
            return str(address), "not displayed"
        cell = found.cells.get(reference.column)
        if cell is None:
            return str(address), "blank"
        if isinstance(cell, tuple):
            return str(address), "; ".join(cell) or "none"
        return str(address), cell.name if isinstance(cell, Attachment) else as_text(cell)


def _or(items: tuple[str, ...] | list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"
