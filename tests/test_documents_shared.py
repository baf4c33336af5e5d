"""The real submissions that stand beside the project: every question found, next to nothing without a place."""

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.file import read_response, write_response
from cdp_toolkit.responses.model import Response

pytestmark = pytest.mark.shared

# file, edition, numbers of questions in it, least number of answers, most share of characters without a place
SUBMISSIONS = [
    ("apple-2025.pdf", "cdp-2025", 91, 3080, 0.001),
    ("apple-2023.pdf", "cdp-2023", 116, 2915, 0.001),
    ("amazon-2023.txt", "cdp-2023", 102, 670, 0.005),
    ("conocophillips-2023.txt", "cdp-2023", 128, 920, 0.005),
]

PAGE_END = "\n\f\n"

# figures on a line of their own that are the end of a longer text or label in a narrow cell
WITHIN_TEXTS = {"apple-2023.pdf": {Decimal("8.5"): 1, Decimal(1): 7}}  # RCP 8.5; Row 1
FIGURE = re.compile(r"\d+(\.\d+)?")


@cache
def placed(path: Path, edition: str) -> Placement:
    loaded = load_edition(edition)
    return place(read_submission(path, loaded), loaded, path.name)


@pytest.mark.parametrize(("file", "edition", "questions", "answers", "unplaced"), SUBMISSIONS)
def test_submissions_are_read(shared: Path, file: str, edition: str, questions: int, answers: int, unplaced: float) -> None:
    placement = placed(shared / "responses" / file, edition)

    assert len(set(placement.questions)) == len(placement.questions) == questions
    assert len(placement.answers) >= answers
    assert placement.unplaced_characters <= unplaced * placement.characters


@pytest.mark.parametrize("file", ["amazon-2023.txt", "conocophillips-2023.txt"])
def test_every_number_that_appears_is_found(shared: Path, file: str) -> None:
    text = (shared / "responses" / file).read_text("utf-8")
    numbers = [
        match[1] for match in re.finditer(r"^\(((?:C|SC)[-A-Z0-9./]*[a-z]?(?:/[-A-Z0-9.]+[a-z]?)*)\) ", text, re.MULTILINE)
    ]

    assert placed(shared / "responses" / file, "cdp-2023").questions == numbers


def raw_text(path: Path) -> str:
    """The text of a PDF as its library gives it, without any of our reading."""
    document = pypdfium2.PdfDocument(path)
    text = PAGE_END.join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text.replace("\r", "")


def test_every_number_in_the_raw_text_of_the_response_export_is_found(shared: Path) -> None:
    path = shared / "responses" / "apple-2023.pdf"
    numbers = set(re.findall(r"\(((?:C|SC)(?:-[A-Z]+)?\d[\w./-]*)\)", raw_text(path))) | {"C-FI"}

    assert set(placed(path, "cdp-2023").questions) == numbers


def test_every_code_in_the_raw_text_of_the_portal_export_is_a_question_or_a_column(shared: Path) -> None:
    path = shared / "responses" / "apple-2025.pdf"
    text = raw_text(path)
    contents = set(re.findall(r"^\s*\((\d+(?:\.\d+)+)\)[^\n]*(?:\n[^\n(]*)?\.{4,}", text, re.MULTILINE))
    submission = read_submission(path, load_edition("cdp-2025"))
    columns = {field.code for section in submission.sections for block in section.blocks for field in block.fields if field.code}

    assert set(placed(path, "cdp-2025").questions) == contents
    assert set(re.findall(r"\((\d+(?:\.\d+)+)\)", text)) == contents | columns


@pytest.mark.parametrize(("file", "edition"), [("apple-2025.pdf", "cdp-2025"), ("apple-2023.pdf", "cdp-2023")])
def test_every_figure_on_a_line_of_its_own_arrives(shared: Path, file: str, edition: str) -> None:
    """From the document to the answers: figures at the foot of a page were once taken for page numbers."""
    path = shared / "responses" / file
    printed = Counter(
        Decimal(line)
        for number, page in enumerate(raw_text(path).split(PAGE_END), start=1)
        for line in map(str.strip, page.split("\n"))
        if FIGURE.fullmatch(line) and line not in (str(number), str(number - 1))
    )
    placement = placed(path, edition)
    texts = [text_of(answer.value) for answer in placement.answers] + [each.text for each in placement.leftovers]
    arrived = Counter(Decimal(line) for text in texts for line in map(str.strip, text.split("\n")) if FIGURE.fullmatch(line))

    assert sum(printed.values()) > 700
    assert printed - arrived == Counter(WITHIN_TEXTS.get(file, {}))


def test_rows_of_divisions_are_parted_where_the_text_has_no_ruled_lines(shared: Path) -> None:
    answers = {
        str(each.address): each.value for each in placed(shared / "responses" / "conocophillips-2023.txt", "cdp-2023").answers
    }

    assert [answers[f"C7.3a[{row}].scope1"] for row in (1, 2, 3)] == [12274000, 2136000, 544000]
    assert [answers[f"C7.6a[{row}].scope2_location_based"] for row in (1, 2, 3)] == [1044000, 207, 15500]


@pytest.mark.parametrize(("file", "edition"), [(file, edition) for file, edition, *_ in SUBMISSIONS])
def test_what_is_imported_can_be_written_and_read(shared: Path, tmp_path: Path, file: str, edition: str) -> None:
    loaded, placement = load_edition(edition), placed(shared / "responses" / file, edition)
    response = Response.of(edition, placement.answers)
    write_response(tmp_path / "response.csv", loaded, response)

    assert read_response(tmp_path / "response.csv", loaded).answers == response.answers


@pytest.mark.parametrize(
    ("sample", "judged"),
    [
        ("imports-sample.csv", {"right": 295, "debatable": 5}),
        ("imports-sample-by-question.csv", {"right": 298, "debatable": 2}),
    ],
)
def test_samples_that_were_read_by_hand_are_as_they_were_judged(shared: Path, sample: str, judged: dict[str, int]) -> None:
    rows = list(csv.DictReader((Path(__file__).parent / "data" / sample).read_text("utf-8").splitlines()))
    editions = {file: edition for file, edition, *_ in SUBMISSIONS}
    wrong = []
    for row in rows:
        placement = placed(shared / "responses" / row["file"], editions[row["file"]])
        answers = {str(answer.address): answer for answer in placement.answers}
        place = f"page {row['page']}, line {row['line']}" if row["page"] else f"line {row['line']}"
        answer = answers.get(row["address"])
        found = None if answer is None else (" ".join(text_of(answer.value).split())[:40], answer.source.detail)
        if found != (row["begins"], f"{row['file']}, {place}"):
            wrong.append((row["address"], found))

    assert Counter(row["checked"] for row in rows) == judged
    assert wrong == []
