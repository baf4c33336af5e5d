"""The samples as a whole: they open, are complete and free of contradiction, and come to what their README says."""

import re
from collections.abc import Iterable
from fractions import Fraction

import pytest

from cdp_toolkit.checks.checker import load_checker
from cdp_toolkit.cli.opening import Scoring, open_scoring
from cdp_toolkit.findings import Severity
from cdp_toolkit.mapping.answering import Answered, answer_project
from cdp_toolkit.mapping.gaplist import gap_list
from cdp_toolkit.responses.project import Project, load_project
from cdp_toolkit.responses.validation import validate
from cdp_toolkit.scoring.explaining import Verdict, explain, open_questions
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address

LUMEN = shipped("samples") / "lumen-live"
# Displayed data points that stay blank, each with its reason.
BLANK = {"13.2.attachment": "optional, and there is nothing to attach"}


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(LUMEN)


@pytest.fixture(scope="module")
def answered(project: Project) -> Answered:
    return answer_project(project)


@pytest.fixture(scope="module")
def scoring() -> Scoring:
    return open_scoring(LUMEN, "cdp-2026", None, None, None, None)


def test_every_displayed_data_point_of_lumen_live_is_answered(scoring: Scoring) -> None:
    tables = scoring.before.displayed.context.tables
    questions = scoring.opened.edition.questions
    shown = {number: tables[number] for number in questions if tables[number].shown}
    assert not [number for number, table in shown.items() if not table.rows]
    blank = {
        str(Address(number, row.name or None, column))
        for number, table in shown.items()
        for row in table.rows
        for column in row.shown
        if column not in row.cells
    }
    assert blank == set(BLANK)
    assert len(shown) == 124
    assert sum(len(row.shown) for table in shown.values() for row in table.rows) == 1316


def test_the_gap_list_of_lumen_live_is_empty(project: Project, answered: Answered) -> None:
    gaps = gap_list(project.edition, answered.response)
    assert (list(gaps.missing), gaps.answered, gaps.asked) == ([], 1338, 1338)  # what is optional is no gap


def test_lumen_live_has_no_fault(project: Project, answered: Answered) -> None:
    found = [*answered.findings, *validate(project.edition, answered.response)]
    assert [(each.code, each.where) for each in found if each.severity is not Severity.INFO] == []
    assert {each.code for each in found} == {"partial-boundary"}  # one data centre's efficiency, kept as an example


def test_no_check_finds_a_contradiction_in_lumen_live(answered: Answered) -> None:
    checked = load_checker("cdp-2026").check(answered.response)
    assert checked.findings == ()
    assert len(checked.held) >= 25


def test_lumen_live_answers_from_figures_people_and_other_answers(answered: Answered) -> None:
    kinds = [answer.source.kind for answer in answered.response.answers.values()]
    assert (len(kinds), kinds.count("sample")) == (1338, 759)
    assert set(kinds) == {"computed", "derived", "metric", "sample"}
    assert sorted(value.metric for value in answered.unused) == [
        "data_centre.pue",
        "finance.capex",
        "people.headcount",
        "waste.total",
        "water.withdrawal",
    ]


def test_lumen_live_says_of_itself_that_it_is_invented(project: Project, answered: Answered) -> None:
    assert "invented" in project.facts.organisation
    assert all("(invented)" in (value.source or "") for value in answered.metrics)
    texts = [(LUMEN / name).read_text("utf-8") for name in ("README.md", "project.toml", "mapping.yaml")]
    assert [text for text in texts if "invented" not in text.lower()] == []


def test_lumen_live_comes_to_what_its_readme_says(scoring: Scoring) -> None:
    result = scoring.before.result
    rows = dict[str, tuple[str, str]]()
    for name, low, high in re.findall(r"^\| (\w+) \| (\S+) \| (\S+) \|$", (LUMEN / "README.md").read_text("utf-8"), re.MULTILINE):
        rows[name] = (low, high)
    assert rows == {
        "Band": (result.low, result.high),
        **{level.name: (str(level.plain_low), str(level.plain_high)) for level in result.levels},
    }


def test_lumen_live_has_two_thirds_of_management_in_every_category(scoring: Scoring) -> None:
    management = next(level for level in scoring.before.result.levels if level.level == "M")
    assert management.low == Fraction(2, 3)


def test_a_verdict_settles_one_statement_and_leaves_the_others_open(scoring: Scoring) -> None:
    outcomes = scoring.before.scored.outcomes
    points = {key: (str(outcomes[key].low), str(outcomes[key].high)) for key in ("7.9.1 M", "7.9.2 M", "7.9.3 M")}
    assert points == {"7.9.1 M": ("4/4", "4/4"), "7.9.2 M": ("0/4", "4/4"), "7.9.3 M": ("4/5", "5/5")}


