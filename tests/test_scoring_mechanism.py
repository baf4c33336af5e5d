"""How blocks are evaluated, on made-up rules: routes, gates, rows, pairs, shares, doubts; low and high."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from cdp_toolkit.editions.model import Column, Edition, Question, Rows
from cdp_toolkit.editions.model import Row as FixedRow
from cdp_toolkit.editions.yamlfile import parse, validated
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.language import Context
from cdp_toolkit.scoring.blocks import Block, read_blocks
from cdp_toolkit.scoring.compiling import compile_blocks
from cdp_toolkit.scoring.scorer import Scorer
from tests.scoring_cases import run, tables

OPTIONS = ("A", "B", "C")
COLUMNS = (
    Column(n=1, name="kind", label="Kind", type="choice", options=OPTIONS),
    Column(n=2, name="many", label="Many", type="choices", options=OPTIONS),
    Column(n=3, name="x", label="X", type="number"),
)


def question(number: str, rows: Rows | None = None) -> Question:
    concept = "q" + number.replace(".", "_")
    return Question(
        id=number, concept=concept, topic="t", sectors=("General",), issues=("Climate change",), rows=rows, columns=COLUMNS
    )


FIXED = Rows(fixed=(FixedRow(name="one", label="One"), FixedRow(name="two", label="Two")))
QUESTIONS = {"1.1": question("1.1"), "1.2": question("1.2", Rows(added=True)), "1.3": question("1.3", FIXED)}
EDITION = Edition("made-up", "Made up", {"1": "One"}, ("General",), ("Climate change",), QUESTIONS)
HEAD = {"reference": "made up", "why": "w", "fix": "f"}


def scorer(text: str) -> Scorer:
    """Compile blocks that are written without reference, why and fix."""
    document = parse(dedent(text), Path("blocks.yaml"))
    entries = [(document, i, validated(document, Block, (i,), {**HEAD, **data})) for i, data in enumerate(document.data)]
    return Scorer(EDITION, "General", compile_blocks(EDITION, entries, {}, {}))


def points(text: str, answers: dict[str, Any], **case: Any) -> str:
    made = scorer(text)
    return run(made, {"block": next(iter(made.blocks)) if "block" not in case else case.pop("block"), "answers": answers, **case})


ROUTES = """
    - block: 1.1 D
      of: 3
      routes:
        - {id: B, of: 0, when: {cell: kind, picks: [B]}}
        - {id: C, of: 9, when: {cell: kind, picks: [C]}}
        - id: A
          of: 2
          when: {cell: kind, picks: [A]}
          criteria: [{id: i, worth: 1, when: {cell: x, filled: true}}, {id: ii, worth: 1, when: {compare: [{cell: x}, ">", 5]}}]
    """


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"1.1.kind": "A", "1.1.x": 6}, "2/2"),
        ({"1.1.kind": "A", "1.1.x": 5}, "1/2"),
        ({"1.1.kind": "A"}, "0/2"),
        ({"1.1.kind": "B"}, "0/0"),
        ({"1.1.kind": "C"}, "0/9"),
        ({}, "0/3"),
    ],
)
def test_the_first_route_that_holds_sets_both_numbers(answers: dict[str, Any], expected: str) -> None:
    assert points(ROUTES, answers) == expected


def test_a_hidden_question_is_out_of_the_level() -> None:
    assert points(ROUTES, {}, hidden=["1.1"]) == "0/0"


def test_missing_criteria_widen_the_range() -> None:
    several = "- {block: 1.1 D, of: 1, missing: true, routes: [{id: A, of: 1}, {id: B, of: 3}]}"

    assert points("- {block: 1.1 D, of: 3, missing: true}", {"1.1.x": 1}) == "0/3 to 3/3"
    assert points(several, {"1.1.x": 1}) == "0/3 to 1/1"


def test_missing_criteria_give_nothing_for_a_blank_question() -> None:
    several = "- {block: 1.1 D, of: 1, missing: true, routes: [{id: A, of: 1}, {id: B, of: 3}]}"

    assert points("- {block: 1.1 D, of: 3, missing: true}", {}) == "0/3"
    assert points(several, {}) == "0/3 to 0/1"
    assert points(several, {}, hidden=["1.1"]) == "0/0"


def test_an_unknown_that_decides_a_route_keeps_worst_and_best() -> None:
    text = """
    - block: 1.1 D
      of: 3
      routes:
        - {id: A, of: 1, when: {doubt: [false, true]}, criteria: [{id: i, worth: 1, when: true}]}
        - {id: B, of: 8, when: true}
    """

    assert points(text, {}) == "0/8 to 1/1"


def test_gate_keeps_the_denominator_and_a_doubtful_gate_only_the_high_points() -> None:
    text = """
    - block: 1.1 A
      of: 2
      gate: {earned: {block: 1.1 D, full: true}}
      criteria: [{id: i, worth: 2, when: {cell: kind, filled: true}}]
    - {block: 1.1 D, of: 1, criteria: [{id: i, worth: 1, when: {cell: x, filled: true}}]}
    """
    answers = {"1.1.kind": "A"}

    assert points(text, answers, block="1.1 A", given={"1.1 D": "full"}) == "2/2"
    assert points(text, answers, block="1.1 A", given={"1.1 D": "none"}) == "0/2"
    assert points(text, answers, block="1.1 A") == "2/2"  # 0/0 lacks nothing


def test_needs_ladder_and_cap() -> None:
    text = """
    - block: 1.1 M
      of: 4
      cap: {at: 1, when: {cell: many, picks: [C]}}
      criteria:
        - {id: i, ladder: [{worth: 2, when: {compare: [{cell: x}, ">=", 10]}}, {worth: 1, when: {compare: [{cell: x}, ">=", 5]}}]}
        - {id: ii, worth: 2, needs: [i], when: {cell: kind, picks: [A]}}
    """

    assert points(text, {"1.1.x": 10, "1.1.kind": "A"}) == "4/4"
    assert points(text, {"1.1.x": 5, "1.1.kind": "A"}) == "3/4"
    assert points(text, {"1.1.x": 1, "1.1.kind": "A"}) == "0/4"
    assert points(text, {"1.1.x": 10, "1.1.kind": "A", "1.1.many": ["C"]}) == "1/4"


def test_per_option_gives_a_fixed_amount_to_a_maximum() -> None:
    text = """
    - block: 1.1 L
      of: 1
      criteria: [{id: i, worth: 0.5, per_option: {cell: many, from: [A, B, C]}, most: 1}]
    """

    assert points(text, {"1.1.many": ["A"]}) == "0.5/1"
    assert points(text, {"1.1.many": ["A", "B", "C"]}) == "1/1"
    assert points(text, {}) == "0/1"


def test_cells_weigh_cells_and_cells_by_row_weigh_rows() -> None:
    answers = {"1.2[1].kind": "A", "1.2[1].many": ["A"], "1.2[1].x": 1, "1.2[2].kind": "A"}
    hidden = ["1.2[2].many"]

    assert points("- {block: 1.2 D, of: 5, share: cells}", answers, hidden=hidden) == "4/5"
    assert points("- {block: 1.2 D, of: 4, share: cells_by_row}", answers, hidden=hidden) == "3/4"
    assert points("- {block: 1.2 D, of: 4, share: cells}", {}) == "0/4"
    assert points("- {block: 1.2 D, of: 2, share: {by: cells, without: [x]}}", {"1.2[1].kind": "A"}) == "1/2"


def test_rows_count_when_complete_and_a_doubt_about_partly_filled_ones_widens() -> None:
    answers = {"1.2[1].kind": "A", "1.2[1].many": ["A"], "1.2[1].x": 1, "1.2[2].x": 1}

    assert points("- {block: 1.2 D, of: 6, share: rows}", answers) == "3/6"
    assert points("- {block: 1.2 D, of: 6, share: {by: rows, partial: doubt}}", answers) == "3/6 to 4/6"
    assert points("- {block: 1.2 D, of: 6, share: {by: rows, when: {compare: [{cell: x}, '>', 1]}}}", answers) == "0/6"


def test_matching_rows_count_whatever_else_is_filled_in_them() -> None:
    answers = {"1.2[1].x": 1, "1.2[2].kind": "A", "1.2[3].kind": "B"}
    either = "{any: [{cell: x, filled: true}, {cell: kind, picks: [A]}]}"

    assert points(f"- {{block: 1.2 D, of: 3, share: {{by: matching, when: {either}}}}}", answers) == "2/3"
    assert points("- {block: 1.2 D, of: 3, share: {by: matching, when: {doubt: [false, true]}}}", answers) == "0/3 to 3/3"
    assert points(f"- {{block: 1.2 D, of: 3, share: {{by: matching, when: {either}}}}}", {}) == "0/3"


def test_whether_fixed_rows_without_entry_count_may_be_in_doubt() -> None:
    answers = {"1.3[one].kind": "A", "1.3[one].many": ["A"], "1.3[one].x": 1}

    assert points("- {block: 1.3 D, of: 2, share: {by: rows, entries: doubt}}", answers) == "1/2 to 2/2"


def test_each_row_sums_numerators_and_denominators() -> None:
    text = """
    - block: 1.3 D
      of: 2
      of_row: 1
      per: each_row
      routes:
        - {id: A, of: 1, when: {cell: kind, picks: [A]}, criteria: [{id: i, worth: 1, when: {cell: x, filled: true}}]}
        - {id: B, of: 3, when: {cell: kind, picks: [B]}}
    """

    assert points(text, {"1.3[one].kind": "A", "1.3[one].x": 1, "1.3[two].kind": "B"}) == "1/4"
    assert points(text, {"1.3[one].kind": "A", "1.3[one].x": 1}) == "1/2"


def test_best_row_and_best_rows() -> None:
    criteria = """
      criteria:
        - {id: i, worth: 1, when: {cell: kind, picks: [A]}}
        - {id: ii, worth: 1, when: {cell: x, filled: true}}
        - {id: iii, worth: 1, needs: [ii], when: {cell: many, picks: [B]}}
    """
    answers = {"1.2[1].kind": "A", "1.2[1].many": ["B"], "1.2[2].x": 1}

    assert points(f"- block: 1.2 M\n  of: 3\n  per: best_row\n{criteria}".replace("\n      ", "\n  "), answers) == "1/3"
    assert points(f"- block: 1.2 M\n  of: 3\n  per: best_rows\n{criteria}".replace("\n      ", "\n  "), answers) == "2/3"


def test_rows_outside_the_scope_do_not_exist() -> None:
    text = """
    - block: 1.2 M
      of: 1
      rows: {where: {cell: kind, picks: [A]}}
      criteria: [{id: i, worth: 1, when: {every_row: {cell: x, filled: true}}}]
    """

    assert points(text, {"1.2[1].kind": "A", "1.2[1].x": 1, "1.2[2].kind": "B"}) == "1/1"
    assert points(text, {"1.2[2].kind": "B"}) == "0/1"


def test_pair_of_own_lists_takes_the_best_row_for_each_subject() -> None:
    text = """
    - block: 1.2 M
      of: 3
      pair: {mode: own, a: {cell: many, picks: [A]}, b: {cell: many, picks: [B]}}
      criteria:
        - {id: i, on: a, worth: 1, when: {cell: x, filled: true}}
        - {id: ii, on: b, worth: 2, when: {cell: x, filled: true}}
    """

    assert points(text, {"1.2[1].many": ["A"], "1.2[1].x": 1, "1.2[2].many": ["B"]}) == "1/3"
    assert points(text, {"1.2[1].many": ["A", "B"], "1.2[1].x": 1}) == "3/3"


def test_pair_of_both_needs_each_criterion_in_both_rows() -> None:
    text = """
    - block: 1.2 M
      of: 2
      pair: {mode: both, a: {cell: many, picks: [A]}, b: {cell: many, picks: [B]}}
      criteria:
        - {id: i, worth: 1, when: {cell: x, filled: true}}
        - {id: ii, worth: 1, when: {cell: kind, picks: [A]}}
    """

    assert points(text, {"1.2[1].many": ["A"], "1.2[1].x": 1, "1.2[2].many": ["B"], "1.2[2].x": 1, "1.2[2].kind": "A"}) == "1/2"
    assert points(text, {"1.2[1].many": ["A", "B"], "1.2[1].x": 1, "1.2[1].kind": "A"}) == "2/2"
    assert points(text, {"1.2[1].many": ["A"], "1.2[1].x": 1, "1.2[1].kind": "A"}) == "0/2"


def test_earned_of_the_same_row() -> None:
    text = """
    - block: 1.2 A
      of: 1
      per: best_row
      criteria: [{id: i, worth: 1, when: {cell: x, filled: true}}]
    - block: 1.2 M
      of: 1
      per: best_row
      gate: {earned: {block: 1.2 A, full: true, per: row}}
      criteria: [{id: i, worth: 1, when: {cell: kind, picks: [A]}}]
    """
    made = scorer(text)
    other_row = tables(EDITION, {"1.2[1].x": 1, "1.2[2].kind": "A"}, [])
    same_row = tables(EDITION, {"1.2[1].x": 1, "1.2[1].kind": "A"}, [])

    assert str(made.score(Context(other_row)).outcomes["1.2 M"]) == "0/1"
    assert str(made.score(Context(same_row)).outcomes["1.2 M"]) == "1/1"


def test_verdicts_settle_what_a_reader_must_say() -> None:
    text = """
    - block: 1.2 M
      of: 1
      per: best_row
      criteria: [{id: i, worth: 1, when: {outside: {ask: reader, what: covers}}}]
    """
    answers = {"1.2[1].x": 1}

    assert points(text, answers) == "0/1 to 1/1"
    assert points(text, answers, verdicts={"1.2[1].covers": True}) == "1/1"
    assert points(text, answers, verdicts={"1.2[1].covers": False}) == "0/1"


def test_without_a_hint_in_the_answers_no_verdict_means_no() -> None:
    text = """
    - block: 1.2 M
      of: 1
      per: best_row
      criteria: [{id: i, worth: 1, when: {outside: {ask: register, what: approved, hint: {cell: kind, picks: [A]}}}}]
    """

    assert points(text, {"1.2[1].kind": "A"}) == "0/1 to 1/1"
    assert points(text, {"1.2[1].kind": "B"}) == "0/1"
    assert points(text, {"1.2[1].kind": "B"}, verdicts={"1.2[1].approved": True}) == "1/1"


def test_what_is_open_is_named_by_the_rows_that_are_asked_about() -> None:
    from cdp_toolkit.scoring.explaining import open_questions

    made = scorer("""
    - block: 1.1 M
      of: 1
      criteria:
        - id: i
          worth: 1
          when: {some_row: {rows: {question: "1.2"}, outside: {ask: register, what: approved, hint: {cell: kind, picks: [A]}}}}
    """)
    context = Context(tables(EDITION, {"1.2[1].kind": "A", "1.2[2].kind": "B"}, []))

    assert open_questions(made, made.score(context)) == ("1.2[1].approved",)


@pytest.mark.parametrize(("x", "verdict"), [(1, "not applicable"), (2, "met")])
def test_only_criteria_claim_points_when_they_are_explained(x: int, verdict: str) -> None:
    from cdp_toolkit.scoring.explaining import explain

    made = scorer("""
    - block: 1.1 M
      of: 3
      routes:
        - id: A
          of: 3
          gate: {cell: x, filled: true}
          cap: {at: 1, when: {compare: [{cell: x}, "=", 2]}}
          criteria: [{id: i, worth: 2, when: {cell: x, filled: true}}]
        - {id: B, of: 4, when: true}
    """)
    explained = explain(made, made.score(Context(tables(EDITION, {"1.1.x": x}, []))), "1.1 M")

    assert str(explained.outcome) == ("2/3" if x == 1 else "1/3")
    assert [(step.kind, step.verdict.value, step.points) for step in explained.steps] == [
        ("route", "met", "out of 3"),
        ("gate", "met", "opens 3"),
        ("criterion", "met", "2 of 2"),
        ("cap", verdict, "at most 1"),
    ]


def test_rescoring_gives_what_scoring_anew_gives() -> None:
    made = scorer("""
    - {block: 1.1 D, of: 1, criteria: [{id: i, worth: 1, when: {cell: x, filled: true}}]}
    - {block: 1.3 D, of: 1, gate: {earned: {block: 1.1 D, full: true}}, criteria: [{id: i, worth: 1, when: true}]}
    """)
    before, after = tables(EDITION, {}, []), tables(EDITION, {"1.1.x": 1}, [])
    scored = made.score(Context(before))
    again = made.rescore(scored, Context(after), ["1.1"])

    assert {key: str(each) for key, each in scored.outcomes.items()} == {"1.1 D": "0/1", "1.3 D": "0/1"}
    assert again.outcomes == made.score(Context(after)).outcomes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- {block: 9.9 D, of: 1, share: cells}", "there is no question 9.9"),
        ("- {block: 1.1 D, of: 1}", "needs routes or an award"),
        ("- {block: 1.1 D, of: 1, share: {by: cells, without: [y]}}", "there is no column 'y'"),
        ("- {block: 1.1 D, of: 1, gate: {earned: {block: 1.1 A, full: true}}, share: cells}", "which is not there"),
        ("- {block: 1.1 D, of: 1, criteria: [{id: i, worth: 1, needs: [j], when: true}]}", "needs 'j'"),
        (
            "- {block: 1.1 D, of: 1, criteria: [{id: i, ladder: [{worth: 1, when: true}, {worth: 2, when: true}]}]}",
            "does not fall",
        ),
        ("- {block: 1.1 D, of: 1, colour: red, share: cells}", "unknown key 'colour'"),
        ("- {block: 1.1 D, of: 1, gate: {earned: {block: 1.1 D, full: true}}, share: cells}", "in a circle"),
    ],
)
def test_wrong_blocks_are_refused(text: str, problem: str) -> None:
    with pytest.raises(DefinitionError, match=problem):
        scorer(text)


def test_a_share_looks_at_one_row_where_rows_are_scored_one_by_one() -> None:
    text = "- {block: 1.2 D, of: 6, per: best_row, share: cells}"

    assert points(text, {"1.2[1].x": 1, "1.2[2].x": 1, "1.2[2].kind": "A"}) == "4/6"


@pytest.mark.parametrize(("by", "expected"), [("cells", "3/6"), ("cells_by_row", "3/6"), ("rows", "3/6")])
def test_a_row_that_does_not_meet_the_condition_of_a_share_counts_as_blank(by: str, expected: str) -> None:
    text = f"- {{block: 1.2 D, of: 6, share: {{by: {by}, when: {{cell: kind, picks: [A]}}}}}}"
    row = {"many": ["A"], "x": 1}
    answers = {f"1.2[{i}].{name}": value for i, kind in ((1, "A"), (2, "B")) for name, value in {**row, "kind": kind}.items()}

    assert points(text, answers) == expected


def test_an_unknown_condition_of_a_share_is_met_in_the_high_estimate_only() -> None:
    text = "- {block: 1.2 D, of: 6, share: {by: rows, when: {doubt: [false, true]}}}"

    assert points(text, {"1.2[1].kind": "A", "1.2[1].many": ["A"], "1.2[1].x": 1}) == "0/6 to 6/6"


def test_where_nothing_is_earned_the_larger_denominator_is_the_worse() -> None:
    text = """
    - block: 1.1 D
      of: 2
      routes:
        - {id: A, of: 3, when: {doubt: [false, true]}}
    """

    assert points(text, {}) == "0/3 to 0/2"


def test_where_nothing_is_lacking_out_of_the_level_is_the_worse() -> None:
    text = """
    - block: 1.1 D
      of: 2
      routes:
        - {id: A, of: 1, when: {doubt: [false, true]}, criteria: [{id: i, worth: 1, when: true}]}
        - {id: B, of: 0, when: true}
    """

    assert points(text, {}) == "0/0 to 1/1"


def test_a_reader_is_asked_only_what_can_still_change_the_points() -> None:
    from cdp_toolkit.scoring.explaining import open_questions

    made = scorer("""
    - block: 1.2 M
      of: 1
      per: best_row
      criteria:
        - id: i
          worth: 1
          when:
            any:
              - {all: [{cell: kind, picks: [A]}, {outside: {ask: reader, what: this_year}}]}
              - {all: [{cell: kind, picks: [B]}, {outside: {ask: reader, what: year_before}}]}
    """)
    scored = made.score(Context(tables(EDITION, {"1.2[1].kind": "A", "1.2[1].x": 1}, [])))

    assert open_questions(made, scored) == ("1.2[1].this_year",)


def test_a_criterion_of_a_block_that_nobody_has_written_is_unknown() -> None:
    text = """
    - {block: 1.2 D, of: 3, missing: true}
    - {block: 1.1 D, of: 1, criteria: [{id: i, worth: 1, when: {earned: {block: 1.2 D, criterion: ii}}}]}
    """
    made = scorer(text)

    assert str(made.score(Context(tables(EDITION, {"1.2[1].x": 1}, []))).outcomes["1.1 D"]) == "0/1 to 1/1"


LIKE = """
- block: 1.1 D
  of: 2
  reference: made up
  why: w
  fix: f
  let: {enough: {compare: [{cell: x}, ">", 5]}, listed: {cell: kind, picks: [A]}}
  criteria: [{id: i, worth: 1, when: enough}, {id: ii, worth: 1, when: listed}]
- block: 1.1 D
  sectors: [Coal]
  like: General
  let: {listed: {cell: kind, picks: [B]}}
- block: 1.1 D
  sectors: [Steel]
  like: General
  of: 3
  share: cells
"""


def read_as(folder: Path, text: str, sector: str) -> Scorer:
    (folder / "module-01.yaml").write_text(text, "utf-8")
    entries, sets = read_blocks(folder, ("General", "Coal", "Steel"))
    mine = [entry for entry in entries if sector in entry[2].sectors]
    return Scorer(EDITION, sector, compile_blocks(EDITION, mine, sets, {}))


@pytest.mark.parametrize(("sector", "expected"), [("General", "1/2"), ("Coal", "2/2"), ("Steel", "2/3")])
def test_a_block_takes_what_it_lacks_from_the_one_that_it_is_like(tmp_path: Path, sector: str, expected: str) -> None:
    made = read_as(tmp_path, LIKE, sector)

    assert run(made, {"block": "1.1 D", "answers": {"1.1.x": 6, "1.1.kind": "B"}}) == expected


def test_like_a_sector_without_a_block_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"module-01.yaml:11: no block 1.1 D is written for Steel"):
        read_as(tmp_path, LIKE.replace("like: General", "like: Steel", 1), "Coal")
