"""Plans on made-up rules: they reach what they say, cost no more than a greedy list, and what trying every combination costs."""

import datetime as dt
import random
from fractions import Fraction
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest

from cdp_toolkit.editions.display import Display
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.yamlfile import parse, validated
from cdp_toolkit.language import Table, organisation
from cdp_toolkit.scoring import planning
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.blocks import Block
from cdp_toolkit.scoring.bounding import own_price
from cdp_toolkit.scoring.compiling import compile_blocks
from cdp_toolkit.scoring.effort import Effort
from cdp_toolkit.scoring.gaps import find_gaps
from cdp_toolkit.scoring.moves import Move, Moves
from cdp_toolkit.scoring.planning import Planner
from cdp_toolkit.scoring.scorer import Scorer
from cdp_toolkit.scoring.standins import StandIns
from cdp_toolkit.scoring.wanted import Wanted
from cdp_toolkit.scoring.wishes import Wishes
from tests.scoring_cases import tables
from tests.test_scoring_bands import levels

COLUMNS = (
    Column(n=1, name="kind", label="Kind", type="choice", options=("Yes", "No", "Unknown")),
    Column(n=2, name="x", label="X", type="number"),
    Column(n=3, name="text", label="Text", type="text"),
    Column(n=4, name="file", label="File", type="attachment"),
)
NUMBERS = ("1.1", "1.2", "1.3", "2.1", "2.2")
QUESTIONS = {
    number: Question(
        id=number,
        concept="q" + number.replace(".", "_"),
        topic=f"Topic of {number}",
        sectors=("General",),
        issues=("Climate change",),
        columns=COLUMNS,
    )
    for number in NUMBERS
}
EDITION = Edition("made-up", "Made up", {"1": "One", "2": "Two"}, ("General",), ("Climate change",), QUESTIONS)
RULES = """
- block: Q D
  of: 2
  criteria: [{id: i, worth: 1, when: {cell: kind, filled: true}}, {id: ii, worth: 1, when: {cell: x, filled: true}}]
- block: Q A
  of: 2
  gate: {earned: {block: Q D, full: true}}
  routes:
    - {id: no, of: 1, when: {cell: kind, picks: [No]}, criteria: [{id: i, worth: 1, when: {cell: text, filled: true}}]}
    - {id: yes, of: 2, when: {cell: kind, picks: [Yes]}, criteria: [{id: i, worth: 2, when: {compare: [{cell: x}, ">=", 10]}}]}
- block: Q M
  of: 1
  gate: {earned: {block: Q A, full: true}}
  criteria: [{id: i, worth: 1, when: {cell: file, filled: true}}]
"""
EFFORT = Effort(
    {"text": 1, "data": 2, "approval": 4, "project": 12},
    Fraction(5, 100),
    {"number": "data", "text": "text", "choice": "text", "attachment": "approval"},
    {"number": "project", "text": "text", "choice": "project", "attachment": "approval"},
    "project",
    {},
)


def assessor() -> Assessor:
    entries = []
    for number in NUMBERS:
        document = parse(dedent(RULES).replace("Q ", f"{number} "), Path("rules.yaml"))
        head = {"reference": "r", "why": "w", "fix": "f"}
        entries += [(document, i, validated(document, Block, (i,), {**head, **data})) for i, data in enumerate(document.data)]
    scorer = Scorer(EDITION, "General", compile_blocks(EDITION, entries, {}, {}))
    facts = organisation(sectors=("General",), issues=("Climate change",), requesters=None, flags=None)
    return Assessor(EDITION, scorer, levels(), Display(EDITION, facts))


ASSESSOR = assessor()
CONDITIONS = [(block.question, node) for block in ASSESSOR.scorer.blocks.values() for node in block.conditions()]
WISHES = Wishes(StandIns(EDITION, Wanted(CONDITIONS), dt.date(2025, 12, 31)))


