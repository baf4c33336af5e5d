"""Moves on the shipped criteria: whatever can be earned by answering has a move, row by row and through what is hidden."""

import pytest

from cdp_toolkit.language import OpenDate
from cdp_toolkit.responses.model import Organisation, Response, every_table
from cdp_toolkit.scoring.advising import Advisor, advisor_for
from cdp_toolkit.scoring.assessing import Assessment, assessor_for
from cdp_toolkit.scoring.edits import NONE
from cdp_toolkit.scoring.planwords import open_points
from cdp_toolkit.scoring.trying import changed_by

# Points for facts, such as when the reporting year ends or that emissions fell: no plan makes them so.
FACTS = {"1.4 M", "1.4 L", "7.45 A", "7.45 M"}


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    assessor = assessor_for("cdp-2026", Organisation())
    return advisor_for(assessor, every_table(assessor.edition, Response("cdp-2026")))


@pytest.fixture(scope="module")
def empty(advisor: Advisor) -> Assessment:
    return advisor.assessor.assess(every_table(advisor.assessor.edition, Response("cdp-2026")))


def test_every_block_of_an_empty_response_has_a_move_or_rests_on_facts(advisor: Advisor, empty: Assessment) -> None:
    moves = advisor.moves(empty)
    open_blocks = [key for key, outcome in empty.scored.outcomes.items() if not outcome.low.full]
    unmoved = {key for key in open_blocks if not advisor.assessor.scorer.blocks[key].missing and not moves.close(key, NONE)}

    assert unmoved == FACTS


@pytest.mark.parametrize("key", ["7.8 D", "7.9 D", "2.4 M", "7.6 D", "7.7 D"])
def test_a_move_earns_what_it_says(advisor: Advisor, empty: Assessment, key: str) -> None:
    moves = advisor.moves(empty)
    edits = moves.close(key, NONE)
    assert edits is not None
    after = changed_by(advisor.assessor, empty, edits).scored.outcomes[key].low

    assert after.of > 0
    assert after.earned / after.of > empty.scored.outcomes[key].low.share


@pytest.mark.parametrize("name", ["agenda-frequency", "value-chain-risks", "strategy-effects", "all-scopes-and-target"])
def test_essential_criteria_are_met_through_everything_that_is_hidden(advisor: Advisor, empty: Assessment, name: str) -> None:
    node = next(node for rule, node in advisor.assessor.levels.essential if rule.id == name)
    move = advisor.moves(empty).of_condition(name, node)
    assert move is not None
    after = changed_by(advisor.assessor, empty, move.edits)

    assert {each.rule.id: each.met for each in after.result.essential}[name] is True


def test_no_year_is_guessed_where_the_end_of_the_reporting_year_is_not_given(advisor: Advisor, empty: Assessment) -> None:
    plan = advisor.plan(empty, "B")
    dates = {str(at): cell for at, cell in plan.edits.cells.items() if advisor.assessor.edition.column(at).type == "date"}

    assert plan.reached
    assert "1.4.end_date" in dates
    assert all(isinstance(cell, OpenDate) for cell in dates.values())
    assert plan.after.scored.outcomes["1.4 M"].low.earned == 0  # whether the year is one that CDP takes is not known
    assert open_points(advisor) == (
        "Needs: a date. Until the end of the reporting year (1.4) is given, its dates are known only against each other.",
    )


@pytest.mark.parametrize("key", ["7.30.14 A", "7.8 L", "7.16 A", "7.16 L", "5.2 L"])
def test_blocks_behind_several_others_are_closed(advisor: Advisor, empty: Assessment, key: str) -> None:
    edits = advisor.moves(empty).close(key, NONE)
    assert edits is not None

    assert changed_by(advisor.assessor, empty, edits).scored.outcomes[key].low.full
