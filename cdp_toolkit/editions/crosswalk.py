"""The crosswalk between two editions: where the answers of an earlier one belong in a later one, and why.

A link says where the answers of one question go. Columns and options go to those of the same name unless the link says otherwise;
what a link does not name and the later edition does not have, has no home.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cdp_toolkit.editions.loader import edition_folder, load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.values import Address

Kind = Literal["full", "partial", "split", "dropped"]
Target = Annotated[str, Field(pattern=r"^[^\[\]]+$")]


class ColumnLink(Definition):
    """Where one column goes: ``to`` is a column of the link's question, or ``question.column``; None has no home."""

    to: Target | None
    kind: Kind = "full"
    reason: str = ""
    options: dict[str, str | None] = Field(default_factory=dict)


class Link(Definition):
    """Where the answers of one question go.

    Args:
        source: The earlier question.
        to: The later ones; the first takes every column that does not say otherwise.
        kind: ``full`` (the same is asked), ``partial`` (part of it), ``split`` (into several questions or shapes), ``dropped``.
        reason: Why, in a sentence.
        columns: Columns that go elsewhere than to their own name, or to none.
        rows: Rows that go to another row; "" is the one row of a question without rows.
        sets: What every row that is carried is given besides, such as the environmental issue it is about.
        row_from: The column, or row key, whose option names the later row, as a country does.
        row_names: Options of that column whose later row is called otherwise.
        by_hand: The shape has changed so much that nothing can be placed by rule; all of it is listed.
        appended: Its rows come behind those that other links have brought into the same question.
    """

    source: str = Field(alias="from")
    to: tuple[str, ...] = ()
    kind: Kind
    reason: str
    columns: dict[str, ColumnLink] = Field(default_factory=dict)
    rows: dict[str, str] = Field(default_factory=dict)
    sets: dict[str, str] = Field(default_factory=dict)
    row_from: str | None = None
    row_names: dict[str, str] = Field(default_factory=dict)
    by_hand: bool = False
    appended: bool = False


class PastYears(Definition):
    """Figures of the reporting year that the later edition asks for as those of a past year.

    Args:
        source: The earlier question.
        to: The later one.
        rows: Its rows of years, the latest first; none where the whole question is about the reporting year.
        age: How many years before the reporting year the first of ``rows`` is.
        to_rows: The later question's rows of years, the latest first.
        to_age: How many years before the reporting year the first of ``to_rows`` is.
        columns: The columns that move, earlier to later.
        row_to_column: The earlier rows are the later columns, and the one column in ``columns`` holds the figures.
        end_column: The later column that takes the end of the old reporting year.
    """

    source: str = Field(alias="from")
    to: str
    rows: tuple[str, ...] = ()
    age: int = 0
    to_rows: tuple[str, ...]
    to_age: int = 0
    columns: dict[str, str] = Field(default_factory=dict)
    row_to_column: bool = False
    end_column: str | None = None


class _File(Definition):
    """The whole file."""

    source: str = Field(alias="from")
    to: str
    links: tuple[Link, ...]
    year_end: str
    past_years: tuple[PastYears, ...] = ()
    lasting: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    new: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Crosswalk:
    """All links between two editions.

    Args:
        older: The earlier edition.
        newer: The later one.
        links: Links by earlier question.
        year_end: Where the earlier edition asks for the end of the reporting year.
        past_years: Figures that move to rows of past years.
        lasting: Columns (``question.column`` of the earlier edition) whose figures and dates hold beyond their year.
        yearly: Questions and columns whose choices and texts tell about one year only, as figures do anyway.
        new: Questions of the later edition that no link leads to, and why.
    """

    older: Edition
    newer: Edition
    links: Mapping[str, Link]
    year_end: Address
    past_years: tuple[PastYears, ...]
    lasting: frozenset[str]
    yearly: frozenset[str]
    new: Mapping[str, str]

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Earlier questions by later question."""
        found: dict[str, tuple[str, ...]] = {}
        for link in self.links.values():
            for number in link.to:
                found[number] = (*found.get(number, ()), link.source)
        return found

    def target(self, link: Link, column: Column) -> tuple[Question, Column, ColumnLink] | None:
        """Return where a column's answers go, None where they have no home."""
        given = link.columns.get(column.name)
        if not link.to or (given is not None and given.to is None):
            return None
        first = self.newer.questions[link.to[0]]
        name = column.name if given is None or given.to is None else given.to
        number, _, rest = name.rpartition(".")
        question = self.newer.questions[number] if number else first
        found = question.by_name.get(rest)
        return None if found is None else (question, found, given or ColumnLink(to=name))


