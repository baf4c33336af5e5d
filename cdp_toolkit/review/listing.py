"""The list of questions, filtered by module, owner, status, gap, finding, and searched by words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.editions.model import Question
from cdp_toolkit.findings import Finding
from cdp_toolkit.mapping.gaplist import QuestionState
from cdp_toolkit.responses.store.reviewing import Assignment
from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.points import ZERO, Outcome

STATUSES = ("empty", "drafted", "in review", "approved", "not applicable")
SHOWS = {
    "all": "all that is asked",
    "missing": "with blanks",
    "gap": "with points to gain",
    "finding": "with findings",
    "comment": "with open comments",
    "hidden": "not shown now",
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; "" is everything."""

    module: str = ""
    owner: str = ""
    status: str = ""
    show: str = "all"
    q: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Filters":
        """Read filters from a query; what is not known narrows nothing."""
        show = args.get("show", "all")
        return cls(
            args.get("module", ""),
            args.get("owner", ""),
            args.get("status", "") if args.get("status") in STATUSES else "",
            show if show in SHOWS else "all",
            args.get("q", "").strip()[:200],
        )


@dataclass(frozen=True)
class Line:
    """One question in the list."""

    question: Question
    state: QuestionState | None
    status: str
    points: Mapping[str, Outcome]
    lost: Fraction
    findings: tuple[Finding, ...]
    comments: int
    assignment: Assignment | None


def lines(standing: Standing) -> list[Line]:
    """Return every question that is asked, in CDP's order."""
    return [_line(standing, standing.edition.questions[number]) for number in standing.states]


def _line(standing: Standing, question: Question) -> Line:
    number = question.id
    outcomes = standing.assessment.scored.outcomes
    points: dict[str, Outcome] = {level: outcomes[f"{number} {level}"] for level in LEVELS if f"{number} {level}" in outcomes}
    return Line(
        question,
        standing.states.get(number),
        standing.status_of(number),
        points,
        sum((each.low.of - each.low.earned for each in points.values()), ZERO),
        standing.findings_on.get(number, ()),
        standing.open_comments.get(number, 0),
        standing.said.assigned.get(number),
    )


def listed(standing: Standing, filters: Filters, me: str) -> list[Line]:
    """Return the questions that the filters let through."""
    if filters.show == "hidden":
        hidden = [q for q in standing.edition.questions.values() if q.id not in standing.states]
        every = [_line(standing, question) for question in hidden]
    else:
        every = lines(standing)
    words = filters.q.lower().split()
    return [line for line in every if _passes(line, filters, me) and all(word in _text(standing, line) for word in words)]


def _passes(line: Line, filters: Filters, me: str) -> bool:
    owner = line.assignment.person if line.assignment is not None else None
    wanted = me if filters.owner == "me" else filters.owner
    shows = {
        "missing": line.state is not None and bool(line.state.missing),
        "gap": line.lost > 0,
        "finding": bool(line.findings),
        "comment": line.comments > 0,
    }
    return (
        (not filters.module or line.question.module == filters.module)
        and (not wanted or (owner is None if wanted == "nobody" else owner == wanted))
        and (not filters.status or line.status == filters.status)
        and shows.get(filters.show, True)
    )


def _text(standing: Standing, line: Line) -> str:
    """Return everything that a search looks at: number, topic, labels, answers."""
    question = line.question
    labels = [*(each.label for each in question.all_columns), *(each.label for each in question.fixed_rows)]
    answers = standing.texts_of.get(question.id, ())
    return "\n".join((question.id, question.topic, question.concept, *labels, *answers)).lower()
