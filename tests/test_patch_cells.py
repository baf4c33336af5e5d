"""Where a cell is put, and that nothing beside it moves."""

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cdp_toolkit import structure
from cdp_toolkit.errors import InputError
from cdp_toolkit.structure import Cell
from cdp_toolkit.workbooks.patch import Allow, CellWrite, FillOptions, Outcome, fill
from tests.made_workbook import MAIN, Made, Part, differing_parts, part, rows

ONE = Decimal(1)


def filled(tmp_path: Path, made: Made, *writes: tuple[str, object], allow: frozenset[Allow] = frozenset()) -> str:
    """Fill cells of the first sheet and return its XML without the head."""
    template = made.save(tmp_path / "template.xlsx")
    name = next(iter(made.sheets))
    manifest = fill(
        template,
        tmp_path / "out.xlsx",
        [CellWrite(name, cell, value) for cell, value in writes],  # type: ignore[arg-type]
        FillOptions(allow=allow),
    )
    assert manifest.complete, manifest.to_text()
    openpyxl.load_workbook(tmp_path / "out.xlsx").close()
    text = part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml")
    return text[text.index(">", text.index("worksheet")) + 1 :]


@pytest.mark.parametrize(
    ("before", "cell", "after"),
    [
        ("<sheetData/>", "B2", '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'),
        ("<sheetData></sheetData>", "B2", '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'),
        (
            '<sheetData><row r="1"/><row r="3"/></sheetData>',
            "B2",
            '<sheetData><row r="1"/><row r="2"><c r="B2"><v>1</v></c></row><row r="3"/></sheetData>',
        ),
        (
            '<sheetData><row r="2" ht="30"/></sheetData>',
            "B2",
            '<sheetData><row r="2" ht="30"><c r="B2"><v>1</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="2" spans="1:1"><c r="A2"/></row></sheetData>',
            "B2",
            '<sheetData><row r="2" spans="1:2"><c r="A2"/><c r="B2"><v>1</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="2"><c r="A2"/><c r="C2"/></row></sheetData>',
            "B2",
            '<sheetData><row r="2"><c r="A2"/><c r="B2"><v>1</v></c><c r="C2"/></row></sheetData>',
        ),
        (
            '<sheetData><row r="2"><c r="Z2"/><c r="AB2"/></row></sheetData>',
            "AA2",
            '<sheetData><row r="2"><c r="Z2"/><c r="AA2"><v>1</v></c><c r="AB2"/></row></sheetData>',
        ),
        (
            '<sheetData><row><c s="1"/><c s="1"/></row><row><c s="1"/><c s="1"/></row></sheetData>',
            "B2",
            '<sheetData><row><c s="1"/><c s="1"/></row><row><c s="1"/><c s="1"><v>1</v></c></row></sheetData>',
        ),
        (
            "<sheetData><row><c/></row></sheetData>",
            "B2",
            '<sheetData><row><c/></row><row r="2"><c r="B2"><v>1</v></c></row></sheetData>',
        ),
        (
            "<sheetData><row r='2'><c r='B2' s='1' ></c ></row ></sheetData >",
            "B2",
            "<sheetData><row r='2'><c r='B2' s='1'><v>1</v></c></row ></sheetData >",
        ),
        (
            '<sheetData><row r="2"><c r="B2" s="1" t="s" cm="1" vm="2" ph="1"><f/><v></v></c></row></sheetData>',
            "C2",
            (
                '<sheetData><row r="2"><c r="B2" s="1" t="s" cm="1" vm="2" ph="1"><f/><v></v></c>'
                '<c r="C2"><v>1</v></c></row></sheetData>'
            ),
        ),
        (
            '<sheetData><row r="2"><c r="B2" s="1" t="str" cm="1" vm="2" ph="1"><v></v></c></row></sheetData>',
            "B2",
            '<sheetData><row r="2"><c r="B2" s="1" ph="1"><v>1</v></c></row></sheetData>',
        ),
        (
            (
                '<!-- <sheetData><row r="2"> --><sheetData><!--<c r="B2"/>--><row r="2"><!-- </row> --><c r="A2" t="str">'
                '<v><![CDATA[</c><c r="B2">]]></v></c><?x <c r="B2"/> ?></row></sheetData>'
            ),
            "B2",
            (
                '<!-- <sheetData><row r="2"> --><sheetData><!--<c r="B2"/>--><row r="2"><!-- </row> --><c r="A2" t="str">'
                '<v><![CDATA[</c><c r="B2">]]></v></c><?x <c r="B2"/> ?><c r="B2"><v>1</v></c></row></sheetData>'
            ),
        ),
        (
            '<sheetData><row r="2" x="a>b"><c r="A2" x=\' r="B2"\'/><c r="B2" x="/>"/></row></sheetData>',
            "B2",
            '<sheetData><row r="2" x="a>b"><c r="A2" x=\' r="B2"\'/><c r="B2" x="/>"><v>1</v></c></row></sheetData>',
        ),
        (
            '<dimension ref="A1:C3"/><sheetData><row r="2"><c r="A2"/></row></sheetData>',
            "E9",
            '<dimension ref="A1:E9"/><sheetData><row r="2"><c r="A2"/></row><row r="9"><c r="E9"><v>1</v></c></row></sheetData>',
        ),
    ],
)
def test_a_cell_is_put_where_it_belongs(tmp_path: Path, before: str, cell: str, after: str) -> None:
    assert filled(tmp_path, Made({"S": before}), (cell, ONE)) == f"{after}</worksheet>"


