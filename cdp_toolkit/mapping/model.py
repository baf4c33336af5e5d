"""Bindings: which metric, or which derivation from answers, answers which data point. What a mapping file holds."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cdp_toolkit.editions.yamlfile import Definition

Fact = Literal["reporting_year_end", "currency", "consolidation_approach"]
KINDS = ("metric", "member", "period_end", "derive", "choose", "bands", "text", "fact")


class Case(Definition):
    """One option, and when it is the answer."""

    when: Any
    then: str


class Band(Definition):
    """An option that stands for a range of figures: up to and with ``to``, or up to and without ``below``."""

    to: Any = None
    below: Any = None
    then: str


class Bands(Definition):
    """Picks the option of the first range that a figure lies in. ``whole`` rounds half up before ``to`` is looked at."""

    of: Any
    whole: bool = False
    ranges: tuple[Band, ...]


class Binding(Definition):
    """How one data point is answered. Exactly one of the kinds.

    ``metric`` takes the figure, in the column's unit; ``where`` says which member of each dimension is meant, beside those that
    the row stands for; ``back`` is how many reporting years before this one; ``unit`` is needed where the column has none.
    ``member`` takes the member that the row stands for; ``period_end`` the last day of a metric's period; ``derive`` a figure
    worked out from other cells; ``choose`` the option, or all the options, whose condition holds; ``bands`` the option whose
    range holds the figure; ``text`` a sentence with figures in it; ``fact`` what ``project.toml`` says.

    ``only_if`` is a condition without which the data point is left alone. ``decimals`` rounds half up.
    """

    metric: str | None = None
    where: dict[str, str] = Field(default_factory=dict)
    back: int | None = None
    unit: str | None = None
    member: str | None = None
    period_end: str | None = None
    derive: Any = None
    choose: tuple[Case, ...] = ()
    bands: Bands | None = None
    text: str | None = None
    fact: Fact | None = None
    only_if: Any = None
    decimals: Annotated[int | None, Field(ge=0, le=12)] = None

    @property
    def kind(self) -> str:
        """The one kind that is filled in."""
        return next(kind for kind in KINDS if getattr(self, kind) not in (None, ()))

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> "Binding":
        kinds = [kind for kind in KINDS if getattr(self, kind) not in (None, ())]
        if len(kinds) != 1:
            raise ValueError(f"a binding has {' and '.join(kinds) or 'no kind'} | Keep exactly one of: {', '.join(KINDS)}.")
        if (self.where or self.back is not None) and kinds[0] not in ("metric", "period_end"):
            raise ValueError(f"'where' and 'back' do not go with '{kinds[0]}' | Remove them, or use 'metric'.")
        return self


class RowScope(Definition):
    """What the figures of one row have in common."""

    where: dict[str, str] = Field(default_factory=dict)
    back: int | None = None


class Block(Definition):
    """Bindings of one question for some of its rows.

    ``rows`` names fixed rows, or gives names of ours to rows that are added. ``each`` makes one row of every member of a
    dimension that has a figure; fixed rows are found by their label. ``with`` names dimensions that only describe such a row.
    A question of one row has neither. ``columns`` holds a binding a column; ``null`` takes away that of the standard mapping.
    """

    rows: dict[str, RowScope] = Field(default_factory=dict)
    each: str | None = None
    with_: tuple[str, ...] = Field(default=(), alias="with")
    where: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, Binding | None]

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> "Block":
        if self.rows and self.each:
            raise ValueError("a block has 'rows' and 'each' | Keep one of the two.")
        if self.with_ and not self.each:
            raise ValueError("'with' stands without 'each' | Remove it.")
        return self


class Named(Definition):
    """What a metric of the company's own is in the dictionary: a metric, or one member of it."""

    metric: str
    where: dict[str, str] = Field(default_factory=dict)


class MappingFile(Definition):
    """A mapping: the standard one, or a company's own that is laid over it.

    ``metrics`` gives the dictionary's name for names of the company's own; ``let`` names expressions and conditions that rules
    can use by name.
    """

    edition: str
    let: dict[str, Any] = Field(default_factory=dict)
    metrics: dict[str, str | Named] = Field(default_factory=dict)
    questions: dict[str, tuple[Block, ...]] = Field(default_factory=dict)
