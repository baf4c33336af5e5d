"""What a plan may propose: facts are supposed, records and what a row is about stay, nothing is granted that takes too long."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit.editions.loader import edition_folder, load_edition
from cdp_toolkit.editions.model import Column, Edition, Question, Rows
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.language import Cell
from cdp_toolkit.mapping.answering import answer_project
from cdp_toolkit.responses.model import every_table
from cdp_toolkit.responses.project import load_project
from cdp_toolkit.scoring.advising import Advisor, Choice, advisor_for
from cdp_toolkit.scoring.assessing import Assessment, assessor_for
from cdp_toolkit.scoring.edits import Demanded, Edits
from cdp_toolkit.scoring.holding import held_back
from cdp_toolkit.scoring.hoping import hoped_figures
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.planwords import plan_contradictions, plan_steps
from cdp_toolkit.scoring.proposing import NOTHING_KEPT, Permits, read_proposing
from cdp_toolkit.scoring.verdicts import read_verdicts
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address
from tests.scoring_cases import tables

YES_NO = ("Yes", "Yes, in part", "No", "No, but we plan to")


def question(number: str, *columns: Column, rows: Rows | None = None) -> Question:
    return Question(
        id=number,
        concept="q" + number.replace(".", "_"),
        topic=f"Topic of {number}",
        sectors=("General",),
        issues=("Climate change",),
        columns=columns,
        rows=rows,
    )


EDITION = Edition(
    "made-up",
    "Made up",
    {"1": "One"},
    ("General",),
    ("Climate change",),
    {
        "1.1": question(
            "1.1",
            Column(n=1, name="fact", label="Fact", type="choice", options=YES_NO),
            Column(n=2, name="done", label="Done", type="choice", options=YES_NO),
            Column(n=3, name="several", label="Several", type="choices", options=("A", "B", "None of these")),
            Column(n=4, name="amount", label="Amount", type="number"),
            Column(n=5, name="day", label="Day", type="date"),
            Column(n=6, name="about", label="About", type="choice", options=YES_NO),
            Column(n=7, name="granted", label="Granted", type="choice", options=YES_NO),
        ),
        "1.2": question("1.2", Column(n=1, name="x", label="X", type="number"), rows=Rows(added=True)),
    },
)
FILE = """
facts:
- {cells: [1.1.fact], suppose: "No"}
likely:
- {cells: [1.1.done], options: ["Yes, in part"]}
subjects: [1.1.about]
registers: ["1.2"]
kept: [date]
declining: ["No"]
"""
ANSWERS = {
    "1.1.fact": "Yes", "1.1.done": "Yes", "1.1.several": ["A"], "1.1.amount": 5, "1.1.day": "2024-12-31", "1.1.about": "Yes",
    "1.2[1].x": 1,
}  # fmt: skip


def permits(answers: dict[str, object], tmp_path: Path) -> Permits:
    path = tmp_path / "proposing.yaml"
    path.write_text(FILE, "utf-8")

    def late(address: Address, cell: Cell | None) -> bool:
        return address.column == "granted" and cell == ("Yes",)

    return Permits(EDITION, read_proposing(EDITION, path), tables(EDITION, answers, []), late)


@pytest.mark.parametrize(
    ("cell", "value", "blank", "answered"),
    [
        ("1.1.fact", ("No",), True, False),  # what is supposed may stand in for a blank, never for an answer
        ("1.1.fact", ("Yes",), False, True),  # "Yes" is the answer
        ("1.1.done", ("Yes, in part",), True, True),
        ("1.1.done", ("No, but we plan to",), True, False),  # nothing is taken back
        ("1.1.done", None, True, False),  # nothing is emptied
        ("1.1.several", ("A", "B"), True, True),
        ("1.1.several", ("B",), True, False),  # choices of several stay
        ("1.1.amount", Decimal(7), True, True),
        ("1.1.day", dt.date(2025, 1, 1), True, False),
        ("1.1.about", ("No",), True, False),
        ("1.1.granted", ("Yes",), False, False),
        ("1.1.granted", ("Yes, in part",), True, True),
    ],
)
def test_what_may_be_proposed(cell: str, value: Cell | None, blank: bool, answered: bool, tmp_path: Path) -> None:
    address = Address.parse(cell)

    assert permits({}, tmp_path).allows(address, value) is blank
    assert permits(ANSWERS, tmp_path).allows(address, value) is answered


def test_a_register_that_has_rows_gets_none(tmp_path: Path) -> None:
    first, second = Address.parse("1.2[1].x"), Address.parse("1.2[2].x")

    assert permits({}, tmp_path).allows(first, Decimal(1))
    assert permits(ANSWERS, tmp_path).allows(second, Decimal(1)) is False


def test_options_that_stand_in(tmp_path: Path) -> None:
    allowed = permits({}, tmp_path)
    found = {name: allowed.options(Address("1.1", None, name), list(YES_NO)) for name in ("fact", "done", "about", "granted")}

    assert found == {
        "fact": ["No"],
        "done": ["Yes, in part", "Yes", "No", "No, but we plan to"],
        "about": list(YES_NO),
        "granted": ["Yes, in part", "No", "No, but we plan to"],
    }


def test_a_file_with_faults_names_them_all(tmp_path: Path) -> None:
    path = tmp_path / "proposing.yaml"
    path.write_text(
        "facts: [{cells: [1.1.nothing, 1.1.fact], suppose: Perhaps}]\nregisters: ['9.9']\nsubjects: ['1.9.x']\n", "utf-8"
    )
    with pytest.raises(DefinitionError) as caught:
        read_proposing(EDITION, path)

    assert [(fault.where, fault.problem) for fault in caught.value.faults] == [
        ("proposing.yaml:1", "1.1.nothing: question 1.1 has no column 'nothing'"),
        ("proposing.yaml:1", "'Perhaps' is no option of 1.1.fact"),
        ("proposing.yaml:3", "1.9: is no question of made-up"),
        ("proposing.yaml:2", "there is no question '9.9'"),
    ]


def test_without_a_file_everything_may_be_proposed(tmp_path: Path) -> None:
    assert read_proposing(EDITION, tmp_path / "proposing.yaml") is NOTHING_KEPT


def test_options_that_conditions_ask_for_come_beside_each_other_and_before_stand_ins() -> None:
    address = Address.parse("1.1.several")

    def put(*cells: tuple[str, ...]) -> Cell | None:
        made = Edits({}, {})
        for cell in cells:
            made = made | Edits({address: cell}, {})
        return made.cells[address]

    assert put(Demanded(("A",)), Demanded(("B",))) == ("A", "B")
    assert put(Demanded(("A",)), ("B",)) == ("A",)
    assert put(("B",), Demanded(("A",))) == ("A",)
    assert put(("A",), ("B",)) == ("B",)


@pytest.fixture(
    scope="module", params=[("kuaishou-2023", "B", "project"), ("lumen-live", "A-", "project"), ("lumen-live", "A-", "later")]
)
def planned(request: pytest.FixtureRequest) -> tuple[Advisor, Assessment, Plan]:
    name, target, most = request.param
    project = load_project(shipped("samples") / name)
    response = answer_project(project).response
    path = project.folder / "verdicts.csv"
    assessor = assessor_for("cdp-2026", response.organisation, verdicts=read_verdicts(path) if path.is_file() else ())
    given = every_table(assessor.edition, response)
    advisor = advisor_for(assessor, given)
    before = assessor.assess(given)
    return advisor, before, advisor.plan(before, target, Choice(max_effort=most))


def test_plans_of_the_samples_claim_nothing_that_the_answers_deny(planned: tuple[Advisor, Assessment, Plan]) -> None:
    advisor, before, plan = planned
    changed = {at: cell for at, cell in plan.edits.cells.items() if advisor.permits(before.tables).answer(at) not in (None, cell)}
    types = {advisor.assessor.edition.column(at).type for at in changed}

    assert not [at for at in changed if advisor.proposing.fact(at)]
    assert not [key for key in plan.edits.verdicts if before.scored.verdicts.get(key) is False]
    assert types <= {"choice", "choices", "number"}
    assert plan_contradictions(advisor, plan) == ()
    assert all(step.actions and step.changes for step in plan_steps(advisor, plan))


def test_an_approval_is_claimed_with_its_answer_or_not_at_all(planned: tuple[Advisor, Assessment, Plan]) -> None:
    _, _, plan = planned
    claimed = [key.partition("]")[0] for key in plan.edits.verdicts if key.endswith("_approved")]
    granted = {str(at).partition("]")[0] for at, cell in plan.edits.cells.items() if at.column == "science_based" and cell}
    cells = plan.after.tables["7.53.1"].rows

    assert set(claimed) <= granted
    assert all(
        row.cells["science_based"][0].startswith("Yes, and this target has been approved")  # type: ignore[index]
        for row in cells
        if f"7.53.1[{row.name}" in claimed
    )


def test_every_fact_and_register_is_one_of_the_edition() -> None:
    edition = load_edition("cdp-2026")
    proposing = read_proposing(edition, edition_folder("cdp-2026") / "scoring" / "proposing.yaml")

    assert len(proposing.facts) > 80
    assert proposing.registers <= set(edition.questions)


def test_what_holds_a_plan_back_is_named_with_its_reason(planned: tuple[Advisor, Assessment, Plan]) -> None:
    advisor, _, plan = planned
    held = {each.block: each.reason for each in held_back(advisor, plan, "project")}

    assert bool(held) is not plan.reached
    if held:
        assert held["7.30.7 M"] == held["7.53.1 M"] == "takes longer than the weeks before a submission (--max-effort later)"
        assert held["7.30.9 M"].startswith("rests on what is so: 7.30.9[electricity].renewable_generation, ")


def test_figures_that_have_to_turn_out_well_are_told_from_those_that_have_to_be_given(
    planned: tuple[Advisor, Assessment, Plan],
) -> None:
    advisor, _, plan = planned
    if plan.target == "B":
        hoped = hoped_figures(advisor.assessor.scorer, plan)

        assert "7.53.1[1].base_scope1_pct" in hoped
        assert "7.53.1[1].reduction_pct" not in hoped
