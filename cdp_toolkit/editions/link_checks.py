"""Checks that a crosswalk names only what its two editions have, and accounts for every question of both."""

from collections.abc import Iterable

from cdp_toolkit.editions.links import ColumnLink, CrosswalkFile, Link, PastYears
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.yamlfile import Document, nearest
from cdp_toolkit.errors import Fault, InputError
from cdp_toolkit.values import Address


class NameCheck:
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

    def whole(self, file: CrosswalkFile) -> None:
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
