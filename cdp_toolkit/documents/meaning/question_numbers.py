"""Finds the question that a printed number means: in earlier years some numbers stood for other questions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.editions.earlier import EarlierNumber
from cdp_toolkit.editions.model import Edition, Question

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SECTOR = re.compile(r"C-([A-Z]{2})\d")


def year_of(title: str) -> int | None:
    """Return the year that a submission's title names, such as ``A plc - Climate Change 2021``; None where it names none."""
    years = _YEAR.findall(title)
    return int(years[-1]) if years else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a submission, as an edition has them.

    Args:
        edition: The edition that the submission is read into.
        year: The year that it was made for; None where that is not known.
        older: Whether numbers that only earlier years have stand in it.
        sectors: The letters of its sectors, told by numbers that one sector only is asked under, such as OG in C-OG9.7.
    """

    edition: Edition
    year: int | None = None
    older: bool = False
    sectors: frozenset[str] = frozenset()

    @classmethod
    def of(cls, edition: Edition, year: int | None, printed: Iterable[str]) -> "Numbers":
        """Make the numbering of a submission that holds the numbers ``printed``."""
        own, numbers = year_of(edition.id) or 0, list(printed)
        gone = {each.number for each in edition.earlier if each.years[1] < own} - set(edition.questions)
        alone = (match[1] for number in numbers if "/" not in number and (match := _SECTOR.match(number)))
        return cls(edition, year, any(each in gone for number in numbers for each in number.split("/")), frozenset(alone))

    def question(self, printed: str) -> Question | None:
        """Return the question that a printed number means, the first that is asked of several; None where none is."""
        return next(iter(self._questions(printed)), None)

    def _questions(self, printed: str) -> list[Question]:
        """Return the questions that a number may mean: of a number for several sectors, those of the document's sectors."""
        numbers = dict.fromkeys(map(self._number, self._parts(printed)))
        found = [self.edition.by_number[number] for number in numbers if number in self.edition.by_number]
        return [each for i, each in enumerate(found) if each.id not in {other.id for other in found[:i]}]

    def _parts(self, printed: str) -> list[str]:
        """Return the numbers in one, of those for several sectors the ones of the document's sectors."""
        parts = printed.split("/")
        own = [each for each in parts if (match := _SECTOR.match(each)) and match[1] in self.sectors]
        return own or parts

    def labels(self, question: Question) -> Labels:
        """Return the labels by which a question's columns and rows go in the submission's year."""
        return Labels(question, other_years=self.year is None or self.year != year_of(self.edition.id))

    def why_not(self, printed: str) -> str:
        """Say why a number has no question in the edition."""
        entry = next(filter(None, map(self._entry, self._parts(printed))), None)
        if entry is not None and entry.holds_in(year_of(self.edition.id) or 0):
            return f"{printed} asked for {entry.topic}; its columns are not held in {self.edition.id}"
        if entry is not None:
            return f"{printed} of {self.year} was about {entry.topic}; {self.edition.id} has no question for that"
        return f"question {printed} is not in {self.edition.id}"

    def is_outside(self, printed: str) -> bool:
        """Whether a number belongs to a module that the edition does not hold, such as the one on forests."""
        held = {number.partition(".")[0] for number in self.edition.by_number}
        held |= {each.number.partition(".")[0] for each in self.edition.earlier}
        return all(number.partition(".")[0] not in held for number in printed.split("/"))

    def moved(self, printed: str) -> tuple[str, str] | None:
        """Return what a number asked for where the edition has another number for it, or may have, and how that is known."""
        entry, question = self._entry(printed), self.question(printed)
        if question is None:
            return None
        if entry is not None:
            return entry.topic, f"{printed} of {self.year} is {question.id} in {self.edition.id}"
        if (several := len(self._questions(printed))) > 1:
            return question.topic, f"{printed} are {several} questions here, and nothing shows which; kept as {question.id}"
        other = next((each for each in self.edition.earlier if each.number == question.id), None)
        if self.year is not None or not self.older or other is None:
            return None
        return question.topic, f"in {other.span} {printed} was about {other.topic}, and the document does not say its year"

    def column(self, printed: str) -> str:
        """Return the column of an answer that had no label in the submission's year; "" where nothing is known of one."""
        entry = self._entry(printed)
        return "" if entry is None else entry.column or ""

    def _number(self, printed: str) -> str:
        entry = self._entry(printed)
        return printed if entry is None else entry.now or ""

    def _entry(self, printed: str) -> EarlierNumber | None:
        """Return what a number asked in the submission's year, where that is not what the edition asks under it."""
        year = year_of(self.edition.id) if self.year is None else self.year
        if year is None:
            return None
        return next((each for each in self.edition.earlier if each.number == printed and each.holds_in(year)), None)
