"""A table of text as it stands in a file: where a tidy table comes from makes no difference to how it is read."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_text


@dataclass(frozen=True, slots=True)
class Grid:
    """A header and rows of text.

    Args:
        name: File, sheet or query, as messages name it.
        header: Names of the columns, as written.
        rows: Row number in the source (its first row is 1) and the cells; blank rows are left out.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def where(self, row: int) -> str:
        """Return file and row."""
        return f"{self.name}:{row}"


def grid_of(name: str, records: Iterator[list[str]]) -> Grid:
    """Make a grid from records, the first of which is the header.

    Raises:
        InputError: There is no header.
    """
    filled = ((i, tuple(cells)) for i, cells in enumerate(records, start=1) if any(cell.strip() for cell in cells))
    _, header = next(filled, (0, None))
    if header is None:
        raise InputError(name, "is empty", "Give a header line and at least one row.")
    return Grid(name, header, tuple(filled))


def read_csv(path: Path) -> Grid:
    """Read a CSV file, every cell as text.

    Raises:
        InputError: It is not UTF-8, empty, separated by something else than commas, or has an open quotation mark.
    """
    text = read_text(path)
    first = text.lstrip().partition("\n")[0]
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if sign in first and "," not in first:
            fix = "Save it with commas and decimal points: in semicolon files 1,234 can mean two numbers."
            raise InputError(path.name, f"separates its columns by {word}", fix)
    try:
        return grid_of(path.name, iter(list(csv.reader(io.StringIO(text, newline=""), strict=True))))
    except csv.Error as error:
        fix = "Close every quotation mark, and double those inside a cell."
        raise InputError(path.name, f"is no CSV: {error}", fix) from None
