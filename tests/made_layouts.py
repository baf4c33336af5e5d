"""Workbooks that ask an edition's questions in many forms, with the cell of every data point."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.values import Address, Value
from tests.made_answers import value_for

ROWS = 3
# Questions of every shape: a single answer, forms, fixed rows, added rows, wide and long tables.
ASKED = (
    "1.4", "3.1.1", "4.1.1", "4.1.2", "4.3.1", "5.1.1", "5.10.1", "7.1", "7.1.1", "7.2", "7.3", "7.5", "7.6", "7.7", "7.8",
    "7.8.1", "7.9.1", "7.10.1", "7.12.1", "7.15.1", "7.23.1", "7.16", "7.29", "7.30.1", "7.45", "7.52", "7.53.1", "7.54.2",
    "7.55.1", "7.55.2", "7.79.1",
)  # fmt: skip
ASKED_2023 = (
    "C0.2",
    "C5.1",
    "C5.2",
    "C6.1",
    "C6.2",
    "C6.3",
    "C6.5",
    "C6.10",
    "C7.1a",
    "C8.2a",
    "C4.1a",
    "C4.3a",
    "C4.3b",
    "C10.1",
)
LONG = 20

Truth = dict[Address, tuple[str, str]]


@dataclass
class Made:
    """A workbook and where its data points are."""

    book: Workbook = field(default_factory=Workbook)
    truth: Truth = field(default_factory=dict)

    def sheet(self, title: str) -> Worksheet:
        """Return a new sheet, the first one being the workbook's own."""
        if not self.truth and self.book.worksheets[0].title == "Sheet":
            self.book.worksheets[0].title = title
            return self.book.worksheets[0]
        return self.book.create_sheet(title)

    def at(self, address: Address, sheet: Worksheet, row: int, col: int) -> None:
        """Note where a data point is."""
        self.truth[address] = (sheet.title, f"{get_column_letter(col)}{row}")

    def save(self, path: Path) -> Path:
        """Write the workbook."""
        self.book.save(path)
        return path


def rows_of(question: Question, added: int = ROWS) -> list[tuple[str | None, str]]:
    """Return the rows that are laid out, with their labels."""
    if question.fixed_rows:
        return [(row.name, row.label) for row in question.fixed_rows[:LONG]]
    return [(str(i), f"Row {i}") for i in range(1, added + 1)] if question.adds_rows else [(None, "")]


def asked(edition: Edition, numbers: tuple[str, ...] = ASKED) -> Iterator[Question]:
    """Yield the questions that are laid out."""
    return (edition.questions[number] for number in numbers if number in edition.questions)


Label = Callable[[Question, Column], str]


def plain_label(question: Question, column: Column) -> str:
    return column.label


def across(
    made: Made,
    sheet: Worksheet,
    question: Question,
    top: int,
    left: int = 1,
    label: Label = plain_label,
    heading: str | None = None,
) -> int:
    """Lay a question out with its columns across; return the row behind it."""
    sheet.cell(top, left, heading or f"{question.id} {question.topic}")
    head = top + 1
    first = left + (question.rows is not None)
    for i, column in enumerate(question.all_columns):
        sheet.cell(head, first + i, label(question, column))
    for j, (row, name) in enumerate(rows_of(question), 1):
        if question.rows is not None:
            sheet.cell(head + j, left, name)
        for i, column in enumerate(question.all_columns):
            made.at(Address(question.id, row, column.name), sheet, head + j, first + i)
    return head + len(rows_of(question)) + 2


def down(made: Made, sheet: Worksheet, question: Question, top: int, label: Label = plain_label) -> int:
    """Lay a question out with its columns down and its rows across."""
    sheet.cell(top, 1, f"{question.id} {question.topic}")
    rows = rows_of(question)
    for j, (row, name) in enumerate(rows):
        if row is not None:
            sheet.cell(top + 1, 2 + j, name)
    for i, column in enumerate(question.all_columns):
        sheet.cell(top + 2 + i, 1, label(question, column))
        for j, (row, _) in enumerate(rows):
            made.at(Address(question.id, row, column.name), sheet, top + 2 + i, 2 + j)
    return top + len(question.all_columns) + 3


