import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdp_toolkit import structure
from cdp_toolkit.structure import Cell, CellError, Range
from cdp_toolkit.structure.references import cell, cell_range, column_number, letters, split_sheet
from cdp_toolkit.structure.strings import decode, encode
from cdp_toolkit.structure.styles import Format
from cdp_toolkit.structure.values import from_serial, to_serial
from cdp_toolkit.workbooks.patch import CellWrite, fill
from tests.conftest import SHARED
from tests.made_workbook import Made, rows
from tests.workbook_features import DROPDOWN, FEATURES, PLAIN_DROPDOWN

SHARED_FILES = sorted((SHARED / "workbooks").glob("*.xls[xm]")) if (SHARED / "workbooks").is_dir() else []


@given(st.integers(1, 16_384))
def test_columns_by_letters_and_back(number: int) -> None:
    assert column_number(letters(number)) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B2", Range(2, 2, 2, 2)),
        ("$B$2:C4", Range(2, 2, 4, 3)),
        ("C4:B2", Range(2, 2, 4, 3)),
        ("A:C", Range(1, 1, 1_048_576, 3)),
        ("$2:$3", Range(2, 1, 3, 16_384)),
    ],
)
def test_ranges(text: str, expected: Range) -> None:
    assert cell_range(text) == expected


@pytest.mark.parametrize("text", ["A0", "XFE1", "A1048577", "A", "1", "A1:B", "Sheet!A1", "A1 B2", "AAAA1"])
def test_what_is_no_cell(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace("(", "")):
        cell(text)


def test_relative_references_move_and_fixed_ones_stay() -> None:
    assert cell_range("A1:$B$2", Cell(3, 1)) == Range(2, 2, 4, 2)
    with pytest.raises(ValueError, match="A1"):
        cell_range("A1", Cell(-1, 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A1", (None, "A1")), ("S!A1", ("S", "A1")), ("'My ''S''!'!$A$1", ("My 'S'!", "$A$1")), ("[1]S!A1", ("[1]S", "A1"))],
)
def test_sheet_and_rest(text: str, expected: tuple[str | None, str]) -> None:
    assert split_sheet(text) == expected


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.from_regex(r"(_x[0-9A-Fa-f]{4}_?|_|x){0,6}", fullmatch=True)
)
def test_codes_in_text_come_back_as_written(text: str) -> None:
    assert decode(encode(text)) == text


def test_a_code_of_two_halves_is_one_character() -> None:
    assert decode("_xD83D__xDE00_ and _xD83D_") == "😀 and \ufffd"


@given(st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 31)), st.booleans())
def test_days_by_number_and_back(day: dt.date, date1904: bool) -> None:
    serial = to_serial(day, date1904=date1904)

    if date1904 and day.year < 1904:
        assert serial is None
    else:
        assert serial is not None
        assert from_serial(serial, date1904=date1904) == day


def test_the_day_that_only_excel_knows() -> None:
    assert [from_serial(Decimal(n), date1904=False) for n in (0, 59, 60, 61)] == [
        None, dt.date(1900, 2, 28), None, dt.date(1900, 3, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "date", "time", "percent"),
    [
        ("General", False, False, False),
        ("0.00", False, False, False),
        ("0.0%", False, False, True),
        ('0" % of total"', False, False, False),
        ("yyyy-mm-dd", True, False, False),
        ("dd\\.mm\\.yyyy;@", True, False, False),
        ("[$-407]d. mmmm yyyy", True, False, False),
        ("mmm-yy", True, False, False),
        ("m/d/yy h:mm", True, False, False),
        ("h:mm:ss", False, True, False),
        ("[h]:mm", False, True, False),
        ("mm:ss.0", False, True, False),
        ("h:mm AM/PM", False, True, False),
        ('#,##0 "days"', False, False, False),
        ("[Red]0;[Blue]-0", False, False, False),
        ("_-* #,##0.00\\ _d_-", False, False, False),
        ("@", False, False, False),
        ("0.00E+00", False, False, False),
    ],
)
def test_what_a_format_shows(code: str, date: bool, time: bool, percent: bool) -> None:
    form = Format(code)

    assert (form.shows_date, form.shows_time, form.shows_percent) == (date, time, percent)


