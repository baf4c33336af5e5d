"""Our own workbook template: everything that goes in is where it belongs and comes back as it was."""

import datetime as dt
import io
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source, Status
from cdp_toolkit.values import Address, Choice, Value
from cdp_toolkit.workbooks.reading import read_filled
from cdp_toolkit.workbooks.template import Filled, fill_template
from cdp_toolkit.workbooks.template_cells import address_of, name_of, to_cell
from cdp_toolkit.workbooks.template_layout import Place, lay_out, row_names
from tests.made_answers import full_response
from tests.made_edition import made_edition

LUMEN = Organisation("Lumen Live (invented)", ("General", "Financial services"), ("Climate change",), ("CDP", "RE100"), ())


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("cdp-2026")


@pytest.fixture(scope="module")
def response(edition: Edition) -> Response:
    return full_response(edition, LUMEN)


@pytest.fixture(scope="module")
def filled(edition: Edition, response: Response) -> Filled:
    return fill_template(edition, response)


@pytest.fixture(scope="module")
def book(filled: Filled) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def cell(book: openpyxl.Workbook, address: str) -> openpyxl.cell.cell.Cell:
    """The cell of a data point, by its name."""
    sheet, place = next(book.defined_names[name_of(Address.parse(address))].destinations)
    found = book[sheet][place]
    assert isinstance(found, openpyxl.cell.cell.Cell)
    return found


def answered(*answers: Answer | tuple[str, Value]) -> Response:
    """A response to the made-up edition."""
    made = [each if isinstance(each, Answer) else Answer(Address.parse(each[0]), each[1]) for each in answers]
    return Response.of("made-up", made)


def opened(filled: Filled) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def test_every_kind_of_answer_comes_back_as_it_was(filled: Filled, response: Response, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled.content)

    back = read_filled(path)

    assert (filled.findings, back.findings, filled.cells) == ((), (), len(response.answers))
    assert back.response == response


def test_answers_cover_every_type_and_every_question(edition: Edition, response: Response) -> None:
    types = Counter(edition.column(address).type for address in response.answers)

    assert set(types) == {"number", "choice", "choices", "text", "date", "attachment"}
    assert {address.question for address in response.answers} == set(edition.questions)


def test_the_same_answers_give_the_same_bytes_in_another_process() -> None:
    program = """
import hashlib
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.workbooks.template import fill_template
from tests.made_answers import full_response
from tests.made_edition import made_edition
edition = load_edition("cdp-2026")
response = full_response(edition, Organisation("X"), rows=1)
print(hashlib.sha256(fill_template(edition, response).content).hexdigest())
"""
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(hashes) == 1


def test_numbers_and_dates_are_true_ones_and_text_is_never_a_formula() -> None:
    answers: dict[str, Value] = {
        "1.2[first].amount": Decimal("1234.5"),
        "1.2[first].ends": dt.date(2025, 12, 31),
        "1.1.comment": "=1+1",
        "2.1[1].c1": "#N/A",
    }
    book = opened(fill_template(made_edition(), answered(*answers.items())))

    found = [(cell(book, address).value, cell(book, address).data_type) for address in answers]

    assert found == [(1234.5, "n"), (dt.datetime(2025, 12, 31), "d"), ("=1+1", "s"), ("#N/A", "s")]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("address", "value", "code"),
    [
        ("1.1.comment", "a\x07b", "control-character"),
        ("1.1.comment", "a\r\nb", "control-character"),
        ("1.1.comment", "x" * 32_768, "text-too-long"),
        ("1.2[first].amount", Decimal("1234567890123456"), "too-many-digits"),
        ("1.2[first].amount", Decimal("NaN"), "not-a-number"),
        ("1.2[first].amount", "about 12", "not-of-the-type"),
        ("1.2[first].ends", dt.date(1899, 12, 31), "date-before-1900"),
        ("1.1.answer", Choice("Perhaps"), "not-of-the-type"),
        ("1.1.answer", "Yes", "not-of-the-type"),
    ],
)
def test_what_a_cell_cannot_hold_is_said_and_not_changed(address: str, value: Value, code: str) -> None:
    filled = fill_template(made_edition(), answered((address, value)))

    assert [(finding.code, finding.severity, finding.where) for finding in filled.findings] == [(code, Severity.ERROR, address)]
    assert filled.cells == 0
    book = opened(filled)
    assert cell(book, address).value is None
    assert book["Findings"]["A5"].value == address


