"""Texts that were copied another way, on a small one of our own and on the published ones: the answers stay the same."""

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cdp_toolkit.documents.files.text_lines import lines_of
from cdp_toolkit.documents.forms.plain_text import read_lines
from cdp_toolkit.documents.forms.text_heads import with_brackets
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from tests.text_copies import COPIES, rows_on_lines, with_footers, wrapped

EDITION = """
id: cdp-1999
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {C1: First, C2: Second}
sectors: [General, Coal]
sector_sets: {all: [General, Coal]}
issues: [Climate change]
"""

FIRST = """
- id: C1.1
  concept: about
  topic: About us
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: About us, type: text}]
- id: C1.2
  concept: horizons
  topic: Time horizons
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: short, label: Short-term}, {name: long, label: Long-term}]}
  columns:
  - {n: 1, name: from_years, label: From (years), type: number}
  - {n: 2, name: emissions, label: "Emissions that are expected in this time (metric tons CO2e)", type: number}
  - {n: 3, name: comment, label: Comment, type: text}
- id: C1.3
  concept: incentives
  topic: Incentives
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - n: 1
    name: entitled
    label: "Kind of people who are entitled to the incentive of this row"
    type: choice
    options: [Board, Staff]
  - {n: 2, name: kinds, label: Incentive(s), type: choices, options: [Bonus, Public recognition, Shares]}
  - {n: 3, name: figure, label: Figure, type: number}
  - {n: 4, name: figure_least, label: "Figure - least (currency, if there is one at all)", type: number}
  - {n: 5, name: comment, label: Comment, type: text}
- id: C1.4
  concept: undertaken
  topic: Undertaken
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: heat, label: Use of heat}, {name: steam, label: Use of steam}]}
  columns:
  - {n: 1, name: undertaken, label: "Whether you did this at any time in the reporting year", type: choice, options: [Yes, No]}
"""

SECOND = """
- id: C2.1
  concept: verified
  topic: Verified
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: module, label: Module, type: choice, options: [C1. First, C2. Second]}
  - {n: 2, name: scenario, label: Scenario, type: choice, options: [Physical | Hot, Physical | Cold]}
  - {n: 3, name: share, label: Share, type: number}
  - {n: 4, name: comment, label: Comment, type: text}
- id: C-CO2.1
  concept: coal
  topic: Coal
  sectors: [Coal]
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Coal, type: choice, options: [Yes, No]}]
- id: C-FI
  concept: further
  topic: Further
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Further, type: text}]
"""

TEXT = """Example Ltd - Climate Change 1999
C1. First
C1.1
(C1.1) Describe yourselves.
We "make" examples; they're good.

C2.1 Describes more, and C1.3 does.
See page 3
See page 4
See page 5
C1.2
(C1.2) How far do you look ahead?
From (years)\tEmissions that are expected in this time (metric tons CO2e)\tComment
Short-term\t
0
1234567
Near enough.

Really.
Long-term\t\t
76543
C1.3
(C1.3) Describe incentives.
Kind of people who are entitled to the incentive of this row
Board
Incentive(s)
Bonus
Shares
Figure
2000
Figure - least (currency, if there is one at all)
<Not Applicable>
Comment
1. Café
2. Bar
Kind of people who are entitled to the incentive of this row
Staff
Incentive(s)
Public recognition
Figure
<Not Applicable>
Figure - least (currency, if there is one at all)
10000
Comment
<Not Applicable>
C1.4
(C1.4) Which did you use?
Whether you did this at any time in the reporting year
Use of heat\t
Yes
Use of steam\t
No
C2. Second
C2.1
(C2.1) What was verified?
Module\tScenario\tShare\tComment
C1. First
Physical\tHot
20
Bullets:
C2. Second
<Not Applicable>
100
It's all verified by others.
C-CO2.1
(C-CO2.1) Do you burn coal?
No
C-FI
(C-FI) Anything else?
No
"""

