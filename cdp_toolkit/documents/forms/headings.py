"""Tells by its head what a table is: a long table, or the sheet of one question, as CDP's data sets for analysts have them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdp_toolkit.documents.marks import NUMBER
from cdp_toolkit.documents.meaning.matching import label_key
from cdp_toolkit.documents.structure import key
from cdp_toolkit.editions.model import Edition

# What the columns are called in the extracts that go round, the surest name first; compared by letters and figures only.
_HEADINGS = {
    "account": ("account number", "account no", "account id", "organisation number", "organization number"),
    "organisation": (
        "organisation",
        "organization",
        "organisation name",
        "organization name",
        "account name",
        "company name",
        "company",
    ),
    "year": ("survey year", "year reported to cdp", "disclosure year", "questionnaire year", "year"),
    "question": ("question number", "question no", "question id", "question code", "question"),
    "row": ("row name", "row label", "row"),
    "row_number": ("row number", "row no", "row id", "row"),
    "column": ("column name", "column label", "column"),
    "column_number": ("column number", "column no", "column id"),
    "value": ("response answer", "response value", "value", "answer", "response"),
    "comments": ("comments",),
}
_NEEDED = ("question", "value")
_WHO = ("account", "organisation")
_PORTAL = re.compile(r"\d+(?:\.\d+)+")
_COLUMN = re.compile(r"[Cc](\d+)(?:[_ .:-]+|$)")
_SEAM = re.compile(r"[ .][-–][ .]")  # some programs put full stops in place of spaces


@dataclass(frozen=True, slots=True)
class Asked:
    """One column of the sheet of a question: where it stands, its question, its number and its label, "" where unnamed."""

    position: int
    question: str
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table.

    Args:
        places: Where the columns stand that say whose answer it is, of what year, and of which row.
        asked: The columns that hold answers, in the sheet of a question; none in a long table.
    """

    places: dict[str, int]
    asked: tuple[Asked, ...] = ()


def head_of(cells: Sequence[str], edition: Edition) -> Head | None:
    """Return what a row of cells says as the head of a table; None where it is no head of one that is known."""
    places = _places(cells)
    asked = _asked(cells, edition)
    if asked:
        return Head({name: place for name, place in places.items() if name in (*_WHO, "year", "row", "row_number")}, asked)
    return Head(places) if all(name in places for name in _NEEDED) else None


def missing(cells: Sequence[str]) -> tuple[str, ...]:
    """Name the columns that a long table must have and this head has not."""
    places = _places(cells)
    return tuple(name for name in _NEEDED if name not in places)


def names_of(column: str) -> str:
    """Say how a column may be called."""
    return " or ".join(_HEADINGS[column][:2])


def _places(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for i, cell in enumerate(cells):
        found.setdefault(key(cell), i)
    places: dict[str, int] = {}
    for name, headings in _HEADINGS.items():
        place = next((found[key(heading)] for heading in headings if key(heading) in found), None)
        if place is not None and place not in places.values():
            places[name] = place
    return places


def _asked(cells: Sequence[str], edition: Edition) -> tuple[Asked, ...]:
    """Read heads such as ``C6.1_C2_sentence - label``; a question of one field has neither number nor label."""
    found: list[tuple[int, str, str, str]] = []
    for i, cell in enumerate(cells):
        question, line, rest = cell.strip().partition("_")
        question = question.strip("() ")
        if line and (NUMBER.match(question) or _PORTAL.fullmatch(question)):
            number = _COLUMN.match(rest)
            found.append((i, question, number[1] if number else "", rest[number.end() :] if number else rest))
    sentences = {q: _common([rest for _, question, n, rest in found if question == q and n]) for _, q, _, _ in found}
    return tuple(
        Asked(i, question, number, _label(rest, sentences[question], question, edition) if number else "")
        for i, question, number, rest in found
    )


def _common(heads: Sequence[str]) -> int:
    """Return how many letters all heads of a question begin with; 0 where there is only one."""
    return next((i for i, letters in enumerate(zip(*heads, strict=False)) if len(set(letters)) > 1), 0)


def _label(text: str, common: int, question: str, edition: Edition) -> str:
    """Part a label from the question's sentence before it: either may hold a dash itself.

    The edition's labels decide; where it knows none of the parts, what all heads of the question have in common is the sentence.
    """
    known = edition.questions.get(question)
    labels = {label_key(each) for column in known.all_columns for each in (column.label, *column.also)} if known else set()
    tails = [text[seam.end() :].strip() for seam in _SEAM.finditer(text)]
    for tail in tails:
        if label_key(tail) in labels:
            return tail
    seams = [seam for seam in _SEAM.finditer(text) if seam.end() <= common] or list(_SEAM.finditer(text))[:1]
    return text[seams[-1].end() :].strip() if seams else text.strip()