def big_sheet(edition: Edition) -> Made:
    """Everything on one sheet, table below table."""
    made = Made()
    sheet, top = made.sheet("Questionnaire"), 3
    sheet["A1"] = "CDP questionnaire - working copy"
    for question in asked(edition):
        top = across(made, sheet, question, top)
    return made


def transposed(edition: Edition) -> Made:
    """Columns down, rows across, a sheet a module."""
    made = Made()
    tops: dict[str, tuple[Worksheet, int]] = {}
    for question in asked(edition):
        sheet, top = tops.get(question.module) or (made.sheet(f"Module {question.module}"), 1)
        tops[question.module] = (sheet, down(made, sheet, question, top))
    return made


def portal(edition: Edition) -> Made:
    """As the portal prints: question, row, then label over answer, with answers."""
    made, i = Made(), 0
    sheet, at = made.sheet("Export"), 1
    for question in asked(edition):
        sheet.cell(at, 1, f"({question.id}) {question.topic}")
        at += 1
        for row, name in rows_of(question):
            if row is not None:
                sheet.cell(at, 1, name)
                at += 1
            for column in question.all_columns:
                sheet.cell(at, 1, f"({question.id}.{column.n}) {column.label}")
                write(sheet, at + 1, 1, value_for(column, 3 + i % 2))
                made.at(Address(question.id, row, column.name), sheet, at + 1, 1)
                at, i = at + 2, i + 1
        at += 1
    return made


