"""Finds the row and column of a question that a printed label means."""

import re
from functools import cache

from rapidfuzz import fuzz, process

from cdp_toolkit.documents.structure import Field, Section, key, number_of_row
from cdp_toolkit.editions.model import Column, Question, Row

_ALIKE, _RELATED, _SAME = 90, 60, 95  # of 100
_LONG = 24  # letters; a shorter line is a label only where it is exactly one
_NOTE = re.compile(r"\s*\[(auto-?calculated|must be.*?|optional)\]|\s*\((currency|optional)\)$", re.IGNORECASE)


@cache
def label_key(label: str) -> str:
    """Return what two prints of a label have in common, without the portal's notes behind it."""
    return key(_NOTE.sub("", label))


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
        """Return the column that a field means: by its label, then by its code where the label is at least related."""
        if not field.label:
            return self.question.columns[0] if len(self.question.columns) == 1 else self._numbered(field.code)
        if field.label in self.question.by_name:  # a table of ours names columns by their stable names
            return self.question.by_name[field.label]
        wanted, numbered = label_key(field.label), self._numbered(field.code)
        found = [column for column in self.question.all_columns if any(label_key(each) == wanted for each in self._of(column))]
        if found:  # labels of two columns can differ by a sign such as % alone
            exact = [column for column in found if field.label in self._of(column)]
            return numbered if numbered in found and not exact else (exact or found)[0]
        if numbered is not None and fuzz.ratio(label_key(numbered.label), wanted) >= _RELATED:
            return numbered
        labels = ((label_key(label), column) for column in self.question.all_columns for label in self._of(column))
        label, near = max(labels, key=lambda labelled: fuzz.ratio(labelled[0], wanted))
        if fuzz.ratio(label, wanted) >= _ALIKE and _same_figures(label, wanted):
            return near
        only = len(self.question.columns) == 1 and field.code is None
        return self.question.columns[0] if only else None

    def _numbered(self, code: str | None) -> Column | None:
        if code is None:
            return None
        n = code.rpartition(".")[2]
        return next((column for column in self.question.columns if str(column.n) == n), None)

    def row(self, label: str | None) -> str | None:
        """Return the stable name of the fixed row that a label means; None where it means none."""
        if label in self.question.row_by_name:
            return label
        wanted = key(label or "")
        for row in self.question.fixed_rows:
            if wanted in map(key, self._of(row)):
                return row.name
        near = max(self.question.fixed_rows, key=lambda row: fuzz.ratio(key(row.label), wanted))
        return near.name if fuzz.ratio(key(near.label), wanted) >= _ALIKE else None

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
        near = process.extractOne(wanted, list(keys), scorer=fuzz.ratio, score_cutoff=_SAME)
        return None if near is None or not _same_figures(near[0], wanted) else keys[near[0]]


def _same_figures(one: str, other: str) -> bool:
    """Whether two labels name the same figures; "Category 4" and "Category 5" are far apart."""
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)


def counts_rows(label: str | None) -> bool:
    """Whether a row's label only counts it, as ``Row 2`` does."""
    return label is None or number_of_row(label) is not None
