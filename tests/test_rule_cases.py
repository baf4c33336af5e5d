"""Runs the YAML cases of what must hold between answers: no finding where a rule holds or is open, one where it fails."""

from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.responses.agreement import broken_rules
from cdp_toolkit.responses.display import reasons_for
from cdp_toolkit.responses.stale import hidden_target
from tests.test_display_cases import response

FOLDER = Path(__file__).parent / "cases" / "rules"
CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read(path).data]
KEYS = {"rule", "organisation", "answers", "holds", "fails", "open"}


WAYS = [(case, way) for case in CASES for way in ("holds", "fails", "open") if way in case]


@pytest.mark.parametrize(("case", "way"), WAYS, ids=[f"{case['rule']} {way}" for case, way in WAYS])
def test_rule_case(case: dict[str, Any], way: str) -> None:
    assert set(case) <= KEYS
    edition = load_edition("cdp-2026")
    number, code = case["rule"].split()
    answers = response(edition, {**case, "answers": {**case.get("answers", {}), **case[way]}})
    reasons = reasons_for(edition, answers)

    found = {(finding.where.partition("[")[0], finding.code) for finding in broken_rules(reasons)}

    assert [str(address) for address in answers.answers if hidden_target(reasons, address) is not None] == []
    assert found == ({(number, code)} if way == "fails" else set())
