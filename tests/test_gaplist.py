"""The gap list: what is asked, answered and missing, and which metric would answer it."""

from decimal import Decimal

from cdp_toolkit.mapping.gaplist import GapList, gap_list
from cdp_toolkit.responses.model import Answer, Organisation, Response
from cdp_toolkit.values import Address, Choice, Value
from tests.made_edition import made_edition


def gaps(answers: dict[str, Value], organisation: Organisation | None = None) -> GapList:
    made = [Answer(Address.parse(address), value) for address, value in answers.items()]
    metrics = {"1.2[second].amount": ("ghg.scope1",), "1.10.share": ("target.share",)}
    return gap_list(
        made_edition(),
        Response.of("made-up", made, organisation or Organisation()),
        lambda address: metrics.get(str(address), ()),
    )


def counts(found: GapList) -> dict[str, tuple[int, int, str]]:
    return {state.question.id: (state.answered, state.asked, state.word) for state in found.questions}


def test_nothing_answered_counts_every_displayed_data_point_and_one_row_of_those_to_add() -> None:
    found = gaps({})

    assert counts(found) == {
        "1.1": (0, 4, "empty"),
        "1.2": (0, 4, "empty"),
        "1.10": (0, 2, "empty"),
        "2.1": (0, 9, "empty"),
        "2.2": (0, 35, "empty"),
    }
    assert (found.answered, found.asked) == (0, 54)


def test_sectors_and_answers_open_questions() -> None:
    found = gaps({"1.1.answer": Choice("Yes")}, Organisation(sectors=("Banks",)))

    assert [state.question.id for state in found.questions] == ["1.1", "1.2", "1.10", "2.1", "2.2", "2.3", "2.4"]
    assert [state.question.id for state in found.of_module("2")] == ["2.1", "2.2", "2.3", "2.4"]


def test_missing_data_points_name_the_metrics_that_would_answer_them() -> None:
    found = gaps({"1.2[first].amount": Decimal(0), "1.10[1].kind": Choice("Apples"), "1.10[2].kind": Choice("Pears")})
    missing = [
        (str(m.address), m.row, m.label, m.unit, m.metrics) for m in found.missing if m.address.question in ("1.2", "1.10")
    ]

    assert missing == [
        ("1.2[first].ends", "First row", "Ends", None, ()),
        ("1.2[second].amount", "Second row", "Amount", "t CO2e", ("ghg.scope1",)),
        ("1.2[second].ends", "Second row", "Ends", None, ()),
        ("1.10[1].share", "Row 1", "Share", "percent", ()),
        ("1.10[2].share", "Row 2", "Share", "percent", ()),
    ]
    assert counts(found)["1.2"] == (1, 4, "started")


def test_rows_that_lack_the_same_come_together() -> None:
    state = next(state for state in gaps({"2.2[land_3].amount": Decimal(1)}).questions if state.question.id == "2.2")

    assert [(rows[:3], len(rows), len(points)) for rows, points in state.gathered] == [(("Land 1", "Land 2", "Land 4"), 34, 34)]


def test_a_displayed_cell_is_asked_for_and_a_hidden_one_is_not() -> None:
    found = gaps({})

    asked = {
        address: found.asks(Address.parse(address)) for address in ("1.1.answer", "1.10[7].kind", "2.3.answer", "2.4.answer")
    }
    assert asked == {"1.1.answer": True, "1.10[7].kind": True, "2.3.answer": False, "2.4.answer": False}
    assert found.possible == {"1.1", "1.2", "1.10", "2.1", "2.2", "2.3"}
