"""How checks work, shown with made-up ones: what they can say, what is refused, findings, waivers, the command."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cdp_toolkit.checks.checker import Checked, Checker, read_checker
from cdp_toolkit.checks.context import CheckContext
from cdp_toolkit.checks.figures import FIGURES
from cdp_toolkit.checks.leaves import LEAVES
from cdp_toolkit.checks.tables import Entry, Shape
from cdp_toolkit.checks.waivers import Waived, Waiver, read_waivers
from cdp_toolkit.cli import main
from cdp_toolkit.errors import DefinitionError, FileError, InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.language import Compiler, Row, Table
from cdp_toolkit.responses.model import Answer, Organisation, Response
from cdp_toolkit.values import Address, Choice, Value
from tests.made_edition import made_edition

LANDS = ("Upper Land", "Lower Land")
COLUMNS = (
    Entry("x", "number"),
    Entry("y", "number"),
    Entry("land", "choice", LANDS),
    Entry("lands", "choices", LANDS),
    Entry("text", "text"),
    Entry("other", "text"),
)
NAMES = tuple(column.name for column in COLUMNS)
SHAPES = {
    "1.1": Shape(COLUMNS),
    "1.2": Shape(COLUMNS, adds_rows=True),
    "previous.1.2": Shape(COLUMNS, adds_rows=True),
    "factors": Shape((Entry("factor", "number"),), {"upper_land": None, "lower_land": None}),
}


def row(name: str = "", **cells: Any) -> Row:
    made = {key: Decimal(value) if isinstance(value, int) else value for key, value in cells.items()}
    return Row(name, made, NAMES, name)


FACTORS = Table([Row("upper_land", {"factor": Decimal(2)}, ("factor",), "upper_land")])


def context(here: Row, rows: list[Row], previous: list[Row]) -> CheckContext:
    tables = {"1.1": Table([here]), "1.2": Table(rows), "previous.1.2": Table(previous), "factors": FACTORS}
    return CheckContext(tables, names=("Lumen Robotics",), same={"upper": "upper_land"})


def compiler(here: str = "1.1") -> Compiler:
    return Compiler(SHAPES, here, None, leaves=LEAVES, figures=FIGURES)


PARTS = {"adds_up": "1.2[*].x", "to": "x", "within": ["1%", 2]}


@pytest.mark.parametrize(
    ("here", "rows", "expected"),
    [
        (row(x=100), [row("1", x=60), row("2", x=40)], True),
        (row(x=100), [row("1", x=60), row("2", x=38)], True),
        (row(x=100), [row("1", x=60), row("2", x=37)], False),
        (row(x=1000), [row("1", x=1010)], True),
        (row(x=1000), [row("1", x=1011)], False),
        (row(x=100), [row("1", x=60), row("2")], None),
        (row(x=100), [row("1", x=99), row("2")], True),
        (row(x=100), [row("1", x=160), row("2")], False),
        (row(), [row("1", x=60)], None),
        (row(x=100), [row("1")], None),
        (row(x=100), [], None),
        (row(x=0), [row("1", x=0)], True),
    ],
)
def test_parts_come_to_the_total_and_a_blank_part_excuses_too_little_but_not_too_much(
    here: Row, rows: list[Row], expected: bool | None
) -> None:
    made = compiler()

    node = made.condition(PARTS)

    assert made.mistakes == []
    assert node.evaluate(context(here, rows, []), here) is expected


TEXT = "In line with our plan (TBD), we at Lumen Robotics cut waste."


@pytest.mark.parametrize(
    ("rule", "cells", "expected"),
    [
        ({"text": "text", "mentions": ["tbd"]}, {"text": TEXT}, True),
        ({"text": "text", "mentions": ["lin", "was"]}, {"text": TEXT}, False),
        ({"text": "text", "mentions": ["[insert"]}, {"text": "See [INSERT name]"}, True),
        ({"text": "text", "mentions": ["tbd"]}, {}, None),
        ({"text": "text", "says_only": ["n/a"]}, {"text": " N/A. "}, True),
        ({"text": "text", "says_only": ["n/a"]}, {"text": "N/A for us"}, False),
        ({"text": "text", "says_only": ["n/a"]}, {}, None),
        ({"text": "text", "one_of": ["a", "b"]}, {"text": "b"}, True),
        ({"text": "text", "one_of": ["a", "b"]}, {"text": "B"}, False),
        ({"text": "text", "one_of": ["a", "b"]}, {}, None),
        ({"text": "text", "longer_than": 3}, {"text": "four"}, True),
        ({"text": "text", "longer_than": 4}, {"text": "four"}, False),
        ({"text": "text", "longer_than": 4}, {}, None),
        ({"text": "text", "same_as": "other"}, {"text": "So it is.", "other": "so  it is"}, True),
        ({"text": "text", "same_as": "other"}, {"text": "So it is.", "other": "So it was."}, False),
        ({"text": "text", "same_as": "other"}, {"text": "So it is."}, None),
        (
            {"text": "text", "speaks_as": {"phrases": ["At {name}, we"], "except": ["Company"]}},
            {"text": "At Other Corp, we care."},
            True,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["At {name}, we"], "except": ["Company"]}},
            {"text": "At Lumen Robotics plc, we care."},
            False,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["At {name}, we"], "except": ["Company"]}},
            {"text": "At Lumen, we care."},
            False,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["{name}'s Scope 1"], "except": ["Company"]}},
            {"text": "Most of Other's Scope 1 is gas."},
            True,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["{name}'s Scope 1"], "except": ["Company"]}},
            {"text": "Most of Other’s Scope 1 is gas."},
            True,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["{name}'s Scope 1"], "except": ["Company"]}},
            {"text": "Most of our Scope 1 is gas."},
            False,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["{name}'s Scope 1"], "except": ["Company"]}},
            {"text": "The Company's Scope 1"},
            False,
        ),
        (
            {"text": "text", "speaks_as": {"phrases": ["{name}'s Scope 1"], "except": ["Company"]}},
            {"text": "All of Upper's Scope 1"},
            False,
        ),
        ({"text": "text", "speaks_as": {"phrases": ["At {name}, we"], "except": ["Company"]}}, {}, None),
        ({"chosen": "lands", "among": "land"}, {"lands": LANDS[:1], "land": LANDS[:1]}, True),
        ({"chosen": "lands", "among": "land"}, {"lands": LANDS, "land": LANDS[:1]}, False),
        ({"chosen": "lands", "among": "land", "without": ["Lower Land"]}, {"lands": LANDS, "land": LANDS[:1]}, True),
        ({"chosen": "lands", "among": "land"}, {"lands": LANDS}, None),
    ],
)
def test_leaves(rule: dict[str, Any], cells: dict[str, Any], expected: bool | None) -> None:
    here, made = row(**cells), compiler()

    node = made.condition(rule)

    assert made.mistakes == []
    assert node.evaluate(context(here, [], []), here) is expected


@pytest.mark.parametrize(("cells", "previous", "expected"), [
    ({"text": "a"}, [row("1", text="a")], True),
    ({"text": "b"}, [row("1", text="a")], False),
    ({"text": "a"}, [], None),
    ({}, [row("1", text="a")], None),
])  # fmt: skip
def test_whether_last_year_has_the_row(cells: dict[str, Any], previous: list[Row], expected: bool | None) -> None:
    here, made = row(**cells), compiler()

    node = made.condition({"has_row": "previous.1.2", "by": "text"})

    assert made.mistakes == []
    assert node.evaluate(context(here, [], previous), here) is expected


def test_where_else_the_same_stands() -> None:
    rows = [row("1", text="a", other="x"), row("2", text="a", other="y"), row("3", text="b", other="z"), row("4", other="w")]
    node = compiler("1.2").expression({"others": "other", "by": "text"})
    here = context(row(), rows, [])

    assert [node.evaluate(here, each) for each in rows] == [("y",), ("x",), (), ()]


def test_nobody_else_speaks_where_it_is_not_known_who_speaks() -> None:
    here = row(text="At Other Corp, we care.")
    node = compiler().condition({"text": "text", "speaks_as": {"phrases": ["At {name}, we"], "except": ["Company"]}})

    assert node.evaluate(CheckContext({"1.1": Table([here])}), here) is None


def test_unique() -> None:
    rows = [row("1", text="a", x=1), row("2", text="a"), row("3", text="b", x=1), row("4")]
    node = compiler("1.2").condition({"unique": "text"})
    here = context(row(), rows, [])

    assert [node.evaluate(here, each) for each in rows] == [False, False, True, None]


@pytest.mark.parametrize(
    ("rule", "cells", "expected"),
    [
        ({"lookup": "previous.1.2[*].x", "by": "text"}, {"text": "b"}, 7),
        ({"lookup": "previous.1.2[*].x", "by": "text"}, {"text": "c"}, None),
        ({"lookup": "previous.1.2[*].x", "by": "text"}, {}, None),
        ({"lookup": "factors[*].factor", "about": "land"}, {"land": ("Upper Land",)}, 2),
        ({"lookup": "factors[*].factor", "about": "land"}, {"land": ("Lower Land",)}, None),
        ({"lookup": "factors[*].factor", "about": "land"}, {}, None),
        ({"percent": ["x", "y"]}, {"x": 1, "y": 4}, 25),
        ({"percent": ["x", "y"]}, {"x": 1, "y": 0}, None),
        ({"percent": ["x", "y"]}, {"x": 1}, None),
        ({"change": ["x", "y"]}, {"x": 3, "y": 4}, -25),
        ({"change": ["x", "y"]}, {"x": 3, "y": 0}, None),
        ({"change": ["x", "y"]}, {"y": 3}, None),
        ({"size": "x"}, {"x": -3}, 3),
        ({"size": "x"}, {}, None),
    ],
)
def test_figures(rule: dict[str, Any], cells: dict[str, Any], expected: int | None) -> None:
    here, made = row(**cells), compiler()
    previous = [row("1", text="a", x=5), row("2", text="b", x=7)]

    node = made.expression(rule)

    assert made.mistakes == []
    assert node.evaluate(context(here, [], previous), here) == expected


def test_the_sum_of_what_is_about_a_row() -> None:
    rows = [
        row("1", land=("Upper Land",), x=3),
        row("2", land=("Upper Land",), x=4),
        row("3", land=("Lower Land",), x=9),
        row("4"),
    ]
    node = compiler("factors").expression({"sum_about": "1.2[*].x", "by": "land"})
    here = context(row(), rows, [])

    assert [node.evaluate(here, Row(name, {}, ())) for name in ("upper_land", "upper", "lower_land", "no_land")] == [
        7,
        7,
        9,
        None,
    ]


CHECKS = """
- id: first-is-half-of-second
  questions: ["1.2"]
  at: "1.2[first].amount"
  severity: error
  tolerance: [1%, 1]
  let: {half: {ratio: ["1.2[second].amount", 2]}}
  rule: {expect: {compare: ["1.2[first].amount", "=", half], within: $tolerance}}
  problem: "{1.2[first].amount} is not half of {1.2[second].amount}, which is {half}."
  why: It was said so.
  fix: Correct one of them.
  reference: Nothing

