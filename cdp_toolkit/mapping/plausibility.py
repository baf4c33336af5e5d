"""Asks of figures whether they can be true together, by rules in the rule language: ``mappings/plausibility.yaml``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.language import Compiler, Node
from cdp_toolkit.mapping.figures import Figures, Wanted
from cdp_toolkit.mapping.operators import figure_conditions, figure_expressions
from cdp_toolkit.mapping.plans import MappingContext
from cdp_toolkit.mapping.shaping import grouped, rounded
from cdp_toolkit.mapping.templates import Part, filled
from cdp_toolkit.metrics.check import usable
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear
from cdp_toolkit.shipped import shipped


class Rule(Definition):
    """What must hold between figures of one boundary and period.

    ``about`` is the metric that the finding is about; ``let`` names expressions that ``holds`` and ``problem`` can use;
    ``withhold`` keeps the figures of ``about`` out of every answer while the rule does not hold.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    severity: Severity
    about: str
    let: dict[str, Any] = Field(default_factory=dict)
    holds: Any
    withhold: bool = False
    problem: str
    why: str
    fix: str
    reference: str


@dataclass(frozen=True)
class Ready:
    """A rule that was compiled."""

    rule: Rule
    holds: Node
    let: dict[str, Node]


@dataclass(frozen=True, slots=True)
class Implausible:
    """A rule that does not hold, and the figures that no answer may use because of it."""

    finding: Finding
    withheld: tuple[MetricValue, ...] = ()


@cache
def _shipped_rules() -> Document:
    return read(shipped("mappings") / "plausibility.yaml")


def standard_rules(dictionary: Dictionary) -> tuple[Ready, ...]:
    """Return the rules that the toolkit ships."""
    return _compiled(_shipped_rules(), dictionary)


def read_rules(path: Path, dictionary: Dictionary) -> tuple[Ready, ...]:
    """Read rules about figures.

    Raises:
        DefinitionError: With every fault, each with file and line.
    """
    return _compiled(read(path), dictionary)


def _compiled(document: Document, dictionary: Dictionary) -> tuple[Ready, ...]:
    rules: tuple[Rule, ...] = validated(document, tuple[Rule, ...])
    faults: list[Fault] = []
    ready = []
    for i, rule in enumerate(rules):
        if rule.about not in dictionary.metrics:
            fix = nearest(rule.about, dictionary.metrics)
            faults.append(Fault(document.where((i, "about")), f"there is no metric '{rule.about}'", fix))
        compiler = Compiler(
            {},
            blank=None,
            let=rule.let,
            leaves=figure_conditions(dictionary),
            figures=figure_expressions(dictionary),
            nearest=nearest,
        )
        holds = compiler.condition(rule.holds, (i, "holds"))
        let = {name: compiler.expression(data, (i, "let", name)) for name, data in rule.let.items()}
        faults += [Fault(document.where(mistake.loc), mistake.problem, mistake.fix) for mistake in compiler.mistakes]
        ready.append(Ready(rule, holds, let))
    if faults:
        raise DefinitionError(faults)
    return tuple(ready)


def check_plausibility(
    rules: Sequence[Ready], table: MetricTable, dictionary: Dictionary, year: ReportingYear
) -> list[Implausible]:
    """Return where figures of one boundary and period cannot be true together. What lacks a figure is not assessed."""
    values = usable(table, dictionary)
    found = []
    for ready in rules:
        for about in _by_part(values, ready.rule.about):
            found += _assess(ready, about, values, dictionary, year)
    return found


def _by_part(values: Iterable[MetricValue], metric: str) -> Iterable[tuple[MetricValue, ...]]:
    """Return the figures of a metric, those of one boundary and period together, the total before what it is broken down by."""
    parts: dict[tuple[str | None, Period | None], list[MetricValue]] = {}
    for value in values:
        if value.metric == metric:
            parts.setdefault((value.boundary, value.period), []).append(value)
    return [tuple(sorted(part, key=lambda value: len(value.dimensions))) for part in parts.values()]


def _assess(
    ready: Ready, about: tuple[MetricValue, ...], values: Iterable[MetricValue], dictionary: Dictionary, year: ReportingYear
) -> list[Implausible]:
    value = about[0]
    figures = Figures(values, year, [value.boundary or ""], value.period)
    context = MappingContext({}, figures=figures)
    if ready.holds.evaluate(context, None) is not False:
        return []
    rule = ready.rule

    def show(part: Part) -> str | None:
        if part.text in ready.let:
            result = ready.let[part.text].evaluate(context, None)
            return grouped(rounded(Fraction(result), 4, None)[0]) if isinstance(result, Decimal) else None
        found = value if part.text == rule.about else figures.find(Wanted(part.text, (), None))
        return None if found is None else found.figure

    problem = filled(rule.problem, show) or rule.problem
    finding = Finding(rule.id, rule.severity, value.where, f"{problem} {rule.why}", rule.fix)
    return [Implausible(finding, about if rule.withhold else ())]
