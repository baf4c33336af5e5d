"""Earlier editions: 2023 as it was, 2024 and 2025 as differences, and what happens where differences name what is not there."""

import re
from pathlib import Path

import pytest

from cdp_toolkit.editions.differences import read_differences
from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import DefinitionError, InputError
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.values import Address, Choice, question_order

BASE = """
- id: "1.1"
  concept: one
  topic: One
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: uk, label: United Kingdom}, {name: fr, label: France}]}
  columns:
  - {n: 1, name: kind, label: Kind, type: choice, options: [Solar, Wind]}
  - {n: 2, name: newer, label: Newer, type: text}
  - {n: 3, name: note, label: Note, type: text}
- id: "1.2"
  concept: two
  topic: Two
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Two, type: text}]
- id: "1.3"
  concept: three
  topic: Three
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Three, type: text}]
"""

HEAD = """
id: cdp-1999
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {"1": First}
sectors: [General]
sector_sets: {all: [General]}
issues: [Climate change]
"""

DIFFERENCES = """
renumbered: {"1.4": "1.2"}
left_out: ["1.3"]
changed:
  "1.1":
    columns_left_out: [newer]
    numbers: {note: 2}
    labels: {note: Remark}
    options_renamed: {kind: {Solar: Sun}}
    options_added: {kind: [Coal]}
    row_labels: {uk: Great Britain}
    rows_left_out: [fr]
    columns_added: [{n: 3, name: older, label: Older, type: number}]
"""

OWN = """
- id: "1.3"
  concept: only_then
  topic: Only then
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Only then, type: text}]
"""


@pytest.fixture
def base(tmp_path: Path) -> Edition:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "edition.yaml").write_text(HEAD, "utf-8")
    (folder / "options.yaml").write_text("{}", "utf-8")
    (folder / "module-01.yaml").write_text(BASE, "utf-8")
    return read_edition(folder)


def write(folder: Path, differences: str, own: str = OWN) -> Path:
    folder.mkdir()
    (folder / "edition.yaml").write_text("id: cdp-1998\ntitle: Before\nbase: cdp-1999\nsources: []\n", "utf-8")
    (folder / "differences.yaml").write_text(differences, "utf-8")
    (folder / "questions.yaml").write_text(own, "utf-8")
    return folder


def test_an_edition_is_made_from_its_differences(tmp_path: Path, base: Edition) -> None:
    edition = read_differences(write(tmp_path / "before", DIFFERENCES), base)
    first = edition.questions["1.1"]

    assert {number: question.concept for number, question in edition.questions.items()} == {
        "1.1": "one",
        "1.3": "only_then",
        "1.4": "two",
    }
    assert [(c.n, c.name, c.label, c.options) for c in first.columns] == [
        (1, "kind", "Kind", ("Sun", "Wind", "Coal")),
        (2, "note", "Remark", ()),
        (3, "older", "Older", ()),
    ]
    assert [(row.name, row.label) for row in first.fixed_rows] == [("uk", "Great Britain")]
    assert edition.column(Address("1.1", "uk", "older")).type == "number"
    assert first.by_name["kind"].more_options


def test_differences_that_name_what_is_not_there_are_all_reported(tmp_path: Path, base: Edition) -> None:
    wrong = """
renumbered: {"1.9": "1.8"}
left_out: ["1.7"]
changed:
  "1.1": {columns_left_out: [neu], row_labels: {gb: Britain}}
  "1.6": {labels: {note: Remark}}
"""
    with pytest.raises(DefinitionError) as error:
        read_differences(write(tmp_path / "before", wrong, "[]"), base)

    assert [fault.problem for fault in error.value.faults] == [
        "the base has no question 1.8",
        "the base has no question 1.7",
        "the base has no column 1.1.neu",
        "the base has no row 1.1[gb]",
        "the base has no question 1.6",
    ]


def test_a_question_of_its_own_must_not_be_in_the_base(tmp_path: Path, base: Edition) -> None:
    with pytest.raises(DefinitionError, match=r"question 1\.3 is in the base already"):
        read_differences(write(tmp_path / "before", "{}"), base)


@pytest.mark.parametrize(("name", "count"), [("cdp-2023", 301), ("cdp-2024", 297), ("cdp-2025", 297)])
def test_every_earlier_edition_loads_whole(name: str, count: int) -> None:
    edition = load_edition(name)

    assert edition.id == name
    assert len(edition.questions) == count
    assert len(edition.by_concept) == count