def write(sheet: Worksheet, row: int, col: int, value: Value) -> None:
    """Write an answer as the portal would."""
    cell = sheet.cell(row, col)
    cell.value = value if isinstance(value, Decimal | dt.date) else text_of(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"


def filled(edition: Edition, make: Callable[[Edition], Made]) -> Made:
    """A workbook that somebody has filled already, some answers reading like labels."""
    made = make(edition)
    for i, (address, (sheet, cell)) in enumerate(made.truth.items()):
        column = edition.questions[address.question].by_name[address.column or ""]
        target = made.book[sheet][cell]
        text = column.label if column.type == "text" and i % 5 == 0 else None
        write(made.book[sheet], target.row, target.column, text or value_for(column, i))
    return made


def tracker(edition: Edition) -> Made:
    """A consultant's list: one line a data point, with owners and comments."""
    made = Made()
    sheet = made.sheet("Tracker")
    sheet["A1"] = "Data request list"
    for i, text in enumerate(("No.", "Module", "Topic", "Row", "Field", "Owner", "Response", "Comments"), 1):
        sheet.cell(3, i, text)
    at = 4
    for question in asked(edition):
        for row, name in rows_of(question):
            for column in question.all_columns:
                line = (question.id, f"Module {question.module}", question.topic, name, column.label, "Sustainability team")
                for i, text in enumerate(line, 1):
                    sheet.cell(at, i, text or None)
                made.at(Address(question.id, row, column.name), sheet, at, 7)
                at += 1
    return made


def sparse_tracker(edition: Edition) -> Made:
    """A list whose numbers are Excel's and stand on the first line of each question only."""
    made = Made()
    sheet = made.sheet("List")
    for i, text in enumerate(("Question", "Item", "Detail", "Unit", "Answer"), 1):
        sheet.cell(1, i, text)
    at = 2
    for question in asked(edition):
        sheet.cell(at, 1, float(question.id) if question.id.count(".") == 1 else question.id)
        for row, name in rows_of(question):
            for column in question.all_columns:
                sheet.cell(at, 2, name or None)
                sheet.cell(at, 3, column.label)
                sheet.cell(at, 4, column.unit)
                made.at(Address(question.id, row, column.name), sheet, at, 5)
                at += 1
    return made


CHINESE = "排放数据说明期间类别范围方法单位年度组织活动能源目标核查"


def bilingual(edition: Edition) -> Made:
    """Labels in two languages in one cell."""
    made = Made()
    sheet, top = made.sheet("问卷"), 1

    def label(question: Question, column: Column) -> str:
        foreign = "".join(CHINESE[(column.n * 7 + i * 3) % len(CHINESE)] for i in range(4))
        forms = (f"{column.label} / {foreign}", f"{foreign}\n{column.label}", f"{column.label} {foreign}")
        return forms[column.n % 3]

    for question in asked(edition):
        top = across(made, sheet, question, top, label=label, heading=f"{question.id} 问题 {question.topic}")
    return made


def renamed(edition: Edition) -> Made:
    """Labels as another year, or another hand, words them."""
    made = Made()
    sheet, top = made.sheet("Data"), 1

    def label(question: Question, column: Column) -> str:
        text = column.label
        for old, new in (
            ("metric tons CO2e", "t CO2e"), ("organization", "organisation"), ("Emissions", "The emissions"), ("(optional)", ""),
            ("emissions", "emission"), ("Please explain", "Please explain your answer"),
            ("Type of", "Types of"), (" and ", " & "),
            ("%", "percentage"), ("Details", "Detail"), ("figure", "figures"), ("Target", "Targets"), ("applied", "used"),
        ):  # fmt: skip
            text = text.replace(old, new)
        return f"{text}*" if column.n % 2 else text.upper()

    for question in asked(edition):
        top = across(made, sheet, question, top, label=label)
    return made


def unnumbered(edition: Edition) -> Made:
    """A data book that gives no question numbers: only the labels can tell what is asked."""
    made = Made()
    sheet, top = made.sheet("Data book"), 1
    for question in asked(edition):
        if len(question.all_columns) + len(question.fixed_rows) > 3:
            top = across(made, sheet, question, top, heading="Table")
    return made


def rewritten(edition: Edition) -> Made:
    """Labels in somebody's own words, as far as a colleague would still know them."""
    made = Made()
    sheet, top = made.sheet("Own words"), 1

    def label(question: Question, column: Column) -> str:
        text = re.sub(r"\s*\((?:metric|MWh|hectares)[^)]*\)", "", column.label)
        others = [other.label for other in question.all_columns if other != column]
        text = column.label if any(text in other for other in others) else text
        words = [word for word in text.split() if word.lower() not in ("global", "gross", "the", "of", "any", "your")]
        return " ".join(words) + (" - group" if column.n % 4 == 3 else "")

    for question in asked(edition):
        top = across(made, sheet, question, top, label=label)
    return made


def mutilated(edition: Edition) -> Made:
    """Labels that lack a word, whichever it is: nobody can tell all of them, so none may be told wrongly in silence."""
    made = Made()
    sheet, top = made.sheet("Mutilated"), 1

    def label(question: Question, column: Column) -> str:
        words = column.label.split()
        gone = (column.n * 5) % len(words)
        return " ".join(words[:gone] + words[gone + 1 :]) if len(words) > 2 else column.label

    for question in asked(edition):
        top = across(made, sheet, question, top, label=label)
    return made


def mistaken(edition: Edition) -> Made:
    """Each table lacks its second column and has another one in its place, called nearly the same."""
    made = Made()
    sheet, top = made.sheet("Mistaken"), 1
    others = (
        ("Scope 1", "Scope 2"),
        ("location", "market"),
        ("Base", "Target"),
        ("start", "end"),
        ("Upstream", "Downstream"),
        ("with", "without"),
    )

    def label(question: Question, column: Column) -> str:
        text = column.label
        for one, other in others:
            text = text.replace(one, "\0").replace(other, one).replace("\0", other)
        return text if column.n == 2 else column.label

    for question in asked(edition):
        top = across(made, sheet, question, top, label=label)
    changed = {(q.id, c.name) for q in asked(edition) for c in q.all_columns if label(q, c) != c.label}
    made.truth = {address: place for address, place in made.truth.items() if (address.question, address.column) not in changed}
    return made


def codes(edition: Edition) -> Made:
    """Column numbers and nothing else above the columns."""
    made = Made()
    sheet, top = made.sheet("Codes"), 1
    for question in asked(edition):
        top = across(made, sheet, question, top, label=lambda q, c: f"{q.id}.{c.n}" if c.n else c.label, heading=question.id)
    return made


def analyst(edition: Edition) -> Made:
    """CDP's form for analysts: a sheet a question, with ``C6.1_C1_`` before the labels."""
    made = Made()
    for question in asked(edition):
        sheet = made.sheet(question.id)
        for i, text in enumerate(("Account number", "Organization", "RowName"), 1):
            sheet.cell(1, i, text)
        for i, column in enumerate(question.all_columns):
            sheet.cell(1, 4 + i, f"{question.id}_C{column.n}_{column.label}")
        for j, (row, name) in enumerate(rows_of(question), 2):
            sheet.cell(j, 1, 4711)
            sheet.cell(j, 2, "Example plc")
            sheet.cell(j, 3, name or None)
            for i, column in enumerate(question.all_columns):
                made.at(Address(question.id, row, column.name), sheet, j, 4 + i)
    return made


def names(edition: Edition) -> Made:
    """Cells with names, and labels that say nothing."""
    made = Made()
    sheet, at = made.sheet("Input"), 1
    for question in asked(edition):
        for j, (row, _) in enumerate(rows_of(question), 1):
            for column in question.all_columns:
                part = "" if row is None else f"_R{j}"
                name = f"Q{question.id.replace('.', '_')}{part}_C{column.n}"
                made.book.defined_names[name] = DefinedName(name, attr_text=f"Input!$C${at}")
                sheet.cell(at, 2, f"Input {at}")
                made.at(Address(question.id, row, column.name), sheet, at, 3)
                at += 1
    return made


def notes(edition: Edition) -> Made:
    """Tables with notes above, within and below them."""
    made = Made()
    sheet, top = made.sheet("Annotated"), 1
    for question in asked(edition):
        sheet.cell(top, 1, f"Q{question.id}: {question.topic}")
        sheet.cell(
            top + 1, 1, "Please check these figures with finance before they go out; see also the guidance on the intranet."
        )
        sheet.cell(top + 2, 1, "Owner: energy team")
        last = across(made, sheet, question, top + 3, heading="Table")
        sheet.cell(
            last, 1, "Note: figures are rounded. Sources are kept in the evidence folder of the year, one file for each site."
        )
        top = last + 3
    return made


def merged(edition: Edition) -> Made:
    """Headings over several labels, merged, and labels that are two rows high."""
    made = Made()
    sheet, top = made.sheet("Merged"), 1
    for question in asked(edition):
        width = len(question.all_columns) + 1
        sheet.cell(top, 1, f"{question.id} {question.topic}")
        if width > 1:
            sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width)
        first = 1 + (question.rows is not None)
        for i, column in enumerate(question.all_columns):
            grouped = i % 5 in (1, 2) and i + (i % 5 == 1) < len(question.all_columns)
            if grouped and i % 5 == 1:
                sheet.cell(top + 1, first + i, f"Group {i // 5 + 1}")
                sheet.merge_cells(start_row=top + 1, end_row=top + 1, start_column=first + i, end_column=first + i + 1)
            sheet.cell(top + (2 if grouped else 1), first + i, column.label)
            if not grouped:
                sheet.merge_cells(start_row=top + 1, end_row=top + 2, start_column=first + i, end_column=first + i)
        for j, (row, name) in enumerate(rows_of(question), 3):
            if question.rows is not None:
                sheet.cell(top + j, 1, name)
            for i, column in enumerate(question.all_columns):
                made.at(Address(question.id, row, column.name), sheet, top + j, first + i)
        top += len(rows_of(question)) + 5
    return made


