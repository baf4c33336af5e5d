"""Values that somebody printed bold stay values; what opens a row or a column stands out by size or colour."""

from pathlib import Path

import pytest

from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.model import Column, Edition, Question, Row, Rows
from cdp_toolkit.values import as_text
from tests.made_pdf import MadePage, write_pdf

FIXED = Rows(fixed=(Row(name="now", label="This year"), Row(name="past", label="Past year")))


def edition(prefix: str) -> Edition:
    def question(n: int, rows: Rows | None, *columns: Column) -> Question:
        number = f"{prefix}.{n}"
        return Question(id=number, concept=f"made{n}", topic="Made", sectors=(), issues=(), rows=rows, columns=columns)

    figure = Column(n=1, name="figure", label="Figure", type="number")
    text = Column(n=2, name="remark", label="Remark", type="text")
    chosen = Column(n=1, name="chosen", label="Chosen", type="choices", options=("Sun", "Wind", "Other, please specify"))
    questions = [question(1, None, chosen, text), question(2, FIXED, figure, text), question(3, Rows(added=True), figure, text)]
    return Edition("made", "Made", {}, (), (), {each.id: each for each in questions})


PORTAL = """
    36 40 B (7.1) What is chosen?
    36 62 w (7.1.1) Chosen
    36 80 . Select all that apply
    36 95 {a} [x] Sun
    36 110 {b} [x] Other, please specify :Waves
    36 132 w (7.1.2) Remark
    36 150 {c} Our remark
    36 165 . goes on.
    36 180 . [Fixed row]
    36 200 B (7.2) How much?
    36 220 B This year
    36 242 w (7.2.1) Figure
    36 260 {d} 12
    36 282 w (7.2.2) Remark
    36 300 . As it is.
    36 320 B Past year
    36 342 w (7.2.1) Figure
    36 360 . 11
    36 375 . [Fixed row]
    36 400 B (7.3) How much of each?
    36 420 B Row 1
    36 442 w (7.3.1) Figure
    36 460 {e} 31
    36 482 w (7.3.2) Remark
    36 500 {f} First
    36 520 B Row 2
    36 542 w (7.3.1) Figure
    36 560 . 32
    36 582 w (7.3.2) Remark
    36 600 . Second
    36 615 . [Add row]
"""

RESPONSE = """
    44 40 p (C7.1) What is chosen?
    53 60 p Chosen
    53 75 {a} Sun
    53 87 {b} Other, please specify (Waves)
    53 102 p Remark
    53 117 {c} Our remark
    53 129 . goes on.
    44 160 p (C7.2) How much?
    47 180 p This year
    53 195 p Figure
    56 210 {d} 12
    53 225 p Remark
    56 240 . As it is.
    47 260 p Past year
    53 275 p Figure
    56 290 . 11
    44 320 p (C7.3) How much of each?
    53 340 p Figure
    56 355 {e} 31
    53 370 p Remark
    56 385 {f} First
    53 405 p Figure
    56 420 . 32
    53 435 p Remark
    56 450 . Second
"""

EXPECTED = {
    ".1.chosen": "Sun\nOther, please specify: Waves",
    ".1.remark": "Our remark\ngoes on.",
    ".2[now].figure": "12",
    ".2[now].remark": "As it is.",
    ".2[past].figure": "11",
    ".3[1].figure": "31",
    ".3[1].remark": "First",
    ".3[2].figure": "32",
    ".3[2].remark": "Second",
}


def answers(path: Path, page: str, prefix: str, bold: str) -> tuple[dict[str, str], list[str]]:
    kinds = {letter: "b" if letter in bold else "." for letter in "abcdef"}
    made = edition(prefix)
    placement = place(read_submission(write_pdf(path, [MadePage().texts(page.format(**kinds))]), made), made, "made.pdf")
    found = {str(answer.address).removeprefix(prefix): as_text(answer.value) for answer in placement.answers}
    return found, [each.text for each in placement.leftovers]


@pytest.mark.parametrize("bold", ["", "a", "b", "c", "d", "e", "f", "abcdef"])
@pytest.mark.parametrize(("page", "prefix"), [(PORTAL, "7"), (RESPONSE, "C7")])
def test_bold_values_are_values(tmp_path: Path, page: str, prefix: str, bold: str) -> None:
    assert answers(tmp_path / "made.pdf", page, prefix, bold) == (EXPECTED, [])


def test_bold_alone_begins_no_row_where_rows_are_only_counted(tmp_path: Path) -> None:
    """Headings here are as large as values; what the edition cannot have as a row is none."""
    page = PORTAL.replace(" B ", " b ")

    assert answers(tmp_path / "made.pdf", page, "7", "abef") == (EXPECTED, [])
