"""The links of a crosswalk as its YAML file has them: questions, columns, rows, options, past years."""

from typing import Annotated, Literal

from pydantic import Field

from cdp_toolkit.editions.yamlfile import Definition

Kind = Literal["full", "partial", "split", "dropped"]
Target = Annotated[str, Field(pattern=r"^[^\[\]]+$")]


class ColumnLink(Definition):
    """Where one column goes: ``to`` is a column of the link's question, or ``question.column``; None has no home."""

    to: Target | None
    kind: Kind = "full"
    reason: str = ""
    options: dict[str, str | None] = Field(default_factory=dict)


class Link(Definition):
    """Where the answers of one question go.

    Args:
        source: The earlier question.
        to: The later ones; the first takes every column that does not say otherwise.
        kind: ``full`` (the same is asked), ``partial`` (part of it), ``split`` (into several questions or shapes), ``dropped``.
        reason: Why, in a sentence.
        columns: Columns that go elsewhere than to their own name, or to none.
        rows: Rows that go to another row; "" is the one row of a question without rows.
        sets: What every row that is carried is given besides, such as the environmental issue it is about.
        row_from: The column, or row key, whose option names the later row, as a country does.
        row_names: Options of that column whose later row is called otherwise.
        by_hand: The shape has changed so much that nothing can be placed by rule; all of it is listed.
        appended: Its rows come behind those that other links have brought into the same question.
    """

    source: str = Field(alias="from")
    to: tuple[str, ...] = ()
    kind: Kind
    reason: str
    columns: dict[str, ColumnLink] = Field(default_factory=dict)
    rows: dict[str, str] = Field(default_factory=dict)
    sets: dict[str, str] = Field(default_factory=dict)
    row_from: str | None = None
    row_names: dict[str, str] = Field(default_factory=dict)
    by_hand: bool = False
    appended: bool = False


class PastYears(Definition):
    """Figures of the reporting year that the later edition asks for as those of a past year.

    Args:
        source: The earlier question.
        to: The later one.
        rows: Its rows of years, the latest first; none where the whole question is about the reporting year.
        age: How many years before the reporting year the first of ``rows`` is.
        to_rows: The later question's rows of years, the latest first.
        to_age: How many years before the reporting year the first of ``to_rows`` is.
        columns: The columns that move, earlier to later.
        row_to_column: The earlier rows are the later columns, and the one column in ``columns`` holds the figures.
        end_column: The later column that takes the end of the old reporting year.
    """

    source: str = Field(alias="from")
    to: str
    rows: tuple[str, ...] = ()
    age: int = 0
    to_rows: tuple[str, ...]
    to_age: int = 0
    columns: dict[str, str] = Field(default_factory=dict)
    row_to_column: bool = False
    end_column: str | None = None


class CrosswalkFile(Definition):
    """The whole file."""

    source: str = Field(alias="from")
    to: str
    links: tuple[Link, ...]
    year_end: str
    past_years: tuple[PastYears, ...] = ()
    lasting: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    new: dict[str, str] = Field(default_factory=dict)
