"""Finds the one figure that is wanted, or none. Two figures where one is wanted are a finding, not a choice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.mapping.names import squash
from cdp_toolkit.metrics.model import MetricValue
from cdp_toolkit.metrics.periods import Period, ReportingYear

Members = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that a binding asks for.

    Args:
        metric: The dictionary's name.
        members: The member of every dimension that is meant; none is a total.
        back: How many reporting years before this one; None where the metric has a period of its own.
        beside: Dimensions that may be stated or not, since they only describe.
    """

    metric: str
    members: Members = ()
    back: int | None = 0
    beside: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return " ".join([self.metric, *(f"{name}={member}" for name, member in self.members)])


class Figures:
    """The usable figures of one part of the organisation, by what they are figures of."""

    def __init__(
        self, values: Iterable[MetricValue], year: ReportingYear, boundaries: Sequence[str], period: Period | None = None
    ) -> None:
        """Sort figures by what they are figures of.

        Args:
            values: Figures that may be used, under the dictionary's names.
            year: The reporting year.
            boundaries: What the part is called; figures of other parts are ``elsewhere``.
            period: Where given, the figures of this period stand for those of the reporting year.
        """
        self.year, self.period = year, period
        self.findings: dict[str, Finding] = {}
        self.used: set[MetricValue] = set()
        self.elsewhere: list[MetricValue] = []
        names = {name.casefold() for name in boundaries}
        self._by_metric: dict[str, list[tuple[MetricValue, dict[str, str], int | None]]] = defaultdict(list)
        for value in values:
            if (value.boundary or "").casefold() in names:
                dimensions = {name: squash(member) for name, member in value.dimensions}
                self._by_metric[value.metric].append((value, dimensions, self._years_back(value)))
            else:
                self.elsewhere.append(value)

    def _years_back(self, value: MetricValue) -> int | None:
        if value.period is None:
            return None
        if self.period is None:
            return self.year.years_before(value.period)
        return 0 if value.period == self.period else None

    def find(self, wanted: Wanted) -> MetricValue | None:
        """Return the one figure that is wanted, None where there is none or more than one."""
        candidates = self._by_metric.get(wanted.metric)
        if not candidates:
            return None
        members = {name: squash(member) for name, member in wanted.members}
        found = [
            value
            for value, own, back in candidates
            if (wanted.back is None or back == wanted.back)
            and {name: member for name, member in own.items() if name not in wanted.beside or name in members} == members
        ]
        if len({(value.value, value.unit) for value in found}) > 1:
            self.findings.setdefault(f"{wanted} {found[0].where}", _several(wanted, found))
            return None
        if not found:
            return None
        self.used.add(found[0])
        return found[0]

    def members(self, metrics: Iterable[str], dimension: str, back: int | None = None, within: Members = ()) -> list[str]:
        """Return the members of a dimension that have a figure of one of the metrics, in the order of the file.

        Args:
            metrics: The dictionary's names.
            dimension: The dimension.
            back: How many reporting years before this one; None is any time.
            within: Members of other dimensions that the figures must have.
        """
        wanted = {name: squash(member) for name, member in within}.items()
        found: dict[str, str] = {}
        for metric in dict.fromkeys(metrics):
            for value, own, years in self._by_metric.get(metric, ()):
                if dimension in own and (back is None or years == back) and wanted <= own.items():
                    found.setdefault(own[dimension], value.dimension(dimension) or "")
        return list(found.values())

    def described(self, metrics: Iterable[str], dimension: str, member: str, by: str) -> str | None:
        """Return what describes a member, such as the country of a contract, where all figures agree on it."""
        found = {
            value.dimension(by)
            for metric in metrics
            for value, own, _ in self._by_metric.get(metric, ())
            if own.get(dimension) == squash(member)
        } - {None}
        return found.pop() if len(found) == 1 else None


def _several(wanted: Wanted, found: Sequence[MetricValue]) -> Finding:
    figures = "; ".join(f"{value.where}: {value.figure} for {value.period}, {value.boundary}" for value in found)
    fix = "Keep the one that is meant; none is used until then."
    return Finding("several-figures", Severity.ERROR, found[0].where, f"{wanted} has several figures: {figures}", fix)
