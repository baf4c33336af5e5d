"""Text exports, printed values and the way to an edition's addresses, on small editions and texts of our own."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit.documents.forms.alignment import Cell, chunks, deal, deal_rows
from cdp_toolkit.documents.forms.plain_text import read_lines
from cdp_toolkit.documents.meaning.printed import Options, day_first, is_blank, read_attachment, read_date, read_number
from cdp_toolkit.documents.page import Line, with_ticks
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import read_edition
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.values import Attachment, Choice, Value
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
  - {n: 2, name: to_years, label: To (years), type: number}
  - {n: 3, name: comment, label: Comment, type: text}
- id: C1.3
  concept: incentives
  topic: Incentives
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: entitled, label: Entitled to incentive, type: choice, options: [All employees, "Other, please specify"]}
  - {n: 2, name: kinds, label: Incentive(s), type: choices, options: [Bonus, Public recognition], more_options: true}
  - {n: 3, name: since, label: Paid since, type: date}
  - {n: 4, name: evidence, label: Attach evidence, type: attachment}
  - {n: 5, name: comment, label: Comment, type: text}
- id: C1.4
  concept: identifiers
  topic: Identifiers
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: kind, label: Kind of identifier, type: choice, options: ["Yes, a ticker symbol", "Yes, an ISIN code"]}
  - {n: 2, name: identifier, label: The identifier, type: text}
- id: C1.5
  concept: schemes
  topic: Schemes
  sectors: all
  issues: [Climate change]
  rows: {added: true, key: {n: 0, name: scheme, label: Scheme, type: text}}
  columns:
  - {n: 1, name: share, label: "% of Scope 1 covered", type: number}
  - {n: 2, name: comment, label: Comment, type: text}
- id: C1.6
  concept: long_labels
  topic: Long labels
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: gate, label: Has your organization done anything at all that is worth a remark, type: choice, options: [Yes, No]}
  - {n: 2, name: more, label: Has your organization done anything else that is worth a remark, type: choice, options: [Yes, No]}
"""

