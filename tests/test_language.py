"""The rule language: a truth table with a missing column for each operator, and what is refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from cdp_toolkit.editions.model import Column, Question, Rows
from cdp_toolkit.editions.model import Row as FixedRow
from cdp_toolkit.language import Compiler, Context, OpenDate, Row, Table

ABC = ("A", "B", "C", "Other, please specify")
COLUMNS = (
    Column(n=1, name="pick", label="Pick", type="choice", options=ABC),
    Column(n=2, name="set", label="Set", type="choices", options=(*ABC, "G1 | x", "G1 | y", "G2 | z")),
    Column(n=3, name="x", label="X", type="number"),
    Column(n=4, name="y", label="Y", type="number"),
    Column(n=5, name="start", label="Start", type="date"),
    Column(n=6, name="end", label="End", type="date"),
    Column(n=7, name="text", label="Text", type="text"),
)


def question(number: str, rows: Rows | None = None) -> Question:
    concept = "q" + number.replace(".", "_")
    return Question(
        id=number, concept=concept, topic="t", sectors=("General",), issues=("Climate change",), rows=rows, columns=COLUMNS
    )


FIXED = Rows(fixed=(FixedRow(name="one", label="One"), FixedRow(name="two", label="Two")))
QUESTIONS = {"1.1": question("1.1"), "1.2": question("1.2", Rows(added=True)), "1.3": question("1.3", FIXED)}
NAMES = tuple(column.name for column in COLUMNS)


def row(name: str = "", shown: tuple[str, ...] = NAMES, **cells: Any) -> Row:
    made = {key: Decimal(value) if isinstance(value, int) else value for key, value in cells.items()}
    return Row(name, made, shown, key=name)


def evaluate(rule: Any, here: Row, *, blank: bool | None = False, **tables: list[Row]) -> Any:
    """Evaluate a rule in a row of question 1.1; ``q12=[...]`` gives the rows of 1.2."""
    context = Context({"1.1": Table([here]), **{f"{key[1]}.{key[2:]}": Table(rows) for key, rows in tables.items()}})
    compiler = Compiler(QUESTIONS, "1.1", blank=blank)
    node = compiler.condition(rule)
    assert compiler.mistakes == []
    return node.evaluate(context, here)


def value(rule: Any, here: Row, **tables: list[Row]) -> Any:
    context = Context({"1.1": Table([here]), **{f"{key[1]}.{key[2:]}": Table(rows) for key, rows in tables.items()}})
    compiler = Compiler(QUESTIONS, "1.1")
    node = compiler.expression(rule)
    assert compiler.mistakes == []
    return node.evaluate(context, here)


UNSURE = {"doubt": [True, False]}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": [True, True]}, True),
        ({"all": [True, False]}, False),
        ({"all": [True, UNSURE]}, None),
        ({"all": [False, UNSURE]}, False),
        ({"any": [False, True]}, True),
        ({"any": [False, False]}, False),
        ({"any": [False, UNSURE]}, None),
        ({"any": [True, UNSURE]}, True),
        ({"none": [False, False]}, True),
        ({"none": [False, True]}, False),
        ({"none": [False, UNSURE]}, None),
        ({"imply": [{"when": True, "then": True}]}, True),
        ({"imply": [{"when": True, "then": False}]}, False),
        ({"imply": [{"when": False, "then": False}]}, True),
        ({"imply": [{"when": True, "then": UNSURE}]}, None),
        ({"imply": [{"when": UNSURE, "then": False}]}, None),
        ({"doubt": [True, True]}, True),
        ({"doubt": [False, False]}, False),
        ({"doubt": [False, True]}, None),
    ],
)
def test_logic(rule: Any, expected: bool | None) -> None:
    assert evaluate(rule, row()) is expected


PICKS = [
    ({"cell": "set", "picks": ["A", "B"]}, {"set": ("A", "C")}, {"set": ("C",)}),
    ({"cell": "set", "picks_all": ["A", "B"]}, {"set": ("A", "B", "C")}, {"set": ("A",)}),
    ({"cell": "set", "picks_only": ["A", "B"]}, {"set": ("B", "A")}, {"set": ("A",)}),
    ({"cell": "set", "picks_within": ["A", "B"]}, {"set": ("A",)}, {"set": ("A", "C")}),
    ({"cell": "set", "picks_none": ["A", "B"]}, {"set": ("C",)}, {"set": ("A", "C")}),
    ({"cell": "set", "picks_beyond": ["A"]}, {"set": ("A", "B")}, {"set": ("A",)}),
    ({"cell": "pick", "picks_beyond": ["other"]}, {"pick": ("A",)}, {"pick": ("Other, please specify",)}),
    ({"cell": "set", "picks_count": {"at_least": 2}}, {"set": ("A", "B")}, {"set": ("A",)}),
    ({"cell": "set", "picks_count": {"at_least": 1, "from": ["A"]}}, {"set": ("A",)}, {"set": ("B", "C")}),
    ({"cell": "set", "picks_count": {"at_least": 1, "beyond": ["A"]}}, {"set": ("A", "B")}, {"set": ("A",)}),
    (
        {"cell": "set", "picks_count": {"at_least": 2, "groups_at_least": 2}},
        {"set": ("G1 | x", "G2 | z")},
        {"set": ("G1 | x", "G1 | y")},
    ),
]


@pytest.mark.parametrize(("rule", "holds", "fails"), PICKS)
def test_picks(rule: Any, holds: dict[str, Any], fails: dict[str, Any]) -> None:
    assert evaluate(rule, row(**holds)) is True
    assert evaluate(rule, row(**fails)) is False
    assert evaluate(rule, row()) is False
    assert evaluate(rule, row(), blank=None) is None


def test_not_selected_is_true_of_a_blank_cell_but_picks_none_is_not() -> None:
    assert evaluate({"none": [{"cell": "set", "picks": ["A"]}]}, row()) is True
    assert evaluate({"cell": "set", "picks_none": ["A"]}, row()) is False


def test_filled_sees_zero_as_filled_and_blank_as_blank() -> None:
    assert evaluate({"cell": "x", "filled": True}, row(x=0)) is True
    assert evaluate({"cell": "x", "filled": True}, row(), blank=None) is False
    assert evaluate({"cell": "x", "filled": False}, row(), blank=None) is True


@pytest.mark.parametrize(
    ("rule", "holds", "fails"),
    [
        ({"compare": [{"cell": "x"}, "<", 5]}, {"x": 4}, {"x": 5}),
        ({"compare": [{"cell": "x"}, "<=", 5]}, {"x": 5}, {"x": 6}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}]}, {"x": 5, "y": 5}, {"x": 5, "y": 6}),
        ({"compare": [{"cell": "x"}, ">=", 5]}, {"x": 5}, {"x": 4}),
        ({"compare": [{"cell": "x"}, ">", 0]}, {"x": 1}, {"x": 0}),
        ({"compare": [{"cell": "x"}, "between", [5, 10]]}, {"x": 10}, {"x": 11}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}], "within": "5%"}, {"x": 105, "y": 100}, {"x": 106, "y": 100}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}], "within": "5%"}, {"x": 0, "y": 0}, {"x": 1, "y": 0}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}], "within": 2}, {"x": 3, "y": 1}, {"x": 4, "y": 1}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}], "within": ["5%", 2]}, {"x": 3, "y": 1}, {"x": 4, "y": 1}),
        ({"compare": [{"cell": "x"}, "=", {"cell": "y"}], "within": ["5%", 2]}, {"x": 105, "y": 100}, {"x": 106, "y": 100}),
        ({"compare": [{"cell": "pick"}, "=", {"cell": "set"}]}, {"pick": ("A",), "set": ("A",)}, {"pick": ("A",), "set": ("B",)}),
        ({"compare": [{"cell": "end"}, ">", "2030-01-01"]}, {"end": dt.date(2030, 1, 2)}, {"end": dt.date(2030, 1, 1)}),
    ],
)
def test_compare(rule: Any, holds: dict[str, Any], fails: dict[str, Any]) -> None:
    assert evaluate(rule, row(**holds)) is True
    assert evaluate(rule, row(**fails)) is False
    assert evaluate(rule, row()) is False
    assert evaluate(rule, row(), blank=None) is None


def test_some_and_every_row() -> None:
    some = {"some_row": {"rows": {"question": "1.2"}, "cell": "x", "filled": True}}
    every = {"every_row": {"rows": {"question": "1.2"}, "compare": [{"cell": "x"}, ">", 0]}}
    none: list[Row] = []

    assert evaluate(some, row(), q12=[row("1"), row("2", x=1)]) is True
    assert evaluate(some, row(), q12=[row("1")]) is False
    assert evaluate(some, row(), q12=none) is False
    assert evaluate(every, row(), q12=[row("1", x=1), row("2", x=2)]) is True
    assert evaluate(every, row(), q12=[row("1", x=1), row("2")]) is False
    assert evaluate(every, row(), q12=[row("1", x=1), row("2")], blank=None) is None
    assert evaluate(every, row(), q12=none) is False
    assert evaluate({"every_row": {**every["every_row"], "empty": True}}, row(), q12=none) is True
    assert evaluate({"some_row": {**some["some_row"], "at_least": 2}}, row(), q12=[row("1", x=1), row("2", x=1)]) is True


def test_where_limits_the_rows_that_are_asked() -> None:
    rule = {"every_row": {"rows": {"question": "1.2", "where": {"cell": "pick", "picks": ["A"]}}, "cell": "x", "filled": True}}

    assert evaluate(rule, row(), q12=[row("1", pick=("A",), x=1), row("2", pick=("B",))]) is True
    assert evaluate(rule, row(), q12=[row("1", pick=("A",)), row("2", pick=("B",), x=1)]) is False


def test_complete_counts_displayed_cells_only() -> None:
    here = row(shown=("x", "y"), x=1, y=2)

    assert evaluate({"complete": "row"}, here) is True
    assert evaluate({"complete": "row"}, row(shown=("x", "y"), x=1)) is False
    assert evaluate({"complete": "row", "without": ["y"]}, row(shown=("x", "y"), x=1)) is True
    assert evaluate({"complete": ["x"]}, row(x=1)) is True
    assert (
        evaluate({"complete": "row", "rows": {"question": "1.3", "named": ["one"]}}, row(), q13=[here, row("one", ("x",), x=1)])
        is True
    )
    assert evaluate({"complete": "table", "rows": {"question": "1.2"}}, row(), q12=[]) is False


def test_if_shown_passes_over_hidden_cells_only() -> None:
    rule = {"if_shown": {"cell": "x", "filled": True}}

    assert evaluate(rule, row(shown=("y",))) is True
    assert evaluate(rule, row()) is False


def test_current_row_by_name() -> None:
    compiler = Compiler(QUESTIONS, "1.3")
    node = compiler.condition({"row": ["one"]})

    assert compiler.mistakes == []
    assert [node.evaluate(Context({}), row(name)) for name in ("one", "two")] == [True, False]


@pytest.mark.parametrize(
    ("rule", "here", "expected"),
    [
        ({"sum": [{"cell": "x"}, {"cell": "y"}]}, {"x": 1, "y": 2}, 3),
        ({"sum": [{"cell": "x"}, {"cell": "y"}]}, {"x": 1}, 1),
        ({"sum": [{"cell": "x"}, {"cell": "y"}], "all": True}, {"x": 1}, None),
        ({"sum": [{"cell": "x"}, {"cell": "y"}]}, {}, None),
        ({"difference": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3, "y": 2}, 1),
        ({"difference": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3}, None),
        ({"product": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3, "y": 2}, 6),
        ({"product": [{"cell": "x"}, {"cell": "y"}]}, {"y": 2}, None),
        ({"ratio": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3, "y": 2}, Decimal("1.5")),
        ({"ratio": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3, "y": 0}, None),
        ({"ratio": [{"cell": "x"}, {"cell": "y"}]}, {"x": 3}, None),
        ({"years": ["start", "end"], "as": "whole"}, {"start": dt.date(2020, 1, 1), "end": dt.date(2030, 12, 31)}, 10),
        ({"years": ["start", "end"]}, {"start": dt.date(2020, 1, 1), "end": dt.date(2020, 7, 1)}, Decimal(182) / Decimal(366)),
        ({"years": ["start", "end"]}, {"start": dt.date(2020, 1, 1)}, None),
        ({"year_start": {"cell": "end"}}, {"end": dt.date(2025, 12, 31)}, dt.date(2025, 1, 1)),
        ({"year_start": {"cell": "end"}}, {}, None),
        ({"years": ["start", "end"], "as": "whole"}, {"start": dt.date(2020, 2, 29), "end": dt.date(2021, 2, 28)}, 0),
    ],
)
def test_expressions(rule: Any, here: dict[str, Any], expected: Any) -> None:
    assert value(rule, row(**here)) == expected


def test_days_between_dates() -> None:
    rule = {"days": ["start", "end"]}

    assert value(rule, row(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31))) == 365
    assert value(rule, row(start=dt.date(2024, 1, 2), end=dt.date(2024, 1, 1))) == -1
    assert value(rule, row(start=dt.date(2024, 1, 2))) is None


def test_the_row_above() -> None:
    rows = [row("1", x=1), row("2", x=2), row("3")]
    compiler = Compiler(QUESTIONS, "1.2")
    node = compiler.expression({"above": "x"})

    assert compiler.mistakes == []
    assert [node.evaluate(Context({"1.2": Table(rows)}), each) for each in rows] == [None, 1, 2]


def test_what_a_quantifier_reads_is_in_its_rows() -> None:
    compiler = Compiler(QUESTIONS, "1.1")
    node = compiler.condition(
        {"all": [{"cell": "x", "filled": True}, {"some_row": {"rows": {"question": "1.2"}, "cell": "y", "filled": True}}]}
    )

    assert sorted(map(str, node.reads("1.1"))) == ["1.1.x", "1.2[*].", "1.2[*].y"]
    assert node.questions() == {"1.2"}


def test_an_unknown_fact_about_the_organisation_is_not_a_no() -> None:
    facts = {"organisation": question("1.1")}
    rule = {"cell": "organisation.set", "picks": ["A"]}
    node = Compiler({**QUESTIONS, **facts}, "1.1").condition(rule)

    def truth(**cells: Any) -> bool | None:
        result: bool | None = node.evaluate(Context({"organisation": Table([row(**cells)])}), None)
        return result

    assert [truth(set=("A",)), truth(set=()), truth()] == [True, False, None]


def test_a_sum_of_what_is_shown_leaves_out_hidden_cells_and_waits_for_blank_ones() -> None:
    rule = {"sum": [{"cell": "x"}, {"cell": "y"}], "all": "shown"}

    assert value(rule, row(x=1, y=2)) == 3
    assert value(rule, row(shown=("x",), x=1)) == 1
    assert value(rule, row(x=1)) is None
    assert value(rule, row(shown=())) is None


def test_sum_and_count_over_rows() -> None:
    rows = [row("1", x=1, pick=("A",)), row("2", x=2, pick=("B",)), row("3")]
    only_a = {"question": "1.2", "where": {"cell": "pick", "picks": ["A"]}}

    assert value({"sum": "1.2[*].x"}, row(), q12=rows) == 3
    assert value({"sum": "x", "rows": only_a}, row(), q12=rows) == 1
    assert value({"count": {"cell": "x", "filled": True}, "rows": {"question": "1.2"}}, row(), q12=rows) == 2
    assert value({"sum": "1.2[*].x"}, row(), q12=[row("1")]) is None


@pytest.mark.parametrize(
    ("where", "cells", "expected"),
    [
        ({"cell": "pick", "picks": ["A"]}, {"x": 5, "pick": ("A",)}, True),
        ({"cell": "pick", "picks": ["A"]}, {"x": 5, "pick": ("B",)}, False),
        (UNSURE, {"x": 5}, None),  # it is unknown whether the row is summed
        (UNSURE, {"y": 5}, False),  # without a figure it does not matter
        ({"all": [UNSURE, {"cell": "pick", "picks": ["A"]}]}, {"x": 5, "pick": ("B",)}, False),
    ],
)
def test_a_sum_over_rows_that_may_or_may_not_belong_is_undecided(where: Any, cells: dict[str, Any], expected: Any) -> None:
    total = {"sum": "x", "rows": {"question": "1.2", "where": where}}
    for expression in (total, {"sum": [total, 0]}, {"ratio": [total, 1]}):
        assert evaluate({"compare": [expression, "=", 5]}, row(), q12=[row("1", **cells)]) is expected


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({"cell": "colour", "filled": True}, "names no column"),
        ({"cell": "7.9", "filled": True}, "there is no question 7.9"),
        ({"cell": "1.2.x", "filled": True}, "has several rows and none is named"),
        ({"cell": "1.3[three].x", "filled": True}, "has no row 'three'"),
        ({"cell": "1.2[*].x", "filled": True}, "means many rows"),
        ({"cell": "pick", "picks": ["D"]}, "'D' is no option of pick"),
        ({"cell": "pick", "picks": {"set": "missing"}}, "no option set 'missing'"),
        ({"cell": "x", "picks": ["A"]}, "is no choice"),
        ({"cell": "pick", "picks": ["A"], "filled": True}, "has 2 tests"),
        ({"cell": "pick", "picks": ["A"], "colour": 1}, "cannot have colour beside it"),
        ({"nothing": 1}, "'nothing' is no condition"),
        ("unnamed", "no 'let' named 'unnamed'"),
        ({"compare": [{"cell": "x"}, "~", 1]}, "is no comparison"),
        ({"complete": "half"}, "'complete' is 'half'"),
    ],
)
def test_mistakes_are_named(rule: Any, problem: str) -> None:
    compiler = Compiler(QUESTIONS, "1.1")
    compiler.condition(rule)

    assert problem in compiler.mistakes[0].problem


def test_a_let_may_not_refer_to_itself() -> None:
    compiler = Compiler(QUESTIONS, "1.1", let={"a": {"all": ["a"]}})
    compiler.condition("a")

    assert [mistake.problem for mistake in compiler.mistakes] == ["'let' a refers to itself"]


GIVEN, OPEN = dt.date(2024, 12, 31), OpenDate(2000, 12, 31)


@pytest.mark.parametrize(
    ("start", "end", "earlier", "years"),
    [
        (GIVEN, dt.date(2030, 12, 31), True, Decimal(6)),
        (OPEN, OPEN.replace(year=2006), True, Decimal(6)),
        (OPEN.replace(year=2006), OPEN, False, Decimal(-6)),
        (GIVEN, OPEN, False, None),
        (OPEN, GIVEN, False, None),
    ],
)
def test_a_date_still_to_be_given_is_known_only_against_others_of_its_kind(
    start: dt.date, end: dt.date, earlier: bool, years: Decimal | None
) -> None:
    here = row(start=start, end=end)

    assert evaluate({"compare": [{"cell": "start"}, "<=", {"cell": "end"}]}, here) is earlier
    assert value({"years": ["start", "end"]}, here) == years
    assert (value({"days": ["start", "end"]}, here) is None) is (years is None)


DOUBTED = {
    "sum": "x",
    "rows": {
        "question": "1.2",
        "where": {"any": [{"cell": "pick", "picks": ["A"]}, {"all": [{"cell": "pick", "picks": ["B"]}, UNSURE]}]},
    },
}


@pytest.mark.parametrize(
    ("sure", "doubtful", "rule", "expected"),
    [
        (60, 30, [">=", 50], True),  # whatever becomes of the row in doubt
        (60, 30, [">=", 70], None),
        (60, 30, [">=", 91], False),
        (60, 30, ["<", 100], True),
        (60, -30, ["<", 61], True),
        (60, -30, [">", 40], None),
        (60, 30, ["=", 91], False),
        (60, 30, ["=", 90], None),
        (60, 30, ["=", 75], None),  # only the bounds are kept
        (60, 30, ["between", [50, 95]], True),
        (60, 30, ["between", [70, 80]], None),
        (60, 30, ["between", [95, 99]], False),
        (None, 30, [">=", 70], False),  # missing or too little
        (None, 30, [">=", 20], None),
    ],
)
def test_a_sum_with_rows_in_doubt_is_bounded(sure: int | None, doubtful: int, rule: list[Any], expected: bool | None) -> None:
    rows = [row("1", pick=("A",), x=sure)] if sure is not None else []
    rows.append(row("2", pick=("B",), x=doubtful))

    assert evaluate({"compare": [DOUBTED, *rule]}, row(), q12=rows) is expected
    double = {"product": [DOUBTED, 2]}
    assert evaluate({"compare": [{"ratio": [double, 2]}, *rule]}, row(), q12=rows) is expected
