"""The gap list: which data points an organisation is asked for, which are answered, and what would answer the others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.language import Table
from cdp_toolkit.language.tables import HIDDEN
from cdp_toolkit.mapping.asked import standard_metrics_for
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Response, every_table
from cdp_toolkit.values import Address

MetricsFor = Callable[[Address], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A data point without an answer.

    ``address`` has no row where the organisation adds rows and none is begun. ``metrics`` are the metrics that would answer it.
    """

    address: Address
    row: str
    label: str
    type: str
    unit: str | None
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionState:
    """How far one question is answered."""

    question: Question
    answered: int
    missing: tuple[Missing, ...]

    @property
    def asked(self) -> int:
        """How many data points are asked for."""
        return self.answered + len(self.missing)

    @property
    def gathered(self) -> list[tuple[tuple[str, ...], tuple[Missing, ...]]]:
        """What is missing by row; rows that lack the same columns come together."""
        by_row: dict[str, list[Missing]] = {}
        for missing in self.missing:
            by_row.setdefault(missing.row, []).append(missing)
        alike: dict[tuple[str | None, ...], list[str]] = {}
        for row, points in by_row.items():
            alike.setdefault(tuple(point.address.column for point in points), []).append(row)
        return [(tuple(rows), tuple(point for row in rows for point in by_row[row])) for rows in alike.values()]

    @property
    def word(self) -> str:
        """``complete``, ``started`` or ``empty``."""
        return "complete" if not self.missing else "started" if self.answered else "empty"


@dataclass(frozen=True, slots=True)
class GapList:
    """The state of every question that the organisation is asked, in the questionnaire's order.

    ``possible`` are the questions that other answers may open too; ``tables`` what is displayed of the answers.
    """

    edition: Edition
    questions: tuple[QuestionState, ...]
    possible: frozenset[str] = frozenset()
    tables: Mapping[str, Table] = field(default_factory=dict, compare=False, repr=False)

    def displayed_rows(self, question: str) -> frozenset[str]:
        """Return the names of a question's rows that are displayed."""
        return frozenset(row.name for row in self._table(question).rows)

    def asks(self, address: Address) -> bool:
        """Whether a data point is displayed; one of a row that is still to be added is where its question is."""
        table, question = self._table(address.question), self.edition.questions[address.question]
        row = table.row(address.row or "")
        if row is None:
            return table.shown and question.adds_rows
        key = question.rows.key if question.rows is not None else None
        return address.column in row.shown or (key is not None and address.column == key.name)

    def _table(self, question: str) -> Table:
        return self.tables.get(question, HIDDEN)

    def of_module(self, module: str) -> tuple[QuestionState, ...]:
        """Return the states of one module's questions."""
        return tuple(state for state in self.questions if state.question.module == module)

    @property
    def answered(self) -> int:
        """Data points that have an answer."""
        return sum(state.answered for state in self.questions)

    @property
    def asked(self) -> int:
        """Data points that are asked for."""
        return sum(state.asked for state in self.questions)

    @property
    def missing(self) -> Iterator[Missing]:
        """Every data point without an answer."""
        return (missing for state in self.questions for missing in state.missing)


def gap_list(edition: Edition, response: Response, metrics_for: MetricsFor | None = None) -> GapList:
    """Return what is answered and what is missing of everything that is displayed.

    Args:
        edition: The questionnaire.
        response: The answers; they and the organisation decide what is displayed.
        metrics_for: Names the metrics that would answer a data point, by the standard mapping where it is not given; no row
            is given for rows that are still to be added.
    """
    find = metrics_for or standard_metrics_for(edition)
    display = display_for(edition, response.organisation)
    context = display.evaluate(every_table(edition, response)).context
    shown = ((question, context.table(question.id)) for question in edition.questions.values())
    states = tuple(question_state(question, table, response, find) for question, table in shown if table.shown)
    return GapList(edition, states, display.possible, context.tables)


def question_state(question: Question, table: Table, response: Response, find: MetricsFor) -> QuestionState:
    """Return how far one displayed question is answered; ``find`` names the metrics that would answer a data point."""
    answered, missing = 0, []
    key = () if question.rows is None or question.rows.key is None else (question.rows.key.name,)
    for row, label, names in _rows(question, table, key):
        for name in names:
            address, column = Address(question.id, row, name), question.by_name[name]
            if address in response.answers:
                answered += 1
            elif column.computed is None and not (question.optional or column.optional):
                missing.append(Missing(address, label, column.label, column.type, column.unit, find(address)))
    return QuestionState(question, answered, tuple(missing))


def _rows(question: Question, table: Table, key: tuple[str, ...]) -> Iterator[tuple[str | None, str, tuple[str, ...]]]:
    """Yield the rows that count, with label and columns: displayed ones, or one to begin where rows are added and none is."""
    if question.adds_rows and not table.rows:
        yield None, "each row", tuple(question.by_name)
    for row in table.rows:
        if question.fixed_rows:
            yield row.name, question.row_by_name[row.name].label, row.shown
        elif question.adds_rows:
            yield row.name, f"Row {row.name}", (*key, *row.shown)
        else:
            yield None, "", row.shown
