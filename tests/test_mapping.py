"""How mappings are read and how figures are doubted, with rules that are made up; and what the Kuaishou sample comes to."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.yamlfile import nearest, parse, validated
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.mapping.answering import answer_project, checked_figures
from cdp_toolkit.mapping.compiling import load_mapping
from cdp_toolkit.mapping.coverage import coverage
from cdp_toolkit.mapping.model import Band, Bands, Binding, Block, Case, MappingFile, Named, RowScope
from cdp_toolkit.mapping.operators import figure_conditions, figure_expressions
from cdp_toolkit.mapping.plausibility import Rule, check_plausibility, read_rules
from cdp_toolkit.mapping.suggesting import as_yaml, suggest
from cdp_toolkit.metrics.dictionary import Dictionary, Dimension, Member, Metric, standard_dictionary
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear, period
from cdp_toolkit.metrics.tidy import NOTES, PERIODS, REQUIRED
from cdp_toolkit.metrics.units import unit
from cdp_toolkit.responses.project import load_project
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address

EDITION = load_edition("cdp-2026")
DICTIONARY = standard_dictionary()
YEAR = ReportingYear(Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31)))


def figure(metric: str, value: str, unit_text: str, boundary: str = "site", when: str = "2023") -> MetricValue:
    return MetricValue(metric, Decimal(value), unit(unit_text), period(when), boundary, where=f"m.csv:{metric}")


HEAD = "edition: cdp-2026\nquestions:\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('  "7.99": []', "mapping.yaml:3: there is no question 7.99 in cdp-2026"),
        ('  "7.6": [{columns: {}}]', "mapping.yaml:3: question 7.6 has rows and none is named"),
        ('  "7.6": [{rows: {this_year: {}}, columns: {}}]', "mapping.yaml:3: question 7.6 has no row 'this_year'"),
        (
            '  "1.4.1": [{columns: {revenue: {metric: finance.revenue}}}]',
            "mapping.yaml:3: question 1.4.1 has no column 'revenue'",
        ),
        ('  "1.4.1": [{columns: {answer: {metric: finance.revenu}}}]', "mapping.yaml:3: there is no metric 'finance.revenu'"),
        (
            '  "1.4.1": [{columns: {answer: {metric: ghg.scope1}}}]',
            "mapping.yaml:3: ghg.scope1 is measured in t CO2e, column answer in currency",
        ),
        (
            '  "1.4.1": [{columns: {answer: {metric: finance.revenue, where: {gas: co2}}}}]',
            "mapping.yaml:3: finance.revenue is not broken down by 'gas'",
        ),
        (
            '  "7.10": [{columns: {answer: {choose: [{when: true, then: Rose}]}}}]',
            "mapping.yaml:3: 'Rose' is no option of 7.10 answer",
        ),
        (
            '  "7.10": [{columns: {answer: {metric: ghg.scope1}}}]',
            "mapping.yaml:3: column answer is a choice, which 'metric' cannot answer",
        ),
        (
            '  "1.4.1":\n  - columns:\n      answer:\n        derive: {sum: ["7.6[reporting_year].tons", 1]}',
            "mapping.yaml:6: '7.6[reporting_year].tons' names no column of 7.6",
        ),
        (
            '  "1.4.1":\n  - columns:\n      answer:\n        derive: {figure: ghg.scop1}',
            "mapping.yaml:6: there is no metric 'ghg.scop1'",
        ),
        (
            '  "1.3": [{columns: {description: {text: "We emit {ghg.scope9}."}}}]',
            "mapping.yaml:3: {ghg.scope9} is no metric, cell or fact",
        ),
        (
            '  "1.4.1": [{columns: {answer: {metric: finance.revenue, fact: currency}}}]',
            "mapping.yaml:3: a binding has metric and fact",
        ),
        ('  "1.4.1": [{columns: {answer: {}}}]', "mapping.yaml:3: a binding has no kind"),
        ('  "7.16": [{each: gas, columns: {}}]', "mapping.yaml:3: no row of question 7.16 is a greenhouse gas"),
        ('  "7.15.1": [{each: gass, columns: {}}]', "mapping.yaml:3: there is no dimension 'gass'"),
        ('  "1.4.1": [{columns: {answer: {metrik: finance.revenue}}}]', "mapping.yaml:3: unknown key 'metrik'"),
    ],
)
def test_a_faulty_mapping_says_where(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(HEAD + text + "\n", "utf-8")

    with pytest.raises(DefinitionError) as caught:
        load_mapping(EDITION, DICTIONARY, path)
    assert expected in [f"{fault.where}: {fault.problem}" for fault in caught.value.faults]


def test_bindings_that_read_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    block = '  "{}":\n  - rows: {{reporting_year: {{}}}}\n    columns: {{{}: {{derive: "{}"}}}}\n'
    rows = block.format("7.6", "emissions", "7.7[reporting_year].scope2_market_based")
    more = block.format("7.7", "scope2_market_based", "7.6[reporting_year].emissions")
    path.write_text(HEAD + rows + more, "utf-8")

    with pytest.raises(DefinitionError, match="goes in a circle"):
        load_mapping(EDITION, DICTIONARY, path)


def test_a_mapping_for_another_edition_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("edition: cdp-2023\nmetrics: {Own: ghg.scop1}\n", "utf-8")

    with pytest.raises(DefinitionError) as caught:
        load_mapping(EDITION, DICTIONARY, path)
    assert [f"{fault.where}: {fault.problem}" for fault in caught.value.faults] == [
        "mapping.yaml:1: the mapping is for cdp-2023, not cdp-2026",
        "mapping.yaml:2: there is no metric 'ghg.scop1'",
    ]


RULES = """\
- id: part-and-whole
  severity: error
  about: water.consumption
  let: {share: {ratio: [{figure: water.consumption}, {figure: water.withdrawal}]}}
  holds: {compare: [share, "<=", 1]}
  withhold: true
  problem: "{water.consumption} of {water.withdrawal} is {share}."
  why: A part.
  fix: Correct it.
  reference: Arithmetic
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([figure("water.consumption", "3", "m3"), figure("water.withdrawal", "4", "m3")], [], id="holds"),
        pytest.param(
            [figure("water.consumption", "6", "megaliters"), figure("water.withdrawal", "4000", "m3")],
            ["6 megaliters of 4000 m3 is 1.5. A part."],
            id="fails",
        ),
        pytest.param([figure("water.consumption", "6", "m3")], [], id="cannot be assessed: a figure is missing"),
        pytest.param(
            [figure("water.consumption", "6", "m3"), figure("water.withdrawal", "4", "m3", "elsewhere")],
            [],
            id="cannot be assessed: another boundary",
        ),
        pytest.param(
            [figure("water.consumption", "6", "m3"), figure("water.withdrawal", "4", "m3", when="2022")],
            [],
            id="cannot be assessed: another year",
        ),
    ],
)
def test_figures_that_cannot_be_true_together(tmp_path: Path, values: list[MetricValue], expected: list[str]) -> None:
    path = tmp_path / "plausibility.yaml"
    path.write_text(RULES, "utf-8")
    found = check_plausibility(read_rules(path, DICTIONARY), MetricTable(tuple(values)), DICTIONARY, YEAR)

    assert [each.finding.problem for each in found] == expected
    assert [each.withheld for each in found] == [(values[0],) for _ in expected]


