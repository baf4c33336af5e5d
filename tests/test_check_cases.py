"""Every YAML case of a check, and that every check has a case in which it holds, one in which it fails, and one that is open."""

from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.checks.checker import Checker, load_checker
from tests.check_cases import cases, outcome

CASES = Path(__file__).parent / "cases" / "checks"
EDITIONS = sorted(path.name for path in CASES.iterdir())
ALL = [
    pytest.param(edition, kind, case, id=f"{edition}-{name}")
    for edition in EDITIONS
    for name, kind, case in cases(CASES / edition)
]


# Checks of what is there: a blank is either their very finding, or nothing to look at.
NEVER_OPEN = {"risk-without-response", "text-unfinished", "text-without-content", "text-twice"}


@pytest.mark.parametrize(("edition", "kind", "case"), ALL)
def test_case(edition: str, kind: str, case: dict[str, Any]) -> None:
    checker: Checker = load_checker(edition)

    found, checked = outcome(checker, case)

    assert found == kind, checked
    assert [finding.code for finding in checked.findings] == [case["check"]] * len(checked.findings)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_check_holds_fails_and_is_open_in_some_case(edition: str) -> None:
    shown = {(case["check"], kind) for _, kind, case in cases(CASES / edition)}
    lacking = [
        f"{check} {kind}"
        for check in load_checker(edition).ids
        for kind in ("holds", "fails", "open")
        if (check, kind) not in shown and not (kind == "open" and check in NEVER_OPEN)
    ]

    assert lacking == []