def test_several_cells_of_one_row_and_of_new_rows_stand_in_order(tmp_path: Path) -> None:
    writes = [(cell, ONE) for cell in ("D4", "B2", "A2", "E2", "C9", "A9", "B4")]

    assert filled(tmp_path, Made({"S": rows("C2", "B4", "A7")}), *writes) == (
        '<sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2"/><c r="E2"><v>1</v></c></row>'
        '<row r="4"><c r="B4"><v>1</v></c><c r="D4"><v>1</v></c></row><row r="7"><c r="A7"/></row>'
        '<row r="9"><c r="A9"><v>1</v></c><c r="C9"><v>1</v></c></row></sheetData></worksheet>'
    )


@pytest.mark.parametrize(
    ("frame", "row", "style"),
    [
        ('<cols><col min="2" max="3" width="9" style="6"/></cols>', '<row r="1"/>', ' s="6"'),
        ('<cols><col min="2" max="3" width="9" style="6"/></cols>', '<row r="1" s="4" customFormat="1"/>', ' s="4"'),
        ('<cols><col min="2" max="3" width="9" style="6"/></cols>', '<row r="1" s="4"/>', ' s="6"'),
        ('<cols><col min="3" max="3" width="9" style="6"/></cols>', "", ""),
    ],
)
def test_a_new_cell_takes_the_style_of_its_row_or_column(tmp_path: Path, frame: str, row: str, style: str) -> None:
    text = filled(tmp_path, Made({"S": f"{frame}<sheetData>{row}</sheetData>"}), ("B1", ONE))

    assert f'<c r="B1"{style}><v>1</v></c>' in text


