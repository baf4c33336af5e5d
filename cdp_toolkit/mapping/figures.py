"""Finds the one figure that is wanted, or none. Two figures where one is wanted are a finding, not a choice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.metrics.model import MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear

Members = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that a binding asks for.

    Args:
        metric: The dictionary's name.
        members: The member of every dimension that is meant, sorted; none is a total.
        back: How many reporting years before this one; None where the metric has a period of its own.
        beside: Dimensions that may be stated or not, since they only describe.
    """

    metric: str
    members: Members = ()
    back: int | None = 0
    beside: frozenset[str] = frozenset()


@dataclass
class Figures:
    """The usable figures of one part of the organisation, by what they are figures of.

    Args:
        values: Figures that may be used, under the dictionary's names.
        year: The reporting year.
        boundaries: What the part is called; figures of other parts are not found.
        period: Where given, ``back`` counts from this period instead of the reporting year.
    """

    values: Iterable[MetricValue]
    year: ReportingYear
    boundaries: Sequence[str]
    period: Period | None = None
    findings: dict[tuple[Wanted, str], Finding] = field(default_factory=dict)
    used: set[MetricValue] = field(default_factory=set)

    def __post_init__(self) -> None:
        names = {name.casefold() for name in self.boundaries}
        self._by_metric: dict[str, list[MetricValue]] = defaultdict(list)
        self.elsewhere: list[MetricValue] = []
        for value in self.values:
            if (value.boundary or "").casefold() in names:
                self._by_metric[value.metric].append(value)
            else:
                self.elsewhere.append(value)

    def find(self, wanted: Wanted) -> MetricValue | None:
        """Return the one figure that is wanted, None where there is none or more than one."""
        found = [value for value in self._by_metric.get(wanted.metric, ()) if self._fits(value, wanted)]
        if len({(value.value, value.unit) for value in found}) > 1:
            self.findings[wanted, found[0].where] = _several(wanted, found)
            return None
        if not found:
            return None
        self.used.add(found[0])
        return found[0]

    def _fits(self, value: MetricValue, wanted: Wanted) -> bool:
        own = tuple(pair for pair in value.dimensions if pair[0] not in wanted.beside)
        return own == wanted.members and self._in_time(value, wanted.back)

    def _in_time(self, value: MetricValue, back: int | None) -> bool:
        if back is None or value.period is None:
            return back is None
        if self.period is not None:
            return value.period == self.period.back(back)
        return self.year.years_before(value.period) == back

    def members(self, metrics: Iterable[str], dimension: str, beside: frozenset[str]) -> list[str]:
        """Return the members of a dimension that have a figure of one of the metrics, in the order of the file."""
        found = dict.fromkeys(
            member
            for metric in metrics
            for value in self._by_metric.get(metric, ())
            if (member := value.dimension(dimension)) is not None and (value.period is not None)
        )
        return list(found)

    def described(self, metrics: Iterable[str], dimension: str, member: str, by: str) -> str | None:
        """Return what describes a member, such as the country of a contract, where all figures agree on it."""
        found = {
            value.dimension(by)
            for metric in metrics
            for value in self._by_metric.get(metric, ())
            if value.dimension(dimension) == member
        } - {None}
        return found.pop() if len(found) == 1 else None


def _several(wanted: Wanted, found: Sequence[MetricValue]) -> Finding:
    about = " ".join([wanted.metric, *(f"{name}={member}" for name, member in wanted.members)])
    figures = "; ".join(f"{value.where}: {value.figure} for {value.period}, {value.boundary}" for value in found)
    fix = "Keep the one that is meant; none is used until then."
    return Finding("several-figures", Severity.ERROR, found[0].where, f"{about} has several figures: {figures}", fix)
