"""Numbers of added rows: as the document prints them, with their gaps, from the import to the draft of the next year."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cdp_toolkit.cli import main
from cdp_toolkit.documents.carrying import carry_forward
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.file import read_response
from tests.made_pdf import MadePage, write_pdf

EDITION = """
id: cdp-1999
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {C1: First}
sectors: [General]
sector_sets: {all: [General]}
issues: [Climate change]
"""

QUESTIONS = """
- id: "%(p)s1.1"
  concept: sites
  topic: Sites
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: site, label: Name of site, type: text}
  - {n: 2, name: emissions, label: Emissions, type: number}
- id: "%(p)s1.2"
  concept: schemes
  topic: Schemes
  sectors: all
  issues: [Climate change]
  rows: {added: true, key: {n: 0, name: scheme, label: Scheme, type: text}}
  columns: [{n: 1, name: share, label: Share, type: number}]
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    made = {}
    for prefix in ("", "C"):
        folder = tmp_path_factory.mktemp("edition")
        (folder / "edition.yaml").write_text(EDITION, "utf-8")
        (folder / "options.yaml").write_text("{}", "utf-8")
        (folder / "module-C1.yaml").write_text(QUESTIONS % {"p": prefix}, "utf-8")
        made[prefix] = read_edition(folder)
    return made


def portal_rows(rows: str) -> str:
    """A portal export as text; each word of ``rows`` is the label of a row, ``-`` one without answers, ``e`` only its figure."""
    lines = ["(1.1) Which sites do you have?"]
    for row in rows.split():
        label, _, kind = row.partition(":")
        name = [] if kind in ("-", "e") else [f"Site {label}"]
        figure = [] if kind in ("-", "n") else ["7"]
        lines += [label.replace("_", " ")]
        lines += [] if kind == "e" else ["(1.1.1) Name of site", *name]
        lines += [] if kind == "n" else ["(1.1.2) Emissions", *figure]
    return "\n".join([*lines, "[Add row]", "(1.2) Schemes?", "Row 4", "(1.2.1) Share", "5", "[Add row]", ""])


def imported(folder: Path, text: str, edition: Edition) -> Placement:
    (folder / "export.txt").write_text(text, "utf-8")
    return place(read_submission(folder / "export.txt", edition), edition, "export.txt")


def answers(placement: Placement, question: str) -> dict[str, str]:
    return {
        f"{answer.address.row}.{answer.address.column}": text_of(answer.value)
        for answer in placement.answers
        if answer.address.question == question
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Row_1 Row_2", {"1.site": "Site Row_1", "1.emissions": "7", "2.site": "Site Row_2", "2.emissions": "7"}),
        ("Row_1 Row_3", {"1.site": "Site Row_1", "1.emissions": "7", "3.site": "Site Row_3", "3.emissions": "7"}),
        ("[Row_2] [Row_5]", {"2.site": "Site [Row_2]", "2.emissions": "7", "5.site": "Site [Row_5]", "5.emissions": "7"}),
        ("Row_1:- Row_2", {"2.site": "Site Row_2", "2.emissions": "7"}),
        ("Row_3 Row_1", {"3.site": "Site Row_3", "3.emissions": "7", "1.site": "Site Row_1", "1.emissions": "7"}),
        ("Row_2:n Row_2:e", {"2.site": "Site Row_2", "2.emissions": "7"}),
        ("Row_2:- Row_2", {"2.site": "Site Row_2", "2.emissions": "7"}),
        ("Row_2 Row_2023", {"2.site": "Site Row_2", "2.emissions": "7", "3.site": "Site Row_2023", "3.emissions": "7"}),
    ],
    ids=["one after the other", "a gap", "brackets", "no answers", "another order", "cut by a page", "empty and again", "a year"],
)
def test_a_row_has_the_number_that_the_document_prints(
    tmp_path: Path, editions: dict[str, Edition], rows: str, expected: dict[str, str]
) -> None:
    placement = imported(tmp_path, portal_rows(rows), editions[""])

    assert answers(placement, "1.1") == expected
    assert answers(placement, "1.2") == {"4.share": "5"}  # every question counts for itself
    assert placement.leftovers == placement.doubts == []


