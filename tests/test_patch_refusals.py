"""What is refused by default, what one option each allows, and what a person has to decide."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit import structure
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Severity
from cdp_toolkit.structure import Cell
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.patch import Allow, CellWrite, Entry, FillOptions, Manifest, Outcome, fill
from tests.made_workbook import MAIN, SHEET_ML, STYLES, X14, XM, Made, Part, part, rows

ONE = Decimal(1)
PROTECTED = '<sheetProtection sheet="1"/>'


def table(columns: str = "Name,Value", *, totals: str = "") -> Part:
    """Return a table over A1:B3."""
    names = columns.split(",")
    listed = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names, 1))
    return Part(
        "xl/tables/table1.xml",
        f"{SHEET_ML}.table+xml",
        "table",
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3" {totals}>'
        f'<tableColumns count="2">{listed}</tableColumns></table>',
    )


TABLE_ROWS = rows(
    'A1|t="str"=<v>Name</v>', 'B1|t="str"=<v>Value</v>', "A2", "B2=<v>5</v>", "A3", "B3"
) + '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'  # fmt: skip
PIVOT = Part(
    "xl/pivotTables/pivotTable1.xml",
    f"{SHEET_ML}.pivotTable+xml",
    "pivotTable",
    f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1"><location ref="A1:B3" firstHeaderRow="1" '
    'firstDataRow="1" firstDataCol="0"/></pivotTableDefinition>',
)
SHARED_FORMULA = rows(
    'A1=<f t="shared" ref="A1:A3" si="0">B1*$C$1+1</f><v>1</v>',
    'A2=<f t="shared" si="0"/><v>2</v>',
    'A3|s="1"=<f t="shared" si="0"/><v>3</v>',
    'D1=<f t="shared" ref="D1:D2" si="1">B1</f><v>1</v>',
    'D2=<f t="shared" si="1"/><v>2</v>',
)


def run(tmp_path: Path, made: Made, *writes: CellWrite, allow: tuple[Allow, ...] = (), name: str = "out.xlsx") -> Manifest:
    """Fill a workbook."""
    template = made.save(tmp_path / "template.xlsx")
    return fill(template, tmp_path / name, list(writes), FillOptions(allow=frozenset(allow)))


def outcome(entry: Entry) -> tuple[str, list[str]]:
    """Return the outcome of a write and the codes of what was found."""
    return str(entry.outcome), [found.code for found in entry.findings]


BARRED: dict[str, tuple[Made, str, str]] = {
    "locked-cell": (Made({"S": rows("A1") + PROTECTED}), "A1", "the sheet is protected and the cell is locked"),
    "hidden-sheet": (Made({"S": rows("A1")}, states={"S": "veryHidden"}), "A1", "the sheet is veryHidden"),
    "merged-cell": (
        Made({"S": rows("A1", "B1") + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'}),
        "B2",
        "the cell is merged into A1:B2, which shows A1 only",
    ),
    "table-header": (Made({"S": TABLE_ROWS}, on_sheet=[table()]), "A1", "the cell heads a column of table 'T'"),
    "formula": (Made({"S": rows("A1=<f>SUM(B1:B2)</f><v>3</v>")}), "A1", "the cell holds the formula =SUM(B1:B2)"),
    "shared-formula": (Made({"S": SHARED_FORMULA}), "A2", "the cell holds a formula that it shares with its neighbours"),
    "array-formula": (
        Made({"S": rows('A1=<f t="array" ref="A1">SUM(B1:B2*C1:C2)</f><v>3</v>')}),
        "A1",
        "the cell belongs to the array formula of A1",
    ),
}


@pytest.mark.parametrize("code", BARRED)
def test_refused_by_default_and_listed(tmp_path: Path, code: str) -> None:
    made, cell, problem = BARRED[code]
    value = "Name" if code != "table-header" else "Title"
    manifest = run(tmp_path, made, CellWrite("S", cell, value))
    entry = manifest.entries[0]

    assert outcome(entry)[0] == "refused"
    assert [(found.code, found.severity, found.where, found.problem) for found in entry.findings][:1] == [
        (code, Severity.ERROR, f"S!{cell}", problem)
    ]
    assert f"allow '{code}'" in entry.findings[0].fix
    assert manifest.changed_parts == ()


@pytest.mark.parametrize("code", BARRED)
def test_one_option_allows_each_and_it_stays_listed(tmp_path: Path, code: str) -> None:
    made, cell, _ = BARRED[code]
    extra = (Allow.OVERWRITE,) if code == "table-header" else ()
    manifest = run(tmp_path, made, CellWrite("S", cell, "Title"), allow=(Allow(code), *extra))
    entry = manifest.entries[0]
    there = Cell(1, 1) if code in ("merged-cell",) else structure.references.cell(cell)

    assert entry.outcome == Outcome.WRITTEN
    assert (entry.findings[0].code, entry.findings[0].severity) == (code, Severity.WARNING)
    assert structure.read(tmp_path / "out.xlsx").values["S"].value(there) == "Title"


@pytest.mark.parametrize("code", BARRED)
def test_no_other_option_allows_it(tmp_path: Path, code: str) -> None:
    made, cell, _ = BARRED[code]
    others = tuple(one for one in Allow if one != code)

    assert run(tmp_path, made, CellWrite("S", cell, "Title"), allow=others).entries[0].outcome == Outcome.REFUSED


def test_all_obstacles_are_named_at_once(tmp_path: Path) -> None:
    made = Made({"S": rows("A1=<f>B1</f><v>3</v>") + PROTECTED, "T": rows("A1")}, states={"S": "hidden"})
    manifest = run(tmp_path, made, CellWrite("S", "A1", "\x00"))

    assert outcome(manifest.entries[0]) == (
        "refused", ["hidden-sheet", "locked-cell", "formula", "control-character"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("protection", "cell", "expected"),
    [
        (PROTECTED, 'A1|s="1"', Outcome.WRITTEN),
        ('<sheetProtection sheet="0"/>', "A1", Outcome.WRITTEN),
        ('<sheetProtection objects="1"/>', "A1", Outcome.WRITTEN),
        (PROTECTED + '<protectedRanges><protectedRange sqref="A1:B2" name="r"/></protectedRanges>', "A1", Outcome.WRITTEN),
        (
            PROTECTED + '<protectedRanges><protectedRange password="CC1A" sqref="A1" name="r"/></protectedRanges>',
            "A1",
            Outcome.REFUSED,
        ),
    ],
)
def test_what_a_protected_sheet_leaves_open(tmp_path: Path, protection: str, cell: str, expected: Outcome) -> None:
    manifest = run(tmp_path, Made({"S": rows(cell) + protection}), CellWrite("S", "A1", ONE))

    assert manifest.entries[0].outcome == expected


def test_a_cell_that_does_not_exist_yet_is_locked_by_its_column(tmp_path: Path) -> None:
    columns = '<cols><col min="1" max="1" width="9" style="1"/></cols>'
    made = Made({"S": f"{columns}<sheetData/>{PROTECTED}"})
    manifest = run(tmp_path, made, CellWrite("S", "A1", ONE), CellWrite("S", "B1", ONE))

    assert [entry.outcome for entry in manifest.entries] == [Outcome.WRITTEN, Outcome.REFUSED]


def test_protection_is_never_weakened(tmp_path: Path) -> None:
    protection = '<sheetProtection algorithmName="SHA-512" hashValue="abc=" saltValue="def=" spinCount="100000" sheet="1"/>'
    run(tmp_path, Made({"S": rows("A1") + protection}), CellWrite("S", "A1", ONE), allow=(Allow.LOCKED_CELL,))

    assert protection in part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml")


def test_a_shared_formula_that_goes_is_spelled_out_for_its_neighbours(tmp_path: Path) -> None:
    made = Made({"S": SHARED_FORMULA})
    run(tmp_path, made, CellWrite("S", "A1", ONE), allow=(Allow.SHARED_FORMULA,))

    assert part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml").partition("<sheetData>")[2] == (
        '<row r="1"><c r="A1"><v>1</v></c><c r="D1"><f t="shared" ref="D1:D2" si="1">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f>B2*$C$1+1</f><v>2</v></c><c r="D2"><f t="shared" si="1"/><v>2</v></c></row>'
        '<row r="3"><c r="A3" s="1"><f>B3*$C$1+1</f><v>3</v></c></row></sheetData></worksheet>'
    )


def test_a_shared_formula_stays_where_only_one_that_uses_it_goes(tmp_path: Path) -> None:
    run(tmp_path, Made({"S": SHARED_FORMULA}), CellWrite("S", "A2", ONE), allow=(Allow.SHARED_FORMULA,))
    text = part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml")

    assert '<c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1+1</f><v>1</v></c>' in text
    assert '<c r="A2"><v>1</v></c>' in text
    assert '<c r="A3" s="1"><f t="shared" si="0"/><v>3</v></c>' in text


ARRAY = rows('A1=<f t="array" ref="A1:A2">B1:B2*2</f><v>3</v>', "A2=<v>4</v>")


def test_a_part_of_an_array_formula_cannot_be_written_but_the_whole_can(tmp_path: Path) -> None:
    made = Made({"S": ARRAY})
    writes = CellWrite("S", "A1", ONE), CellWrite("S", "A2", Decimal(9))
    allow = (Allow.ARRAY_FORMULA, Allow.OVERWRITE)

    part_of = run(tmp_path, made, writes[1], allow=allow, name="part.xlsx")
    assert outcome(part_of.entries[0]) == ("refused", ["array-formula", "filled-otherwise", "part-of-array"])
    whole = run(tmp_path, made, *writes, allow=allow)
    assert whole.complete
    values = structure.read(tmp_path / "out.xlsx").values["S"]
    assert [(values[cell].value, values[cell].formula) for cell in (Cell(1, 1), Cell(2, 1))] == [
        (ONE, False), (Decimal(9), False),
    ]  # fmt: skip


NEVER: dict[str, tuple[Made, str]] = {
    "data-table": (Made({"S": rows('A1=<f t="dataTable" ref="A1:B2" r1="C1"/><v>3</v>', "B2=<v>4</v>")}), "B2"),
    "pivot-table": (Made({"S": rows("A1")}, on_sheet=[PIVOT]), "B2"),
    "table-totals": (Made({"S": TABLE_ROWS}, on_sheet=[table(totals='totalsRowCount="1"')]), "A3"),
    "no-such-sheet": (Made({"T": rows("A1")}), "A1"),
    "no-such-cell": (Made({"S": rows("A1")}), "XFE1"),
    "no-worksheet": (
        Made(
            {"T": rows("A1")},
            on_workbook=[Part("xl/chartsheets/sheet1.xml", f"{SHEET_ML}.chartsheet+xml", "chartsheet", "<chartsheet/>", "rId9")],
            loose={},
        ),
        "A1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", NEVER)
def test_some_cells_cannot_be_written_whatever_is_allowed(tmp_path: Path, code: str) -> None:
    made, cell = NEVER[code]
    if code == "no-worksheet":
        book = made.parts()["xl/workbook.xml"].decode()
        made.loose = {"xl/workbook.xml": book.replace("</sheets>", '<sheet name="S" sheetId="9" r:id="rId9"/></sheets>')}
    manifest = run(tmp_path, made, CellWrite("S", cell, ONE), allow=tuple(Allow))

    assert manifest.entries[0].outcome == Outcome.REFUSED
    assert code in outcome(manifest.entries[0])[1]


def test_a_table_header_and_its_table_are_renamed_together(tmp_path: Path) -> None:
    made = Made({"S": TABLE_ROWS}, on_sheet=[table()])
    allow = (Allow.TABLE_HEADER, Allow.OVERWRITE)
    manifest = run(tmp_path, made, CellWrite("S", "B1", 'Amount "t" & more'), allow=allow)

    assert manifest.changed_parts == ("xl/tables/table1.xml", "xl/worksheets/sheet1.xml")
    read = structure.read(tmp_path / "out.xlsx")
    assert read.sheets[0].tables[0].columns == ("Name", 'Amount "t" & more')
    assert read.values["S"].value(Cell(1, 2)) == 'Amount "t" & more'


@pytest.mark.parametrize(("value", "says"), [("name", "another column"), ("two\nlines", "one line"), (ONE, "must be text")])
def test_a_table_header_that_the_table_cannot_have_is_refused(tmp_path: Path, value: str | Decimal, says: str) -> None:
    made = Made({"S": TABLE_ROWS}, on_sheet=[table()])
    manifest = run(tmp_path, made, CellWrite("S", "B1", value), allow=(Allow.TABLE_HEADER, Allow.OVERWRITE))

    assert manifest.entries[0].outcome == Outcome.REFUSED
    assert any(says in found.problem for found in manifest.all_findings)


def test_a_table_header_that_formulas_name_is_kept(tmp_path: Path) -> None:
    made = Made({"S": TABLE_ROWS, "T": rows("A1=<f>SUM(T[Value])</f><v>5</v>")}, on_sheet=[table()])
    manifest = run(tmp_path, made, CellWrite("S", "B1", "Amount"), allow=(Allow.TABLE_HEADER, Allow.OVERWRITE))

    assert any("refer to columns of table 'T'" in found.problem for found in manifest.all_findings)


def test_what_a_person_filled_is_a_conflict(tmp_path: Path) -> None:
    cells = rows('A1|t="s"=<v>0</v>', "A2=<v>5</v>", 'A3|s="2"=<v>46112</v>', 'A4|t="b"=<v>1</v>', 'A5|t="e"=<v>#N/A</v>')
    made = Made({"S": cells}, strings=["<r><t>ours </t></r><r><rPr><b/></rPr><t>&amp; theirs</t></r>"])
    new = ["other", Decimal(6), dt.date(2026, 4, 1), False, "x"]
    manifest = run(tmp_path, made, *(CellWrite("S", f"A{n}", value) for n, value in enumerate(new, 1)))

    assert [outcome(entry) for entry in manifest.entries] == [("conflict", ["filled-otherwise"])] * 5
    assert [str(entry.old) for entry in manifest.entries] == ["ours & theirs", "5", "2026-03-31", "True", "#N/A"]
    assert [entry.new for entry in manifest.entries] == [entry.old for entry in manifest.entries]
    assert manifest.changed_parts == ()

    overwritten = run(tmp_path, made, *(entry.write for entry in manifest.entries), allow=(Allow.OVERWRITE,), name="over.xlsx")
    assert [entry.new for entry in overwritten.entries] == new


def test_the_same_value_is_left_as_it_is_even_in_a_locked_cell(tmp_path: Path) -> None:
    cells = rows('A1|t="s"=<v>0</v>', "A2=<v>0.28999999999999998</v>", 'A3|s="2"=<v>46112</v>', 'A4|t="b"=<v>1</v>')
    made = Made({"S": cells + PROTECTED}, strings=["<t>same</t>"])
    same = ["same", Decimal("0.29"), dt.date(2026, 3, 31), True]
    manifest = run(tmp_path, made, *(CellWrite("S", f"A{n}", value) for n, value in enumerate(same, 1)))

    assert [outcome(entry) for entry in manifest.entries] == [("unchanged", [])] * 4
    assert manifest.complete
    assert manifest.changed_parts == ()


def test_one_is_not_true_and_a_number_is_not_its_text(tmp_path: Path) -> None:
    cells = rows("A1=<v>1</v>", 'A2|t="b"=<v>1</v>', 'A3|t="str"=<v>1</v>')
    manifest = run(tmp_path, Made({"S": cells}), CellWrite("S", "A1", True), CellWrite("S", "A2", ONE), CellWrite("S", "A3", ONE))

    assert [entry.outcome for entry in manifest.entries] == [Outcome.CONFLICT] * 3


def test_what_no_person_filled_may_be_replaced(tmp_path: Path) -> None:
    made = Made({"S": rows('A1|t="str"=<v>Select from:</v>', "A2=<v>5</v>")})
    manifest = run(
        tmp_path,
        made,
        CellWrite("S", "A1", "Yes", replaces=("Select from:",)),
        CellWrite("S", "A2", Decimal(6), replaces=(Decimal(4), Decimal(5))),
    )

    assert manifest.complete
    assert manifest.all_findings == ()


def test_two_values_for_one_cell_are_a_conflict(tmp_path: Path) -> None:
    made = Made({"S": rows("A1", "B1") + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'})
    manifest = run(tmp_path, made, CellWrite("S", "A1", ONE), CellWrite("s", "$B$1", ONE), allow=(Allow.MERGED_CELL,))

    assert [outcome(entry) for entry in manifest.entries] == [
        ("conflict", ["written-twice"]), ("conflict", ["merged-cell", "written-twice"]),
    ]  # fmt: skip
    assert manifest.changed_parts == ()


def test_a_signature_is_warned_about(tmp_path: Path) -> None:
    made = Made({"S": rows("A1")})
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    rels = made.parts()["_rels/.rels"].decode()
    made.loose = {
        "_rels/.rels": rels.replace("</Rel", f'<Relationship Id="rId7" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Rel'),
        "_xmlsignatures/origin.sigs": b"",
    }
    assert [found.code for found in run(tmp_path, made, CellWrite("S", "A1", ONE)).findings] == ["signature-broken"]
    assert run(tmp_path, made, CellWrite("S", "XFE1", ONE), name="none.xlsx").findings == ()


def test_the_manifest_says_it_all(tmp_path: Path) -> None:
    made = Made({"S": rows("A1", "B1=<v>7</v>", "C1=<v>2</v>") + PROTECTED.replace('"1"', '"0"')})
    address = Address.parse("7.6.gross_emissions")
    manifest = run(
        tmp_path,
        made,
        CellWrite("S", "A1", Decimal("12.50"), address, "ghg.scope1", "12,500 kg / 1,000"),
        CellWrite("S", "B1", "x", Address.parse("7.7[1].name")),
        CellWrite("S", "C1", Decimal(2)),
        CellWrite("T", "C1", Decimal(2)),
    )
    told = json.loads(manifest.to_json())

    assert told["counts"] == {"written": 1, "unchanged": 1, "conflict": 1, "refused": 1}
    assert told["changed_parts"] == ["xl/worksheets/sheet1.xml"]
    assert told["cells"][0] == {
        "sheet": "S",
        "cell": "A1",
        "outcome": "written",
        "old": None,
        "new": {"type": "number", "value": "12.5"},
        "left": {"type": "number", "value": "12.5"},
        "asked": {"type": "number", "value": "12.5"},
        "data_point": "7.6.gross_emissions",
        "metric": "ghg.scope1",
        "conversion": "12,500 kg / 1,000",
        "findings": [],
    }
    assert told["cells"][1]["findings"][0] == {
        "code": "filled-otherwise",
        "severity": "error",
        "where": "S!B1",
        "problem": "the cell holds 7 already, and 'x' is to be written",
        "fix": "Decide which is right, and allow 'filled-otherwise' if it is the new one",
        "addresses": ["7.7[1].name"],
    }
    for key, name in (("template", "template.xlsx"), ("output", "out.xlsx")):
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert told[key] == {"name": name, "sha256": digest}
    lines = manifest.to_text().splitlines()
    assert lines[0] == "Filled template.xlsx into out.xlsx"
    assert "  S!A1: (blank) -> 12.5  [7.6.gross_emissions, ghg.scope1, 12,500 kg / 1,000]" in lines
    assert lines.index("Refused:") < lines.index("Conflict:") < lines.index("Written:") < lines.index("Unchanged:")


def x14(formula: str, sqref: str) -> str:
    """Return a dropdown of the newer kind."""
    return (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" showErrorMessage="1">'
        f"<x14:formula1><xm:f>{formula}</xm:f></x14:formula1><xm:sqref>{sqref}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )


def rule(kind: str, *formulas: str, attributes: str = "", sqref: str = "A1:A9") -> str:
    """Return a rule of the plain kind."""
    listed = "".join(f"<formula{n}>{text}</formula{n}>" for n, text in enumerate(formulas, 1))
    return (
        f'<dataValidations count="1"><dataValidation type="{kind}" {attributes} sqref="{sqref}">{listed}'
        "</dataValidation></dataValidations>"
    )


LISTS = rows(
    'A1|t="str"=<v>Yes</v>', 'A2|t="str"=<v>No</v>', "A3", 'A4|t="str"=<v>Other, please specify</v>', "B1=<v>2020</v>",
    "B2=<v>2021</v>", 'C1|t="str"=<v>Fuel</v>', 'C2|t="str"=<v>Coal</v>', 'C3|t="str"=<v>Gas</v>', 'D1|t="b"=<v>1</v>',
)  # fmt: skip
NAMES = (
    '<definedName name="YesNo">Lists!$A$1:$A$4</definedName><definedName name="Fuel">Lists!$C$2:$C$3</definedName>'
    '<definedName name="Again">YesNo</definedName><definedName name="Round">Round</definedName>'
    '<definedName name="Own" localSheetId="0">Lists!$B$1:$B$2</definedName><definedName name="Own">Lists!$A$1</definedName>'
)
FUELS = Part(
    "xl/tables/table1.xml",
    f"{SHEET_ML}.table+xml",
    "table",
    f'<table xmlns="{MAIN}" id="1" name="Fuels" displayName="Fuels" ref="H1:H3"><tableColumns count="1">'
    '<tableColumn id="1" name="Fuel kind"/></tableColumns></table>',
)
FUEL_ROWS = (
    '<c r="H1" t="str"><v>Fuel kind</v></c>', '<c r="H2" t="str"><v>Wood</v></c>', '<c r="H3" t="str"><v>Peat</v></c>',
)  # fmt: skip


def questionnaire(tail: str) -> Made:
    """Return a workbook with a sheet of answers, which holds a table too, and a sheet of lists."""
    answers = "".join(f'<row r="{number}">{fuel}</row>' for number, fuel in enumerate(FUEL_ROWS, 1))
    sheets = {"S": f"<sheetData>{answers}</sheetData>{tail}", "Lists": LISTS}
    return Made(sheets, names=NAMES, on_sheet=[FUELS])


@pytest.mark.parametrize(
    ("tail", "value", "expected"),
    [
        (rule("list", '"Yes, No,Not relevant"'), "No", True),
        (rule("list", '"Yes, No,Not relevant"'), "no", False),
        (rule("list", '"Yes, No,Not relevant"'), " No", False),
        (rule("list", '"1,2,3"'), Decimal(2), True),
        (rule("list", '"1,2,3"'), Decimal(4), False),
        (rule("list", '"TRUE,FALSE"'), True, True),
        (rule("list", '"say ""x"",b"'), 'say "x"', True),
        (rule("list", "Lists!$A$1:$A$4"), "Other, please specify", True),
        (rule("list", "Lists!$A$1:$A$4"), "Maybe", False),
        (rule("list", "'Lists'!A1:A4"), "Yes", True),
        (rule("list", "Lists!$A:$A"), "No", True),
        (rule("list", "Lists!$B$1:$B$2"), Decimal(2021), True),
        (rule("list", "Lists!$B$1:$B$2"), Decimal(2022), False),
        (rule("list", "Lists!$B$1:$B$2"), "2021", False),
        (rule("list", "Lists!$D$1"), True, True),
        (rule("list", "YesNo"), "Yes", True),
        (rule("list", "yesno"), "Ja", False),
        (rule("list", "Again"), "No", True),
        (rule("list", "Own"), Decimal(2020), True),
        (rule("list", 'INDIRECT("YesNo")'), "No", True),
        (rule("list", 'INDIRECT("Fuels[Fuel kind]")'), "Peat", True),
        (rule("list", 'INDIRECT("Fuels[Fuel kind]")'), "Coal", False),
        (rule("list", "INDIRECT(Lists!$C$1)"), "Gas", True),
        (rule("list", "INDIRECT(Lists!$C$1)"), "Yes", False),
        (rule("list", "Round"), "Yes", None),
        (rule("list", "Missing!$A$1"), "Yes", None),
        (rule("list", "OFFSET(Lists!$A$1,0,0,2,1)"), "Yes", None),
        (rule("list", "INDIRECT(SUBSTITUTE(B1,&quot; &quot;,&quot;&quot;))"), "Yes", None),
        (x14("Lists!$A$1:$A$4", "A1:A9"), "Other, please specify", True),
        (x14("Lists!$A$1:$A$4", "A1:A9"), "Perhaps", False),
        (x14("Lists!$A$1:$A$4", "B1:B9"), "Perhaps", True),
        (rule("decimal", "0", attributes='operator="greaterThanOrEqual"'), Decimal("0.5"), True),
        (rule("decimal", "0", attributes='operator="greaterThanOrEqual"'), Decimal(-1), False),
        (rule("decimal", "0", "100"), Decimal(100), True),
        (rule("decimal", "0", "100"), Decimal(101), False),
        (rule("decimal", "0", "100", attributes='operator="notBetween"'), Decimal(50), False),
        (rule("decimal", "0", "100"), "50", False),
        (rule("decimal", "0", "Lists!$B$1"), Decimal(2020), True),
        (rule("decimal", "0", "Lists!$B$1"), Decimal(2021), False),
        (rule("decimal", "0", "Lists!$B$1*2"), Decimal(1), None),
        (rule("whole", "0", "100"), Decimal("1.5"), False),
        (rule("date", "45658", "46022"), dt.date(2025, 6, 30), True),
        (rule("date", "45658", "46022"), dt.date(2026, 1, 1), False),
        (rule("textLength", "5", attributes='operator="lessThanOrEqual"'), "12345", True),
        (rule("textLength", "5", attributes='operator="lessThanOrEqual"'), "123456", False),
        (rule("custom", "ISNUMBER(A1)"), "x", None),
        (rule("none"), "x", True),
    ],
)  # fmt: skip
def test_what_the_rules_of_a_cell_allow(
    tmp_path: Path, tail: str, value: str | Decimal | bool | dt.date, expected: bool | None
) -> None:
    manifest = run(tmp_path, questionnaire(tail), CellWrite("S", "A1", value))
    entry = manifest.entries[0]
    code = "not-in-dropdown" if '"list"' in tail else "against-cell-rule"
    unknown = "dropdown-unknown" if '"list"' in tail else "rule-unknown"

    assert outcome(entry) == {
        True: ("written", []), False: ("conflict", [code]), None: ("written", [unknown]),
    }[expected]  # fmt: skip


@pytest.mark.parametrize(("tail", "code"), [(rule("list", "YesNo"), Allow.OFF_LIST), (rule("decimal", "0", "1"), Allow.OFF_RULE)])
def test_off_the_list_can_be_allowed(tmp_path: Path, tail: str, code: Allow) -> None:
    manifest = run(tmp_path, questionnaire(tail), CellWrite("S", "A1", "Perhaps"), allow=(code,))

    assert [(found.code, found.severity) for found in manifest.all_findings] == [(code, Severity.WARNING)]
    assert manifest.complete


def test_the_option_that_was_perhaps_meant_is_named(tmp_path: Path) -> None:
    manifest = run(tmp_path, questionnaire(rule("list", "YesNo")), CellWrite("S", "A1", "yes "), CellWrite("S", "A2", "Perhaps"))

    assert [found.fix for found in manifest.all_findings] == [
        "Write it as the dropdown does: 'Yes'", "Its 3 options are: Yes; No; Other, please specify",
    ]  # fmt: skip


def test_a_dropdown_that_depends_on_another_answer_sees_the_new_answer(tmp_path: Path) -> None:
    made = questionnaire(rule("list", "INDIRECT($A1)", sqref="B1:B3"))
    manifest = run(
        tmp_path,
        made,
        CellWrite("S", "B1", "Coal"),
        CellWrite("S", "A1", "Fuel"),
        CellWrite("S", "A2", "YesNo"),
        CellWrite("S", "B2", "Coal"),
        CellWrite("S", "B3", "Coal"),
    )

    assert [outcome(entry) for entry in manifest.entries] == [
        ("written", []), ("written", []), ("written", []), ("conflict", ["not-in-dropdown"]), ("written", ["dropdown-unknown"]),
    ]  # fmt: skip


def test_relative_references_move_with_the_cell(tmp_path: Path) -> None:
    made = questionnaire(rule("list", "Lists!A1", sqref="A1:A2"))
    manifest = run(tmp_path, made, CellWrite("S", "A1", "Yes"), CellWrite("S", "A2", "Yes"))

    assert [entry.outcome for entry in manifest.entries] == [Outcome.WRITTEN, Outcome.CONFLICT]


def test_options_with_commas_in_the_newer_form(tmp_path: Path) -> None:
    tail = (
        '<dataValidations count="1"><dataValidation type="list" sqref="A1:A2">'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:x12ac="http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac"><mc:Choice Requires="x12ac">'
        '<x12ac:list>"Yes, all",No</x12ac:list></mc:Choice><mc:Fallback><formula1>"Yes, all,No"</formula1></mc:Fallback>'
        "</mc:AlternateContent></dataValidation></dataValidations>"
    )
    manifest = run(tmp_path, questionnaire(tail), CellWrite("S", "A1", "Yes, all"), CellWrite("S", "A2", "all"))

    assert [entry.outcome for entry in manifest.entries] == [Outcome.WRITTEN, Outcome.CONFLICT]


DAMAGED: dict[str, tuple[str, str]] = {
    "array-range": (rows("A1", 'B1=<f t="array" ref="A1:B0">1</f><v>1</v>'), "impossible range 'A1:B0'"),
    "shared-beyond-the-edge": (
        rows('A1=<f t="shared" si="0"/><v>2</v>', 'A2=<f t="shared" ref="A1:A2" si="0">B1</f><v>1</v>'),
        "the formula of A2, which A1 shares, cannot be spelled out",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_sheet_with_impossible_formulas_is_not_filled(tmp_path: Path, name: str) -> None:
    inside, says = DAMAGED[name]

    with pytest.raises(InputError, match=says):
        run(tmp_path, Made({"S": inside}), CellWrite("S", "A2", ONE), allow=tuple(Allow))
    assert [path.name for path in tmp_path.iterdir()] == ["template.xlsx"]


def test_styles_that_count_wrongly_are_still_added_to(tmp_path: Path) -> None:
    styles = STYLES.replace('numFmtId="164"', 'numFmtId="x"').replace('<numFmts count="1">', '<numFmts count="?">')
    manifest = run(tmp_path, Made({"S": rows("A1")}, styles=styles), CellWrite("S", "A1", dt.date(2026, 1, 1)))

    assert manifest.complete
    assert structure.read(tmp_path / "out.xlsx").values["S"].value(Cell(1, 1)) == dt.date(2026, 1, 1)
