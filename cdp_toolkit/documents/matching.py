"""Finds the row and column of a question that a printed label means."""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from cdp_toolkit.documents.structure import Field, Section, key
from cdp_toolkit.editions.model import Column, Question

_ALIKE, _RELATED = 90, 60  # of 100
_COUNTED = re.compile(r"(Row|Year|Target|Project) \d+", re.IGNORECASE)
_NOTE = re.compile(r"\s*\[(auto-?calculated|must be.*?|optional)\]|\s*\((currency|optional)\)$", re.IGNORECASE)


@cache
def label_key(label: str) -> str:
    """Return what two prints of a label have in common, without the portal's notes behind it."""
    return key(_NOTE.sub("", label))


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one question."""

    question: Question

    def column(self, field: Field) -> Column | None:
        """Return the column that a field means: by its label, then by its code where the label is at least related."""
        if not field.label:
            return self.question.columns[0] if len(self.question.columns) == 1 else None
        wanted = label_key(field.label)
        for column in self.question.all_columns:
            if label_key(column.label) == wanted:
                return column
        numbered = self._numbered(field.code)
        if numbered is not None and fuzz.ratio(label_key(numbered.label), wanted) >= _RELATED:
            return numbered
        near = max(self.question.all_columns, key=lambda column: fuzz.ratio(label_key(column.label), wanted))
        if fuzz.ratio(label_key(near.label), wanted) >= _ALIKE:
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
        wanted = key(label or "")
        for row in self.question.fixed_rows:
            if key(row.label) == wanted:
                return row.name
        near = max(self.question.fixed_rows, key=lambda row: fuzz.ratio(key(row.label), wanted))
        return near.name if fuzz.ratio(key(near.label), wanted) >= _ALIKE else None

    def name_first_row(self, section: Section) -> None:
        """Take a row's label off the end of the heading: print does not tell the two apart where the heading fills its last line."""
        first = section.blocks[0] if section.blocks else None
        if first is None or first.label is not None or len(section.heading) < 2:
            return
        last = section.heading[-1]
        about = self.question.rows.key.options if self.question.rows is not None and self.question.rows.key is not None else ()
        if key(last.text) in {key(label) for label in (*about, *(row.label for row in self.question.fixed_rows))}:
            first.label, first.place = last.text, section.heading.pop()

    def is_column(self, label: str) -> bool:
        """Whether a label is exactly one of the question's columns."""
        return any(label_key(column.label) == label_key(label) for column in self.question.all_columns)


def counts_rows(label: str | None) -> bool:
    """Whether a row's label only counts it, as ``Row 2`` does."""
    return label is None or bool(_COUNTED.fullmatch(label.strip()))
