"""What an edition knows of the labels in a document: tells labels of columns and rows from values where print does not."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from cdp_toolkit.documents.meaning.matching import Labels, label_key
from cdp_toolkit.documents.meaning.question_numbers import Numbers
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import key, number_of_row, run_on
from cdp_toolkit.editions.model import Question

_MOST_LINES = 6  # of one label
_BEGINS, _LONG = 85, 24  # of 100; letters


class Known:
    """The labels of an edition's questions, asked for line by line."""

    def __init__(self, numbering: Numbers) -> None:
        self.numbering = numbering
        self.numbers = numbering.edition.by_number
        self._labels: dict[str, Labels | None] = {}

    def question(self, number: str) -> Question | None:
        """Return the question of a printed number, which may name several with slashes."""
        return self.numbering.question(number)

    def labels(self, number: str) -> Labels | None:
        """Return the labels of a question; None where the edition does not have it."""
        if number not in self._labels:
            question = self.question(number)
            self._labels[number] = None if question is None else self.numbering.labels(question)
        return self._labels[number]

    def is_single(self, number: str) -> bool:
        """Whether a question has a single answer, which is printed without a label."""
        question = self.question(number)
        return question is not None and question.rows is None and len(question.columns) == 1

    def is_column(self, number: str, code: str, lines: Sequence[Line]) -> bool:
        """Whether a code is a column of a question; where it is a question too, by the label on the lines."""
        if self.question(number) is None:
            return False
        return code not in self.numbers or self.label(number, lines) is not None

    def label(self, number: str, lines: Sequence[Line]) -> tuple[int, int] | None:
        """Return how many of the lines make a column's label, and which column: 0 for what rows are about, 1 for the first."""
        labels = self.labels(number)
        if labels is None or not lines or not label_key(lines[0].text):
            return None
        best: tuple[float, int, int] | None = None
        about = self._about(labels)
        exact: tuple[int, int] | None = None
        for count in range(1, 1 + min(_MOST_LINES, len(lines))):
            text = run_on(lines[:count])
            at = labels.position(text, exactly=True)
            place = 0 if at is None and label_key(text) == about else None if at is None else at + 1
            if exact is not None and place != exact[1]:
                break
            if place is not None:
                exact = count, place  # a note behind the label may stand in the next line
            elif score := self._nearly(labels, text, label_key(lines[0].text)):
                best = max(best or (0.0, 0, 0), (score[0], -count, score[1] + 1))
        return exact or (None if best is None else (-best[1], best[2]))

    def _about(self, labels: Labels) -> str:
        key_column = labels.question.rows.key if labels.question.rows is not None else None
        return "" if key_column is None else label_key(key_column.label)

    def _nearly(self, labels: Labels, text: str, first: str) -> tuple[float, int] | None:
        """Return how near a long text is to a label, and the column's index; a row's label above the label is no part of it."""
        wanted = label_key(text)
        at = labels.position(text) if len(wanted) >= _LONG else None
        if at is None:
            return None
        label = label_key(labels.question.columns[at].label)
        return (fuzz.ratio(label, wanted), at) if fuzz.ratio(label[: len(first)], first) >= _BEGINS else None

    def row(self, number: str, lines: Sequence[Line]) -> int:
        """Return how many of the lines make the label of a row; 0 where they make none."""
        labels = self.labels(number)
        if labels is None or (labels.question.rows is None):
            return 0
        return next((n for n in range(1, 1 + min(_MOST_LINES, len(lines))) if labels.names_row(run_on(lines[:n]))), 0)

    def adds_named_rows(self, number: str) -> bool:
        """Whether the organisation names the rows of a question freely."""
        question = self.question(number)
        return question is not None and question.rows is not None and question.rows.key is not None

    def heads(self, number: str, texts: Sequence[str]) -> bool:
        """Whether the texts are the head of a table of a question: most of them are its labels."""
        labels = self.labels(number)
        filled = [text for text in texts if key(text)]
        if labels is None or not filled:
            return False
        return sum(labels.position(text) is not None for text in filled) * 2 > len(filled)

    def names_row(self, number: str, text: str) -> bool:
        """Whether a text labels a row of a question, by its words or its number."""
        labels = self.labels(number)
        return number_of_row(text) is not None or (labels is not None and labels.names_row(text))

    def prints_labels_bold(self, lines: Iterable[Line], heads: re.Pattern[str]) -> bool:
        """Whether labels of columns are bold where they stand without a code.

        Args:
            lines: The lines of a document.
            heads: How its questions are numbered.
        """
        number, bold, other = "", 0, 0
        for line in lines:
            code = heads.match(line.text)
            number = code[1] if code else number
            labels = self.labels(number)
            if not code and labels is not None and labels.position(line.text, exactly=True) is not None:
                bold, other = bold + line.bold, other + (not line.bold)
        return bold > other
