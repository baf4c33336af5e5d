"""Headers of tables: a table part repeats them, and Excel repairs a workbook in which the two differ."""

from collections.abc import Mapping

from cdp_toolkit.packages import Package, markup
from cdp_toolkit.structure.references import Cell
from cdp_toolkit.structure.sheet import Sheet, Table


def refusal(package: Package, sheet: Sheet, cell: Cell, value: object) -> str | None:
    """Return why the header of a table cannot become ``value``, None where it can."""
    table = next(one for one in sheet.tables if one.header and cell in one.header)
    if not isinstance(value, str) or "\n" in value or "\r" in value or "\t" in value:
        return "the header of a table must be text in one line"
    others = [name for index, name in enumerate(table.columns) if table.range.left + index != cell.column]
    if value.casefold() in (name.casefold() for name in others):
        return f"table {table.name!r} has another column of that name"
    if _is_referred_to(package, table):
        return f"formulas refer to columns of table {table.name!r} by their headers"
    return None


def _is_referred_to(package: Package, table: Table) -> bool:
    """Whether any part of the workbook names the table with a column."""
    needle = f"{table.name}[".encode()
    parts = [one.name for one in package.archive.members if one.name.lower().endswith(".xml")]
    return any(needle in package.read(part) for part in parts)


def renamed(package: Package, sheet: Sheet, headers: Mapping[Cell, str]) -> dict[str, bytes]:
    """Return the table parts with new column names, by their names."""
    changed: dict[str, bytes] = {}
    for table in sheet.tables:
        new = {cell.column - table.range.left: text for cell, text in headers.items() if table.header and cell in table.header}
        if new:
            changed[table.part] = _with_names(package, table.part, new)
    return changed


def _with_names(package: Package, part: str, new: Mapping[int, str]) -> bytes:
    """Return a table part with some columns named anew."""
    data, codec = markup.as_utf8(package.read(part), package.place(part))
    masked = markup.mask(data)
    start = masked.index(b"tableColumns")
    prefix = masked[masked.rindex(b"<", 0, start) + 1 : start]
    columns = list(markup.tag(prefix, b"tableColumn").finditer(masked))
    for index in sorted(new, reverse=True):
        first, last = columns[index].span(1)
        data = data[:first] + markup.with_attribute(data[first:last], "name", new[index]) + data[last:]
    return markup.encoded(data, codec)