- each: [{word: more, sign: "<="}, {word: less, sign: ">="}]
  id: no-$word-than-last-year
  questions: ["1.10"]
  at: share
  severity: warning
  let: {before: {lookup: "previous.1.10[*].share", by: kind}}
  rule:
    rows: {question: "1.10", where: {cell: kind, picks: [Apples, Pears]}}
    expect: {compare: [share, $sign, before]}
  problem: "{share} is $word than last year's {before}."
  why: It was said so.
  fix: Correct it.
  reference: Nothing

- id: no-placeholder
  questions: ["1.1"]
  severity: info
  rule: {rows: {question: texts}, expect: {none: [{text: text, mentions: {set: placeholders}}]}}
  problem: "'{text}' is not finished."
  why: It was said so.
  fix: Finish it.
  reference: Nothing
"""


@pytest.fixture
def checker(tmp_path: Path) -> Checker:
    return made_checker(tmp_path, CHECKS)


def made_checker(folder: Path, text: str, **files: str) -> Checker:
    checks, references = folder / "checks", folder / "references"
    checks.mkdir(), references.mkdir()
    contents = {"theme": text, "sets": "placeholders: [TBD, lorem ipsum]", **files}
    for name, content in contents.items():
        (checks / f"{name}.yaml").write_text(content, "utf-8")
    return read_checker(made_edition(), checks, references)


def response(**answers: Value) -> Response:
    """``q1_2__first__amount=..`` answers 1.2[first].amount."""
    made = []
    for key, value in answers.items():
        question, row_, column = key[1:].split("__")
        made.append(Answer(Address(question.replace("_", "."), row_ or None, column), value))
    return Response.of("made-up", made, Organisation("Made-up plc"))


THIS_YEAR = response(
    q1_1____answer=Choice("Yes"),
    q1_1____comment="The figure of last year is TBD.",
    q1_2__first__amount=Decimal(400),
    q1_2__second__amount=Decimal(1000),
    q1_10__1__kind=Choice("Pears"),
    q1_10__1__share=Decimal(30),
    q1_10__2__kind=Choice("Apples"),
    q1_10__2__share=Decimal(10),
)
LAST_YEAR = response(
    q1_10__1__kind=Choice("Apples"),
    q1_10__1__share=Decimal(10),
    q1_10__2__kind=Choice("Pears"),
    q1_10__2__share=Decimal(20),
)


def test_findings_carry_what_was_read(checker: Checker) -> None:
    checked = checker.check(THIS_YEAR, LAST_YEAR)

    half = Finding(
        "first-is-half-of-second",
        Severity.ERROR,
        "1.2[first].amount",
        "400 is not half of 1000, which is 500. It was said so.",
        "Correct one of them.",
        ("1.2[first].amount", "1.2[second].amount"),
        (("1.2[first].amount", "400"), ("1.2[second].amount", "1000")),
    )
    more = Finding(
        "no-more-than-last-year",
        Severity.WARNING,
        "1.10[1].share",
        "30 is more than last year's 20. It was said so.",
        "Correct it.",
        ("1.10[1].share", "1.10[1].kind"),
        (("1.10[1].share", "30"), ("1.10[1].kind", "Pears"), ("previous.1.10[2].share", "20")),
    )
    unfinished = Finding(
        "no-placeholder",
        Severity.INFO,
        "1.1.comment",
        "'The figure of last year is TBD.' is not finished. It was said so.",
        "Finish it.",
        ("1.1.comment",),
        (("1.1.comment", "The figure of last year is TBD."),),
    )
    assert checked == Checked((half, more, unfinished), (), ("no-less-than-last-year",), (), ())


def test_what_is_not_there_leaves_a_check_open(checker: Checker) -> None:
    bare = THIS_YEAR.without([Address("1.2", "first", "amount"), Address("1.1", None, "comment")])

    checked = checker.check(bare)

    assert checked == Checked(
        (), (), (), ("first-is-half-of-second", "no-more-than-last-year", "no-less-than-last-year"), ("no-placeholder",)
    )


def test_hidden_answers_do_not_count(checker: Checker) -> None:
    shown = response(q1_1____answer=Choice("Yes"), q2_3____answer="TBD")
    hidden = response(q1_1____answer=Choice("No"), q2_3____answer="TBD")

    assert [finding.where for finding in checker.check(shown).findings] == ["2.3.answer"]
    assert checker.check(hidden).findings == ()


def test_reference_values_are_shown_with_source_and_year(tmp_path: Path) -> None:
    text = """
