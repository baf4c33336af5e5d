"""Carries an earlier response over to a later edition: every answer gets a status, and none is lost."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cdp_toolkit.documents.carried_values import Fitted, fit
from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.editions.crosswalk import Crosswalk
from cdp_toolkit.editions.links import ColumnLink, Link, PastYears
from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.file import no_formula
from cdp_toolkit.responses.model import Answer, Response, Source, Status
from cdp_toolkit.values import Address, Choice, Value, question_order


class Carried(StrEnum):
    """What became of an answer, or of a question that has none yet."""

    UNCHANGED = "copied unchanged"
    REREAD = "copied, the question changed: re-read"
    MOVED = "moved to a past year"
    RECHOOSE = "unit or option to re-choose"
    OLD_YEAR = "of the old year: give the new one"
    NO_HOME = "no home"
    NEW = "new and empty"


COLUMNS = ("status", "to", "from", "value", "note")
UNVERIFIED = "unverified: compare with last year's form"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list for the team."""

    status: Carried
    to: str
    source: str
    value: str
    note: str


@dataclass(frozen=True)
class CarriedOver:
    """The response as far as it can be carried over, and the list for the team."""

    response: Response
    items: tuple[Item, ...]

    def counts(self) -> dict[Carried, int]:
        """Count the lines of the list by status."""
        counted = Counter(item.status for item in self.items)
        return {status: counted[status] for status in Carried}

    def listing(self) -> str:
        """Give the list as CSV for spreadsheets, in the order of the later questionnaire, what has no home at its end."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for item in self.items:
            writer.writerow(map(no_formula, (str(item.status), item.to, item.source, item.value, item.note)))
        return "\ufeff" + out.getvalue()  # with the mark, Excel reads the file as UTF-8


def carry_forward(response: Response, crosswalk: Crosswalk, years: int) -> CarriedOver:
    """Carry a response over.

    Args:
        response: The earlier answers.
        crosswalk: From the edition of the response to a later one.
        years: How many years lie between the two reporting years; figures of the old one go to this past year.
    """
    carrier = _Carrier(response, crosswalk, years)
    for answer in response:
        carrier.answer(answer)
    carrier.ends_of_years()
    carrier.new_and_empty()
    items = sorted(carrier.items, key=_order)
    return CarriedOver(Response.of(crosswalk.newer.id, carrier.answers.values(), response.organisation), tuple(items))


def _order(item: Item) -> tuple[object, ...]:
    return (not item.to, question_order(item.to or item.source), item.to, item.source)


@dataclass
class _Carrier:
    """Takes the answers one by one."""

    response: Response
    crosswalk: Crosswalk
    years: int
    answers: dict[Address, Answer] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    ends: dict[Address, Address] = field(default_factory=dict)

    def note(self, status: Carried, answer: Answer, to: Address | str, note: str = "") -> None:
        """Write a line of the list."""
        if to and self._is_unverified(answer.address):
            note = "; ".join(filter(None, (note.rstrip("."), UNVERIFIED)))
        self.items.append(Item(status, str(to), str(answer.address), text_of(answer.value), note))

    def _is_unverified(self, address: Address) -> bool:
        column = self.crosswalk.older.questions[address.question].by_name[address.column or ""]
        return self.crosswalk.is_unverified(address.question, column)

    def put(self, answer: Answer, to: Address, value: Value) -> bool:
        """Give an answer at its new address; say whether the place was free."""
        if to in self.answers:
            return False
        source = Source("carried", f"{self.crosswalk.older.id} {answer.address}; {answer.source}")
        self.answers[to] = Answer(to, value, source, Status.DRAFTED)
        return True

    def answer(self, answer: Answer) -> None:
        """Carry one answer over."""
        link = self.crosswalk.links[answer.address.question]
        question = self.crosswalk.older.questions[link.source]
        column = question.by_name[answer.address.column or ""]
        moves = [moved for moved in self.crosswalk.past_years if moved.source == link.source and column.name in moved.columns]
        if moves and self.years > 0:
            for moved in moves:
                self._to_past_year(answer, column, moved)
            return
        if link.kind == "dropped" or link.by_hand:
            self.note(Carried.NO_HOME, answer, ", ".join(link.to), link.reason)
            return
        target = self.crosswalk.target(link, column)
        if target is None:
            given = link.columns.get(column.name)
            self.note(Carried.NO_HOME, answer, "", (given.reason if given else "") or link.reason)
            return
        self._carry(answer, link, column, target)

    def _carry(self, answer: Answer, link: Link, column: Column, target: tuple[Question, Column, ColumnLink]) -> None:
        question, newer, given = target
        row, problem = self._row(answer, link, question)
        if problem:
            self.note(Carried.NO_HOME, answer, question.id, problem)
            return
        to = Address(question.id, row, newer.name)
        if self.years > 0 and self._is_of_the_year(link.source, column):
            self.note(Carried.OLD_YEAR, answer, to, given.reason)
            return
        fitted = fit(answer.value, column, newer, given)
        if fitted.value is None:
            self.note(Carried.RECHOOSE, answer, to, fitted.lost or given.reason)
        elif not self.put(answer, to, fitted.value):
            self.note(Carried.NO_HOME, answer, to, "another answer has been carried there")
        else:
            self._sets(answer, link, question, row)
            self._note_carried(answer, link, to, (fitted, given))

    def _is_of_the_year(self, question: str, column: Column) -> bool:
        """Whether an answer tells about its own year and must not be taken for another's."""
        name = f"{question}.{column.name}"
        figure = column.type in ("number", "date") and name not in self.crosswalk.lasting
        return figure or name in self.crosswalk.yearly or question in self.crosswalk.yearly

    def _note_carried(self, answer: Answer, link: Link, to: Address, how: tuple[Fitted, ColumnLink]) -> None:
        fitted, given = how
        if fitted.lost:
            self.note(Carried.RECHOOSE, answer, to, f"copied in part; {fitted.lost}")
        elif fitted.changed or given.kind != "full" or link.sets or link.rows or link.row_from:
            self.note(Carried.REREAD, answer, to, given.reason or link.reason)
        else:
            self.note(Carried.REREAD if self._is_unverified(answer.address) else Carried.UNCHANGED, answer, to)

    def _row(self, answer: Answer, link: Link, question: Question) -> tuple[str | None, str]:
        """Return the later row of an answer, or why there is none."""
        row = answer.address.row
        if link.row_from is not None:
            return self._named_row(answer, link, question)
        if question.adds_rows:
            number = int(row) if row is not None and row.isdigit() else 1
            return str(number + self._offset(link, question)), ""
        if question.fixed_rows:
            name = link.rows.get(row or "", row)
            known = name in question.row_by_name
            return (name, "") if known else (None, f"{question.id} has no row for '{row or link.source}'")
        return (None, "") if row in (None, *link.rows) else (None, f"{question.id} has only one row")

    def _named_row(self, answer: Answer, link: Link, question: Question) -> tuple[str | None, str]:
        about = self.response.value(Address(answer.address.question, answer.address.row, link.row_from))
        label = about.text or about.option if isinstance(about, Choice) else str(about or "")
        name = link.row_names.get(label) or (Labels(question).row(label) if label else None)
        return name, "" if name else f"{question.id} has no row '{label}'"

    def _offset(self, link: Link, question: Question) -> int:
        """Return how many rows other links have brought into a question before this one began."""
        if not link.appended:
            return 0
        if link.source not in self.offsets:
            rows = [int(a.row) for a in self.answers if a.question == question.id and a.row is not None and a.row.isdigit()]
            self.offsets[link.source] = max(rows, default=0)
        return self.offsets[link.source]

    def _sets(self, answer: Answer, link: Link, question: Question, row: str | None) -> None:
        for name, option in link.sets.items():
            to, column = Address(question.id, row, name), question.by_name[name]
            value: Value = (Choice(option),) if column.type == "choices" else Choice(option)
            if to not in self.answers:
                self.put(replace(answer, source=Source("crosswalk", link.reason)), to, value)

    def _to_past_year(self, answer: Answer, column: Column, moved: PastYears) -> None:
        question = self.crosswalk.newer.questions[moved.to]
        rows: Iterable[str] = moved.rows
        at = 0 if moved.row_to_column else list(rows).index(answer.address.row or "")
        age = moved.age + at + self.years - moved.to_age
        name = answer.address.row if moved.row_to_column else moved.columns[column.name]
        if age >= len(moved.to_rows) or name not in question.by_name:
            self.note(Carried.NO_HOME, answer, question.id, "it is older than the past years that are asked")
            return
        to = Address(question.id, moved.to_rows[age], name)
        fitted = fit(answer.value, column, question.by_name[name], ColumnLink(to=name))
        if fitted.value is None or not self.put(answer, to, fitted.value):
            self.note(Carried.RECHOOSE, answer, to, fitted.lost or "another figure has been carried there")
            return
        self.note(Carried.MOVED, answer, to)
        if moved.end_column is not None and at == 0:
            self.ends[replace(to, column=moved.end_column)] = self.crosswalk.year_end

    def ends_of_years(self) -> None:
        """Give the past year that the old figures went to its end, where the old response states it."""
        for to, source in sorted(self.ends.items()):
            end = self.response.answers.get(source)
            if end is not None and self.put(end, to, end.value):
                self.note(Carried.MOVED, end, to)

    def new_and_empty(self) -> None:
        """List what the later edition asks and no earlier answer is for."""
        for number, reason in self.crosswalk.new.items():
            self.items.append(Item(Carried.NEW, number, "", "", reason))
        reached = {(address.question, address.column) for address in self.answers}
        noted = {re.sub(r"\[.*?\]", "", item.to) for item in self.items}
        for number in sorted({question for question, _ in reached}, key=question_order):
            for column in self.crosswalk.newer.questions[number].all_columns:
                name = f"{number}.{column.name}"
                if (number, column.name) not in reached and name not in noted:
                    self.items.append(Item(Carried.NEW, name, "", "", "nothing was carried here"))
