"""Writes a response down as the tables that CDP hands to analysts, and compares what comes back with what was written."""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from cdp_toolkit.documents.importing import Imported
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address, Choice, Value, plain

WHO = ["Account number", "Organization", "Country", "Public", "Primary activity", "Primary sector", "Primary industry"]
MADE = ["10001", "Example Ltd", "Iceland", "Public", "Tools", "Made up", "Manufacturing"]
OTHER = ["10002", "Other plc", "Chile", "Non public", "Tools", "Made up", "Manufacturing"]
NOT_ASKED = "Question not applicable"


def printed(value: Value | None) -> str:
    """A value as CDP's tables hold it."""
    match value:
        case None:
            return ""
        case Decimal():
            return plain(value)
        case dt.date():
            return value.isoformat()
        case Choice(option, text):
            return f"{option}: {text}" if text else option
        case tuple():
            return "; ".join(printed(each) for each in value)
        case str():
            return value
        case _:
            return value.name


def rows_of(response: Response, question: Question) -> list[str | None]:
    """The rows of a question that hold answers, in the questionnaire's order."""
    rows = list(dict.fromkeys(address.row for address in response.answers if address.question == question.id))
    return [row.name for row in question.fixed_rows if row.name in rows] if question.fixed_rows else rows


def label_of(response: Response, question: Question, row: str | None) -> str:
    """A row's name as it is printed: its label, what it is about, or only its number."""
    if row is None:
        return ""
    if question.fixed_rows:
        return question.row_by_name[row].label
    if question.rows is not None and question.rows.key is not None:
        return printed(response.value(Address(question.id, row, question.rows.key.name)))
    return f"Row {row}"


def heading(question: Question, column: Column) -> str:
    """The head of a column in the sheet of a question; the sentence is made up and holds a dash itself."""
    sentence = f"What of {question.topic} - as far as you know?"
    only = len(question.columns) == 1 and not question.adds_rows and not question.fixed_rows
    return f"{question.id}_{sentence}" if only else f"{question.id}_C{column.n}_{sentence} - {column.label}"


def sheet_of(response: Response, question: Question) -> list[list[str]]:
    """The sheet of one question: two organisations, the second of which was not asked."""
    head = [*WHO, "Row", "RowName", *(heading(question, column) for column in question.columns)]
    body = []
    for i, row in enumerate(rows_of(response, question), start=1):
        label = label_of(response, question, row)
        values = [printed(response.value(Address(question.id, row, column.name))) for column in question.columns]
        number = row if row is not None and row.isdigit() else str(i)
        body.append([*OTHER, number, label, *(NOT_ASKED for _ in values)])
        body.append([*MADE, number, label, *values])
    return [head, *body]


def write_sheets(path: Path, response: Response, edition: Edition) -> Path:
    """Write CDP's data set of 2018-2023: a workbook with a sheet for each question."""
    book = Workbook(write_only=True)
    cover = book.create_sheet("READ ME")
    cover.append(["About this data set"])
    summary = book.create_sheet("Summary Data")
    for cells in ([*WHO, "ISINs", "Tickers"], [*MADE, "", "EXM"], [*OTHER, "", ""]):
        summary.append(cells)
    for question in edition.questions.values():
        sheet = book.create_sheet(question.id.replace("/", "_")[:31])
        for i, cells in enumerate(sheet_of(response, question)):
            sheet.append([_stored(cell) if i else cell for cell in cells])
    book.save(path)
    return path


def _stored(cell: str) -> str | None:
    """A cell as text; openpyxl would take one that begins with = for a formula."""
    return None if not cell else (f" {cell}" if cell.startswith("=") else cell).replace("_x0041_", "_x005F_x0041_")


def long_rows(response: Response, edition: Edition) -> Iterator[list[str]]:
    """The long form of the public data sets, a line for each value."""
    yield [
        *("account_number", "organization", "survey_year", "module_name", "question_number", "question_unique_reference"),
        *("column_number", "column_name", "table_columns_unique_reference", "row_number", "row_name"),
        *("data_point_name", "response_value", "comments"),
    ]
    year = edition.id.rpartition("-")[2]
    for question in edition.questions.values():
        for i, row in enumerate(rows_of(response, question), start=1):
            number = row if row is not None and row.isdigit() else str(i)
            for column in question.columns:
                value = printed(response.value(Address(question.id, row, column.name)))
                reference = f"{question.id}_c{column.n}-{column.label}"
                where = [str(column.n), column.label, reference, number, label_of(response, question, row)]
                yield [
                    "10001",
                    "Example Ltd",
                    year,
                    "",
                    question.id,
                    question.topic,
                    *where,
                    "",
                    value,
                    "",
                ]


def write_csv(path: Path, rows: Iterator[list[str]] | Sequence[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    """Write a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def wrong(response: Response, imported: Imported) -> list[tuple[str, str, str]]:
    """What differs between the response that was written and the one that came back: address, was, is."""
    was = {str(each.address): text_of(each.value).partition(" (sha256")[0] for each in response.answers.values()}
    back = {str(each.address): text_of(each.value) for each in imported.response.answers.values()}
    return [
        (address, was.get(address, ""), back.get(address, ""))
        for address in sorted(was.keys() | back.keys())
        if was.get(address, "").strip() != back.get(address, "").strip()
    ]
