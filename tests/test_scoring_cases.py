"""Every YAML case of a criterion block, and that every block has its cases."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.loader import edition_folder, sector_sets
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.scoring.scorer import load_scorer
from tests import scoring_cases

CASES = Path(__file__).parent / "cases" / "scoring"
GENERAL = "General"
SECTORS = sector_sets(edition_folder("cdp-2026"))["all"]


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.rglob("*.yaml")):
        for i, case in enumerate(read(path).data):
            sector = case.get("sector", "")
            found.append(pytest.param(case, id=f"{path.stem}-{i}-{case['block'].replace(' ', '')}-{sector}-{case['name']}"[:110]))
    return found


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any]) -> None:
    scorer = load_scorer("cdp-2026", case.get("sector", GENERAL))

    assert scoring_cases.run(scorer, case) == scoring_cases.expected(case["points"])


@cache
def points_in_cases() -> dict[tuple[str, tuple[str, ...]], set[str]]:
    """Points that the cases of a block expect; a text that holds for several sectors has its cases in any one of them."""
    points: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for path in CASES.rglob("*.yaml"):
        for case in read(path).data:
            block = load_scorer("cdp-2026", case.get("sector", GENERAL)).blocks[case["block"]]
            points.setdefault((block.key, block.definition.sectors), set()).add(scoring_cases.expected(case["points"]))
    return points


@pytest.mark.parametrize("sector", SECTORS)
def test_every_block_has_a_case_that_earns_all_and_one_that_does_not(sector: str) -> None:
    points = points_in_cases()
    blocks = load_scorer("cdp-2026", sector).blocks.items()

    assert [k for k, b in blocks if not b.missing and len(points.get((k, b.definition.sectors), ())) < 2] == []
