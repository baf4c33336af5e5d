"""Reads tidy tables of figures, one figure a row; all faults of a file at once. Nothing that is not stated is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import Fault, FileError, InputError
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.grid import Grid, read_csv
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear, day, period
from cdp_toolkit.metrics.units import Unit, unit
from cdp_toolkit.metrics.xlsx import read_xlsx
from cdp_toolkit.values import number, plain

REQUIRED = ("metric", "value", "unit", "boundary")
PERIODS = ("period", "period_start", "period_end")
NOTES = ("source", "page", "owner", "note", "suspect")
OWN = "dim_"


def read_metrics(paths: Iterable[Path], dictionary: Dictionary, year: ReportingYear | None = None) -> MetricTable:
    """Read CSV and XLSX files of figures into one table.

    Args:
        paths: The files; their ending says what they are.
        dictionary: Knows the dimensions that columns can be named after.
        year: The reporting year, which gives labels such as ``FY2023`` their days.

    Raises:
        InputError: A file cannot be read at all.
        FileError: With every fault of the file's rows.
    """
    return combined(table_of(_grid(path), dictionary, year) for path in paths)


def _grid(path: Path) -> Grid:
    match path.suffix.lower():
        case ".csv":
            return read_csv(path)
        case ".xlsx" | ".xlsm":
            return read_xlsx(path)
        case ending:
            raise InputError(str(path), f"ends in '{ending}', which no reader of figures knows", "Give a .csv or .xlsx file.")


def combined(tables: Iterable[MetricTable]) -> MetricTable:
    """Put tables together.

    Raises:
        FileError: Two rows give a figure for the same metric, period, boundary and dimensions.
    """
    values: list[MetricValue] = []
    first: dict[tuple[object, ...], MetricValue] = {}
    faults = []
    for table in tables:
        for value in table:
            other = first.setdefault(value.key, value)
            if other is not value:
                faults.append(_double(value, other))
            values.append(value)
    if faults:
        raise FileError(faults)
    return MetricTable(tuple(values))


def _double(value: MetricValue, other: MetricValue) -> Fault:
    same = ", ".join(f"{name} {member}" for name, member in value.dimensions)
    about = f"{value.metric}{' (' + same + ')' if same else ''} for {value.period or 'no period'}"
    problem = f"{about} has a second value, {value.figure}; {other.where} gives {other.figure}"
    return Fault(value.where, problem, "Keep one of the two rows, or tell them apart by boundary or dimension.")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of the grid holds what."""

    at: dict[str, int]
    dimensions: tuple[str, ...]

    def cell(self, cells: tuple[str, ...], name: str) -> str:
        place = self.at.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""


def table_of(grid: Grid, dictionary: Dictionary, year: ReportingYear | None = None) -> MetricTable:
    """Read a grid of text as figures. Raises as ``read_metrics`` does."""
    columns = _columns(grid, dictionary)
    faults: list[Fault] = []
    values = []
    for row, cells in grid.rows:
        where = grid.where(row)
        if any(cell.strip() for cell in cells[len(grid.header) :]):
            problem = f"has {len(cells)} cells under {len(grid.header)} column names"
            faults.append(Fault(where, problem, "Put cells that hold a comma in quotation marks."))
            continue
        values.append(_value(where, cells, columns, dictionary, year, faults))
    if faults:
        raise FileError(faults)
    return combined([MetricTable(tuple(values))])


def _columns(grid: Grid, dictionary: Dictionary) -> _Columns:
    names = ["_".join(name.strip().lower().split()) for name in grid.header]
    known = {*REQUIRED, *PERIODS, *NOTES, *dictionary.dimensions}
    faults = []
    where = grid.where(1)
    for name in dict.fromkeys(name for name in names if name):
        if names.count(name) > 1:
            faults.append(Fault(where, f"two columns are named '{name}'", "Keep one."))
        if name not in known and not name.startswith(OWN):
            fix = f"{nearest(name, known)} A dimension of your own starts with {OWN}"
            faults.append(Fault(where, f"column '{name}' is none that the toolkit knows", fix))
    missing = [name for name in REQUIRED if name not in names]
    if "period" not in names and not {"period_start", "period_end"} <= set(names):
        missing.append("period (or period_start and period_end)")
    fix = f"The columns are: {', '.join(filter(None, names))}. Add it."
    faults += [Fault(where, f"column '{name}' is missing", fix) for name in missing]
    if faults:
        raise FileError(faults)
    dimensions = tuple(name for name in names if name in dictionary.dimensions or name.startswith(OWN))
    return _Columns({name: i for i, name in enumerate(names) if name}, dimensions)


def _value(
    where: str,
    cells: tuple[str, ...],
    columns: _Columns,
    dictionary: Dictionary,
    year: ReportingYear | None,
    faults: list[Fault],
) -> MetricValue:
    def text(name: str) -> str | None:
        return columns.cell(cells, name) or None

    metric = text("metric")
    if metric is None:
        faults.append(Fault(where, "names no metric", "Name the metric of this figure."))
    return MetricValue(
        metric=metric or "",
        value=_figure(where, columns.cell(cells, "value"), faults),
        unit=_unit(where, text("unit"), faults),
        period=_period(where, text("period"), text("period_start"), text("period_end"), year, faults),
        boundary=text("boundary"),
        dimensions=_members(where, cells, columns, dictionary, faults),
        source=text("source"),
        page=text("page"),
        owner=text("owner"),
        note=text("note"),
        suspect=text("suspect"),
        where=where,
    )


def _figure(where: str, text: str, faults: list[Fault]) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(plain(number(text)))
    except ValueError:
        fix = "Write a plain number such as 1234.5, its unit in the column 'unit', and nothing where it is not known."
        faults.append(Fault(where, f"the value '{text}' is no number", fix))
        return None


def _unit(where: str, text: str | None, faults: list[Fault]) -> Unit | None:
    if text is None:
        return None
    try:
        return unit(text)
    except InputError as error:
        faults.append(Fault(where, f"the unit {error.where} {error.problem}", error.fix))
        return None


def _period(
    where: str, label: str | None, start: str | None, end: str | None, year: ReportingYear | None, faults: list[Fault]
) -> Period | None:
    try:
        if start or end:
            if not (start and end) or label:
                fix = "Fill both period_start and period_end, or period alone."
                faults.append(
                    Fault(where, f"the period is half stated: {start or label or 'no start'} to {end or 'no end'}", fix)
                )
                return None
            return Period(day(start), day(end))
        return None if label is None else period(label, year)
    except InputError as error:
        faults.append(Fault(where, f"the period {error.where} {error.problem}", error.fix))
        return None


def _members(
    where: str, cells: tuple[str, ...], columns: _Columns, dictionary: Dictionary, faults: list[Fault]
) -> tuple[tuple[str, str], ...]:
    found = []
    for name in sorted(columns.dimensions):
        text = columns.cell(cells, name)
        if not text:
            continue
        dimension = dictionary.dimensions.get(name)
        member = text if dimension is None else dimension.member(text)
        if member is None and dimension is not None:
            fix = nearest(text, [*dimension.members, *(each.title for each in dimension.members.values())])
            faults.append(Fault(where, f"'{text}' is no {dimension.title.lower()}", fix))
        found.append((name, member or text))
    return tuple(found)
