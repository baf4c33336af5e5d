"""Answers into workbooks of others and back: every kind of value, units, per cent, dropdowns, people's edits, the commands."""

import datetime as dt
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from cdp_toolkit.cli import main
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source
from cdp_toolkit.values import Address, Choice
from cdp_toolkit.workbooks import patch
from cdp_toolkit.workbooks.layout import Conflict, compare, find_layout, read_answers, read_layout, survey, writes_for
from cdp_toolkit.workbooks.named_cells import read_named_cells
from cdp_toolkit.workbooks.reading import read_filled
from cdp_toolkit.workbooks.template import fill_template
from cdp_toolkit.workbooks.template_cells import name_of
from tests.made_answers import full_response
from tests.made_edition import made_edition
from tests.made_layouts import KINDS

ANSWERS = """question,row,column,value,source
7.6,reporting_year,emissions,1200,"metric: ghg.scope1, metrics.csv row 2"
7.6,past_year_1,emissions,1500,person
7.3,,comment,=A1 is text,person
"""
POINT = Address("7.6", "reporting_year", "emissions")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def values(response: Response) -> dict[Address, object]:
    return {address: answer.value for address, answer in response.answers.items()}


@pytest.mark.parametrize("kind", ["consultant's tracker", "transposed", "merged headings"])
def test_every_kind_of_value_comes_back_from_a_foreign_workbook(kind: str, tmp_path: Path) -> None:
    edition = load_edition("cdp-2026")
    made = KINDS[kind](edition)
    template = made.save(tmp_path / "template.xlsx")
    everything = full_response(edition, Organisation("Example"), rows=3)
    response = Response.of(edition.id, (a for address, a in everything.answers.items() if address in made.truth))
    layout = find_layout(template, edition)

    writes = writes_for(template, layout, edition, response)
    manifest = patch.fill(template, tmp_path / "filled.xlsx", writes.cells)
    back = read_answers(tmp_path / "filled.xlsx", layout, edition)

    assert (writes.findings, manifest.complete, len(writes.cells)) == ((), True, len(made.truth))
    assert values(back.response) == values(response)
    assert back.findings == ()
    kinds = {type(value) for value in values(response).values()}
    assert len(kinds) == 6, kinds


def test_our_own_template_can_be_filled_as_a_foreign_one(tmp_path: Path) -> None:
    edition, organisation = made_edition(), Organisation("Example", ("General", "Banks"))
    template = tmp_path / "blank.xlsx"
    template.write_bytes(fill_template(edition, Response(edition.id, organisation), spare_rows=3).content)
    response = full_response(edition, organisation)
    layout = find_layout(template, edition)

    writes = writes_for(template, layout, edition, response)
    out_of_bounds = patch.FillOptions(frozenset({patch.Allow.OFF_RULE}))  # made-up figures keep to no limits
    manifest = patch.fill(template, tmp_path / "filled.xlsx", writes.cells, out_of_bounds)

    assert manifest.complete, manifest.to_text()
    assert values(read_filled(tmp_path / "filled.xlsx", edition).response) == values(response)


