"""Keeps the ledger of an import: every line that was read from a file ends somewhere, or is listed as lost.

A line ends in a value, a label or heading, a mark of the form (``Select from:``, ``[Fixed row]``, an option that is not ticked),
the contents, or the furniture of a page. The parsers do not report what they take; here it is looked for in what they made, so
that a fault of a parser shows itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cdp_toolkit.documents.forms import portal
from cdp_toolkit.documents.marks import MODULE, NUMBER
from cdp_toolkit.documents.page import NOT_TICKED, PART, TICK, Line, Table
from cdp_toolkit.documents.structure import Ledger, Lost, Section, Submission, key, run_on

_Place = tuple[int, int, float]
_MARKS = (portal.HINT, portal.END, portal.MODULE, MODULE, NUMBER)
_DOTTED = re.compile(r"\.{5,}\s*\d*$")
_CONTENTS = 3  # dotted lines that make a page one of contents


def ledger_of(read: Sequence[Line], kept: Sequence[Line | Table], submission: Submission) -> Ledger:
    """Return what became of the lines of a file.

    Args:
        read: Every line as it was read.
        kept: What was left to parse, without furniture and contents.
        submission: What was made of it.
    """
    there = {_place(line) for line in _lines(kept)}
    gone = [line for line in read if line.text and _place(line) not in there]
    dotted = Counter(line.page for line in gone if line.page and _DOTTED.search(line.text))
    furniture = [line for line in gone if not _DOTTED.search(line.text) and dotted[line.page] < _CONTENTS]
    shapes = Counter(_shape(line.text) for line in furniture)
    first = {_shape(line.text): line for line in reversed(furniture)}
    lost = tuple(_Book(kept, submission).lost())
    characters = sum(len("".join(line.text.split())) for line in read if _place(line) in there and line.text != PART)
    return Ledger(characters, lost, tuple((first[shape], count) for shape, count in sorted(shapes.items())))


def _place(line: Line) -> _Place:
    return line.page, line.number, line.left


def _lines(items: Iterable[Line | Table]) -> Iterator[Line]:
    for item in items:
        if isinstance(item, Line):
            yield item
        else:
            yield from item.lines()


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


class _Book:
    """Looks for every line in what the parser made, in the order of the document."""

    def __init__(self, kept: Sequence[Line | Table], submission: Submission) -> None:
        self.kept = kept
        self.sections = {_place(section.place): section for section in submission.sections}
        self.values: defaultdict[_Place, str] = defaultdict(str)
        self.labels: defaultdict[_Place, list[str]] = defaultdict(list)
        self.named: set[_Place] = set()
        self.known: dict[_Place, set[str]] = {}
        for section in submission.sections:
            self._enter(section)
        for line in submission.strays:
            self.values[_place(line)] += line.text
        self.section: Section | None = None
        self.pending: list[str] = []
        self.below_heading = False
        self.open = ""  # an option that is not ticked, or a head, that may go on in the next line

    def _enter(self, section: Section) -> None:
        self.named |= {_place(line) for line in section.heading}
        known = self.known[_place(section.place)] = set()
        for block in section.blocks:
            self._label(block.place, block.label or "", known)
            for each in block.fields:
                self._label(each.place, each.label, known)
                for line in each.lines:
                    self.values[_place(line)] += line.text

    def _label(self, place: Line, label: str, known: set[str]) -> None:
        if label:
            self.labels[_place(place)].append(key(label))
            known.add(key(label))

    def lost(self) -> Iterator[Lost]:
        """Yield what ended nowhere; lines that follow one another together, with the number of their question."""
        held: list[Line] = []
        for line, lost in self._judged():
            if held and not lost:
                yield Lost(self._number(), tuple(held))
                held = []
            if lost:
                held.append(line)
        if held:
            yield Lost(self._number(), tuple(held))

    def _number(self) -> str:
        return self.section.question if self.section is not None else ""

    def _judged(self) -> Iterator[tuple[Line, bool]]:
        for item in self.kept:
            heads = self._heads(item) if isinstance(item, Table) else set()
            for line in _lines([item]):
                if line.text and line.text != PART:
                    self.section = self.sections.get(_place(line), self.section)
                    head = _place(line) in heads or (isinstance(item, Table) and line.bold and line.light)
                    yield line, not (self._is_taken(line) or head or self._is_mark(line) or self._goes_on(line))

    def _is_taken(self, line: Line) -> bool:
        """Whether a line is a value, or the first of a heading or a label."""
        place, text = _place(line), key(line.text)
        if place in self.named:
            self.below_heading, self.pending = True, []
            return True
        if place in self.labels:
            self.below_heading = False
            self.pending = [rest for label in self.labels[place] if (rest := _rest(label, text))]
            return True
        if place not in self.values:
            return False
        self.below_heading = False
        self.pending = []
        return len(key(self.values[place])) >= len(text)

    def _goes_on(self, line: Line) -> bool:
        """Whether a line goes on with the label above it."""
        text = key(line.text)
        self.pending = [rest.removeprefix(text) for rest in self.pending if text and rest.startswith(text)]
        return bool(self.pending) or not text

    def _is_mark(self, line: Line) -> bool:
        """Whether a line is part of the form and holds nothing: a prompt, a module's name, an option that is not ticked."""
        if line.text.startswith(NOT_TICKED) or any(mark.match(line.text) for mark in _MARKS):
            self.open = "mark" if line.text.startswith(NOT_TICKED) and line.full else ""
            return True
        goes_on = bool(self.open) and not line.text.startswith(TICK)
        self.open = "mark" if goes_on and line.full else ""
        return goes_on or self._is_head_of_text(line)

    def _is_head_of_text(self, line: Line) -> bool:
        """Whether a line holds the labels of a table in a text, parted by tabs, or right below the heading its only one."""
        known = self.known.get(_place(self.section.place), set()) if self.section is not None else set()
        parts = [key(part) for part in line.text.split("\t") if key(part)]
        labels = sum(part in known for part in parts)
        if self.below_heading and "\t" in line.text and labels:  # of columns that no row fills
            return True
        return ("\t" in line.text or self.below_heading) and 0 < labels == len(parts)

    def _heads(self, table: Table) -> set[_Place]:
        """Return the places of the lines that are a table's head: all of its cells are labels of the question."""
        known = self.known.get(_place(self.section.place), set()) if self.section is not None else set()
        heads: set[_Place] = set()
        for row in table.rows:
            labels = [key(run_on(cell)) for cell in row if cell]
            if labels and all(not label or label in known for label in labels):
                heads |= {_place(line) for cell in row for line in cell}
        return heads


def _rest(label: str, text: str) -> str:
    """Return what of a label does not stand in its first line, which may have its code before it."""
    begun = next((n for n in range(len(label), 0, -1) if text.endswith(label[:n])), 0)
    return label[begun:] if begun else ""
