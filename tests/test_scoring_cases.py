"""Every YAML case of a criterion block, and that every block has its cases."""

from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.scoring.scorer import Scorer, load_scorer
from tests import scoring_cases

CASES = Path(__file__).parent / "cases" / "scoring"


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        for i, case in enumerate(read(path).data):
            found.append(pytest.param(case, id=f"{path.stem}-{i}-{case['block'].replace(' ', '')}-{case['name']}"[:110]))
    return found


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return load_scorer("cdp-2026")


@pytest.mark.parametrize("case", cases())
def test_case(scorer: Scorer, case: dict[str, Any]) -> None:
    assert scoring_cases.run(scorer, case) == scoring_cases.expected(case["points"])


def test_every_block_has_a_case_that_earns_all_and_one_that_does_not(scorer: Scorer) -> None:
    points: dict[str, set[str]] = {}
    for path in CASES.glob("*.yaml"):
        for case in read(path).data:
            points.setdefault(case["block"], set()).add(scoring_cases.expected(case["points"]))
    lacking = [key for key, block in scorer.blocks.items() if not block.missing and len(points.get(key, ())) < 2]

    assert lacking == []
