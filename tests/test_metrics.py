"""Reading figures: what is read from CSV, XLSX and SQL, each kind of bad input with its message, and what check says."""

import datetime as dt
import io
import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from cdp_toolkit.errors import FaultsError, FileError, InputError, ToolkitError
from cdp_toolkit.metrics.check import check_metrics
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.frame import frame_of, table_from
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear, period
from cdp_toolkit.metrics.sql import read_sql
from cdp_toolkit.metrics.tidy import read_metrics, table_of
from cdp_toolkit.metrics.units import unit
from tests.hostile_workbooks import AT_OPENING, AT_READING, SURVIVED

YEAR = ReportingYear(Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31)), "FY2023")
HEADER = "metric,value,unit,period,boundary,category,source,page,owner,suspect\n"

DICTIONARY = Dictionary.model_validate(
    {
        "dimensions": {
            "category": {
                "title": "Scope 3 category",
                "members": {"business_travel": {"title": "Business travel", "synonyms": ["category 6"]}},
            }
        },
        "metrics": {
            "ghg.scope1": {"title": "Scope 1", "unit": "t CO2e", "definition": "Direct."},
            "ghg.scope3": {"title": "Scope 3", "unit": "t CO2e", "definition": "Indirect.", "dimensions": ["category"]},
            "target.base": {"title": "Base", "unit": "t CO2e", "definition": "Base year.", "periods": "any"},
            "money": {"title": "Money", "unit": "currency", "definition": "Money."},
        },
    }
)


def csv_file(folder: Path, body: str, header: str = HEADER) -> Path:
    path = folder / "metrics.csv"
    path.write_text(header + body, "utf-8")
    return path


def read(folder: Path, body: str, header: str = HEADER) -> MetricTable:
    return read_metrics([csv_file(folder, body, header)], DICTIONARY, YEAR)


def messages(error: ToolkitError) -> list[str]:
    if isinstance(error, FaultsError):
        return [f"{fault.where}: {fault.problem}" for fault in error.faults]
    return [str(error).partition("\n")[0]]


def test_a_row_becomes_a_figure(tmp_path: Path) -> None:
    table = read(tmp_path, 'ghg.scope3,"1,234.50",kt CO2e,FY2023,group,Category 6,ESG book,12,Li,\n')

    assert table.values == (
        MetricValue(
            metric="ghg.scope3",
            value=Decimal("1234.5"),
            unit=unit("kt CO2e"),
            period=YEAR.period,
            boundary="group",
            dimensions=(("category", "business_travel"),),
            source="ESG book",
            page="12",
            owner="Li",
            where="metrics.csv:2",
        ),
    )


def test_a_blank_value_is_no_zero(tmp_path: Path) -> None:
    assert [value.value for value in read(tmp_path, "ghg.scope1,,t CO2e,2023,group\nghg.scope1,0,t CO2e,2022,group\n")] == [
        None,
        0,
    ]


def test_start_and_end_stand_for_the_period(tmp_path: Path) -> None:
    header = "metric,value,unit,period_start,period_end,boundary\n"
    (value,) = read(tmp_path, "ghg.scope1,1,t CO2e,2023-01-01,2023-12-31,group\n", header)

    assert value.period == YEAR.period


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("ghg.scope1,about 5,t CO2e,2023,group\n", "metrics.csv:2: the value 'about 5' is no number", id="text"),
        pytest.param('ghg.scope1,"1,5",t CO2e,2023,group\n', "metrics.csv:2: the value '1,5' is no number", id="comma"),
        pytest.param(
            "ghg.scope1,5,t CO2x,2023,group\n", "metrics.csv:2: the unit 't CO2x' is no unit that the toolkit knows", id="unit"
        ),
        pytest.param(
            "ghg.scope1,5,t CO2e,2023,group\nghg.scope1,6,t CO2e,2023,Group\n",
            "metrics.csv:3: ghg.scope1 for 2023-01-01..2023-12-31 has a second value, 6 t CO2e; metrics.csv:2 gives 5 t CO2e",
            id="two values",
        ),
        pytest.param(
            "ghg.scope1,5,t CO2e,last year,group\n",
            "metrics.csv:2: the period 'last year' is no date written year-month-day",
            id="period",
        ),
        pytest.param(
            "ghg.scope3,5,t CO2e,2023,group,bizness travel\n",
            "metrics.csv:2: 'bizness travel' is no scope 3 category",
            id="member",
        ),
        pytest.param(",5,t CO2e,2023,group\n", "metrics.csv:2: names no metric", id="no metric"),
        pytest.param("ghg.scope1,1,t CO2e,2023,group,,,,,,5\n", "metrics.csv:2: has 11 cells under 10 column names", id="cells"),
    ],
)
def test_a_faulty_row_is_refused(tmp_path: Path, body: str, expected: str) -> None:
    with pytest.raises(FileError) as caught:
        read(tmp_path, body)

    assert messages(caught.value) == [expected]


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read(tmp_path, "ghg.scope1,x,t CO2e,2023,group\nghg.scope1,1,tons,2023,group\n")

    assert messages(caught.value) == [
        "metrics.csv:2: the value 'x' is no number",
        "metrics.csv:3: the unit 'tons' can mean metric, short (US) or long tons",
    ]


