"""Tables of answers: CDP's data sets with a sheet for each question, the public long tables, and what is refused."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from cdp_toolkit.cli import main
from cdp_toolkit.documents.forms.cell_values import pointed
from cdp_toolkit.documents.importing import Imported, import_submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Organisation
from tests.made_answers import full_response
from tests.made_exports import MADE, NOT_ASKED, WHO, long_rows, write_csv, write_sheets, wrong


def answers(imported: Imported) -> dict[str, str]:
    return {str(answer.address): text_of(answer.value) for answer in imported.placement.answers}


def named(imported: Imported) -> dict[str, str]:
    """The answers of C6.3 by row and column."""
    return {address.removeprefix("C6.3").replace("scope_2_", ""): value for address, value in answers(imported).items()}


def refused(path: Path, organisation: str | None = None, year: int | None = None, edition: str = "cdp-2023") -> str:
    with pytest.raises(InputError) as caught:
        import_submission(path, load_edition(edition), organisation, year=year)
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize("edition_id", ["cdp-2023", "cdp-2025"])
def test_a_whole_response_comes_back_from_sheets_and_from_a_long_table(tmp_path: Path, edition_id: str) -> None:
    edition = load_edition(edition_id)
    response = full_response(edition, Organisation("Example Ltd"))
    sheets = import_submission(write_sheets(tmp_path / "set.xlsx", response, edition), edition, "example ltd")
    table = import_submission(write_csv(tmp_path / "long.csv", long_rows(response, edition)), edition)

    assert wrong(response, sheets) == wrong(response, table) == []
    assert [each.place for each in sheets.skipped] == ["set.xlsx, sheet READ ME", "set.xlsx, sheet Summary Data"]
    assert sheets.response.organisation.name == table.response.organisation.name == "Example Ltd"


SCOPE_2 = [
    [
        *("ACCOUNT_NUMBER", "organization", "Country/Areas", "Access", "ROW", "Row name"),
        "C6.3_C1_How much - of Scope 2 - was it? - Scope 2, location-based",
        "C6.3_C2_How much - of Scope 2 - was it? - Scope 2, market-based (if applicable)",
    ],
    ["10001", "Example Ltd", "Iceland", "Public", "1", "Reporting year", "1,234.5", ""],
    ["10001", "Example Ltd", "Iceland", "Public", "2", "Past year 1", NOT_ASKED, "99"],
    ["10002", "Other plc", "Chile", "Public", "1", "Reporting year", "7", "8"],
]


def test_the_sheet_of_one_question_as_csv_names_its_columns_behind_the_sentence(tmp_path: Path) -> None:
    imported = import_submission(write_csv(tmp_path / "C6.3.csv", SCOPE_2), load_edition("cdp-2023"), "10001")

    assert answers(imported) == {
        "C6.3[reporting_year].scope_2_location_based": "1234.5",
        "C6.3[past_year_1].scope_2_market_based": "99",
    }
    assert str(imported.placement.answers[0].source) == "import: C6.3.csv, line 2"
    assert imported.response.organisation.name == "Example Ltd"


def test_heads_with_full_stops_for_spaces_are_read_too(tmp_path: Path) -> None:
    head = [cell.replace(" ", ".") for cell in SCOPE_2[0]]
    imported = import_submission(write_csv(tmp_path / "C6.3.csv", [head, *SCOPE_2[1:]]), load_edition("cdp-2023"), "OTHER PLC")

    assert answers(imported) == {
        "C6.3[reporting_year].scope_2_location_based": "7",
        "C6.3[reporting_year].scope_2_market_based": "8",
    }


def test_a_column_that_the_edition_has_not_is_listed_under_its_label(tmp_path: Path) -> None:
    head = [*SCOPE_2[0][:7], "C6.3_C9_How much - of Scope 2 - was it? - Colour of it"]
    imported = import_submission(write_csv(tmp_path / "C6.3.csv", [head, SCOPE_2[3]]), load_edition("cdp-2023"))

    assert [(left.label, left.text) for left in imported.placement.leftovers] == [("Reporting year | Colour of it", "8")]


def test_rows_of_one_list_are_one_answer(tmp_path: Path) -> None:
    rows = [[*WHO, "Row", "RowName", "C0.3_Where?"], *([*MADE, str(i), "", each] for i, each in enumerate(("Chile", "Iceland")))]
    imported = import_submission(write_csv(tmp_path / "C0.3.csv", rows), load_edition("cdp-2023"))

    assert answers(imported) == {"C0.3.answer": "Chile\nIceland"}


CITIES_HEAD = [
    *("Questionnaire", "Year Reported to CDP", "Account Number", "Account Name", "Module Name", "Question Number"),
    *("Question Name", "Column Number", "Column Name", "Row Number", "Row Name", "Response Answer", "Comments", "File Name"),
]


def public(year: str, question: str, column: tuple[str, str], row: tuple[str, str], value: str, comments: str = "") -> list[str]:
    return ["Climate", year, "10001", "Example", "Module", question, "Sentence", *column, *row, value, comments, ""]


def test_the_grammar_of_the_public_data_sets(tmp_path: Path) -> None:
    rows = [
        CITIES_HEAD,
        public("2023", "C0.3", ("0", ""), ("0", ""), "Chile; Iceland", "as of July"),
        public("2023", "C7.1a", ("1", "Greenhouse gas"), ("1", ""), "CO2"),
        public("2023", "C7.1a", ("2", "Scope 1 emissions (metric tons of CO2e)"), ("1", ""), "12"),
        public("2023", "C6.5", ("2", "Emissions in reporting year (metric tons CO2e)"), ("6", "Business travel"), "3"),
    ]
    imported = import_submission(write_csv(tmp_path / "public.csv", rows), load_edition("cdp-2023"))

    assert answers(imported) == {
        "C0.3.answer": "Chile\nIceland",
        "C7.1a[1].gas": "CO2",
        "C7.1a[1].scope1": "12",
        "C6.5[business_travel].emissions": "3",
    }
    assert [(left.question, left.label, left.text) for left in imported.placement.leftovers] == [
        ("C0.3", "comments column", "as of July")
    ]


def test_one_of_several_years_has_to_be_named(tmp_path: Path) -> None:
    rows = [CITIES_HEAD, *(public(year, "C0.3", ("0", ""), ("0", ""), "Chile") for year in ("2022", "2023"))]
    path = write_csv(tmp_path / "public.csv", rows)

    assert "holds answers of Example (account 10001) of the years 2022, 2023" in refused(path)
    assert "holds no answers of 2021" in refused(path, year=2021)
    assert "is of 2023 by its column of years, and the edition given is cdp-2025" in refused(
        write_csv(tmp_path / "one.csv", [rows[0], rows[2]]), edition="cdp-2025"
    )
    assert answers(import_submission(path, load_edition("cdp-2023"), year=2023)) == {"C0.3.answer": "Chile"}


def companies(count: int) -> list[list[str]]:
    names = [f"Company {i:03}" for i in range(count)]
    return [
        ["Account number", "Organization", "Question", "Value"],
        *([str(i), name, "C0.3", "Chile"] for i, name in enumerate(names)),
    ]


def test_an_organisation_that_is_not_named_or_not_there_ends_with_up_to_ten_candidates(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "all.csv", companies(30))

    assert "holds 30 organisations: Company 000 (account 0), Company 001 (account 1)" in refused(path)
    assert "Company 009 (account 9) and 20 more" in refused(path)
    assert "holds no organisation 'Compny 017' among its 30 Perhaps one of these is meant: Company 017" in refused(
        path, "Compny 017"
    )
    assert refused(path, "Compny 017").count("account") == 10
    assert "Company 029 (account 29)." in refused(path, "y 029")
    assert "It holds: Company 000" in refused(path, "Zzz")


def test_a_year_in_an_organisations_name_is_not_the_years_of_its_answers(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "vision.csv", [["Organization", "Question", "Value"], ["Vision 2025 Ltd", "C0.3", "Chile"]])
    imported = import_submission(path, load_edition("cdp-2023"))

    assert (answers(imported), imported.response.organisation.name) == ({"C0.3.answer": "Chile"}, "Vision 2025 Ltd")


def test_two_organisations_of_one_name_are_told_apart_by_account(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "two.csv", [*companies(1), ["7", "Company 000", "C0.3", "Iceland"]])

    assert "holds several organisations called 'Company 000': Company 000 (account 0), Company 000 (account 7)" in refused(
        path, "Company 000"
    )
    assert answers(import_submission(path, load_edition("cdp-2023"), "7")) == {"C0.3.answer": "Iceland"}


def test_a_table_without_organisations_cannot_be_searched_for_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "plain.csv", [["Question", "Value"], ["C0.3", "Chile"]])

    assert "names no organisation, so that 'Example' cannot be found" in refused(path, "Example")


LONG = [
    ["Question", "Row", "Column", "Value"],
    ["C0.1", "", "", 'Ours – größer; älter, "quoted"\nand 1,234 more'],
    ["C0.3", "", "", "Chile"],
]


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-8"), ("\t", "utf-16"), (";", "utf-16")],
)
def test_separators_and_encodings_that_programs_write(tmp_path: Path, separator: str, encoding: str) -> None:
    path = write_csv(tmp_path / "plain.csv", LONG, separator, encoding)
    imported = import_submission(path, load_edition("cdp-2023"))

    assert answers(imported) == {"C0.1.answer": LONG[1][3], "C0.3.answer": "Chile"}
    assert str(imported.placement.answers[1].source) == "import: plain.csv, line 4"


def test_semicolons_between_options_do_not_part_columns(tmp_path: Path) -> None:
    options = ["Chile", "Iceland", "Ghana", "France", "India", "Japan"]
    path = write_csv(tmp_path / "plain.csv", [["Question", "Value"], ["C0.3", "; ".join(options)]])

    assert answers(import_submission(path, load_edition("cdp-2023"))) == {"C0.3.answer": "\n".join(options)}


def test_lines_above_the_head_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "plain.tsv"
    path.write_text("sep=;\nMade for the tests\n\nQuestion;Value\nC0.3;Chile\n", "utf-8")

    assert answers(import_submission(path, load_edition("cdp-2023"))) == {"C0.3.answer": "Chile"}


def figures(path: Path, *values: str) -> Path:
    years = ["Reporting year", "Past year 1", "Past year 2", "Past year 3"]
    rows = [["C6.1", year, "emissions", value] for year, value in zip(years, values, strict=False)]
    return write_csv(path, [["Question", "Row", "Column", "Value"], *rows], ";")


def test_decimal_commas_are_read_where_the_file_shows_that_they_are_meant(tmp_path: Path) -> None:
    imported = import_submission(figures(tmp_path / "a.csv", "1.234", "0,5", "7", "1.234.567,25"), load_edition("cdp-2023"))

    assert [answer.value for answer in imported.placement.answers] == [
        Decimal(1234),
        Decimal("0.5"),
        Decimal(7),
        Decimal("1234567.25"),
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("1,234", "7"), "holds the figure 1,234, which can mean 1234 or 1.234"),
        (("1.234", "7"), "holds the figure 1.234, which can mean 1234 or 1.234"),
        (("0,5", "0.5"), "with decimal commas and with decimal points: 0,5 and 0.5"),
    ],
)
def test_figures_that_can_be_read_in_two_ways_are_refused(tmp_path: Path, values: tuple[str, ...], message: str) -> None:
    assert message in refused(figures(tmp_path / "a.csv", *values))


@pytest.mark.parametrize(("was", "is_now"), [("1.234,5", "1234.5"), ("-0,5", "-0.5"), ("12", "12"), ("1,5 t", "1,5 t")])
def test_a_decimal_comma_becomes_a_point(was: str, is_now: str) -> None:
    assert pointed(was) == is_now


def book(path: Path, rows: list[list[object]], style: str = "General") -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for cell in made.active["B"]:
        cell.number_format = style
    made.save(path)
    return path


def test_a_question_number_that_excel_took_for_a_figure_is_refused_where_it_can_be_two(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["Question", "Value"], [7.2, "text"]])

    assert "a.xlsx, sheet Sheet, row 2: holds the question number 7.2 as a figure, which can mean 7.2 or 7.20" in refused(
        path, edition="cdp-2025"
    )


def test_a_workbook_gives_figures_dates_and_no_percentages(tmp_path: Path) -> None:
    rows = [["Question", "Value", "Row", "Column"], ["C6.1", 0.3, "Reporting year", "emissions"]]
    edition = load_edition("cdp-2023")

    assert answers(import_submission(book(tmp_path / "a.xlsx", rows), edition)) == {"C6.1[reporting_year].emissions": "0.3"}
    shown = import_submission(book(tmp_path / "b.xlsx", rows, "0%"), edition)
    assert [left.text for left in shown.placement.leftovers] == ["30%"]


def test_a_workbook_of_neither_kind_says_what_can_be_given(tmp_path: Path) -> None:
    message = refused(book(tmp_path / "a.xlsx", [["Colour", "Size"], ["blue", "7"]]))

    assert "a.xlsx: holds no sheet of answers that is known; it begins with 'Colour, Size'" in message
    assert "question, row, column and value" in message


def run(path: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["import", str(path), "--edition", "cdp-2023", "-o", str(path.parent / "out.csv"), *more])


def written(folder: Path, name: str, content: bytes | None) -> Path:
    path = folder / name
    if content is None:
        path.mkdir()
    elif content:
        path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("folder", None, "is a folder"),
        ("folder.csv", None, "is a folder"),
        ("absent.csv", b"", "does not exist"),
        ("absent.xlsx", b"", "does not exist"),
        ("blank.csv", b" \n\n", "is empty"),
        ("picture.png", b"\x89PNG", "ends in '.png'"),
        ("noending", b"Question,Value\n", "ends in ''"),
        ("old.xls", b"x", "save it as an Excel workbook (.xlsx)"),
        ("old.doc", b"x", "save it as a Word document (.docx)"),
        ("page.mht", b"x", "as 'Web page, HTML only'"),
        ("latin.csv", "Question,Value\nC0.1,größer\n".encode("cp1252"), "is not UTF-8: byte 0xF6 in line 2"),
        ("wide.csv", "Question,Value\nC0.1,x\n".encode("utf-16-le"), "holds zero bytes"),
        ("cut.csv", "Question,Value\nC0.1,x\n".encode("utf-16")[:-1], "cut off or damaged UTF-16"),
        ("book.csv", b"PK\x03\x04....", "is a workbook or ZIP archive, although its name ends in '.csv'"),
        ("open.csv", b'Question,Value\nC0.1,"open\n', "is no CSV"),
        ("text.xlsx", b"Question,Value\n", "is a text file, probably CSV"),
        ("cut.xlsx", b"PK\x03\x04....", "the end of the ZIP archive is missing"),
        ("other.csv", b"Colour,Size\nblue,7\n", "is no table of answers that is known"),
    ],
)
def test_what_cannot_be_imported_ends_with_status_2_and_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    result = run(written(tmp_path, name, content))

    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert message in " ".join(result.output.split())
    assert not (tmp_path / "out.csv").exists()


def test_an_empty_file_ends_with_status_2(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx", "a.pdf", "a.txt"):
        (tmp_path / name).touch()
        result = run(tmp_path / name)
        assert (result.exit_code, "is empty (0 bytes)" in result.output) == (2, True)


def test_the_command_says_which_sheets_it_skipped(tmp_path: Path) -> None:
    made = Workbook()
    made.active.title = "READ ME"
    made.active.append(["About", "this"])
    sheet = made.create_sheet("C6.3")
    for row in SCOPE_2:
        sheet.append(row)
    made.save(tmp_path / "set.xlsx")
    result = run(tmp_path / "set.xlsx", "--organisation", "10002")

    assert result.exit_code == 0, result.output
    assert "Sheets without a question" in result.output
    listing = (tmp_path / "out.to-check.csv").read_text("utf-8-sig").splitlines()
    assert 'skipped sheet,,,About,"set.xlsx, sheet READ ME",the sheet holds no question' in listing