ANSWERS = {
    "C1.1.answer": 'We "make" examples; they\'re good. C2.1 Describes more, and C1.3 does. See page 3 See page 4 See page 5',
    "C1.2[short].from_years": "0",
    "C1.2[short].emissions": "1234567",
    "C1.2[short].comment": "Near enough. Really.",
    "C1.2[long].emissions": "76543",
    "C1.3[1].entitled": "Board",
    "C1.3[1].kinds": "Bonus Shares",
    "C1.3[1].figure": "2000",
    "C1.3[1].comment": "1. Café 2. Bar",
    "C1.3[2].entitled": "Staff",
    "C1.3[2].kinds": "Public recognition",
    "C1.3[2].figure_least": "10000",
    "C1.4[heat].undertaken": "Yes",
    "C1.4[steam].undertaken": "No",
    "C2.1[1].module": "C1. First",
    "C2.1[1].scenario": "Physical | Hot",
    "C2.1[1].share": "20",
    "C2.1[1].comment": "Bullets:",
    "C2.1[2].module": "C2. Second",
    "C2.1[2].share": "100",
    "C2.1[2].comment": "It's all verified by others.",
    "C-CO2.1.answer": "No",
    "C-FI.answer": "No",
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("edition")
    for name, text in {"edition": EDITION, "options": "{}", "module-C1": FIRST, "module-C2": SECOND}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return read_edition(folder)


def imported(path: Path, text: str, edition: Edition) -> Placement:
    path.write_bytes(text.encode())
    return place(read_submission(path, edition), edition, path.name)


def answers(placement: Placement) -> dict[str, str]:
    """The answers but for what a copy may change: spaces, line ends, the kind of quotes."""
    return {str(answer.address): plain(text_of(answer.value)) for answer in placement.answers}


def plain(text: str) -> str:
    quotes = str.maketrans("\u201c\u201d\u2019", '""\'')
    return " ".join(unicodedata.normalize("NFC", text).translate(quotes).split())


def labels_of(edition: Edition) -> list[str]:
    return [column.label for question in edition.questions.values() for column in question.all_columns]


SMALL = {name: copy for name, copy in COPIES.items() if name != "numbers of pages alone"}  # it has too few pages for that
SMALL |= {"footers of the export": with_footers("CDP Page # of ##", every=12)}
SMALL |= {"footers of two lines": with_footers("", "Example Ltd - Examples 1999", "Page # of ##", "", every=12)}
SMALL |= {"footers of a browser": with_footers("https://www.example.org/?id=77 #/##", "1/2/99, 3:15 PM Example", every=12)}
SMALL |= {"numbers of pages with dashes": with_footers("- # -", every=12)}


@pytest.mark.parametrize("name", ["as it is", "labels over two lines", "rows on lines", *SMALL])
def test_a_small_text_copied_another_way_gives_the_same_answers(tmp_path: Path, edition: Edition, name: str) -> None:
    others: dict[str, Callable[[str], str]] = {
        "as it is": str,
        "labels over two lines": lambda text: wrapped(text, labels_of(edition)),
        "rows on lines": lambda text: rows_on_lines(text, submission),
    }
    (tmp_path / "as-it-is.txt").write_text(TEXT, "utf-8")
    submission = read_submission(tmp_path / "as-it-is.txt", edition)
    copied = {**others, **SMALL}[name](TEXT)
    placement = imported(tmp_path / "copy.txt", copied, edition)

    assert copied != TEXT or name in ("as it is", "letters and accents apart")
    expected = dict(ANSWERS)
    if name == "no tabs":  # the tabs alone said that the first column is empty: it is listed
        expected["C1.2[long].from_years"] = expected.pop("C1.2[long].emissions")
        assert [doubt.label for doubt in placement.doubts] == ["C1.2[long].from_years or C1.2[long].emissions"]
    assert answers(placement) == expected
    assert [left.text for left in placement.leftovers if not left.text.startswith("Example")] == []
    assert placement.unlisted == []


def only(question: str, body: str) -> str:
    """A text in which one question has lines; three heads make it a response."""
    heads = {
        "C1.1": "Describe.",
        "C1.2": "Look ahead.",
        "C1.3": "Incentives?",
        "C1.4": "Which?",
        "C2.1": "Verified?",
        "C-FI": "Else?",
    }
    return "\n".join(f"({number}) {words}" + (f"\n{body}" if number == question else "") for number, words in heads.items())


@pytest.mark.parametrize(
    ("question", "body", "expected"),
    [
        (  # fields without values are no table
            "C2.1",
            "Module\nScenario\nShare\nComment\nAll is well, and has been for years.",
            {"C2.1[1].comment": "All is well, and has been for years."},
        ),
        (  # a table whose tabs were lost, of two rows
            "C2.1",
            "Module\nScenario\nShare\nComment\nC1. First\nPhysical | Hot\n20\nFine.\nC2. Second\nPhysical | Cold\n30\nWell.",
            {
                "C2.1[1].module": "C1. First",
                "C2.1[1].scenario": "Physical | Hot",
                "C2.1[1].share": "20",
                "C2.1[1].comment": "Fine.",
                "C2.1[2].module": "C2. Second",
                "C2.1[2].scenario": "Physical | Cold",
                "C2.1[2].share": "30",
                "C2.1[2].comment": "Well.",
            },
        ),
        (  # a row on a line, and a text that goes on below it
            "C1.2",
            "\tFrom (years)\tComment\nShort-term\t0\tNear.\nReally.\nLong-term\t\tFar.",
            {"C1.2[short].from_years": "0", "C1.2[short].comment": "Near. Really.", "C1.2[long].comment": "Far."},
        ),
        (  # a list with tabs behind its marks is no row, nor is a group with its option
            "C2.1",
            "Module\tComment\nC1. First\nAll:\n\n\u2022\tone\n\n1.\ttwo\n\na)\tthree",
            {"C2.1[1].module": "C1. First", "C2.1[1].comment": "All: \u2022 | one 1. | two a) | three"},
        ),
        (
            "C2.1",
            "Scenario\tComment\nPhysical\tHot\nFine.\nPhysical\tCold\nWell.",
            {
                "C2.1[1].scenario": "Physical | Hot",
                "C2.1[1].comment": "Fine.",
                "C2.1[2].scenario": "Physical | Cold",
                "C2.1[2].comment": "Well.",
            },
        ),
    ],
    ids=["fields", "stacked", "rows on lines", "list", "groups"],
)
def test_tables_of_a_text(tmp_path: Path, edition: Edition, question: str, body: str, expected: dict[str, str]) -> None:
    placement = imported(tmp_path / "copy.txt", only(question, body), edition)

    assert answers(placement) == expected
    assert [left.text for left in placement.leftovers] == []


@cache
def published(path: Path) -> tuple[Edition, str, dict[str, str]]:
    edition, text = load_edition("cdp-2023"), path.read_text("utf-8")
    return edition, text, answers(place(read_submission(path, edition), edition, path.name))


# "Other, please specify" swallows the option behind it where an answer's lines are run together
KNOWN = {("conocophillips-2023.txt", "rows on lines"): {"C12.5.environmental_collaborative_framework"}}


# the longer of the two texts is read in those ways only that concern its wide tables and the numbers of its sector
LONGER = (
    "a blank line after every line",
    "heads without brackets",
    "numbers on lines of their own only",
    "footers of two lines",
    "no tabs",
)
FILES = [("amazon-2023.txt", tuple(COPIES)), ("conocophillips-2023.txt", LONGER)]


@pytest.mark.shared
@pytest.mark.parametrize(("file", "ways"), FILES)
def test_a_published_text_copied_another_way_gives_the_same_answers(
    shared: Path, tmp_path: Path, file: str, ways: tuple[str, ...]
) -> None:
    edition, text, expected = published(shared / "responses" / file)
    submission = read_submission(shared / "responses" / file, edition)
    copies = {
        **{name: COPIES[name](text) for name in ways},
        "labels over two lines": wrapped(text, labels_of(edition)),
        "rows on lines": rows_on_lines(text, submission),
    }
    different = {}
    for name, copied in copies.items():
        found = answers(imported(tmp_path / "copy.txt", copied, edition))
        different[file, name] = {each for each in expected.keys() | found.keys() if expected.get(each) != found.get(each)}

    assert {key: value for key, value in different.items() if value} == {key: KNOWN[key] for key in KNOWN if key[0] == file}


def texts(given: list[Line]) -> list[str]:
    return [line.text for line in given]


def test_lines_that_count_up_inside_of_an_answer_are_no_page_numbers() -> None:
    text = "\n".join(f"Page {n}" for n in range(1, 20))

    assert texts(lines_of(text)) == text.split("\n")


def test_what_stands_above_and_below_every_page_number_goes_with_it() -> None:
    pages = [[f"Text {n} of page {page}." for n in range(12)] for page in range(1, 6)]
    text = "\n".join("\n".join([*page, "", "Example Ltd", f"Page {n}", "Confidential"]) for n, page in enumerate(pages, start=1))

    assert texts(lines_of(text)) == [line for page in pages for line in page]


def pages_with_numbers(count: int, *extra: str) -> list[str]:
    """Pages of twelve lines, each with its number alone on its last line; ``extra`` lines stand in the middle of the fifth."""
    made = []
    for page in range(1, count + 1):
        made += [f"Text {n} of page {page}." for n in range(6)] + (list(extra) if page == 5 else [])
        made += [f"Text {n} of page {page}." for n in range(6, 12)] + [str(page)]
    return made


@pytest.mark.parametrize(
    ("extra", "stay"),
    [
        ((), []),
        (("40",), ["40"]),
        (("a", "b", "5"), ["5", "5"]),  # either could be the number of the page
    ],
    ids=["numbers only", "a figure", "the same figure"],
)
def test_numbers_alone_that_count_up_all_through_a_text_are_page_numbers(extra: tuple[str, ...], stay: list[str]) -> None:
    given = pages_with_numbers(12, *extra)
    read = texts(lines_of("\n".join(given)))

    assert [line for line in read if line.isdigit()] == stay
    assert [line for line in read if not line.isdigit()] == [line for line in given if not line.isdigit()]


def test_a_few_numbers_alone_are_figures() -> None:
    given = pages_with_numbers(9)

    assert texts(lines_of("\n".join(given))) == given


def test_a_line_above_one_page_number_only_is_the_documents_own() -> None:
    text = with_footers("Page # of ##", every=12)("\n".join(f"Line {letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2))

    assert texts(lines_of(text)) == [f"Line {letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2]


def test_line_numbers_are_those_of_the_file() -> None:
    given = lines_of("One\r\n\r\nTwo\r\n\r\nThree\r\n\r\n\r\nFour\r\n\r\nFive")

    assert [(line.text, line.number) for line in given if line.text] == [
        ("One", 1),
        ("Two", 3),
        ("Three", 5),
        ("Four", 8),
        ("Five", 10),
    ]
    assert texts(given) == ["One", "Two", "Three", "", "Four", "Five"]


def test_a_text_of_windows_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "unicode.txt"
    path.write_bytes("(C1.1) Café?\r\nYes\r\n".encode("utf-16"))

    assert texts(read_lines(path)) == ["(C1.1) Café?", "Yes", ""]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "C1.1 What is it?\nC1.3 Tells more.\nC1.2 Why?\nBecause.\nC1.3 How?\nC1.2 and C1.1 say it.\nWell.",
            "(C1.1) What is it?\nC1.3 Tells more.\n(C1.2) Why?\nBecause.\n(C1.3) How?\nC1.2 and C1.1 say it.\nWell.",
        ),
        ("C1.1\n\nWhat is it?\nC1.2\nWhy?\nC1.3\nC1.4\nHow?", "(C1.1) What is it?\n(C1.2) Why?\n(C1.3)\n(C1.4) How?"),
        ("C1.1 What is it?\nC8 Energy\nC1.2 Why?", "C1.1 What is it?\nC8 Energy\nC1.2 Why?"),  # two are too few
        (
            "(C1.1) What?\n(C1.2) Why?\n(C1.3) How?\nC1.4 Is no question.",
            "(C1.1) What?\n(C1.2) Why?\n(C1.3) How?\nC1.4 Is no question.",
        ),
    ],
    ids=["out of order", "on the next line", "too few", "brackets"],
)
def test_heads_without_brackets_are_told_by_their_order(given: str, expected: str) -> None:
    made = with_brackets([Line(text, 0, i) for i, text in enumerate(given.split("\n"), start=1)])

    assert "\n".join(texts(made)) == expected