def side_by_side(edition: Edition) -> Made:
    """Several tables beside each other on each sheet."""
    made = Made()
    questions = [question for question in asked(edition) if len(question.all_columns) < 12]
    for k in range(0, len(questions), 6):
        sheet, tops = made.sheet(f"Sheet {k // 6 + 1}"), [2, 2]
        for n, question in enumerate(questions[k : k + 6]):
            lane = n % 2
            tops[lane] = across(made, sheet, question, tops[lane], left=1 + 16 * lane)
    return made


def forms(edition: Edition) -> Made:
    """A protected form: number, label, unit, and one open cell for each answer."""
    made = Made()
    sheet, at = made.sheet("Form"), 2
    sheet.protection.sheet = True
    for question in asked(edition):
        sheet.cell(at, 1, question.id)
        sheet.cell(at, 2, question.topic)
        at += 1
        for row, name in rows_of(question):
            if row is not None:
                sheet.cell(at, 2, name)
                at += 1
            for column in question.all_columns:
                sheet.cell(at, 2, column.label)
                sheet.cell(at, 3, column.unit or "-")
                sheet.cell(at, 5).protection = Protection(locked=False)
                made.at(Address(question.id, row, column.name), sheet, at, 5)
                at += 1
        at += 1
    return made


def dropdowns(edition: Edition) -> Made:
    """Tables on sheets of their own, with dropdowns and bounds, and a contents sheet that names every question too."""
    made = Made()
    contents = made.sheet("Contents")
    for i, question in enumerate(asked(edition), 2):
        contents.cell(i, 1, question.id)
        contents.cell(i, 2, question.topic)
        sheet = made.book.create_sheet(f"Q{question.id}")
        across(made, sheet, question, 2)
        rule = DataValidation(type="textLength", operator="lessThan", formula1="5000")
        for address, (title, cell) in made.truth.items():
            if title == sheet.title and address.question == question.id:
                rule.add(cell)
        sheet.add_data_validation(rule)
    return made


