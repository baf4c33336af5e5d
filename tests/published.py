"""A published submission of 2025, carried over to the questions of 2026 by label as far as the conditions need it."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.documents.structure import Section, joined
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.values import Address, Attachment, Choice, Value, asks_for_text

TICK = "\u2611"


@dataclass(frozen=True)
class Printed:
    """One cell as it is printed, and where it belongs in 2026."""

    address: Address
    column: Column
    text: str

    def value(self) -> Value | None:
        """Read the cell as its column's type, None where 2026 has no such option or the text is none."""
        match self.column.type:
            case "number":
                try:
                    return Decimal(self.text.replace(",", ""))
                except InvalidOperation:
                    return None
            case "date":
                month, day, year = map(int, self.text.split("/"))
                return dt.date(year, month, day)
            case "attachment":
                return Attachment(self.text)
            case "text":
                return self.text
        chosen = tuple(options_of(self.column, self.text))
        if self.column.type == "choices":
            return chosen or None
        return chosen[0] if chosen else None


def plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "", (text or "").lower())


def options_of(column: Column, text: str) -> Iterator[Choice]:
    """Yield the ticked options that the column knows, with the group above them where it groups its options."""
    group = ""
    for line in text.splitlines():
        if not line.startswith(TICK):
            group = line.strip()
            continue
        label = line.removeprefix(TICK).strip()
        head, _, said = label.partition(" :")
        for option in column.options:
            own = option.rpartition(" | ")
            if plain(own[2]) in (plain(label), plain(head)) and (not group or not own[0] or plain(own[0]) == plain(group)):
                yield Choice(option, (said.strip() or "stated") if asks_for_text(option) else None)
                break


def numbers_of_2026(shared: Path) -> dict[str, str]:
    """Question numbers of 2026 by their number in 2025."""
    questions = [
        q for path in sorted((shared / "reference" / "cdp-2026").glob("*.json")) for q in json.loads(path.read_text("utf-8"))
    ]
    return {q["id_2025"].removeprefix("Q"): q["id"] for q in questions if q["id_2025"]}


def printed(edition: Edition, shared: Path) -> tuple[dict[str, str], list[Printed], list[str]]:
    """Read the submission: questions by their number of 2026, cells, and what is printed and has no place in 2026."""
    submission = read_submission(shared / "responses" / "apple-2025.pdf", load_edition("cdp-2025"))
    numbers = numbers_of_2026(shared)
    cells: list[Printed] = []
    elsewhere: list[str] = []
    asked: dict[str, str] = {}
    for section in submission.sections:
        number = numbers.get(section.question)
        if number is None:
            elsewhere.append(section.question)
            continue
        asked[number] = section.question
        for cell in _cells(edition.questions[number], section):
            cells.append(cell) if isinstance(cell, Printed) else elsewhere.append(cell)
    return asked, cells, sorted(set(elsewhere))


def _cells(question: Question, section: Section) -> Iterator[Printed | str]:
    for count, block in enumerate(section.blocks, start=1):
        # A first row's label stands right below the question, and only the words of the question tell the two apart.
        label = block.label or (section.heading[-1].text if section.heading else None)
        row = row_of(question, label, count)
        if row == "":
            yield f"{question.id} row {label}"
            continue
        key = question.rows.key if question.rows is not None else None
        if key is not None and question.adds_rows:
            yield Printed(Address(question.id, row, key.name), key, f"{TICK} {label}")
        for field in block.fields:
            column = column_of(question, field.label)
            if column is None:
                yield f"{question.id} {field.label[:60]}"
            else:
                yield Printed(Address(question.id, row, column.name), column, joined(field.lines))


def row_of(question: Question, label: str | None, count: int) -> str | None:
    """The row's name in 2026, "" where it has none of that label."""
    if question.adds_rows:
        return str(count)
    if not question.fixed_rows:
        return None
    return next((row.name for row in question.fixed_rows if plain(row.label) == plain(label)), "")


def column_of(question: Question, label: str) -> Column | None:
    exact = [column for column in question.all_columns if plain(column.label) == plain(label)]
    close = [
        column
        for column in question.all_columns
        if len(plain(column.label)) > 20 and plain(label).startswith(plain(column.label)[:60])
    ]
    alone = question.columns[:1] if len(question.columns) == 1 and not label else ()
    return next(iter((*exact, *close, *alone)), None)