def test_the_2023_edition_holds_every_general_question() -> None:
    numbers = [number for number in load_edition("cdp-2023").questions if not re.match(r"C-[A-Z]{2}\d", number)]

    assert len(numbers) == 156  # 157 with the unnumbered submission page
    assert numbers == sorted(numbers, key=question_order)
    assert {"C0.1", "C6.5a", "C6.10", "C15.7", "C16.1", "C-FI", "SC4.2e"} <= set(numbers)


def test_the_same_question_has_the_same_concept_in_every_year() -> None:
    concepts = {name: load_edition(name).by_concept["scope1_gross"].id for name in ("cdp-2023", "cdp-2025", "cdp-2026")}

    assert concepts == {"cdp-2023": "C6.1", "cdp-2025": "7.6", "cdp-2026": "7.6"}


def test_numbers_that_moved_between_2025_and_2026_are_told_apart() -> None:
    older, newer = load_edition("cdp-2025"), load_edition("cdp-2026")

    assert older.questions["7.30.16"].concept == newer.questions["7.30.14"].concept
    assert older.questions["7.8"].by_name["explanation"].n == 5
    assert newer.questions["7.8"].by_name["explanation"].n == 6
    assert "7.30.17" in older.questions
    assert older.questions["7.30.17"].concept not in newer.by_concept


@pytest.mark.parametrize(
    ("edition", "question", "labels"),
    [
        ("cdp-2023", "C-CE8.2a", ["Heating value", "Total MWh"]),
        ("cdp-2025", "7.30.2", ["Heating value", "Total MWh"]),
        ("cdp-2025", "7.62", ["Please explain"]),
        ("cdp-2025", "7.53.3", ["Primary reason", "Five-year forecast", "Please explain"]),
        ("cdp-2024", "7.9.3", ["Relevant standard", "Proportion of reported emissions verified (%)"]),
        ("cdp-2024", "7.30.14", ["Country/area of origin (generation) of the low-carbon energy or energy attribute", "Comment"]),
    ],
)
def test_columns_that_only_2026_has_are_in_no_earlier_edition(edition: str, question: str, labels: list[str]) -> None:
    columns = load_edition(edition).questions[question].columns

    assert [column.n for column in columns] == list(range(1, len(columns) + 1))
    assert [column.label for column in columns if column.label in labels] == labels
    assert not any("near-zero emission" in column.label for column in columns)


def test_no_option_of_an_earlier_edition_names_a_question_of_a_later_one() -> None:
    edition = load_edition("cdp-2023")
    options = [option for question in edition.questions.values() for column in question.columns for option in column.options]

    assert [option for option in options if re.search(r"\b\d{1,2}\.\d{1,2}\.\d\b", option)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C6.5a[past_year_1].emissions", Address("C6.5a", "past_year_1", "emissions")),
        ("C6.10[2].figure", Address("C6.10", "2", "figure")),
        ("SC1.1[1].requesting_member", Address("SC1.1", "1", "requesting_member")),
        ("C-OG4.6", Address("C-OG4.6")),
        ("C-FI.answer", Address("C-FI", None, "answer")),
    ],
)
def test_addresses_take_the_numbers_of_all_years(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected
    assert str(expected) == text


@pytest.mark.parametrize("text", ["C6", "6.5a", "C6.5A", "C-O4.6", "X1.1", "C6.5ab.emissions"])
def test_what_is_no_number_of_any_year_is_no_address(text: str) -> None:
    with pytest.raises(InputError):
        Address.parse(text)


def test_numbers_of_all_years_have_an_order() -> None:
    numbers = ["SC1.1", "C-FI", "C6.10", "C6.5a", "C6.5", "7.10", "7.9"]

    assert sorted(numbers, key=question_order) == ["7.9", "7.10", "C6.5", "C6.5a", "C6.10", "C-FI", "SC1.1"]


def test_options_beyond_a_list_that_is_not_whole_are_taken_as_they_stand() -> None:
    open_list = Column(n=1, name="a", label="A", type="choices", options=("Solar", "Other, please specify"), more_options=True)
    value = (Choice("Solar"), Choice("Gravity"), Choice("Other mix, please specify", "half"))

    assert value_of(open_list, text_of(value)) == value
    with pytest.raises(InputError, match="'Gravity' is no option"):
        value_of(open_list.model_copy(update={"more_options": False}), "Gravity")


def test_no_label_of_2023_names_a_number_of_2026() -> None:
    later = set(load_edition("cdp-2026").questions)
    texts = [
        (question.id, text)
        for question in load_edition("cdp-2023").questions.values()
        for column in question.all_columns
        for text in (question.topic, column.label, *column.options)
    ]
    named = [
        (number, text)
        for number, text in texts
        if later & set(re.findall(r"(?:\b(?:in|questions?|number) |/)(\d+(?:\.\d+)+)", text))
    ]

    assert named == []
