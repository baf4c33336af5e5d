"""Answers as cells of any workbook whose layout is known: units, percentages and options as the workbook has them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.metrics.units import convert, unit
from cdp_toolkit.packages import open_package
from cdp_toolkit.responses.entries import MONEY
from cdp_toolkit.responses.model import Answer, Response
from cdp_toolkit.structure.references import Cell, cell
from cdp_toolkit.structure.sheet import Sheet
from cdp_toolkit.structure.styles import Format
from cdp_toolkit.structure.values import SheetValues, read_values
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import plain
from cdp_toolkit.workbooks.layout.labels import bare
from cdp_toolkit.workbooks.layout.model import Layout, Point
from cdp_toolkit.workbooks.patch.dropdowns import Dropdowns
from cdp_toolkit.workbooks.patch.writes import CellWrite
from cdp_toolkit.workbooks.template_cells import CellValue, to_cell

_PERCENT = "percent"


@dataclass(frozen=True)
class Writes:
    """What is to be written into a workbook, and what cannot be."""

    cells: tuple[CellWrite, ...]
    findings: tuple[Finding, ...]


def writes_for(path: Path, layout: Layout, edition: Edition, response: Response, currency: str | None = None) -> Writes:
    """Return the cells that the answers of a response go into.

    Args:
        path: The workbook.
        layout: Where its data points are.
        edition: The edition of the response.
        response: The answers.
        currency: The ISO code that money is reported in, where it is known.

    Raises:
        InputError: The workbook cannot be read safely.
    """
    points = layout.points()
    there = {address.question for address in points}
    cells, findings = [], []
    lacking: Counter[str] = Counter()
    with open_package(path) as package:
        looks = Looks(OpenWorkbook(package))
        for address, answer in response.answers.items():
            point = points.get(address)
            if answer.value in ("", ()):
                continue
            if point is None:
                lacking[address.question] += 1
                continue
            made = _write(looks, point, edition.column(address), answer, currency)
            if isinstance(made, Finding):
                findings.append(made)
            else:
                cells.append(made)
    return Writes(tuple(cells), (*findings, *_without_place(lacking, there)))


def _without_place(lacking: "Counter[str]", there: set[str]) -> Iterator[Finding]:
    for number, count in lacking.items():
        answers = "1 answer" if count == 1 else f"{count} answers"
        if number in there:
            problem, severity = f"{answers} to this question found no place in the workbook", Severity.WARNING
            fix = "Add their rows or columns to the layout file if the workbook has them."
        else:
            problem, severity = f"{answers}: the workbook was not found to ask this question", Severity.INFO
            fix = "Nothing, if it does not ask it; otherwise add it to the layout file."
        yield Finding("no-place", severity, number, problem, fix, (number,))


def _write(looks: "Looks", point: Point, column: Column, answer: Answer, currency: str | None) -> CellWrite | Finding:
    address = answer.address
    if not point.sure:
        problem = f"its cell {point.place} is doubtful and was not filled: {point.doubts}"
        fix = "Set the confidence to 100 in the layout file if it is right; correct it if not."
        return Finding("place-doubtful", Severity.WARNING, str(address), problem, fix, (str(address),))
    value = to_cell(address, column, answer.value)
    if isinstance(value, Finding):
        return value
    try:
        value, conversion = looks.as_shown(point, column, value, currency)
    except InputError as error:
        problem = f"{error.where} {error.problem}".strip()
        return Finding("unit-unsuitable", Severity.ERROR, str(address), problem, error.fix, (str(address),))
    return CellWrite(point.sheet, point.cell, value, address, str(answer.source), conversion)


class Looks:
    """What the cells of a workbook show: per cent, dropdown options."""

    def __init__(self, book: OpenWorkbook) -> None:
        self.book, self.dropdowns = book, Dropdowns(book, {})
        self._sheets: dict[str, tuple[Sheet, SheetValues]] = {}

    def as_shown(self, point: Point, column: Column, value: CellValue, currency: str | None) -> tuple[CellValue, str]:
        """Return a value as the cell is to hold it, and how it was converted.

        Raises:
            InputError: The unit that the workbook asks for cannot be worked out.
        """
        if isinstance(value, Decimal):
            return self._figure(point, column, value, currency)
        if isinstance(value, str) and column.options:
            return self._option(point, value)
        return value, ""

    def _figure(self, point: Point, column: Column, value: Decimal, currency: str | None) -> tuple[CellValue, str]:
        said = point.column.unit
        if said is not None and column.unit is not None:
            asked = asked_unit(column, currency, said)
            made = convert(value, unit(asked), unit(said))
            return made, "" if made == value else f"{plain(value)} {asked} = {plain(made)} {said}"
        if column.unit == _PERCENT and self.format(point).shows_percent:
            return value / 100, f"{plain(value)} percent = {plain(value / 100)} in a cell that shows per cent"
        return value, ""

    def _option(self, point: Point, text: str) -> tuple[CellValue, str]:
        """Return an option as the cell's dropdown spells it."""
        entry = self.book.outline.sheet(point.sheet)
        if entry is None or entry.kind != "worksheet":
            return text, ""
        at = cell(point.cell)
        options = self.dropdowns.options(self._sheet(point.sheet)[0].rules(at), point.sheet, at)
        if not options or text in options:
            return text, ""
        same = [option for option in options if bare(option) == bare(text)]
        return (same[0], f"option {text!r} as the dropdown spells it") if len(same) == 1 else (text, "")

    def format(self, point: Point) -> Format:
        """Return the format of a cell, whether anything stands in it or not."""
        sheet, values = self._sheet(point.sheet)
        at = cell(point.cell)
        content = values.get(at)
        style = content.style if content is not None else values.blanks.get(at, sheet.column_style(at.column))
        return self.book.styles[style or 0]

    def shown(self, point: Point) -> Cell:
        """Return the cell that holds what is shown at a point."""
        area = self._sheet(point.sheet)[0].merged_range(cell(point.cell))
        return cell(point.cell) if area is None else area.anchor

    def values(self, sheet: str) -> SheetValues | None:
        """Return the values of a sheet, None where there is no such worksheet."""
        entry = self.book.outline.sheet(sheet)
        return None if entry is None or entry.kind != "worksheet" else self._sheet(sheet)[1]

    def _sheet(self, name: str) -> tuple[Sheet, SheetValues]:
        if name not in self._sheets:
            entry = self.book.outline.sheet(name)
            if entry is None or entry.kind != "worksheet":
                have = ", ".join(one.name for one in self.book.outline.sheets)
                raise InputError(self.book.package.where, f"has no worksheet {name!r}", f"Its sheets are: {have}")
            rows = self.book.rows(entry)
            self._sheets[name] = (self.book.sheet(entry, rows), read_values(rows, self.book.reader, name, blanks=True))
        return self._sheets[name]


def asked_unit(column: Column, currency: str | None, said: str) -> str:
    """Return the unit that a response holds a column's figures in.

    Raises:
        InputError: It is money, and the response's currency is not known or another.
    """
    if column.unit != MONEY:
        return column.unit or ""
    wanted = unit(said).currency
    if currency is None or wanted != currency:
        problem = f"the workbook asks for {said}, and the response's currency is {currency or 'not known'}"
        raise InputError("", problem, f"Give the response in {wanted}: the toolkit holds no exchange rates.")
    return currency
