"""Validation: each kind of finding on answers that have it, none on answers that have not; computed cells."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.responses.computed import with_computed
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source
from cdp_toolkit.responses.validation import validate
from cdp_toolkit.values import Address, Attachment, Choice, Value

BANK = Organisation(sectors=("Financial services",), requesters=(), flags=())
GENERAL = Organisation(requesters=(), flags=())


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("cdp-2026")


def response(answers: dict[str, Value], own: Organisation = GENERAL) -> Response:
    return Response.of("cdp-2026", [Answer(Address.parse(where), value) for where, value in answers.items()], own)


def codes(edition: Edition, answers: dict[str, Value], own: Organisation = GENERAL) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in validate(edition, response(answers, own))]


def only(edition: Edition, answers: dict[str, Value], own: Organisation = GENERAL) -> Finding:
    (finding,) = validate(edition, response(answers, own))
    return finding


TARGET: dict[str, Value] = {"7.53.answer": (Choice("Absolute target"),)}
PAST: dict[str, Value] = {
    "1.4.end_date": dt.date(2025, 12, 31),
    "1.4.past_years_provided": Choice("Yes"),
    "1.4.past_years_scope1": Choice("2 years"),
}
OTHER = "Other, please specify"


@pytest.mark.parametrize(
    ("good", "bad", "code", "where"),
    [
        ({"1.4.1.answer": Decimal(5)}, {"1.4.1.answer": "five"}, "wrong-type", "1.4.1.answer"),
        ({"1.1.answer": Choice("English")}, {"1.1.answer": (Choice("English"),)}, "wrong-type", "1.1.answer"),
        ({"1.4.1.answer": Decimal(0)}, {"1.4.1.answer": Decimal(-1)}, "below-minimum", "1.4.1.answer"),
        ({"1.4.1.answer": Decimal(10**14)}, {"1.4.1.answer": Decimal(10**15)}, "above-maximum", "1.4.1.answer"),
        ({"1.4.1.answer": Decimal("5.00")}, {"1.4.1.answer": Decimal("5.5")}, "too-many-decimals", "1.4.1.answer"),
        ({"1.3.description": "x" * 5000}, {"1.3.description": "x" * 5001}, "too-long", "1.3.description"),
        (
            {"1.4.end_date": dt.date(2026, 10, 28)},
            {"1.4.end_date": dt.date(2026, 10, 29)},
            "too-late",
            "1.4.end_date",
        ),
        (
            {**TARGET, "7.54.answer": (Choice("Other climate-related targets"),), "7.54.2[1].base_year_end": dt.date(1990, 1, 1)},
            {**TARGET, "7.54.answer": (Choice("Other climate-related targets"),), "7.54.2[1].base_year_end": dt.date(1890, 1, 1)},
            "too-early",
            "7.54.2[1].base_year_end",
        ),
        ({"1.1.answer": Choice("English")}, {"1.1.answer": Choice("Englisch")}, "unknown-option", "1.1.answer"),
        ({"1.1.answer": Choice(OTHER, "Basque")}, {"1.1.answer": Choice(OTHER)}, "not-specified", "1.1.answer"),
        ({"1.1.answer": Choice("English")}, {"1.1.answer": Choice("English", "UK")}, "text-not-asked", "1.1.answer"),
        (
            {"7.53.answer": (Choice("No target"),)},
            {"7.53.answer": (Choice("No target"), Choice("Absolute target"))},
            "not-exclusive",
            "7.53.answer",
        ),
        (
            {"7.53.answer": (Choice("Absolute target"),)},
            {"7.53.answer": (Choice("Absolute target"), Choice("Absolute target"))},
            "option-twice",
            "7.53.answer",
        ),
        ({"1.1.answer": Choice("English")}, {"1.1": Choice("English")}, "no-such-data-point", "1.1"),
        ({"1.1.answer": Choice("English")}, {"7.99.answer": Choice("English")}, "no-such-data-point", "7.99.answer"),
        (TARGET, {"7.53.1[1].target_objective": "Text"}, "stale-answer", "7.53.1"),
        (
            {**PAST, "7.6[past_year_2].emissions": Decimal(5)},
            {**PAST, "7.6[past_year_3].emissions": Decimal(5)},
            "stale-answer",
            "7.6[past_year_3]",
        ),
        (
            {"7.8[waste].status": Choice("Relevant, calculated"), "7.8[waste].emissions": Decimal(5)},
            {"7.8[waste].status": Choice("Not evaluated"), "7.8[waste].emissions": Decimal(5)},
            "stale-answer",
            "7.8[waste].emissions",
        ),
        (
            {**PAST, "7.6[past_year_1].end_date": dt.date(2024, 12, 31), "7.6[past_year_2].end_date": dt.date(2023, 12, 31)},
            {**PAST, "7.6[past_year_1].end_date": dt.date(2024, 12, 31), "7.6[past_year_2].end_date": dt.date(2024, 6, 30)},
            "dates",
            "7.6[past_year_2].end_date",
        ),
        (
            {**PAST, "7.6[past_year_1].end_date": dt.date(2024, 12, 31)},
            {**PAST, "7.6[past_year_1].end_date": dt.date(2025, 6, 30)},
            "dates",
            "7.6[past_year_1].end_date",
        ),
        (
            {**PAST, **TARGET, "7.53.1[1].date_set": dt.date(2024, 1, 1)},
            {**PAST, **TARGET, "7.53.1[1].date_set": dt.date(2026, 1, 1), "7.53.1[1].target_end": dt.date(2030, 1, 1)},
            "dates",
            "7.53.1[1].date_set",
        ),
        (
            {"7.9[scope1].verification_status": Choice("Third-party verification or assurance process in place"),
             "7.9.1[1].proportion_verified": Decimal(60), "7.9.1[2].proportion_verified": Decimal(40)},
            {"7.9[scope1].verification_status": Choice("Third-party verification or assurance process in place"),
             "7.9.1[1].proportion_verified": Decimal(60), "7.9.1[2].proportion_verified": Decimal(50)},
            "sum",
            "7.9.1",
        ),
        (
            {**TARGET, "7.53.1[1].scopes": (Choice("Scope 1"),), "7.53.1[1].base_scope1": Decimal(100),
             "7.53.1[1].base_total": Decimal(100)},
            {**TARGET, "7.53.1[1].scopes": (Choice("Scope 1"),), "7.53.1[1].base_scope1": Decimal(100),
             "7.53.1[1].base_total": Decimal(90)},
            "computed-differs",
            "7.53.1[1].base_total",
        ),
        (TARGET, {**TARGET, "7.53.1[1].base_total": Decimal(90)}, "computed-without-basis", "7.53.1[1].base_total"),
        (
            {"3.1[climate_change].identified": Choice("Yes, only within our direct operations"),
             "3.1.1[1].issue": Choice("Climate change"), "3.1.1[1].description": "Text",
             "3.1.2[1].issue": Choice("Climate change")},
            {"3.1[climate_change].identified": Choice("Yes, only within our direct operations"),
             "3.1.1[1].issue": Choice("Climate change"), "3.1.1[1].description": "Text",
             "3.1.2[1].issue": Choice("Climate change"), "3.1.2[2].figure_explanation": "Text"},
            "row-without-subject",
            "3.1.2[2].issue",
        ),
        (
            {"3.1[climate_change].identified": Choice("Yes, only within our direct operations"),
             "3.1.2[1].issue": Choice("Climate change")},
            {"3.1[climate_change].identified": Choice("Yes, only within our direct operations")},
            "missing-row",
            "3.1.2",
        ),
        (
            {"6.1[climate_change].rationale": "Text"},
            {"6.1[water].rationale": "Text"},
            "display-doubtful",
            "6.1[water]",
        ),
        (
            {"7.3.scope2_market_based": Choice("We are reporting a Scope 2, market-based figure"),
             "7.9[scope2].verification_status": Choice("Third-party verification or assurance process in place"),
             "7.9.2[1].scope2_approach": Choice("Scope 2 market-based")},
            {"7.9[scope2].verification_status": Choice("Third-party verification or assurance process in place"),
             "7.9.2[1].scope2_approach": Choice("Scope 2 market-based")},
            "option-not-offered",
            "7.9.2[1].scope2_approach",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_finding_where_it_belongs_and_nowhere_else(
    edition: Edition, good: dict[str, Value], bad: dict[str, Value], code: str, where: str
) -> None:
    assert codes(edition, good) == []
    assert codes(edition, bad) == [(code, where)]


def test_a_group_is_no_answer_and_an_option_needs_its_group(edition: Edition) -> None:
    position = "4.3.1[1].position"
    base: dict[str, Value] = {"4.3[climate_change].responsibility": Choice("Yes"), "4.3.1[1].issue": Choice("Climate change")}
    group, inside = edition.questions["4.3.1"].by_name["position"].options[0].split(" | ")

    assert codes(edition, {**base, position: Choice(f"{group} | {inside}")}) == []
    assert codes(edition, {**base, position: Choice(group)}) == [("group-only", position)]
    assert codes(edition, {**base, position: Choice(inside)}) == [("option-without-group", position)]


def test_a_finding_names_the_values_and_what_to_do(edition: Edition) -> None:
    stale = only(edition, {"7.4.answer": Choice("No"), "7.4.1[1].source": "Vans", "7.4.1[1].why_not": "Small"})
    late = only(edition, {**PAST, "7.6[past_year_1].end_date": dt.date(2025, 6, 30)})
    near = only(edition, {"1.7.answer": (Choice("Germny"),)})

    assert stale == Finding(
        "stale-answer",
        Severity.WARNING,
        "7.4.1",
        '2 answers stand in a question that is not displayed. It is shown when 7.4 is "Yes" (7.4.answer is No).',
        "Clear it, or change what hides it: the portal keeps such answers and can submit them.",
        ("7.4.1[1].source", "7.4.1[1].why_not"),
    )
    assert late.problem == (
        "The year does not end at least 365 days before the next later one: 184 days is less than 365 "
        "(7.6[past_year_1].end_date is 2025-06-30, 1.4.end_date is 2025-12-31)"
    )
    assert near.fix.startswith("Nearest known: Germany")


def test_what_depends_on_an_unknown_fact_is_said_once(edition: Edition) -> None:
    own = Organisation(sectors=("Financial services",), requesters=None)

    found = validate(edition, response({"7.30[generation].undertaken": Choice("Yes")}, own))

    assert [(each.code, each.where) for each in found] == [("display-unknown", "7.30.9")]
    assert "its requesters" in found[0].problem


def test_an_attachment_is_the_name_of_a_file(edition: Edition) -> None:
    base: dict[str, Value] = {"4.6.policies_exist": Choice("Yes")}
    column = "4.6.1[1].attachment"

    assert codes(edition, {**base, column: Attachment("policy.pdf")}) == []
    assert codes(edition, {**base, column: "https://example.org"}) == [("wrong-type", column)]


def test_totals_and_progress_are_computed_from_what_is_displayed(edition: Edition) -> None:
    given: dict[str, Any] = {
        **TARGET,
        "7.53.1[1].scopes": (Choice("Scope 1"), Choice("Scope 2"), Choice("Scope 3")),
        "7.53.1[1].scope3_categories": (
            Choice("Scope 3, Category 5 - Waste generated in operations"),
            Choice("Scope 3, Category 6 - Business travel"),
        ),
        "7.53.1[1].base_scope1": Decimal(100),
        "7.53.1[1].base_scope2": Decimal(0),
        "7.53.1[1].base_s3_waste": Decimal(30),
        "7.53.1[1].base_s3_business_travel": Decimal(70),
        "7.53.1[1].reduction_pct": Decimal(50),
        "7.53.1[1].year_scope1": Decimal(80),
        "7.53.1[1].year_scope2": Decimal(0),
        "7.53.1[1].year_s3_waste": Decimal(20),
        "7.53.1[1].year_s3_business_travel": Decimal(60),
        "7.53.1[1].base_s3_franchises": Decimal(1000),  # not covered by the target, so not displayed
    }

    result = with_computed(edition, response(given))

    computed = {str(answer.address): answer.value for answer in result if answer.source.kind == "computed"}
    assert computed == {
        "7.53.1[1].base_s3_total": Decimal(100),
        "7.53.1[1].base_total": Decimal(200),
        "7.53.1[1].target_emissions": Decimal(100),
        "7.53.1[1].year_s3_total": Decimal(80),
        "7.53.1[1].year_total": Decimal(160),
        "7.53.1[1].achieved_pct": Decimal(40),
    }
    assert [finding.code for finding in validate(edition, result)] == ["stale-answer"]


def test_what_somebody_typed_stays_and_what_was_computed_before_does_not(edition: Edition) -> None:
    row = "7.30.1[consumption_self_generated_renewable]"
    base: dict[str, Value] = {"7.30[generation].undertaken": Choice("Yes"), f"{row}.renewable_mwh": Decimal(5)}
    old = Answer(Address.parse(f"{row}.total_mwh"), Decimal(4), Source("computed"))

    typed = with_computed(edition, response({**base, f"{row}.total_mwh": Decimal(4)}))
    renewed = with_computed(edition, response(base).with_answers([old]))
    gone = with_computed(edition, response({}).with_answers([old]))

    assert [each.value(old.address) for each in (typed, renewed, gone)] == [Decimal(4), Decimal(5), None]


def test_a_missing_part_is_no_zero(edition: Edition) -> None:
    given: dict[str, Value] = {
        **TARGET,
        "7.53.1[1].scopes": (Choice("Scope 1"), Choice("Scope 2")),
        "7.53.1[1].base_scope1": Decimal(100),
    }

    result = with_computed(edition, response(given))

    assert [answer for answer in result if answer.source.kind == "computed"] == []


def test_energy_totals_leave_out_what_is_not_asked_in_a_row(edition: Edition) -> None:
    row = "7.30.1[consumption_self_generated_renewable]"
    given: dict[str, Value] = {"7.30[generation].undertaken": Choice("Yes"), f"{row}.renewable_mwh": Decimal("12.345")}

    result = with_computed(edition, response(given))

    assert result.value(Address.parse(f"{row}.total_mwh")) == Decimal("12.35")
    source = result.answers[Address.parse(f"{row}.total_mwh")].source
    assert (source.kind, source.detail.partition(":")[0]) == ("computed", "module-07.yaml")


def test_a_portfolio_is_worth_no_more_than_all_assets(edition: Edition) -> None:
    base: dict[str, Value] = {
        "1.9.answer": Decimal(100),
        "1.10[banking].status": Choice("Yes"),
        "1.10[banking].reported_values": Choice("Yes, the value of the portfolio based on total assets"),
    }

    assert codes(edition, {**base, "1.10[banking].portfolio_value": Decimal(100)}, BANK) == []
    assert codes(edition, {**base, "1.10[banking].portfolio_value": Decimal(101)}, BANK) == [("sum", "1.10")]
