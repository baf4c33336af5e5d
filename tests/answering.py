"""Answers questionnaires at random: what is displayed, in order, or anything anywhere."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.language import Table
from cdp_toolkit.responses.model import table_of
from cdp_toolkit.values import Attachment, Choice, Value

BLANK = 0.1  # share of the cells that are left blank
Rows = dict[str | None, dict[str, Value]]


def a_value(column: Column, chance: Random) -> Value:
    """Any value that a column takes."""
    match column.type:
        case "number":
            return Decimal(chance.choice((0, 1, 50, 100)))
        case "choice":
            return Choice(chance.choice(column.options))
        case "choices":
            return tuple(map(Choice, chance.sample(column.options, min(len(column.options), chance.randint(1, 3)))))
        case "date":
            return dt.date(chance.randint(2015, 2035), 12, 31)
        case "attachment":
            return Attachment("file.pdf")
    return "Text"


def added_rows(question: Question, count: int) -> Rows:
    """Rows of a question to which rows are added, each with its subject; none of others."""
    if not question.adds_rows:
        return {}
    key = question.rows.key if question.rows is not None else None
    subjects: list[dict[str, Value]] = [
        {} if key is None else {key.name: Choice(key.options[k % len(key.options)])} for k in range(count)
    ]
    return {str(k): subject for k, subject in enumerate(subjects, start=1)}


def unanswered(display: Display) -> dict[str, Table]:
    """Every question without answers."""
    return {number: table_of(question, {}) for number, question in display.edition.questions.items()}


def answer_in_order(display: Display, chance: Random, added: int = 2) -> Displayed:
    """Answer every displayed cell, question by question and column by column, a few left blank."""
    shown = display.evaluate(unanswered(display))
    for number, question in display.edition.questions.items():
        if not shown.shows(number):
            continue
        rows = added_rows(question, added)
        shown = display.update(shown, {number: table_of(question, rows)})
        offered = {row.name or None for row in shown.context.table(number).rows}
        rows = {name: cells for name, cells in rows.items() if name in offered}
        for column in question.columns:
            for row in shown.context.table(number).rows:
                if column.name in row.shown and chance.random() > BLANK:
                    rows.setdefault(row.name or None, {})[column.name] = a_value(column, chance)
            shown = display.update(shown, {number: table_of(question, rows)})
    return shown


def answer_anything(display: Display, chance: Random, share: float = 0.2) -> dict[str, Table]:
    """Fill any cells, displayed or not."""
    tables = {}
    for number, question in display.edition.questions.items():
        rows = added_rows(question, chance.randint(0, 2))
        names = [*rows] or [row.name for row in question.fixed_rows[:30]] or [None]
        for name in names:
            cells = {column.name: a_value(column, chance) for column in question.columns if chance.random() < share}
            rows.setdefault(name, {}).update(cells)
        tables[number] = table_of(question, rows)
    return tables


def cells(tables: dict[str, Table]) -> Iterator[tuple[str, str, str]]:
    """Name every answered cell."""
    for number, table in tables.items():
        for row in table.rows:
            for column in row.cells:
                yield number, row.name, column
