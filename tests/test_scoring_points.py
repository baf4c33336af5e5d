"""The points that every block can give against the points that CDP prints for it (``points-*.csv``)."""

import csv
import re
from fractions import Fraction
from itertools import product

import pytest

from cdp_toolkit.editions.loader import edition_folder
from cdp_toolkit.scoring.compiled import CompiledBlock, CompiledCriterion, CompiledRoute
from cdp_toolkit.scoring.scorer import Scorer, load_scorer

# Blocks whose numbers are sums over rows, by the number of rows that the printed figure stands for.
ROWS = {"7.8 D": 15, "7.8 A": 15, "7.9 D": 3, "7.9 A": 3, "7.9 M": 3}
# Blocks where the text says another figure than the table, each with the reason in the table's note.
DIFFERENT = {"7.9 M"}


def printed() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((edition_folder("cdp-2026") / "scoring").glob("points-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                key = f"{line['question']} {line['level']}"
                assert key not in found, f"{key} is in two tables"
                found[key] = line["printed"]
    return found


def numbers(text: str) -> set[Fraction]:
    return {Fraction(number) for number in re.split(r" or |, ", text)}


def amounts(criterion: CompiledCriterion) -> set[Fraction]:
    """What a criterion can give; the whole of it and nothing where it is paid in proportion."""
    if criterion.per_option is not None:
        return {Fraction(0), criterion.per_option.most}
    return {Fraction(0), criterion.worth, *(worth for worth, _ in criterion.rungs)}


def totals(route: CompiledRoute) -> set[Fraction]:
    return {sum(parts, Fraction(0)) for parts in product(*map(amounts, route.criteria))}


def faults(block: CompiledBlock, text: str, rows: dict[str, int] = ROWS) -> list[str]:
    """Return in what a block differs from what is printed for it."""
    times = rows.get(block.key, 1)
    earned, _, of = text.partition("/")
    reachable = {times * total for route in block.routes for total in totals(route)}
    paying = {route.of * times for route in block.routes if max(totals(route)) > 0}
    others = {route.of * times for route in block.routes} | {block.of}
    found = []
    if max(reachable) != max(numbers(earned)):
        found.append(f"gives at most {max(reachable)}")
    if not numbers(earned) <= reachable:
        found.append(f"never gives {numbers(earned) - reachable}")
    if not paying <= numbers(of):
        found.append(f"is out of {paying - numbers(of)}")
    if not numbers(of) <= paying | others:
        found.append(f"is never out of {numbers(of) - paying - others}")
    return found


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return load_scorer("cdp-2026")


def test_every_block_gives_what_is_printed(scorer: Scorer) -> None:
    table = printed()
    wrong = {
        key: (table[key], faults(block, table[key]))
        for key, block in scorer.blocks.items()
        if table.get(key) and not block.missing and key not in DIFFERENT and faults(block, table[key])
    }

    assert wrong == {}


def test_every_printed_point_has_a_block(scorer: Scorer) -> None:
    lacking = [key for key, text in printed().items() if text and text != "0/0" and key not in scorer.blocks]

    assert lacking == []
    assert [key for key in scorer.blocks if key not in printed()] == []


def test_there_are_as_many_blocks_as_the_census_counts(scorer: Scorer) -> None:
    """351 with criteria, and four whose points are printed without any."""
    missing = sorted(key for key, block in scorer.blocks.items() if block.missing)

    assert missing == ["7.10 A", "7.10 D", "7.17.2 A", "7.17.2 D"]
    assert len(scorer.blocks) - len(missing) == 351


# Without investments, which only financial companies report elsewhere.
SECTOR_ROWS = {("7.8 D", "Financial services"): 14, ("7.8 A", "Financial services"): 14}


def sector_lines() -> list[dict[str, str]]:
    with (edition_folder("cdp-2026") / "scoring" / "sector-points-07.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("line", sector_lines(), ids=lambda line: f"{line['question']} {line['level']} {line['sectors'][:12]}")
def test_every_sector_gives_what_is_printed_for_it(line: dict[str, str]) -> None:
    key = f"{line['question']} {line['level']}"
    for sector in line["sectors"].split("; "):
        block = load_scorer("cdp-2026", sector).blocks[key]

        found = faults(block, line["printed"], {key: SECTOR_ROWS.get((key, sector), ROWS.get(key, 1))})

        assert not block.missing
        assert bool(found) == bool(line["note"]), found