TEXT = """Help Center
Example Ltd - Climate Change 1999
C1. First
C1.1
(C1.1) Describe yourselves.
We make examples.

Many of them.
C1.2
(C1.2) How far do you
look ahead?
From (years)\tTo (years)\tComment
Short-term\t
0
5
Near enough.

Really.
Long-term\t\t
10
C1.3
(C1.3) Describe incentives.
Entitled to incentive
Other, please specify (Board (all of it))
Incentive(s)
Bonus
Free lunch
Paid since
January 1 1999
Attach evidence
plan.pdf
see page 3
Comment
Entitled to incentive
All employees
Incentive(s)
<Not Applicable>
Paid since
about 1990
Attach evidence
Comment
Good.
C1.4
(C1.4) Identifiers?
Kind of identifier\tThe identifier
Yes, a ticker symbol
EXPL
Yes, an ISIN code
XX0000000001
C1.5
(C1.5) Schemes?
Alberta TIER - ETS
% of Scope 1 covered
20
Comment
Fine.
EU ETS
% of Scope 1 covered
Please select
Comment
Also fine.
C1.6
(C1.6) Long labels?
Has your organization done anything at all
that is worth a remark
Yes
Has your organization done anything else that is worth a remark
No
C1.9
(C1.9) Unheard of?
Yes
C1. First
© 1999
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("edition")
    (folder / "edition.yaml").write_text(EDITION, "utf-8")
    (folder / "options.yaml").write_text("{}", "utf-8")
    (folder / "module-C1.yaml").write_text(QUESTIONS, "utf-8")
    return read_edition(folder)


@pytest.fixture(scope="module")
def placed(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Placement:
    file = tmp_path_factory.mktemp("text") / "example.txt"
    file.write_text(TEXT, "utf-8")
    return place(read_submission(file, edition), edition, file.name)


def test_a_text_export_becomes_answers(placed: Placement) -> None:
    answers: dict[str, Value] = {str(answer.address): answer.value for answer in placed.answers}

    assert answers == {
        "C1.1.answer": "We make examples.\n\nMany of them.",
        "C1.2[short].from_years": Decimal(0),
        "C1.2[short].to_years": Decimal(5),
        "C1.2[short].comment": "Near enough.\n\nReally.",
        "C1.2[long].to_years": Decimal(10),
        "C1.3[1].entitled": Choice("Other, please specify", "Board (all of it)"),
        "C1.3[1].kinds": (Choice("Bonus"), Choice("Free lunch")),
        "C1.3[1].since": dt.date(1999, 1, 1),
        "C1.3[1].evidence": Attachment("plan.pdf"),
        "C1.3[2].entitled": Choice("All employees"),
        "C1.3[2].comment": "Good.",
        "C1.4[1].kind": Choice("Yes, a ticker symbol"),
        "C1.4[1].identifier": "EXPL",
        "C1.4[2].kind": Choice("Yes, an ISIN code"),
        "C1.4[2].identifier": "XX0000000001",
        "C1.5[1].scheme": "Alberta TIER - ETS",
        "C1.5[1].share": Decimal(20),
        "C1.5[1].comment": "Fine.",
        "C1.5[2].scheme": "EU ETS",
        "C1.5[2].comment": "Also fine.",
        "C1.6[1].gate": Choice("Yes"),
        "C1.6[1].more": Choice("No"),
    }


def test_every_answer_names_its_line(placed: Placement) -> None:
    sources = {str(answer.address): str(answer.source) for answer in placed.answers}

    assert sources["C1.2[long].to_years"] == "import: example.txt, line 20"
    assert sources["C1.4[2].identifier"] == "import: example.txt, line 49"


def test_what_finds_no_place_is_listed_and_not_dropped(placed: Placement) -> None:
    left = [(leftover.question, leftover.text, leftover.place) for leftover in placed.leftovers]

    assert left == [
        ("", "Help Center", "example.txt, line 1"),
        ("", "Example Ltd - Climate Change 1999", "example.txt, line 2"),
        ("", "© 1999", "example.txt, line 73"),
        ("C1.3", "see page 3", "example.txt, line 32"),
        ("C1.3", "about 1990", "example.txt, line 39"),
        ("C1.9", "Yes", "example.txt, line 71"),
    ]
    assert [leftover.text for leftover in placed.unlisted] == ["Free lunch"]
    assert placed.questions == ["C1.1", "C1.2", "C1.3", "C1.4", "C1.5", "C1.6", "C1.9"]


def test_a_file_that_is_no_response_is_refused(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Dear reader,\nthis is something else.\n", "utf-8")

    with pytest.raises(InputError, match="holds no numbered questions of CDP; it begins with 'Dear reader,'"):
        read_submission(path, edition)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(b"caf\xe9")

    with pytest.raises(InputError, match="is no UTF-8 text"):
        read_submission(path, edition)


def lines(text: str) -> list[Line]:
    return [Line(line, 1, i) for i, line in enumerate(text.split("\n"), start=1)]


NUMBER = Column(n=1, name="one", label="One", type="number")
OTHER_NUMBER = Column(n=2, name="two", label="Two", type="number")
GATE = Column(n=0, name="gate", label="Gate", type="choice", options=("Yes", "No"))
TEXT_COLUMN = Column(n=3, name="three", label="Three", type="text")


PERCENT = Column(n=4, name="four", label="Four", type="number", unit="percent")
SHORT = Column(n=5, name="five", label="Five", type="text", max_chars=100)
KINDS = Column(n=6, name="six", label="Six", type="choices", options=("Audit", "Visit"), more_options=True)


def dealt(text: str, *columns: Column, start: int | None = 0) -> list[tuple[int, str, str, list[tuple[str, str]]]]:
    """Deal lines out to one row that begins at a column, or to as many as it takes; last, what could stand in which column."""
    given = chunks(lines(text))
    cells = deal(given, columns) if start is None else deal_rows([(given, start)], columns)[0]
    return [(c.row, "" if c.index is None else columns[c.index].name, text_of(c.lines), doubts_of(c, columns)) for c in cells]


def text_of(lines: Sequence[Line]) -> str:
    return " / ".join(line.text for line in lines)


def doubts_of(cell: Cell, columns: Sequence[Column]) -> list[tuple[str, str]]:
    return [(text_of(doubt.lines), " ".join(columns[c].name for c in doubt.columns)) for doubt in cell.doubts]


def test_lines_go_to_the_columns_that_can_hold_them() -> None:
    assert dealt("12\nSaid.\n\nAgain.", NUMBER, TEXT_COLUMN) == [(0, "one", "12", []), (0, "three", "Said. / Again.", [])]


def test_a_figure_that_could_stand_in_either_of_two_columns_is_doubted() -> None:
    assert dealt("Yes\n12\nSaid.", GATE, NUMBER, OTHER_NUMBER, TEXT_COLUMN) == [
        (0, "gate", "Yes", []),
        (0, "one", "12", [("12", "two")]),
        (0, "two", "", []),
        (0, "three", "Said.", []),
    ]


def test_it_is_doubted_where_a_column_stands_between_the_two_as_well() -> None:
    assert dealt("Yes\n12", GATE, NUMBER, TEXT_COLUMN, OTHER_NUMBER) == [
        (0, "gate", "Yes", []),
        (0, "one", "12", [("12", "two")]),
        (0, "three", "", []),
        (0, "two", "", []),
    ]


def test_the_tab_behind_a_label_says_which_column_is_the_first_with_a_value() -> None:
    assert dealt("12\nSaid.", NUMBER, OTHER_NUMBER, TEXT_COLUMN) == [
        (0, "one", "12", [("12", "two")]),  # a copy can lose its tabs
        (0, "two", "", []),
        (0, "three", "Said.", []),
    ]
    assert dealt("12\nSaid.", NUMBER, OTHER_NUMBER, TEXT_COLUMN, start=1) == [(0, "two", "12", []), (0, "three", "Said.", [])]


@pytest.mark.parametrize(("figure", "where"), [("489514", "one"), ("40", "four")])
def test_a_figure_far_above_a_hundred_is_no_percentage(figure: str, where: str) -> None:
    percent_first = dealt(f"Yes\n{figure}", GATE, PERCENT, NUMBER)

    assert [(name, text) for _, name, text, _ in percent_first if text] == [("gate", "Yes"), (where, figure)]
    assert any(doubts for *_, doubts in percent_first) == (where == "four")


def test_a_figure_beyond_the_limits_of_a_column_stands_in_the_other() -> None:
    year = OTHER_NUMBER.model_copy(update={"min": Decimal(1900), "max": Decimal(2100)})

    assert dealt("Yes\n12", GATE, year, NUMBER) == [(0, "gate", "Yes", []), (0, "two", "", []), (0, "one", "12", [])]


PROSE = "We follow the rules of our trade, and of the law. All of our figures are read again by others before they go out."


def test_of_two_texts_the_second_begins_with_the_running_text() -> None:
    assert dealt(f"Yes\nRule 1\nRule 2\n{PROSE}\nrules.pdf", GATE, SHORT, TEXT_COLUMN) == [
        (0, "gate", "Yes", []),
        (0, "five", "Rule 1 / Rule 2", [("Rule 2", "three")]),  # it could be the title of what follows
        (0, "three", f"{PROSE} / rules.pdf", []),
    ]


def test_what_is_longer_than_a_column_takes_stands_in_the_next() -> None:
    first, second = "A very long " * 8 + "rule", "A" * 120

    assert dealt(f"Yes\n{first}\n{second}", GATE, SHORT, TEXT_COLUMN)[1:] == [
        (0, "five", first, []),
        (0, "three", second, []),
    ]
    assert dealt(f"Yes\nRule 1\n{second}\nThe end", GATE, SHORT, TEXT_COLUMN)[1:] == [
        (0, "five", "Rule 1", []),
        (0, "three", f"{second} / The end", []),
    ]


def test_between_two_texts_without_a_sign_nothing_is_certain() -> None:
    assert dealt("Yes\nRule 1\nSee below\nrules.pdf", GATE, SHORT, TEXT_COLUMN)[1:] == [
        (0, "five", "Rule 1", []),
        (0, "three", "See below / rules.pdf", [("See below", "five")]),
    ]
    assert dealt("Yes\nRule 1", GATE, SHORT, TEXT_COLUMN)[1:] == [
        (0, "five", "Rule 1", [("Rule 1", "three")]),
        (0, "three", "", []),
    ]


def test_a_line_that_goes_on_with_a_sentence_begins_no_cell() -> None:
    assert dealt("Yes\nRules of our trade and\nof the law\nSee below", GATE, SHORT, TEXT_COLUMN)[1] == (
        0,
        "five",
        "Rules of our trade and / of the law",
        [("of the law", "three")],
    )


def test_a_text_that_stands_in_a_column_for_sure_tells_where_it_stands_in_other_rows() -> None:
    given = [(chunks(lines(text)), 0) for text in ("Yes\nRule 1\nFine.", "No\nRule 1\nSee below\nrules.pdf")]
    sure, told = deal_rows(given, (GATE, SHORT, TEXT_COLUMN))

    assert [text_of(cell.lines) for cell in sure] == ["Yes", "Rule 1", "Fine."]
    assert [(text_of(cell.lines), cell.doubts) for cell in told] == [("No", ()), ("Rule 1", ()), ("See below / rules.pdf", ())]


def test_a_text_of_several_rows_tells_so_too() -> None:
    columns = (GATE, SHORT, TEXT_COLUMN)

    assert dealt("Yes\nRule 1\nFine.\nNo\nRule 1\nSee below\nrules.pdf", *columns, start=None) == [
        (0, "gate", "Yes", []),
        (0, "five", "Rule 1", []),
        (0, "three", "Fine.", []),
        (1, "gate", "No", []),
        (1, "five", "Rule 1", []),
        (1, "three", "See below / rules.pdf", []),
    ]


def test_options_end_where_the_text_begins() -> None:
    assert dealt("Audit\nVisit\nFine.", KINDS, TEXT_COLUMN) == [(0, "six", "Audit / Visit", []), (0, "three", "Fine.", [])]


def test_lines_that_are_too_many_are_kept_together() -> None:
    assert dealt("12\n13\n14", NUMBER, OTHER_NUMBER) == [(0, "one", "12", []), (0, "two", "13 / 14", [("13", "one")])]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Solar", [Choice("Solar")]),
        ("solar", [Choice("Solar")]),
        ("☑ Wind\n☑ Solar", [Choice("Wind"), Choice("Solar")]),
        ("Other, please specify :Sun and moon", [Choice("Other, please specify", "Sun and moon")]),
        ("Other (please specify) (Sun)", [Choice("Other, please specify", "Sun")]),
        ("Other (Sun)", [Choice("Other, please specify", "Sun")]),
        ("Other, please specify", [Choice("Other, please specify")]),
        ("Hydropower\n(large)\nWind", [Choice("Hydropower (large)"), Choice("Wind")]),
        ("Please select", []),
    ],
)
def test_options_are_read_as_they_are_printed(printed: str, expected: list[Choice]) -> None:
    options = Options(("Solar", "Wind", "Hydropower (large)", "Other, please specify"))

    assert options.choices(lines(printed)) == expected


def test_ticked_options_stand_under_their_group() -> None:
    options = Options(("Acute | Drought", "Acute | Other, please specify", "Chronic | Heat", "Chronic | Drought"))
    found = options.choices(lines("Acute\n☑ Drought\n☑ Other, please specify :Hail\nChronic\n☑ Drought"))

    assert found == [Choice("Acute | Drought"), Choice("Acute | Other, please specify", "Hail"), Choice("Chronic | Drought")]


def test_an_option_that_is_in_no_list_is_handed_back() -> None:
    assert Options(("Solar", "Wind")).choices(lines("Solar\nGravity")) == [Choice("Solar"), "Gravity"]


@pytest.mark.parametrize(
    ("text", "days_first", "expected"),
    [
        ("September 26 2021", None, dt.date(2021, 9, 26)),
        ("2024-09-28", None, dt.date(2024, 9, 28)),
        ("09/28/2024", False, dt.date(2024, 9, 28)),
        ("28/09/2024", True, dt.date(2024, 9, 28)),
        ("05/05/2024", None, dt.date(2024, 5, 5)),
        ("05/06/2024", None, None),
        ("28/09/2024", False, None),
        ("Smarch 1 2024", None, None),
        ("next year", None, None),
    ],
)
def test_a_date_is_read_only_where_it_has_one_meaning(text: str, days_first: bool | None, expected: dt.date | None) -> None:
    assert read_date(text, days_first) == expected


def test_the_order_of_days_and_months_follows_from_the_document() -> None:
    assert day_first(["09/28/2024", "01/02/2024"]) is False
    assert day_first(["28/09/2024"]) is True
    assert day_first(["01/02/2024"]) is None
    assert day_first(["28/09/2024", "09/28/2024"]) is None


def test_numbers_and_blanks() -> None:
    assert read_number(lines("1,234.50")) == Decimal("1234.50")
    assert read_number(lines("about 12")) is None
    assert is_blank(lines("<Not\nApplicabl\ne>"))
    assert is_blank(lines("Please select"))
    assert not is_blank(lines("0"))


def test_attachments_keep_the_text_beside_them_apart() -> None:
    name, rest = read_attachment(lines("See page 3.\nreport 2023.pdf\nstatement.xlsx"))

    assert name == "report 2023.pdf; statement.xlsx"
    assert [line.text for line in rest] == ["See page 3."]


PORTAL = """Example Ltd
Contents
(1.1) Do you have a board? ........................................ 2
(1.2) Time horizons? .............................................. 2
\f1
(1.1) Do you
have a board?
(1.1.1) Board of directors
Select from:
✔ Yes
☐ No
(1.1.2) Why
It has to be.
[Fixed row]
(1.1.1) Is there oversight of the climate?
Select from:
☑ No
(1.2) How far do you look ahead?
Short-term
(1.2.1) From (years)
0
Long-term
(1.2.1) From (years)
\f2
10
[Fixed row]
(1.3) Targets.
Row 1
(1.3.1) Coverage
Half
Row 2
(1.3.1) Coverage
All
[Add row]
"""

PORTAL_QUESTIONS = """
- id: "1.1"
  concept: board
  topic: Board
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: board, label: Board of directors, type: choice, options: [Yes, No]}
  - {n: 2, name: why, label: Why, type: text}
