"""The metric dictionary: names, units and definitions of what companies measure, and the dimensions that break it down."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.metrics.units import Unit, unit
from cdp_toolkit.shipped import shipped

MetricName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=80)]
DimensionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]

MONEY = "currency"
ANY = "any"


class Member(Definition):
    """One member of a dimension, such as business travel among the Scope 3 categories."""

    title: str
    synonyms: tuple[str, ...] = ()


class Dimension(Definition):
    """What figures can be broken down by. Without members it takes whatever the company writes.

    ``file`` names a file beside the dictionary that holds the members.
    """

    title: str
    members: dict[str, Member] = Field(default_factory=dict)
    file: str | None = None

    def member(self, text: str) -> str | None:
        """Return the member that a text names, the text itself in an open dimension, None where there is no such member."""
        if not self.members:
            return text.strip()
        return _by_text(self).get(_folded(text))


@cache
def _names(items: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {_folded(text): name for name, texts in items for text in (*texts, name)}


def _by_text(dimension: Dimension) -> dict[str, str]:
    return _names(tuple((name, (member.title, *member.synonyms)) for name, member in dimension.members.items()))


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _some_money(text: str) -> str:
    """Put a currency where a unit speaks of money in any."""
    return text.replace(MONEY, "EUR")


def _any_money(dimension: str) -> str:
    return re.sub(r"money: [A-Z]{3}", "money", dimension)


class Metric(Definition):
    """One entry of the dictionary.

    ``unit`` is what the figure is shown in; any unit that measures the same may be given. ``currency`` stands for money in
    any currency, ``any`` for whatever the company measures. ``periods: any`` allows figures of years that are no reporting
    years, as base years and target years are. ``refused`` says what to do about a name under which no figure can be used.
    """

    title: str
    unit: str
    definition: str
    dimensions: tuple[DimensionName, ...] = ()
    synonyms: tuple[str, ...] = ()
    periods: Literal["reporting", "any"] = "reporting"
    negative: bool = False
    refused: str | None = None

    @model_validator(mode="after")
    def _unit_is_known(self) -> "Metric":
        if self.unit not in (MONEY, ANY):
            try:
                unit(_some_money(self.unit))
            except InputError as error:
                raise ValueError(f"the unit {error.where} {error.problem} | {error.fix}") from None
        return self

    def measures(self, given: Unit) -> bool:
        """Whether a figure in this unit can be a figure of this metric."""
        if self.unit == ANY:
            return True
        if self.unit == MONEY:
            return given.currency is not None
        return _any_money(given.dimension) == _any_money(unit(_some_money(self.unit)).dimension)


class Dictionary(Definition):
    """All metrics and dimensions that the toolkit knows."""

    dimensions: dict[DimensionName, Dimension]
    metrics: dict[MetricName, Metric]


def read_dictionary(path: Path) -> Dictionary:
    """Read a metric dictionary.

    Raises:
        DefinitionError: With every fault, each with file and line.
    """
    document = read(path)
    dictionary: Dictionary = validated(document, Dictionary)
    dictionary = dictionary.model_copy(update={"dimensions": _with_files(path, dictionary)})
    faults = [*_dangling(document, dictionary), *_doubles(document, dictionary)]
    if faults:
        raise DefinitionError(faults)
    return dictionary


def _with_files(path: Path, dictionary: Dictionary) -> dict[str, Dimension]:
    dimensions = {}
    for name, dimension in dictionary.dimensions.items():
        if dimension.file is not None:
            members = validated(read(path.parent / dimension.file), dict[str, Member])
            dimension = Dimension(title=dimension.title, members=members, file=dimension.file)
        dimensions[name] = dimension
    return dimensions


def _dangling(document: Document, dictionary: Dictionary) -> list[Fault]:
    faults = []
    for name, metric in dictionary.metrics.items():
        for dimension in metric.dimensions:
            if dimension not in dictionary.dimensions:
                where = document.where(("metrics", name, "dimensions"))
                faults.append(Fault(where, f"there is no dimension '{dimension}'", nearest(dimension, dictionary.dimensions)))
    return faults


def _doubles(document: Document, dictionary: Dictionary) -> list[Fault]:
    faults = []
    for name, dimension in dictionary.dimensions.items():
        seen: dict[str, str] = {}
        for member, entry in dimension.members.items():
            for text in (member, entry.title, *entry.synonyms):
                other = seen.setdefault(_folded(text), member)
                if other != member:
                    where = document.where(("dimensions", name, "members", member))
                    faults.append(Fault(where, f"'{text}' names {other} as well as {member}", "Keep it at one of them."))
    return faults


@cache
def standard_dictionary() -> Dictionary:
    """Return the dictionary that the toolkit ships. Loaded once a process."""
    return read_dictionary(shipped("mappings") / "metrics.yaml")