def test_a_missing_and_a_misspelt_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read(tmp_path, "", "metric,value,boundary,catgory\n")

    assert messages(caught.value) == [
        "metrics.csv:1: column 'catgory' is none that the toolkit knows",
        "metrics.csv:1: column 'unit' is missing",
        "metrics.csv:1: column 'period (or period_start and period_end)' is missing",
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("m.csv", b"", "is empty"),
        ("m.csv", b" \n", "is empty"),
        ("m.csv", "metric,value\nWärme,1".encode("latin-1"), "is not UTF-8: byte 0xE4 in line 2"),
        ("m.csv", b"metric;value;unit\n", "separates its columns by semicolons"),
        ("m.csv", b'metric,value\n"open,1\n', "is no CSV: unexpected end of data"),
        ("m.xlsx", b"", "is empty (0 bytes)"),
        ("m.xlsx", b"no workbook", "is no Excel workbook"),
        ("m.ods", b"", "ends in '.ods', which no reader of figures knows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputError) as caught:
        read_metrics([path], DICTIONARY)

    assert caught.value.problem == expected


def test_a_truncated_workbook_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["metric"]])
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(InputError, match="the end of the ZIP archive is missing"):
        read_metrics([path], DICTIONARY)


# Read by us without harm, so that what is told is that they hold no figures.
EMPTY = ("impossible-merge", "million-elements", "dimension", "deep")


