"""Carrying answers over: the crosswalk's mechanism on two small editions, the shipped crosswalks, and the command."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from cdp_toolkit.cli import main
from cdp_toolkit.documents.carried_values import Fitted, fit
from cdp_toolkit.documents.carrying import Carried, CarriedOver, carry_forward
from cdp_toolkit.editions.crosswalk import Crosswalk, load_crosswalk, read_crosswalk
from cdp_toolkit.editions.links import ColumnLink
from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.errors import DefinitionError, InputError
from cdp_toolkit.responses.file import read_response, write_response
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.values import Address, Attachment, Choice, Value

HEAD = """
id: {id}
title: Small
sources: [{{document: made up for the tests}}]
modules: {{"1": First}}
sectors: [General]
sector_sets: {{all: [General]}}
issues: [Climate change]
"""

OLDER = """
- {id: C1.1, concept: year, topic: Year,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: end, label: End, type: date}]}
- id: C1.2
  concept: board
  topic: Board
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: oversight, label: Oversight, type: choice, options: [Yes, No, Perhaps]}
  - {n: 2, name: why, label: Why, type: text}
  - {n: 3, name: gone, label: Gone, type: text}
- id: C1.3
  concept: scope1
  topic: Scope 1
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: reporting_year, label: Reporting year}, {name: past_year_1, label: Past year 1}]}
  columns: [{n: 1, name: emissions, label: Emissions, type: number, unit: t CO2e}]
- id: C1.4
  concept: targets
  topic: Targets
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: base_year, label: Base year, type: number}
  - {n: 2, name: base, label: Base, type: number, unit: t CO2e}
  - {n: 3, name: now, label: Now, type: number, unit: t CO2e}
- {id: C1.5, concept: old_gate, topic: Gate,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: answer, label: A, type: text}]}
- id: C1.6
  concept: countries
  topic: Countries
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: country, label: Country, type: choice, options: [France, Turkey, "Other, please specify"]}
  - {n: 2, name: comment, label: Comment, type: text}
- {id: C1.7, concept: by_hand, topic: By hand,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: answer, label: A, type: text}]}
"""

NEWER = """
- {id: "1.1", concept: year, topic: Year,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: end, label: End, type: date}]}
- id: "1.2"
  concept: board
  topic: Board
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: climate_change, label: Climate change}, {name: water, label: Water}]}
  columns:
  - {n: 1, name: oversight, label: Oversight, type: choice, options: ["Yes, there is", No]}
  - {n: 2, name: why_not, label: Why not, type: text}
- id: "1.3"
  concept: scope1
  topic: Scope 1
  sectors: all
  issues: [Climate change]
  rows:
    fixed:
    - {name: reporting_year, label: Reporting year}
    - {name: past_year_1, label: Past year 1}
    - {name: past_year_2, label: Past year 2}
  columns:
  - {n: 1, name: emissions, label: Emissions, type: number, unit: t CO2e}
  - {n: 2, name: end, label: End, type: date}
- id: "1.4"
  concept: targets
  topic: Targets
  sectors: all
  issues: [Climate change]
  rows: {added: true, key: {n: 0, name: issue, label: Issue, type: choice, options: [Climate change, Water]}}
  columns:
  - {n: 1, name: base_year, label: Base year, type: date}
  - {n: 2, name: base, label: Base, type: number, unit: t CO2e}
  - {n: 3, name: now, label: Now, type: number, unit: t CO2e}
- id: "1.6"
  concept: countries
  topic: Countries
  sectors: all
  issues: [Climate change]
  rows: {fixed: [{name: france, label: France}, {name: turkiye, label: Türkiye}]}
  columns: [{n: 1, name: comment, label: Comment, type: text}]
- {id: "1.7", concept: by_hand, topic: By hand,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: answer, label: A, type: text}]}
- {id: "1.9", concept: fresh, topic: Fresh,
   sectors: all, issues: [Climate change],
   columns: [{n: 1, name: answer, label: A, type: text}]}
"""

CROSSWALK = """
from: cdp-1998
to: cdp-1999
year_end: C1.1.end
links:
- {from: C1.1, to: ["1.1"], kind: full, reason: Asked again.}
- from: C1.2
  to: ["1.2"]
  kind: partial
  reason: For each issue now.
  rows: {"": climate_change}
  columns:
    oversight: {to: oversight, options: {Yes: "Yes, there is"}}
    why: {to: why_not, kind: partial, reason: Other words.}
