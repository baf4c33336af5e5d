"""Answers, where each comes from, and the response that holds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cdp_toolkit.editions.model import Edition, Question, slug
from cdp_toolkit.language import Cell, Context, Row, Table, cell_of
from cdp_toolkit.values import Address, Choice, Value, question_order


class Status(StrEnum):
    """How far an answer has come in review."""

    DRAFTED = "drafted"
    IN_REVIEW = "in review"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from.

    Args:
        kind: ``metric``, ``derived``, ``person``, ``import``, ``computed``, ``carried`` or ``sample``.
        detail: The place in words that lead back to it: file, row, page, metric, conversion.
    """

    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind

    @classmethod
    def parse(cls, text: str) -> "Source":
        """Read a source as ``str`` writes it."""
        kind, _, detail = text.partition(": ")
        return cls(kind.strip() or "person", detail.strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """A value given for a data point. A blank is no answer: it is absent."""

    address: Address
    value: Value
    source: Source = Source("person")
    status: Status = Status.DRAFTED


@dataclass(frozen=True, slots=True)
class Organisation:
    """What decides which questions an organisation sees, besides its answers. None is unknown, not "no"."""

    name: str = ""
    sectors: tuple[str, ...] = ("General",)
    issues: tuple[str, ...] = ("Climate change",)
    requesters: tuple[str, ...] | None = None
    flags: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Response:
    """All answers of one organisation for one edition, by address."""

    edition: str
    organisation: Organisation = Organisation()
    answers: dict[Address, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, edition: str, answers: Iterable[Answer], organisation: Organisation = Organisation()) -> "Response":
        """Make a response from answers; of two for one address the later one counts."""
        return cls(edition, organisation, {answer.address: answer for answer in answers})

    def __iter__(self) -> Iterator[Answer]:
        """Yield the answers in the questionnaire's order of questions, rows as they were given."""
        return iter(sorted(self.answers.values(), key=lambda answer: _order(answer.address)))

    def value(self, address: Address) -> Value | None:
        """Return the value at an address, None where there is no answer."""
        answer = self.answers.get(address)
        return None if answer is None else answer.value

    def with_answers(self, answers: Iterable[Answer]) -> "Response":
        """Return a response in which these answers replace what stood at their addresses."""
        return replace(self, answers={**self.answers, **{answer.address: answer for answer in answers}})

    def without(self, addresses: Iterable[Address]) -> "Response":
        """Return a response without the answers at these addresses."""
        gone = set(addresses)
        return replace(self, answers={address: answer for address, answer in self.answers.items() if address not in gone})


def _order(address: Address) -> tuple[object, ...]:
    row = address.row or ""
    return (question_order(address.question), (0, int(row), "") if row.isdigit() else (1, 0, row), address.column or "")


def every_table(edition: Edition, response: Response) -> dict[str, Table]:
    """Return the answers as tables for rules, *as if everything were displayed*.

    Display conditions take away what is hidden; see ``editions.display``. Every fixed row is there, and every added row in which
    something is filled.
    """
    by_question: dict[str, dict[str | None, dict[str, Value]]] = {}
    for address, answer in response.answers.items():
        if address.column is not None:
            by_question.setdefault(address.question, {}).setdefault(address.row, {})[address.column] = answer.value
    return {number: table_of(question, by_question.get(number, {})) for number, question in edition.questions.items()}


def table_of(question: Question, rows: dict[str | None, dict[str, Value]]) -> Table:
    """Return one question's answers, by row and column, as a table in which everything is displayed."""
    shown = tuple(column.name for column in question.columns)
    if question.adds_rows:
        key = question.rows.key.name if question.rows is not None and question.rows.key is not None else None
        made = []
        for name in sorted((name for name in rows if name is not None), key=int):
            about = rows[name].get(key) if key is not None else None
            made.append(Row(name, _cells(rows[name]), shown, slug(about.option) if isinstance(about, Choice) else name))
        return Table(made)
    if question.fixed_rows:
        return Table([Row(row.name, _cells(rows.get(row.name, {})), shown, row.name) for row in question.fixed_rows])
    return Table([Row("", _cells(rows.get(None, {})), shown)])


def _cells(values: dict[str, Value]) -> dict[str, Cell]:
    return {name: cell_of(value) for name, value in values.items()}


def context_of(edition: Edition, response: Response) -> Context:
    """Return the context in which rules about the answers are evaluated, everything displayed."""
    return Context(every_table(edition, response))
