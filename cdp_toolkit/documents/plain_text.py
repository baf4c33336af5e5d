"""Parses the response export of 2018-2023 as text, without print: the edition's labels tell label lines from value lines.

Tables are a line of labels parted by tabs;
a row's label ends with one tab, and one more for every empty cell before its first value.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cdp_toolkit.documents.alignment import Cell, chunks, deal, deal_rows
from cdp_toolkit.documents.matching import Labels
from cdp_toolkit.documents.page import Line, with_ticks
from cdp_toolkit.documents.question_numbers import Numbers, year_of
from cdp_toolkit.documents.response_form import HEADING, MODULE, NUMBER
from cdp_toolkit.documents.structure import Block, Doubt, Field, Section, Submission, key, run_on
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError

_SENTENCE_END = re.compile(r"[.?:)]\s*$")
_MOST_LINES = 4  # of one label
_OFTEN = 0.3  # of the pages
_FURNITURE = re.compile(r"\.{5,}\s*\d*$|^CDP\s+Page \d+ of \d+$")
_ROW = re.compile(r"^([^\t]*[^\t\s][^\t]*)(\t+)$")


def read_text(path: Path) -> list[Line]:
    """Return the lines of a text file, numbered from 1, or from 1 on every page where form feeds part pages.

    Page numbers, dotted lines of contents and the footers of CDP's exports are left out.

    Raises:
        InputError: There is no such file, or it is no UTF-8 text.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "does not exist", "Check the path.") from None
    except UnicodeDecodeError as error:
        raise InputError(path.name, f"is no UTF-8 text (byte {error.start})", "Save it as UTF-8 text.") from None
    pages = [_page(page, i) for i, page in enumerate(with_ticks(text).split("\f"), start=1)]
    if len(pages) == 1:
        return [replace(line, page=0) for line in pages[0]]
    numbers = _page_numbers(pages)
    return [line for page in pages for line in page if line not in numbers]


def _page(text: str, page: int) -> list[Line]:
    lines = [line.replace("\u200b", "").strip(" \r\xa0") for line in text.split("\n")]
    return [Line(line, page, i) for i, line in enumerate(lines, start=1) if not _FURNITURE.search(line.replace("\t", " "))]