def old_numbers(edition: Edition) -> Made:
    """The questionnaire of 2023, for answers of today."""
    made, older = Made(), load_edition("cdp-2023")
    sheet, top = made.sheet("CDP 2023"), 1
    for question in asked(older, ASKED_2023):
        top = across(made, sheet, question, top)
    return _carried(made, edition)


def old_analyst(edition: Edition) -> Made:
    """CDP's form for analysts of 2023."""
    made, older = Made(), load_edition("cdp-2023")
    for question in asked(older, ASKED_2023):
        sheet = made.sheet(question.id)
        sheet["A1"], sheet["B1"] = "Organization", "RowName"
        for i, column in enumerate(question.all_columns):
            sheet.cell(1, 3 + i, f"{question.id}_C{column.n}_{column.label}")
        for j, (row, name) in enumerate(rows_of(question), 2):
            sheet.cell(j, 1, "Example plc")
            sheet.cell(j, 2, name or None)
            for i, column in enumerate(question.all_columns):
                made.at(Address(question.id, row, column.name), sheet, j, 3 + i)
    return _carried(made, edition)


def _carried(made: Made, edition: Edition) -> Made:
    """Say the data points of 2023 as those of today, as far as the crosswalk has rules for them."""
    crosswalk = load_crosswalk("cdp-2023", edition.id)
    truth: Truth = {}
    for address, place in made.truth.items():
        link, question = crosswalk.links[address.question], crosswalk.older.questions[address.question]
        target = None if link.by_hand else crosswalk.target(link, question.by_name[address.column or ""])
        if target is None or link.row_from is not None or link.sets or link.appended:
            continue
        home, column, _ = target
        row = link.rows.get(address.row or "", address.row) if home.id == link.to[0] else address.row
        if home.fixed_rows and row not in home.row_by_name:
            continue
        if not home.fixed_rows and not home.adds_rows and row not in (None, ""):
            continue
        if question.adds_rows != home.adds_rows:
            continue
        truth[Address(home.id, row or None, column.name)] = place
    return Made(made.book, truth)


KINDS: dict[str, Callable[[Edition], Made]] = {
    "portal export, filled": portal,
    "consultant's tracker": tracker,
    "tracker, sparse numbers": sparse_tracker,
    "one big sheet": big_sheet,
    "transposed": transposed,
    "bilingual labels": bilingual,
    "2023 numbering": old_numbers,
    "2023 analyst form": old_analyst,
    "renamed labels": renamed,
    "labels in own words": rewritten,
    "no numbers, labels only": unnumbered,
    "column numbers only": codes,
    "analyst form": analyst,
    "defined names": names,
    "notes between tables": notes,
    "merged headings": merged,
    "tables side by side": side_by_side,
    "protected form with units": forms,
    "dropdowns and contents": dropdowns,
    "one big sheet, filled": lambda edition: filled(edition, big_sheet),
    "transposed, filled": lambda edition: filled(edition, transposed),
    "form with units, filled": lambda edition: filled(edition, forms),
}

# Workbooks that mislead: here it counts that nothing is taken for something else in silence.
TRAPS: dict[str, Callable[[Edition], Made]] = {"labels that lack a word": mutilated, "labels of other columns": mistaken}
