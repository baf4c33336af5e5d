"""Where lines are put together again: pages, hyphens, paragraphs, counted lists, names of files."""

from dataclasses import replace
from pathlib import Path

import pytest

from cdp_toolkit.documents.files.furniture import body
from cdp_toolkit.documents.files.pdf import read_pdf
from cdp_toolkit.documents.meaning.printed import read_attachment
from cdp_toolkit.documents.page import Line, Page
from cdp_toolkit.documents.structure import joined, run_on
from tests.made_pdf import MadePage, write_pdf


def lines(*texts: str, full: bool = True) -> list[Line]:
    return [Line(text, 1, i, 40, 800 - 12 * i, 9, full=full) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("a 180-", "million-gallon store"), "a 180-million-gallon store"),
        (("long-", "term"), "long-term"),
        (("2020-", "2030"), "2020-2030"),
        (("a dash -", "and more"), "a dash - and more"),
        (("Our plan:", "Pillar #1: less.", "Pillar #2: even", "less.", "Pillar #3: none"), None),
        (("See below.", "Report_2023.pdf"), "See below.\nReport_2023.pdf"),
        (("as told in", "Report_2023.pdf"), "as told in Report_2023.pdf"),
        (("Read this:", "https://example.org/report.pdf"), "Read this: https://example.org/report.pdf"),
    ],
)
def test_lines_are_put_together(texts: tuple[str, ...], expected: str | None) -> None:
    if expected is None:
        expected = "Our plan: Pillar #1: less.\nPillar #2: even less.\nPillar #3: none"

    assert joined(lines(*texts)) == expected


def test_an_empty_line_parts_paragraphs_though_the_line_above_is_full() -> None:
    one, two, three = lines("First paragraph, as wide as can be.", "The second", "goes on.")
    lower = [replace(line, baseline=line.baseline - 14) for line in (two, three)]

    assert joined([one, *lower]) == "First paragraph, as wide as can be.\n\nThe second goes on."


def test_labels_that_break_at_a_hyphen_behind_a_figure() -> None:
    assert run_on(lines("Scope 1-", "3 emissions")) == "Scope 1-3 emissions"


def test_the_name_of_a_file_has_a_line_of_its_own() -> None:
    assert read_attachment(lines("Page 4 (our plan).", "Plan_2023.pdf")) == ("Page 4 (our plan).\nPlan_2023.pdf", [])


@pytest.mark.parametrize(("last", "goes_on"), [("wide " * 26 + "and", True), ("narrow", False)])
def test_a_text_goes_on_over_the_page_where_its_next_word_would_not_have_fitted(tmp_path: Path, last: str, goes_on: bool) -> None:
    wide = "wide " * 27
    first = MadePage().texts(f"36 40 . {wide}\n36 52 . {wide}\n36 64 . {last}")
    second = MadePage().texts(f"36 40 . understandably\n36 52 . {wide}")
    items = body(read_pdf(write_pdf(tmp_path / "made.pdf", [first, second])))
    found = [item for item in items if isinstance(item, Line)]

    assert ("\n" in joined(found[2:4])) is not goes_on


def test_pages_without_lines_are_passed_over() -> None:
    pages = [Page(1, tuple(lines("one")), 842), Page(2, (), 842), Page(3, tuple(lines("two")), 842)]

    assert [item.text for item in body(pages) if isinstance(item, Line)] == ["one", "two"]
