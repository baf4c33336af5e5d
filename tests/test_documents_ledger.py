"""The ledger of an import: whatever a parser drops is listed, and so is the furniture that was taken away."""

import csv
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from cdp_toolkit.documents.files.furniture import body
from cdp_toolkit.documents.files.pdf import read_pdf
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.documents.ledger import ledger_of
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.documents.structure import Field, Ledger, Section, Submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from tests.made_pdf import MadePage, write_pdf
from tests.test_documents_pdf import portal_pages, response_pages

NONE = Edition("none", "No question; print decides", {}, (), (), {})


def dropped(ledger: Ledger) -> list[tuple[str, list[str]]]:
    return [(lost.question, [line.text for line in lost.lines]) for lost in ledger.lost]


def read(path: Path, broken: Callable[[Submission], None] = lambda _: None) -> Ledger:
    """The ledger of a PDF whose parse is broken on purpose."""
    pages, submission = read_pdf(path), read_submission(path, NONE)
    broken(submission)
    return ledger_of(list(chain.from_iterable(page.lines() for page in pages)), body(pages), submission)


@pytest.mark.parametrize("pages", [portal_pages, response_pages])
def test_nothing_is_lost(tmp_path: Path, pages: Callable[[], list[MadePage]]) -> None:
    assert dropped(read(write_pdf(tmp_path / "made.pdf", pages()))) == []


def no_value(submission: Submission) -> None:
    submission.sections[1].blocks[0].fields[1].lines.clear()


def no_field(submission: Submission) -> None:
    submission.sections[1].blocks[0].fields.pop()


def no_row(submission: Submission) -> None:
    submission.sections[2].blocks.pop()


def half_a_value(submission: Submission) -> None:
    lines = submission.sections[1].blocks[0].fields[1].lines
    lines[0] = lines[0].with_text(lines[0].text[:4])


def half_a_label(submission: Submission) -> None:
    submission.sections[1].blocks[0].fields[0].label = "Board of directors"


def no_heading(submission: Submission) -> None:
    submission.sections[3].heading.clear()


@pytest.mark.parametrize(
    ("broken", "lost"),
    [
        (no_value, [("4.1", ["Quarterly"])]),
        (no_field, [("4.1", ["(4.1.2) How often", "Quarterly"])]),
        (no_row, [("4.1.1", ["Water", "No"])]),
        (half_a_value, [("4.1", ["Quarterly"])]),
        (half_a_label, [("4.1", ["governs"])]),
        (no_heading, [("7.45", ["(7.45) Intensity"])]),
    ],
)
def test_what_a_broken_parser_drops_is_lost(
    tmp_path: Path, broken: Callable[[Submission], None], lost: list[tuple[str, list[str]]]
) -> None:
    assert dropped(read(write_pdf(tmp_path / "made.pdf", portal_pages()), broken)) == lost


def test_what_is_lost_is_listed_and_counted(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "made.pdf", portal_pages())
    submission = read_submission(path, NONE)
    assert submission.ledger is not None
    no_value(submission)
    lines = list(chain.from_iterable(page.lines() for page in read_pdf(path)))
    whole = place(submission, NONE, "made.pdf")
    broken = place(replace(submission, ledger=ledger_of(lines, body(read_pdf(path)), submission)), NONE, "made.pdf")

    assert [(each.question, each.text, each.place, each.reason) for each in broken.lost] == [
        ("4.1", "Quarterly", "made.pdf, page 1, line 11", "lost by the import: please report it, and enter it by hand")
    ]
    assert broken.characters == whole.characters
    assert broken.unplaced_characters == whole.unplaced_characters + len("Quarterly")


def test_characters_are_those_of_the_document(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "made.pdf", response_pages())
    furniture = {"CDP", "Page 1 of 3", "Page 2 of 3", "Page 3 of 3"}
    texts = [line.text for page in read_pdf(path) for line in page.lines() if line.text not in {*furniture, "|"}]

    assert read(path).characters == len("".join("".join(texts).split()))


def test_furniture_is_listed_once_with_how_often_it_stands_there(tmp_path: Path) -> None:
    found = [(line.text, line.page, count) for line, count in read(write_pdf(tmp_path / "made.pdf", response_pages())).furniture]

    assert found == [("CDP", 1, 3), ("Page 1 of 3", 1, 3)]


