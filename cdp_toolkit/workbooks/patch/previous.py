"""What an earlier fill left in the cells of a workbook, from its manifest: only that is ours to replace."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_text
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.workbooks.patch.writes import CellInput, CellWrite, shown

_FIX = "Give the .manifest.json that the fill before wrote beside its workbook."


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["boolean", "number", "datetime", "date", "error", "text"]
    value: str

    def read(self) -> CellInput:
        match self.type:
            case "boolean":
                return self.value == "true"
            case "number":
                return Decimal(self.value)
            case "datetime":
                return dt.datetime.fromisoformat(self.value)
            case "date":
                return dt.date.fromisoformat(self.value)
            case _:
                return self.value


class _Cell(BaseModel):
    """One entry of a manifest; what a refill does not need is passed over."""

    model_config = ConfigDict(frozen=True)
    sheet: str
    cell: str
    outcome: str
    data_point: str | None = None
    new: _Value | None = None
    left: _Value | None = None

    def value(self) -> CellInput | None:
        """Return what fills left there; a manifest that does not say it knows only of what it wrote itself."""
        known = self.left or (self.new if self.outcome == "written" else None)
        return known.read() if known else None


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)
    dry_run: bool
    cells: tuple[_Cell, ...]


@dataclass(frozen=True)
class Left:
    """A value that fills left in a cell, and the place it was in then."""

    place: str
    value: CellInput


@dataclass(frozen=True)
class Previous:
    """What fills before left behind, by data point; by place where a write had none."""

    left: Mapping[str, Left]

    def known_to(self, writes: Iterable[CellWrite]) -> tuple[CellWrite, ...]:
        """Return writes that know what was left in their cells: a data point is found again wherever people moved it."""
        return tuple(replace(write, left=self.left[_key(write)].value) if _key(write) in self.left else write for write in writes)

    def stale(self, writes: Iterable[CellWrite]) -> tuple[Finding, ...]:
        """Return what was filled before and is answered no longer: a fill empties no cell, so a person has to look."""
        answered = {_key(write) for write in writes}
        fix = "Look at the cell: clear it in Excel if it is not to be disclosed."
        return tuple(
            Finding(
                "answered-no-longer",
                Severity.WARNING,
                one.place,
                f"an earlier fill wrote {shown(one.value)} for {point}, which is filled no longer",
                fix,
                (point,) if point != one.place else (),
            )
            for point, one in self.left.items()
            if point not in answered
        )


def read_previous(path: Path) -> Previous:
    """Read the manifest of an earlier fill.

    Raises:
        InputError: It is none, or that of a dry run, which wrote nothing.
    """
    try:
        manifest = _Manifest.model_validate(json.loads(read_text(path)))
        left = {cell.data_point or f"{cell.sheet}!{cell.cell}": (cell, cell.value()) for cell in manifest.cells}
    except (ValidationError, ValueError, ArithmeticError):
        raise InputError(str(path), "is no manifest of a fill", _FIX) from None
    if manifest.dry_run:
        raise InputError(str(path), "is the manifest of a dry run, which wrote nothing", _FIX)
    return Previous({key: Left(f"{cell.sheet}!{cell.cell}", value) for key, (cell, value) in left.items() if value is not None})


def _key(write: CellWrite) -> str:
    return str(write.address) if write.address else f"{write.sheet}!{write.cell}"
