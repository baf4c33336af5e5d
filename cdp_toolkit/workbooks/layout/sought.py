"""What is looked for in a workbook: questions by their number in any edition, with the labels that they may carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cdp_toolkit.editions.crosswalk import Crosswalk, load_crosswalk
from cdp_toolkit.editions.links import Link
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.shipped import shipped


@dataclass(frozen=True)
class SoughtColumn:
    """A column by its labels; ``question`` and ``name`` say where it belongs now, "" and the reason where it has no home."""

    key: str
    labels: tuple[str, ...]
    n: int
    kind: Column
    question: str
    name: str
    problem: str = ""


@dataclass(frozen=True)
class SoughtRow:
    """A fixed row by its label; ``names`` say which row it is now, by question."""

    key: str
    label: str
    names: tuple[tuple[str, str | None], ...]

    def name(self, question: str) -> tuple[str | None] | None:
        """Return the row of a question that this is, None where it is none of its rows."""
        return next(((name,) for number, name in self.names if number == question), None)


@dataclass(frozen=True, eq=False)
class Sought:
    """A question in the numbering of one edition, and where its answers belong in the edition that is looked for.

    Args:
        edition: The edition whose number it is.
        question: The question as that edition has it.
        columns: Its columns.
        rows: Its fixed rows.
        problem: Why its rows cannot be placed by rule, "" where they can.
        home: The one row of the present edition that a question of one row is now; by question.
    """

    edition: str
    question: Question
    columns: tuple[SoughtColumn, ...]
    rows: tuple[SoughtRow, ...]
    problem: str = ""
    home: tuple[tuple[str, str | None], ...] = ()

    @property
    def number(self) -> str:
        """Its number in its own edition."""
        return self.question.id

    @cached_property
    def by_key(self) -> dict[str, SoughtColumn]:
        """Columns by the name that its own edition has for them."""
        return {column.key: column for column in self.columns}

    @cached_property
    def row_by_key(self) -> dict[str, SoughtRow]:
        """Rows by the name that its own edition has for them."""
        return {row.key: row for row in self.rows}

    @cached_property
    def by_n(self) -> dict[int, SoughtColumn]:
        """Columns by CDP's number."""
        return {column.n: column for column in self.columns}


class Catalogue:
    """Every question of an edition, and of the earlier editions that a crosswalk leads from."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._views: dict[str, dict[str, Sought]] = {}

    @cached_property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Crosswalks to the edition, of the latest edition first."""
        files = (shipped("questionnaires") / self.edition.id).glob("crosswalk-from-*.yaml")
        older = sorted((file.stem.removeprefix("crosswalk-from-") for file in files), reverse=True)
        return tuple(load_crosswalk(each, self.edition.id) for each in older)

    def knows(self, number: str) -> bool:
        """Whether any edition has a question of this number."""
        return number in self.edition.questions or any(number in each.older.questions for each in self.crosswalks)

    def first(self, number: str) -> Sought | None:
        """Return a question as the newest edition that has its number has it."""
        return next(self.views(number), None)

    def views(self, number: str) -> Iterator[Sought]:
        """Yield a question as each edition has it, the edition's own first; earlier ones are loaded when they are asked for."""
        if number in self.edition.questions:
            yield self._own(number)
        for crosswalk in self.crosswalks:
            if number in crosswalk.older.questions:
                yield self._older(crosswalk, number)

    def _own(self, number: str) -> Sought:
        known = self._views.setdefault(self.edition.id, {})
        if number not in known:
            question = self.edition.questions[number]
            columns = tuple(SoughtColumn(c.name, (c.label,), c.n, c, number, c.name) for c in question.all_columns)
            rows = tuple(SoughtRow(row.name, row.label, ((number, row.name),)) for row in question.fixed_rows)
            known[number] = Sought(self.edition.id, question, columns, rows, home=((number, None),))
        return known[number]

    def _older(self, crosswalk: Crosswalk, number: str) -> Sought:
        known = self._views.setdefault(crosswalk.older.id, {})
        if number not in known:
            question = crosswalk.older.questions[number]
            link = crosswalk.links.get(number)
            known[number] = _carried(crosswalk, question, link)
        return known[number]


def _carried(crosswalk: Crosswalk, question: Question, link: Link | None) -> Sought:
    """Return an earlier question with the places of its columns and rows today."""
    columns = tuple(_column(crosswalk, link, column) for column in question.all_columns)
    homes = [crosswalk.newer.questions[number] for number in dict.fromkeys(c.question for c in columns if c.question)]
    rows = tuple(SoughtRow(row.name, row.label, tuple(_names(link, row.name, homes))) for row in question.fixed_rows)
    home = tuple(_names(link, "", homes)) if link is not None and not question.fixed_rows and not question.adds_rows else ()
    return Sought(crosswalk.older.id, question, columns, rows, _shape_problem(question, link, homes), home)


def _column(crosswalk: Crosswalk, link: Link | None, column: Column) -> SoughtColumn:
    target = None if link is None or link.by_hand else crosswalk.target(link, column)
    if target is None:
        problem = f"is not asked any more in {crosswalk.newer.id}"
        if link is not None and link.by_hand:
            problem = f"is asked in another shape in {crosswalk.newer.id}"
        return SoughtColumn(column.name, (column.label,), column.n, column, "", "", problem)
    question, found, _ = target
    return SoughtColumn(column.name, (column.label, found.label), column.n, found, question.id, found.name)


def _names(link: Link | None, key: str, homes: list[Question]) -> Iterator[tuple[str, str | None]]:
    """Yield the row that a row is today, by question."""
    for i, home in enumerate(homes):
        given = link.rows.get(key) if link is not None and i == 0 else None
        if given is not None:
            yield home.id, given or None
        elif home.fixed_rows and key in home.row_by_name:
            yield home.id, key
        elif not home.fixed_rows and not home.adds_rows and not key:
            yield home.id, None


def _shape_problem(question: Question, link: Link | None, homes: list[Question]) -> str:
    """Say why rows that the organisation adds cannot be placed by rule."""
    if not question.adds_rows or link is None:
        return ""
    if link.row_from is not None or link.sets or link.appended or any(not home.adds_rows for home in homes):
        return "its rows belong to others now, by what is in them"
    return ""
