"""What is doubtful about figures before anyone uses them: unknown names, units that do not fit, wrong years, what is unstated."""

import re
from collections.abc import Collection, Iterable, Iterator

from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.findings import Finding, Severity, by_weight
from cdp_toolkit.metrics.dictionary import Dictionary, Metric
from cdp_toolkit.metrics.model import MetricTable, MetricValue
from cdp_toolkit.metrics.periods import ReportingYear

SHOWN = 10


def check_metrics(
    table: MetricTable, dictionary: Dictionary, year: ReportingYear | None, own: Collection[str] = ()
) -> list[Finding]:
    """Return what is wrong, doubtful or noteworthy in figures, the gravest first.

    Args:
        table: The figures.
        dictionary: What is known of metrics.
        year: The reporting year; without it years are not checked.
        own: Names of the company's own metrics that its mapping knows.
    """
    findings: list[Finding] = []
    for value in table:
        metric = dictionary.metrics.get(value.metric)
        if metric is None and value.metric not in own:
            findings.append(_unknown(value, dictionary))
        findings += _unstated(value)
        if metric is not None and metric.refused is not None:
            findings.append(_refused(value, metric, metric.refused))
        elif metric is not None:
            findings += _against(value, metric, year)
        findings += _doubted(value)
    return by_weight([*findings, *_missing(table)])


def _missing(table: MetricTable) -> Iterator[Finding]:
    """Say once for each file which rows have no figure."""
    by_file: dict[str, list[MetricValue]] = {}
    for value in table:
        if value.value is None:
            by_file.setdefault(value.where.rpartition(":")[0], []).append(value)
    for file, values in by_file.items():
        names = ", ".join(value.name for value in values[:SHOWN]) + (f" and {len(values) - SHOWN} more" * (len(values) > SHOWN))
        problem = f"{len(values)} of {len(table)} rows have no figure: {names}"
        yield Finding("figures-missing", Severity.INFO, file, problem, "Fill them in once they are known; they are not zero.")


def _unknown(value: MetricValue, dictionary: Dictionary) -> Finding:
    near = nearest(value.metric, dictionary.metrics)
    problem = f"'{value.metric}' is no metric of the dictionary, so no answer uses it"
    fix = f"{near} Or bind it in mapping.yaml; 'mapping suggest' proposes how."
    return Finding("unknown-metric", Severity.WARNING, value.where, problem, fix)


def _refused(value: MetricValue, metric: Metric, fix: str) -> Finding:
    return Finding("metric-not-usable", Severity.ERROR, value.where, f"{value} is not used: {metric.title.lower()}", fix)


def _unstated(value: MetricValue) -> Iterator[Finding]:
    if value.value is None:
        return
    for name, what in (("unit", value.unit), ("period", value.period), ("boundary", value.boundary)):
        if what is None:
            problem = f"{value} states no {name}, so it is not used"
            yield Finding(f"{name}-unstated", Severity.ERROR, value.where, problem, f"State the {name}; none is guessed.")


def _against(value: MetricValue, metric: Metric, year: ReportingYear | None) -> Iterator[Finding]:
    if value.unit is not None and not metric.measures(value.unit):
        problem = f"{value.metric} is measured in {metric.unit}, and {value.figure} is {value.unit.dimension}"
        yield Finding("unit-of-another-kind", Severity.ERROR, value.where, problem, f"Give the figure in {metric.unit}.")
    if value.value is not None and value.value < 0 and not metric.negative:
        problem = f"{value} is below zero, which {metric.title.lower()} cannot be"
        yield Finding("negative-figure", Severity.ERROR, value.where, problem, "Correct the sign, or report removals as such.")
    unknown = [name for name, _ in value.dimensions if name not in metric.dimensions and not name.startswith("dim_")]
    if unknown:
        problem = f"{value.metric} is not broken down by {', '.join(unknown)}, so no answer uses {value}"
        fix = f"Its dimensions: {', '.join(metric.dimensions) or 'none'}."
        yield Finding("dimension-not-of-metric", Severity.WARNING, value.where, problem, fix)
    if year is not None and metric.periods == "reporting":
        yield from _wrong_year(value, year)


def _wrong_year(value: MetricValue, year: ReportingYear) -> Iterator[Finding]:
    if value.period is None or value.value is None or year.years_before(value.period) is not None:
        return
    if value.period.overlaps(year.period):
        code, problem = "part-of-year", f"{value} covers {value.period}, not the whole reporting year {year.period}"
        fix = f"Give the figure for {year.period}; a part of a year is not scaled up."
    else:
        code, problem = "wrong-year", f"{value} is for {value.period}, the reporting year is {year.period}"
        fix = "Correct the period, or the reporting year in project.toml. Up to five reporting years before are read too."
    yield Finding(code, Severity.ERROR, value.where, problem, fix)


def _doubted(value: MetricValue) -> Iterator[Finding]:
    if value.suspect is not None:
        problem = f"{value} is marked as doubtful and not used: {re.sub(r'[.]$', '', value.suspect)}"
        yield Finding(
            "figure-doubted", Severity.WARNING, value.where, problem, "Check it at its source, then clear the column 'suspect'."
        )


def usable(values: Iterable[MetricValue], dictionary: Dictionary) -> list[MetricValue]:
    """Return the figures that may answer something: complete, not doubted, in a unit that fits their metric."""
    return [value for value in values if _usable(value, dictionary)]


def _usable(value: MetricValue, dictionary: Dictionary) -> bool:
    metric = dictionary.metrics.get(value.metric)
    if value.value is None or value.unit is None or value.period is None or value.boundary is None or value.suspect is not None:
        return False
    if metric is not None and metric.refused is not None:
        return False
    return metric is None or (metric.measures(value.unit) and (metric.negative or value.value >= 0))
