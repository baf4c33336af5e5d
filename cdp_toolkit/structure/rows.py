"""Rows and cells of a sheet by where they stand in its XML, so that one can be read or replaced and the rest kept."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import markup
from cdp_toolkit.structure.references import MAX_COLUMN, MAX_ROW, Cell, column_number

_NAMESPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet(" + markup.ATTRIBUTES + rb")\s*(/?)>")
_DECLARATION = re.compile(rb"""\sxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_FIRST_NUMBER = re.compile(rb' r="(\d{1,7})"')
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d{1,7})["']""")
_DAMAGED = "The file is damaged: open and save it anew in Excel"


class RowSpan(NamedTuple):
    """One ``<row>``: ``inner`` is where its content begins, ``close`` where its end tag does (equal to ``end`` if none)."""

    number: int
    start: int
    inner: int
    close: int
    end: int
    attributes: bytes


class CellSpan(NamedTuple):
    """One ``<c>``: ``inner`` to ``close`` is its content, empty where the element is."""

    cell: Cell
    start: int
    inner: int
    close: int
    end: int
    attributes: bytes


@lru_cache(maxsize=16)
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a cell: group 1 its attributes, group 2 its content."""
    name = re.escape(prefix) + b"c"
    return re.compile(rb"<" + name + rb"(" + markup.ATTRIBUTES + rb")\s*(?:/>|>(.*?)</" + name + rb"\s*>)", re.DOTALL)


class SheetRows:
    """The XML of one worksheet, with its rows found but not read.

    Raises:
        InputError: The part is malformed, no worksheet, or uses namespaces in a way that offsets cannot follow.
    """

    def __init__(self, raw: bytes, where: str) -> None:
        asides = markup.check_well_formed(raw, where)
        self.where = where
        self.data, self.codec = markup.as_utf8(raw, where)
        self.mask = markup.mask(self.data) if asides else self.data
        root = _ROOT.search(self.mask)
        if root is None:
            raise InputError(where, "is no worksheet", "Only worksheets can be read and filled")
        self.prefix = root[1]
        self.inner, self.close, self.empty = self._extent()
        self._check_namespaces()

    def _extent(self) -> tuple[int, int, bool]:
        """Return where the content of ``<sheetData>`` begins and ends, and whether it is an empty element."""
        opening = markup.tag(self.prefix, b"sheetData").search(self.mask)
        if opening is None:
            raise InputError(self.where, "holds no rows element", _DAMAGED)
        if opening[2]:
            return opening.end(), opening.end(), True
        return opening.end(), self.mask.rindex(b"</" + self.prefix + b"sheetData"), False

    def _check_namespaces(self) -> None:
        """Refuse a second prefix for the sheet's own elements, or a second meaning of theirs."""
        own = self.prefix.rstrip(b":")
        end = self.inner if self.mask.find(b"xmlns", self.inner, self.close) < 0 else self.close
        for prefix, uri in _DECLARATION.findall(self.mask, 0, end):
            if (prefix == own) != (uri in _NAMESPACES):
                raise InputError(self.where, "names its elements in two ways", "Open the file in Excel and save it anew")

    @property
    def opening(self) -> int:
        """Where the start tag of ``<sheetData>`` begins."""
        return self.mask.rfind(b"<", 0, self.inner)

    @cached_property
    def frame(self) -> bytes:
        """The sheet without its rows: what says which cells are merged, checked, protected."""
        return self.data[: self.inner] + self.data[self.close :]

    def starts(self) -> Iterator[tuple[int, re.Match[bytes]]]:
        """Yield number and start tag of each row in the order they stand in; numbers grow."""
        number = 0
        for found in markup.tag(self.prefix, b"row").finditer(self.mask, self.inner, self.close):
            raw = found[1]
            given = _FIRST_NUMBER.match(raw) or _NUMBER.search(raw)
            following = int(given[1]) if given else number + 1
            if not number < following <= MAX_ROW:
                raise InputError(self.where, f"row {following} stands after row {number}", _DAMAGED)
            number = following
            yield number, found

    def named(self, number: int, position: int) -> re.Match[bytes] | None:
        """Return the start tag of a row behind a position, if the row is written as Excel writes it."""
        at = self.mask.find(b'<%srow r="%d"' % (self.prefix, number), position, self.close)
        return markup.tag(self.prefix, b"row").match(self.mask, at) if at >= 0 else None

    def row(self, number: int, found: re.Match[bytes]) -> RowSpan:
        """Return where a row is from its start tag."""
        start, inner = found.span()
        close = end = inner
        if not found[2]:
            close = self.mask.find(b"</" + self.prefix + b"row", inner)
            end = self.mask.index(b">", close) + 1
        return RowSpan(number, start, inner, close, end, found[1])

    def rows(self) -> Iterator[RowSpan]:
        """Yield the rows in the order they stand in."""
        return (self.row(number, found) for number, found in self.starts())

    def cells(self, row: RowSpan) -> Iterator[CellSpan]:
        """Yield the cells of a row from left to right."""
        column = 0
        for found in _cell_pattern(self.prefix).finditer(self.mask, row.inner, row.close):
            raw = found[1]
            given = _REFERENCE.search(raw)
            following = column_number(given[1].decode()) if given else column + 1
            if not column < following <= MAX_COLUMN or (given and int(given[2]) != row.number):
                name = found[0][:60].decode("utf-8", "replace")
                raise InputError(self.where, f"in row {row.number} the cell {name!r} stands in the wrong place", _DAMAGED)
            column = following
            yield self._span(Cell(row.number, column), found)

    def find(self, row: RowSpan, wanted: Iterable[Cell]) -> dict[Cell, CellSpan]:
        """Return the elements of some cells of a row, or of all its cells where one of them is not found at once."""
        found: dict[Cell, CellSpan] = {}
        pattern = _cell_pattern(self.prefix)
        for cell in wanted:
            needle = f' r="{cell}"'.encode()
            at = self.mask.find(needle, row.inner, row.close)
            match = pattern.match(self.mask, self.mask.rfind(b"<", row.inner, at), row.close) if at >= 0 else None
            if match is None or b"'" in match[1] or self.mask.find(needle, at + 1, row.close) >= 0:
                return {span.cell: span for span in self.cells(row)}
            found[cell] = self._span(cell, match)
        return found

    @staticmethod
    def _span(cell: Cell, match: re.Match[bytes]) -> CellSpan:
        """Return where a cell's element is from its match."""
        inner, close = match.span(2)
        if inner < 0:
            inner = close = match.end()
        return CellSpan(cell, match.start(), inner, close, match.end(), match[1])

    def content(self, span: CellSpan) -> bytes:
        """Return what stands in a cell element."""
        return self.data[span.inner : span.close]
