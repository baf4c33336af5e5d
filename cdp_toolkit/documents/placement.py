"""What became of a submission: its answers, what found no place, and what a person has to look at."""

from dataclasses import dataclass, field

from cdp_toolkit.responses.model import Answer
from cdp_toolkit.values import Address


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text that found no place, as it stands in the document.

    Args:
        question: The question it stands under; "" where it stands under none.
        label: Row and column as printed.
        text: The text itself.
        place: Its page and line.
        reason: Why it has no place.
    """

    question: str
    label: str
    text: str
    place: str
    reason: str


@dataclass(slots=True)
class Placement:
    """What became of a submission.

    Args:
        answers: The answers, each with file, page and line as its source.
        leftovers: Text without a place.
        unlisted: Options as printed that the edition's list does not hold; they are kept as answers.
        doubts: Answers whose column or row had to be inferred and could be another.
        moved: Numbers that stood for another question in the submission's year, or may have where its year is not known.
        characters: Characters of the document but for spaces, page headers, contents and modules that the edition does not hold.
        questions: Numbers of the questions that the document holds.
        others: Numbers of its questions in modules that the edition does not hold.
        outside: What is answered there.
        lost: Lines that the import put nowhere, by a fault of its own.
        not_applicable: Data points of which the document says that they do not apply, with page and line; they have no answer.
        furniture: Headers and footers that were taken away, each shape once.
    """

    answers: list[Answer] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    unlisted: list[Leftover] = field(default_factory=list)
    doubts: list[Leftover] = field(default_factory=list)
    moved: list[Leftover] = field(default_factory=list)
    characters: int = 0
    questions: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    outside: list[Leftover] = field(default_factory=list)
    lost: list[Leftover] = field(default_factory=list)
    not_applicable: list[tuple[Address, str]] = field(default_factory=list)
    furniture: list[Leftover] = field(default_factory=list)

    @property
    def unplaced_characters(self) -> int:
        """Characters of the text that found no place."""
        return sum(size(leftover.text) for leftover in (*self.leftovers, *self.lost))


def size(text: str) -> int:
    """Return how many characters a text has, spaces apart."""
    return len("".join(text.split()))