@pytest.mark.parametrize("name", [*AT_OPENING, *AT_READING, *SURVIVED])
def test_a_hostile_workbook_of_figures_is_refused_by_its_message(tmp_path: Path, name: str) -> None:
    hostile = (AT_OPENING | AT_READING | SURVIVED)[name]
    path = tmp_path / "figures.xlsx"
    path.write_bytes(hostile.make())

    with pytest.raises(ToolkitError) as caught:
        read_metrics([path], DICTIONARY)

    assert str(caught.value).startswith("figures.xlsx")
    assert ("is empty" if name in EMPTY else hostile.says or "is missing") in str(caught.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_metrics([Path("nowhere.csv")], DICTIONARY)


def workbook(
    folder: Path, rows: list[list[object]], formatted: str = "", code: str = "0.0%", epoch: dt.datetime = CALENDAR_WINDOWS_1900
) -> Path:
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    assert sheet is not None
    sheet.title = "Metrics"
    for row in rows:
        sheet.append(row)
    if formatted:
        sheet[formatted].number_format = code
    file = io.BytesIO()
    book.save(file)
    path = folder / "metrics.xlsx"
    path.write_bytes(file.getvalue())
    return path


def test_a_workbook_gives_the_decimals_that_it_holds(tmp_path: Path) -> None:
    rows = [
        ["metric", "value", "unit", "period start", "period end", "boundary"],
        ["ghg.scope1", 1234.56, "t CO2e", dt.date(2023, 1, 1), dt.datetime(2023, 12, 31), "group"],  # noqa: DTZ001
        ["money", 10**15 + 1, "EUR", dt.date(2023, 1, 1), "2023-12-31", "group"],
        [None, None, None, None, None, None],
    ]
    table = read_metrics([workbook(tmp_path, rows)], DICTIONARY)

    assert [(v.value, v.period, v.where) for v in table] == [
        (Decimal("1234.56"), YEAR.period, "metrics.xlsx[Metrics]:2"),
        (Decimal(10**15 + 1), YEAR.period, "metrics.xlsx[Metrics]:3"),
    ]


def test_rows_are_counted_from_the_top_of_the_sheet(tmp_path: Path) -> None:
    """Blank rows above the header and between the figures do not move the places that sources name."""
    head, figure = ["metric", "value", "unit", "period", "boundary"], ["money", 5, "EUR", "2023", "group"]
    table = read_metrics([workbook(tmp_path, [[None], [None], head, figure, [None], [*figure[:3], "2022", "group"]])], DICTIONARY)

    assert [value.where for value in table] == ["metrics.xlsx[Metrics]:4", "metrics.xlsx[Metrics]:6"]


def test_a_cell_shown_as_a_duration_is_refused(tmp_path: Path) -> None:
    """30:00 hours are stored as 1.25 days: which of the two is meant is not guessed."""
    rows: list[list[object]] = [["metric", "value", "unit", "period", "boundary"], ["money", 1.25, "EUR", "2023", "group"]]

    with pytest.raises(FileError) as caught:
        read_metrics([workbook(tmp_path, rows, "B2", "[h]:mm")], DICTIONARY)

    assert messages(caught.value) == ["metrics.xlsx[Metrics]:2: the value '1.25 days, shown as a time' is no number"]


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    head = ["metric", "value", "unit", "period start", "period end", "boundary"]
    row = ["money", 5, "EUR", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "group"]
    table = read_metrics([workbook(tmp_path, [head, row], epoch=CALENDAR_MAC_1904)], DICTIONARY)

    assert [value.period for value in table] == [YEAR.period]


def test_a_cell_shown_as_percentage_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["metric", "value", "unit", "period", "boundary"], ["money", 0.443, "percent", "2023", "group"]]

    with pytest.raises(FileError) as caught:
        read_metrics([workbook(tmp_path, rows, "B2")], DICTIONARY)

    assert messages(caught.value) == ["metrics.xlsx[Metrics]:2: the value '44.3%' is no number"]


def test_a_formula_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["metric", "value", "unit", "period", "boundary"], ["money", "=1+1", "EUR", "2023", "group"]]

    with pytest.raises(InputError) as caught:
        read_metrics([workbook(tmp_path, rows)], DICTIONARY)
    assert (caught.value.where, caught.value.problem) == (
        "metrics.xlsx[Metrics]:2",
        "holds a formula whose result was never stored",
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022-12-26..2023-12-31", 0),
        ("2022-12-26..2023-12-30", None),
        ("2023-12-31", 0),
        ("2021-12-27..2022-12-25", 1),
        ("2022-12-25", 1),
        ("2021-12-10..2022-12-25", None),
        ("2017-12-25..2018-12-30", 5),
        ("2016-12-26..2017-12-31", None),
    ],
)
def test_years_of_52_weeks_are_reporting_years(text: str, years: int | None) -> None:
    year = ReportingYear(Period(dt.date(2022, 12, 26), dt.date(2023, 12, 31)))

    assert year.years_before(period(text)) == years


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("FY2023/24", "fy2023/24", "2023-04-01..2024-03-31"),
        ("FY24", "FY2023", "2022-04-01..2023-03-31"),
        ("FY2023/24", "FY2023", None),
        (None, "FY2023", None),
    ],
)
def test_a_label_means_what_the_organisation_says_and_nothing_else(label: str | None, text: str, expected: str | None) -> None:
    found = ReportingYear(APRIL.period, label).labelled(text)

    assert (None if found is None else str(found)) == expected


def test_a_query_gives_figures(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "figures.db") as database:
        database.execute("CREATE TABLE f (metric, value REAL, unit, period, boundary)")
        database.execute("INSERT INTO f VALUES ('ghg.scope1', 0.1, 't CO2e', '2023', 'group')")
    database.close()
    grid = read_sql(f"sqlite:///{tmp_path / 'figures.db'}", "SELECT * FROM f", "figures.sql")
    (value,) = table_of(grid, DICTIONARY, YEAR)

    assert (value.value, value.where) == (Decimal("0.1"), "figures.sql:2")


