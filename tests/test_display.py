"""Display conditions, the mechanism: made-up questions, every kind of condition shown, hidden and undecided."""

from pathlib import Path

import pytest

from cdp_toolkit.editions.display import Displayed
from cdp_toolkit.editions.loader import read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Answer, Organisation, Response, every_table
from cdp_toolkit.values import Address, Choice, Value

HEAD = """
id: made-up
title: Made up
sources: []
modules: {"1": One}
sectors: [General, Banks]
sector_sets: {all: [General, Banks]}
issues: [Climate change, Water]
requesters: [Club]
flags: [state_owned]
"""


def edition(tmp_path: Path, questions: str) -> Edition:
    (tmp_path / "edition.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "options.yaml").write_text("yes_no: ['Yes', 'No']\n", "utf-8")
    (tmp_path / "module-01.yaml").write_text(questions, "utf-8")
    return read_edition(tmp_path)


def question(number: str, body: str) -> str:
    """One question of two columns, ``answer`` (yes or no) and ``figure``, with ``body`` beside them."""
    return f"""
- id: "{number}"
  concept: q{number.replace(".", "_")}
  topic: Topic
  sectors: all
  issues: [Climate change]
  columns:
  - {{n: 1, name: answer, label: Answer, type: choice, options: yes_no}}
  - n: 2
    name: figure
    label: Figure
    type: number
{body}"""


def given(made: Edition, answers: dict[str, Value]) -> Response:
    return Response.of(made.id, [Answer(Address.parse(where), value) for where, value in answers.items()])


def displayed(made: Edition, answers: dict[str, Value], own: Organisation | None = None) -> Displayed:
    return display_for(made, own or Organisation()).evaluate(every_table(made, given(made, answers)))


YES, NO = Choice("Yes"), Choice("No")
AFTER_A_YES = """    shown_if:
    - when: {cell: answer, picks: ["Yes"]}
      reason: A figure belongs to a yes
"""
FOLLOWS = """
  shown_if:
  - when: {cell: "1.1.answer", picks: ["Yes"]}
    reason: Detail of a yes
"""


def test_a_column_is_hidden_by_a_cell_of_its_row(tmp_path: Path) -> None:
    made = edition(tmp_path, question("1.1", AFTER_A_YES))

    shown = {what: displayed(made, {"1.1.answer": what}).context.table("1.1").rows[0].shown for what in (YES, NO)}

    assert shown == {YES: ("answer", "figure"), NO: ("answer",)}


def test_what_stands_under_a_hidden_column_is_not_displayed(tmp_path: Path) -> None:
    made = edition(tmp_path, question("1.1", AFTER_A_YES))

    result = displayed(made, {"1.1.answer": NO, "1.1.figure": Choice("Yes")})

    assert result.context.table("1.1").rows[0].cells == {"answer": ("No",)}
    assert result.given["1.1"].rows[0].cells == {"answer": ("No",), "figure": ("Yes",)}


def test_silence_shows_nothing_that_waits_for_an_answer(tmp_path: Path) -> None:
    made = edition(tmp_path, question("1.1", "") + question("1.2", FOLLOWS))

    assert [displayed(made, answers).shows("1.2") for answers in ({}, {"1.1.answer": NO}, {"1.1.answer": YES})] == [
        False,
        False,
        True,
    ]


def test_a_hidden_question_opens_nothing(tmp_path: Path) -> None:
    chain = question("1.1", "") + question("1.2", FOLLOWS) + question("1.3", FOLLOWS.replace("1.1", "1.2"))
    made = edition(tmp_path, chain)

    assert displayed(made, {"1.1.answer": YES, "1.2.answer": YES}).shows("1.3") is True
    assert displayed(made, {"1.1.answer": NO, "1.2.answer": YES}).shows("1.3") is False


def test_an_inferred_condition_never_takes_an_answer_away(tmp_path: Path) -> None:
    made = edition(tmp_path, question("1.1", AFTER_A_YES + "      inferred: true\n"))

    blank = displayed(made, {"1.1.answer": NO})
    filled = displayed(made, {"1.1.answer": NO, "1.1.figure": YES})

    assert blank.context.table("1.1").rows[0].shown == ("answer",)
    assert filled.context.table("1.1").rows[0].shown == ("answer", "figure")


ONLY_FOR_THE_CLUB = """
  shown_if:
  - when: {cell: organisation.requesters, picks: [Club]}
    reason: The club asks for it
"""


@pytest.mark.parametrize(("requesters", "shown"), [(("Club",), True), ((), False), (None, True)])
def test_an_unknown_fact_hides_nothing(tmp_path: Path, requesters: tuple[str, ...] | None, shown: bool) -> None:
    made = edition(tmp_path, question("1.1", ONLY_FOR_THE_CLUB))

    assert displayed(made, {}, Organisation(requesters=requesters)).shows("1.1") is shown


def test_only_questions_for_the_sector_and_the_issue_are_displayed(tmp_path: Path) -> None:
    tagged = question("1.1", "").replace("sectors: all", "sectors: [Banks]")
    made = edition(tmp_path, tagged + question("1.2", "").replace("[Climate change]", "[Water]"))

    assert [displayed(made, {}).shows(number) for number in ("1.1", "1.2")] == [False, False]
    assert displayed(made, {}, Organisation(sectors=("General", "Banks"))).shows("1.1") is True
    assert displayed(made, {}, Organisation(issues=("Water",))).shows("1.2") is True


ROWS = """
  rows:
    fixed:
    - {name: one, label: One}
    - name: two
      label: Two
      hidden_if:
      - {when: {cell: "1.1.answer", picks: ["Yes"]}, reason: Said already}
    - {name: total, label: Total}
"""


def rows(result: Displayed, number: str) -> list[str]:
    return [row.name for row in result.context.table(number).rows]


def test_a_row_is_hidden_by_another_question(tmp_path: Path) -> None:
    made = edition(tmp_path, question("1.1", "") + question("1.2", ROWS))

    assert rows(displayed(made, {"1.1.answer": NO}), "1.2") == ["one", "two", "total"]
    assert rows(displayed(made, {"1.1.answer": YES}), "1.2") == ["one", "total"]


PICKS = """
- id: "1.1"
  concept: picks
  topic: Topic
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: answer, label: Answer, type: choices, options: [One, Two, None of them]}
"""
OPENED = """
  rows:
    fixed:
    - {name: one, label: One}
    - {name: two, label: Two}
    - {name: total, label: Total}
    rows_from:
    - {cell: "1.1", nothing: [None of them], without: [total], reason: A row for each of them}
"""


def test_rows_open_with_the_options_of_another_question(tmp_path: Path) -> None:
    made = edition(tmp_path, PICKS + question("1.2", OPENED))

    assert rows(displayed(made, {}), "1.2") == ["total"]
    assert rows(displayed(made, {"1.1.answer": (Choice("Two"),)}), "1.2") == ["two", "total"]
    assert rows(displayed(made, {"1.1.answer": (Choice("None of them"),)}), "1.2") == ["total"]


def test_rows_follow_rows_of_the_same_name(tmp_path: Path) -> None:
    plain = "\n  rows:\n    fixed:\n    - {name: one, label: One}\n    - {name: two, label: Two}\n"
    follow = plain + '    rows_from:\n    - {when: {cell: "1.1[same].answer", picks: ["Yes"]}, reason: Detail of a yes}\n'
    made = edition(tmp_path, question("1.1", plain) + question("1.2", follow))

    assert rows(displayed(made, {"1.1[two].answer": YES, "1.1[one].answer": NO}), "1.2") == ["two"]


GROUP = """
- id: "1.1"
  concept: picks
  topic: Topic
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: kinds, label: Kinds, type: choices, options: [One, Two]}
  - {n: 2, name: first, label: First, type: number}
  - {n: 3, name: second, label: Second, type: number}
  column_groups:
  - columns: [first, second]
    options_of: kinds
    shown_if:
    - {when: {cell: kinds, picks: [$option]}, reason: A figure for each kind}
"""


def test_a_template_stands_for_a_column_an_option(tmp_path: Path) -> None:
    made = edition(tmp_path, GROUP)

    result = displayed(made, {"1.1.kinds": (Choice("Two"),)})

    assert result.context.table("1.1").rows[0].shown == ("kinds", "second")


@pytest.mark.parametrize(
    ("questions", "faults"),
    [
        (
            question("1.1", FOLLOWS.replace("1.1", "1.2")) + question("1.2", FOLLOWS),
            ["module-01.yaml:2: what is displayed goes in a circle: 1.1 -> 1.2 -> 1.1"],
        ),
        (
            question("1.1", "").replace(
                "options: yes_no}", "options: yes_no, shown_if: [{when: {cell: figure, filled: true}, reason: r}]}"
            )
            + AFTER_A_YES,
            ["module-01.yaml:2: what is displayed goes in a circle: answer -> figure -> answer"],
        ),
        (
            question("1.1", AFTER_A_YES.replace('["Yes"]', "[Yess]")),
            ["module-01.yaml:14: 'Yess' is no option of answer"],
        ),
        (question("1.1", FOLLOWS.replace("1.1", "9.9")), ["module-01.yaml:15: there is no question 9.9"]),
        (
            PICKS + question("1.2", OPENED.replace(", nothing: [None of them]", "").replace("without: [total], ", "")),
            ["module-01.yaml:28: the option 'None of them' opens nothing", "module-01.yaml:28: nothing opens 'total'"],
        ),
        (
            GROUP.replace("columns: [first, second]", "columns: [first]"),
            ["module-01.yaml:12: 1 columns stand for the 2 options of 'kinds'"],
        ),
        (
            question("1.1", ROWS.replace('{cell: "1.1.answer", picks: ["Yes"]}', "{some_row: {cell: answer, filled: true}}")),
            ["module-01.yaml:20: a display condition looks at all rows of its own question"],
        ),
    ],
)
def test_circular_and_dangling_conditions_are_refused(tmp_path: Path, questions: str, faults: list[str]) -> None:
    with pytest.raises(DefinitionError) as caught:
        edition(tmp_path, questions)

    assert [f"{fault.where}: {fault.problem}" for fault in caught.value.faults] == faults


def test_an_update_gives_what_a_full_evaluation_gives_and_names_what_changed(tmp_path: Path) -> None:
    chain = question("1.1", "") + question("1.2", FOLLOWS) + question("1.3", FOLLOWS.replace("1.1", "1.2")) + question("1.4", "")
    made = edition(tmp_path, chain)
    display = display_for(made, Organisation())
    before = every_table(made, given(made, {"1.1.answer": NO, "1.2.answer": YES, "1.4.answer": YES}))
    after = every_table(made, given(made, {"1.1.answer": YES, "1.2.answer": YES, "1.4.answer": YES}))

    first = display.evaluate(before)
    second = display.update(first, {"1.1": after["1.1"]})

    assert second.changed == ("1.1", "1.2", "1.3")
    assert second.context == display.evaluate(after).context
    assert first.context == display.evaluate(before).context
