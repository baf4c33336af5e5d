"""Numbers that meant something else in the years before an edition, so that older submissions are not read wrongly."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import model_validator

from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault


class EarlierNumber(Definition):
    """What a number asked in earlier years, where it was not what the edition asks under it.

    ``years`` are the first and the last of them; ``now`` is the edition's number for the same, none where it is not asked any
    more; ``topic`` says in our words what was asked. ``column`` is where an answer stands that had no label then.
    """

    number: str
    years: tuple[int, int]
    topic: str
    now: str | None = None
    column: str | None = None

    @model_validator(mode="after")
    def _years_are_in_order(self) -> "EarlierNumber":
        if self.years[0] > self.years[1]:
            raise ValueError("the first of the 'years' is after the last | Exchange them.")
        return self

    def holds_in(self, year: int) -> bool:
        """Whether a year is one of its years."""
        return self.years[0] <= year <= self.years[1]

    @property
    def span(self) -> str:
        """Its years in words, such as ``2018-2021``."""
        first, last = self.years
        return str(first) if first == last else f"{first}-{last}"


def read_earlier(folder: Path, questions: Mapping[str, Iterable[str]]) -> tuple[EarlierNumber, ...]:
    """Return what ``earlier.yaml`` of an edition says, nothing where the edition has none.

    Args:
        folder: The edition's folder.
        questions: The numbers that the edition asks, each with the names of its columns.

    Raises:
        DefinitionError: It names a number that the edition does not ask, or says two things of a number in one year.
    """
    path = folder / "earlier.yaml"
    if not path.is_file():
        return ()
    document = read(path)
    numbers: tuple[EarlierNumber, ...] = validated(document, tuple[EarlierNumber, ...])
    faults = [fault for i, each in enumerate(numbers) for fault in _faults(document, i, each, numbers[:i], questions)]
    if faults:
        raise DefinitionError(faults)
    return numbers


def _faults(
    document: Document, i: int, each: EarlierNumber, before: tuple[EarlierNumber, ...], questions: Mapping[str, Iterable[str]]
) -> list[Fault]:
    faults = []
    if each.now is not None and each.now not in questions:
        faults.append(Fault(document.where((i, "now")), f"the edition has no question {each.now}", nearest(each.now, questions)))
    elif each.column is not None and each.column not in (columns := tuple(questions.get(each.now or "", ()))):
        problem = f"question {each.now} has no column '{each.column}'"
        faults.append(Fault(document.where((i, "column")), problem, nearest(each.column, columns)))
    years = range(each.years[0], each.years[1] + 1)
    double = [year for year in years if any(other.number == each.number and other.holds_in(year) for other in before)]
    if double:
        place = document.where((i, "years"))
        faults.append(Fault(place, f"{each.number} stands here a second time for {double[0]}", "Keep one of the two."))
    if each.now == each.number:
        faults.append(Fault(document.where((i, "now")), f"{each.number} is itself", "Leave the entry out."))
    return faults