def test_longest_text_and_most_digits_still_fit() -> None:
    edition, text, number = made_edition(), Address.parse("1.1.comment"), Address.parse("1.2[first].amount")

    assert to_cell(text, edition.column(text), "x" * 32_767) == "x" * 32_767
    assert to_cell(number, edition.column(number), Decimal("123456789012345E+3")) == Decimal("123456789012345000")


def test_every_data_point_has_a_name_that_leads_back_to_it(edition: Edition) -> None:
    addresses = [
        Address(question.id, row, column.name)
        for question in edition.questions.values()
        for row in row_names(question, ["12"] if question.adds_rows else [])
        for column in question.all_columns
    ]
    names = [name_of(address) for address in addresses]

    assert [address_of(name) for name in names] == addresses
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{0,254}", name) for name in names)
    assert len({name.lower() for name in names}) == len(addresses)


@pytest.mark.parametrize("used", [(), ("1", "2", "3", "4", "5", "6", "7", "8")])
def test_no_two_data_points_share_a_cell_and_none_is_left_out(edition: Edition, used: tuple[str, ...]) -> None:
    for question in edition.questions.values():
        rows = row_names(question, used if question.adds_rows else ())
        block = lay_out(question, 4, rows, frozenset())
        places = list(block.places)
        cells = [(place.row, col) for place in places for col in range(place.col, place.col + place.span)]

        assert {place.address for place in places} == {
            Address(question.id, row, column.name) for row in rows for column in question.all_columns
        }
        assert len(cells) == len(set(cells))
        assert all(3 <= col <= 9 and 5 <= row <= block.end for row, col in cells)


def test_areas_and_runs_hold_exactly_the_answer_cells(edition: Edition) -> None:
    def between(first: Place, last: Place) -> set[tuple[int, int]]:
        return {(row, col) for row in range(first.row, last.row + 1) for col in range(first.col, last.col + last.span)}

    for question in edition.questions.values():
        block = lay_out(question, 4, row_names(question, ()), frozenset())
        cells = {(place.row, col) for place in block.places for col in range(place.col, place.col + place.span)}
        areas = [band.area for band in block.bands]

        assert set().union(*(between(first, last) for first, last in block.runs)) == cells
        assert {(r, c) for top, left, low, right in areas for r in range(top, low + 1) for c in range(left, right + 1)} == cells


def test_every_choice_cell_offers_exactly_its_options(book: openpyxl.Workbook, response: Response, edition: Edition) -> None:
    rules = {
        (sheet.title, row, area.min_col): rule.formula1
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for area in rule.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
    }
    lists = {str(book.defined_names[name].attr_text): name for name in book.defined_names if name.startswith("list_")}
    offered = {}
    for area, name in lists.items():
        sheet, _, cells = area.partition("!")
        offered[name] = tuple(row[0].value for row in book[sheet][cells.replace("$", "")])
    wanting = []
    for address in response.answers:
        options = edition.column(address).options
        place = cell(book, str(address))
        left = place.column
        while options and (place.parent.title, place.row, left) not in rules and left > 3:
            left -= 1  # the cells of a line share one rule
        if options and offered.get(rules.get((place.parent.title, place.row, left))) != options:
            wanting.append(address)

    assert wanting == []
    assert book["Lists"].sheet_state == "hidden"