- {from: C1.3, to: ["1.3"], kind: full, reason: Asked again.}
- {from: C1.4, to: ["1.4"], kind: full, reason: For each issue now., sets: {issue: Climate change}}
- {from: C1.5, kind: dropped, reason: Nobody asks.}
- from: C1.6
  to: ["1.6"]
  kind: partial
  reason: Countries are rows.
  row_from: country
  row_names: {Turkey: turkiye}
  columns: {country: {to: null, reason: It is the row.}}
- {from: C1.7, to: ["1.7"], kind: split, reason: Another shape., by_hand: true}
past_years:
- from: C1.3
  to: "1.3"
  rows: [reporting_year, past_year_1]
  to_rows: [reporting_year, past_year_1, past_year_2]
  columns: {emissions: emissions}
  end_column: end
lasting: [C1.4.base, C1.4.base_year]
new: {"1.9": Nobody asked before.}
"""


def edition(folder: Path, name: str, questions: str) -> Edition:
    folder.mkdir()
    (folder / "edition.yaml").write_text(HEAD.format(id=name), "utf-8")
    (folder / "options.yaml").write_text("{}", "utf-8")
    (folder / "module-01.yaml").write_text(questions, "utf-8")
    return read_edition(folder)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Edition]:
    folder = tmp_path_factory.mktemp("editions")
    return edition(folder / "older", "cdp-1998", OLDER), edition(folder / "newer", "cdp-1999", NEWER)


def crosswalk(folder: Path, editions: tuple[Edition, Edition], text: str = CROSSWALK) -> Crosswalk:
    (folder / "crosswalk.yaml").write_text(text, "utf-8")
    return read_crosswalk(folder / "crosswalk.yaml", *editions)


ANSWERS: dict[str, Value] = {
    "C1.2.oversight": Choice("Yes"),
    "C1.2.why": "Because.",
    "C1.2.gone": "Lost.",
    "C1.3[reporting_year].emissions": Decimal(100),
    "C1.3[past_year_1].emissions": Decimal(110),
    "C1.4[1].base_year": Decimal(2015),
    "C1.4[1].base": Decimal(500),
    "C1.4[1].now": Decimal(90),
    "C1.5.answer": "Gate.",
    "C1.6[1].country": Choice("Turkey"),
    "C1.6[1].comment": "Ankara.",
    "C1.6[2].country": Choice("Other, please specify", "Atlantis"),
    "C1.6[2].comment": "Deep.",
    "C1.7.answer": "By hand.",
}


def response(answers: dict[str, Value], edition: str = "cdp-1998") -> Response:
    return Response.of(
        edition, [Answer(Address.parse(a), value, Source("import", "old.pdf, page 1")) for a, value in answers.items()]
    )


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory, editions: tuple[Edition, Edition]) -> CarriedOver:
    import datetime as dt

    given = {"C1.1.end": dt.date(1998, 12, 31), **ANSWERS}
    return carry_forward(response(given), crosswalk(tmp_path_factory.mktemp("crosswalk"), editions), 1)


def test_answers_go_where_the_crosswalk_says(carried: CarriedOver) -> None:
    import datetime as dt

    assert {str(address): answer.value for address, answer in carried.response.answers.items()} == {
        "1.2[climate_change].oversight": Choice("Yes, there is"),
        "1.2[climate_change].why_not": "Because.",
        "1.3[past_year_1].emissions": Decimal(100),
        "1.3[past_year_2].emissions": Decimal(110),
        "1.3[past_year_1].end": dt.date(1998, 12, 31),
        "1.4[1].base": Decimal(500),
        "1.4[1].issue": Choice("Climate change"),
        "1.6[turkiye].comment": "Ankara.",
    }


def test_every_answer_has_a_status_and_a_reason(carried: CarriedOver) -> None:
    assert [(item.status, item.to, item.source, item.note) for item in carried.items if item.source] == [
        (Carried.OLD_YEAR, "1.1.end", "C1.1.end", ""),
        (Carried.REREAD, "1.2[climate_change].oversight", "C1.2.oversight", "For each issue now."),
        (Carried.REREAD, "1.2[climate_change].why_not", "C1.2.why", "Other words."),
        (Carried.MOVED, "1.3[past_year_1].emissions", "C1.3[reporting_year].emissions", ""),
        (Carried.MOVED, "1.3[past_year_1].end", "C1.1.end", ""),
        (Carried.MOVED, "1.3[past_year_2].emissions", "C1.3[past_year_1].emissions", ""),
        (Carried.REREAD, "1.4[1].base", "C1.4[1].base", "For each issue now."),
        (Carried.RECHOOSE, "1.4[1].base_year", "C1.4[1].base_year", "a date is asked now, where it was a number"),
        (Carried.OLD_YEAR, "1.4[1].now", "C1.4[1].now", ""),
        (Carried.NO_HOME, "1.6", "C1.6[2].comment", "1.6 has no row 'Atlantis'"),
        (Carried.REREAD, "1.6[turkiye].comment", "C1.6[1].comment", "Countries are rows."),
        (Carried.NO_HOME, "1.7", "C1.7.answer", "Another shape."),
        (Carried.NO_HOME, "", "C1.2.gone", "For each issue now."),
        (Carried.NO_HOME, "", "C1.5.answer", "Nobody asks."),
        (Carried.NO_HOME, "", "C1.6[1].country", "It is the row."),
        (Carried.NO_HOME, "", "C1.6[2].country", "It is the row."),
    ]
    assert [(item.to, item.note) for item in carried.items if item.status == Carried.NEW] == [("1.9", "Nobody asked before.")]


def test_the_list_is_safe_to_open_in_a_spreadsheet_program(tmp_path: Path, editions: tuple[Edition, Edition]) -> None:
    old = carry_forward(response({"C1.2.why": "=1+1", "C1.2.gone": "@Lost"}), crosswalk(tmp_path, editions), 1)
    rows = csv.DictReader(old.listing().removeprefix("\ufeff").splitlines())

    assert [row["value"] for row in rows if row["from"]] == ["'=1+1", "'@Lost"]


def test_a_carried_answer_names_where_it_came_from(carried: CarriedOver) -> None:
    source = carried.response.answers[Address("1.3", "past_year_1", "emissions")].source

    assert str(source) == "carried: cdp-1998 C1.3[reporting_year].emissions; import: old.pdf, page 1"


def test_figures_older_than_the_past_years_have_no_home(tmp_path: Path, editions: tuple[Edition, Edition]) -> None:
    old = carry_forward(response({"C1.3[past_year_1].emissions": Decimal(110)}), crosswalk(tmp_path, editions), 2)

    assert [(item.status, item.note) for item in old.items if item.source] == [
        (Carried.NO_HOME, "it is older than the past years that are asked")
    ]


def test_within_one_reporting_year_figures_stay_what_they_are(tmp_path: Path, editions: tuple[Edition, Edition]) -> None:
    same = carry_forward(response({"C1.3[reporting_year].emissions": Decimal(100)}), crosswalk(tmp_path, editions), 0)

    assert same.response.value(Address("1.3", "reporting_year", "emissions")) == Decimal(100)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("from: C1.5, kind", "from: C1.8, kind"), "there is no question of cdp-1998 'C1.8'"),
        (('to: ["1.7"]', 'to: ["1.8"]'), "there is no question of cdp-1999 '1.8'"),
        (("to: why_not,", "to: whynot,"), "there is no column of 1.2 'whynot'"),
        (("why: {to: why_not,", "why: {to: oversight,"), "oversight and why of C1.2 both go to oversight"),
        (('"": climate_change', '"": climate'), "there is no row of 1.2 'climate'"),
        (("options: {Yes:", "options: {Ja:"), "there is no option of oversight 'Ja'"),
        (("- {from: C1.5, kind: dropped, reason: Nobody asks.}\n", ""), "no link leads from C1.5"),
        (('new: {"1.9": Nobody asked before.}', "new: {}"), "1.9 is neither reached by a link nor new"),
        (("year_end: C1.1.end", "year_end: C1.1.start"), "question C1.1 has no column 'start'"),
        (("lasting: [C1.4.base,", "lasting: [C1.4.bass,"), "there is no column 'C1.4.bass'"),
        (("kind: dropped, reason", 'to: ["1.7"], kind: dropped, reason'), "link of C1.5 is dropped and leads to 1.7"),
        (("to_rows: [reporting_year, past_year_1, past_year_2]", "to_rows: [now]"), "there is no row of 1.3 'now'"),
    ],
)
def test_a_crosswalk_that_names_what_is_not_there_is_refused(
    tmp_path: Path, editions: tuple[Edition, Edition], change: tuple[str, str], problem: str
) -> None:
    assert change[0] in CROSSWALK

    with pytest.raises(DefinitionError) as error:
        crosswalk(tmp_path, editions, CROSSWALK.replace(*change))
    assert problem in str(error.value)


NUMBER = Column(n=1, name="a", label="A", type="number", unit="MWh")
TEXT = Column(n=1, name="a", label="A", type="text")
FILE = Column(n=1, name="a", label="A", type="attachment")
ONE = Column(n=1, name="a", label="A", type="choice", options=("Group | Sun", "Group | Wind", "Group | Other, please specify"))
MANY = ONE.model_copy(update={"type": "choices"})


@pytest.mark.parametrize(
    ("value", "older", "newer", "expected"),
    [
        (Decimal(3), NUMBER, NUMBER, Fitted(Decimal(3))),
        (Decimal(3), NUMBER, NUMBER.model_copy(update={"unit": "t"}), Fitted(None, "the unit was MWh and is t now")),
        ("Words.", TEXT, NUMBER, Fitted(None, "a number is asked now, where it was a text")),
        (
            "See it.\nplan.pdf",
            TEXT,
            FILE,
            Fitted(Attachment("plan.pdf"), "only the file is asked now, the text beside it is not", True),
        ),
        ("See it.", TEXT, FILE, Fitted(None, "a file is asked now, and the text names none")),
        (Choice("Sun"), ONE, ONE, Fitted(Choice("Group | Sun"), "", True)),
        (Choice("Moon"), ONE, ONE, Fitted(None, "no option of today is: Moon", True)),
        ((Choice("Sun"), Choice("Moon")), MANY, MANY, Fitted((Choice("Group | Sun"),), "no option of today is: Moon", True)),
        ((Choice("Sun"), Choice("Wind")), MANY, ONE, Fitted(None, "one option is chosen now, and several were: Sun; Wind")),
        (Choice("Other, please specify", "x"), ONE, MANY, Fitted((Choice("Group | Other, please specify", "x"),), "", True)),
        (Choice("Sun"), ONE, TEXT, Fitted("Sun", "", True)),
    ],
)
def test_values_are_fitted_or_said_not_to_fit(value: Value, older: Column, newer: Column, expected: Fitted) -> None:
    assert fit(value, older, newer, ColumnLink(to="a")) == expected


@pytest.mark.parametrize(("older", "links"), [("cdp-2023", 301), ("cdp-2025", 297)])
def test_the_shipped_crosswalks_account_for_every_question(older: str, links: int) -> None:
    shipped = load_crosswalk(older, "cdp-2026")

    assert len(shipped.links) == links
    assert all(link.reason for link in shipped.links.values())


@pytest.mark.parametrize("older", ["cdp-2023", "cdp-2025"])
def test_the_counts_of_links_that_the_docs_give_are_those_of_the_data(older: str) -> None:
    shipped = load_crosswalk(older, "cdp-2026")
    kinds = Counter(link.kind for link in shipped.links.values())
    expected = [kinds["full"], kinds["partial"], kinds["split"], kinds["dropped"], len(shipped.new)]
    docs = (Path(__file__).parents[1] / "docs" / "imports.md").read_text("utf-8")
    line = next(line for line in docs.splitlines() if line.startswith(f"| {older} ("))

    assert [0 if cell.strip() == "-" else int(cell) for cell in line.split("|")[2:-1]] == expected


def test_options_that_only_have_other_words_now_are_carried() -> None:
    given = response(
        {
            "C12.2.answer": Choice("Yes, climate-related requirements are included in our supplier contracts"),
            "C3.2.use_climate_related_scenario_analysis": Choice("Yes, qualitative"),
            "C12.3.primary_reason": Choice("Important but not an immediate priority"),
            "C-OG4.8.answer": "We flare less every year.",
        },
        "cdp-2023",
    )
    carried = carry_forward(given, load_crosswalk("cdp-2023", "cdp-2026"), 3).response.answers

    assert {str(address): answer.value for address, answer in carried.items() if address.question != "4.11"} == {
        "5.11.5[climate_change].requirements_set": Choice(
            "Yes, environmental requirements related to this environmental issue are included in our supplier contracts"
        ),
        "5.1[climate_change].used": Choice("Yes"),
        "7.62.explanation": "We flare less every year.",
    }
    assert [answer.value for address, answer in carried.items() if address.question == "4.11"] == [
        Choice("Not an immediate strategic priority")
    ]


def statuses(answers: dict[str, Value], older: str, years: int) -> dict[str, tuple[Carried, str]]:
    """What became of each answer, by its old address, and where it is asked now."""
    over = carry_forward(response(answers, older), load_crosswalk(older, "cdp-2026"), years)
    return {item.source: (item.status, item.to) for item in over.items if item.source}


def test_what_has_a_place_of_its_own_now_is_carried_there() -> None:
    found = statuses(
        {
            "C1.1c.explain": "We are three people.",
            "C12.1b[1].engagement_effect": "Sixty customers.",
            "C3.5a[1].type_alignment_being_reported_financial": Choice("Alignment with a sustainable finance taxonomy"),
            "C3.5a[1].describe_methodology_identify_spending": "By project.",
            "C-OG4.8.answer": "We flare less.",
            "C-FS14.0[lending_fossil].assets_value": Decimal(5),
            "C15.1.description_oversight_objectives": "The board.",
        },
        "cdp-2023",
        0,
    )
    given = carry_forward(
        response({"C12.1b[1].engagement_effect": "Sixty customers."}, "cdp-2023"), load_crosswalk("cdp-2023", "cdp-2026"), 3
    )

    assert given.response.value(Address("5.11.9", "1", "stakeholder_type")) == Choice("Customers")
    assert found == {
        "C1.1c.explain": (Carried.REREAD, "4.1.1[climate_change].why_not"),
        "C12.1b[1].engagement_effect": (Carried.REREAD, "5.11.9[1].engagement_effect"),
        "C3.5a[1].type_alignment_being_reported_financial": (Carried.REREAD, "5.4.1[1].methodology"),
        "C3.5a[1].describe_methodology_identify_spending": (Carried.REREAD, "5.4.1[1].methodology_details"),
        "C-OG4.8.answer": (Carried.REREAD, "7.62.explanation"),
        "C-FS14.0[lending_fossil].assets_value": (Carried.NO_HOME, "12.3"),
        "C15.1.description_oversight_objectives": (Carried.NO_HOME, ""),
    }


def test_figures_for_which_a_range_is_chosen_now_are_of_the_old_year_and_lead_to_the_list() -> None:
    given: dict[str, Value] = {
        "C12.1a[1].pct_total_procurement_spend": Decimal(60),
        "C12.1b[1].pct_customers_number": Decimal(60),
        "C12.2a[1].pct_suppliers_procurement_spend": Decimal(60),
        "C10.1c[1].proportion_reported_emissions_verified": Decimal(100),
        "C4.1b[1].intensity_figure_reporting_year_scope_3": Decimal(2),
        "C8.2g[1].total_non_fuel_energy_consumption": Decimal(700),
        "C8.2g[1].country_area": Choice("France"),
    }
    homes = [
        "5.11.7[1].spend_covered_pct",
        "5.11.9[1].stakeholders_engaged_pct",
        "5.11.6[1].spend_compliant_pct",
        "7.9.3[1].proportion_verified",
        "7.53.2[1].year_intensity_s3_fuel_energy_activities",
        "7.30.14[france].consumption_total_excl_fuel",
    ]

    assert list(statuses(given, "cdp-2023", 3).values())[:3] == [
        (Carried.OLD_YEAR, "5.11.6[1].spend_compliant_pct"),
        (Carried.OLD_YEAR, "5.11.7[1].spend_covered_pct"),
        (Carried.OLD_YEAR, "5.11.9[1].stakeholders_engaged_pct"),
    ]
    assert {to for status, to in statuses(given, "cdp-2023", 3).values() if status == Carried.OLD_YEAR} == set(homes)
    assert statuses(given, "cdp-2023", 0)["C12.1a[1].pct_total_procurement_spend"] == (
        Carried.RECHOOSE,
        "5.11.7[1].spend_covered_pct",
    )


@pytest.mark.parametrize(
    ("older", "given"),
    [
        (
            "cdp-2023",
            {
                "C4.1a[1].target_status": Choice("Achieved"),
                "C4.1a[1].target_plan": "We are done.",
                "C4.2a[1].target_status": Choice("Achieved"),
                "C4.3b[1].comment": "Four roofs.",
                "C4.3b[1].payback_period": Choice("4-10 years"),
                "C8.2e[1].sourcing_method": Choice("Other, please specify"),
                "C9.1[1].direction": Choice("Decreased"),
                "C10.1a[1].status": Choice("Complete"),
                "C10.1c[1].verification_type": Choice("Reasonable assurance"),
                "C12.3a[1].policy": "A law of last year.",
                "C16.1.job_title": "Chief executive",
                "C-OG6.12[1].direction": Choice("Decreased"),
                "C-CO9.6a[1].development_stage": Choice("Pilot demonstration"),
            },
        ),
        (
            "cdp-2025",
            {
                "2.2.2[1].changed": Choice("No"),
                "4.11.1[1].policy": "A law of last year.",
                "5.2.progress": "On course.",
                "7.9.1[1].status": Choice("Complete"),
                "7.11.answer": Choice("Decreased"),
                "7.53.1[1].target_status": Choice("Achieved"),
                "7.54.3[1].target_status": Choice("Achieved and maintained"),
                "7.55.2[1].comment": "Four roofs.",
                "13.3.job_title": "Chief executive",
            },
        ),
    ],
)
def test_a_statement_about_one_year_is_not_made_about_another(older: str, given: dict[str, Value]) -> None:
    over = carry_forward(response(given, older), load_crosswalk(older, "cdp-2026"), 1)

    assert {item.status for item in over.items if item.source} == {Carried.OLD_YEAR}
    assert not over.response.answers


CARBON_RELATED = (
    "2023 asked about carbon-related assets, 2026 asks about fossil fuel assets: no figure of one is a figure of the other"
)


def test_what_nobody_has_seen_in_print_is_said_to_be_unverified() -> None:
    over = carry_forward(
        response(
            {
                "C-ST4.9[coke_dry_quenching].comment": "Electric furnaces.",
                "C-FS14.0[lending_fossil].calculation": "By sector.",
                "C0.4.answer": Choice("USD"),
            },
            "cdp-2023",
        ),
        load_crosswalk("cdp-2023", "cdp-2026"),
        3,
    )

    unverified = "unverified: compare with last year's form"
    assert [(item.status, item.source, item.note) for item in over.items if item.source] == [
        (Carried.UNCHANGED, "C0.4.answer", ""),
        (Carried.REREAD, "C-ST4.9[coke_dry_quenching].comment", unverified),
        (Carried.NO_HOME, "C-FS14.0[lending_fossil].calculation", f"{CARBON_RELATED}; {unverified}"),
    ]


def test_the_count_of_unverified_questions_that_the_docs_give_is_that_of_the_data() -> None:
    docs = (Path(__file__).parents[1] / "docs" / "imports.md").read_text("utf-8")

    assert f"{len(load_crosswalk('cdp-2023', 'cdp-2026').unverified)} questions of 2023 are unverified" in " ".join(docs.split())
    assert load_crosswalk("cdp-2025", "cdp-2026").unverified == ()


def test_there_is_no_crosswalk_back() -> None:
    with pytest.raises(InputError, match="has no crosswalk to cdp-2023"):
        load_crosswalk("cdp-2026", "cdp-2023")


def test_the_command_writes_drafts_and_a_list(tmp_path: Path) -> None:
    older = load_edition("cdp-2023")
    given = response({"C6.1[reporting_year].emissions": Decimal(55200), "C0.4.answer": Choice("USD")}, "cdp-2023")
    write_response(tmp_path / "old.csv", older, given)
    result = CliRunner().invoke(main, ["carry-forward", str(tmp_path / "old.csv"), "-o", str(tmp_path / "new.csv"), "--json"])

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["years"] == 3
    answers = read_response(tmp_path / "new.csv", load_edition("cdp-2026")).answers
    assert {str(address): answer.value for address, answer in answers.items()} == {
        "1.2.answer": Choice("USD"),
        "7.6[past_year_3].emissions": Decimal(55200),
    }
    rows = list(csv.DictReader((tmp_path / "new.carried.csv").read_text("utf-8-sig").splitlines()))
    assert [row["status"] for row in rows if row["from"]] == ["copied unchanged", "moved to a past year"]


def test_a_file_that_names_no_edition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("question,row,column,value\n7.6,,emissions,1\n", "utf-8")
    result = CliRunner().invoke(main, ["carry-forward", str(tmp_path / "old.csv"), "-o", str(tmp_path / "new.csv")])

    assert result.exit_code == 2
    assert "does not say which edition it answers" in result.output


def test_an_edition_without_criteria_is_not_scored(tmp_path: Path) -> None:
    write_response(tmp_path / "old.csv", load_edition("cdp-2025"), response({"1.2.answer": Choice("USD")}, "cdp-2025"))
    result = CliRunner().invoke(main, ["score", str(tmp_path / "old.csv"), "--edition", "cdp-2025"])

    assert result.exit_code == 2
    assert "cdp-2025: has no scoring criteria here" in result.output
