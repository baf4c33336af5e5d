"""The list of conflicts between a workbook and a response, for a person to decide in: a CSV with a column ``take``."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.errors import Fault, FileError, InputError
from cdp_toolkit.files import read_text
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.file import no_formula
from cdp_toolkit.responses.model import Answer
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout.answers import Conflict

COLUMNS = ("data point", "response", "source of the response", "workbook", "cell", "take")
TAKES = ("workbook", "response")


def decisions_csv(conflicts: Iterable[Conflict]) -> str:
    """Return the conflicts as a CSV that is safe to open in a spreadsheet program."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in conflicts:
        theirs = "" if one.workbook is None else text_of(one.workbook.value)
        cells = (text_of(one.response.value), str(one.response.source), theirs, one.place)
        writer.writerow((str(one.address), *map(no_formula, cells), ""))
    return "\ufeff" + out.getvalue()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose answer a person took, and the two answers that were looked at, as the file spells them."""

    take: str
    response: str
    workbook: str

    def holds(self, response: Answer | None, workbook: Answer | None) -> bool:
        """Whether the two answers are still those that were decided on."""
        return (self.response, self.workbook) == (_spelled(response), _spelled(workbook))


def _spelled(answer: Answer | None) -> str:
    return "" if answer is None else no_formula(text_of(answer.value))


def read_decisions(path: Path) -> dict[Address, str]:
    """Read whose answer a person takes, by data point; a blank decides nothing.

    Raises:
        InputError: The file cannot be read, or has not the columns.
        FileError: With every line that decides neither for the workbook nor for the response.
    """
    return {address: decision.take for address, decision in read_conflicts(path).items()}


def read_conflicts(path: Path) -> dict[Address, Decision]:
    """Read what a person has decided, by data point, with the answers that stood against each other.

    Raises:
        InputError: The file cannot be read, or has not the columns.
        FileError: With every line that decides neither for the workbook nor for the response.
    """
    rows = list(csv.reader(io.StringIO(read_text(path), newline="")))
    header = [name.strip().lower() for name in rows[0]]
    if not {"data point", "take"} <= set(header):
        raise InputError(f"{path.name}:1", "lacks the column 'data point' or 'take'", f"The columns: {', '.join(COLUMNS)}.")
    point, take = header.index("data point"), header.index("take")
    found: dict[Address, Decision] = {}
    faults = []
    for number, row in enumerate(rows[1:], start=2):
        said = row[take].strip().lower() if len(row) > take else ""
        if said and said not in TAKES:
            faults.append(Fault(f"{path.name}:{number}", f"'{said}' decides nothing", f"One of: {', '.join(TAKES)}."))
        elif said:
            cells = dict(zip(header, row, strict=False))
            found[Address.parse(row[point])] = Decision(said, cells.get("response", ""), cells.get("workbook", ""))
    if faults:
        raise FileError(faults)
    return found