def test_a_persons_change_is_the_persons_answer_and_the_rest_keeps_its_source(tmp_path: Path) -> None:
    source = Source("metric", "ghg.scope1, metrics.csv row 2")
    kept = Answer(Address.parse("1.2[first].amount"), Decimal(1200), source, Status.APPROVED)
    changed = Answer(Address.parse("1.2[second].amount"), Decimal(800), source, Status.APPROVED)
    book = opened(fill_template(made_edition(), answered(kept, changed)))
    cell(book, "1.2[second].amount").value = 810
    cell(book, "1.1.answer").value = "No"
    cell(book, "1.1.kinds").value = "Plums"
    book.save(tmp_path / "edited.xlsx")

    back = read_filled(tmp_path / "edited.xlsx", made_edition())

    def person(address: str, value: Value) -> Answer:
        return Answer(Address.parse(address), value, Source("person", f"edited.xlsx Module 1!{cell(book, address).coordinate}"))

    assert back.response == answered(kept, person("1.2[second].amount", Decimal(810)), person("1.1.answer", Choice("No")))
    assert [(f.code, f.addresses, f.problem) for f in back.findings] == [
        ("not-an-answer", ("1.1.kinds",), "'Plums' is no option of kinds")
    ]


def test_an_answer_whose_cell_is_gone_is_reported(tmp_path: Path) -> None:
    book = opened(fill_template(made_edition(), answered(("1.1.answer", Choice("No")))))
    del book.defined_names[name_of(Address.parse("1.1.answer"))]
    book.save(tmp_path / "cut.xlsx")

    back = read_filled(tmp_path / "cut.xlsx", made_edition())

    assert ([(f.code, f.addresses) for f in back.findings], back.response.answers) == ([("cell-deleted", ("1.1.answer",))], {})


@pytest.mark.parametrize(("question", "columns"), [("1.10", ("kind", "share")), ("2.1", ("c1", "c2"))])
def test_rows_that_a_person_inserted_are_read_after_the_others(question: str, columns: tuple[str, str], tmp_path: Path) -> None:
    book = opened(fill_template(made_edition(), answered()))
    for column in made_edition().question(question).by_name:  # as after inserting a row between the first and the second
        name = name_of(Address(question, "2", column))
        if column in columns:
            cell(book, f"{question}[2].{column}").value = "Pears" if column == "kind" else 12 if column == "share" else "typed"
        del book.defined_names[name]
    book.save(tmp_path / "inserted.xlsx")

    back = read_filled(tmp_path / "inserted.xlsx", made_edition())

    values = {str(address): answer.value for address, answer in back.response.answers.items()}
    expected: list[Value] = [Choice("Pears"), Decimal(12)] if question == "1.10" else ["typed", "typed"]
    assert values == dict(zip((f"{question}[4].{column}" for column in columns), expected, strict=True))
    assert [finding.code for finding in back.findings] == ["row-inserted"]


def test_a_foreign_workbook_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "no.xlsx").write_text("no workbook")

    with pytest.raises(InputError, match="the name cdp_edition is missing"):
        read_filled(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match=r"no\.xlsx: is "):
        read_filled(tmp_path / "no.xlsx")
    with pytest.raises(InputError, match="does not exist"):
        read_filled(tmp_path / "absent.xlsx")


def test_sheets_are_ready_for_screen_and_paper(book: openpyxl.Workbook) -> None:
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    modules = [book[name] for name in names if name.startswith("Module")]

    assert names == ["Contents", *[f"Module {m}" for m in (1, 2, 3, 4, 5, 6, 7, 12, 13)], "Gaps", "Findings", "Sources"]
    assert {(s.freeze_panes, s.print_title_rows, s.page_setup.orientation, s.page_setup.fitToHeight) for s in modules} == {
        ("C4", "$1:$3", "landscape", 0)
    }
    contents = book["Contents"]
    head = next(row[0].row for row in contents.iter_rows() if row[0].value == "Question")
    assert (contents.freeze_panes, contents.print_title_rows) == (None, f"${head}:${head}")
    assert [contents.cell(head, col).alignment.horizontal for col in range(1, 8)] == ["left", "left", *["right"] * 4, "left"]
    assert {book[name].freeze_panes for name in ("Gaps", "Findings", "Sources")} == {"A5"}


