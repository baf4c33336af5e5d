"""What must hold before a fast reader sees a workbook: such readers set memory aside for what a file merely claims.

A file of 5 KB that claims 4 billion strings, or holds one cell in the last corner of a sheet, ends the process of
python-calamine. Our own reader allocates only for cells that are there.
"""

import re

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.markup import as_utf8, attributes, check_well_formed, mask
from cdp_toolkit.packages.package import Package

# The smallest string element, <si/>, takes 5 bytes. Some programs count wrongly, which costs little up to the allowance.
_STRING_BYTES, _STRING_ALLOWANCE = 5, 500_000
# A fast reader keeps some 30 bytes for each cell of the rectangle around all cells.
_CELLS, _SPREAD = 3_000_000, 20

_TABLE = re.compile(rb"""<(?:\w+:)?sst\b((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)""")
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)??r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)??r\s*=\s*["'](\d{1,7})["']""")


def check_extents(package: Package) -> None:
    """Refuse a workbook whose claims would make a reader set aside memory out of proportion.

    Raises:
        InputError: The string table claims more strings than it can hold, or cells lie far apart.
    """
    for kind, name in _parts(package):
        raw, where = package.read(name), package.place(name)
        check_well_formed(raw, where)
        data, _ = as_utf8(raw, where)
        if kind == "sharedStrings":
            _check_strings(data, where)
        else:
            _check_cells(mask(data), where)


def _parts(package: Package) -> list[tuple[str, str]]:
    """List the string table and the sheets of a workbook."""
    wanted = ("sharedStrings", "worksheet")
    return [(one.kind, one.target) for one in package.relationships(package.workbook) if one.kind in wanted]


def _check_strings(data: bytes, where: str) -> None:
    """Compare the number of strings that a table claims with its size."""
    found = _TABLE.search(data)
    claimed = attributes(found[1]).get("uniqueCount", "0") if found else "0"
    if not claimed.isdigit() or int(claimed[:20]) > max(_STRING_ALLOWANCE, len(data) // _STRING_BYTES):
        problem = f"claims {claimed[:20]} strings in {len(data):,} bytes"
        raise InputError(where, problem, "No Excel workbook does this: do not trust the file")


def _check_cells(data: bytes, where: str) -> None:
    """Compare the rectangle around all cells with the number of cells."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    count = 0
    for column, row in _CELL.findall(data):
        count += 1
        columns.add(column.upper())
        rows.add(int(row))
    if count < len(_ANY_CELL.findall(data)):  # cells without a reference of their own stand where their row says
        rows.update(map(int, _ROW.findall(data)))
        columns.add(b"A")
    if not rows or not columns:
        return
    numbers = sorted((len(column), column) for column in columns)
    width = _number(numbers[-1][1]) - _number(numbers[0][1]) + 1
    area = width * (max(rows) - min(rows) + 1)
    if area > max(_CELLS, _SPREAD * count):
        problem = f"spreads {count:,} cells over a rectangle of {area:,}"
        raise InputError(where, problem, "Delete the stray cells far right or far down, then save the file anew")


def _number(letters: bytes) -> int:
    """Return the number of a column from its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
