"""What the company knows: one figure with its unit, period, boundary, dimensions and source."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cdp_toolkit.metrics.periods import Period
from cdp_toolkit.metrics.units import Unit
from cdp_toolkit.values import plain


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One figure. What is not stated is None, and is never filled in by a guess.

    Args:
        metric: Name of the metric, the company's own or the dictionary's.
        value: The figure; None where the row says that it is not known.
        unit: Its unit.
        period: The days that it covers; one day for a figure as at a date.
        boundary: The part of the organisation that it covers, in the company's words.
        dimensions: What it is broken down by, such as ``(("category", "business_travel"),)``, sorted by name.
        source: The document that it comes from.
        page: Where in that document.
        owner: Who answers for it.
        note: What the company says about it.
        suspect: Why the company doubts it; a doubted figure is shown, never used.
        where: File and row.
    """

    metric: str
    value: Decimal | None
    unit: Unit | None = None
    period: Period | None = None
    boundary: str | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    source: str | None = None
    page: str | None = None
    owner: str | None = None
    note: str | None = None
    suspect: str | None = None
    where: str = ""

    def dimension(self, name: str) -> str | None:
        """Return its member of a dimension, None where it is a total over that dimension."""
        return dict(self.dimensions).get(name)

    @property
    def figure(self) -> str:
        """The figure with its unit, as a person would write it."""
        amount = "no figure" if self.value is None else plain(self.value)
        return amount if self.unit is None else f"{amount} {self.unit.name}"

    @property
    def name(self) -> str:
        """The metric and the members that it is a figure of."""
        return " ".join([self.metric, *(f"{name}={member}" for name, member in self.dimensions)])

    def __str__(self) -> str:
        return f"{self.name} = {self.figure}"

    @property
    def key(self) -> tuple[object, ...]:
        """What may have one value only."""
        return (self.metric, self.period, (self.boundary or "").casefold(), self.dimensions)


@dataclass(frozen=True, slots=True)
class MetricTable:
    """Figures from one or several files, in the order in which they stand there."""

    values: tuple[MetricValue, ...] = ()

    def __iter__(self) -> Iterator[MetricValue]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def names(self) -> tuple[str, ...]:
        """Return the metrics' names in the order in which they first stand in the files."""
        return tuple(dict.fromkeys(value.metric for value in self.values))