def test_a_faulty_rule_says_where(tmp_path: Path) -> None:
    path = tmp_path / "plausibility.yaml"
    path.write_text(RULES.replace("figure: water.withdrawal", "figure: water.withdrawl"), "utf-8")

    with pytest.raises(DefinitionError, match=r"plausibility.yaml:4: there is no metric 'water.withdrawl'"):
        read_rules(path, DICTIONARY)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([figure("ghg.avoided.electricity", "0", "t CO2"), figure("energy.low_carbon_electricity", "5", "MWh")], []),
        (
            [figure("ghg.avoided.electricity", "4", "t CO2"), figure("energy.low_carbon_electricity", "5", "MWh")],
            ["avoided-emissions-not-deducted"],
        ),
        (
            [figure("ghg.avoided.electricity", "4.1", "t CO2"), figure("energy.low_carbon_electricity", "5", "MWh")],
            ["avoided-emissions-factor", "avoided-emissions-not-deducted"],
        ),
        ([figure("ghg.avoided.electricity", "4.1", "t CO2")], ["avoided-emissions-not-deducted"]),
        ([figure("water.saved", "580000", "m3"), figure("data_centre.wue", "0.42", "L/kWh")], []),
        ([figure("water.saved", "5800000", "m3"), figure("data_centre.wue", "0.42", "L/kWh")], ["water-saved-out-of-scale"]),
        ([figure("water.saved", "5800000", "m3")], []),
        ([figure("data_centre.pue", "1.1", "ratio")], []),
        ([figure("data_centre.pue", "0.9", "ratio")], ["data-centre-pue-below-one"]),
    ],
)
def test_the_rules_that_are_shipped(values: list[MetricValue], codes: list[str]) -> None:
    findings = checked_figures(MetricTable(tuple(values)), DICTIONARY, YEAR)

    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    ("own", "unit_text", "expected"),
    [
        ("Scope 1 (direct) emissions", "t CO2e", Named(metric="ghg.scope1")),
        ("Scope 2 market", "t CO2e", Named(metric="ghg.scope2.market")),
        ("Scope 2 emissions", "t CO2e", None),
        ("Emissions from business trips", "t CO2e", Named(metric="ghg.scope3", where={"category": "business_travel"})),
        ("Turnover 2023", "EUR", Named(metric="finance.revenue")),
        ("Turnover 2023", "MWh", None),
        ("用电量", "kWh", Named(metric="energy.consumption")),
        ("Jobs created", "count", None),
    ],
)
def test_a_proposal_for_a_name_of_ones_own(own: str, unit_text: str, expected: Named | None) -> None:
    (proposal,) = suggest(MetricTable((figure(own, "1", unit_text),)), DICTIONARY)

    assert (proposal.candidates[0][0] if proposal.candidates else None) == expected


