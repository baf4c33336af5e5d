"""The desk: one project of the store, kept in memory and brought up to date whenever the trail has grown."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.mapping.answering import answer_project
from cdp_toolkit.responses.project import Project
from cdp_toolkit.responses.store import Connection, Store
from cdp_toolkit.responses.store.answers import Conflict, Kept, all_kept
from cdp_toolkit.responses.store.arrivals import bring_in
from cdp_toolkit.responses.store.people import arrivals
from cdp_toolkit.responses.store.projects import add_project, change_facts, find_project, project_facts
from cdp_toolkit.responses.store.reviewing import (
    assigned,
    comments_on,
    evidence_of,
    left_out,
    question_of,
    verdicts_of,
    waivers_of,
)
from cdp_toolkit.responses.store.trail import newest, since
from cdp_toolkit.review.standing import Said, Standing, moved, stand
from cdp_toolkit.scoring.advising import Advisor, advisor_for
from cdp_toolkit.scoring.assessing import Assessor, assessor_for
from cdp_toolkit.scoring.levels import Weights
from cdp_toolkit.scoring.verdicts import read_verdicts

ANSWERS = ("answer", "status")


@dataclass
class Desk:
    """One project, with everything that answering requests about it needs.

    Args:
        store: The store.
        number: The project's number in the store.
        project: The project folder.
        assessor: Scores its response.
        arrived: Findings on figures and files, from when they were brought in.
    """

    store: Store
    number: int
    project: Project
    assessor: Assessor
    arrived: tuple[Finding, ...] = ()
    _now: Standing | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def edition(self) -> Edition:
        """The edition that is answered."""
        return self.assessor.edition

    def now(self) -> Standing:
        """Return where the project stands now; costs next to nothing where nothing was written since."""
        with self._lock:
            with self.store.read() as connection:
                head = newest(connection)
                if self._now is None:
                    kept = all_kept(connection, self.number)
                    said = self._said(connection)
                    self._now = stand(self.assessor, self.project.organisation, head, kept, said, self.arrived)
                elif head != self._now.head:
                    self._now = self._moved(connection, self._now, head)
            return self._now

    def _moved(self, connection: Connection, before: Standing, head: int) -> Standing:
        done = since(connection, self.number, before.head)
        questions = {question_of(about) for action, about in done if action in ANSWERS}
        kept: list[Kept] = [each for question in sorted(questions) for each in all_kept(connection, self.number, question)]
        said = self._said(connection) if any(action not in ANSWERS for action, _ in done) else before.said
        return moved(before, head, questions, kept, said)

    def _said(self, connection: Connection) -> Said:
        number = self.number
        _, _, _, facts = project_facts(connection, number)
        return Said(
            tuple(comments_on(connection, number)),
            tuple(evidence_of(connection, number)),
            assigned(connection, number),
            left_out(connection, number),
            tuple(verdicts_of(connection, number)),
            tuple(waivers_of(connection, number)),
            tuple((day, what) for day, what in facts.get("deadlines", ())),
        )

    def advisor(self, standing: Standing) -> Advisor:
        """Return the advisor on gaps and plans."""
        own = self.project.folder / "effort.yaml"
        return advisor_for(self.assessor, standing.assessment.tables, own if own.is_file() else None)

    def today(self) -> dt.date:
        """Return the day, by the store's clock."""
        return self.store.clock().date()


def open_desk(project: Project, store: Store, weights: Weights | None = None) -> Desk:
    """Open a project folder in a store: make the project there if need be, and bring in what figures and files answer.

    Raises:
        InputError: A file of the project cannot be read.
        FileError: Figures or answers cannot be used; every fault is named.
        DefinitionError: The mapping or ``project.toml`` is wrong; every fault is named.
    """
    answered = answer_project(project)
    given = [answer for answer in answered.response if answer.source.kind != "computed"]
    with store.work() as work:
        name = f"{project.organisation.name} · {project.edition.id}"
        number = find_project(work.connection, name)
        if number is None:
            number = add_project(work, name, project.edition.id, project.organisation)
        change_facts(work, number, project.organisation)
        importer = arrivals(work)
    with store.work(importer) as work:
        _, conflicts = bring_in(work, number, project.edition, given)
    judged = read_verdicts(project.folder / "verdicts.csv")
    assessor = assessor_for(project.edition.id, project.organisation, weights=weights, verdicts=judged)
    return Desk(store, number, project, assessor, (*answered.findings, *_differences(conflicts)))


def _differences(conflicts: Iterable[Conflict]) -> Iterable[Finding]:
    for conflict in conflicts:
        current, where = conflict.current, str(conflict.current.address)
        here = "nothing" if current.text is None else f"'{_short(current.text)}'"
        problem = f"{current.author} answered {here}, and figures or files say '{_short(conflict.wanted or '')}'"
        fix = "The answer here is used. Correct it, or what the figure rests on."
        yield Finding("answers-differ", Severity.WARNING, where, problem, fix, (where,))


def _short(text: str) -> str:
    text = text.replace("\n", "; ")
    return text if len(text) <= 80 else f"{text[:77]}..."
