"""Answers everything that a project can answer: from its figures through the mapping, and directly from people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding, Severity, by_weight
from cdp_toolkit.mapping.compiling import Mapping, load_mapping
from cdp_toolkit.mapping.engine import Facts, Mapped, map_figures
from cdp_toolkit.mapping.figures import Figures
from cdp_toolkit.mapping.model import Named
from cdp_toolkit.mapping.plausibility import check_plausibility, standard_rules
from cdp_toolkit.mapping.tracing import Trace
from cdp_toolkit.metrics.check import check_metrics, usable
from cdp_toolkit.metrics.dictionary import Dictionary, standard_dictionary
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import ReportingYear
from cdp_toolkit.responses.computed import with_computed
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Answer, Response
from cdp_toolkit.responses.project import Project
from cdp_toolkit.values import Address, Value


@dataclass(frozen=True)
class Answered:
    """A project's response, what was found on the way, and what it rests on.

    Args:
        response: People's answers, and for the rest what figures answer.
        findings: What is wrong, doubtful or noteworthy in figures and answers.
        metrics: All figures, under the dictionary's names.
        mapping: The mapping that was used.
        mapped: What figures answer, people's answers or not; the two can be compared.
        traces: How each answer from figures was worked out.
        unused: Figures that may be used and that no answer rests on.
    """

    response: Response
    findings: tuple[Finding, ...]
    metrics: MetricTable
    mapping: Mapping
    mapped: dict[Address, Answer] = field(default_factory=dict)
    traces: dict[Address, Trace] = field(default_factory=dict)
    unused: tuple[MetricValue, ...] = ()


def answer_project(project: Project) -> Answered:
    """Answer what the project's figures and people answer.

    A person's answer wins over a mapped one; where the two differ there is a finding.

    Raises:
        InputError: A file cannot be read.
        FileError: Figures or answers cannot be used; every fault is named.
        DefinitionError: The mapping or ``project.toml`` is wrong; every fault is named.
    """
    dictionary = standard_dictionary()
    mapping = load_mapping(project.edition, dictionary, project.mapping_file)
    metrics = renamed(project.metrics(dictionary), mapping.names)
    findings = check_metrics(metrics, dictionary, project.year)
    implausible = check_plausibility(standard_rules(dictionary), metrics, dictionary, project.year)
    withheld = {value for each in implausible for value in each.withheld}
    good = [value for value in usable(metrics, dictionary) if value not in withheld]
    figures = Figures(good, project.year, project.facts.boundary)
    direct = project.direct_answers()
    mapped = map_figures(mapping, figures, direct, facts_of(project))
    response = completed(project.edition, direct, mapped)
    findings += [
        *(each.finding for each in implausible),
        *figures.findings.values(),
        *mapped.findings.values(),
        *_differences(direct, mapped, project.edition),
        *_elsewhere(figures.elsewhere, project.facts.boundary),
    ]
    unused = tuple(value for value in good if value not in figures.used)
    return Answered(response, tuple(by_weight(findings)), metrics, mapping, mapped.answers, mapped.traces, unused)


def checked_project_figures(project: Project) -> tuple[MetricTable, list[Finding]]:
    """Return a project's figures under the dictionary's names, and what is doubtful about them.

    Raises:
        InputError: A file cannot be read.
        FileError: Figures cannot be used; every fault is named.
        DefinitionError: The mapping is wrong; every fault is named.
    """
    dictionary = standard_dictionary()
    names = load_mapping(project.edition, dictionary, project.mapping_file).names
    metrics = renamed(project.metrics(dictionary), names)
    return metrics, checked_figures(metrics, dictionary, project.year)


def checked_figures(metrics: MetricTable, dictionary: Dictionary, year: ReportingYear | None) -> list[Finding]:
    """Return what is doubtful about figures, by themselves and beside each other; years are checked where one is given."""
    implausible = [] if year is None else check_plausibility(standard_rules(dictionary), metrics, dictionary, year)
    return by_weight([*check_metrics(metrics, dictionary, year), *(each.finding for each in implausible)])


def renamed(table: MetricTable, names: dict[str, Named]) -> MetricTable:
    """Return figures under the dictionary's names, where the mapping knows the company's own."""

    def one(value: MetricValue) -> MetricValue:
        named = names.get(value.metric)
        if named is None:
            return value
        return replace(value, metric=named.metric, dimensions=tuple(sorted({**dict(value.dimensions), **named.where}.items())))

    return MetricTable(tuple(map(one, table)))


def facts_of(project: Project) -> Facts:
    """Return what ``project.toml`` says that answers can show."""
    year = project.year
    name = year.label or str(year.period)
    return Facts(project.organisation.name, name, year.period.end, project.currency, project.facts.consolidation_approach)


def completed(edition: Edition, direct: Response, mapped: Mapped) -> Response:
    """Return people's answers, for the rest what figures answer, and the cells that CDP works out from both."""
    own = [answer for address, answer in mapped.answers.items() if address not in direct.answers]
    return with_computed(edition, direct.with_answers(own))


def _differences(direct: Response, mapped: Mapped, edition: Edition) -> Iterator[Finding]:
    for address, answer in mapped.answers.items():
        given = direct.answers.get(address)
        if given is None or _same(given.value, answer.value):
            continue
        free = edition.column(address).type == "text"
        problem = f"a person answered {_short(given.value)!r}, the figures say {_short(answer.value)!r} ({answer.source.detail})"
        fix = "The person's answer is used. Correct it, or the figure that it rests on."
        severity = Severity.INFO if free else Severity.WARNING
        yield Finding("answers-differ", severity, str(address), problem, fix, (str(address),))


def _same(given: Value, mapped: Value) -> bool:
    """Whether two answers agree, a figure as far as a person wrote its decimals."""
    if isinstance(given, Decimal) and isinstance(mapped, Decimal):
        exponent = given.as_tuple().exponent
        places = min(int(exponent), 0)
        return given == mapped or given == mapped.quantize(Decimal(1).scaleb(places), ROUND_HALF_UP)
    if isinstance(given, tuple) and isinstance(mapped, tuple):
        return set(given) == set(mapped)
    return given == mapped


def _short(value: Value) -> str:
    text = text_of(value).replace("\n", "; ")
    return text if len(text) <= 80 else f"{text[:77]}..."


def _elsewhere(values: Iterable[MetricValue], boundaries: tuple[str, ...]) -> Iterator[Finding]:
    for value in values:
        problem = f"{value} covers '{value.boundary}', not the reporting boundary ({', '.join(boundaries)}), so no answer uses it"
        fix = "If it covers the whole reporting boundary, say so in its row; otherwise leave it."
        yield Finding("partial-boundary", Severity.INFO, value.where, problem, fix)