def test_elements_with_a_prefix_keep_it(tmp_path: Path) -> None:
    made = Made({"S": rows('A1|s="1"', "B1=<f>A1*2</f><v>0</v>")}, prefix="x", strings=["<t>a</t>"])
    text = filled(tmp_path, made, ("A1", "=a"), ("C3", dt.date(2026, 1, 1)), ("D3", True))
    out = tmp_path / "out.xlsx"

    assert text == (
        '<x:sheetData><x:row r="1"><x:c r="A1" s="7" t="inlineStr"><x:is><x:t xml:space="preserve">=a</x:t></x:is></x:c>'
        '<x:c r="B1"><x:f>A1*2</x:f><x:v>0</x:v></x:c></x:row><x:row r="3"><x:c r="C3" s="8"><x:v>46023</x:v></x:c>'
        '<x:c r="D3" t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert '<x:calcPr fullCalcOnLoad="1"/></x:workbook>' in part(out, "xl/workbook.xml")
    assert '<x:cellXfs count="9">' in part(out, "xl/styles.xml")
    assert structure.read(out).values["S"].value(Cell(1, 1)) == "=a"


def test_the_strict_form_is_filled_as_it_is(tmp_path: Path) -> None:
    made = Made({"S": rows("A1")}, strict=True)
    template = made.save(tmp_path / "template.xlsx")
    fill(template, tmp_path / "out.xlsx", [CellWrite("S", "A1", dt.date(2026, 1, 1))])

    assert MAIN not in part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml")
    assert structure.read(tmp_path / "out.xlsx").outline.strict
    assert structure.read(tmp_path / "out.xlsx").values["S"].value(Cell(1, 1)) == dt.date(2026, 1, 1)


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_sheet_keeps_its_encoding(tmp_path: Path, codec: str) -> None:
    made = Made({"S": rows('A1|t="str"=<v>é</v>')})
    text = made.parts()["xl/worksheets/sheet1.xml"].decode().replace('encoding="UTF-8"', f'encoding="{codec[:6].rstrip("-")}"')
    made.loose = {"xl/worksheets/sheet1.xml": text.encode(codec)}
    template = made.save(tmp_path / "template.xlsx")
    fill(template, tmp_path / "out.xlsx", [CellWrite("S", "B1", "ü")])
    values = structure.read(tmp_path / "out.xlsx").values["S"]

    assert (values.value(Cell(1, 1)), values.value(Cell(1, 2))) == ("é", "ü")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as file:
        new = file.read("xl/worksheets/sheet1.xml")
    assert new[:3] == text.encode(codec)[:3]
    assert new.decode(codec).replace('<c r="B1" t="inlineStr"><is><t xml:space="preserve">ü</t></is></c>', "") == text


CHAIN = Part(
    "xl/calcChain.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "calcChain",
    f'<calcChain xmlns="{MAIN}"><c r="B1" i="1"/></calcChain>',
)


def test_the_calculation_chain_stays_unless_a_formula_goes(tmp_path: Path) -> None:
    made = Made({"S": rows("A1", "B1=<f>A1*2</f><v>0</v>")}, on_workbook=[CHAIN])
    filled(tmp_path, made, ("A1", ONE))

    assert differing_parts(tmp_path / "template.xlsx", tmp_path / "out.xlsx") == {
        "xl/worksheets/sheet1.xml", "xl/workbook.xml",
    }  # fmt: skip


def test_an_overwritten_formula_takes_the_calculation_chain_with_it(tmp_path: Path) -> None:
    made = Made({"S": rows("A1", "B1=<f>A1*2</f><v>0</v>")}, on_workbook=[CHAIN])
    text = filled(tmp_path, made, ("B1", ONE), allow=frozenset({Allow.FORMULA}))
    out = tmp_path / "out.xlsx"

    assert '<c r="B1"><v>1</v></c>' in text
    assert differing_parts(tmp_path / "template.xlsx", out) == {
        "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert "calcChain" not in part(out, "[Content_Types].xml") + part(out, "xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '<calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="191029"/>', '<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        (
            '<calcPr calcId="1" fullCalcOnLoad="0"/><oleSize ref="A1"/>',
            '<calcPr calcId="1" fullCalcOnLoad="1"/><oleSize ref="A1"/>',
        ),
        ('<oleSize ref="A1"/>', '<calcPr fullCalcOnLoad="1"/><oleSize ref="A1"/>'),
    ],
)
def test_excel_is_asked_to_compute_anew(tmp_path: Path, before: str, after: str) -> None:
    name = '<definedName name="N">S!$A$1</definedName>'
    made = Made({"S": rows("A1", "B1=<f>A1*2</f><v>0</v>")}, after_sheets=before, names=name)
    filled(tmp_path, made, ("A1", ONE))

    assert f"</definedNames>{after}" in part(tmp_path / "out.xlsx", "xl/workbook.xml")


