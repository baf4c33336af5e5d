"""The import command and long tables: what is written, what is listed, what is refused."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from cdp_toolkit.cli import main
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.file import read_response
from cdp_toolkit.values import Address, Choice
from tests.made_pdf import MadePage, write_pdf

TABLE = [
    ["Organization", "Question Number", "Column Number", "Column Name", "Row Number", "Row Name", "Response Answer"],
    ["Example Ltd", "7.6", "1", "Gross global Scope 1 emissions (metric tons CO2e)", "1", "Reporting year", "1234.5"],
    ["Example Ltd", "7.6", "1", "Gross global Scope 1 emissions (metric tons CO2e)", "2", "Past year 1", ""],
    [
        "Example Ltd",
        "1.24",
        "2",
        "Value chain stages covered in mapping",
        "0",
        "",
        "Upstream value chain; Downstream value chain",
    ],
    ["Example Ltd", "7.45", "1", "Intensity figure", "1", "", "0.5"],
    ["Example Ltd", "7.45", "1", "Intensity figure", "2", "", "0.7"],
    ["Example Ltd", "7.45", "99", "Colour", "2", "", "blue"],
]


def as_csv(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n", "utf-8")
    return path


def as_xlsx(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("write", "name", "place"), [(as_csv, "extract.csv", "line 7"), (as_xlsx, "extract.xlsx", "sheet Sheet, row 7")]
)
def test_a_long_table_becomes_answers(tmp_path: Path, write: object, name: str, place: str) -> None:
    assert callable(write)
    imported = import_submission(write(tmp_path / name, TABLE), load_edition("cdp-2025"))
    answers = {str(answer.address): answer.value for answer in imported.placement.answers}

    assert answers == {
        "7.6[reporting_year].emissions": Decimal("1234.5"),
        "1.24.value_chain_stages": (Choice("Upstream value chain"), Choice("Downstream value chain")),
        "7.45[1].intensity_figure": Decimal("0.5"),
        "7.45[2].intensity_figure": Decimal("0.7"),
    }
    assert [(left.question, left.text, left.place) for left in imported.placement.leftovers] == [
        ("7.45", "blue", f"{name}, {place}")
    ]


def test_a_table_of_several_organisations_asks_whose_answers_are_wanted(tmp_path: Path) -> None:
    other = ["Other plc", "7.6", "1", "Gross global Scope 1 emissions (metric tons CO2e)", "1", "Reporting year", "99"]
    path, edition = as_csv(tmp_path / "extract.csv", [*TABLE, other]), load_edition("cdp-2025")

    with pytest.raises(InputError, match="holds 2 organisations: Example Ltd, Other plc"):
        import_submission(path, edition)
    with pytest.raises(InputError, match="holds no organisation 'Nobody'"):
        import_submission(path, edition, "Nobody")
    imported = import_submission(path, edition, "other plc")
    assert imported.response.value(Address("7.6", "reporting_year", "emissions")) == Decimal(99)


def test_a_table_without_a_column_for_values_is_refused(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "extract.csv", [["Question", "Points"], ["7.6", "2"]])

    with pytest.raises(InputError, match="has no column for the value"):
        import_submission(path, load_edition("cdp-2025"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    page = MadePage().texts("""
        36 40 T Example Ltd - Climate Change 2023
        44 100 b (C0.4) Currency?
        47 114 . USD
        44 150 b (C6.1) Scope 1?
        47 164 b Reporting year
        50 176 b Gross global Scope 1 emissions (metric tons CO2e)
        53 188 . 55200
        50 200 b Start date
        53 212 . <Not Applicable>
        50 224 b Colour
        53 236 . blue
        44 260 b (C6.3) Scope 2?
        47 274 b Reporting year
        50 286 b Scope 2, location-based
        53 298 . about 1000
    """)
    return write_pdf(tmp_path / "example.pdf", [page])


def test_the_command_writes_the_response_and_what_has_to_be_looked_at(tmp_path: Path, document: Path) -> None:
    result = run(document, "--edition", "cdp-2023", "-o", tmp_path / "old.csv")

    assert result.exit_code == 0, result.output
    answers = read_response(tmp_path / "old.csv", load_edition("cdp-2023")).answers
    assert {str(address): (answer.value, str(answer.source)) for address, answer in answers.items()} == {
        "C0.4.answer": (Choice("USD"), "import: example.pdf, page 1, line 3"),
        "C6.1[reporting_year].emissions": (Decimal(55200), "import: example.pdf, page 1, line 7"),
    }
    assert (tmp_path / "old.to-check.csv").read_text("utf-8-sig").splitlines() == [
        "kind,question,label,text,place,reason",
        'unplaced,,,Example Ltd - Climate Change 2023,"example.pdf, page 1, line 1",it stands under no question',
        "unplaced,C6.1,Reporting year | Colour,blue,\"example.pdf, page 1, line 11\",question C6.1 has no column 'Colour'",
        (
            'unplaced,C6.3,"Reporting year | Scope 2, location-based",about 1000,'
            "\"example.pdf, page 1, line 15\",'about 1000' is not a number"
        ),
    ]


def test_the_list_is_safe_to_open_in_a_spreadsheet_program(tmp_path: Path) -> None:
    rows = [
        ["Question", "Row Number", "Column Name", "Value"],
        ["7.45", "1", "=1+1", "=cmd|' /C calc'!A0"],
        ["7.45", "1", "+Colour", "-5"],
        ["7.45", "1", "@Colour", "'=2"],
        ["7.45", "1", "Näme", "\u4eac blue"],
    ]
    listing = import_submission(as_csv(tmp_path / "extract.csv", rows), load_edition("cdp-2025")).listing()

    assert listing.startswith("\ufeff")  # Excel takes a CSV without the mark for one in the computer's own code page
    assert [(row["label"], row["text"]) for row in csv.DictReader(listing.removeprefix("\ufeff").splitlines())] == [
        ("'=1+1", "'=cmd|' /C calc'!A0"),
        ("'+Colour", "-5"),
        ("'@Colour", "''=2"),
        ("Näme", "\u4eac blue"),
    ]


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, document: Path) -> None:
    for name in ("one.csv", "two.csv"):
        run(document, "--edition", "cdp-2023", "-o", tmp_path / name)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_machines_get_the_counts_as_json(tmp_path: Path, document: Path) -> None:
    result = run(document, "--edition", "cdp-2023", "-o", tmp_path / "old.csv", "--json")
    counts = json.loads(result.output)

    assert (counts["questions"], counts["answers"]) == (3, 2)
    assert {finding["code"] for finding in counts["findings"]} == {"text-unplaced"}


def test_a_response_that_is_there_is_not_written_over(tmp_path: Path, document: Path) -> None:
    (tmp_path / "old.csv").write_text("work of a week", "utf-8")
    result = run(document, "--edition", "cdp-2023", "-o", tmp_path / "old.csv")

    assert result.exit_code == 2
    assert "exists already" in result.output
    assert (tmp_path / "old.csv").read_text("utf-8") == "work of a week"


def test_the_wrong_edition_is_noticed(tmp_path: Path, document: Path) -> None:
    result = run(document, "--edition", "cdp-2026", "-o", tmp_path / "old.csv")

    assert result.exit_code == 2
    assert "is of 2023 by its cover or page headers, and the edition given is cdp-2026" in result.output
    assert "Import it with --edition cdp-2023" in result.output
    assert not (tmp_path / "old.csv").exists()


def test_the_wrong_edition_is_noticed_by_its_questions_too(tmp_path: Path, document: Path) -> None:
    result = run(document, "--edition", "cdp-2026", "--year", 2026, "-o", tmp_path / "old.csv")

    assert result.exit_code == 2
    assert "holds 3 questions, of which cdp-2026 has 0; C0.4 is not one" in result.output


@pytest.mark.parametrize("name", ["response.docx", "absent.pdf"])
def test_files_that_cannot_be_read_end_with_status_2(tmp_path: Path, name: str) -> None:
    result = run(tmp_path / name, "--edition", "cdp-2023", "-o", tmp_path / "old.csv")

    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_a_filled_workbook_is_imported_too(tmp_path: Path) -> None:
    answers = "edition,question,row,column,value,unit,status,source\ncdp-2026,7.6,reporting_year,emissions,1234.5,,,person\n"
    (tmp_path / "response.csv").write_text(answers, "utf-8")
    filled = CliRunner().invoke(main, ["fill", str(tmp_path / "response.csv"), "-o", str(tmp_path / "filled.xlsx")])
    result = run(tmp_path / "filled.xlsx", "--edition", "cdp-2026", "-o", tmp_path / "again.csv")

    assert filled.exit_code == 0, filled.output
    assert result.exit_code == 0, result.output
    again = read_response(tmp_path / "again.csv", load_edition("cdp-2026"))
    assert again.value(Address("7.6", "reporting_year", "emissions")) == Decimal("1234.5")
