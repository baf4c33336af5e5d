"""Makes a response that answers an edition through and through: every column, every kind of value, the same each time."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source, Status
from cdp_toolkit.values import Address, Attachment, Choice, Value, asks_for_text

FIGURES = ("0", "0.5", "1234.56", "-12", "123456789012345", "0.000001", "99.99")
TEXTS = (
    "Plain words.",
    "=SUM(A1:A9)",
    'Two\nlines, a "quote" and <tags> & more',
    "_x0041_ stays",
    "007",
    "排放 – Δ €",
    "+1",
    " led by a space",
)
STATUSES = tuple(Status)


def full_response(edition: Edition, organisation: Organisation, rows: int = 2) -> Response:
    """Answer every data point of every question, in ``rows`` rows where rows are added and in at most forty fixed ones."""
    numbers = count()
    return Response.of(edition.id, _answers(edition, rows, numbers), organisation)


def _answers(edition: Edition, rows: int, numbers: Iterator[int]) -> Iterator[Answer]:
    for question in edition.questions.values():
        for row in _rows(question, rows):
            for column in question.all_columns:
                i = next(numbers)
                source = Source("metric", f"made.figure, metrics.csv row {i}") if i % 3 else Source("person")
                yield Answer(Address(question.id, row, column.name), value_for(column, i), source, STATUSES[i % 3])


def _rows(question: Question, rows: int) -> list[str | None]:
    if question.fixed_rows:
        return [row.name for row in question.fixed_rows[:40]]
    return [str(i + 1) for i in range(rows)] if question.adds_rows else [None]


def value_for(column: Column, i: int) -> Value:
    """Return the ``i``-th made-up value of the column's type."""
    match column.type:
        case "number":
            return Decimal(FIGURES[i % len(FIGURES)])
        case "date":
            return dt.date(2024, 1, 1) + dt.timedelta(days=i % 700)
        case "text":
            return TEXTS[i % len(TEXTS)]
        case "attachment":
            return Attachment("policy 2025.pdf", "ab" * 32) if i % 2 else Attachment("letter.pdf")
        case _:
            chosen = [column.options[(i + j) % len(column.options)] for j in range(min(3, len(column.options)))]
            choices = tuple(Choice(option, "our own; words" if asks_for_text(option) else None) for option in chosen)
            return choices[0] if column.type == "choice" else choices
