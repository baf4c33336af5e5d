"""Points that were worked out by hand (docs/scoring-check.md): a published response of 2025, and a sample."""

import re
from pathlib import Path

import pytest

from cdp_toolkit.cli.opening import open_response
from cdp_toolkit.documents.carrying import carry_forward
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.scoring.assessing import assess

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "scoring-check.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page, without its head."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.shared
def test_a_published_response_earns_what_was_worked_out_by_hand(shared: Path) -> None:
    imported = import_submission(shared / "responses" / "apple-2025.pdf", load_edition("cdp-2025"))
    carried = carry_forward(imported.response, load_crosswalk("cdp-2025", "cdp-2026"), 0)
    outcomes = assess(carried.response).scored.outcomes

    checked = table("The blocks")
    by_hand = {f"{question} {level}": points for question, level, points, *_ in checked}
    by_toolkit = {f"{question} {level}": points for question, level, _, _, points, _ in checked}

    assert len(checked) == len(by_hand) == 203
    assert by_toolkit == by_hand
    assert {key: str(outcomes[key]) for key in by_hand} == by_hand
    assert [key for key, outcome in outcomes.items() if outcome.low.share > outcome.high.share] == []


def test_the_page_counts_its_blocks() -> None:
    checked = table("The blocks")
    wrong = [f"{question} {level}" for question, level, points, before, *_ in checked if points != before]

    questions = len({row[0] for row in checked})
    assert f"{len(checked)} blocks of {questions} questions were worked out: {len(checked) - len(wrong)} agreed" in PAGE
    assert wrong == ["2.1 D", "4.11.2 D", "7.55 D", "7.55 A", "13.1 D", "13.1 A", "13.1 M"]


def test_the_sample_earns_what_was_read_line_by_line() -> None:
    outcomes = assess(open_response(ROOT / "samples" / "lumen-live").response).scored.outcomes
    by_hand = {f"{question} {level}": points for question, level, points, _ in table("The sample, read line by line")}

    assert len(by_hand) == 24
    assert {key: str(outcomes[key]) for key in by_hand} == by_hand