- id: "1.1.1"
  concept: oversight
  topic: Oversight
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Oversight, type: choice, options: [Yes, No]}]
- id: "1.2"
  concept: horizons
  topic: Horizons
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: short, label: Short-term}, {name: long, label: Long-term}]}
  columns: [{n: 1, name: from_years, label: From (years), type: number}]
- id: "1.3"
  concept: targets
  topic: Targets
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns: [{n: 1, name: coverage, label: Coverage, type: text}]
"""


@pytest.fixture
def portal(tmp_path: Path) -> Edition:
    (tmp_path / "edition.yaml").write_text(EDITION, "utf-8")
    (tmp_path / "options.yaml").write_text("{}", "utf-8")
    (tmp_path / "module-C1.yaml").write_text(PORTAL_QUESTIONS, "utf-8")
    return read_edition(tmp_path)


def test_a_portal_export_whose_bars_are_lost_is_read_by_the_labels_too(tmp_path: Path, portal: Edition) -> None:
    page = MadePage().texts("""
        36 40 B (1.1) Do you have a board?
        36 60 B (1.1.1) Board of directors
        36 80 . Yes
        36 100 B (1.1.1) Is there oversight of the climate?
        36 120 . No
        36 140 B (1.2) How far do you look ahead?
        36 160 B Short-term
        36 180 B (1.2.1) From (years)
        36 200 . 0
    """)
    path = write_pdf(tmp_path / "export.pdf", [page])
    found = place(read_submission(path, portal), portal, path.name)

    assert [(str(answer.address), answer.value) for answer in found.answers] == [
        ("1.1.board", Choice("Yes")),
        ("1.1.1.answer", Choice("No")),
        ("1.2[short].from_years", Decimal(0)),
    ]
    assert found.leftovers == []


def test_a_portal_export_without_print_is_read_by_the_labels_of_the_edition(tmp_path: Path, portal: Edition) -> None:
    (tmp_path / "export.txt").write_text(PORTAL, "utf-8")
    found = place(read_submission(tmp_path / "export.txt", portal), portal, "export.txt")

    assert {str(answer.address): (answer.value, answer.source.detail) for answer in found.answers} == {
        "1.1.board": (Choice("Yes"), "export.txt, page 2, line 6"),
        "1.1.why": ("It has to be.", "export.txt, page 2, line 9"),
        "1.1.1.answer": (Choice("No"), "export.txt, page 2, line 13"),
        "1.2[short].from_years": (Decimal(0), "export.txt, page 2, line 17"),
        "1.2[long].from_years": (Decimal(10), "export.txt, page 3, line 2"),
        "1.3[1].coverage": ("Half", "export.txt, page 3, line 7"),
        "1.3[2].coverage": ("All", "export.txt, page 3, line 10"),
    }
    assert [left.text for left in found.leftovers] == ["Example Ltd", "Contents"]


def test_every_kind_of_tick_is_one() -> None:
    assert with_ticks("✔ Yes \uf0fe No") == "☑ Yes ☑ No"


def test_a_figure_that_ends_a_page_of_text_is_no_page_number(tmp_path: Path) -> None:
    path = tmp_path / "response.txt"
    path.write_text("\f".join(f"Label\n{figure}\n{number}\n" for number, figure in enumerate((2030, 0, 41), start=5)), "utf-8")
    assert [line.text for line in read_lines(path) if line.text] == ["Label", "2030", "Label", "0", "Label", "41"]

    path.write_text("Label\n2030\n\fLabel\n7\n\fLabel\n41\n", "utf-8")
    assert [line.text for line in read_lines(path) if line.text] == ["Label", "2030", "Label", "7", "Label", "41"]
