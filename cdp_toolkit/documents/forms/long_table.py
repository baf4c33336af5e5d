"""Reads responses out of tables: long ones (question, row, column, value), and the data sets with a sheet for each question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cdp_toolkit.documents.files.sheets import WORKBOOKS, Figure, Row, Sheet, is_template, open_sheets
from cdp_toolkit.documents.forms.cell_values import pointed, value_lines, with_points
from cdp_toolkit.documents.forms.headings import Head, head_of, missing, names_of
from cdp_toolkit.documents.forms.organisations import Chooser
from cdp_toolkit.documents.meaning.question_numbers import Numbers, year_of
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import Block, Field, Section, Submission
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import InputError

_COMMENTS = "comments column"


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a table with what its place says about it."""

    question: str
    row: str
    row_number: str
    column: str
    column_number: str
    value: str
    comments: str
    place: Line


@dataclass(slots=True)
class TableFile:
    """What was read of a file of tables.

    Args:
        points: The values of the organisation that was chosen.
        skipped: Names of the sheets that hold no question, with how they begin.
        separator: What parts the columns; "" in a workbook.
        title: The organisation.
        year: The year of its answers, None where the file does not say it.
    """

    points: list[Point] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    separator: str = ""
    title: str = ""
    year: int | None = None


def is_filled_template(path: Path) -> bool:
    """Whether a file is a workbook of this toolkit's template, which is read by the names of its cells."""
    return path.suffix.lower() in WORKBOOKS and path.is_file() and is_template(path)


def read_table(path: Path, edition: Edition, organisation: str | None = None, year: int | None = None) -> TableFile:
    """Read the values of one organisation out of a file of tables.

    Args:
        path: A CSV file or workbook.
        edition: The edition that is answered; it tells labels from questions in the heads of columns.
        organisation: Whose answers are wanted, by name or account number, where there are several.
        year: The year whose answers are wanted, where there are several.

    Raises:
        InputError: The file cannot be read or holds no table that is known, or it does not hold one organisation that is wanted.
    """
    result, chooser = TableFile(), Chooser(path.name, organisation, year)
    begin: list[str] = []
    known = 0
    with open_sheets(path, lambda cells: head_of(cells, edition) is not None) as sheets:
        for sheet in sheets:
            first = sheet.head()
            at, head = next(((i, head) for i, row in enumerate(first) if (head := head_of(row.cells, edition))), (0, None))
            if head is None:
                begin = list(first[0].cells) if first else []
                result.skipped.append((sheet.name, next(filter(None, begin), "")))
                continue
            known += 1
            result.separator = sheet.separator
            rows = _chained(first[at + 1 :], sheet)
            result.points += _points(rows, head, chooser)
    if not known:
        raise _no_table(path, begin, len(result.skipped))
    result.title, result.year = chooser.chosen().name, chooser.only_year()
    _check_numbers(path, result.points, edition)
    return result


def _chained(first: Iterable[Row], sheet: Sheet) -> Iterator[Row]:
    yield from first
    yield from sheet.rows


def _no_table(path: Path, head: list[str], sheets: int) -> InputError:
    lacking = missing(head)
    if sheets == 1 and len(lacking) == 1:
        return InputError(path.name, f"has no column for the {lacking[0]}", f"Name it {names_of(lacking[0])}.")
    what = "holds no sheet" if path.suffix.lower() in WORKBOOKS else "is no table"
    begins = f"; it begins with '{', '.join(filter(None, head))[:60]}'" if any(head) else ""
    fix = (
        "Give a table with columns for question, row, column and value, CDP's data set with one sheet for each question, "
        "or a workbook that 'fill' made."
    )
    return InputError(path.name, f"{what} of answers that is known{begins}", fix)


def _points(rows: Iterable[Row], head: Head, chooser: Chooser) -> Iterator[Point]:
    places = head.places
    name, account, year = (places.get(each) for each in ("organisation", "account", "year"))
    for row in rows:
        if chooser.takes(row.peek(name), row.peek(account), row.peek(year)) and any(row.cells):
            yield from _row_points(row, head)