def _page_numbers(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Return the lines that number the pages: alone at an edge, and counting up with the pages."""
    filled = [[line for line in page if line.text] for page in pages]
    edges = [line for page in filled for line in page[:1] + page[1:][-1:] if line.text.isdigit()]
    ahead = Counter(int(line.text) - line.page for line in edges)
    counted = {each for each, count in ahead.items() if count >= max(2, _OFTEN * len(pages))}
    return {line for line in edges if int(line.text) - line.page in counted}


def parse(lines: Sequence[Line], edition: Edition, year: int | None = None) -> Submission:
    """Parse the lines of a response as text; ``year`` is the one it was made for, where its title does not say it."""
    sections: list[Section] = []
    bodies: list[list[Line]] = []
    strays: list[Line] = []
    end = _end(lines)
    for i, line in enumerate(lines):
        heading = HEADING.match(line.text)
        if i >= end or not (sections or heading):
            strays.append(line)
        elif heading:
            sections.append(Section(line.text[1 : line.text.index(")")], line, [line]))
            bodies.append([])
        elif not _is_furniture(lines, i):
            bodies[-1].append(line)
    strays = [line for line in strays if line.text and not NUMBER.match(line.text) and not MODULE.match(line.text)]
    title = next((line.text for line in strays if "Climate Change" in line.text), "")
    numbering = Numbers(edition, year or year_of(title))
    for section, body in zip(sections, bodies, strict=True):
        question = numbering.question(section.question)
        _fill(section, body, None if question is None else numbering.labels(question))
    return Submission("response", tuple(sections), tuple(strays), title)


def _end(lines: Sequence[Line]) -> int:
    """Return the index behind the last question; a web page lists the modules again below it."""
    last = max((i for i, line in enumerate(lines) if HEADING.match(line.text)), default=0)
    return next((i for i in range(last, len(lines)) if MODULE.match(lines[i].text)), len(lines))


def _is_furniture(lines: Sequence[Line], i: int) -> bool:
    following = next((line.text for line in lines[i + 1 :] if line.text), "")
    if NUMBER.match(lines[i].text):
        return following.startswith(f"({lines[i].text})") or bool(NUMBER.match(following))
    return bool(MODULE.match(lines[i].text) and (NUMBER.match(following) or MODULE.match(following)))


def _fill(section: Section, body: list[Line], labels: Labels | None) -> None:
    """Turn the lines under a heading into rows and fields."""
    while body and body[0].text and not _SENTENCE_END.search(section.heading[-1].text):
        section.heading.append(body.pop(0))  # the heading was broken over lines
    while body and not body[0].text:
        body.pop(0)
    if not body:
        return
    if "\t" in body[0].text or any(_ROW.match(line.text) for line in body[1:2]):
        _table(section, body, labels)
    elif labels is None or all(labels.position(line.text) is None for line in body):
        section.block(None, body[0]).fields.append(Field("", body[0], None, [line for line in body if line.text]))
    else:
        _Labelled(section, labels).read(body)


def _table(section: Section, body: list[Line], labels: Labels | None) -> None:
    headers = body[0].text.strip("\t").split("\t")
    columns = [None if labels is None else labels.column(Field(header, body[0])) for header in headers]
    rows: list[tuple[Line | None, int, list[Line]]] = []
    for line in body[1:]:
        row = _ROW.match(line.text)
        if row:
            rows.append((line.with_text(row[1]), len(row[2]) - 1, []))
        else:
            if not rows:
                rows.append((None, 0, []))
            rows[-1][2].append(line.with_text(line.text.replace("\t", " | ")))
    for _, _, lines in (row for row in rows if row[0] is None):
        _add_rows(section, headers, None, deal(chunks(lines), columns))
    width = len(columns)
    labelled = [(label, min(start, width), chunks(lines)) for label, start, lines in rows if label is not None]
    dealt = deal_rows([(given, start) for _, start, given in labelled], columns)
    for (label, _, _), cells in zip(labelled, dealt, strict=True):
        _add_rows(section, headers, label, cells)


def _add_rows(section: Section, headers: list[str], label: Line | None, cells: list[Cell]) -> None:
    begun: dict[int, Block] = {}
    place = label or next((line for cell in cells for line in cell.lines), section.place)
    for cell in cells:
        if cell.row not in begun:
            at = cell.lines[0] if cell.lines and label is None else place
            begun[cell.row] = section.block(None if label is None else label.text, at)
        header = headers[cell.index] if cell.index is not None else ""
        doubts = tuple(Doubt(doubt.lines, tuple(headers[c] for c in doubt.columns)) for doubt in cell.doubts)
        begun[cell.row].fields.append(Field(header, cell.lines[0] if cell.lines else place, None, list(cell.lines), doubts))


class _Labelled:
    """Reads fields whose label stands on a line above their value."""

    def __init__(self, section: Section, labels: Labels) -> None:
        self.section, self.question, self.labels = section, labels.question, labels
        self.rows = labels.row_keys() | {key("Row 1")}
        self.block: Block | None = None
        self.field: Field | None = None
        self.last = -1

    def read(self, body: Sequence[Line]) -> None:
        """Take the lines one by one, or as many at once as make a label."""
        i = 0
        while i < len(body):
            line, (count, at) = body[i], self._label(body, i)
            if at is not None:
                self._begin(line.with_text(run_on(body[i : i + count])), at)
            elif self._names_row(line, self._label(body, _filled(body, i + 1))[1]):
                self.block, self.field, self.last = self.section.block(line.text, line), None, -1
            elif line.text:
                self._value(line)
            i += count

    def _label(self, body: Sequence[Line], i: int) -> tuple[int, int | None]:
        """Return how many lines from the ``i``-th on make a label, and the index of its column; 1 and None where none do."""
        for count in range(1, _MOST_LINES + 1):
            lines = body[i : i + count]
            if len(lines) < count or not lines[-1].text:
                break
            at = self.labels.position(run_on(lines), exactly=count > 1)
            if at is not None:
                return count, at
        return 1, None

    def _names_row(self, line: Line, after: int | None) -> bool:
        keyed = self.question.rows is not None and self.question.rows.key is not None
        return after is not None and (key(line.text) in self.rows or (keyed and after == 0 and bool(line.text)))

    def _begin(self, line: Line, at: int) -> None:
        if self.block is None or at <= self.last:
            self.block = self.section.block(None, line)
        self.field, self.last = Field(line.text, line), at
        self.block.fields.append(self.field)

    def _value(self, line: Line) -> None:
        if self.field is None:
            self.block = self.block or self.section.block(None, line)
            self.field = Field("", line)
            self.block.fields.append(self.field)
        self.field.lines.append(line.with_text(line.text.replace("\t", " | ")))


def _filled(body: Sequence[Line], i: int) -> int:
    """Return the index of the first line that is not empty, from the ``i``-th on."""
    return next((j for j in range(i, len(body)) if body[j].text), len(body))
