import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from cdp_toolkit import structure
from cdp_toolkit.structure import Cell
from cdp_toolkit.workbooks.patch import Allow, CellWrite, FillOptions, Manifest, Outcome, fill
from cdp_toolkit.workbooks.patch.encoding import asks_for_quote
from tests.made_workbook import STYLES, Made, part, rows

SHEET = "Answers"


def written(tmp_path: Path, made: Made, value: object, cell: str = "A1", **options: object) -> tuple[Manifest, Path]:
    """Fill one cell of a workbook and return the manifest and the file."""
    template = made.save(tmp_path / "template.xlsx")
    output = tmp_path / "out.xlsx"
    manifest = fill(template, output, [CellWrite(SHEET, cell, value)], FillOptions(**options))  # type: ignore[arg-type]
    return manifest, output


def element(path: Path, name: str = "A1") -> str:
    """Return the element of a cell as it stands in the file."""
    text = part(path, "xl/worksheets/sheet1.xml")
    start = text.index(f'<c r="{name}"')
    return text[start : text.index("</c>", start) + 4]


def readings(path: Path) -> tuple[object, object, object]:
    """Return A1 as three readers see it: ours, openpyxl, calamine."""
    book = openpyxl.load_workbook(path)
    row = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)[0]
    return structure.read(path).values[SHEET].value(Cell(1, 1)), book[SHEET]["A1"].value, row[0]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("12.5", "12.5"),
        ("0", "0"),
        ("-0", "0"),
        ("1.50", "1.5"),
        ("123456789012345", "123456789012345"),
        ("123456789012345000", "123456789012345000"),
        ("0.000001", "0.000001"),
        ("1E+30", "1E+30"),
        ("-2.5E-20", "-2.5E-20"),
        ("3000000000", "3000000000"),
    ],
)
def test_numbers_are_stored_exactly(tmp_path: Path, value: str, stored: str) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows("A1")}), Decimal(value))
    ours, theirs, fast = readings(path)

    assert element(path) == f'<c r="A1"><v>{stored}</v></c>'
    assert ours == Decimal(value)
    assert float(str(theirs)) == float(str(fast)) == float(value)
    assert manifest.entries[0].new == Decimal(value)


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "+1",
        "-item one\n-item two",
        "@name",
        "00123",
        "1/2",
        "true",
        "a & b < c > d \"e\" 'f'",
        "  spaces kept  ",
        "tab\there",
        "ünïcödé – ∆ 漢字 😀",
        "x" * 32_767,
        "]]>",
    ],
)
def test_text_stays_text(tmp_path: Path, value: str) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows("A1")}), value)
    ours, theirs, fast = readings(path)

    assert manifest.complete
    assert ours == theirs == fast == value
    assert "<f>" not in part(path, "xl/worksheets/sheet1.xml")


def test_text_that_looks_like_a_code_is_kept(tmp_path: Path) -> None:
    _, path = written(tmp_path, Made({SHEET: rows("A1")}), "_x0041_x0042_ and _x000D_")

    assert element(path) == (
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve">_x005F_x0041_x005F_x0042_ and _x005F_x000D_</t></is></c>'
    )
    assert readings(path)[0] == readings(path)[2] == "_x0041_x0042_ and _x000D_"


def test_line_ends_are_made_those_of_excel_and_said(tmp_path: Path) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows("A1")}), "one\r\ntwo\rthree")

    assert readings(path)[0] == manifest.entries[0].new == "one\ntwo\nthree"
    assert [found.code for found in manifest.all_findings] == ["line-ends-adapted"]


def test_truth_values(tmp_path: Path) -> None:
    _, path = written(tmp_path, Made({SHEET: rows("A1")}), True)

    assert element(path) == '<c r="A1" t="b"><v>1</v></c>'
    assert readings(path) == (True, True, True)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("NaN"), "not-a-number"),
        (Decimal("Infinity"), "not-a-number"),
        (Decimal("1234567890123456"), "number-too-long"),
        (Decimal(1) / Decimal(3), "number-too-long"),
        (Decimal("1E+400"), "number-out-of-range"),
        (Decimal("1E-400"), "number-out-of-range"),
        ("", "empty-text"),
        ("a\x00b", "control-character"),
        ("a\x0bb", "control-character"),
        ("a\ufffeb", "control-character"),
        ("a\ud800b", "control-character"),
        ("x" * 32_768, "text-too-long"),
        ("😀" * 16_384, "text-too-long"),
        (dt.date(1899, 12, 31), "date-out-of-range"),
        (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "time-zone"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused_never_changed(tmp_path: Path, value: object, code: str) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows("A1")}), value)

    assert [(entry.outcome, entry.new) for entry in manifest.entries] == [(Outcome.REFUSED, None)]
    assert [found.code for found in manifest.all_findings] == [code]
    assert part(path, "xl/worksheets/sheet1.xml") == part(tmp_path / "template.xlsx", "xl/worksheets/sheet1.xml")
    assert manifest.changed_parts == ()


def test_a_long_number_is_rounded_if_allowed_and_said(tmp_path: Path) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows("A1")}), Decimal(2) / Decimal(3), allow=frozenset({Allow.ROUNDING}))

    assert readings(path)[0] == manifest.entries[0].new == Decimal("0.666666666666667")
    assert [found.code for found in manifest.all_findings] == ["number-too-long-adapted"]