def response(seed: int) -> dict[str, Table]:
    """Make up a response: each cell is blank or answered at random."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    answers: dict[str, object] = {}
    for number in NUMBERS:
        for column, values in (
            ("kind", ["Yes", "No", "Unknown"]),
            ("x", [0, 5, 20]),
            ("text", ["t"]),
            ("file", [{"file": "f.pdf"}]),
        ):
            if draw.random() < 0.4:
                answers[f"{number}.{column}"] = draw.choice(values)
    return tables(EDITION, answers, [])


def find(state: Assessment) -> list[Move]:
    moves = Moves(ASSESSOR, state, WISHES)
    return [move for number in NUMBERS for move in moves.of_question(number)]


def greedy(planner: Planner, before: Assessment) -> Fraction | None:
    """Take moves sorted by points for their price, once, until the target is reached: what a sorted list of gaps would do."""
    moves = sorted(find(before), key=lambda move: (own_price(ASSESSOR, before, EFFORT, move), move.label))
    chosen: dict[str, Move] = {}
    for move in moves:
        if planner.lacks(planner.with_moves(chosen)) == 0:
            break
        chosen[move.question] = move
    return planner.price(chosen) if planner.lacks(planner.with_moves(chosen)) == 0 else None


def brute_force(planner: Planner, before: Assessment) -> Fraction | None:
    """Try every combination of moves."""
    by_question: dict[str, list[Move]] = {}
    for move in find(before):
        by_question.setdefault(move.question, []).append(move)
    prices = []
    for combination in product(*[[None, *moves] for moves in by_question.values()]):
        chosen = {move.question: move for move in combination if move is not None}
        if planner.lacks(planner.with_moves(chosen)) == 0:
            prices.append(planner.price(chosen))
    return min(prices, default=None)


@pytest.mark.parametrize("target", ["D", "C", "B"])
def test_a_plan_is_what_scoring_the_response_with_it_says(target: str) -> None:
    before = ASSESSOR.assess(response(1))
    plan = Planner(ASSESSOR, before, EFFORT, target).plan(find)
    order = ASSESSOR.levels.order

    assert plan.reached
    assert order.index(plan.after.result.low) >= order.index(target)
    assert plan.at_least <= plan.price


@pytest.mark.parametrize("seed", range(200))
def test_plans_beat_or_equal_a_greedy_list(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "EXHAUSTIVE", 0)
    before = ASSESSOR.assess(response(seed))
    planner = Planner(ASSESSOR, before, EFFORT, "B")
    plan = planner.plan(find)
    listed = greedy(planner, before)

    assert plan.proof == "bound"
    assert plan.reached or listed is None
    assert listed is None or plan.price <= listed


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_plans_equal_brute_force_where_that_is_possible(seed: int) -> None:
    before = ASSESSOR.assess(response(seed))
    planner = Planner(ASSESSOR, before, EFFORT, "B")
    plan = planner.plan(find)

    assert plan.proof == "exhaustive"
    assert plan.price == brute_force(planner, before)


def test_an_interrupted_search_leaves_the_best_plan_so_far() -> None:
    before = ASSESSOR.assess(response(2))

    def stop(what: str, done: int, total: int) -> None:
        if what == "searching" and done > 0:
            raise KeyboardInterrupt

    plan = Planner(ASSESSOR, before, EFFORT, "B").plan(find, stop)

    assert plan.interrupted
    assert not plan.reached
    assert plan.moves
    assert plan.after.result == Planner(ASSESSOR, before, EFFORT, "B").with_moves({m.question: m for m in plan.moves}).result


def test_gaps_are_told_at_the_first_block_of_their_chain() -> None:
    before = ASSESSOR.assess(tables(EDITION, {"1.1.kind": "Yes"}, []))
    gaps = find_gaps(ASSESSOR, before, Moves(ASSESSOR, before, WISHES), EFFORT, target="B")
    first = next(gap for gap in gaps if gap.question == "1.1")

    assert [gap.block for gap in gaps if gap.question == "1.1"] == ["1.1 D"]
    assert first.unlocks == (("1.1 A", Fraction(2)), ("1.1 M", Fraction(1)))
    assert [(need.address, need.kind, need.answered) for need in first.needs] == [("1.1.x", "figure", False)]
    assert (first.lost, first.effort, first.price) == (Fraction(1), "data", Fraction(2))
