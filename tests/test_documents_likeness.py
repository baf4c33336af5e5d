"""Options and labels that are only like CDP's: what turns a meaning is never folded away, what is matched by likeness is said."""

import pytest

from cdp_toolkit.documents.meaning.folding import ending_of, folded, turns_meaning
from cdp_toolkit.documents.meaning.matching import Labels
from cdp_toolkit.documents.meaning.printed import Options
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.structure import Block, Field, Section, Submission
from cdp_toolkit.editions.model import Column, Edition, Question, Row, Rows
from cdp_toolkit.values import Choice

OPTIONS = (
    "Yes, and this target has been approved by the Science Based Targets initiative",
    "More than 5% but less than or equal to 10%",
    "Yes, and it is aligned",
    "Drought",
    "Employee",
    "Policy, law, or regulation",
    "Other, please specify",
    "Well-below 2°C",
)


@pytest.mark.parametrize(
    ("printed", "option"),
    [
        ("DROUGHT", "Drought"),
        ("  Drou ght ", "Drought"),
        ("Drought.", "Drought"),
        ("Dro\u00adught", "Drought"),
        ("Yes , and it\u2003is aligned", "Yes, and it is aligned"),
        ("well–below 2 °C", "Well-below 2°C"),
        ("Well below 2°C", "Well-below 2°C"),
        ("Policy, law, or regulation", "Policy, law, or regulation"),
    ],
)
def test_an_option_is_the_editions_where_only_print_differs(printed: str, option: str) -> None:
    assert Options(OPTIONS).match(printed) == Choice(option)


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("Yes, and this target has not been approved by the Science Based Targets initiative", OPTIONS[0]),
        ("More than 5% but less than or equal to 11%", OPTIONS[1]),
        ("More than 5% but less than 10%", OPTIONS[1]),
        ("Yes, and it is unaligned", OPTIONS[2]),
        ("Droughts", "Drought"),
        ("employees", "Employee"),
        ("Policy, law, regulation", "Policy, law, or regulation"),
        ("Otherwise", None),
        ("Other, please specifying more", "Other, please specify"),
        ("Well below 2.5°C", "Well-below 2°C"),
    ],
)
def test_an_option_that_says_something_else_is_kept_as_printed(printed: str, nearest: str | None) -> None:
    options = Options(OPTIONS)

    assert options.choices([Line(printed, 1, 1)]) == [printed]
    assert options.nearest(printed) == nearest


def test_options_keep_their_order_and_what_is_over_the_first_tick() -> None:
    options = Options(("Solar", "Wind", "Water"))

    assert options.choices([Line(text, 1, i) for i, text in enumerate(["Of ours", "☑ Water", "☑ Tides", "☑ Solar"])]) == [
        "Of ours",
        Choice("Water"),
        "Tides",
        Choice("Solar"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "turned"),
    [
        ("Share of energy (%)", "Share of energy", True),
        ("Less than 10%", "Less than 11%", True),
        ("< 10 t", "> 10 t", True),
        ("Emissions are verified", "Emissions are not verified", True),
        ("Relevant, calculated", "Irrelevant, calculated", True),
        ("Aligned with the plan", "Unaligned with the plan", True),
        ("Scope 1 emissions", "Scope 2 emissions", True),
        ("Base year emissions", "Reporting year emissions", True),
        ("Location-based figure", "Market-based figure", True),
        ("Position of individual(s)", "Position ofindividual (s)", False),
        ("Type of organisation", "Type of the organization", False),
        ("Year‑end", "Year-end", False),
    ],
)
def test_words_that_turn_a_meaning(one: str, other: str, turned: bool) -> None:
    assert turns_meaning(one, other) is turned
    assert turns_meaning(other, one) is turned


def test_folding_leaves_figures_and_signs() -> None:
    assert folded("“CO₂e” – 1 – 2 (m²)…") == "'co2e'-1-2(m2)"
    assert folded("1-2") != folded("12")
    assert ending_of("Other ,  please specify: wind", "Other, please specify") == ": wind"


def question(*labels: str, rows: Rows | None = None) -> Question:
    columns = tuple(Column(n=i, name=f"c{i}", label=label, type="number") for i, label in enumerate(labels, start=1))
    return Question(id="7.1", concept="made", topic="Made", sectors=(), issues=("Climate change",), rows=rows, columns=columns)


def placed(asked: Question, blocks: list[tuple[str | None, str, str | None]]) -> Placement:
    """Place one figure a block, each under a label of a row, a label of a column and the column's code."""
    section = Section("7.1", Line("(7.1) Made?", 1, 1))
    for i, (row, label, code) in enumerate(blocks, start=2):
        line = Line(label, 1, i)
        section.blocks.append(Block(row, line, [Field(label, line, code, [Line("5", 1, i)])]))
    edition = Edition("made", "Made", {}, (), (), {"7.1": asked})
    return place(Submission("portal", (section,), ()), edition, "made.pdf")


@pytest.mark.parametrize(
    ("printed", "code", "column"),
    [
        ("Emissions in the reporting year (t)", None, "c1"),
        ("Emissions in reporting year (t)", None, "c1"),
        ("Emissions in the base year (t)", None, "c2"),
        ("Emissions not in the reporting year (t)", None, None),
        ("Emissions in the reporting year (%)", "7.1.1", None),
        ("Quantity of emissions in the reporting year (t)", "7.1.1", "c1"),
        ("Quantity of emissions in the reporting year (t)", "7.1.2", None),
    ],
)
def test_a_column_is_taken_by_likeness_only_where_nothing_turns(printed: str, code: str | None, column: str | None) -> None:
    asked = question("Emissions in the reporting year (t)", "Emissions in the base year (t)")
    found, _ = Labels(asked).find(Field(printed, Line(printed, 1, 1), code))

    assert (None if found is None else found.name) == column


def test_no_column_is_taken_where_two_are_as_near() -> None:
    asked = question("Quantity of emissions that are covered by A", "Quantity of emissions that are covered by B")

    assert Labels(asked).column(Field("Quantity of emissions that are covered by C", Line("", 1, 1))) is None


ALIKE = "'Quantity of emissions (t)' is only like the label 'Quantity of the emissions (t)' of the column"


def test_what_was_matched_by_likeness_is_said_once() -> None:
    asked = question("Quantity of the emissions (t)", "Remark", rows=Rows(added=True))
    placement = placed(asked, [(None, "Quantity of emissions (t)", None), (None, "Quantity of emissions (t)", None)])

    assert [str(answer.address) for answer in placement.answers] == ["7.1[1].c1", "7.1[2].c1"]
    assert [(each.label, each.text, each.place, each.reason) for each in placement.doubts] == [
        (
            "7.1[1].c1",
            "Quantity of emissions (t)",
            "made.pdf, page 1, line 2",
            f"matched by likeness: {ALIKE}; 2 times, here first",
        )
    ]


def test_a_row_is_matched_by_likeness_and_said() -> None:
    rows = Rows(
        fixed=(Row(name="own", label="Facilities that we own"), Row(name="not_own", label="Facilities that we do not own"))
    )
    placement = placed(
        question("Figure", rows=rows), [("Facilities that we owned", "Figure", None), ("Facilities we never own", "Figure", None)]
    )

    assert [str(answer.address) for answer in placement.answers] == ["7.1[own].c1"]
    assert [each.reason for each in placement.leftovers] == ["question 7.1 has no row 'Facilities we never own'"]
    assert [each.reason for each in placement.doubts] == [
        "matched by likeness: 'Facilities that we owned' is only like the label 'Facilities that we own' of the row"
    ]
