"""Finds the row and column of a question that a printed label means."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from rapidfuzz import fuzz, process

from cdp_toolkit.documents.meaning.folding import folded, turns_meaning
from cdp_toolkit.documents.structure import Field, Section, key, number_of_row
from cdp_toolkit.editions.model import Column, Question, Row

_ALIKE, _RELATED, _SAME = 90, 60, 95  # of 100
_NEARLY = 6  # of 100: another label that is less behind is as near
_LONG = 24  # letters; a shorter line is a label only where it is exactly one
_NOTE = re.compile(r"\s*\[(auto-?calculated|must be.*?|optional)\]|\s*\((currency|optional)\)$", re.IGNORECASE)

_Labelled = TypeVar("_Labelled", Column, Row)


@cache
def label_key(label: str) -> str:
    """Return what two prints of a label have in common, without the portal's notes behind it."""
    return key(without_note(label))


def without_note(label: str) -> str:
    """Return a label without the portal's notes behind it."""
    return _NOTE.sub("", label)


class Labels:
    """The labels of one question; those of other years are left out where a document is known to be of the edition's year."""

    def __init__(self, question: Question, *, other_years: bool = True) -> None:
        self.question, self.other_years = question, other_years
        self.keys = {
            label_key(label): i
            for i, column in reversed(list(enumerate(question.columns)))
            for label in reversed(self._of(column))
        }

    def column(self, field: Field) -> Column | None:
        """Return the column that a field means; None where it means none."""
        return self.find(field)[0]

    def find(self, field: Field) -> tuple[Column | None, str]:
        """Return the column that a field means, and what has to be looked at where its label is only like the column's.

        A label that is alike decides only where no other is nearly as near and it differs in no figure, sign, negation, or word
        that names another thing; the column's code helps where the label is at least related.
        """
        if not field.label:
            return self.question.columns[0] if len(self.question.columns) == 1 else self._numbered(field.code), ""
        if field.label in self.question.by_name:  # a table of ours names columns by their stable names
            return self.question.by_name[field.label], ""
        numbered = self._numbered(field.code)
        same = self._same(field.label, self.question.all_columns)
        if same:
            return numbered if numbered is not None and numbered in same else same[0], ""
        near, label = self._alike(field.label, self.question.all_columns, _ALIKE if numbered is None else _RELATED)
        if near is not None and (numbered is None or near is numbered):
            return near, f"'{field.label}' is only like the label '{label}' of the column"
        only = len(self.question.columns) == 1 and field.code is None
        unlike = f"'{field.label}' is not the label of the only column, '{self.question.columns[0].label}'"
        return (self.question.columns[0], unlike) if only else (None, "")

    def _same(self, label: str, among: Iterable[_Labelled]) -> list[_Labelled]:
        """Return what has a label in the same words: the same but for print, else but for commas and brackets."""
        wanted = without_note(label)
        labelled = [(without_note(given), each) for each in among for given in self._of(each)]
        exact = [each for given, each in labelled if folded(given) == folded(wanted)]
        return exact or [each for given, each in labelled if key(given) == key(wanted) and not turns_meaning(given, wanted)]

    def _alike(self, label: str, among: Iterable[_Labelled], least: float) -> tuple[_Labelled | None, str]:
        """Return what has the nearest label, with that label; None where another is nearly as near or the meaning turns."""
        wanted = without_note(label)
        scored = [(fuzz.ratio(label_key(given), key(wanted)), given, each) for each in among for given in self._of(each)]
        best, given, near = max(scored, key=lambda one: one[0])
        rivals = any(score > best - _NEARLY for score, _, each in scored if each is not near)
        if best < least or rivals or turns_meaning(without_note(given), wanted):
            return None, ""
        return near, given

    def _numbered(self, code: str | None) -> Column | None:
        if code is None:
            return None
        n = code.rpartition(".")[2]
        return next((column for column in self.question.columns if str(column.n) == n), None)

    def row(self, label: str | None) -> str | None:
        """Return the stable name of the fixed row that a label means; None where it means none."""
        return self.find_row(label)[0]

    def find_row(self, label: str | None) -> tuple[str | None, str]:
        """Return the name of the row that a label means, and what has to be looked at where it is only like the row's."""
        if label in self.question.row_by_name:
            return label, ""
        same = self._same(label or "", self.question.fixed_rows)
        if same:
            return same[0].name, ""
        near, known = self._alike(label or "", self.question.fixed_rows, _ALIKE)
        return (None, "") if near is None else (near.name, f"'{label}' is only like the label '{known}' of the row")

    def names_row(self, text: str) -> bool:
        """Whether a text is exactly the label of a row, or what an added row can be about."""
        about = self.question.rows.key.options if self.question.rows is not None and self.question.rows.key is not None else ()
        return key(text) in {*map(key, about), *self.row_keys()}

    def row_keys(self) -> set[str]:
        """Return the labels of the fixed rows, in letters and figures."""
        return {key(label) for row in self.question.fixed_rows for label in self._of(row)}

    def _of(self, each: Column | Row) -> tuple[str, ...]:
        return (each.label, *each.also) if self.other_years else (each.label,)

    def name_first_row(self, section: Section) -> None:
        """Take a row's label off the end of the heading; print does not tell the two apart where the heading fills its lines."""
        first = section.blocks[0] if section.blocks else None
        if first is None or first.label is not None or len(section.heading) < 2:
            return
        last = section.heading[-1]
        if self.names_row(last.text):
            first.label, first.place = last.text, section.heading.pop()

    def position(self, text: str, *, exactly: bool = False) -> int | None:
        """Return the index of the column whose label a line of text is, but for small differences; None where it is none's."""
        keys, wanted = self.keys, label_key(text)
        if not wanted or wanted in keys or len(wanted) < _LONG or exactly:
            return keys.get(wanted)
        (best, score, _), *others = process.extract(wanted, list(keys), scorer=fuzz.ratio, limit=None)
        if score < _SAME or any(keys[each] != keys[best] and near > score - _NEARLY for each, near, _ in others):
            return None
        label = next(each for each in self._of(self.question.columns[keys[best]]) if label_key(each) == best)
        return None if turns_meaning(without_note(label), without_note(text)) else keys[best]


def counts_rows(label: str | None) -> bool:
    """Whether a row's label only counts it, as ``Row 2`` does."""
    return label is None or number_of_row(label) is not None