def test_figures_as_a_pandas_table_and_back(tmp_path: Path) -> None:
    body = "ghg.scope3,0.1,kt CO2e,2023,group,Business travel,book,7,Li,\nghg.scope1,,,2022,,,,,,odd\n"
    table = read(tmp_path, body)
    frame = frame_of(table)
    back = table_from(frame, DICTIONARY, YEAR)

    assert list(frame["value"]) == [Decimal("0.1"), None]
    assert [replace(value, where="") for value in back] == [replace(value, where="") for value in table]


def test_a_float_in_a_pandas_table_is_the_decimal_that_it_shows() -> None:
    frame = pd.DataFrame({"metric": ["ghg.scope1"], "value": [0.1], "unit": ["t"], "period": [2023], "boundary": ["group"]})
    (value,) = table_from(frame, DICTIONARY)

    assert (value.value, value.period) == (Decimal("0.1"), YEAR.period)


def test_a_query_that_fails_does_not_show_the_address() -> None:
    with pytest.raises(InputError) as caught:
        read_sql("sqlite:///no/such/secret.db", "SELECT 1", "figures.sql")

    assert str(caught.value) == (
        "figures.sql: fails: unable to open database file\n  Check the database's address, that it can be reached, and the query."
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("ghg.scope1,1,t CO2e,2023,group", []),
        ("ghg.scope1,1,t CO2e,2018,group", []),
        ("ghg.scope1,1,t CO2e,2017,group", ["error wrong-year"]),
        ("ghg.scope1,1,t CO2e,2024,group", ["error wrong-year"]),
        ("ghg.scope1,1,t CO2e,2023-Q1,group", ["error part-of-year"]),
        ("target.base,1,t CO2e,2010,group", []),
        ("ghg.scope1,1,,2023,group", ["error unit-unstated"]),
        ("ghg.scope1,1,t CO2e,,group", ["error period-unstated"]),
        ("ghg.scope1,1,t CO2e,2023,", ["error boundary-unstated"]),
        ("ghg.scope1,1,t CO2,2023,group", ["error unit-of-another-kind"]),
        ("ghg.scope1,-1,t CO2e,2023,group", ["error negative-figure"]),
        ("ghg.scope1,,t CO2e,2023,group", ["info figures-missing"]),
        ("ghg.scope1,1,t CO2e,2023,group,,,,,order of magnitude", ["warning figure-doubted"]),
        ("ghg.scope1,1,t CO2e,2023,group,Business travel", ["warning dimension-not-of-metric"]),
        ("ghg.scop1,1,t CO2e,2023,group", ["warning unknown-metric"]),
        ("money,1,EUR million,2023,group", []),
        ("money,1,MWh,2023,group", ["error unit-of-another-kind"]),
    ],
)
def test_check_says_what_is_doubtful(tmp_path: Path, row: str, expected: list[str]) -> None:
    findings = check_metrics(read(tmp_path, row + "\n"), DICTIONARY, YEAR)

    assert [f"{finding.severity} {finding.code}" for finding in findings] == expected


def test_an_unknown_metric_offers_the_nearest(tmp_path: Path) -> None:
    (finding,) = check_metrics(read(tmp_path, "ghg.scop1,1,t CO2e,2023,group\n"), DICTIONARY, YEAR)

    assert finding.fix.startswith("Nearest known: ghg.scope1, ghg.scope3.")


APRIL = ReportingYear(Period(dt.date(2023, 4, 1), dt.date(2024, 3, 31)), "FY2023")


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("2023", None, "2023-01-01..2023-12-31"),
        ("FY2022", APRIL, "2022-04-01..2023-03-31"),
        ("FY23", APRIL, "2023-04-01..2024-03-31"),
        ("2023-Q2", None, "2023-04-01..2023-06-30"),
        ("2024-02", None, "2024-02-01..2024-02-29"),
        ("2023-12-31", None, "2023-12-31"),
        ("2023-01-01..2023-06-30", None, "2023-01-01..2023-06-30"),
    ],
)
def test_a_period_as_people_write_it(text: str, year: ReportingYear | None, expected: str) -> None:
    assert str(period(text, year)) == expected


@pytest.mark.parametrize("text", ["FY2023", "12/31/2023", "2023-13", "soon", "2023-12-31..2023-01-01"])
def test_a_period_that_cannot_be_dated_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        period(text)
