"""Submissions of earlier years: labels and options of their own, and numbers that meant something else then."""

from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit.documents.importing import Imported, import_submission
from cdp_toolkit.documents.meaning.question_numbers import Numbers
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.structure import Field
from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.values import Choice, Value

HEAD = """
id: cdp-2005
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {C1: First}
sectors: [General]
sector_sets: {all: [General]}
issues: [Climate change]
"""

QUESTIONS = """
- id: C1.1
  concept: weights
  topic: Weights
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: now, label: This year, also: [Row 1]}, {name: before, label: Year before, also: [Row 2]}]}
  columns:
  - {n: 1, name: weight, label: Weight in the reporting year (kg), also: [Kilograms of it], type: number}
  - {n: 2, name: scale, label: Scale, type: choice, options: [Spring, Beam], options_also: {A spring: Spring}}
- id: C1.2
  concept: names
  topic: Names
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Names, type: text}]
- id: C1.3
  concept: colours
  topic: Colours
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: likes, label: Colours that are liked, type: text}
  - {n: 2, name: comment, label: Comment, type: text}
"""

EARLIER = """
- {number: C1.2, years: [2001, 2002], now: C1.3, column: likes, topic: the colours}
- {number: C1.3, years: [2001, 2003], topic: the smell}
- {number: C1.9, years: [2002, 2002], now: C1.2, topic: the names}
"""

TEXT = """A plc - Climate Change {year}

(C1.1) How heavy is it?
Row 1
Kilograms of it
12
Scale
A spring
Row 2
Kilograms of it
11
(C1.2) Which colours do you like?
Green.
(C1.3) How does it smell?
Of hay.
(C1.9) What are the names?
Ann and Bob.
"""


def folder(tmp_path: Path, questions: str = QUESTIONS, earlier: str = EARLIER) -> Path:
    place = tmp_path / "edition"
    place.mkdir()
    for name, text in {"edition": HEAD, "options": "{}", "module-C1": questions, "earlier": earlier}.items():
        (place / f"{name}.yaml").write_text(text, "utf-8")
    return place


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return read_edition(folder(tmp_path))


def imported(tmp_path: Path, edition: Edition, year: str, stated: int | None = None) -> Imported:
    path = tmp_path / "response.txt"
    path.write_text(TEXT.replace("{year}", year), "utf-8")
    return import_submission(path, edition, year=stated)


def values(result: Imported) -> dict[str, Value]:
    return {str(answer.address): answer.value for answer in result.placement.answers}


WEIGHTS: dict[str, Value] = {
    "C1.1[now].weight": Decimal("12"),
    "C1.1[now].scale": Choice("Spring"),
    "C1.1[before].weight": Decimal("11"),
}


def test_a_submission_of_another_year_is_read_by_its_own_labels_and_numbers(tmp_path: Path, edition: Edition) -> None:
    result = imported(tmp_path, edition, "2002")

    assert values(result) == {**WEIGHTS, "C1.3.likes": "Green.", "C1.2.answer": "Ann and Bob."}
    assert [(each.text, each.reason) for each in result.placement.leftovers if each.question] == [
        ("Of hay.", "C1.3 of 2002 was about the smell; cdp-2005 has no question for that")
    ]
    assert [(each.question, each.text, each.reason) for each in result.placement.moved] == [
        ("C1.2", "the colours", "C1.2 of 2002 is C1.3 in cdp-2005"),
        ("C1.9", "the names", "C1.9 of 2002 is C1.2 in cdp-2005"),
    ]
    moved = [finding for finding in result.findings() if finding.code == "question-moved"]
    assert [finding.where for finding in moved] == ["response.txt, line 12", "response.txt, line 16"]
    assert "moved question,C1.2,,the colours" in result.listing()


def test_the_year_can_be_said_where_the_title_does_not(tmp_path: Path, edition: Edition) -> None:
    assert values(imported(tmp_path, edition, "", 2002)) == values(imported(tmp_path, edition, "2002"))


def test_a_submission_of_unknown_year_with_older_numbers_is_doubted(tmp_path: Path, edition: Edition) -> None:
    result = imported(tmp_path, edition, "")

    assert values(result) == {**WEIGHTS, "C1.2.answer": "Green."}
    assert [(each.question, each.text, each.reason) for each in result.placement.moved] == [
        ("C1.2", "Names", "in 2001-2002 C1.2 was about the colours, and the document does not say its year"),
        ("C1.3", "Colours", "in 2001-2003 C1.3 was about the smell, and the document does not say its year"),
    ]
    assert {(each.question, each.reason) for each in result.placement.leftovers if each.question} == {
        ("C1.3", "it stands in C1.3 under no label of a column; enter it in the column where it belongs"),
        ("C1.9", "question C1.9 is not in cdp-2005"),
    }


