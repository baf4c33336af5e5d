"""Finds data points by the defined names of their cells: this toolkit's own, and forms such as ``Q7_6_C1`` or ``C6.1_R2_C1``."""

import re
from collections.abc import Iterator

from cdp_toolkit.errors import InputError
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout.model import Placed, Spot
from cdp_toolkit.workbooks.layout.sought import Catalogue, Sought
from cdp_toolkit.workbooks.named_cells import Place
from cdp_toolkit.workbooks.template_cells import address_of

_PREFIX = re.compile(r"(?:cdp|q|question)[_.]?(?=[\dcs])", re.IGNORECASE)
_PART = re.compile(r"(?P<kind>r|row|c|col|column)_?(?P<n>\d+)", re.IGNORECASE)


def named_points(places: dict[str, Place], catalogue: Catalogue) -> Iterator[tuple[str, Placed]]:
    """Yield a table of one cell for each name that means a data point."""
    for name, place in places.items():
        meant = _own(name, catalogue) or _other(name, catalogue)
        if meant is None:
            continue
        at = str(place.area.anchor)
        heading = Spot(at=at, label=name, how="by the name of the cell")
        column = Spot(at=at, label=name, how="by the name of the cell")
        yield (
            name,
            Placed(
                question=meant.question, sheet=place.sheet, heading=heading, columns={meant.column or "": column}, row=meant.row
            ),
        )


def _own(name: str, catalogue: Catalogue) -> Address | None:
    address = address_of(name)
    if address is None:
        return None
    try:
        return catalogue.edition.canonical(address)
    except InputError:
        return None


def _other(name: str, catalogue: Catalogue) -> Address | None:
    """Read a name of another form: the longest question number that it begins with, then a row and a column."""
    parts = [part for part in re.split(r"[_.]+", _PREFIX.sub("", name, count=1)) if part]
    for end in range(min(len(parts), 5), 0, -1):
        number = ".".join(parts[:end])
        number = number[0].upper() + number[1:] if number[:1] in "cs" else number
        sought = catalogue.first(number) if "." in number and catalogue.knows(number) else None
        if sought is not None:
            return _within(sought, "_".join(parts[end:]).lower())
    return None


def _within(sought: Sought, rest: str) -> Address | None:
    """Return the data point of a question that the rest of a name means, None where that is not plain."""
    found: list[Address] = []
    rows: list[tuple[str, str | None]] = [("", None)]
    if sought.question.fixed_rows:
        rows = [*((key, key) for key in sought.row_by_key), *((f"r{i}", row.key) for i, row in enumerate(sought.rows, 1))]
    elif sought.question.adds_rows:
        match = re.match(r"(?:r|row)?_?(\d+)_", rest)
        rows = [(match[0][:-1], match[1])] if match else []
    for prefix, row in rows:
        if not rest.startswith(prefix):
            continue
        column = _column(sought, rest[len(prefix) :].strip("_"))
        address = None if column is None else _placed(sought, column, row)
        if address is not None:
            found.append(address)
    return found[0] if len(set(found)) == 1 else None


def _column(sought: Sought, text: str) -> str | None:
    if not text and len(sought.columns) == 1:
        return sought.columns[0].key
    if text in sought.by_key:
        return text
    match = _PART.fullmatch(text)
    number = (
        int(match["n"]) if match is not None and match["kind"].lower().startswith("c") else int(text) if text.isdigit() else 0
    )
    return sought.by_n[number].key if number in sought.by_n else None


def _placed(sought: Sought, key: str, row: str | None) -> Address | None:
    column = sought.by_key[key]
    if column.problem:
        return None
    if sought.question.adds_rows:
        return None if sought.problem else Address(column.question, row, column.name)
    home = (
        next(((n,) for q, n in sought.home if q == column.question), None)
        if row is None
        else sought.row_by_key[row].name(column.question)
    )
    return None if home is None else Address(column.question, home[0], column.name)
