"""Every verdict that a criterion waits for has a sentence, and no sentence is left over."""

from cdp_toolkit.scoring.matters import asked, load_matters
from cdp_toolkit.scoring.scorer import load_scorer

SECTORS = ("General", "Financial services", "Oil & Gas", "Chemicals")


def test_every_matter_of_the_criteria_has_a_sentence() -> None:
    wanted = {
        str(node.data["outside"]["what"])
        for sector in SECTORS
        for block in load_scorer("cdp-2026", sector).blocks.values()
        for condition in block.conditions()
        for node in condition.walk()
        if node.kind == "outside"
    }

    assert wanted == set(load_matters("cdp-2026"))


def test_a_key_is_read_back_into_question_row_and_matter() -> None:
    found = asked("cdp-2026", "7.9.1[1].covers_scope_1")

    assert (found.question, found.row, found.name) == ("7.9.1", "1", "covers_scope_1")
    assert found.asks == "Does the verification statement cover Scope 1 emissions?"


def test_a_matter_nobody_described_is_still_asked_by_its_name() -> None:
    assert asked("cdp-2026", "1.1.something").asks == "Does 'something' hold?"
