"""What holds of points whatever is answered: low <= high, verdicts only narrow, the order of rows does not matter."""

from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cdp_toolkit.language import Row, Table
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.scoring.assessing import Assessment, Assessor, assessor_for
from cdp_toolkit.scoring.explaining import Verdict, explain, open_questions
from cdp_toolkit.scoring.points import Outcome
from tests.answering import answer_in_order

SEEDS = st.integers(0, 2**32)
# Conditions that an answer can only help: with these alone, and awards that no row can thin out, removing one takes no zero away.
HELPED = {"picks", "picks_all", "picks_count", "filled", "all", "any", "some_row", "earned", "constant", "cell", "outside", "row"}
REMOVALS = 12  # answers that are taken away from each response


@cache
def assessor() -> Assessor:
    return assessor_for("cdp-2026", Organisation(requesters=(), flags=()))


@cache
def assessed(seed: int) -> Assessment:
    shown = answer_in_order(assessor().display, drawn(seed), added=2)
    return assessor().assess(dict(shown.given))


def drawn(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - not for secrets


def points(outcome: Outcome) -> tuple[object, object]:
    return outcome.low, outcome.high


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_low_estimate_is_never_above_the_high_one(seed: int) -> None:
    found = assessed(seed)
    order = assessor().levels.order

    assert [key for key, each in found.scored.outcomes.items() if each.low.share > each.high.share] == []
    assert [level.name for level in found.result.levels if level.low > level.high] == []
    assert order.index(found.result.low) <= order.index(found.result.high)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_a_verdict_never_widens_a_range(seed: int) -> None:
    before, chance = assessed(seed), drawn(seed)
    waiting = open_questions(assessor().scorer, before.scored)
    if not waiting:
        return
    verdicts = {chance.choice(waiting): chance.random() < 0.5}
    after = assessor().change(before, {}, verdicts)

    widened = [
        key
        for key, new in after.scored.outcomes.items()
        if new.low.share < before.scored.outcomes[key].low.share or new.high.share > before.scored.outcomes[key].high.share
    ]
    assert widened == []
    for old, new in zip(before.result.levels, after.result.levels, strict=True):
        assert old.low <= new.low
        assert new.high <= old.high


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    before, chance = assessed(seed), drawn(seed + 1)
    turned = {number: turned_table(table, chance) for number, table in before.tables.items() if adds_rows(number)}
    after = assessor().assess({**before.tables, **turned})

    differing = {
        key: (points(before.scored.outcomes[key]), points(each))
        for key, each in after.scored.outcomes.items()
        if points(each) != points(before.scored.outcomes[key])
    }
    assert differing == {}


def adds_rows(number: str) -> bool:
    question = assessor().edition.questions.get(number)
    return question is not None and question.adds_rows


def turned_table(table: Table, chance: Random) -> Table:
    """Return the same rows in another order; each keeps its number, by which other answers may mean it."""
    rows = list(table.rows)
    chance.shuffle(rows)
    return Table(rows, table.shown)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_removing_an_answer_raises_no_points_but_by_another_route(seed: int) -> None:
    before, chance = assessed(seed), drawn(seed + 2)
    for _ in range(REMOVALS):
        number = chance.choice([number for number, table in before.tables.items() if any(row.cells for row in table.rows)])
        row = chance.choice([row for row in before.tables[number].rows if row.cells])
        column = chance.choice(sorted(row.cells))
        after = assessor().change(before, {number: without(before.tables[number], row, column)})

        raised = [
            key
            for key, new in after.scored.outcomes.items()
            if new.low.earned > before.scored.outcomes[key].low.earned
            and only_helped(key)
            and routes_taken(before, key) == routes_taken(after, key)
        ]
        assert raised == [], (number, row.name, column)


def routes_taken(assessment: Assessment, key: str) -> list[str]:
    """Return the routes by which a block's points were reached."""
    steps = explain(assessor().scorer, assessment.scored, key).steps
    return [step.label for step in steps if step.kind == "route" and step.verdict is Verdict.MET]


def without(table: Table, row: Row, column: str) -> Table:
    cells = {name: cell for name, cell in row.cells.items() if name != column}
    return Table([Row(each.name, cells, each.shown, each.key) if each is row else each for each in table.rows], table.shown)


@cache
def only_helped(key: str) -> bool:
    """Whether nothing in a block, nor in the blocks that it waits for, can be hurt by an answer."""
    block = assessor().scorer.blocks[key]
    nodes = [node for condition in block.conditions() for node in condition.walk()]
    helped = all(node.kind in HELPED and (node.kind != "filled" or node.data["filled"] is True) for node in nodes)
    shares = any(criterion.share is not None for route in block.routes for criterion in route.criteria)
    return helped and not shares and all(only_helped(other) for other in block.after)


def test_the_last_property_is_about_many_blocks() -> None:
    assert sum(map(only_helped, assessor().scorer.blocks)) > 12
