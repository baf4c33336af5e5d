"""Makes up a response over every kind of question, and writes it as the forms of submissions that are published."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import count

from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.values import Address, Attachment, Choice, Value, asks_for_text
from tests.made_paper import Paper, Print, printable

FIGURES = ("55200", "0", "12.5", "1234567", "0.0035", "-8.25", "100", "206726")
SENTENCES = (
    "We measure what we can and estimate the rest.",
    "The figures cover all of our sites, see question 7.6 and row 2 of the table (C6.1).",
    "Our board reviews progress four times a year:\n- targets\n- budgets (in total 3)\n- risks",
    "In 2024 we bought\n1200\nmore certificates.",
    "None.",
    "This is a longer account of what was done in the year. " * 14 + "It ends here.",
    "First paragraph, which is long enough to fill more than one line of a page at any usual size of print.\nSecond one.",
    "Comment",
)
Rows = dict[str | None, dict[str, Value]]  # by row, by column


def made_answers(edition: Edition, rows: int = 2, most_rows: int = 4, blanks: int = 9) -> dict[str, Rows]:
    """Answer every question of an edition but for each ``blanks``-th column: by question, row and column."""
    numbers = count()
    return {question.id: _rows(question, rows, most_rows, blanks, numbers) for question in edition.questions.values()}


def _rows(question: Question, rows: int, most_rows: int, blanks: int, numbers: Iterator[int]) -> Rows:
    named: list[str | None] = [None]
    if question.fixed_rows:
        named = [row.name for row in question.fixed_rows[:most_rows]]
    elif question.adds_rows:
        named = [str(i + 1) for i in range(rows)]
    found: Rows = {}
    for name in named:
        found[name] = {}
        for c, column in enumerate(question.all_columns):
            i = next(numbers)
            if i % blanks or c == 0:
                found[name][column.name] = value_for(column, i)
    return found


def value_for(column: Column, i: int) -> Value:
    """Return the ``i``-th made-up value of a column's type."""
    match column.type:
        case "number":
            return Decimal(FIGURES[i % len(FIGURES)])
        case "date":
            return dt.date(2023, 12, 31) + dt.timedelta(days=i % 300)
        case "text":
            return SENTENCES[i % len(SENTENCES)].strip()
        case "attachment":
            return Attachment(f"made up {i}.pdf")
        case "choice":
            return _chosen(column, i)
        case _:
            return tuple(_chosen(column, i + j) for j in range(min(1 + i % 3, len(column.options))))


def _chosen(column: Column, i: int) -> Choice:
    listed = [option for option in column.options if printable(option)]
    option = listed[i % len(listed)]
    return Choice(option, "made up by us" if asks_for_text(option.rpartition(" | ")[2]) else None)


def addressed(answers: dict[str, Rows]) -> dict[str, Value]:
    """Return the answers by address as text."""
    return {
        str(Address(question, row, column)): value
        for question, rows in answers.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }


# What a value looks like in print


def _other(choice: Choice, form: str) -> str:
    label = choice.option
    if choice.text is None:
        return label
    return f"{label} :{choice.text}" if form == "portal" else f"{label} ({choice.text})"


def options(value: Value, form: str) -> list[str]:
    """Return the options of a value as lines, group lines without a tick among them."""
    lines: list[str] = []
    group = None
    for choice in value if isinstance(value, tuple) else (value,):
        assert isinstance(choice, Choice)
        head, bar, last = _other(choice, form).rpartition(" | ")
        if bar and form == "portal" and head != group:
            lines.append(head)
            group = head
        lines.append(
            f"\u2611 {last}" if form == "portal" else f"{head} | {last}" if bar and form == "older" else _other(choice, form)
        )
    return lines


def plain(value: Value, form: str) -> list[str]:
    """Return a value as paragraphs."""
    if isinstance(value, Choice | tuple):
        return options(value, form)
    if isinstance(value, dt.date):
        return [value.strftime("%m/%d/%Y" if form == "portal" else "%B %d %Y")]
    return [value.name if isinstance(value, Attachment) else str(value)]


