"""The standard mapping, case by case: figures in, answers out. The cases stand in cases/mapping."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.mapping.answering import Answered, answer_project
from cdp_toolkit.mapping.compiling import load_mapping
from cdp_toolkit.metrics.dictionary import standard_dictionary
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.project import load_project
from cdp_toolkit.values import Address

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['case']}")
    for path in sorted((Path(__file__).parent / "cases" / "mapping").glob("*.yaml"))
    for case in read(path).data
]
EDITION = load_edition("cdp-2026")

PROJECT = """\
organisation = "Made-up Ltd"
currency = "EUR"

[reporting_year]
start = 2023-01-01
end = 2023-12-31
"""


def quoted(text: object) -> str:
    return '"' + str(text).replace('"', '""') + '"'


def table(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys([*(name for row in rows for name in row), "boundary"]))
    lines = [",".join(quoted({"boundary": "group", **row}.get(name, "")) for name in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def answered(folder: Path, figures: list[dict[str, Any]], direct: dict[str, str] | None = None, mapping: str = "") -> Answered:
    (folder / "project.toml").write_text(PROJECT, "utf-8")
    (folder / "metrics.csv").write_text(table(figures), "utf-8")
    rows = [(Address.parse(address), value) for address, value in (direct or {}).items()]
    lines = [",".join(map(quoted, (a.question, a.row or "", a.column, value))) for a, value in rows]
    (folder / "response.csv").write_text("\n".join(["question,row,column,value", *lines]) + "\n", "utf-8")
    if mapping:
        (folder / "mapping.yaml").write_text(mapping, "utf-8")
    return answer_project(load_project(folder))


@pytest.mark.parametrize("case", CASES)
def test_figures_answer(tmp_path: Path, case: dict[str, Any]) -> None:
    result = answered(tmp_path, case["figures"], case.get("direct"))
    addresses = {text: EDITION.canonical(Address.parse(text)) for text in case["answers"]}
    answers = {text: result.response.value(address) for text, address in addresses.items()}

    assert {text: None if value is None else text_of(value) for text, value in answers.items()} == case["answers"]
    assert sorted({finding.code for finding in result.findings}) == sorted(case.get("findings", []))


def test_the_standard_mapping_can_be_used() -> None:
    mapping = load_mapping(EDITION, standard_dictionary())

    assert len({plan.question.id for plan in mapping.plans}) > 50


def test_every_metric_that_nothing_refuses_has_a_use_or_is_kept_to_compare() -> None:
    mapping = load_mapping(EDITION, standard_dictionary())
    used = {metric for plan in mapping.plans for metric in plan.metrics()}
    unused = {name for name, metric in standard_dictionary().metrics.items() if name not in used and metric.refused is None}

    assert sorted(unused) == sorted(
        [
            *("air.nitrogen_oxides_avoided", "air.sulphur_dioxide_avoided"),
            *("data_centre.floor_area", "data_centre.pue", "data_centre.wue"),
            *("energy.renewable_share", "ghg.avoided.electricity", "ghg.intensity.revenue"),
            *("finance.capex", "finance.gross_profit", "finance.net_profit", "finance.operating_profit"),
            *("people.female_share", "people.headcount", "premises.floor_area"),
            *("waste.hazardous", "waste.non_hazardous", "waste.recycled", "waste.total"),
            *("water.consumption", "water.discharge", "water.saved", "water.withdrawal"),
        ]
    )


def test_a_persons_answer_wins_and_a_difference_is_a_finding(tmp_path: Path) -> None:
    figures = [{"metric": "ghg.scope1", "value": "10.04", "unit": "t CO2e", "period": "2023"}]
    same = answered(tmp_path, figures, {"7.6[reporting_year].emissions": "10"})
    other = answered(tmp_path, figures, {"7.6[reporting_year].emissions": "11"})
    address = Address("7.6", "reporting_year", "emissions")

    assert (same.response.value(address), [f.code for f in same.findings]) == (Decimal(10), [])
    assert other.response.value(address) == Decimal(11)
    assert [(f.code, f.where) for f in other.findings] == [("answers-differ", "7.6[reporting_year].emissions")]


def test_what_is_derived_rests_on_the_persons_answer(tmp_path: Path) -> None:
    figures = [
        {"metric": "ghg.scope1", "value": "10", "unit": "t CO2e", "period": "2023"},
        {"metric": "ghg.scope2.market", "value": "10", "unit": "t CO2e", "period": "2023"},
        {"metric": "people.fte", "value": "10", "unit": "FTE", "period": "2023"},
    ]
    result = answered(tmp_path, figures, {"7.6[reporting_year].emissions": "30"})

    assert result.response.value(Address("7.45", "1", "intensity_figure")) == Decimal(4)


def test_a_persons_row_about_the_same_target_is_the_same_row(tmp_path: Path) -> None:
    figures = [
        {"metric": "target.absolute.reduction", "value": "42", "unit": "percent", "period": "2030", "target": "Abs 2"},
        {"metric": "target.absolute.reduction", "value": "90", "unit": "percent", "period": "2050", "target": "Abs 3"},
    ]
    direct = {"7.53.1[1].reference_number": "Abs 1", "7.53.1[2].reference_number": "Abs 2", "7.53.1[2].target_plan": "Ours"}
    response = answered(tmp_path, figures, direct).response

    assert [response.value(Address("7.53.1", row, "reduction_pct")) for row in "123"] == [None, Decimal(42), Decimal(90)]


def test_every_answer_leads_back_to_file_and_row(tmp_path: Path) -> None:
    figures = [
        {"metric": "ghg.scope1", "value": "1.5", "unit": "kt CO2e", "period": "2023", "source": "ESG book", "page": "7"},
        {"metric": "ghg.scope2.market", "value": "1", "unit": "t CO2e", "period": "2023"},
        {"metric": "people.fte", "value": "3", "unit": "FTE", "period": "2023"},
    ]
    result = answered(tmp_path, figures)
    scope1, intensity = Address("7.6", "reporting_year", "emissions"), Address("7.45", "1", "intensity_figure")

    assert str(result.response.answers[scope1].source) == (
        "metric: metrics.csv:2, ghg.scope1 = 1.5 kt CO2e, times 1000 in t CO2e; ESG book; page 7"
    )
    assert result.response.value(intensity) == Decimal("500.333333333")
    assert set(result.traces[intensity].reads) == {scope1, Address("7.7", "reporting_year", "scope2_market_based")}
    assert [value.where for value in result.traces[intensity].figures] == ["metrics.csv:4"]


OVERLAY = """\
edition: cdp-2026
metrics:
  Direct emissions: ghg.scope1
  Travel: {metric: ghg.scope3, where: {category: business_travel}}
questions:
  "7.6":
  - rows: {reporting_year: {}}
    columns:
      methodology: {text: "Scope 1 of {organisation} in {year}: {7.6[reporting_year].emissions} ({ghg.scope1})."}
  "7.8":
  - each: category
    columns: {status: null}
"""


def test_a_companys_mapping_is_laid_over_the_standard_one(tmp_path: Path) -> None:
    figures = [
        {"metric": "Direct emissions", "value": "1500", "unit": "kg CO2e", "period": "2023"},
        {"metric": "Travel", "value": "2", "unit": "t CO2e", "period": "2023"},
    ]
    result = answered(tmp_path, figures, mapping=OVERLAY)
    response = result.response

    assert result.findings == ()
    assert response.value(Address("7.6", "reporting_year", "emissions")) == Decimal("1.5")
    assert response.value(Address("7.6", "reporting_year", "methodology")) == (
        "Scope 1 of Made-up Ltd in 2023-01-01..2023-12-31: 1.5 t CO2e (1,500 kg CO2e)."
    )
    assert response.value(Address("7.8", "business_travel", "emissions")) == Decimal(2)
    assert response.value(Address("7.8", "business_travel", "status")) is None
