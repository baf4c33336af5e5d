"""Saved web pages: whole responses with and without structure, what HTML allows, and what is refused."""

from pathlib import Path

import pytest

from cdp_toolkit.documents.files.web_page import read_page
from cdp_toolkit.documents.importing import Imported, import_submission
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Organisation
from tests.made_answers import full_response
from tests.made_exports import wrong
from tests.made_prints import as_page, response_print


@pytest.mark.parametrize("rich", [True, False])
def test_a_whole_response_comes_back_from_a_page_with_headings_and_from_plain_divisions(tmp_path: Path, rich: bool) -> None:
    edition = load_edition("cdp-2023")
    response = full_response(edition, Organisation("Example Ltd"))
    path = tmp_path / "page.html"
    path.write_text(as_page(response_print(response, edition), rich=rich), "utf-8")
    imported = import_submission(path, edition)

    assert wrong(response, imported) == []
    assert [left.text for left in imported.placement.leftovers] == ["Example Ltd - Climate Change 2023"]


def items(tmp_path: Path, html: str | bytes, name: str = "page.html") -> list[Line | Table]:
    path = tmp_path / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return read_page(path)


def texts(tmp_path: Path, html: str | bytes) -> list[str]:
    return [item.text for item in items(tmp_path, html) if isinstance(item, Line)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<p>two<br>three", ["one", "two", "three"]),
        ("<div>a<span> b</span> <em>c</em></div>d", ["a b c", "d"]),
        ("<style>x</style><script>if (a<b) {}</script><p hidden>no</p><p style='display: none'>no</p><p>yes", ["yes"]),
        ("<nav>menu</nav><p>&lt;Not Applicable&gt; &amp; more&nbsp;text", ["<Not Applicable> & more text"]),
        ("<ul><li>☒ one<li><input type=checkbox checked> two<li><input type=checkbox> three</ul>", ["☑ one", "☑ two", "☐ three"]),
        ("<select><option>a<option selected>b<option>c</select>", ["b"]),
        ("<input type=text value='typed'><textarea>written</textarea>", ["typed", "written"]),
        ("<!-- <p>no</p> --><p>yes</p></div></p>", ["yes"]),
        ("<table><tr><td><p>one<table><tr><td>two</td></tr></table></td></tr></table>", ["one", "two"]),
        ("<b>bold", ["bold"]),
    ],
)
def test_what_html_allows(tmp_path: Path, html: str, expected: list[str]) -> None:
    assert texts(tmp_path, html) == expected


def test_tables_with_and_without_end_tags_and_with_cells_over_rows(tmp_path: Path) -> None:
    html = "<table><tr><th><th>A<th>B<tr><td rowspan=2>Row 1<td>x<td>y<tr><td colspan=2>wide<br>text</table>"
    (made,) = items(tmp_path, html)

    assert isinstance(made, Table)
    assert [[[line.text for line in cell] for cell in row] for row in made.rows] == [
        [[], ["A"], ["B"]],
        [["Row 1"], ["x"], ["y"]],
        [["Row 1"], ["wide", "text"], []],
    ]
    assert [line.bold for line in made.lines()] == [True, True, False, False, False, False, False, False]


def test_a_line_has_the_number_that_it_has_in_the_file(tmp_path: Path) -> None:
    numbers = [
        item.number
        for item in items(tmp_path, "<p>one</p>\n\n<div>\n  two</div>\n<table>\n<tr><td>three")
        if isinstance(item, Line)
    ]

    assert numbers == [1, 4, 6]


def imported(tmp_path: Path, body: str) -> Imported:
    path = tmp_path / "page.htm"
    path.write_text(f"<p>Example Ltd - Climate Change 2023</p>{body}", "utf-8")
    return import_submission(path, load_edition("cdp-2023"))


def answers(tmp_path: Path, body: str) -> dict[str, str]:
    return {str(answer.address): text_of(answer.value) for answer in imported(tmp_path, body).placement.answers}