def test_a_float_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="not float"):
        written(tmp_path, Made({SHEET: rows("A1")}), 0.1)
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("day", "serial", "serial_1904"),
    [
        (dt.date(2024, 2, 29), "45351", "43889"),
        (dt.date(1904, 1, 2), "1463", "1"),
        (dt.date(2040, 1, 1), "51136", "49674"),
        (dt.datetime.fromisoformat("2026-12-31T18:30"), "46387.7708333333", "44925.7708333333"),
    ],
)
def test_dates_count_as_the_workbook_counts(tmp_path: Path, day: dt.date, serial: str, serial_1904: str) -> None:
    for properties, expected in (("", serial), ('date1904="1"', serial_1904)):
        _, path = written(tmp_path, Made({SHEET: rows('A1|s="2"')}, properties=properties), day, replace_output=True)
        ours, theirs, _ = readings(path)

        assert element(path) == f'<c r="A1" s="2"><v>{expected}</v></c>'
        assert ours == day
        assert theirs == (day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time()))


@pytest.mark.parametrize(
    ("day", "serial"), [(dt.date(1900, 1, 1), "1"), (dt.date(1900, 2, 28), "59"), (dt.date(1900, 3, 1), "61")]
)
def test_the_first_days_of_1900(tmp_path: Path, day: dt.date, serial: str) -> None:
    _, path = written(tmp_path, Made({SHEET: rows('A1|s="2"')}), day)

    assert element(path) == f'<c r="A1" s="2"><v>{serial}</v></c>'
    assert readings(path)[0] == day


@pytest.mark.parametrize("style", [2, 5])
def test_a_date_keeps_the_date_format_of_its_cell(tmp_path: Path, style: int) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows(f'A1|s="{style}"')}), dt.date(2026, 3, 31))

    assert element(path) == f'<c r="A1" s="{style}"><v>46112</v></c>'
    assert manifest.changed_parts == ("xl/worksheets/sheet1.xml",)


def test_a_date_gets_a_style_like_its_cells_with_a_date_format(tmp_path: Path) -> None:
    manifest, path = written(tmp_path, Made({SHEET: rows('A1|s="6"')}), dt.date(2026, 3, 31))
    cell = openpyxl.load_workbook(path)[SHEET]["A1"]

    assert element(path) == '<c r="A1" s="7"><v>46112</v></c>'
    assert (cell.value, cell.number_format, cell.font.b, cell.protection.locked) == (
        dt.datetime.fromisoformat("2026-03-31"), "yyyy\\-mm\\-dd", True, False,
    )  # fmt: skip
    assert manifest.changed_parts == ("xl/styles.xml", "xl/worksheets/sheet1.xml")
    before, after = STYLES, part(path, "xl/styles.xml")
    assert [text in after for text in before.split("<cellXfs")[0].split("<numFmts")[1].split(">")[2:]]
    assert '<numFmts count="2">' in after
    assert '<cellXfs count="8">' in after


OWN_FORMATS = '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/></numFmts>'


@pytest.mark.parametrize("section", ["", "<numFmts/>"])
def test_a_date_format_is_added_where_there_is_no_section_for_it(tmp_path: Path, section: str) -> None:
    styles = STYLES.replace(OWN_FORMATS, section)
    assert styles != STYLES
    _, path = written(tmp_path, Made({SHEET: rows("A1")}, styles=styles), dt.date(2026, 3, 31))

    assert openpyxl.load_workbook(path)[SHEET]["A1"].number_format == "yyyy\\-mm\\-dd"
    assert readings(path)[0] == dt.date(2026, 3, 31)


def test_dates_share_one_added_style(tmp_path: Path) -> None:
    template = Made({SHEET: rows("A1", "B1")}).save(tmp_path / "template.xlsx")
    writes = [CellWrite(SHEET, "A1", dt.date(2026, 1, 1)), CellWrite(SHEET, "B1", dt.date(2026, 1, 2))]
    fill(template, tmp_path / "out.xlsx", writes)

    assert '<cellXfs count="8">' in part(tmp_path / "out.xlsx", "xl/styles.xml")


def test_a_date_needs_formats(tmp_path: Path) -> None:
    manifest, _ = written(tmp_path, Made({SHEET: rows("A1")}, styles=None), dt.date(2026, 3, 31))

    assert [found.code for found in manifest.all_findings] == ["no-formats"]


@pytest.mark.parametrize(("style", "code"), [(2, "number-shown-as-date"), (3, "number-shown-as-percent"), (0, None), (4, None)])
def test_a_number_in_a_format_that_shows_something_else_is_said(tmp_path: Path, style: int, code: str | None) -> None:
    manifest, _ = written(tmp_path, Made({SHEET: rows(f'A1|s="{style}"')}), Decimal(45))

    assert manifest.complete
    assert [found.code for found in manifest.all_findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "asks"),
    [("=1+1", True), ("-a", True), ("00123", True), ("2024-01-01", True), ("5%", True), ("TRUE", True), ("1E5", True),
     ("Scope 1", False), ("3 sites", False), ("e.g.", False), ("9" * 40_000 + "x", False)],
)  # fmt: skip
def test_text_that_excel_would_take_for_something_else_is_marked(text: str, asks: bool) -> None:
    assert asks_for_quote(text) is asks


def test_the_mark_is_a_style_of_its_own_but_not_in_text_cells_and_dropdowns(tmp_path: Path) -> None:
    rule = '<dataValidation type="list" sqref="C1"><formula1>"1-5%,6-10%"</formula1></dataValidation>'
    dropdown = f"<dataValidations>{rule}</dataValidations>"
    made = Made({SHEET: rows('A1|s="6"', 'B1|s="4"', "C1") + dropdown})
    template = made.save(tmp_path / "template.xlsx")
    writes = [CellWrite(SHEET, "A1", "00123"), CellWrite(SHEET, "B1", "00123"), CellWrite(SHEET, "C1", "1-5%")]
    fill(template, tmp_path / "out.xlsx", writes)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")[SHEET]

    assert [sheet[name].quotePrefix for name in ("A1", "B1", "C1")] == [True, False, False]
    assert sheet["A1"].font.b