@pytest.mark.office
def test_a_person_edits_in_libreoffice(tmp_path: Path) -> None:
    edition, organisation = made_edition(), Organisation("Example", ("General", "Banks"))
    filled, edited = tmp_path / "filled.xlsx", tmp_path / "edited.xlsx"
    response = full_response(edition, organisation)
    filled.write_bytes(fill_template(edition, response).content)
    amount = Address("1.2", "first", "amount")
    place = read_named_cells(filled).places[name_of(amount)]
    patch.fill(
        filled,
        edited,
        [patch.CellWrite(place.sheet, str(place.area.anchor), Decimal("77.5"))],
        patch.FillOptions(frozenset({patch.Allow.OVERWRITE})),
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(edited)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    back = read_filled(tmp_path / "saved" / "edited.xlsx", edition).response

    expected = dict(response.answers)
    expected[amount] = Answer(amount, Decimal("77.5"), Source("person", f"edited.xlsx {place}"))
    assert back.answers == expected


def book(path: Path) -> Path:
    """Make a workbook with another unit, a share in per cent, and a dropdown that spells its options in its own way."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Data"
    for line in (
        ("1.2 A grid",), ("", "Amount (kt CO2e)", "Ends"), ("First row",), ("Second row",), (),
        ("1.10 A register",), ("Kind", "Share"), (), (), (),
        ("1.1 A form",), ("Is it so?",), ("Kinds",), ("Comment",), ("Proof",),
    ):  # fmt: skip
        sheet.append(line)
    for cell in ("B8", "B9"):
        sheet[cell].number_format = "0.0%"
    rule = DataValidation(type="list", formula1='"YES,NO"', showErrorMessage=True)
    rule.add("B12")
    sheet.add_data_validation(rule)
    made.save(path)
    return path


def test_units_percentages_and_options_are_those_of_the_workbook(tmp_path: Path) -> None:
    edition, template = made_edition(), book(tmp_path / "template.xlsx")
    layout = find_layout(template, edition)
    confirmed = [
        table.model_copy(update={"columns": {k: v.model_copy(update={"confidence": 100}) for k, v in table.columns.items()}})
        for table in layout.tables
    ]
    layout = layout.model_copy(update={"tables": tuple(confirmed)})
    given = {
        Address("1.2", "first", "amount"): Decimal(1250),
        Address("1.10", "1", "share"): Decimal("12.5"),
        Address("1.1", None, "answer"): Choice("Yes"),
    }
    response = Response.of(edition.id, (Answer(address, value) for address, value in given.items()))

    writes = writes_for(template, layout, edition, response)
    manifest = patch.fill(template, tmp_path / "filled.xlsx", writes.cells)

    assert sorted((str(w.address), w.cell, w.value, w.conversion) for w in writes.cells) == [
        ("1.1.answer", "B12", "YES", "option 'Yes' as the dropdown spells it"),
        ("1.10[1].share", "B8", Decimal("0.125"), "12.5 percent = 0.125 in a cell that shows per cent"),
        ("1.2[first].amount", "B3", Decimal("1.25"), "1250 t CO2e = 1.25 kt CO2e"),
    ]
    assert manifest.complete
    assert values(read_answers(tmp_path / "filled.xlsx", layout, edition).response) == given


def test_a_doubtful_place_is_neither_filled_nor_read(tmp_path: Path) -> None:
    edition, template = made_edition(), book(tmp_path / "template.xlsx")
    layout = find_layout(template, edition)
    amount = Address("1.2", "first", "amount")

    writes = writes_for(template, layout, edition, Response.of(edition.id, [Answer(amount, Decimal(5))]))
    made = openpyxl.load_workbook(template)
    made["Data"]["B3"] = 4
    made.save(template)
    back = read_answers(template, layout, edition)

    assert (writes.cells, [finding.code for finding in writes.findings]) == ((), ["place-doubtful"])
    assert (values(back.response), [finding.code for finding in back.findings]) == ({}, ["place-doubtful"])


def test_what_people_changed_is_a_conflict_and_never_lost() -> None:
    kept, changed, new, blank = (Address("2.2", f"land_{i}", "amount") for i in range(1, 5))
    ours = Response.of("made-up", (Answer(a, Decimal(1), Source("metric", "x")) for a in (kept, changed, blank)))
    theirs = Response.of("made-up", [Answer(kept, Decimal("1.0")), Answer(changed, Decimal(2)), Answer(new, Decimal(3))])

    compared = compare(theirs, ours, (kept, changed, new, blank))

    assert (compared.same, [one.address for one in compared.conflicts], compared.absent) == (1, [changed], (blank,))
    decided = compared.merged(ours, {changed: "workbook"})
    assert values(decided) == {kept: Decimal(1), changed: Decimal(2), new: Decimal(3), blank: Decimal(1)}
    assert decided.answers[kept].source == Source("metric", "x")
    assert values(compared.merged(ours, {}))[changed] == Decimal(1)


def test_a_cleared_cell_is_a_conflict_where_it_is_known_that_it_was_filled() -> None:
    cleared, blank = Address("2.2", "land_1", "amount"), Address("2.2", "land_2", "amount")
    ours = Response.of("made-up", (Answer(address, Decimal(1), Source("metric", "x")) for address in (cleared, blank)))
    nothing = Response.of("made-up", ())

    compared = compare(nothing, ours, (cleared, blank), {cleared: "f.xlsx Data!B3"})

    assert compared.conflicts == (Conflict(cleared, None, ours.answers[cleared], "f.xlsx Data!B3"),)
    assert str(compared.conflicts[0]) == (
        "2.2[land_1].amount: somebody has cleared the cell (f.xlsx Data!B3), the response '1' (metric: x)"
    )
    assert compared.absent == (blank,)
    assert values(compared.merged(ours, {cleared: "workbook"})) == {blank: Decimal(1)}
    assert values(compared.merged(ours, {cleared: "response"})) == values(ours)


def test_dates_of_1904_and_a_list_on_another_sheet_through_the_whole_fill(tmp_path: Path) -> None:
    edition, template, filled = made_edition(), tmp_path / "template.xlsx", tmp_path / "filled.xlsx"
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet, lists = made.worksheets[0], made.create_sheet("Lists")
    sheet.title = "Data"
    for line in (("1.2 A grid",), ("", "Amount", "Ends"), ("First row",), ("Second row",), (), ("1.1 A form",), ("Is it so?",)):
        sheet.append(line)
    lists.append(("YES",))
    lists.append(("NO",))
    lists.sheet_state = "hidden"
    rule = DataValidation(type="list", formula1="Lists!$A$1:$A$2", showErrorMessage=True)
    rule.add("B7")
    sheet.add_data_validation(rule)
    sheet.column_dimensions["C"].hidden = True
    made.save(template)
    ends, answer = Address("1.2", "first", "ends"), Address("1.1", None, "answer")
    given = {ends: dt.date(2025, 12, 31), answer: Choice("Yes")}
    response = Response.of(edition.id, (Answer(address, value) for address, value in given.items()))
    layout = find_layout(template, edition)

    manifest = patch.fill(template, filled, writes_for(template, layout, edition, response).cells)
    back = read_answers(filled, layout, edition).response

    read = openpyxl.load_workbook(filled)
    assert (read.epoch, str(read["Data"]["C3"].value), read["Data"]["B7"].value) == (
        CALENDAR_MAC_1904, "2025-12-31 00:00:00", "YES",
    )  # fmt: skip
    assert values(back) == given
    assert [(f.code, f.where) for f in manifest.all_findings] == [("hidden-place", "Data!C3")]
    assert layout.passed_over == ("Lists",)


def test_a_hidden_sheet_is_searched_if_it_is_named(tmp_path: Path) -> None:
    path, yaml = tmp_path / "book.xlsx", tmp_path / "layout.yaml"
    made = openpyxl.Workbook()
    made.worksheets[0].append(("Read me first",))
    for title, state in (("Figures", "veryHidden"), ("Empty", "hidden")):
        made.create_sheet(title).sheet_state = state
    for line in (("7.6 Scope 1",), ("", "Gross global Scope 1 emissions (metric tons CO2e)"), ("Reporting year",)):
        made["Figures"].append(line)
    made.save(path)

    without, wrong = run("layout", path), run("layout", path, "--hidden-sheet", "Figurs")
    named = run("layout", path, "--hidden-sheet", "figures", "-o", yaml)

    assert (without.exit_code, wrong.exit_code, named.exit_code) == (2, 2, 0), named.output
    assert "Hidden and not searched: Figures, Empty (--hidden-sheet NAME has one searched)." in without.output
    assert "has no worksheet 'Figurs'" in wrong.output
    layout = read_layout(yaml)
    assert (layout.points()[POINT].place, layout.passed_over) == ("Figures!B3", ("Empty",))
    assert [f.where for f in survey(layout, load_edition("cdp-2026")).findings() if f.code == "hidden-sheet-passed-over"] == [
        "Empty"
    ]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with a tracker and a response file."""
    KINDS["consultant's tracker"](load_edition("cdp-2026")).save(tmp_path / "tracker.xlsx")
    (tmp_path / "answers.csv").write_text(ANSWERS, "utf-8")
    return tmp_path


def test_layout_fill_and_read_from_the_command_line(files: Path) -> None:
    tracker, answers, yaml, filled = (files / name for name in ("tracker.xlsx", "answers.csv", "layout.yaml", "filled.xlsx"))

    found = run("layout", tracker, "-o", yaml)
    dry = run("fill", answers, "--template", tracker, "--layout", yaml, "-o", filled, "--dry-run")
    after_dry = filled.exists()
    done = run("fill", answers, "--template", tracker, "--layout", yaml, "-o", filled)
    back = run("read", filled, "--layout", yaml, "-o", files / "back.csv")

    assert (found.exit_code, dry.exit_code, done.exit_code, back.exit_code) == (0, 0, 0, 0), done.output + back.output
    assert "surely, 0 to confirm" in found.output
    assert (after_dry, "Would write" in dry.output) == (False, True)
    told = json.loads((files / "filled.manifest.json").read_text("utf-8"))
    assert {cell["data_point"]: (cell["outcome"], cell["metric"]) for cell in told["cells"]} == {
        "7.3.comment": ("written", "person"),
        str(POINT): ("written", "metric: ghg.scope1, metrics.csv row 2"),
        "7.6[past_year_1].emissions": ("written", "person"),
    }
    assert "7.3.comment" in (files / "filled.manifest.txt").read_text("utf-8")
    lines = (files / "back.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("cdp-2026,7.3,,comment,'=A1 is text,,drafted,person: filled.xlsx Tracker!")
    assert len(lines) == 4


def test_a_cell_that_somebody_filled_otherwise_is_not_overwritten(files: Path) -> None:
    point = find_layout(files / "tracker.xlsx", load_edition("cdp-2026")).points()[POINT]
    made = openpyxl.load_workbook(files / "tracker.xlsx")
    made[point.sheet][point.cell] = 999
    made.save(files / "tracker.xlsx")
    arguments = ("fill", files / "answers.csv", "--template", files / "tracker.xlsx", "-o", files / "filled.xlsx", "--overwrite")

    refused = run(*arguments)
    kept = openpyxl.load_workbook(files / "filled.xlsx")[point.sheet][point.cell].value
    allowed = run(*arguments, "--allow", "filled-otherwise")

    assert (refused.exit_code, allowed.exit_code, kept) == (1, 0, 999)
    assert "the cell holds 999 already, and 1200 is to be written" in refused.output
    assert openpyxl.load_workbook(files / "filled.xlsx")[point.sheet][point.cell].value == 1200


def test_conflicts_are_decided_one_by_one(files: Path) -> None:
    filled, out, conflicts = files / "filled.xlsx", files / "merged.csv", files / "conflicts.csv"
    run("fill", files / "answers.csv", "--template", files / "tracker.xlsx", "-o", filled)
    points = find_layout(filled, load_edition("cdp-2026")).points()
    made = openpyxl.load_workbook(filled)
    made[points[POINT].sheet][points[POINT].cell] = 1300
    comment = points[Address("7.3", None, "comment")]
    made[comment.sheet][comment.cell] = "-other"
    made.save(filled)
    arguments = ("read", filled, "--against", files / "answers.csv", "-o", out, "--decisions", conflicts)

    undecided = run(*arguments)
    written = out.exists()
    lines = conflicts.read_text("utf-8-sig").splitlines()
    conflicts.write_text("\n".join((lines[0], f"{lines[1]}response", f"{lines[2]}workbook")), "utf-8")
    decided = run(*arguments)

    assert (undecided.exit_code, written, decided.exit_code) == (1, False, 0), decided.output
    assert lines[1] == f"7.3.comment,'=A1 is text,person,'-other,filled.xlsx {comment.place},"
    merged = out.read_text("utf-8-sig")
    assert "7.3,,comment,'=A1 is text" in merged
    assert "7.6,reporting_year,emissions,1300,t CO2e,drafted,person: filled.xlsx" in merged


def test_a_cell_that_somebody_cleared_is_decided_and_filled_again(files: Path) -> None:
    filled, conflicts, again = files / "filled.xlsx", files / "conflicts.csv", files / "again.xlsx"
    run("fill", files / "answers.csv", "--template", files / "tracker.xlsx", "-o", filled)
    point = find_layout(filled, load_edition("cdp-2026")).points()[POINT]
    made = openpyxl.load_workbook(filled)
    made[point.sheet][point.cell] = None
    made.save(filled)
    known = ("--previous", files / "filled.manifest.json", "--decisions", conflicts)
    arguments = ("read", filled, "--against", files / "answers.csv", "-o", files / "merged.csv")

    unknown = run(*arguments)
    undecided = run(*arguments, *known, "--force")
    lines = conflicts.read_text("utf-8-sig").splitlines()
    refill = ("fill", files / "answers.csv", "--template", filled, "-o", again, *known, "--overwrite")
    before = run(*refill)
    conflicts.write_text("\n".join((lines[0], f"{lines[1]}response")), "utf-8")
    after = run(*refill)
    refilled = openpyxl.load_workbook(again)[point.sheet][point.cell].value
    conflicts.write_text("\n".join((lines[0], f"{lines[1]}workbook")), "utf-8")
    gone = run(*arguments, *known, "--force")

    assert (unknown.exit_code, undecided.exit_code, before.exit_code, after.exit_code, gone.exit_code) == (0, 1, 1, 0, 0)
    assert "1 of the response are blank in the workbook and are kept" in unknown.output
    assert lines[1:] == [f'{POINT},1200,"metric: ghg.scope1, metrics.csv row 2",,filled.xlsx {point.place},']
    assert refilled == 1200
    assert "7.6,reporting_year" not in (files / "merged.csv").read_text("utf-8-sig")


def test_a_cleared_cell_of_our_own_workbook_is_a_conflict_too(files: Path) -> None:
    own = files / "own.xlsx"
    run("edition", "template", "cdp-2026", "-o", files / "blank.xlsx")
    run("fill", files / "answers.csv", "--template", files / "blank.xlsx", "-o", own)
    place = read_named_cells(own).places[name_of(POINT)]
    made = openpyxl.load_workbook(own)
    made[place.sheet][str(place.area.anchor)] = None
    made.save(own)

    arguments = ("read", own, "--against", files / "answers.csv", "-o", files / "back.csv", "--json")
    told = json.loads(run(*arguments, "--previous", files / "own.manifest.json").output)

    assert [(one["data_point"], one["workbook"], one["response"]) for one in told["conflicts"]] == [(str(POINT), "", "1200")]


def test_a_workbook_of_our_own_needs_no_layout(files: Path) -> None:
    run("fill", files / "answers.csv", "-o", files / "own.xlsx")

    result = run("read", files / "own.xlsx", "--against", files / "answers.csv", "-o", files / "back.csv", "--json")
    again = run("read", files / "own.xlsx", "-o", files / "back.csv")

    told = json.loads(result.output)
    assert (result.exit_code, told["answers"], told["conflicts"]) == (0, 3, [])
    assert "metric: ghg.scope1, metrics.csv row 2" in (files / "back.csv").read_text("utf-8-sig")
    assert (again.exit_code, "exists already" in again.output) == (2, True)


def test_doubts_can_be_settled_by_answering(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    made = openpyxl.Workbook()
    for line in (("7.6 Scope 1",), ("", "Scope 1 emissions", "End date"), ("Reporting year",), ("Past year 1",)):
        made.worksheets[0].append(line)
    made.save(path)
    edition = load_edition("cdp-2026")

    yes = CliRunner().invoke(main, ["layout", str(path), "--ask", "-o", str(tmp_path / "yes.yaml")], input="y\n" * 9)
    no = CliRunner().invoke(main, ["layout", str(path), "--ask", "-o", str(tmp_path / "no.yaml")], input="n\n" * 9)

    assert (yes.exit_code, no.exit_code) == (0, 0), yes.output + no.output
    assert survey(read_layout(tmp_path / "yes.yaml"), edition).doubtful == ()
    assert POINT in read_layout(tmp_path / "yes.yaml").points()
    assert POINT not in read_layout(tmp_path / "no.yaml").points()


def test_a_workbook_that_asks_nothing_is_said_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")

    result = run("layout", tmp_path / "empty.xlsx")

    assert (result.exit_code, "was not found to ask any question" in result.output) == (2, True)


def test_options_for_foreign_workbooks_need_one(files: Path) -> None:
    result = run("fill", files / "answers.csv", "--dry-run")

    assert (result.exit_code, "--dry-run goes with --template" in result.output) == (2, True)