def _row_points(row: Row, head: Head) -> Iterator[Point]:
    places = head.places
    label, number = row.cell(places.get("row")), row.cell(places.get("row_number"))
    if head.asked:
        for each in head.asked:
            text = row.cell(each.position)
            yield Point(each.question, label, number, each.label, each.number, text, "", row.place)
        return
    question = row.cells[places["question"]] if places["question"] < len(row.cells) else ""
    if question.strip():
        bare = question if isinstance(question, Figure) else question.strip(" ()")
        column, column_number = row.cell(places.get("column")), row.cell(places.get("column_number"))
        value, comments = row.cell(places["value"]), row.cell(places.get("comments"))
        yield Point(bare, label, number, column, column_number, value, comments, row.place)


def _check_numbers(path: Path, points: Iterable[Point], edition: Edition) -> None:
    """Refuse question numbers that a workbook holds as figures, where they can mean two questions: 7.10 stands there as 7.1."""
    for point in points:
        if isinstance(point.question, Figure) and f"{point.question}0" in edition.questions:
            problem = (
                f"holds the question number {point.question} as a figure, which can mean {point.question} or {point.question}0"
            )
            fix = "Format the column of question numbers as text and enter them again."
            raise InputError(f"{path.name}, {point.place.where}", problem, fix)


def parse(table: TableFile, edition: Edition, file: str) -> Submission:
    """Put the values of a table together to questions and rows.

    Raises:
        InputError: Its figures can be read in two ways.
    """
    numbering = Numbers(edition, table.year)
    sections: dict[str, _Rows] = {}
    for point in table.points:
        if point.question not in sections:
            sections[point.question] = _Rows(Section(point.question, point.place), numbering)
    columns = [sections[point.question].column(point) for point in table.points]
    texts = [p.value for p, column in zip(table.points, columns, strict=True) if column is not None and column.type == "number"]
    commas = table.separator not in ("", ",") and not with_points(texts, file)
    for point, column in zip(table.points, columns, strict=True):
        is_figure = commas and column is not None and column.type == "number"
        lines = value_lines(pointed(point.value) if is_figure else point.value, column, point.place)
        sections[point.question].take(point, column, lines)
    title = "" if year_of(table.title) else table.title  # the year in an organisation's name is none of a questionnaire
    return Submission("table", tuple(rows.section for rows in sections.values()), (), title, table.year)


class _Rows:
    """The rows of one question while they are collected."""

    def __init__(self, section: Section, numbering: Numbers) -> None:
        self.section, self.question = section, numbering.question(section.question)
        self.labels = None if self.question is None else numbering.labels(self.question)
        self.blocks: dict[tuple[str, str], Block] = {}
        self.fields: dict[tuple[int, str, str], Field] = {}
        self.columns: dict[tuple[str, str], Column | None] = {}

    def column(self, point: Point) -> Column | None:
        """Return the column that a value answers."""
        wanted = (point.column, point.column_number)
        if wanted not in self.columns:
            each = Field(point.column, point.place, _code(point))
            self.columns[wanted] = self.labels.column(each) if self.labels is not None else None
        return self.columns[wanted]

    def take(self, point: Point, column: Column | None, lines: list[Line]) -> None:
        """Add a value to its row; several lines of one list of options are one value."""
        block = self._block(point)
        known = (id(block), point.column, point.column_number)
        before = self.fields.get(known)
        if before is not None and (not lines or (column is not None and column.type == "choices")):
            before.lines += lines
        else:
            each = self.fields[known] = Field(point.column, point.place, _code(point), lines)
            block.fields.append(each)
        if point.comments:
            code = f"{point.question}.comments"
            block.fields.append(Field(_COMMENTS, point.place, code, [point.place.with_text(point.comments)]))

    def _block(self, point: Point) -> Block:
        single = self.question is not None and not self.question.fixed_rows and not self.question.adds_rows
        named = ("", "") if single else (point.row_number, point.row)
        if named not in self.blocks:
            counts = point.row.isdigit() and point.row_number in ("", point.row)
            label = point.row if point.row and not counts else None
            block = self.blocks[named] = self.section.block(label, point.place)
            counted = point.row_number or point.row
            block.number = int(counted) if counted.isascii() and counted.isdigit() else None
        return self.blocks[named]


def _code(point: Point) -> str | None:
    number = point.column_number
    if not number:
        return None
    return number if "." in number else f"{point.question}.{number}"
