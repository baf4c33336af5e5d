"""Every YAML case of a rule about figures, and that every rule that is shipped has cases."""

from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.mapping.plausibility import check_plausibility, standard_rules
from cdp_toolkit.metrics.dictionary import standard_dictionary
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import ReportingYear, period
from cdp_toolkit.metrics.units import unit
from cdp_toolkit.values import number

YEAR = ReportingYear(period("2025"), None)
CASES: list[dict[str, Any]] = read(Path(__file__).parent / "cases" / "plausibility" / "figures.yaml").data
KINDS = ("holds", "fails", "open")


def values(figures: dict[str, str]) -> MetricTable:
    """Figures as cases write them: metric and members, value and unit."""
    made = []
    for key, text in figures.items():
        metric, _, members = key.partition(" ")
        amount, _, unit_text = str(text).partition(" ")
        dimensions = tuple(sorted(tuple(member.split("=")) for member in members.split(",") if member))
        made.append(MetricValue(metric, number(amount), unit(unit_text), YEAR.period, "site", dimensions, where=key))
    return MetricTable(tuple(made))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_case(case: dict[str, Any], kind: str) -> None:
    dictionary = standard_dictionary()
    rules = [ready for ready in standard_rules(dictionary) if ready.rule.id == case["rule"]]

    found = check_plausibility(rules, values(case[kind]), dictionary, YEAR)

    assert [each.finding.code for each in found] == ([case["rule"]] if kind == "fails" else [])


def test_every_rule_has_cases() -> None:
    shipped = [ready.rule.id for ready in standard_rules(standard_dictionary())]

    assert sorted(case["rule"] for case in CASES) == sorted(shipped)
