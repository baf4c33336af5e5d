"""Verdicts on what answers alone cannot decide: a reader's on an attached statement, a register's on a target."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.errors import InputError

COLUMNS = ("about", "holds", "name", "date", "reason")
_HOLDS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judged criterion, settled.

    Args:
        about: What was judged, as ``scoring.leaves.verdict_key`` writes it: ``7.9.1[1].covers_scope_1``.
        holds: Whether it holds.
        name: Who says so.
        date: When.
        reason: Why.
    """

    about: str
    holds: bool
    name: str
    date: dt.date
    reason: str


def read_verdicts(path: Path) -> tuple[Verdict, ...]:
    """Read a verdicts file (CSV with the columns of ``COLUMNS``); none where the file is not there.

    Raises:
        InputError: A column is missing, or a row has no yes or no, no name, no date or no reason; names all such rows.
    """
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(path.name, "is not UTF-8 text", "Save it as CSV, UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(path.name, f"lacks the columns {', '.join(missing)}", f"Its header must be {','.join(COLUMNS)}.")
    verdicts: list[Verdict] = []
    wrong: list[str] = []
    for number, row in enumerate(reader, 2):
        try:
            verdicts.append(_verdict(row))
        except ValueError as error:
            wrong.append(f"row {number}: {error}")
    if wrong:
        raise InputError(path.name, "; ".join(wrong), "Give each verdict yes or no, a name, a date (YYYY-MM-DD) and a reason.")
    return tuple(verdicts)


def _verdict(row: dict[str, str | None]) -> Verdict:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    holds = _HOLDS.get(cells["holds"].lower())
    if holds is None:
        raise ValueError(f"'holds' is '{cells['holds']}'")
    for column in ("about", "name", "reason"):
        if not cells[column]:
            raise ValueError(f"'{column}' is empty")
    try:
        date = dt.date.fromisoformat(cells["date"])
    except ValueError:
        raise ValueError(f"'date' is '{cells['date']}'") from None
    return Verdict(cells["about"], holds, cells["name"], date, cells["reason"])


def write_verdicts(verdicts: Iterable[Verdict]) -> str:
    """Return the text of a verdicts file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in verdicts:
        writer.writerow([each.about, "yes" if each.holds else "no", each.name, each.date.isoformat(), each.reason])
    return out.getvalue()


def truths(verdicts: Iterable[Verdict]) -> dict[str, bool]:
    """Return the truth of each matter; of two verdicts on one matter the later one counts."""
    return {each.about: each.holds for each in sorted(verdicts, key=lambda each: each.date)}
