"""What closing a gap takes: effort classes of answers, as data that a company can make its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import Definition, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.language import Cell, Table
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.values import Address, Attachment

EffortClass = Literal["text", "data", "approval", "project", "later"]
ORDER: tuple[EffortClass, ...] = ("text", "data", "approval", "project", "later")
IN_TIME: EffortClass = "project"  # the gravest that can be done before a submission


class QuestionEffort(Definition):
    """Questions whose answers take more (or less) than their columns' types say."""

    questions: tuple[str, ...]
    class_: Annotated[EffortClass, Field(alias="class")]


class QuestionNeed(Definition):
    """Questions that attach something of a kind, such as a policy."""

    questions: tuple[str, ...]
    kind: Literal["policy", "verification"]


class Grant(Definition):
    """Options of some columns that somebody else has to grant first."""

    cells: tuple[str, ...]
    options: tuple[str, ...]
    class_: Annotated[EffortClass, Field(alias="class")]


class EffortFile(Definition):
    """``effort.yaml``. A company's own file may leave out what it does not change."""

    classes: dict[EffortClass, int] = Field(default_factory=dict)
    each_cell: int | None = None
    blank: dict[str, EffortClass] = Field(default_factory=dict)
    changed: dict[str, EffortClass] = Field(default_factory=dict)
    outside: EffortClass | None = None
    read: EffortClass | None = None
    granted: tuple[Grant, ...] = ()
    questions: tuple[QuestionEffort, ...] = ()
    needs: tuple[QuestionNeed, ...] = ()


@dataclass(frozen=True)
class Effort:
    """Prices edits. Everything is exact, so that plans are the same on every machine."""

    classes: Mapping[EffortClass, int]
    each_cell: Fraction
    blank: Mapping[str, EffortClass]
    changed: Mapping[str, EffortClass]
    outside: EffortClass
    questions: Mapping[str, EffortClass]
    needs: Mapping[str, str] = field(default_factory=dict)
    read: EffortClass = "text"
    granted: Mapping[tuple[str, str], Mapping[str, EffortClass]] = field(default_factory=dict)

    def kind(self, question: str, kind: str) -> str:
        """Return what an attachment of a question has to be, where that is said; every other kind as it is."""
        return self.needs.get(question, kind) if kind == "attachment" else kind

    def of_cell(self, edition: Edition, address: Address, cell: Cell | None, given: Mapping[str, Table]) -> EffortClass:
        """Return the class of answering one data point (anew) with a cell."""
        column = edition.questions[address.question].by_name[address.column or ""]
        row = given[address.question].row(address.row or "")
        before = None if row is None else row.cells.get(column.name)
        by_type = (self.blank if before is None else self.changed).get(column.type, "data")
        classes = [by_type, self._of_question(address.question), None if before == cell else self.grant(address, cell)]
        return max((each for each in classes if each is not None), key=ORDER.index)

    def grant(self, address: Address, cell: Cell | None) -> EffortClass | None:
        """Return the class of having an answer granted by somebody else, None where nobody has to."""
        options = self.granted.get((address.question, address.column or ""))
        if options is None or not isinstance(cell, tuple):
            return None
        return max((options[option] for option in cell if option in options), key=ORDER.index, default=None)

    def of_verdict(self, key: str, given: Mapping[str, Table]) -> tuple[str, EffortClass]:
        """Return the question of a verdict and the class of obtaining it: reading, where the document is attached already."""
        question, _, row = key.rpartition(".")[0].partition("[")
        there = given[question].row(row.rstrip("]")) if question in given else None
        attached = there is not None and any(isinstance(cell, Attachment) for cell in there.cells.values())
        return question, self.read if attached else self.outside

    def _of_question(self, question: str) -> EffortClass | None:
        """Return the class of the longest entry that begins a question's number."""
        parts = question.split(".")
        for length in range(len(parts), 0, -1):
            found = self.questions.get(".".join(parts[:length]))
            if found is not None:
                return found
        return None

    def of(self, edition: Edition, edits: Edits, given: Mapping[str, Table]) -> dict[str, tuple[EffortClass, Fraction]]:
        """Return the class and the price of edits by question: the dearest piece of work, and a little for every further cell."""
        by_question: dict[str, list[EffortClass]] = {}
        for address, cell in edits.cells.items():
            by_question.setdefault(address.question, []).append(self.of_cell(edition, address, cell, given))
        for key in edits.verdicts:
            question, effort = self.of_verdict(key, given)
            by_question.setdefault(question, []).append(effort)
        return {question: self._price(classes) for question, classes in by_question.items()}

    def _price(self, classes: list[EffortClass]) -> tuple[EffortClass, Fraction]:
        dearest = max(classes, key=lambda each: (self.classes[each], ORDER.index(each)))
        further = sum(self.classes[each] for each in classes) - self.classes[dearest]
        return dearest, self.classes[dearest] + further * self.each_cell

    def price(self, edition: Edition, edits: Edits, given: Mapping[str, Table]) -> Fraction:
        """Return the price of edits."""
        return sum((price for _, price in self.of(edition, edits, given).values()), Fraction(0))


def read_effort(edition: Edition, path: Path, own: Path | None = None) -> Effort:
    """Read the shipped effort file, and a company's own over it.

    Raises:
        DefinitionError: A file cannot be used; names every fault.
    """
    shipped = _read(edition, path)
    company = EffortFile() if own is None else _read(edition, own)
    questions = {number: each.class_ for file in (shipped, company) for each in file.questions for number in each.questions}
    return Effort(
        {**shipped.classes, **company.classes},
        Fraction(company.each_cell if company.each_cell is not None else shipped.each_cell or 0, 100),
        {**shipped.blank, **company.blank},
        {**shipped.changed, **company.changed},
        company.outside or shipped.outside or "project",
        questions,
        {number: each.kind for file in (shipped, company) for each in file.needs for number in each.questions},
        company.read or shipped.read or "text",
        _granted(shipped, company),
    )


def _granted(*files: EffortFile) -> dict[tuple[str, str], dict[str, EffortClass]]:
    """Put the grants of several files together, by question and column."""
    found: dict[tuple[str, str], dict[str, EffortClass]] = {}
    for each in (grant for file in files for grant in file.granted):
        for cell in each.cells:
            address = Address.parse(cell)
            found.setdefault((address.question, address.column or ""), {}).update(dict.fromkeys(each.options, each.class_))
    return found


def _read(edition: Edition, path: Path) -> EffortFile:
    document = read(path)
    file: EffortFile = validated(document, EffortFile)
    named = {"questions": [each.questions for each in file.questions], "needs": [each.questions for each in file.needs]}
    faults = [
        Fault(document.where((part, i)), f"there is no question '{number}'", nearest(number, edition.questions))
        for part, entries in named.items()
        for i, questions in enumerate(entries)
        for number in questions
        if number not in edition.questions
    ]
    faults += [
        Fault(document.where(("granted", i, "cells", j)), f"there is no column '{cell}'", nearest(cell, _columns(edition)))
        for i, each in enumerate(file.granted)
        for j, cell in enumerate(each.cells)
        if cell not in _columns(edition)
    ]
    if faults:
        raise DefinitionError(faults)
    return file


def _columns(edition: Edition) -> set[str]:
    return {f"{question.id}.{name}" for question in edition.questions.values() for name in question.by_name}
