"""Finds the question that a printed number means: in earlier years some numbers stood for other questions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cdp_toolkit.documents.matching import Labels
from cdp_toolkit.editions.earlier import EarlierNumber
from cdp_toolkit.editions.model import Edition, Question

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


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
    """

    edition: Edition
    year: int | None = None
    older: bool = False

    @classmethod
    def of(cls, edition: Edition, year: int | None, printed: Iterable[str]) -> "Numbers":
        """Make the numbering of a submission that holds the numbers ``printed``."""
        gone = {each.number for each in edition.earlier} - set(edition.questions)
        return cls(edition, year, any(each in gone for number in printed for each in number.split("/")))

    def question(self, printed: str) -> Question | None:
        """Return the question that a printed number means, the first that is asked of several; None where none is."""
        numbers = (self._number(each) for each in printed.split("/"))
        return next((self.edition.questions[number] for number in numbers if number in self.edition.questions), None)

    def labels(self, question: Question) -> Labels:
        """Return the labels by which a question's columns and rows go in the submission's year."""
        return Labels(question, other_years=self.year is None or self.year != year_of(self.edition.id))

    def why_not(self, printed: str) -> str:
        """Say why a number has no question in the edition."""
        entry = self._entry(printed)
        if entry is not None:
            return f"{printed} of {self.year} asked for {entry.topic}; {self.edition.id} has no question for that"
        return f"question {printed} is not in {self.edition.id}"

    def moved(self, printed: str) -> tuple[str, str] | None:
        """Return what a number asked for where the edition has another number for it, or may have, and how that is known."""
        entry, question = self._entry(printed), self.question(printed)
        if question is None:
            return None
        if entry is not None:
            return entry.topic, f"{printed} of {self.year} is {question.id} in {self.edition.id}"
        other = next((each for each in self.edition.earlier if each.number == question.id), None)
        if self.year is not None or not self.older or other is None:
            return None
        return question.topic, f"in {other.span} {printed} asked for {other.topic}, and the document does not say its year"

    def column(self, printed: str) -> str:
        """Return the column of an answer that had no label in the submission's year; "" where nothing is known of one."""
        entry = self._entry(printed)
        return "" if entry is None else entry.column or ""

    def _number(self, printed: str) -> str:
        entry = self._entry(printed)
        return printed if entry is None else entry.now or ""

    def _entry(self, printed: str) -> EarlierNumber | None:
        """Return what a number asked in the submission's year, where that is not what the edition asks under it."""
        if self.year is None:
            return None
        return next((each for each in self.edition.earlier if each.number == printed and each.holds_in(self.year)), None)