def test_a_reader_is_asked_what_is_still_open_and_nothing_else(scoring: Scoring) -> None:
    asked = ("covers_reporting_year", "standard_accepted", "states_opinion")
    scope2 = [f"7.9.2[{row}].{what}" for row in (1, 2) for what in ("covers_scope_2", *asked)]
    scope3 = [f"7.9.3[2].{what}" for what in ("covers_scope_3", *asked, "covers_main_category")]
    assert list(open_questions(scoring.advisor.assessor.scorer, scoring.before.scored)) == [*scope2, *scope3]


def test_a_cap_that_does_not_apply_is_not_applicable(scoring: Scoring) -> None:
    explained = explain(scoring.advisor.assessor.scorer, scoring.before.scored, "7.53.1 M")
    assert {step.verdict for step in explained.steps if step.kind == "cap"} == {Verdict.SKIPPED}


def _sum(answered: Answered, question: str, column: str, rows: Iterable[str] | None = None) -> Fraction:
    found = [
        Fraction(answer.value)  # type: ignore[arg-type]
        for address, answer in answered.response.answers.items()
        if address.question == question and address.column == column and (rows is None or address.row in rows)
    ]
    assert found
    return sum(found, Fraction(0))


S1, LOCATION, MARKET = "scope1", "scope2_location_based", "scope2_market_based"
BREAKDOWNS = {
    "7.15.1": (S1, LOCATION, MARKET),
    "7.16": (S1, LOCATION, MARKET),
    "7.17.1": (S1,),
    "7.17.3": (S1,),
    "7.20.1": (LOCATION, MARKET),
    "7.20.2": (LOCATION, MARKET),
    "7.22": (S1, LOCATION, MARKET),
}


@pytest.mark.parametrize(("question", "column"), [(each, column) for each, columns in BREAKDOWNS.items() for column in columns])
def test_breakdowns_of_lumen_live_add_up_to_the_unit(answered: Answered, question: str, column: str) -> None:
    total = ("7.6", "emissions") if column == S1 else ("7.7", column)
    assert _sum(answered, question, column) == _sum(answered, *total, ["reporting_year"])


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("7.30.14", "consumption_purchased_electricity", None), ("7.30.1", "total_mwh", ["consumption_purchased_electricity"])),
        (
            ("7.30.14", "consumption_purchased_thermal", None),
            ("7.30.1", "total_mwh", ["consumption_purchased_heat", "consumption_purchased_cooling"]),
        ),
        (("7.30.14", "consumption_self_generated_electricity", None), ("7.30.9", "generation_consumed", ["electricity"])),
        (("7.30.14", "consumption_self_generated_thermal", None), ("7.30.9", "generation_consumed", ["heat"])),
        (("7.30.7", "total_mwh", ["total"]), ("7.30.1", "total_mwh", ["consumption_fuel"])),
        (("7.30.9", "renewable_consumed", None), ("7.30.1", "renewable_mwh", ["consumption_self_generated_renewable"])),
        (("7.30.17", "low_carbon_consumption", None), ("7.30.1", "renewable_mwh", ["consumption_purchased_heat"])),
        (("7.55.2", "annual_reduction", None), ("7.55.1", "annual_reduction", ["implemented"])),
    ],
)
def test_parts_of_lumen_live_are_the_whole(
    answered: Answered, parts: tuple[str, str, list[str] | None], whole: tuple[str, str, list[str]]
) -> None:
    assert _sum(answered, *parts) == _sum(answered, *whole)


def test_the_low_carbon_electricity_of_lumen_live_is_what_was_contracted(answered: Answered) -> None:
    bought = _sum(answered, "7.30.15", "low_carbon_consumption")
    row = ["consumption_purchased_electricity"]
    assert bought == _sum(answered, "7.30.1", "renewable_mwh", row) + _sum(answered, "7.30.1", "near_zero_mwh", row)


def test_the_causes_of_change_of_lumen_live_explain_the_change(answered: Answered) -> None:
    change = Fraction(0)
    for address, answer in answered.response.answers.items():
        if address.question == "7.10.1" and address.column == "emissions_change":
            direction = answered.response.value(Address("7.10.1", address.row, "direction"))
            sign = {"Decreased": -1, "Increased": 1, "No change": 0}[str(direction)]
            change += sign * Fraction(answer.value)  # type: ignore[arg-type]
    year, before = ["reporting_year"], ["past_year_1"]
    assert change == sum(
        (
            _sum(answered, number, column, year) - _sum(answered, number, column, before)
            for number, column in (("7.6", "emissions"), ("7.7", "scope2_market_based"))
        ),
        Fraction(0),
    )