def crosswalk_file(older: str, newer: str) -> Path:
    """Return where the crosswalk between two editions stands."""
    return edition_folder(newer) / f"crosswalk-from-{older}.yaml"


@cache
def load_crosswalk(older: str, newer: str) -> Crosswalk:
    """Return a shipped crosswalk. Loaded once a process.

    Raises:
        InputError: There is none between these editions.
        DefinitionError: Its file cannot be used.
    """
    path = crosswalk_file(older, newer)
    if not path.is_file():
        known = [each.stem.removeprefix("crosswalk-from-") for each in path.parent.glob("crosswalk-from-*.yaml")]
        raise InputError(older, f"has no crosswalk to {newer}", f"There is one from: {', '.join(sorted(known)) or 'none'}.")
    return read_crosswalk(path, load_edition(older), load_edition(newer))


def read_crosswalk(path: Path, older: Edition, newer: Edition) -> Crosswalk:
    """Read a crosswalk and check every name in it.

    Raises:
        DefinitionError: With every link that names what one of the editions does not have.
    """
    document = read(path)
    file: _File = validated(document, _File)
    check = _Check(document, older, newer)
    for i, link in enumerate(file.links):
        check.link(i, link)
    for i, moved in enumerate(file.past_years):
        check.past_years(i, moved)
    check.whole(file)
    if check.faults:
        raise DefinitionError(check.faults)
    links = {link.source: link for link in file.links}
    return Crosswalk(
        older, newer, links, check.year_end, file.past_years, frozenset(file.lasting), frozenset(file.yearly), file.new
    )