def test_a_submission_of_the_editions_own_year_keeps_to_its_labels(tmp_path: Path, edition: Edition) -> None:
    result = imported(tmp_path, edition, "2005")

    assert values(result) == {"C1.2.answer": "Green."}
    assert result.placement.moved == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("also: [Kilograms of it]", "also: [scale]", "column 'weight' is also 'scale', as 'scale' is"),
        (
            "also: [Kilograms of it]",
            "also: [Weight in the reporting year (kg)]",
            "column 'weight' is also 'Weight in the reporting year (kg)', as 'weight' is",
        ),
        ("also: [Row 2]", "also: [Row 1]", "row 'before' is also 'Row 1', as 'now' is"),
        ("{A spring: Spring}", "{A spring: Sprung}", "'Sprung' is no option of column 'scale'"),
    ],
)
def test_labels_of_other_years_that_mean_two_things_are_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in QUESTIONS
    with pytest.raises(DefinitionError) as error:
        read_edition(folder(tmp_path, questions=QUESTIONS.replace(old, new)))

    assert [problem in fault.problem for fault in error.value.faults] == [True]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("now: C1.3", "now: C1.4", "the edition has no question C1.4"),
        ("column: likes", "column: liking", "question C1.3 has no column 'liking'"),
        ("now: C1.3", "now: C1.2", "C1.2 is itself"),
        ("number: C1.9, years: [2002, 2002]", "number: C1.3, years: [2003, 2004]", "C1.3 stands here a second time for 2003"),
        ("years: [2001, 2003]", "years: [2003, 2001]", "the first of the 'years' is after the last"),
    ],
)
def test_a_note_on_earlier_numbers_that_cannot_be_used_is_said(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in EARLIER
    with pytest.raises(DefinitionError) as error:
        read_edition(folder(tmp_path, earlier=EARLIER.replace(old, new)))

    assert problem in [fault.problem for fault in error.value.faults]


OLDER = """Example plc - Climate Change 2019

C2.1
(C2.1) Describe what you consider short-, medium- and long-term.
>From (years)>To (years)>Comment
Short-term>
0
3
Medium-term>
3
10
C2.2
(C2.2) Select an option.
Integrated into multi-disciplinary processes
C3.1a
(C3.1a) Is scenario analysis used?
Yes, qualitative
C5.1
(C5.1) Provide your base year.
Scope 1
Base year start
January 1 2015
Base year end
December 31 2015
Base year emissions (metric tons CO2e)
1000
Comment
C6.1
(C6.1) What were your emissions?
Row 1
Gross global Scope 1 emissions (metric tons CO2e)
900
C10.1b
(C10.1b) Give details of the verification.
Scope
Scope 3: Business travel
Verification or assurance cycle in place
Annual process
C11.2
(C11.2) Were credits originated or purchased?
Yes
C14.1
(C14.1) Who signed off?
Job title
Director
"""


def test_a_made_up_response_of_2019_fills_nothing_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "response-2019.txt"
    path.write_text(OLDER.replace(">", "\t"), "utf-8")
    result = import_submission(path, load_edition("cdp-2023"))

    assert {address: str(value) for address, value in values(result).items() if not isinstance(value, tuple)} == {
        "C2.1a[short_term].from_years": "0",
        "C2.1a[short_term].to_years": "3",
        "C2.1a[medium_term].from_years": "3",
        "C2.1a[medium_term].to_years": "10",
        "C3.2.use_climate_related_scenario_analysis": "Yes, qualitative",
        "C5.2[scope1].base_year_start": "2015-01-01",
        "C5.2[scope1].base_year_end": "2015-12-31",
        "C5.2[scope1].emissions": "1000",
        "C6.1[reporting_year].emissions": "900",
        "C10.1c[1].verification_cycle": "Annual process",
        "C16.1.job_title": "Director",
    }
    reasons = {each.question: each.reason for each in result.placement.leftovers if each.question}
    assert reasons["C2.2"].startswith(
        "C2.2 of 2019 was about how far these issues are part of the risk management; cdp-2023 has no"
    )
    assert reasons["C11.2"].startswith("C11.2 of 2019 was about whether carbon credits were originated or bought")
    assert [each.question for each in result.placement.moved] == ["C2.1", "C3.1a", "C5.1", "C10.1b", "C14.1"]


# label of a year before 2023, as CDP's pages or data of that year have it, and the column of today
LABELS = [
    (2018, "C4.1a", "% achieved (emissions)", "achieved_pct"),
    (2018, "C6.5", "Metric tonnes CO2e", "emissions"),
    (2019, "C4.1b", "Normalized base year emissions covered by target (metric tons CO2e)", "base_intensity_total"),
    (2019, "C4.1a", "Targeted % reduction from base year", "reduction_pct"),
    (2020, "C2.3a", "Risk type & Primary climate-related risk driver", "risk_type_primary_climate_related_risk"),
    (2021, "C4.1a", "Covered emissions in base year (metric tons CO2e)", "base_total"),
    (2021, "C4.1a", "Covered emissions in target year (metric tons CO2e) [auto-calculated]", "target_emissions"),
    (2021, "C4.1b", "Intensity figure in reporting year (metric tons CO2e per unit of activity)", "year_intensity_total"),
    (2022, "C1.3a", "Activity incentivized", "performance_indicator"),
    (2022, "C4.1a", "Base year Scope 1 emissions covered by target (metric tons CO2e)", "base_scope1"),
    (2022, "C4.1a", "Base year Scope 3 emissions covered by target (metric tons CO2e)", "base_s3_total"),
    (2022, "C4.1a", "% of target achieved relative to base year [auto-calculated]", "achieved_pct"),
    (2022, "C6.4a", "Source", "source"),
    (2022, "C12.1a", "% of supplier-related Scope 3 emissions as reported in C6.5", "pct_supplier_related_scope_3_emissions"),
    (2022, "C12.3c", "Type of organization", "intermediary_type"),
    (2022, "C15.6", "Report type", "report_type"),
]


@pytest.mark.parametrize(("year", "number", "label", "column"), LABELS)
def test_a_label_of_its_year_leads_to_the_column_of_today(year: int, number: str, label: str, column: str) -> None:
    numbers = Numbers(load_edition("cdp-2023"), year)
    question = numbers.question(number)
    assert question is not None
    found = numbers.labels(question).column(Field(label, Line(label, 0, 1)))

    assert found is not None
    assert found.name == column


def test_every_number_of_earlier_years_is_told_once() -> None:
    edition = load_edition("cdp-2023")
    told = [(each.number, year) for each in edition.earlier for year in range(each.years[0], each.years[1] + 1)]

    assert len(told) == len(set(told))
    assert {each.now for each in edition.earlier} - {None} <= set(edition.questions)
    assert all(2018 <= year <= 2022 for _, year in told if year != 2023)
    described = {each.number for each in edition.earlier if each.years[1] == 2023} & set(edition.by_number)
    assert described == set()


GROUP = "C-CE9.6a/C-CG9.6a/C-CH9.6a/C-ST9.6a/C-TO9.6a/C-TS9.6a"


@pytest.mark.parametrize(
    ("alone", "printed", "question"),
    [
        (["C-CG8.5"], GROUP, "C-CG9.6a"),
        (["C-TS8.2f", "C6.1"], GROUP, "C-TO9.6a"),
        (["C6.1"], GROUP, "C-CE9.6a"),
        (["C-OG9.7"], "C-CO9.6a/C-EU9.6a/C-OG9.6a", "C-CO9.6a"),
        (["C-OG9.7"], "C-CE7.4/C-CH7.4/C-CO7.4/C-EU7.4/C-MM7.4/C-OG7.4/C-ST7.4/C-TO7.4/C-TS7.4", "C-CE7.4"),
        (["C-ST9.3a"], "C-CE8.2a/C-CH8.2a/C-MM8.2a/C-ST8.2a", "C-ST8.2a"),
        (["C-ST9.3a"], "C-CE8.2c/C-CH8.2c/C-MM8.2c/C-ST8.2c", None),
        ([], "C-OG9.6a", "C-CO9.6a"),
    ],
)
def test_a_number_of_several_sectors_is_the_question_of_the_documents_sector(
    alone: list[str], printed: str, question: str | None
) -> None:
    found = Numbers.of(load_edition("cdp-2023"), None, [*alone, printed]).question(printed)

    assert (found and found.id) == question


def test_a_table_of_several_sectors_is_listed_where_nothing_tells_the_sector() -> None:
    edition = load_edition("cdp-2023")

    assert Numbers.of(edition, 2023, ["C-CG8.5", GROUP]).moved(GROUP) is None
    assert Numbers.of(edition, 2023, ["C6.1", GROUP]).moved(GROUP) == (
        "Cement R&D table",
        f"{GROUP} are 5 questions here, and nothing shows which; kept as C-CE9.6a",
    )


def test_numbers_of_2023_without_columns_say_what_they_asked_for() -> None:
    edition = load_edition("cdp-2023")
    numbers = Numbers.of(edition, None, ["C-ST9.3a"])

    assert numbers.why_not("C-FS12.1b") == (
        "C-FS12.1b asked for engagement with clients, which 2026 asks in 5.11.3; its columns are not held in cdp-2023"
    )
    assert "fuels of steel making" in numbers.why_not("C-CE8.2c/C-CH8.2c/C-MM8.2c/C-ST8.2c")
    assert not Numbers.of(edition, None, ["C-FS12.1b"]).older


STEEL = """A plc - Climate Change 2023

(C0.1) Who are you?
A maker of steel.
(C0.4) Which currency?
EUR
(C-ST4.9) Which techniques are used?
(C-CE8.2a/C-CH8.2a/C-MM8.2a/C-ST8.2a) How much energy was used inside the sector's boundary?
Consumption of fuel (excluding feedstocks)
Heating value
LHV (lower heating value)
MWh consumed from renewable sources inside steel sector boundary
12
"""


def test_a_table_of_several_sectors_is_read_by_the_labels_of_the_documents_sector(tmp_path: Path) -> None:
    path = tmp_path / "steel.txt"
    path.write_text(STEEL, "utf-8")
    result = import_submission(path, load_edition("cdp-2023"))

    assert values(result)["C-ST8.2a[consumption_fuel].renewable_mwh"] == Decimal(12)