def test_values_of_every_kind(tmp_path: Path) -> None:
    strings = [
        "<t>plain</t>",
        '<r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>no</t></rPh>',
        "<t>&lt;a&gt; &amp;amp; &#233;&#x1F600;</t>",
        "<t><![CDATA[<t>raw</t> & ]]>tail<!-- no --></t>",
        "<t/>",
        "<t>_x000D_a_x005F_x0041_</t>",
    ]
    cells = [f'A{n}|t="s"=<v>{n - 1}</v>' for n in range(1, 7)]
    cells += [
        'B1=<v>0.28999999999999998</v>', 'B2|t="n"=<v>1E3</v>', 'B3|s="2"=<v>46112</v>', 'B4|s="2"=<v>46112.5</v>',
        'B5|t="d"=<v>2026-03-31</v>', 'B6|s="3"=<v>0.5</v>', 'C1|t="b"=<v>1</v>', 'C2|t="e"=<v>#DIV/0!</v>',
        'C3|t="str"=<f>"a"&amp;"b"</f><v>ab</v>', 'C4=<f>B9</f>', 'C5|t="inlineStr"=<is><r><t>in</t></r><r><t>line</t></r></is>',
        'C6|s="1"', 'D1|s="2"=<v>-5</v>',
    ]  # fmt: skip
    grouped = sorted(cells, key=lambda one: (one[1], one[0]))
    values = structure.read(Made({"S": rows(*grouped)}, strings=strings).save(tmp_path / "book.xlsx")).values["S"]

    assert {str(place): content.value for place, content in values.items()} == {
        "A1": "plain", "A2": "rich text", "A3": "<a> &amp; é😀", "A4": "<t>raw</t> & tail", "A6": "\ra_x0041_",
        "B1": Decimal("0.29"), "B2": Decimal(1000), "B3": dt.date(2026, 3, 31),
        "B4": dt.datetime.fromisoformat("2026-03-31T12:00"), "B5": dt.date(2026, 3, 31), "B6": Decimal("0.5"),
        "C1": True, "C2": CellError("#DIV/0!"), "C3": "ab", "C4": None, "C5": "inline", "D1": Decimal(-5),
    }  # fmt: skip
    assert [str(place) for place, content in values.items() if content.formula] == ["C3", "C4"]


def test_sheets_names_and_what_holds_for_cells(tmp_path: Path) -> None:
    tail = (
        '<sheetProtection sheet="1"/><protectedRanges><protectedRange sqref="A1 C3:D4" name="r"/></protectedRanges>'
        f'<mergeCells><mergeCell ref="D1:E2"/></mergeCells>{PLAIN_DROPDOWN}{DROPDOWN}'
    )
    made = Made(
        {"S": f'<dimension ref="A1:B2"/><cols><col min="2" max="3" style="1"/></cols><sheetData/>{tail}', "T": rows("A1")},
        names='<definedName name="Top">S!$A$1</definedName><definedName name="top" localSheetId="1">T!$A$2</definedName>',
        states={"T": "veryHidden"},
        properties='date1904="1"',
    )  # fmt: skip
    book = structure.read(made.save(tmp_path / "book.xlsx"))
    sheet = book.sheets[0]

    assert [(one.name, one.kind, one.state) for one in book.outline.sheets] == [
        ("S", "worksheet", "visible"), ("T", "worksheet", "veryHidden"),
    ]  # fmt: skip
    assert (book.outline.date1904, book.outline.strict, book.suffix, book.has_macros) == (True, False, ".xlsx", False)
    assert [book.outline.name("TOP", where).formula for where in (None, "S", "T")] == ["S!$A$1", "S!$A$1", "T!$A$2"]  # type: ignore[union-attr]
    assert (sheet.protected, sheet.editable) == (True, (Range(1, 1, 1, 1), Range(3, 3, 4, 4)))
    assert (sheet.merged_range(Cell(2, 5)), sheet.merged_range(Cell(3, 5))) == (Range(1, 4, 2, 5), None)
    assert (sheet.dimension, sheet.column_style(3), sheet.column_style(4)) == (Range(1, 1, 2, 2), 1, None)
    assert [(rule.kind, rule.formulas, rule.extension, rule.enforced) for rule in sheet.validations] == [
        ("list", ('"Yes,No"', ""), False, True),
        ("decimal", ("0", ""), False, True),
        ("list", ("Lists!$A$1:$A$2", ""), True, True),
    ]
    assert [rule.extension for rule in sheet.rules(Cell(4, 2))] == [False, True]