def test_excel_is_not_asked_without_need(tmp_path: Path) -> None:
    formula = rows("A1", "B1=<f>A1*2</f><v>0</v>")
    for made, options in (
        (Made({"S": rows("A1")}), FillOptions()),
        (Made({"S": formula}), FillOptions(recalculate=False)),
        (Made({"S": formula}, after_sheets='<calcPr fullCalcOnLoad="1"/>'), FillOptions()),
    ):
        template = made.save(tmp_path / "template.xlsx")
        manifest = fill(template, tmp_path / "out.xlsx", [CellWrite("S", "A1", ONE)], options)
        assert manifest.changed_parts == ("xl/worksheets/sheet1.xml",)
        (tmp_path / "out.xlsx").unlink()


def test_the_same_input_gives_the_same_bytes_and_filling_again_changes_nothing(tmp_path: Path) -> None:
    template = Made({"S": rows("A1", "B1"), "T": rows("A1")}).save(tmp_path / "template.xlsx")
    writes = [CellWrite("T", "A1", "=x"), CellWrite("S", "B1", dt.date(2026, 1, 1)), CellWrite("S", "Q7", True)]
    first, second, again = (tmp_path / f"{name}.xlsx" for name in ("first", "second", "again"))
    one, other = fill(template, first, writes), fill(template, second, writes)

    assert first.read_bytes() == second.read_bytes()
    assert one.entries == other.entries
    repeated = fill(first, again, writes)
    assert [entry.outcome for entry in repeated.entries] == [Outcome.UNCHANGED] * 3
    assert repeated.changed_parts == ()
    assert differing_parts(first, again) == set()


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    template = Made({"S": rows("A1", "B1=<v>5</v>")}).save(tmp_path / "template.xlsx")
    writes = [CellWrite("S", "A1", "x"), CellWrite("S", "B1", ONE)]
    told = fill(template, tmp_path / "out.xlsx", writes, FillOptions(dry_run=True))
    assert [path.name for path in tmp_path.iterdir()] == ["template.xlsx"]
    done = fill(template, tmp_path / "out.xlsx", writes)

    assert (told.entries, told.output, told.changed_parts) == (done.entries, done.output, done.changed_parts)
    assert (told.dry_run, done.dry_run) == (True, False)


def test_the_template_and_other_peoples_files_are_never_overwritten(tmp_path: Path) -> None:
    template = Made({"S": rows("A1")}).save(tmp_path / "template.xlsx")
    output = tmp_path / "out.xlsx"
    writes = [CellWrite("S", "A1", ONE)]
    with pytest.raises(InputError, match="is the template itself"):
        fill(template, template, writes)
    output.write_bytes(b"somebody's work")
    with pytest.raises(InputError, match="exists and holds something else"):
        fill(template, output, writes)
    assert output.read_bytes() == b"somebody's work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xlsx", "template.xlsx"]

    fill(template, output, writes, FillOptions(replace_output=True))
    before = output.read_bytes()
    fill(template, output, writes)
    assert output.read_bytes() == before


def test_the_output_is_named_as_excel_demands(tmp_path: Path) -> None:
    made = Made({"S": rows("A1")}, main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    template = made.save(tmp_path / "template.xlsm")

    with pytest.raises(InputError, match=r"kind \.xlsm"):
        fill(template, tmp_path / "out.xlsx", [CellWrite("S", "A1", ONE)])
    assert fill(template, tmp_path / "out.xlsm", [CellWrite("S", "A1", ONE)]).complete
