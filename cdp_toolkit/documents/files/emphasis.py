"""Tells headings from values that somebody printed bold: a heading stands out by its size or its colour, never by bold alone.

The exports keep the bold print of a text that a company typed. Their own headings are larger than values, or have another colour;
what is as large and as dark as the values around it is a value, and so is everything behind a tick.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cdp_toolkit.documents.page import NOT_TICKED, TICK, Line, Table

_Kind = TypeVar("_Kind")
_Colour = tuple[int, int, int]
_FEWEST = 3
_OFTEN = 0.05  # of the letters; what is rarer is no style of a form
_LARGER = 1.1  # times the size of values


@dataclass(frozen=True, slots=True)
class _Form:
    """How a document prints headings and values.

    Args:
        most: The largest size in which a value is still printed where headings are larger; None where they are not.
        colours: The colours of values.
        coloured: Whether headings have a colour that values have not.
    """

    most: float | None
    colours: frozenset[_Colour]
    coloured: bool

    def is_plain(self, line: Line) -> bool:
        """Whether a line is printed as values are, apart from being bold."""
        if line.light or line.colour not in self.colours:
            return False
        return self.coloured or (self.most is not None and line.size <= self.most)


def without_emphasis(items: Sequence[Line | Table], is_heading: Callable[[str], object]) -> list[Line | Table]:
    """Return lines and tables in which only headings are bold.

    Args:
        items: Lines and tables of a document.
        is_heading: Whether a text is the number of a question or column with its label, by which headings are told.
    """
    lines = [item for item in items if isinstance(item, Line)]
    bold = [line for line in lines if line.bold and not _is_ticked(line)]
    form = _form([line for line in bold if is_heading(line.text)], [line for line in lines if not line.bold])
    plain = {line for line in bold if form is not None and form.is_plain(line)}
    if len(plain) * 2 > len(bold):  # then it is the form's own way to print labels
        plain = set()
    barred = any(line.bold and line.light for item in items if isinstance(item, Table) for line in item.lines())
    return [_table(item, barred) if isinstance(item, Table) else _line(item, plain) for item in items]


def _is_ticked(line: Line) -> bool:
    return line.text.startswith((TICK, NOT_TICKED))


def _line(line: Line, plain: set[Line]) -> Line:
    return replace(line, bold=False) if line.bold and (line in plain or _is_ticked(line)) else line


def _table(table: Table, barred: bool) -> Table:
    """Return a table whose values are not bold, where heads are light on a bar."""
    if table.inferred or not barred or not any(line.bold and not line.light for line in table.lines()):
        return table
    rows = tuple(
        tuple(tuple(replace(line, bold=line.bold and line.light) for line in cell) for cell in row) for row in table.rows
    )
    return replace(table, rows=rows)


def _form(headings: Sequence[Line], values: Sequence[Line]) -> _Form | None:
    if len(headings) < _FEWEST or not values:
        return None
    sizes, colours = _usual(values, lambda line: line.size), _usual(values, lambda line: line.colour)
    least, largest = min(_usual(headings, lambda line: line.size)), max(sizes)
    most = (least + largest) / 2 if least > _LARGER * largest else None
    return _Form(most, frozenset(colours), colours.isdisjoint(line.colour for line in headings))


def _usual(lines: Iterable[Line], kind: Callable[[Line], _Kind]) -> set[_Kind]:
    letters: Counter[_Kind] = Counter()
    for line in lines:
        letters[kind(line)] += len(line.text)
    return {each for each, count in letters.items() if count >= _OFTEN * letters.total()}