class _Check:
    """Collects what a crosswalk names wrongly."""

    def __init__(self, document: Document, older: Edition, newer: Edition) -> None:
        self.document, self.older, self.newer = document, older, newer
        self.faults: list[Fault] = []
        self.year_end = Address("")

    def name(self, loc: tuple[str | int, ...], what: str, name: str, known: Iterable[str]) -> bool:
        """Note a name that is not known; say whether it is."""
        names = list(known)
        if name not in names:
            self.faults.append(Fault(self.document.where(loc), f"there is no {what} '{name}'", nearest(name, names)))
        return name in names

    def link(self, i: int, link: Link) -> None:
        """Check one link."""
        loc = ("links", i)
        known = self.name(loc, f"question of {self.older.id}", link.source, self.older.questions)
        homes = [number for number in link.to if self.name(loc, f"question of {self.newer.id}", number, self.newer.questions)]
        if (link.kind == "dropped") != (not link.to):
            problem = f"link of {link.source} is {link.kind} and leads to {', '.join(link.to) or 'nothing'}"
            self.faults.append(Fault(self.document.where(loc), problem, "Dropped links lead nowhere, all others somewhere."))
        if not known or not homes:
            return
        question, home = self.older.questions[link.source], self.newer.questions[homes[0]]
        for name, column in link.columns.items():
            if self.name((*loc, "columns", name), f"column of {question.id}", name, question.by_name) and column.to is not None:
                self.column((*loc, "columns", name), link, home, (question.by_name[name], column))
        for row, to in link.rows.items():
            self.name((*loc, "rows", row), f"row of {question.id}", row, ["", *question.row_by_name])
            self.name((*loc, "rows", row), f"row of {home.id}", to, ["", *home.row_by_name])
        if link.row_from is not None:
            self.name((*loc, "row_from"), f"column of {question.id}", link.row_from, question.by_name)
        for label, row in link.row_names.items():
            self.name((*loc, "row_names", label), f"row of {home.id}", row, home.row_by_name)
        self.one_source_each(loc, link, question, home)
        for name in link.sets:
            self.name((*loc, "sets", name), f"column of {home.id}", name, home.by_name)

    def one_source_each(self, loc: tuple[str | int, ...], link: Link, question: Question, home: Question) -> None:
        """Check that no two columns of a question go to the same one."""
        taken: dict[str, str] = {}
        for column in question.columns:
            given = link.columns.get(column.name)
            to = column.name if given is None else given.to
            if to is None or (given is None and to not in home.by_name):
                continue
            if to in taken:
                problem = f"{taken[to]} and {column.name} of {question.id} both go to {to}"
                self.faults.append(
                    Fault(self.document.where((*loc, "columns", column.name)), problem, "Lead one of them elsewhere.")
                )
            taken[to] = column.name

    def column(self, loc: tuple[str | int, ...], link: Link, home: Question, pair: tuple[Column, ColumnLink]) -> None:
        """Check where one column goes, and its options."""
        column, given = pair
        number, _, name = (given.to or "").rpartition(".")
        if number and not self.name(loc, f"question of {self.newer.id}", number, self.newer.questions):
            return
        if number and number not in link.to:
            problem = f"column goes to {number}, which the link does not name"
            self.faults.append(Fault(self.document.where(loc), problem, "Name it under 'to'."))
        question = self.newer.questions[number] if number else home
        if not self.name(loc, f"column of {question.id}", name, question.by_name):
            return
        for old, new in given.options.items():
            self.name((*loc, "options", old), f"option of {column.name}", old, column.options)
            if new is not None:
                self.name((*loc, "options", old), f"option of {question.id}.{name}", new, question.by_name[name].options)

    def past_years(self, i: int, moved: PastYears) -> None:
        """Check one move to past years."""
        loc = ("past_years", i)
        if not self.name(loc, f"question of {self.older.id}", moved.source, self.older.questions):
            return
        if not self.name(loc, f"question of {self.newer.id}", moved.to, self.newer.questions):
            return
        older, newer = self.older.questions[moved.source], self.newer.questions[moved.to]
        for row in moved.rows:
            self.name((*loc, "rows"), f"row of {older.id}", row, older.row_by_name)
        for row in moved.to_rows:
            self.name((*loc, "to_rows"), f"row of {newer.id}", row, newer.row_by_name)
        for name, to in moved.columns.items():
            self.name((*loc, "columns", name), f"column of {older.id}", name, older.by_name)
            if not moved.row_to_column:
                self.name((*loc, "columns", name), f"column of {newer.id}", to, newer.by_name)

    def whole(self, file: _File) -> None:
        """Check that every question of both editions is accounted for, once."""
        try:
            self.year_end = self.older.canonical(Address.parse(file.year_end))
        except InputError as error:
            self.faults.append(Fault(self.document.where(("year_end",)), f"{error.where}: {error.problem}", error.fix))
        sources = [link.source for link in file.links]
        for number in sorted({number for number in sources if sources.count(number) > 1}):
            self.faults.append(Fault(self.document.where(("links",)), f"two links lead from {number}", "Make one of them."))
        for number in self.older.questions:
            if number not in sources:
                place = self.document.where(("links",))
                self.faults.append(Fault(place, f"no link leads from {number}", "Say where it goes, or drop it."))
        reached = {number for link in file.links for number in link.to} | {moved.to for moved in file.past_years}
        for number in self.newer.questions:
            if (number in reached) == (number in file.new):
                problem = (
                    f"{number} is {'reached by a link and new' if number in reached else 'neither reached by a link nor new'}"
                )
                self.faults.append(Fault(self.document.where(("new",)), problem, "Make it one of the two."))
        for key, names in (("lasting", file.lasting), ("yearly", file.yearly)):
            for name in names:
                number, _, column = name.rpartition(".")
                known = number in self.older.questions and column in self.older.questions[number].by_name
                if not known and (key == "lasting" or name not in self.older.questions):
                    self.faults.append(Fault(self.document.where((key,)), f"there is no column '{name}'", "Correct its name."))
