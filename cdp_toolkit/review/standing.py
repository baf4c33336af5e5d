"""Where a project stands at one moment: its answers, what they come to, and what people said. Read, never changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cdp_toolkit.checks.checker import Checked, Checker, load_checker
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.reasons import Reasons
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity, by_weight
from cdp_toolkit.language import Table
from cdp_toolkit.mapping.gaplist import MetricsFor, QuestionState, question_state
from cdp_toolkit.responses.computed import computed_answers
from cdp_toolkit.responses.entries import value_of
from cdp_toolkit.responses.model import Answer, Organisation, Response, Status, table_of
from cdp_toolkit.responses.store.answers import Kept
from cdp_toolkit.responses.store.reviewing import Assignment, Comment, Decision, Evidence, question_of
from cdp_toolkit.responses.validation import validate
from cdp_toolkit.review.earlier import Earlier
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.values import Address, Value


@dataclass(frozen=True)
class Said:
    """What people said and decided beside the answers."""

    comments: tuple[Comment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    assigned: Mapping[str, Assignment] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    verdicts: tuple[Decision, ...] = ()
    waivers: tuple[Decision, ...] = ()
    deadlines: tuple[tuple[str, str], ...] = ()

    @property
    def truths(self) -> dict[str, bool]:
        """Verdicts as scoring takes them."""
        return {each.about: each.what == "yes" for each in self.verdicts}


def no_metrics(address: Address) -> tuple[str, ...]:
    """Know no metric for any data point."""
    return ()


@dataclass(frozen=True)
class Ground:
    """What stays as it is while people work.

    Args:
        assessor: Scores the response.
        organisation: Who answers.
        arrived: Findings on figures and files, from when they were brought in.
        earlier: Last year's response.
        metrics_for: Names the metrics that would answer a data point.
        waivers: Waivers of the project folder.
    """

    assessor: Assessor
    organisation: Organisation
    arrived: tuple[Finding, ...] = ()
    earlier: Earlier | None = None
    metrics_for: MetricsFor = no_metrics
    waivers: tuple[Decision, ...] = ()

    @cached_property
    def checker(self) -> Checker | None:
        """The checks of the edition, where it has some."""
        try:
            return load_checker(self.assessor.edition.id)
        except InputError:
            return None


@dataclass(frozen=True)
class Standing:
    """One moment of a project.

    Args:
        ground: What stays as it is.
        head: The newest entry of the trail that is in it.
        kept: Every answer of the store by address, emptied ones too.
        response: The answers, and the cells that CDP computes.
        computed: The cells that CDP computes.
        assessment: What the answers come to.
        said: What people said.
        unreadable: Findings on stored answers that no longer fit the questionnaire.
    """

    ground: Ground
    head: int
    kept: Mapping[Address, Kept]
    response: Response
    computed: Mapping[Address, Answer]
    assessment: Assessment
    said: Said
    unreadable: tuple[Finding, ...]

    @property
    def assessor(self) -> Assessor:
        """Scores the response."""
        return self.ground.assessor

    @property
    def edition(self) -> Edition:
        """The edition that is answered."""
        return self.assessor.edition

    @cached_property
    def states(self) -> Mapping[str, QuestionState]:
        """How far each displayed question is answered, in CDP's order."""
        context = self.assessment.displayed.context
        shown = ((question, context.table(question.id)) for question in self.edition.questions.values())
        return {q.id: question_state(q, table, self.response, self.ground.metrics_for) for q, table in shown if table.shown}

    @cached_property
    def reasons(self) -> Reasons:
        """Explains what is displayed and what is not."""
        return Reasons(self.assessor.display, self.assessment.displayed)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong or doubtful, the gravest first."""
        own = validate(self.edition, self.response)
        figures = [each for each in self.ground.arrived if each.code != "answers-differ" or self._still_differs(each)]
        checked = () if self.checked is None else self.checked.findings
        return tuple(by_weight(dict.fromkeys([*self.unreadable, *figures, *own, *checked])))

    @cached_property
    def checked(self) -> Checked | None:
        """What the checks between answers, and against last year's, came to."""
        checker, earlier = self.ground.checker, self.ground.earlier
        if checker is None:
            return None
        before = None if earlier is None else earlier.tables
        return checker.run(self.assessment.displayed.context.tables, before, self.ground.organisation.name)

    def _still_differs(self, finding: Finding) -> bool:
        kept = self.kept.get(Address.parse(finding.where))
        return kept is None or kept.source.kind in ("person", "import", "carried")

    @cached_property
    def waived(self) -> Mapping[tuple[str, str], Decision]:
        """Waivers by check and place."""
        return {(each.what, each.about): each for each in (*self.ground.waivers, *self.said.waivers)}

    @cached_property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings that nobody waived."""
        return tuple(each for each in self.findings if (each.code, each.where) not in self.waived)

    @cached_property
    def findings_on(self) -> Mapping[str, tuple[Finding, ...]]:
        """Open findings by the question that they are about, or whose answers they read."""
        found: dict[str, list[Finding]] = {}
        for each in self.open_findings:
            for question in dict.fromkeys(question_of(address) for address in (each.where, *each.addresses)):
                found.setdefault(question, []).append(each)
        return {question: tuple(findings) for question, findings in found.items()}

    @cached_property
    def open_comments(self) -> Mapping[str, int]:
        """How many comments wait for an answer, by question."""
        return Counter(question_of(each.about) for each in self.said.comments if not each.resolved)

    @cached_property
    def texts_of(self) -> Mapping[str, tuple[str, ...]]:
        """The answers as text, by question."""
        found: dict[str, list[str]] = {}
        for address, kept in self.kept.items():
            if kept.text:
                found.setdefault(address.question, []).append(kept.text)
        return {question: tuple(texts) for question, texts in found.items()}

    def status_of(self, question: str) -> str:
        """Say how far a question has come: ``not applicable``, ``empty``, ``drafted``, ``in review``, ``approved``."""
        if question in self.said.left_out:
            return "not applicable"
        statuses = self._statuses.get(question)
        if not statuses:
            return "empty"
        return next(str(each) for each in Status if each in statuses)

    @cached_property
    def _statuses(self) -> dict[str, set[Status]]:
        found: dict[str, set[Status]] = {}
        for address, kept in self.kept.items():
            if kept.text is not None:
                found.setdefault(address.question, set()).add(kept.status)
        return found


def stand(ground: Ground, head: int, kept: Iterable[Kept], said: Said) -> Standing:
    """Work out where a project stands, from everything that the store holds."""
    edition, by_address = ground.assessor.edition, {each.address: each for each in kept}
    response, unreadable = _read(edition, ground.organisation, by_address)
    assessment = ground.assessor.assess(_tables(edition, response, edition.questions), said.truths)
    extra, assessment = _with_computed(ground.assessor, response, assessment, {})
    full = response.with_answers(extra.values())
    return Standing(ground, head, by_address, full, extra, assessment, said, unreadable)


def moved(before: Standing, head: int, questions: Iterable[str], kept: Iterable[Kept], said: Said) -> Standing:
    """Work out where the project stands after the answers of some questions, or what people said, changed.

    Args:
        before: Where it stood.
        head: The newest entry of the trail.
        questions: The questions whose answers changed.
        kept: All answers of these questions.
        said: What people said.
    """
    touched, ground = set(questions), before.ground
    by_address = {address: each for address, each in before.kept.items() if address.question not in touched}
    by_address |= {each.address: each for each in kept}
    if said.truths != before.said.truths:
        return stand(ground, head, by_address.values(), said)
    response, unreadable = _read(before.edition, ground.organisation, by_address)
    with_old = response.with_answers(answer for address, answer in before.computed.items() if address not in response.answers)
    assessment = before.assessment
    if touched:
        assessment = ground.assessor.change(assessment, _tables(before.edition, with_old, touched))
    extra, assessment = _with_computed(ground.assessor, response, assessment, before.computed)
    full = response.with_answers(extra.values())
    return Standing(ground, head, by_address, full, extra, assessment, said, unreadable)


def _read(edition: Edition, organisation: Organisation, kept: Mapping[Address, Kept]) -> tuple[Response, tuple[Finding, ...]]:
    answers, findings = {}, []
    for address, each in kept.items():
        if each.text is None:
            continue
        try:
            answers[address] = Answer(address, _value(edition, address, each.text), each.source, each.status)
        except InputError as error:
            where = str(address)
            problem = f"the stored answer no longer fits the questionnaire: {error.problem}"
            findings.append(Finding("stored-answer-unreadable", Severity.ERROR, where, problem, error.fix, (where,)))
    return Response(edition.id, organisation, answers), tuple(findings)


_VALUES: dict[tuple[str, Address, str], Value] = {}


def _value(edition: Edition, address: Address, text: str) -> Value:
    """Read a stored answer; what was read before is remembered, since most answers stay as they are."""
    key = (edition.id, address, text)
    if key not in _VALUES:
        if len(_VALUES) > 100_000:
            _VALUES.clear()
        _VALUES[key] = value_of(edition.column(address), text)
    return _VALUES[key]


def _tables(edition: Edition, response: Response, questions: Iterable[str]) -> dict[str, Table]:
    wanted = set(questions)
    rows: dict[str, dict[str | None, dict[str, Value]]] = {number: {} for number in wanted}
    for address, answer in response.answers.items():
        if address.question in wanted and address.column is not None:
            rows[address.question].setdefault(address.row, {})[address.column] = answer.value
    return {number: table_of(edition.questions[number], rows[number]) for number in wanted}


def _with_computed(
    assessor: Assessor, response: Response, assessment: Assessment, before: Mapping[Address, Answer]
) -> tuple[dict[Address, Answer], Assessment]:
    """Return the cells that CDP computes, where nobody typed into them, and the assessment with them."""
    edition = assessor.edition
    found = computed_answers(edition, assessment.displayed)
    extra = {address: answer for address, answer in found.items() if address not in response.answers}
    changed = {address.question for address in extra.keys() | before.keys() if extra.get(address) != before.get(address)}
    if not changed:
        return extra, assessment
    full = response.with_answers(extra.values())
    return extra, assessor.change(assessment, _tables(edition, full, changed))
