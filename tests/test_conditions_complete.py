"""Every record of the reference has its place in the edition, or docs/conditions.md says that it has no data of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.plans import Plan
from cdp_toolkit.editions.yamlfile import read

pytestmark = pytest.mark.shared

# Columns that the reference counts one too low or one too high, by record; see docs/conditions.md.
COLUMN = {"3.6.1/c12/shown_if": 13, "3.6.1/c13/shown_if": 14, "7.10.1/c4/limit": 3, "7.65/c2/limit": 1}
# Records that say nothing of their own; docs/conditions.md lists them in words.
WITHOUT = {
    *(f"{number}/options_from" for number in ("1.7", "1.10", "1.11", "1.16", "1.17", "1.19", "1.23", "5.11", "7.30")),
    *("7.4.1/c8/limit", "7.4.1/c9/limit", "7.11.1/c4/limit", "7.53.2/c58/limit", "7.53.2/c59/limit", "4.11/c4/limit"),
    *("7.54.2/c5/limit", "7.55.2/c1/limit", "7.55.2/c1/options_from", "5.3.2/c3/limit", "12.1.3/c2/opt/shown_if-2"),
    *("4.7.1/c2/options_from", "7.53.4/c16/options_from", "4.7.1/required_if"),
    *("1.4/c1/date_rule", "1.4/c1/date_rule-3", "7.6/c2/date_rule-2", "7.7/c3/date_rule-2"),
}


def records(shared: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(shared / "reference" / "conditions.yaml").data["conditions"]
    return found


def has_row_rule(question: Question, plan: Plan, column: Column | None) -> bool:
    own = any("$column" in str(rule.when) for group in question.column_groups for rule in group.shown_if)
    return bool(plan.openings or plan.row_tests or plan.options_from or plan.options or own or question.must)


def has_condition(question: Question, plan: Plan, column: Column | None) -> bool:
    if column is None:
        return bool(plan.tests)
    return any(column.name in each.names for each in plan.columns)


def has_limit(question: Question, plan: Plan, column: Column | None) -> bool:
    columns = question.columns if column is None else (column,)
    limited = any(
        one is not None
        for each in columns
        for one in (each.min, each.max, each.decimals, each.max_chars, each.earliest, each.latest)
    )
    return limited or bool(plan.demands)


FINDERS: dict[str, Callable[[Question, Plan, Column | None], bool]] = {
    "shown_if": has_condition,
    "hidden_if": has_condition,
    "rows_from": has_row_rule,
    "options_from": has_row_rule,
    "limit": has_limit,
    "date_rule": has_limit,
    "sum_rule": lambda question, plan, column: bool(plan.demands),
    "required_if": lambda question, plan, column: (
        question.optional
        or bool(plan.demands)
        or any(row.optional for row in question.fixed_rows)
        or (column is not None and (column.optional or column.name in plan.required))
    ),
    "auto_calculated": lambda question, plan, column: column is not None and column.computed is not None,
    "exclusive": lambda question, plan, column: bool((column or question.columns[0]).exclusive),
}


def is_there(edition: Edition, record: dict[str, Any]) -> bool:
    target = record["target"]
    question = edition.questions[target["question"]]
    assert edition.plans is not None
    plan = edition.plans.by_question[question.id]
    number = COLUMN.get(record["id"], target.get("column"))
    column = next((each for each in question.all_columns if each.n == number), None)
    if record["source"] == "sectors":
        return set(question.sectors) == sectors(edition, record["when"])
    if target["type"] == "row":
        return has_row_rule(question, plan, column) or any(row.optional for row in question.fixed_rows)
    if target["type"] == "option" and record["kind"] == "shown_if":
        return column is not None and column.name in plan.options
    return FINDERS[record["kind"]](question, plan, column)


def sectors(edition: Edition, when: dict[str, Any]) -> set[str]:
    if "not" in when:
        return set(edition.sectors) - set(when["not"]["sector"]["value"])
    return set(when["sector"]["value"])


def test_every_record_of_the_reference_is_in_the_edition(shared: Path) -> None:
    edition = load_edition("cdp-2026")
    found = records(shared)

    missing = {
        record["id"]
        for record in found
        if record["target"].get("in_reference", True) and record["id"] not in WITHOUT and not is_there(edition, record)
    }

    assert len(found) == 1275
    assert missing == set()
    assert sum(not record["target"].get("in_reference", True) for record in found) == 15


def test_everything_that_the_reference_infers_is_marked(shared: Path) -> None:
    edition = load_edition("cdp-2026")
    plans = edition.plans
    assert plans is not None
    stated = {
        (question, column)
        for question, plan in plans.by_question.items()
        for each in plan.columns
        for column in each.names
        if not any(test.rule.inferred for test in each.tests)
        and not any(column in other.names and any(test.rule.inferred for test in other.tests) for other in plan.columns)
    }

    unmarked = [
        record["id"]
        for record in records(shared)
        if record["source"].startswith("inferred")
        and record["target"]["type"] == "column"
        and record["kind"] == "shown_if"
        and record["target"].get("in_reference", True)
        for column in edition.questions[record["target"]["question"]].columns
        if column.n == record["target"]["column"] and (record["target"]["question"], column.name) in stated
    ]

    assert unmarked == []
