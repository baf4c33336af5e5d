"""Labels of texts in the order of the form: what stands out of it is text, a label, or begins a row, and is listed."""

from pathlib import Path

import pytest

from cdp_toolkit.documents.forms.label_order import Turn, out_of_order
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.file import read_response, write_response
from cdp_toolkit.responses.model import Response

HEAD = """
id: cdp-1999
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {C1: First}
sectors: [General]
sector_sets: {all: [General]}
issues: [Climate change]
"""
QUESTIONS = """
- id: C1.1
  concept: risks
  topic: Risks
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: identifier, label: Identifier, type: text}
  - {n: 2, name: about, label: Description of it, type: text}
  - {n: 3, name: cost, label: Cost, type: number}
  - {n: 4, name: comment, label: Comment, type: text}
- id: C1.2
  concept: board
  topic: Board
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: position, label: Position, type: choice, options: [Board, Chair]}
  - {n: 2, name: duty, label: Responsibilities, type: text}
- id: C1.3
  concept: more
  topic: More
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: More, type: text}]
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("edition")
    (folder / "edition.yaml").write_text(HEAD, "utf-8")
    (folder / "options.yaml").write_text("{}", "utf-8")
    (folder / "module-C1.yaml").write_text(QUESTIONS, "utf-8")
    return read_edition(folder)


def placed(edition: Edition, folder: Path, *risks: str, board: str = "") -> Placement:
    file = folder / "example.txt"
    body = [
        "C1. First",
        "C1.1",
        "(C1.1) Which risks?",
        *risks,
        "C1.2",
        "(C1.2) Who on the board?",
        "Position\tResponsibilities",
        board or "Chair\nAll of it.",
        "C1.3",
        "(C1.3) More?",
        "No.",
    ]
    file.write_text("\n".join(body), "utf-8")
    return place(read_submission(file, edition), edition, file.name)


def answers(placement: Placement, question: str) -> dict[str, str]:
    return {str(a.address): str(a.value) for a in placement.answers if a.address.question == question}


def doubts(placement: Placement) -> list[tuple[str, str, str]]:
    return [(each.label, each.text, each.reason) for each in placement.doubts]


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        ([0, 1, 2, 3], {}),
        ([0, 2, 3], {}),
        ([0, 3, 1, 2, 3], {1: Turn.TEXT}),
        ([0, 1, 1, 2, 3], {2: Turn.TEXT}),
        ([0, 2, 1, 3], {2: Turn.FIELD}),
        ([0, 1, 2, 3, 1, 2], {4: Turn.ROW}),
        ([], {}),
    ],
)
def test_labels_out_of_order(positions: list[int], expected: dict[int, Turn]) -> None:
    assert out_of_order(positions) == expected


def test_a_line_of_a_text_that_reads_like_a_later_label_cuts_no_row(edition: Edition, tmp_path: Path) -> None:
    risk = ("Identifier", "R1", "Description of it", "We see", "Comment", "as a word.", "Cost", "5", "Comment", "Fine.")
    placement = placed(edition, tmp_path, *risk, "Identifier", "R2", "Description of it", "Small.", "Cost", "1", "Comment")

    assert answers(placement, "C1.1") == {
        "C1.1[1].identifier": "R1",
        "C1.1[1].about": "We see\nComment\nas a word.",
        "C1.1[1].cost": "5",
        "C1.1[1].comment": "Fine.",
        "C1.1[2].identifier": "R2",
        "C1.1[2].about": "Small.",
        "C1.1[2].cost": "1",
    }
    assert doubts(placement) == [("C1.1[1].about", "Comment", Turn.TEXT.value)]


def test_a_first_label_behind_half_a_row_is_listed(edition: Edition, tmp_path: Path) -> None:
    risk = ("Identifier", "R1", "Description of it", "We see", "Identifier", "as a word.", "Cost", "5", "Comment", "Fine.")

    placement = placed(edition, tmp_path, *risk)

    assert [where for where in answers(placement, "C1.1") if "[2]" in where] == [
        "C1.1[2].identifier",
        "C1.1[2].cost",
        "C1.1[2].comment",
    ]
    assert doubts(placement) == [("C1.1[2]", "Identifier", Turn.CUT.value)]


def test_a_row_without_its_first_label_is_listed(edition: Edition, tmp_path: Path) -> None:
    rows = ("Identifier", "R1", "Description of it", "Big.", "Cost", "5", "Comment", "Fine.", "Cost", "7", "Comment", "Bad.")

    placement = placed(edition, tmp_path, *rows)

    assert {where: value for where, value in answers(placement, "C1.1").items() if "[2]" in where} == {
        "C1.1[2].cost": "7",
        "C1.1[2].comment": "Bad.",
    }
    assert doubts(placement) == [("C1.1[2]", "Cost", Turn.ROW.value)]


def test_a_row_with_an_empty_first_cell_could_begin_in_a_text(edition: Edition, tmp_path: Path) -> None:
    placement = placed(edition, tmp_path, "Identifier", "R1", board="Board\nRisks.\nPay.\nChair\nAll.\n\nOf it.")

    assert answers(placement, "C1.2")["C1.2[1].duty"] == "Risks.\nPay."
    assert [(where, text) for where, text, _ in doubts(placement)] == [("C1.2[1].duty", "Pay.")]


def test_paragraphs_come_back_from_the_response_file(edition: Edition, tmp_path: Path) -> None:
    placement = placed(edition, tmp_path, "Identifier", "R1", board="Chair\nAll.\n\n\nOf it.\nAnd more.")
    file = tmp_path / "response.csv"
    write_response(file, edition, Response.of(edition.id, placement.answers))

    assert answers(placement, "C1.2")["C1.2[1].duty"] == "All.\n\nOf it.\nAnd more."
    assert {str(a.address): a.value for a in read_response(file, edition)} == {str(a.address): a.value for a in placement.answers}
