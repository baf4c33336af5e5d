"""A sheet with some cells replaced or inserted, and every other byte as it was."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cdp_toolkit.packages import markup
from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.structure.rows import CellSpan, RowSpan, SheetRows
from cdp_toolkit.workbooks.patch.encoding import Stored

_SPANS = re.compile(rb"""\sspans\s*=\s*["'](\d+):(\d+)["']""")


@dataclass
class Places:
    """Where the wanted cells of a sheet are, or where they would have to be inserted."""

    rows: dict[int, RowSpan] = field(default_factory=dict)
    cells: dict[int, dict[Cell, CellSpan]] = field(default_factory=dict)
    gaps: dict[int, int] = field(default_factory=dict)

    def span(self, cell: Cell) -> CellSpan | None:
        """Return the element of a cell, None where there is none."""
        return self.cells.get(cell.row, {}).get(cell)


class NewCell(NamedTuple):
    """What a cell will hold; ``style`` is None where the cell keeps its own."""

    stored: Stored
    style: int | None = None


def locate(sheet: SheetRows, wanted: Iterable[Cell]) -> Places:
    """Find rows and cells; only wanted rows are looked into."""
    by_row: dict[int, list[Cell]] = {}
    for cell in wanted:
        by_row.setdefault(cell.row, []).append(cell)
    numbers = sorted(by_row)
    found, gaps = _jumped(sheet, numbers) or _walked(sheet, numbers)
    rows = {number: sheet.row(number, tag) for number, tag in found.items()}
    return Places(rows, {number: sheet.find(row, by_row[number]) for number, row in rows.items()}, gaps)


_Found = tuple[dict[int, re.Match[bytes]], dict[int, int]]


def _jumped(sheet: SheetRows, numbers: list[int]) -> _Found | None:
    """Return the start tags of rows found by going from one to the next, None where one of them is not found so."""
    found: dict[int, re.Match[bytes]] = {}
    position = sheet.inner
    for number in numbers:
        tag = sheet.named(number, position)
        if tag is None:
            return None
        found[number], position = tag, tag.end()
    return found, {}


def _walked(sheet: SheetRows, numbers: list[int]) -> _Found:
    """Return the start tags of rows found by passing all rows, and where those that are missing belong."""
    found: dict[int, re.Match[bytes]] = {}
    gaps: dict[int, int] = {}
    missing = numbers[::-1]
    for number, tag in sheet.starts():
        while missing and missing[-1] < number:
            gaps[missing.pop()] = tag.start()
        if missing and missing[-1] == number:
            found[missing.pop()] = tag
    gaps.update(dict.fromkeys(missing, sheet.close))
    return found, gaps


def splice(
    sheet: SheetRows, places: Places, cells: Mapping[Cell, NewCell], contents: Mapping[Cell, bytes], used: Range | None
) -> bytes:
    """Return the sheet with new cells.

    Args:
        sheet: The sheet.
        places: Where the cells are, from :func:`locate`.
        cells: New cells.
        contents: New content for cells that otherwise stay as they are.
        used: The range that the sheet says it uses.
    """
    edits = [(span.inner, span.close, contents[cell]) for cell, span in _spans(places, contents)]
    by_row: dict[int, list[Cell]] = {}
    for cell in sorted(cells):
        by_row.setdefault(cell.row, []).append(cell)
    for number, wanted in by_row.items():
        new = {cell: cells[cell] for cell in wanted}
        if number in places.rows:
            edits.extend(_row_edits(sheet, places.rows[number], places.cells[number], new))
        else:
            inside = b"".join(_element(sheet.prefix, cell, one, None) for cell, one in new.items())
            row = b'<%srow r="%d">%s</%srow>' % (sheet.prefix, number, inside, sheet.prefix)
            edits.append((places.gaps[number], places.gaps[number], row))
    edits.extend(_frame_edits(sheet, cells, used))
    return markup.encoded(_applied(sheet, edits), sheet.codec)


def _spans(places: Places, wanted: Iterable[Cell]) -> list[tuple[Cell, CellSpan]]:
    """Return the elements of cells that are known to exist."""
    return [(cell, span) for cell in wanted if (span := places.span(cell)) is not None]


def _applied(sheet: SheetRows, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Return the sheet with stretches replaced; stretches do not overlap."""
    pieces: list[bytes] = []
    position = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (sheet.data[position:start], new)
        position = end
    pieces.append(sheet.data[position:])
    return b"".join(pieces)


def _row_edits(
    sheet: SheetRows, row: RowSpan, old: Mapping[Cell, CellSpan], new: Mapping[Cell, NewCell]
) -> list[tuple[int, int, bytes]]:
    """Return the edits of one row that exists."""
    edits: list[tuple[int, int, bytes]] = []
    attributes = _widened(row.attributes, new)
    if row.close == row.end:  # an empty element
        inside = b"".join(_element(sheet.prefix, cell, one, None) for cell, one in new.items())
        whole = b"<%srow%s>%s</%srow>" % (sheet.prefix, attributes, inside, sheet.prefix)
        return [(row.start, row.end, whole)]
    if attributes != row.attributes:
        start = row.start + 1 + len(sheet.prefix) + len(b"row")
        edits.append((start, start + len(row.attributes), attributes))
    for cell, one in new.items():
        span = old.get(cell)
        if span is not None:
            edits.append((span.start, span.end, _element(sheet.prefix, cell, one, span.attributes)))
        else:
            at = min((span.start for other, span in old.items() if other > cell), default=row.close)
            edits.append((at, at, _element(sheet.prefix, cell, one, None)))
    return edits


def _element(prefix: bytes, cell: Cell, new: NewCell, attributes: bytes | None) -> bytes:
    """Return the element of a cell; one that exists keeps its attributes but those that tell what it held."""
    reference = f' r="{cell}"'.encode()
    kept = reference if attributes is None else markup.without_attributes(attributes, "t", "cm", "vm")
    if new.style is not None:
        kept = markup.with_attribute(kept, "s", str(new.style))
    if new.stored.kind:
        kept += f' t="{new.stored.kind}"'.encode()
    return b"<%sc%s>%s</%sc>" % (prefix, kept, new.stored.markup(prefix), prefix)


def _widened(attributes: bytes, new: Iterable[Cell]) -> bytes:
    """Return the attributes of a row whose hint about its first and last cell is kept true."""
    hint = _SPANS.search(attributes)
    if hint is None:
        return attributes
    first, last = int(hint[1]), int(hint[2])
    outside = [cell.column for cell in new if not first <= cell.column <= last]
    if not outside:
        return attributes
    first, last = min(first, *outside), max(last, *outside)
    return attributes[: hint.start()] + f' spans="{first}:{last}"'.encode() + attributes[hint.end() :]


def _frame_edits(sheet: SheetRows, cells: Iterable[Cell], used: Range | None) -> list[tuple[int, int, bytes]]:
    """Return the edits outside the rows: an empty rows element gets an end tag, the used range stays true."""
    edits: list[tuple[int, int, bytes]] = []
    if sheet.empty:
        name = sheet.prefix + b"sheetData"
        edits.append((sheet.opening, sheet.inner, b"<" + name + b">"))
        edits.append((sheet.inner, sheet.inner, b"</" + name + b">"))
    wide = used
    for cell in cells:
        wide = wide.widened(cell) if wide else None
    found = markup.tag(sheet.prefix, b"dimension").search(sheet.mask, 0, sheet.inner)
    if found is not None and wide is not None and wide != used:
        edits.append((*found.span(1), markup.with_attribute(found[1], "ref", str(wide))))
    return edits