def label_of(question: Question, row: str | None, columns: dict[str, Value]) -> str:
    """Return a row's label as it is printed; "" where the question has one row."""
    if question.fixed_rows and row is not None:
        return question.row_by_name[row].label
    key = question.rows.key if question.rows is not None else None
    if key is not None:
        return plain(columns[key.name], "text")[0]
    return f"Row {row}" if row is not None else ""


def grouped_columns(question: Question) -> Sequence[Column]:
    return question.columns


# The forms

Topic = Callable[[Question], str]


def heading(question: Question) -> str:
    """Return a made-up sentence in the place of CDP's."""
    return f"What does your organization report on {question.topic[:1].lower()}{question.topic[1:]} in the reporting year?"


def portal(
    edition: Edition, answers: dict[str, Rows], style: Print, narrow: int = 3, coded: bool = True, paper: Paper | None = None
) -> Paper:
    """Print the portal's export of 2024 and later; questions of few columns as tables without codes."""
    paper = paper or Paper(style)
    module = ""
    for number, rows in answers.items():
        question = edition.questions[number]
        if question.module != module:
            module = question.module
            paper.text(f"C{module}. {edition.modules[module]}", bold=True, size=14)
        paper.text(f"({number}) {heading(question)}", bold=True, size=12)
        if len(question.columns) == 1 and not question.fixed_rows and not question.adds_rows:
            for values in rows.values():
                for column in question.columns:
                    _portal_value(paper, column, values.get(column.name))
        elif len(question.columns) <= narrow:
            head = ["", *(column.label for column in question.columns)]
            body = [
                [
                    [label_of(question, row, values)],
                    *(_portal_cell(column, values.get(column.name)) for column in question.columns),
                ]
                for row, values in rows.items()
            ]
            paper.table(head, body)
            paper.text("[Add row]" if question.adds_rows else "[Fixed row]")
        else:
            for row, values in rows.items():
                if label_of(question, row, values):
                    paper.text(label_of(question, row, values), bold=True, size=12)
                for column in question.columns:
                    label = f"({number}.{column.n}) {column.label}" if coded else column.label
                    paper.text(label, bold=True, size=12, colour=style.label_colour, bar=style.bar)
                    _portal_value(paper, column, values.get(column.name))
            paper.text("[Add row]" if question.adds_rows else "[Fixed row]")
    return paper


def bound(paper: Paper, cover: Sequence[str], numbers: Sequence[str]) -> Paper:
    """Print a cover and a table of contents with dotted lines, some of them broken, before everything else."""
    for line in cover:
        paper.text(line, size=16 if len(line) < 50 else 0)
    paper.page()
    paper.text("Contents", size=18)
    for i, number in enumerate(numbers):
        if i % 3 == 0:
            paper.text(f"({number}) What is asked here in a sentence that is so long that it goes on in a second line of the")
            paper.text(f"contents {'.' * 60} {i + 3}")
        else:
            paper.text(f"({number}) What is asked here {'.' * 80} {i + 3}")
    paper.page()
    return paper


def other_modules(paper: Paper) -> Paper:
    """Print questions on forests, water and plastics, as a portal export has them, and what follows them."""
    style = paper.style
    paper.text("C8. Forests", bold=True, size=14)
    paper.text("(8.1) Are there any exclusions from what you report on forests?", bold=True, size=12)
    paper.table(["", "Exclusion from disclosure"], [[["Timber products"], ["Select from:", "\u2611 No"]]])
    paper.text("C9. Water", bold=True, size=14)
    paper.text("(9.2) How much of the following do you measure?", bold=True, size=12)
    for row in ("Water withdrawals", "Water discharges"):
        paper.text(row, bold=True, size=12)
        for label, value in (
            ("(9.2.1) % of sites", "100%"),
            ("(9.2.2) Frequency", "Daily"),
            ("(9.2.3) Please explain", "By meters."),
        ):
            paper.text(label, bold=True, size=12, colour=style.label_colour, bar=style.bar)
            if label.endswith("explain"):
                paper.text(value)
            else:
                paper.text("Select from:")
                paper.tick(value)
    paper.text("[Fixed row]")
    paper.text("C10. Plastics", bold=True, size=14)
    paper.text("(10.1) Do you have targets on plastics?", bold=True, size=12)
    paper.text("Select from:")
    paper.tick("Yes")
    return paper


