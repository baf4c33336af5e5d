"""The report of the sample: whole, the same bytes each time, readable without pictures and without a network."""

import base64
import re
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cdp_toolkit.cli import main
from cdp_toolkit.reports.content import best_target
from cdp_toolkit.reports.parts import Bar, Content, GapBar, Step, Table
from cdp_toolkit.reports.pdf import pdf_of
from cdp_toolkit.shipped import shipped

SAMPLE = shipped("samples") / "kuaishou-2023"
KINDS = ("html", "pdf", "xlsx")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of the sample twice; the PDF, which takes long, once."""
    folder = tmp_path_factory.mktemp("reports")
    for name, kinds in (("first", KINDS), ("second", ("html", "xlsx"))):
        outs = [argument for kind in kinds for argument in ("-o", folder / f"{name}.{kind}")]
        result = run("report", SAMPLE, "--target", "D", *outs)
        assert result.exit_code == 0, result.output
    return folder


class Outline(HTMLParser):
    """Collects what a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="session")
def outline(reports: Path) -> Outline:
    found = Outline()
    found.feed((reports / "first.html").read_text("utf-8"))
    return found


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_the_same_input_gives_the_same_bytes(reports: Path, kind: str) -> None:
    assert (reports / f"first.{kind}").read_bytes() == (reports / f"second.{kind}").read_bytes()


def test_the_same_content_gives_the_same_pdf() -> None:
    blank = Table("Levels", "Nothing yet.", ("Level",), (), (10,))
    content = Content(
        organisation="Example",
        edition="Edition",
        sector="General",
        facts=(),
        band_low="D-",
        band_high="C",
        verdict=("This is an estimate.",),
        reasons=(),
        target="B",
        plan_said=(),
        steps=(Step("Disclosure", Fraction(1, 4), Fraction(1, 2), ((Fraction(0), "D-"), (Fraction(45, 100), "D"))),) * 2,
        next_share=Fraction(8, 10),
        bars=tuple(Bar("Disclosure", name, Fraction(1, 4), Fraction(1, 2), Fraction(4)) for name in ("One", "Two")),
        gap_bars=(GapBar("1.1 D", "Topic", Fraction(1), Fraction(2), "text (1)", caps=True),),
        levels=blank,
        categories=blank,
        gaps=blank,
        plan=blank,
        findings=blank,
        judged=blank,
        assumptions=(),
        points=blank,
        modules=(),
    )

    assert pdf_of(content) == pdf_of(content)


def test_the_page_needs_nothing_beside_itself(outline: Outline) -> None:
    assert outline.of("script") == outline.of("link") == outline.of("iframe") == []
    assert {str(image["src"]).partition(";")[0] for image in outline.of("img")} == {"data:image/svg+xml"}


def test_the_page_can_be_read_without_seeing_it(outline: Outline, reports: Path) -> None:
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]

    assert outline.of("html") == [{"lang": "en"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(len(str(image["alt"])) > 80 for image in outline.of("img"))
    assert len(outline.of("table")) == len(outline.of("caption"))
    assert all("scope" in head for head in outline.of("th"))
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in outline.of("a")} <= set(ids)


def test_the_page_says_what_it_is(reports: Path) -> None:
    text = (reports / "first.html").read_text("utf-8")

    assert "<title>Kuaishou Technology: gap report" in text
    assert "It is not CDP&#39;s score." in text
    assert "Gaps to D" in text


def test_charts_are_drawings_without_dates(reports: Path) -> None:
    text = (reports / "first.html").read_text("utf-8")
    drawings = [base64.b64decode(data) for data in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", text)]

    assert len(drawings) == 3
    assert all(ET.fromstring(each).tag.endswith("svg") for each in drawings)  # noqa: S314 - our own
    assert all(b"dc:date" not in each for each in drawings)


def test_the_workbook_holds_every_table(reports: Path) -> None:
    book = load_workbook(reports / "first.xlsx")
    gaps = book["Gaps"]

    assert book.sheetnames == [
        "Verdict",
        "Levels",
        "Categories",
        "Gaps",
        "Plan",
        "Findings",
        "To be judged",
        "Points by question",
    ]
    assert [cell.value for cell in gaps[4]][:4] == ["No.", "Criterion", "Topic", "Points"]
    assert gaps["A5"].value == 1


def test_the_pdf_is_a_pdf_of_pages(reports: Path) -> None:
    from cdp_toolkit.documents.files.pdf import read_pdf

    pages = list(read_pdf(reports / "first.pdf"))

    assert len(pages) > 5


def test_the_next_band_is_aimed_at_where_the_wanted_one_is_reached() -> None:
    order = ("D-", "D", "C-", "C", "B-", "B", "A-", "A")

    assert best_target(order, "D-", "B") == "B"
    assert best_target(order, "B", "B") == "A-"
    assert best_target(order, "A", "B") == "A"


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    result = run("report", SAMPLE, "-o", tmp_path / "report.docx")

    assert result.exit_code == 2
    assert "is no kind of report" in result.output
    assert list(tmp_path.iterdir()) == []