SINGLE = "<h2>(C0.4) Currency?</h2><p>USD</p><h2>(C0.3) Where?</h2><p>Chile</p>"
EMISSIONS = {
    "C0.4.answer": "USD",
    "C0.3.answer": "Chile",
    "C6.1[reporting_year].emissions": "12",
    "C6.1[past_year_1].emissions": "13",
}
LABEL = "Gross global Scope 1 emissions (metric tons CO2e)"


@pytest.mark.parametrize(
    "layout",
    [
        f"<h3>Reporting year</h3><dl><dt>{LABEL}<dd>12</dl><h3>Past year 1</h3><dl><dt>{LABEL}<dd>13</dl>",
        f"<div>Reporting year</div><div>{LABEL}</div><div>12</div><div>Past year 1</div><div>{LABEL}</div><div>13</div>",
        f"<table><tr><td><td>{LABEL}<tr><td>Reporting year<td>12<tr><td>Past year 1<td>13</table>",
        f"<b>Reporting year</b><table><tr><td>{LABEL}<td>12</table><b>Past year 1</b><table><tr><td>{LABEL}<td>13</table>",
    ],
)
def test_one_question_in_many_layouts(tmp_path: Path, layout: str) -> None:
    assert answers(tmp_path, f"{SINGLE}<h2>(C6.1) How much?</h2>{layout}") == EMISSIONS


def test_bold_words_in_an_answer_are_no_label(tmp_path: Path) -> None:
    body = (
        f"{SINGLE}<h2>(C0.1) Who?</h2><p>We.</p><p><b>Our history</b></p><p>Long.</p>"
        "<h2>(C6.1) How much?</h2><h2>In metric tons.</h2><h3>Reporting year</h3>"
        f"<h4>{LABEL}</h4><p>12</p><h4>Comment</h4><p>See</p><p><strong>Chapter 3</strong></p>"
    )

    assert answers(tmp_path, body) == {
        "C0.4.answer": "USD",
        "C0.3.answer": "Chile",
        "C0.1.answer": "We.\nOur history\nLong.",
        "C6.1[reporting_year].emissions": "12",
        "C6.1[reporting_year].comment": "See\nChapter 3",
    }


def test_the_modules_that_a_page_lists_below_are_no_part_of_the_last_answer(tmp_path: Path) -> None:
    body = f"<p>C0. Introduction</p>{SINGLE}<h2>(C0.1) Who?</h2><p>We.</p><div>C0. Introduction</div><div>C1. Governance</div>"
    result = imported(tmp_path, body)

    assert {str(each.address): text_of(each.value) for each in result.placement.answers}["C0.1.answer"] == "We."
    assert [left.text for left in result.placement.leftovers] == ["Example Ltd - Climate Change 2023", "C0. Introduction"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<meta charset=windows-1252><p>größer".encode("cp1252"), ["größer"]),
        ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>€ größer".encode("cp1252"), ["€ größer"]),
        ("<p>größer".encode("utf-16"), ["größer"]),
        ("\ufeff<p>größer".encode(), ["größer"]),
    ],
)
def test_encodings_that_browsers_write(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    assert texts(tmp_path, content) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<p>größer".encode("cp1252"), "is no utf-8 text (byte 5)"),
        (b"<meta charset=klingon><p>x", "is written in 'klingon', which is not known"),
        (b"<html><script>load()</script><div id=root></div>", "holds no text; the page may load its text by script"),
        (b"From: <Saved by Blink>\nContent-Type: multipart/related;", "is a web archive (MHTML)"),
        (b"just words", "is no web page, although its name says so"),
        (b"PK\x03\x04\0\0<", "is no web page, although its name says so"),
    ],
)
def test_what_is_no_page_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        items(tmp_path, content)
    assert message in str(caught.value)


def test_deeply_nested_and_broken_pages_end(tmp_path: Path) -> None:
    assert texts(tmp_path, "<div>" * 20_000 + "x") == ["x"]
    assert texts(tmp_path, "<table><tr><td>" * 1_000 + "x") == ["x"]
    assert texts(tmp_path, "<p>x" + "</div>" * 20_000) == ["x"]