def _portal_cell(column: Column, value: Value | None) -> list[str]:
    if column.type == "choice":
        return ["Select from:", *([] if value is None else plain(value, "portal"))]
    if column.type == "choices":
        return ["Select all that apply", *([] if value is None else plain(value, "portal"))]
    return [] if value is None else plain(value, "portal")


def _portal_value(paper: Paper, column: Column, value: Value | None) -> None:
    for line in _portal_cell(column, value):
        if line.startswith("\u2611"):
            paper.tick(line.removeprefix("\u2611 "))
        else:
            paper.text(line)


def compact(edition: Edition, answers: dict[str, Rows], style: Print, most: int = 6) -> Paper:
    """Print questions with a number in brackets and tables of labels without codes; wide ones as labels over values."""
    return portal(edition, answers, style, narrow=most, coded=False)


def integrated(edition: Edition, answers: dict[str, Rows], style: Print, numbered: bool = True) -> Paper:
    """Print ``Q7.6``, ``Response 1: Reporting year``, a label line, value lines."""
    paper = Paper(style)
    paper.text("Integrated Questionnaire 2025", bold=True, size=16)
    for number, rows in answers.items():
        question = edition.questions[number]
        paper.text(f"Q{number} {heading(question)}", bold=True, size=11)
        for i, (row, values) in enumerate(rows.items(), start=1):
            label = "" if question.adds_rows and not (question.rows and question.rows.key) else label_of(question, row, values)
            if label or row is not None:
                paper.text(f"Response {i}: {label}" if label else f"Response {i}", bold=True)
            single = len(question.columns) == 1 and row is None
            for column in question.columns:
                if not single:
                    paper.text(column.label, bold=True, colour=style.label_colour)
                value = values.get(column.name)
                for line in [] if value is None else plain(value, "text"):
                    paper.text(line)
    return paper


def older(edition: Edition, answers: dict[str, Rows], style: Print, narrow: int = 6, title: str = "") -> Paper:
    """Print the export of 2018-2023: number, number in brackets with the question, labels over values or a table."""
    paper = Paper(style)
    for line in title.split("\n") if title else []:
        paper.text(line, bold=False, size=20)
    module = ""
    for number, rows in answers.items():
        question = edition.questions[number]
        if question.module != module:
            module = question.module
            if module in edition.modules:
                paper.text(f"{module}. {edition.modules[module]}", size=13)
        paper.text(number, size=13)
        paper.text(f"({number}) {heading(question)}", bold=True, indent=3)
        single = len(question.columns) == 1 and not question.fixed_rows and not question.adds_rows
        if 1 < len(question.columns) <= narrow and not single:
            labelled = bool(question.fixed_rows or question.adds_rows)
            head = [*([""] if labelled else []), *(column.label for column in question.columns)]
            body = [
                [
                    *([[label_of(question, row, values)]] if labelled else []),
                    *(_older_cell(values.get(column.name)) for column in question.columns),
                ]
                for row, values in rows.items()
            ]
            paper.table(head, body)
            continue
        for row, values in rows.items():
            if question.fixed_rows:
                paper.text(label_of(question, row, values), bold=True, indent=6)
            for column in question.all_columns:
                if not single:
                    paper.text(column.label, bold=True, indent=9 if question.fixed_rows else 6, colour=style.label_colour)
                for line in _older_cell(values.get(column.name)):
                    paper.text(line, indent=12)
    return paper


def _older_cell(value: Value | None) -> list[str]:
    return ["<Not Applicable>"] if value is None else plain(value, "older")