def test_proposals_are_a_mapping_file() -> None:
    names = ['Odd "name": 1', "Jobs created", "Turnover", "Scope 2 emissions"]
    units = ["t CO2e", "count", "EUR", "t CO2e"]
    proposals = suggest(MetricTable(tuple(figure(n, "1", u) for n, u in zip(names, units, strict=True))), DICTIONARY)
    text = as_yaml("cdp-2026", proposals)
    file: MappingFile = validated(parse(text, Path("proposed.yaml")), MappingFile)

    assert file.metrics["Turnover"] == "finance.revenue"
    assert '# "Scope 2 emissions": Name it ghg.scope2.location or ghg.scope2.market; the method is not guessed.' in text
    assert '# "Jobs created": nothing in the dictionary is near' in text


def test_names_that_are_known_are_not_proposed_again() -> None:
    table = MetricTable((figure("ghg.scope1", "1", "t CO2e"), figure("Turnover", "1", "EUR")))

    assert suggest(table, DICTIONARY, ["Turnover"]) == []


def test_the_dictionary_offers_the_nearest_for_a_dimension_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the unit 'tons' can mean"):
        Dictionary.model_validate({"dimensions": {}, "metrics": {"a": {"title": "A", "unit": "tons", "definition": "A."}}})
    assert nearest("categry", DICTIONARY.dimensions) == "Nearest known: category, country."


def test_every_country_of_the_questionnaire_is_known() -> None:
    country = DICTIONARY.dimensions["country"]
    unknown = [row.label for row in EDITION.question("7.16").fixed_rows if country.member(row.label) is None]
    options = [option for option in EDITION.question("1.7").columns[0].options if country.member(option) is None]

    assert (unknown, options) == ([], [])


KUAISHOU = shipped("samples") / "kuaishou-2023"


