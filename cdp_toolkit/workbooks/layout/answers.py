"""Reads a filled workbook back into answers by its layout, and holds them against a response."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.metrics.units import convert, unit
from cdp_toolkit.packages import open_package
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.structure.values import CellError
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import Address, Value, as_text
from cdp_toolkit.workbooks.layout.filling import Looks, asked_unit
from cdp_toolkit.workbooks.layout.labels import bare
from cdp_toolkit.workbooks.layout.model import Layout, Point
from cdp_toolkit.workbooks.named_cells import cell_value
from cdp_toolkit.workbooks.reading import ReadBack
from cdp_toolkit.workbooks.template_cells import CellValue, from_cell

_PERCENT = "percent"
_PROMPT = re.compile(r"\W*(?:please )?(?:select|choose|pick)\b.*", re.IGNORECASE | re.DOTALL)


def read_answers(path: Path, layout: Layout, edition: Edition, currency: str | None = None) -> ReadBack:
    """Read the answers of a workbook.

    Args:
        path: The filled workbook.
        layout: Where its data points are.
        edition: The edition that they answer.
        currency: The ISO code that money is reported in, where it is known.

    Raises:
        InputError: The workbook cannot be read safely, or lacks a sheet that the layout names.
    """
    answers: list[Answer] = []
    findings: list[Finding] = []
    with open_package(path) as package:
        reader = _Reader(Looks(OpenWorkbook(package)), edition, path.name, currency)
        for point in layout.points().values():
            answer = reader.answer(point)
            if isinstance(answer, Finding):
                findings.append(answer)
            elif answer is not None:
                answers.append(answer)
    return ReadBack(Response.of(edition.id, answers), tuple(findings))


@dataclass(frozen=True)
class _Reader:
    looks: Looks
    edition: Edition
    file: str
    currency: str | None

    def answer(self, point: Point) -> Answer | Finding | None:
        """Return the answer at a point, what is wrong with it, or None where the cell is blank."""
        values = self.looks.values(point.sheet)
        if values is None:
            raise InputError(self.file, f"has no worksheet {point.sheet!r}", "Find its layout anew, or correct the layout file.")
        stored = values.value(self.looks.shown(point))
        where = f"{self.file} {point.place}"
        if isinstance(stored, CellError):
            return self._wrong(point, where, f"the cell shows the error {stored}", "Correct the formula.")
        value = cell_value(stored)
        column = self.edition.column(point.address)
        if value is None or _is_prompt(column, value):
            return None
        if not point.sure:
            problem = f"{as_text(value)!r} stands there and was not read: {point.doubts}"
            fix = "Set the confidence to 100 in the layout file if the place is right; correct it if not."
            return Finding("place-doubtful", Severity.WARNING, where, problem, fix, (str(point.address),))
        try:
            return Answer(point.address, self._value(point, column, value), Source("person", where))
        except InputError as error:
            return self._wrong(point, where, f"{error.where} {error.problem}".strip(), error.fix)

    def _wrong(self, point: Point, where: str, problem: str, fix: str) -> Finding:
        address = str(point.address)
        return Finding("not-an-answer", Severity.ERROR, f"{where} ({address})", problem, fix, (address,))

    def _value(self, point: Point, column: Column, cell: CellValue) -> Value:
        if isinstance(cell, str) and column.options:
            return _chosen(column, cell)
        value = from_cell(column, cell)
        if not isinstance(value, Decimal):
            return value
        said = point.column.unit
        if said is not None and column.unit is not None:
            return convert(value, unit(said), unit(asked_unit(column, self.currency, said)))
        if column.unit == _PERCENT and self.looks.format(point).shows_percent:
            return value * 100
        return value


def _is_prompt(column: Column, value: CellValue) -> bool:
    """Whether a cell only asks to choose something."""
    return bool(column.options) and isinstance(value, str) and value not in column.options and bool(_PROMPT.fullmatch(value))


def _chosen(column: Column, text: str) -> Value:
    """Read options, also where the workbook spells them in other letters, spaces or signs."""
    try:
        return from_cell(column, text)
    except InputError:
        spelled = {bare(option): option for option in reversed(column.options)}
        lines = [spelled.get(bare(line), line) for line in text.splitlines()]
        if lines == text.splitlines():
            raise
        return from_cell(column, "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A data point that the workbook answers otherwise than the response.

    Args:
        address: The data point.
        workbook: The workbook's answer, None where somebody has cleared a cell that was filled.
        response: The response's answer.
        place: File and cell.
    """

    address: Address
    workbook: Answer | None
    response: Answer
    place: str

    def __str__(self) -> str:
        ours = f"the response {as_text(self.response.value)!r} ({self.response.source})"
        if self.workbook is None:
            return f"{self.address}: somebody has cleared the cell ({self.place}), {ours}"
        return f"{self.address}: the workbook says {as_text(self.workbook.value)!r} ({self.place}), {ours}"

    def as_json(self) -> dict[str, str]:
        """Give the conflict as plain JSON values."""
        return {
            "data_point": str(self.address),
            "workbook": "" if self.workbook is None else as_text(self.workbook.value),
            "cell": self.place,
            "response": as_text(self.response.value),
            "source": str(self.response.source),
        }


@dataclass(frozen=True)
class Comparison:
    """A workbook's answers beside a response's.

    Args:
        added: What only the workbook answers.
        same: How many answers agree.
        conflicts: What both answer differently.
        absent: What only the response answers, although the workbook has a cell for it.
    """

    added: tuple[Answer, ...]
    same: int
    conflicts: tuple[Conflict, ...]
    absent: tuple[Address, ...]

    def merged(self, base: Response, decided: Mapping[Address, str]) -> Response:
        """Return a response with what the workbook adds, and its side of each conflict that was decided for it."""
        taken = [conflict for conflict in self.conflicts if decided.get(conflict.address) == "workbook"]
        cleared = {conflict.address for conflict in taken if conflict.workbook is None}
        kept = {address: answer for address, answer in base.answers.items() if address not in cleared}
        new = [conflict.workbook for conflict in taken if conflict.workbook is not None]
        return replace(base, answers=kept).with_answers([*self.added, *new])


def compare(
    read: Response, response: Response, cells: Iterable[Address], cleared: Mapping[Address, str] = MappingProxyType({})
) -> Comparison:
    """Hold the answers of a workbook against a response.

    Args:
        read: The workbook's answers.
        response: The response's.
        cells: The data points that the workbook has cells for.
        cleared: The places of those that were filled and are blank now: whether the answer goes too has to be decided.
    """
    added, conflicts, same = [], [], 0
    for address, answer in read.answers.items():
        known = response.answers.get(address)
        if known is None:
            added.append(answer)
        elif _agree(known.value, answer.value):
            same += 1
        else:
            conflicts.append(Conflict(address, answer, known, answer.source.detail))
    absent = tuple(address for address in cells if address in response.answers and address not in read.answers)
    conflicts += [
        Conflict(address, None, response.answers[address], cleared[address]) for address in absent if address in cleared
    ]
    absent = tuple(address for address in absent if address not in cleared)
    return Comparison(tuple(added), same, tuple(conflicts), absent)


def _agree(one: Value, other: Value) -> bool:
    """Whether two answers are the same: figures as far as Excel shows them, several options in any order."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other or f"{one:.15g}" == f"{other:.15g}"
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n").replace("\r", "\n").strip() == other.replace("\r\n", "\n").replace("\r", "\n").strip()
    return one == other
