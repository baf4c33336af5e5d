"""Reading PDFs: words into lines and cells, headers taken away, both forms of export, and what cannot be read."""

from pathlib import Path

import pytest

from cdp_toolkit.documents.files.furniture import body
from cdp_toolkit.documents.files.pdf import read_pdf
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.documents.structure import Submission, joined, key
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from tests.made_pdf import MadePage, write_pdf

Fields = list[tuple[str, str | None, str | None, str, str]]


def fields(submission: Submission) -> Fields:
    """Everything a submission holds: question, row, code, label, value."""
    return [
        (section.question, block.label, each.code, each.label, joined(each.lines))
        for section in submission.sections
        for block in section.blocks
        for each in block.fields
    ]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition("none", "No question; print decides", {}, (), (), {})


def portal_pages() -> list[MadePage]:
    """A portal export of two pages: codes, a wrapped label, ticks, a small table that goes on over the page."""
    first = MadePage().texts("""
        36 40 B Example Ltd - 2025
        36 70 B C1. Introduction
        36 90 B (1.1) Language?
        36 105 . Select from:
        36 120 . [x]
        36 140 B (4.1) Do you have a board?
        36 162 w (4.1.1) Board of directors or a body that is the equivalent of one, that
        36 180 w governs
        36 200 . Yes
        36 224 w (4.1.2) How often
        36 240 . Quarterly
        36 252 . [Fixed row]
        36 290 B (4.1.1) Is there oversight?
        204 315 b Oversight of this
        204 326 b issue
        404 315 b Remark
        40 346 . Climate change
        204 346 . Yes
        404 346 . Our board meets
        404 356 . four times.
        300 810 . 1
    """)
    second = MadePage().texts("""
        204 45 b Oversight of this
        204 56 b issue
        404 45 b Remark
        40 76 . Water
        204 76 . No
        36 110 . [Fixed row]
        36 140 B (7.45) Intensity
        36 160 B Row 1
        36 180 w (7.45.1) Intensity figure
        36 200 . 0.123
        36 220 B Row 2
        36 240 w (7.45.1) Intensity figure
        36 260 . 4.5
        36 275 . [Add row]
        300 810 . 2
    """)
    first.grid([36, 200, 400, 555], [300, 330]).grid([36, 200, 400, 555], [334, 364])
    second.grid([36, 200, 400, 555], [30, 60]).grid([36, 200, 400, 555], [64, 90])
    return [first, second]


def response_pages() -> list[MadePage]:
    """A response export: labels and values, rows under a row label, a wide table, a divided value, page footers."""
    first = MadePage().texts("""
        28 40 . Example Ltd - Climate Change 2023
        41 60 T C0. Introduction
        41 80 T C0.1
        44 100 b (C0.1) Describe your organization.
        47 114 . We make examples.
        47 126 . And more.
        41 150 T C0.2
        44 164 b (C0.2) State the year.
        47 178 b Reporting year
        50 190 b Start date
        53 202 . January 1 2022
        50 214 b End date
        53 226 . December 31 2022
        41 250 T C1.1d
    """)
    second = MadePage().texts("""
        44 40 b (C1.1d) Competence?
        94 62 b Member(s) have
        94 72 b climate-
        204 62 b Criteria
        48 92 . Row
        48 102 . 1
        94 92 . Yes
        204 92 . <Not Applicable>
        41 130 T C2.3a
        44 144 b (C2.3a) Risks.
        53 156 b Identifier
        53 168 . Risk 1
        53 180 b Risk type & Primary driver
        57 197 . Emerging regulation
        204 197 . Carbon pricing mechanisms
        53 220 b Comment
        53 232 b Identifier
        53 244 . Risk 2
    """)
    third = MadePage().texts("""
        53 40 b Comment
        53 52 . None.
        41 80 T Submit your response
        44 100 b Language?
    """)
    second.grid([44, 90, 200, 550], [50, 80, 110]).grid([53, 200, 550], [186, 202])
    pages = [first, second, third]
    for number, page in enumerate(pages, start=1):
        page.text(28, 820, "CDP").text(520, 820, f"Page {number} of 3")
    return pages


def test_a_portal_export_becomes_rows_and_fields(tmp_path: Path, edition: Edition) -> None:
    submission = read_submission(write_pdf(tmp_path / "made.pdf", portal_pages()), edition)

    assert submission.form == "portal"
    assert fields(submission) == [
        ("1.1", None, None, "", "☑"),
        ("4.1", None, "4.1.1", "Board of directors or a body that is the equivalent of one, that governs", "Yes"),
        ("4.1", None, "4.1.2", "How often", "Quarterly"),
        ("4.1.1", "Climate change", None, "Oversight of this issue", "Yes"),
        ("4.1.1", "Climate change", None, "Remark", "Our board meets\nfour times."),
        ("4.1.1", "Water", None, "Oversight of this issue", "No"),
        ("4.1.1", "Water", None, "Remark", ""),
        ("7.45", "Row 1", "7.45.1", "Intensity figure", "0.123"),
        ("7.45", "Row 2", "7.45.1", "Intensity figure", "4.5"),
    ]


