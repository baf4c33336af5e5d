"""The first page: band range, levels against thresholds, modules, deadlines, and what to do next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from cdp_toolkit.findings import Severity
from cdp_toolkit.responses.carried import carried_said
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store import Person
from cdp_toolkit.responses.store.people import Role
from cdp_toolkit.responses.store.reviewing import question_of
from cdp_toolkit.review.effects import level_bars
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.review.listing import Line, lines
from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.explaining import open_questions
from cdp_toolkit.scoring.summary import reasons

MOST = 8

blueprint = Blueprint("overview", __name__)


@dataclass(frozen=True)
class Step:
    """One thing that a person could do next."""

    kind: str
    text: str
    link: str
    detail: str = ""


@dataclass(frozen=True)
class ModuleState:
    """How far a module has come."""

    number: str
    title: str
    questions: int
    answered: int
    asked: int
    approved: int
    findings: int


@blueprint.get("/")
def page() -> str:
    """Show where the project stands."""
    desk = the_desk()
    standing = desk.now()
    every = lines(standing)
    levels = desk.assessor.levels
    return render_template(
        "overview.html",
        standing=standing,
        result=standing.assessment.result,
        bars=level_bars(standing.assessment, float(levels.next_share)),
        reasons=reasons(desk.assessor, standing.assessment),
        carried=carried_said(standing.response),
        modules=list(module_states(standing, every)),
        deadlines=deadlines(standing, every, desk.today()),
        steps=next_steps(standing, every, me(), desk.today())[:MOST],
        errors=sum(each.severity is Severity.ERROR for each in standing.open_findings),
    )


def module_states(standing: Standing, every: list[Line]) -> Iterator[ModuleState]:
    """Yield the modules that are asked."""
    for number, title in standing.edition.modules.items():
        mine = [line for line in every if line.question.module == number and line.status != "not applicable"]
        if not mine:
            continue
        states = [line.state for line in mine if line.state is not None]
        yield ModuleState(
            number,
            title,
            len(mine),
            sum(state.answered for state in states),
            sum(state.asked for state in states),
            sum(line.status == Status.APPROVED for line in mine),
            sum(len(line.findings) for line in mine),
        )


def deadlines(standing: Standing, every: list[Line], today: dt.date) -> list[tuple[str, str, int]]:
    """Return what is due when, with the days that are left, the nearest first: the team's dates, then questions by their date."""
    due: list[tuple[str, str]] = list(standing.said.deadlines)
    by_day: dict[str, int] = {}
    for line in every:
        if line.assignment is not None and line.assignment.due and line.status not in ("approved", "not applicable"):
            by_day[line.assignment.due] = by_day.get(line.assignment.due, 0) + 1
    due += [(day, "one question is due" if count == 1 else f"{count} questions are due") for day, count in by_day.items()]
    return [(day, what, (dt.date.fromisoformat(day) - today).days) for day, what in sorted(due)]


def next_steps(standing: Standing, every: list[Line], person: Person, today: dt.date) -> list[Step]:
    """Return what a person could do next, the most pressing first."""
    return [
        *_own(every, person, today),
        *_to_approve(standing, every, person),
        *_errors(standing),
        *_to_settle(standing, person),
        *_unowned(every),
        *_to_hand_on(every, person),
    ]


def _link(line: Line) -> str:
    return url_for("questions.page", number=line.question.id)


def _own(every: list[Line], person: Person, today: dt.date) -> Iterator[Step]:
    mine = [line for line in every if line.assignment is not None and line.assignment.person_id == person.id]
    for line in sorted(mine, key=lambda line: line.assignment.due if line.assignment and line.assignment.due else "9999"):
        due = line.assignment.due if line.assignment is not None else None
        late = due is not None and due < today.isoformat()
        when = "" if due is None else f"overdue since {due}" if late else f"due {due}"
        if line.comments:
            yield Step("comment", f"{line.question.id} {line.question.topic}", _link(line), f"{line.comments} open comments")
        if line.state is not None and line.state.missing and line.status not in ("approved", "not applicable"):
            blanks = f"{len(line.state.missing)} blank"
            yield Step(
                "answer", f"{line.question.id} {line.question.topic}", _link(line), ", ".join(filter(None, (blanks, when)))
            )


def _to_approve(standing: Standing, every: list[Line], person: Person) -> Iterator[Step]:
    if not Role(person.role).covers(Role.APPROVER):
        return
    for line in every:
        waiting = [
            kept
            for address, kept in standing.kept.items()
            if address.question == line.question.id and kept.status is Status.IN_REVIEW and kept.drafter != person.name
        ]
        if waiting:
            yield Step("approve", f"{line.question.id} {line.question.topic}", _link(line), f"{len(waiting)} in review")


def _errors(standing: Standing) -> Iterator[Step]:
    for number, findings in standing.findings_on.items():
        grave = [each for each in findings if each.severity is Severity.ERROR]
        if grave and number:
            link = url_for("questions.page", number=number)
            yield Step("correct", f"{number} {standing.edition.questions[number].topic}", link, grave[0].problem)


def _to_settle(standing: Standing, person: Person) -> Iterator[Step]:
    """Yield the questions of which a reader or register has to settle something."""
    if not Role(person.role).covers(Role.REVIEWER):
        return
    waiting = Counter(question_of(key) for key in open_questions(standing.assessor.scorer, standing.assessment.scored))
    for number, count in waiting.items():
        link = url_for("questions.page", number=number)
        detail = f"{count} thing{'s' if count != 1 else ''} that somebody has to read or look up"
        yield Step("settle", f"{number} {standing.edition.questions[number].topic}", link, detail)


def _to_hand_on(every: list[Line], person: Person) -> Iterator[Step]:
    """Yield complete questions that nobody has handed to review."""
    for line in every:
        mine = line.assignment is None or line.assignment.person_id == person.id
        if mine and line.status == Status.DRAFTED and line.state is not None and not line.state.missing and not line.findings:
            yield Step("hand on", f"{line.question.id} {line.question.topic}", _link(line), "complete, can go to review")


def _unowned(every: list[Line]) -> Iterator[Step]:
    """Yield unassigned questions with the most points to gain."""
    open_ = [line for line in every if line.assignment is None and line.lost > 0 and line.state and line.state.missing]
    for line in sorted(open_, key=lambda line: (-line.lost, line.question.id)):
        yield Step("take", f"{line.question.id} {line.question.topic}", _link(line), f"{float(line.lost):g} points to gain")