def test_a_number_that_is_printed_twice_is_kept_once_and_the_other_row_listed(
    tmp_path: Path, editions: dict[str, Edition]
) -> None:
    placement = imported(tmp_path, portal_rows("Row_1 Row_2 Row_1"), editions[""])

    assert answers(placement, "1.1") == {
        "1.site": "Site Row_1",
        "1.emissions": "7",
        "2.site": "Site Row_2",
        "2.emissions": "7",
        "3.site": "Site Row_1",
        "3.emissions": "7",
    }
    assert [(doubt.label, doubt.text, doubt.place, doubt.reason) for doubt in placement.doubts] == [
        ("1.1[3]", "Row 1", "export.txt, line 12", "row 1 is printed twice; this one is numbered 3")
    ]


def test_a_portal_export_in_print_keeps_the_gap_too(tmp_path: Path, editions: dict[str, Edition]) -> None:
    page = MadePage().texts("""
        36 40 B (1.1) Which sites do you have?
        36 60 B Row 2
        36 80 w (1.1.1) Name of site
        36 100 . Lyon
        36 120 B Row 3
        36 140 w (1.1.1) Name of site
        36 160 w (1.1.2) Emissions
        36 180 B [Row 4]
        36 200 w (1.1.1) Name of site
        36 220 . Gent
        36 240 . [Add row]
        36 260 B (1.2) Schemes?
        36 280 B EU ETS
        36 300 w (1.2.1) Share
        36 320 . 5
        36 340 B Row 7
        36 360 w (1.2.1) Share
        36 380 . 6
        36 400 . [Add row]
        36 420 B (1.3) More?
    """)
    path = write_pdf(tmp_path / "export.pdf", [page])
    placement = place(read_submission(path, editions[""]), editions[""], path.name)

    assert answers(placement, "1.1") == {"2.site": "Lyon", "4.site": "Gent"}
    assert answers(placement, "1.2") == {"1.scheme": "EU ETS", "1.share": "5", "7.share": "6"}


def test_rows_without_printed_numbers_are_counted_with_those_that_hold_nothing(
    tmp_path: Path, editions: dict[str, Edition]
) -> None:
    text = """(C1.1) Which sites do you have?
Name of site
<Not Applicable>
Emissions
<Not Applicable>
Name of site
Lyon
Emissions
Name of site
Emissions
Name of site
Gent
Emissions
9
(C1.2) Schemes?
Share
<Not Applicable>
(C1.3) More?
"""
    placement = imported(tmp_path, text, editions["C"])

    assert answers(placement, "C1.1") == {"2.site": "Lyon", "4.site": "Gent", "4.emissions": "9"}
    assert answers(placement, "C1.2") == {}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "extract.csv"
    rows = [("1", "Intensity figure", "0.5"), ("3", "Intensity figure", "0.7"), ("3", "Scope 2 figure used", "Market-based")]
    lines = ["Question,Row Number,Column Name,Value", *(",".join(("7.45", *row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


ROWS = {
    "7.45[1].intensity_figure": "0.5",
    "7.45[3].intensity_figure": "0.7",
    "7.45[3].scope2_approach": "Market-based",
}


def test_a_long_table_keeps_its_row_numbers(table: Path) -> None:
    placement = import_submission(table, load_edition("cdp-2025")).placement

    assert {str(answer.address): text_of(answer.value) for answer in placement.answers} == ROWS


def test_carried_rows_keep_their_numbers(table: Path) -> None:
    response = import_submission(table, load_edition("cdp-2025")).response
    carried = carry_forward(response, load_crosswalk("cdp-2025", "cdp-2026"), 0).response

    assert {str(answer.address): text_of(answer.value) for answer in carried} == ROWS


def test_a_gap_stays_an_empty_row_of_the_workbook(table: Path, tmp_path: Path) -> None:
    edition = load_edition("cdp-2026")
    response, filled, again = (str(tmp_path / name) for name in ("response.csv", "filled.xlsx", "again.csv"))
    for arguments in (
        ["import", str(table), "--edition", "cdp-2026", "-o", response],
        ["fill", response, "-o", filled],
        ["import", filled, "--edition", "cdp-2026", "-o", again],
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output

    read = read_response(Path(again), edition)
    assert {str(answer.address): text_of(answer.value) for answer in read} == ROWS