def test_a_response_export_becomes_rows_and_fields(tmp_path: Path, edition: Edition) -> None:
    submission = read_submission(write_pdf(tmp_path / "made.pdf", response_pages()), edition)

    assert submission.form == "response"
    assert submission.title == "Example Ltd - Climate Change 2023"
    assert fields(submission) == [
        ("C0.1", None, None, "", "We make examples.\nAnd more."),
        ("C0.2", "Reporting year", None, "Start date", "January 1 2022"),
        ("C0.2", "Reporting year", None, "End date", "December 31 2022"),
        ("C1.1d", "Row 1", None, "Member(s) have climate-", "Yes"),
        ("C1.1d", "Row 1", None, "Criteria", "<Not Applicable>"),
        ("C2.3a", None, None, "Identifier", "Risk 1"),
        ("C2.3a", None, None, "Risk type & Primary driver", "Emerging regulation | Carbon pricing mechanisms"),
        ("C2.3a", None, None, "Comment", ""),
        ("C2.3a", None, None, "Identifier", "Risk 2"),
        ("C2.3a", None, None, "Comment", "None."),
        ("", None, None, "Language?", ""),
    ]


def test_every_field_knows_its_page_and_line(tmp_path: Path, edition: Edition) -> None:
    submission = read_submission(write_pdf(tmp_path / "made.pdf", response_pages()), edition)
    places = [(section.question, section.place.page, section.place.number) for section in submission.sections]

    assert places == [("C0.1", 1, 4), ("C0.2", 1, 8), ("C1.1d", 2, 1), ("C2.3a", 2, 7), ("", 3, 3)]


def test_page_numbers_and_contents_are_no_part_of_the_response(tmp_path: Path) -> None:
    contents = MadePage().text(36, 40, "Contents", "T")
    for i in range(4):
        contents.text(36, 60 + 12 * i, f"(1.{i}) Question {'.' * 20} {i + 2}")
    made = write_pdf(tmp_path / "made.pdf", [contents.text(300, 810, "1"), MadePage().text(36, 40, "Body").text(300, 810, "2")])

    assert [item.text for item in body(read_pdf(made)) if isinstance(item, Line)] == ["Body"]


def test_a_row_that_the_page_cuts_is_put_together(tmp_path: Path, edition: Edition) -> None:
    first = MadePage().texts("""
        44 60 b (C1.1) A.
        44 700 b (C1.2) B.
        44 720 b (C1.3) C.
        104 742 b Remark
        48 762 . Scope 1
        104 762 . It begins here
    """)
    first.grid([44, 100, 550], [730, 750, 790])
    second = MadePage().grid([44, 100, 550], [30, 50]).text(104, 42, "and ends here.")
    submission = read_submission(write_pdf(tmp_path / "made.pdf", [first, second]), edition)

    assert fields(submission) == [("C1.3", "Scope 1", None, "Remark", "It begins here\nand ends here.")]


def test_progress_counts_every_page(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_pdf(write_pdf(tmp_path / "made.pdf", response_pages()), lambda done, of: seen.append((done, of)))

    assert seen == [(1, 3), (2, 3), (3, 3)]


def cut_off(path: Path) -> Path:
    whole = write_pdf(path, response_pages()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def encrypted(path: Path) -> Path:
    secret = "00" * 32
    standard = f"<< /Filter /Standard /V 1 /R 2 /O <{secret}> /U <{secret}> /P -4 >>"
    return write_pdf(path, response_pages(), f"/Encrypt {standard} /ID [<00> <00>]")


def damaged(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.4\nnothing of the kind\n%%EOF\n")
    return path


def scanned(path: Path) -> Path:
    return write_pdf(path, [MadePage().bar(0, 0, 500, 500)])


def foreign(path: Path) -> Path:
    return write_pdf(path, [MadePage().text(40, 60, "Annual report")])


def mislabelled(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 a spreadsheet")
    return path


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (cut_off, "is cut off"),
        (encrypted, "is encrypted"),
        (damaged, "is damaged"),
        (scanned, "holds no text on its 1 pages"),
        (foreign, "holds no numbered questions of CDP; it begins with 'Annual report'"),
        (mislabelled, "is no PDF"),
        (lambda path: path, "does not exist"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, edition: Edition, make: object, problem: str) -> None:
    assert callable(make)
    path = make(tmp_path / "given.pdf")

    with pytest.raises(InputError) as error:
        read_submission(path, edition)
    assert problem in error.value.problem
    assert "given.pdf" in error.value.where


def test_labels_are_compared_by_letters_and_figures() -> None:
    assert key("Scope of board-\nlevel oversight") == key("Scope of boardlevel oversight")


def test_a_table_knows_all_its_lines() -> None:
    a, b = Line("a", 1, 1), Line("b", 1, 2)

    assert list(Table((((a,), ()), ((), (b,))), (0, 1, 2)).lines()) == [a, b]


def test_a_figure_at_the_foot_of_a_page_is_no_page_number(tmp_path: Path) -> None:
    values = ("2030", "0", "41", "3", "17837")
    pages = [
        MadePage().text(36, 40, f"Label {value}").text(36, 800, value).text(300, 825, f"Page {number} of 5")
        for number, value in enumerate(values, start=1)
    ]
    made = write_pdf(tmp_path / "made.pdf", pages)

    found = [item.text for item in body(read_pdf(made)) if isinstance(item, Line)]
    assert found == [text for value in values for text in (f"Label {value}", value)]


def test_a_text_that_recurs_above_the_last_line_of_the_response_is_no_footer(tmp_path: Path) -> None:
    pages = [
        MadePage().text(36, 80, f"Head {n}").text(36, 790, "US-REC").text(36, 810, f"value {n * n}").text(300, 830, str(n + 4))
        for n in range(1, 7)
    ]
    made = write_pdf(tmp_path / "made.pdf", pages)

    found = [item.text for item in body(read_pdf(made)) if isinstance(item, Line)]
    assert found == [text for n in range(1, 7) for text in (f"Head {n}", "US-REC", f"value {n * n}")]
