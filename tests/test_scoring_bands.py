"""Level percentages, staircase, essential criteria, weights: on made-up outcomes and rules, and the shipped levels."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp_toolkit.editions.loader import edition_folder, load_edition
from cdp_toolkit.language import Node
from cdp_toolkit.scoring.bands import BandRange, band_range
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.levels import BandRule, Essential, LevelRule, Levels, Weights, read_levels
from cdp_toolkit.scoring.points import NOTHING, Outcome, Points
from cdp_toolkit.scoring.sums import extreme, groups_of

STEPS = [
    ("D", 0, "D-"),
    ("D", 45, "D"),
    ("A", 0, "C-"),
    ("A", 45, "C"),
    ("M", 0, "B-"),
    ("M", 45, "B"),
    ("L", 0, "A-"),
    ("L", 80, "A"),
]


def points(text: str) -> Points:
    earned, _, of = text.partition("/")
    return Points(Fraction(earned), Fraction(of))


def outcome(low: str, high: str | None = None) -> Outcome:
    return Outcome(points(low), points(high or low))


def levels(*essential: tuple[str, bool | None, str]) -> Levels:
    rules = tuple(
        (
            Essential(id=f"e{i}", reaches=band, when=True, reference="r", why="w", fix="f", confidence=confidence),  # type: ignore[arg-type]
            Node("constant", lambda context, row, met=met: met),  # type: ignore[misc]
        )
        for i, (band, met, confidence) in enumerate(essential)
    )
    return Levels(
        tuple(LevelRule(letter=x, name=x, weighted=x in "ML") for x in "DAML"),  # type: ignore[arg-type]
        tuple(BandRule(level=level, from_pct=pct, band=band) for level, pct, band in STEPS),  # type: ignore[arg-type]
        Fraction(8, 10),
        (),
        rules,
        (),
        {"1": "One", "2": "Two"},
    )


def band(outcomes: dict[str, Outcome], *essential: tuple[str, bool | None, str], weights: Weights | None = None) -> str:
    return str(result(outcomes, *essential, weights=weights))


def result(outcomes: dict[str, Outcome], *essential: tuple[str, bool | None, str], weights: Weights | None = None) -> BandRange:
    rules = levels(*essential)
    context = ScoringContext({}, None, {}, outcomes, [])
    return band_range(rules, context, groups_of(rules, outcomes, weights).sums(outcomes), weights)


@pytest.mark.parametrize(
    ("d", "a", "m", "leadership", "expected"),
    [
        ("44/100", "1/1", "1/1", "1/1", "D-"),
        ("45/100", "1/1", "1/1", "1/1", "D"),
        ("79/100", "1/1", "1/1", "1/1", "D"),
        ("80/100", "44/100", "1/1", "1/1", "C-"),
        ("80/100", "79/100", "1/1", "1/1", "C"),
        ("80/100", "80/100", "44/100", "1/1", "B-"),
        ("80/100", "80/100", "45/100", "1/1", "B"),
        ("80/100", "80/100", "80/100", "0/1", "A-"),
        ("80/100", "80/100", "80/100", "80/100", "A"),
    ],
)
def test_staircase(d: str, a: str, m: str, leadership: str, expected: str) -> None:
    assert band({"1.1 D": outcome(d), "1.1 A": outcome(a), "1.1 M": outcome(m), "1.1 L": outcome(leadership)}) == expected


FULL = {f"1.1 {level}": outcome("1/1") for level in "DAML"}


@pytest.mark.parametrize(
    ("essential", "expected"),
    [
        (("B-", False, "high"), "C"),
        (("B-", False, "low"), "C to A"),
        (("B-", None, "high"), "C to A"),
        (("B-", True, "high"), "A"),
        (("A", False, "medium"), "A-"),
    ],
)
def test_a_missed_essential_criterion_caps_below_its_band(essential: Any, expected: str) -> None:
    assert band(FULL, essential) == expected


def test_without_weights_a_weighted_level_spans_its_categories() -> None:
    outcomes = {**FULL, "1.1 M": outcome("4/10"), "2.1 M": outcome("9/10")}
    [_, _, management, _] = result(outcomes).levels

    assert (management.low, management.high) == (Fraction(4, 10), Fraction(9, 10))
    assert band(outcomes) == "B- to A"


def test_weights_settle_the_level() -> None:
    outcomes = {**FULL, "1.1 M": outcome("4/10"), "2.1 M": outcome("9/10")}
    weights = Weights("w.csv", {"M": {"One": Fraction(50), "Two": Fraction(50)}, "L": {"One": Fraction(100)}})
    [_, _, management, _] = result(outcomes, weights=weights).levels

    assert (management.low, management.high) == (Fraction(65, 100), Fraction(65, 100))
    assert band(outcomes, weights=weights) == "B"


def test_the_weight_of_an_empty_category_is_spread_or_lost() -> None:
    outcomes = {**FULL, "1.1 M": outcome("8/10"), "2.1 M": outcome("0/0")}
    weights = Weights("w.csv", {"M": {"One": Fraction(75), "Two": Fraction(25)}, "L": {"One": Fraction(100)}})
    [_, _, management, _] = result(outcomes, weights=weights).levels

    assert (management.low, management.high) == (Fraction(60, 100), Fraction(80, 100))


POINTS = st.integers(1, 8).flatmap(lambda of: st.integers(0, of).map(lambda earned: Points(Fraction(earned), Fraction(of))))


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=6))
def test_extremes_are_what_trying_every_combination_finds(pairs: list[tuple[Points, Points]]) -> None:
    outcomes = [Outcome(*sorted(pair, key=lambda each: each.share)) for pair in pairs]
    shares = []
    for choice in product(*[(each.low, each.high) for each in outcomes]):
        earned, of = sum((each.earned for each in choice), Fraction(0)), sum((each.of for each in choice), Fraction(0))
        shares.append(earned / of)

    assert extreme(NOTHING, outcomes, highest=False).share == min(shares)
    assert extreme(NOTHING, outcomes, highest=True).share == max(shares)


def test_shipped_levels_load_and_every_question_has_a_category() -> None:
    edition = load_edition("cdp-2026")
    shipped = read_levels(edition, edition_folder("cdp-2026") / "scoring")

    assert shipped.order == ("D-", "D", "C-", "C", "B-", "B", "A-", "A")
    assert {rule.id: rule.confidence for rule, _ in shipped.essential}["process-disclosed"] == "medium"
    assert [shipped.category(number) for number in ("7.9.1", "7.9.3", "7.53.2", "4.6.1")] == [
        "Scope 1 & 2 emissions (incl. verification)",
        "Scope 3 emissions (incl. verification)",
        "Targets",
        "Environmental policies",
    ]