def test_tables_and_macros(tmp_path: Path) -> None:
    book = structure.read(FEATURES["table"].save(tmp_path / "table.xlsx"))
    found = book.sheets[0].tables[0]

    assert (found.name, found.columns, found.header, found.totals) == ("T", ("Name", "Value"), Range(1, 4, 1, 5), None)
    assert structure.read(FEATURES["macros"].save(tmp_path / "macros.xlsm")).has_macros


def test_zip64_and_stored_archives_are_read(tmp_path: Path) -> None:
    parts = Made({"S": rows("A1=<v>1</v>")}).parts()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        path = tmp_path / f"{method}.xlsx"
        with zipfile.ZipFile(path, "w", method) as file:
            for name, content in parts.items():
                with file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                    member.write(content)
        fill(path, tmp_path / f"{method}-out.xlsx", [CellWrite("S", "B1", Decimal(2))])
        values = structure.read(tmp_path / f"{method}-out.xlsx").values["S"]
        assert [content.value for content in values.values()] == [Decimal(1), Decimal(2)]


@pytest.mark.shared
@pytest.mark.parametrize("path", SHARED_FILES, ids=[path.name for path in SHARED_FILES])
def test_our_reader_and_calamine_see_the_same(path: Path) -> None:
    ours, theirs = structure.read(path), python_calamine.CalamineWorkbook.from_path(path)
    for sheet in ours.sheets:
        table = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        differing = [
            str(Cell(y, x))
            for y, row in enumerate(table, 1)
            for x, value in enumerate(row, 1)
            if not alike(ours.values[sheet.name].value(Cell(y, x)), value)
        ]
        assert differing == []


def alike(ours: object, theirs: object) -> bool:
    """Whether two readings of a cell agree; calamine gives errors as blanks, keeps CR LF, and reads times as dates."""
    if isinstance(theirs, str):
        return (ours.replace("\r\n", "\n") if isinstance(ours, str) else "") == theirs.replace("\r\n", "\n")
    if isinstance(theirs, dt.date | dt.time | dt.timedelta):
        return isinstance(ours, dt.date | Decimal)
    return ours is not None and float(str(ours)) == float(theirs) if not isinstance(ours, bool) else ours == theirs  # type: ignore[arg-type]


ANSWERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f"), min_size=1, max_size=20),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
)
PLACES = st.builds(Cell, st.integers(1, 12), st.integers(1, 30))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(PLACES, ANSWERS, min_size=1, max_size=12), st.sets(PLACES, max_size=30), st.sampled_from(["", "x"]))
def test_whatever_is_filled_where_is_read_back_and_nothing_else_moves(
    tmp_path: Path, answers: dict[Cell, Decimal | str | bool | dt.date], there: set[Cell], prefix: str
) -> None:
    kept = [f"{place}=<v>{place.row * 100 + place.column}</v>" for place in sorted(there)]
    blank = [f'{place}|s="6"' for place in sorted(answers) if place.row % 2 and place not in there]
    cells = sorted([*kept, *blank], key=lambda one: cell(one.partition("=")[0].partition("|")[0]))
    template = Made({"S": rows(*cells)}, prefix=prefix).save(tmp_path / "template.xlsx")
    (tmp_path / "out.xlsx").unlink(missing_ok=True)
    free = {place: value for place, value in answers.items() if place not in there}
    manifest = fill(template, tmp_path / "out.xlsx", [CellWrite("S", str(place), value) for place, value in free.items()])
    expected = {place: Decimal(place.row * 100 + place.column) for place in there} | free

    assert manifest.complete, manifest.to_text()
    values = structure.read(tmp_path / "out.xlsx").values["S"]
    assert {place: content.value for place, content in values.items()} == expected
    seen = openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]
    assert {Cell(one.row, one.column) for row in seen.iter_rows() for one in row if one.value is not None} == set(expected)