def test_what_the_figures_of_kuaishou_come_to() -> None:
    answered = answer_project(load_project(KUAISHOU))
    errors = [finding for finding in answered.findings if finding.severity == "error"]
    doubted = {finding.where: finding.code for finding in answered.findings if finding.severity == "warning"}

    assert errors == []
    assert doubted == {"metrics.csv:11": "water-saved-out-of-scale", "metrics.csv:15": "avoided-emissions-factor"}
    assert answered.response.value(Address("1.4.1", None, "answer")) == Decimal(113470000000)
    assert {str(address) for address in answered.mapped} == {"1.2.answer", "1.4.end_date", "1.4.1.answer"}
    assert not any(address.question in ("7.6", "7.7", "7.8") for address in answered.response.answers)


def test_the_null_figures_of_kuaishou_stay_null() -> None:
    figures = {value.name: value.value for value in load_project(KUAISHOU).metrics(DICTIONARY)}
    unknown = {"ghg.scope1", "ghg.scope2.location", "ghg.scope2.market", "ghg.scope3", "energy.consumption carrier=electricity"}

    assert {name: figures[name] for name in unknown} == dict.fromkeys(unknown)


def test_avoided_emissions_and_doubted_water_answer_nothing() -> None:
    answered = answer_project(load_project(KUAISHOU))
    used = {value.metric for trace in answered.traces.values() for value in trace.figures}

    assert used == {"finance.revenue"}


def test_coverage_tells_figures_with_a_value_a_metric_or_neither() -> None:
    covered = {each.question.id: each for each in coverage(answer_project(load_project(KUAISHOU)))}
    gross = covered["7.6"]

    assert [str(answer.address) for answer in covered["1.4.1"].answered] == ["1.4.1.answer"]
    assert [(str(missing.address), missing.metrics) for missing in gross.bound] == [
        ("7.6[reporting_year].emissions", ("ghg.scope1",))
    ]
    assert all(each.asked == len(each.answered) + len(each.bound) + len(each.unbound) for each in covered.values())


@pytest.mark.shared
def test_the_sample_says_what_the_facts_that_were_gathered_say(shared: Path) -> None:
    from cdp_toolkit.editions.yamlfile import read

    facts = {fact["id"]: fact["value"] for fact in read(shared / "reference" / "kuaishou.yaml").data}
    figures = {
        (v.metric, v.boundary, str(v.period), v.dimension("division")): v.value
        for v in load_project(KUAISHOU).metrics(DICTIONARY)
    }
    year, site, leased = "2023-01-01..2023-12-31", "own data centre Ulanqab", "leased data centres"

    assert figures["finance.revenue", "group", year, None] == facts["fin.revenue"]
    assert figures["finance.revenue", "group", "2022-01-01..2022-12-31", None] == facts["fin.revenue_2022"]
    assert figures["energy.low_carbon_electricity", site, year, None] == facts["env.ulq_renewable"]
    assert figures["energy.low_carbon_electricity", leased, year, None] * 1000 == facts["env.leased_green"]
    assert figures["ghg.avoided.electricity", leased, year, None] == facts["env.leased_avoided"]
    assert figures["water.saved", site, year, None] * 10**6 == facts["env.ulq_water_saved"]


def test_the_readme_lists_every_key_column_and_operator() -> None:
    text = (shipped("mappings") / "README.md").read_text("utf-8")
    models = (Dimension, Member, Metric, MappingFile, Block, RowScope, Binding, Case, Band, Bands, Rule)
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    operators = {*figure_expressions(DICTIONARY), *figure_conditions(DICTIONARY)}
    columns = {*REQUIRED, *PERIODS, *NOTES}

    assert sorted(name for name in keys | operators | columns if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)) == []


def test_the_mapping_in_the_readme_can_be_used(tmp_path: Path) -> None:
    text = (shipped("mappings") / "README.md").read_text("utf-8")
    example = next(part for part in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if part.startswith("edition:"))
    path = tmp_path / "mapping.yaml"
    path.write_text(example, "utf-8")

    assert load_mapping(EDITION, DICTIONARY, path).names == {"Direct emissions": Named(metric="ghg.scope1")}