def test_the_sheet_of_sources_shows_a_long_answer_whole_and_the_gaps_say_that_nothing_is_missing() -> None:
    point = "1.1.comment"
    long = answered((point, "A sentence of thirty letters. " * 20))
    whole = opened(fill_template(made_edition(), full_response(made_edition(), Organisation("Example", ("General", "Banks")))))

    sheet = opened(fill_template(made_edition(), long))["Sources"]
    height = next(sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(min_row=5) if row[0].value == point)

    assert height == pytest.approx(12 * 9 * 1.3 + 4)  # 600 letters in a column of 42, at 9 points
    assert whole["Gaps"]["A2"].value.endswith("data points are answered. Nothing is missing.")


def test_a_line_with_a_finding_is_marked_and_the_finding_has_its_sheet() -> None:
    def finding(severity: Severity) -> Finding:
        return Finding("made-up", severity, "1.2[first].amount", "It is odd.", "Look again.", ("1.2[first].amount",))

    response = answered(("1.2[first].amount", Decimal(5)), ("1.2[second].amount", Decimal(6)))
    findings = [finding(Severity.INFO), finding(Severity.ERROR), finding(Severity.WARNING)]
    book = opened(fill_template(made_edition(), response, findings=findings))
    sheet = cell(book, "1.2[first].amount").parent
    marks = {name: sheet.cell(cell(book, f"1.2[{name}].amount").row, 1).value for name in ("first", "second")}

    assert marks == {"first": "▲ error", "second": None}
    assert [row[1].value for row in book["Findings"].iter_rows(min_row=5)] == ["error", "warning", "info"]


def test_sources_stand_beside_the_answers_and_on_their_own_sheet() -> None:
    source = Source("metric", "ghg.scope1, metrics.csv row 2")
    response = answered(Answer(Address.parse("1.2[first].amount"), Decimal(1200), source))
    book = opened(fill_template(made_edition(), response))
    place = cell(book, "1.2[first].amount")

    assert place.parent.cell(place.row, 10).value == "metric: ghg.scope1, metrics.csv row 2"
    assert [each.value for each in book["Sources"][5]] == [
        *("1.2[first].amount", "Amount", "First row", "1200", "t CO2e", "metric: ghg.scope1, metrics.csv row 2", "drafted")
    ]


def test_questions_that_other_answers_open_are_there_and_grey_and_those_of_other_sectors_are_not() -> None:
    book = opened(fill_template(made_edition(), answered()))
    fills = {address: cell(book, address).fill.fgColor.rgb for address in ("1.1.comment", "2.3.answer")}
    contents = [row[0].value for row in book["Contents"].iter_rows()]

    assert fills == {"1.1.comment": "00FFF6DC", "2.3.answer": "00E4E6E8"}
    assert contents[contents.index("Question") :] == ["Question", "1", "1.1", "1.2", "1.10", "2", "2.1", "2.2", "2.3"]


def test_an_answer_under_a_hidden_question_is_not_lost(tmp_path: Path) -> None:
    response = answered(("1.1.answer", Choice("No")), ("2.3.answer", "Still here"), ("2.4.answer", "A bank once"))
    (tmp_path / "stale.xlsx").write_bytes(fill_template(made_edition(), response).content)

    assert read_filled(tmp_path / "stale.xlsx", made_edition()).response == response


def test_rows_of_a_long_table_that_hold_nothing_are_folded_only_where_conditions_choose_rows() -> None:
    book = opened(fill_template(made_edition(), answered(("2.2[land_7].amount", Decimal(5)))))
    sheet = cell(book, "2.2[land_7].amount").parent

    assert [row for row, look in sheet.row_dimensions.items() if look.hidden] == []


@pytest.mark.office
def test_figures_of_the_contents_are_what_a_spreadsheet_program_computes(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled.content)
    again = tmp_path / "again" / path.name
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(again.parent), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )

    ours, theirs = (CalamineWorkbook.from_path(file).get_sheet_by_name("Contents").to_python() for file in (path, again))

    assert len(ours) > 300
    assert theirs == ours
    assert read_filled(again).response == read_filled(path).response