def test_a_text_with_dots_at_its_end_is_no_table_of_contents(tmp_path: Path) -> None:
    contents = MadePage().texts("""
        36 40 T Contents
        36 60 . (1.1) Language? ........ 2
        36 75 . (1.2) Currency? ........ 2
        36 90 . (1.3) Company? ......... 2
    """)
    answers = MadePage().texts("""
        36 40 B (1.1) Language?
        36 60 . To be told
        36 80 B (1.2) Currency?
        36 100 . To be told
        36 120 B (1.3) Company?
        36 140 . and so on ........
        36 160 . End
    """)
    submission = read_submission(write_pdf(tmp_path / "made.pdf", [contents, answers]), NONE)
    found = [(section.question, [line.text for line in section.lines()]) for section in submission.sections]

    assert found == [("1.1", ["To be told"]), ("1.2", ["To be told"]), ("1.3", ["and so on ........", "End"])]
    assert submission.ledger is not None
    assert (submission.ledger.lost, submission.ledger.furniture) == ((), ())


TEXT = """Example Ltd - Climate Change 2023
C0. Introduction
C0.1
(C0.1) Give a general description and introduction to your organization.
We make examples.
What follows.....
C0.2
(C0.2) State the start and end date of the year for which you are reporting data.
Reporting year
Start date
January 1 2022
End date
December 31 2022
C10.1
(C10.1) Indicate the verification/assurance status that applies to your reported emissions.
Verification/assurance status
Scope 1\t
Third-party verification or assurance process in place
"""


def test_a_text_is_accounted_for_and_the_list_says_so(tmp_path: Path) -> None:
    path = tmp_path / "made.txt"
    path.write_text(TEXT, "utf-8")
    imported = import_submission(path, load_edition("cdp-2023"))
    rows = list(csv.DictReader(imported.listing().removeprefix("\ufeff").splitlines()))

    assert [(row["kind"], row["text"]) for row in rows] == [("unplaced", "Example Ltd - Climate Change 2023")]
    assert imported.placement.characters == len("".join(TEXT.split()))


def test_the_list_names_furniture(tmp_path: Path) -> None:
    pages = response_pages()
    imported = import_submission(write_pdf(tmp_path / "made.pdf", pages), load_edition("cdp-2023"))
    rows = list(csv.DictReader(imported.listing().removeprefix("\ufeff").splitlines()))

    assert [(row["text"], row["reason"]) for row in rows if row["kind"] == "header or footer"] == [
        ("CDP", "stands 3 times in the file, the figures in it apart"),
        ("Page 1 of 3", "stands 3 times in the file, the figures in it apart"),
    ]


def test_a_line_is_known_by_its_place() -> None:
    """The same text in two places is lost in the one where nothing took it."""
    first, second = Line("Yes", 1, 1), Line("Yes", 1, 2)
    submission = Submission("portal", (), (first,))

    assert dropped(ledger_of([first, second], [first, second], submission)) == [("", ["Yes"])]


NOT_APPLICABLE = """Example Ltd - Climate Change 2023
(C0.1) Give a general description and introduction to your organization.
We make examples.
(C0.2) State the start and end date of the year for which you are reporting data.
Reporting year
Start date
January 1 2022
Select the number of past reporting years you will be providing Scope 1 emissions data for
<Not Applicable>
(C10.1) Indicate the verification/assurance status that applies to your reported emissions.
Verification/assurance status
Scope 1\t
<Not Applicable>
Scope 2 (location-based or market-based)\t
"""


def test_not_applicable_is_another_nothing_than_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "made.txt"
    path.write_text(NOT_APPLICABLE, "utf-8")
    imported = import_submission(path, load_edition("cdp-2023"))
    rows = imported.not_applicable().removeprefix("\ufeff").splitlines()

    assert rows == [
        "address,question,row,column,place",
        'C0.2[reporting_year].past_years_scope1,C0.2,reporting_year,past_years_scope1,"made.txt, line 9"',
        'C10.1[scope1].verification_status,C10.1,scope1,verification_status,"made.txt, line 13"',
    ]
    assert [str(answer.address) for answer in imported.placement.answers] == ["C0.1.answer", "C0.2[reporting_year].start_date"]


FILE = "it is the name of a file under the table, and C0.2 has no column for files"


def test_a_text_under_no_label_says_what_it_is(tmp_path: Path) -> None:
    """The names of files stand under some tables as if they were a column of their own."""
    edition, line = load_edition("cdp-2023"), Line("Statement.pdf", 1, 2)
    section = Section("C0.2", Line("(C0.2)", 1, 1))
    section.block("Reporting year", line).fields += [Field("", line, None, [line]), Field("", line, None, [Line("odd", 1, 3)])]

    assert [each.reason for each in place(Submission("response", (section,), ()), edition, "made.pdf").leftovers] == [
        f"{FILE}; keep the file with the evidence of the answers above it",
        "it stands in C0.2 under no label of a column; enter it in the column where it belongs",
    ]
