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
from cdp_toolkit.language import Table
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.values import Address

EffortClass = Literal["text", "data", "approval", "project"]
ORDER: tuple[EffortClass, ...] = ("text", "data", "approval", "project")


class QuestionEffort(Definition):
    """Questions whose answers take more (or less) than their columns' types say."""

    questions: tuple[str, ...]
    class_: Annotated[EffortClass, Field(alias="class")]


class QuestionNeed(Definition):
    """Questions that attach something of a kind, such as a policy."""

    questions: tuple[str, ...]
    kind: Literal["policy", "verification"]


class EffortFile(Definition):
    """``effort.yaml``. A company's own file may leave out what it does not change."""

    classes: dict[EffortClass, int] = Field(default_factory=dict)
    each_cell: int | None = None
    blank: dict[str, EffortClass] = Field(default_factory=dict)
    changed: dict[str, EffortClass] = Field(default_factory=dict)
    outside: EffortClass | None = None
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

    def kind(self, question: str, kind: str) -> str:
        """Return what an attachment of a question has to be, where that is said; every other kind as it is."""
        return self.needs.get(question, kind) if kind == "attachment" else kind

    def of_cell(self, edition: Edition, address: Address, given: Mapping[str, Table]) -> EffortClass:
        """Return the class of answering one data point (anew)."""
        column = edition.questions[address.question].by_name[address.column or ""]
        row = given[address.question].row(address.row or "")
        answered = row is not None and column.name in row.cells
        own = self._of_question(address.question)
        by_type = (self.changed if answered else self.blank).get(column.type, "data")
        return by_type if own is None else max(own, by_type, key=ORDER.index)

    def _of_question(self, question: str) -> EffortClass | None:
        parts = question.split(".")
        for length in range(len(parts), 0, -1):
            found = self.questions.get(".".join(parts[:length]))
            if found is not None:
                return found
        return None

    def of(self, edition: Edition, edits: Edits, given: Mapping[str, Table]) -> dict[str, tuple[EffortClass, Fraction]]:
        """Return the class and the price of edits by question: the dearest piece of work, and a little for every further cell."""
        by_question: dict[str, list[EffortClass]] = {}
        for address in edits.cells:
            by_question.setdefault(address.question, []).append(self.of_cell(edition, address, given))
        for key in edits.verdicts:
            question = key.partition("[")[0] if "[" in key else key.rpartition(".")[0]
            by_question.setdefault(question, []).append(self.outside)
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
    )


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
    if faults:
        raise DefinitionError(faults)
    return file
