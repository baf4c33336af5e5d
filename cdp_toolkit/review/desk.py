"""The desk: one project of the store, kept in memory and brought up to date whenever the trail has grown."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cdp_toolkit.checks.checker import load_checker
from cdp_toolkit.checks.waivers import FILE as WAIVERS
from cdp_toolkit.checks.waivers import read_waivers
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.mapping.answering import answer_project
from cdp_toolkit.mapping.asked import metrics_for
from cdp_toolkit.mapping.gaplist import MetricsFor
from cdp_toolkit.responses.project import Project
from cdp_toolkit.responses.store import Connection, Store
from cdp_toolkit.responses.store.answers import Conflict, Kept, all_kept
from cdp_toolkit.responses.store.arrivals import bring_in
from cdp_toolkit.responses.store.people import arrivals
from cdp_toolkit.responses.store.projects import add_project, change_facts, find_project, project_facts
from cdp_toolkit.responses.store.reviewing import (
    Decision,
    assigned,
    comments_on,
    evidence_of,
    left_out,
    question_of,
    verdicts_of,
    waivers_of,
)
from cdp_toolkit.responses.store.trail import newest, since
from cdp_toolkit.review.earlier import FILE, Earlier, read_earlier
from cdp_toolkit.review.standing import Ground, Said, Standing, moved, no_metrics, stand
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
        earlier: Last year's response.
        metrics_for: Names the metrics that would answer a data point.
        owners: Who has the figures of each metric.
        waivers: Waivers of the project folder.
    """

    store: Store
    number: int
    project: Project
    assessor: Assessor
    arrived: tuple[Finding, ...] = ()
    earlier: Earlier | None = None
    metrics_for: MetricsFor = no_metrics
    owners: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Decision, ...] = ()
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
                    self._now = stand(self._ground(), head, kept, said)
                elif head != self._now.head:
                    self._now = self._moved(connection, self._now, head)
            return self._now

    def _ground(self) -> Ground:
        return Ground(self.assessor, self.project.organisation, self.arrived, self.earlier, self.metrics_for, self.waivers)

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


def open_desk(project: Project, store: Store, weights: Weights | None = None, previous: Path | None = None) -> Desk:
    """Open a project folder in a store: make the project there if need be, and bring in what figures and files answer.

    Args:
        project: The project folder.
        store: The store.
        weights: CDP's category weights.
        previous: Last year's response file (default: ``previous.csv`` of the project, where it is there).

    Raises:
        InputError: A file of the project cannot be read.
        FileError: Figures or answers cannot be used; every fault is named.
        DefinitionError: The mapping or ``project.toml`` is wrong; every fault is named.
    """
    answered = answer_project(project)
    file = previous or project.folder / FILE
    earlier = read_earlier(file, project.edition, project.organisation) if previous or file.is_file() else None
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
    found = (*answered.findings, *_differences(conflicts))
    plans = {} if answered.mapping is None else answered.mapping.plans
    owners: dict[str, str] = {}
    for value in answered.metrics:
        if value.owner:
            owners.setdefault(value.metric, value.owner)
    return Desk(store, number, project, assessor, found, earlier, metrics_for(plans), owners, _waivers(project))


def _waivers(project: Project) -> tuple[Decision, ...]:
    """Return the waivers of the project folder, none where its edition has no checks."""
    try:
        known = load_checker(project.edition.id).ids
    except InputError:
        return ()
    found = read_waivers(project.folder / WAIVERS, known)
    return tuple(Decision(each.about, each.check, each.name, each.date.isoformat(), each.reason) for each in found)


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
