"""Every sector can be scored: criteria that hold for it, and stand-ins that widen the range where nobody has written them."""

import csv

import pytest

from cdp_toolkit.editions.loader import edition_folder, load_edition, sector_sets
from cdp_toolkit.errors import InputError
from cdp_toolkit.scoring.scorer import load_scorer

SECTORS = sector_sets(edition_folder("cdp-2026"))["all"]
UNPUBLISHED = {"7.10 A", "7.10 D", "7.17.2 A", "7.17.2 D"}  # points without a criterion


@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_has_all_blocks_that_its_points_are_printed_for(sector: str) -> None:
    scorer = load_scorer("cdp-2026", sector)
    with (edition_folder("cdp-2026") / "scoring" / "unwritten.csv").open(encoding="utf-8", newline="") as file:
        waiting = {
            f"{line['question']} {line['level']}" for line in csv.DictReader(file) if sector in line["sectors"].split("; ")
        }

    assert waiting <= set(scorer.blocks)
    assert {key for key, block in scorer.blocks.items() if block.missing} <= waiting | {
        "7.10 D",
        "7.10 A",
        "7.17.2 D",
        "7.17.2 A",
    }


def test_general_has_nothing_unwritten() -> None:
    assert {key for key, block in load_scorer("cdp-2026").blocks.items() if block.missing} == UNPUBLISHED


def test_a_sector_that_is_not_scored_is_refused() -> None:
    unscored = next(sector for sector in load_edition("cdp-2026").sectors if sector not in SECTORS)

    with pytest.raises(InputError, match="is no sector that CDP scores"):
        load_scorer("cdp-2026", unscored)


@pytest.mark.parametrize("sector", ["Chemicals", "Financial services", "Oil & Gas"])
def test_module_7_is_written_for_the_sector(sector: str) -> None:
    blocks = load_scorer("cdp-2026", sector).blocks

    assert {key for key, block in blocks.items() if block.missing and key.startswith("7.")} <= UNPUBLISHED
