"""Waivers: a person says why one finding may stand; it is silenced and shown as such."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import Fault, FileError
from cdp_toolkit.files import read_text
from cdp_toolkit.findings import Finding, Severity

FILE = "waivers.csv"
COLUMNS = ("check", "about", "name", "date", "reason")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that may stand.

    Args:
        check: The check.
        about: Where its finding stands: a question, a row or a cell.
        name: Who says so.
        date: When.
        reason: Why.
        where: File and line.
    """

    check: str
    about: str
    name: str
    date: dt.date
    reason: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that is silenced, and by what."""

    finding: Finding
    waiver: Waiver


def read_waivers(path: Path, checks: Iterable[str]) -> tuple[Waiver, ...]:
    """Read a file of waivers (CSV with the columns of ``COLUMNS``); none where the file is not there.

    Raises:
        InputError: The file is no UTF-8 text.
        FileError: With every row that is no waiver, and every check that does not exist.
    """
    if not path.is_file():
        return ()
    known = set(checks)
    rows = list(csv.reader(io.StringIO(read_text(path), newline="")))
    header = tuple(name.strip().lower() for name in rows[0])
    if header != COLUMNS:
        problem = f"the header is {', '.join(header)}"
        raise FileError([Fault(f"{path.name}:1", problem, f"Its header must be {','.join(COLUMNS)}.")])
    faults: list[Fault] = []
    waivers = []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path.name}:{line}"
        waiver = _waiver(row, where, known, faults)
        if waiver is not None:
            waivers.append(waiver)
    if faults:
        raise FileError(faults)
    return tuple(waivers)


def _waiver(row: list[str], where: str, known: set[str], faults: list[Fault]) -> Waiver | None:
    if len(row) != len(COLUMNS):
        fix = "Put texts that hold a comma in quotation marks."
        faults.append(Fault(where, f"has {len(row)} cells instead of {len(COLUMNS)}", fix))
        return None
    cells = dict(zip(COLUMNS, (cell.strip() for cell in row), strict=True))
    before = len(faults)
    faults += [Fault(where, f"'{name}' is empty", "A waiver says who, when and why.") for name in COLUMNS if not cells[name]]
    if cells["check"] and cells["check"] not in known:
        faults.append(Fault(where, f"there is no check '{cells['check']}'", nearest(cells["check"], known)))
    try:
        date = dt.date.fromisoformat(cells["date"])
    except ValueError:
        faults.append(Fault(where, f"'date' is '{cells['date']}'", "Write it like 2026-03-31."))
        return None
    if len(faults) > before:
        return None
    return Waiver(cells["check"], cells["about"], cells["name"], date, cells["reason"], where)


def silenced(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[list[Finding], list[Waived]]:
    """Return the findings that no waiver silences, and those that one does; a waiver that silences none is a finding itself."""
    left: list[Finding] = []
    waived: list[Waived] = []
    by_place = {(waiver.check, waiver.about): waiver for waiver in waivers}
    used = set()
    for finding in findings:
        waiver = by_place.get((finding.code, finding.where))
        if waiver is None:
            left.append(finding)
        else:
            used.add((finding.code, finding.where))
            waived.append(Waived(finding, waiver))
    for place, waiver in by_place.items():
        if place not in used:
            problem = f"the waiver of {waiver.name} for '{waiver.check}' at {waiver.about} silences nothing"
            fix = "Remove it: what it was for has been mended."
            left.append(Finding("waiver-without-finding", Severity.INFO, waiver.where, problem, fix))
    return left, waived
