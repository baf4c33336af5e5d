"""Reads tables row by row: CSV files of any size, and the sheets of a workbook. Nothing is held but the row at hand."""

import codecs
import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import overload

from cdp_toolkit.documents.page import Line
from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import Limits, open_package
from cdp_toolkit.structure.references import Cell
from cdp_toolkit.structure.rows import CellSpan, RowSpan, SheetRows
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import plain

WORKBOOKS = (".xlsx", ".xlsm")
TEMPLATE_NAME = "cdp_edition"

IsHead = Callable[[Sequence[str]], bool]

_MIB = 1 << 20
# Data sets of thousands of companies are larger than any workbook that a person fills.
_LIMITS = Limits(file_size=400 * _MIB, part_size=400 * _MIB, total_size=2048 * _MIB)
_HEAD = 20  # rows that may stand above the head of a table
_SEPARATORS = (",", ";", "\t")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_TEXT = ((b"PK\x03\x04", "a workbook or ZIP archive"), (b"%PDF", "a PDF"), (b"\xd0\xcf\x11\xe0", "an old Office file"))
_SAVE = "Save it again as 'CSV UTF-8' (Excel) or as UTF-8 text."


class Figure(str):
    """The text of a cell that is stored as a figure, in which 7.10 and 7.1 are the same."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its place, its cells as text, and how one of them is read without the others, where that is quicker."""

    place: Line
    cells: Sequence[str]
    single: Callable[[int], str] | None = None

    def peek(self, i: int | None) -> str:
        """Return the same as :meth:`cell`, for a row that may not be wanted."""
        return self.single(i).strip() if self.single is not None and i is not None else self.cell(i)

    def cell(self, i: int | None) -> str:
        """Return a cell without spaces around it, "" where there is none."""
        return self.cells[i].strip() if i is not None and i < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name ("" in a CSV file), what parts its columns there, its rows from the first on."""

    name: str
    separator: str
    rows: Iterator[Row]

    def head(self) -> list[Row]:
        """Take the first rows, among which the head of the table must be."""
        return list(islice((row for row in self.rows if any(row.cells)), _HEAD))


@contextmanager
def open_sheets(path: Path, is_head: IsHead) -> Iterator[Iterator[Sheet]]:
    """Open a file of tables; each sheet must be read before the next one is asked for.

    Args:
        path: A CSV file or workbook.
        is_head: Whether cells are the head of a table that is looked for; it tells what parts the columns.

    Raises:
        InputError: It is not there, empty, not UTF-8 or UTF-16, no CSV, or no workbook.
    """
    if path.suffix.lower() in WORKBOOKS:
        with open_package(path, _LIMITS) as package:
            yield _worksheets(OpenWorkbook(package))
    else:
        yield iter([_csv(path, is_head)])


def is_template(path: Path) -> bool:
    """Whether a workbook was made from this toolkit's template."""
    with open_package(path, _LIMITS) as package:
        return OpenWorkbook(package).outline.name(TEMPLATE_NAME) is not None


def _worksheets(book: OpenWorkbook) -> Iterator[Sheet]:
    for entry in book.outline.sheets:
        if entry.kind == "worksheet":
            yield Sheet(entry.name, "", _worksheet_rows(book, book.rows(entry), entry.name))


def _worksheet_rows(book: OpenWorkbook, rows: SheetRows, name: str) -> Iterator[Row]:
    for span in rows.rows():
        stored = _Stored(book, rows, span)
        yield Row(Line("", 0, span.number, where=f"sheet {name}, row {span.number}"), stored, stored.single)


@dataclass(slots=True)
class _Stored(Sequence[str]):
    """The cells of a row of a worksheet, read when the first one is asked for: most rows are of other organisations."""

    book: OpenWorkbook
    rows: SheetRows
    span: RowSpan
    texts: list[str] | None = None

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str]: ...
    def __getitem__(self, i: int | slice) -> str | Sequence[str]:
        return self._all()[i]

    def single(self, i: int) -> str:
        """Return one cell, "" where there is none."""
        cell = Cell(self.span.number, i + 1)
        found = self.rows.find(self.span, [cell]).get(cell)
        return "" if found is None or found.inner == found.close else self._one(found)

    def _all(self) -> list[str]:
        if self.texts is None:
            self.texts = []
            for found in self.rows.cells(self.span):
                if found.inner < found.close:
                    self.texts += [""] * (found.cell.column - 1 - len(self.texts))
                    self.texts.append(self._one(found))
        return self.texts

    def _one(self, found: CellSpan) -> str:
        content = self.book.reader.content(self.rows, found)
        if content.value is None and content.formula:
            problem = f"cell {found.cell} holds a formula whose result was never stored"
            raise InputError(self.rows.where, problem, "Open the workbook in Excel, let it calculate, and save it.")
        return _text(content.value, percent=self.book.styles[content.style].shows_percent)


def _text(value: object, *, percent: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Decimal():
            # A workbook holds 0.443 where it shows 44.3%. As text with its sign it is no figure, and is listed.
            return f"{plain(value * 100)}%" if percent else Figure(plain(value))
        case dt.datetime():
            return value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def _csv(path: Path, is_head: IsHead) -> Sheet:
    lines = _lines(path)
    head = list(islice(lines, _HEAD))
    if not any(line.strip() for line in head):
        raise InputError(str(path), "is empty", "Give a file with a header line and at least one row.")
    separator, skipped = _separator(head, is_head)
    return Sheet("", separator, _records(path, chain(head[skipped:], lines), separator, skipped))


def _separator(head: Sequence[str], is_head: IsHead) -> tuple[str, int]:
    """Return what parts the columns, and how many lines only say so."""
    first = head[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    found = next((sign for sign in _SEPARATORS if any(map(is_head, _parted(head, sign)))), None)
    begin = next(line for line in head if line.strip())
    return found or max(_SEPARATORS, key=begin.count), 0


def _parted(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from csv.reader(lines, delimiter=sign)


def _records(path: Path, lines: Iterable[str], separator: str, skipped: int) -> Iterator[Row]:
    reader, line = csv.reader(lines, delimiter=separator, strict=True), 1 + skipped
    try:
        for cells in reader:
            if any(cells):
                yield Row(Line("", 0, line), cells)
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        fix = "Close every quotation mark, and double those inside a cell."
        raise InputError(f"{path.name}, line {line}", f"is no CSV: {error}", fix) from None


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        encoding = _encoding(path, start)
        if encoding == "utf-16":
            with path.open(encoding=encoding, newline="") as text:
                yield from text
            return
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                yield _decoded(path, raw, number)
    except UnicodeError as error:
        raise InputError(path.name, f"is cut off or damaged UTF-16 ({error})", _SAVE) from None
    except FileNotFoundError:
        raise InputError(str(path), "does not exist", "Check the path.") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}", "Check that it is a file that you may read.") from None


def _encoding(path: Path, start: bytes) -> str:
    what = next((what for mark, what in _NO_TEXT if start.startswith(mark)), None)
    if what is not None:
        raise InputError(path.name, f"is {what}, although its name ends in '{path.suffix}'", "Give it the ending of its kind.")
    encoding = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in start:
        raise InputError(path.name, "is no UTF-8 text: it holds zero bytes", _SAVE)
    return encoding


def _decoded(path: Path, raw: bytes, number: int) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8: byte 0x{raw[error.start]:02X} in line {number}"
        raise InputError(str(path), problem, _SAVE) from None