- id: as-elsewhere
  questions: ["1.2"]
  severity: error
  rule: {rows: {question: "1.2"}, expect: {compare: [amount, "<=", "usual[same].most"]}}
  problem: "{amount} is above {usual[same].most}."
  why: Nobody has more.
  fix: Correct it.
  reference: Nothing
"""
    (tmp_path / "mappings").mkdir()
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "theme.yaml").write_text(text, "utf-8")
    values = "{title: Usual, source: Almanac, year: 2024, unit: t, columns: [most], rows: {first: [5]}}"
    (tmp_path / "mappings" / "usual.yaml").write_text(values, "utf-8")
    made = read_checker(made_edition(), checks, tmp_path / "mappings")

    (found,) = made.check(response(q1_2__first__amount=Decimal(9), q1_2__second__amount=Decimal(99))).findings

    assert found.where == "1.2[first]"
    assert found.figures == (("1.2[first].amount", "9"), ("usual[first].most", "5 t (Almanac, for 2024)"))
    assert found.addresses == ("1.2[first].amount",)


BASE = {
    "id": "a-check",
    "questions": ["1.2"],
    "severity": "error",
    "rule": {"expect": True},
    "problem": "p",
    "why": "w",
    "fix": "f",
    "reference": "r",
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "No_Name"}, "theme.yaml:1: 'id' is 'No_Name'"),
        ({"questions": ["9.9"]}, "theme.yaml:1: a-check: there is no question 9.9"),
        ({"rule": {"expect": {"compare": ["1.2[third].amount", ">", 1]}}}, "question 1.2 has no row 'third'"),
        ({"rule": {"expect": {"compare": ["previous.1.2[third].amount", ">", 1]}}}, "question previous.1.2 has no row 'third'"),
        ({"rule": {"expect": {"compare": ["factors[x].y", ">", 1]}}}, "there is no question factors"),
        ({"rule": {"expect": {"cell": "1.1.answer", "picks": ["Perhaps"]}}}, "'Perhaps' is no option of 1.1.answer"),
        ({"rule": {"expect": {"text": "1.1.answer", "mentions": ["x"]}}}, "1.1.answer is no text"),
        ({"rule": {"expect": {"text": "1.1.comment"}}}, "has not one test"),
        ({"rule": {"expect": {"adds_up": "1.2[*].amount"}}}, "is no breakdown"),
        ({"rule": {"rows": {"question": "1.10"}, "expect": True}}, "'1.2' is not the question of its rows"),
        ({"rule": {"expect": True}, "tolerance": "5%"}, "nothing uses this tolerance"),
        ({"problem": "{amounts} is wrong"}, "names no question"),
        ({"problem": "$what is wrong"}, "nothing says what $what stands for"),
        ({"let": {"amount": 1}, "rule": {"rows": {"question": "1.2"}, "expect": True}}, "'amount' is a column and a 'let'"),
        ({"when": True}, "unknown key 'when'"),
    ],
)
def test_mistakes_are_refused_with_their_place(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DefinitionError) as error:
        made_checker(tmp_path, json.dumps([{**BASE, **change}]))

    assert problem in str(error.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as error:
        made_checker(tmp_path, json.dumps([BASE, BASE, {**BASE, "id": "b", "questions": ["9.9"]}]))

    assert [fault.problem for fault in error.value.faults] == [
        "check 'a-check' stands here a second time",
        "b: there is no question 9.9",
    ]


WAIVER = Waiver("first-is-half-of-second", "1.2[first].amount", "R. Doe", dt.date(2026, 3, 1), "Agreed", "waivers.csv:2")


def test_a_waiver_silences_one_finding_and_is_shown(checker: Checker) -> None:
    all_found = checker.check(THIS_YEAR, LAST_YEAR)

    checked = checker.check(THIS_YEAR, LAST_YEAR, [WAIVER])

    assert checked.waived == (Waived(all_found.findings[0], WAIVER),)
    assert checked.findings == all_found.findings[1:]


def test_a_waiver_that_silences_nothing_says_so(checker: Checker) -> None:
    mended = THIS_YEAR.with_answers([Answer(Address("1.2", "first", "amount"), Decimal(500))])

    checked = checker.check(mended, LAST_YEAR, [WAIVER])

    assert checked.waived == ()
    assert [(finding.code, finding.where) for finding in checked.findings if finding.where.startswith("waivers")] == [
        ("waiver-without-finding", "waivers.csv:2")
    ]


def test_waivers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.csv"
    path.write_text(
        "check,about,name,date,reason\nfirst-is-half-of-second,1.2[first].amount,R. Doe,2026-03-01,Agreed\n\n", "utf-8"
    )

    assert read_waivers(path, ["first-is-half-of-second"]) == (WAIVER,)
    assert read_waivers(tmp_path / "none.csv", []) == ()


def test_waivers_that_are_none_are_refused_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "waivers.csv"
    lines = ["check,about,name,date,reason", "half,1.2,R. Doe,2026-03-01,Agreed", "whole,1.2,,1 March,", "whole,1.2"]
    path.write_text("\n".join(lines), "utf-8")

    with pytest.raises(FileError) as error:
        read_waivers(path, ["whole"])

    assert [(fault.where, fault.problem) for fault in error.value.faults] == [
        ("waivers.csv:2", "there is no check 'half'"),
        ("waivers.csv:3", "'name' is empty"),
        ("waivers.csv:3", "'reason' is empty"),
        ("waivers.csv:3", "'date' is '1 March'"),
        ("waivers.csv:4", "has 2 cells instead of 5"),
    ]


ROWS = (
    ("1.7", "", "answer", "France"),
    ("7.6", "reporting_year", "emissions", "1000"),
    ("7.16", "france", "scope1", "900"),
)


def written(path: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    path.write_text("\n".join(["question,row,column,value", *(",".join(each) for each in rows)]), "utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command_prints_findings_and_gives_status_1(tmp_path: Path) -> None:
    status, output = run(written(tmp_path / "response.csv", ROWS))

    assert status == 1
    assert output.startswith(
        "7.16: error scope1-by-country\n  The countries come to 900 t CO2e of Scope 1, the total is 1000. The countries"
    )
    assert "checks: 1 findings, 0 waived" in output


def test_the_command_as_json_with_a_waiver(tmp_path: Path) -> None:
    response_ = written(tmp_path / "response.csv", ROWS)
    waivers = tmp_path / "waived.csv"
    waivers.write_text("check,about,name,date,reason\nscope1-by-country,7.16,R. Doe,2026-03-01,The rest is at sea\n", "utf-8")

    status, output = run(response_, "--json", "--waivers", waivers)

    data = json.loads(output)
    assert status == 0
    assert data["findings"] == []
    assert data["waived"][0]["finding"]["figures"] == {"7.16[france].scope1": "900", "7.6[reporting_year].emissions": "1000"}
    assert {key: value for key, value in data["waived"][0].items() if key != "finding"} == {
        "name": "R. Doe",
        "date": "2026-03-01",
        "reason": "The rest is at sea",
    }


def test_the_command_compares_with_last_year_in_an_earlier_edition(tmp_path: Path) -> None:
    now = written(tmp_path / "response.csv", (*ROWS[:2], ("7.16", "france", "scope1", "1000"), ("1.2", "", "answer", "EUR")))
    before = tmp_path / "before.csv"
    before.write_text("edition,question,row,column,value\ncdp-2023,C0.4,,answer,USD\n", "utf-8")

    status, output = run(now, "--previous", before, "--json")

    assert status == 0
    assert [finding["figures"] for finding in json.loads(output)["findings"]] == [
        {"1.2.answer": "EUR", "previous.1.2.answer": "USD"}
    ]


def test_an_edition_without_checks_is_refused() -> None:
    from cdp_toolkit.checks.checker import load_checker

    with pytest.raises(InputError, match="has no checks"):
        load_checker("cdp-1999")
