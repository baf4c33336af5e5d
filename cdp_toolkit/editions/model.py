"""Questions, rows and columns of one edition: what is asked, and the shape of every answer."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from cdp_toolkit.editions.earlier import EarlierNumber
from cdp_toolkit.editions.rules import ColumnGroup, Confidence, Must, Name, OptionRule, OptionsFrom, RowsFrom, Rule, Shown
from cdp_toolkit.editions.yamlfile import Definition, nearest
from cdp_toolkit.errors import InputError
from cdp_toolkit.values import Address

if TYPE_CHECKING:
    from cdp_toolkit.editions.plans import Plans

ColumnType = Literal["number", "choice", "choices", "text", "date", "attachment"]

# Units that a column of the questionnaire can have. What metrics convert to; see metrics/units.py for their sizes.
UNITS = (
    *("t CO2e", "t CO2", "t", "kt", "Mt", "MWh", "GWh", "MW", "million barrels", "thousand barrels/day", "million BOE"),
    *("t CO2e/t", "MWh/t", "GJ/t", "percent", "currency", "years", "degree", "hectares", "km", "km2", "ratio", "megaliters"),
)


def slug(label: str) -> str:
    """Make the stable name of a row from its label, where nobody gave it a better one.

    >>> slug("China, Hong Kong Special Administrative Region"), slug("Türkiye")
    ('china_hong_kong_special_administrative_region', 'turkiye')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode() or label
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    return name if name[:1].isalpha() else f"row_{name}"


def _letters(label: str) -> str:
    """Return what is compared of a label: its letters and figures."""
    return "".join(filter(str.isalnum, label.casefold()))


class Column(Shown):
    """One cell of an answer: a figure, a choice, several choices, text, a date or an attachment.

    Options with a group carry it in the label: ``Acute physical | Drought``. ``more_options`` says that CDP's list held more than
    is known here, as in earlier editions: an option that is not in the list is then taken as it stands. ``max_chars`` limits a
    text, or the text of one's own beside "please specify". ``computed`` is the expression by which CDP fills the cell. What is
    displayed is asked for, unless it is ``optional`` or its ``required_if`` does not hold. ``also`` are the labels by which
    submissions of other years call the same column, ``options_also`` the words of other years for an option.
    """

    n: int
    name: Name
    label: str
    also: tuple[str, ...] = ()
    type: ColumnType
    unit: str | None = None
    options: tuple[str, ...] = ()
    options_also: dict[str, str] = Field(default_factory=dict)
    more_options: bool = False
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    max_chars: int | None = None
    exclusive: tuple[str, ...] = ()
    options_shown_if: tuple[OptionRule, ...] = ()
    options_from: OptionsFrom | None = None
    optional: bool = False
    required_if: tuple[Rule, ...] = ()
    computed: Any = None
    must: tuple[Must, ...] = ()
    confidence: Confidence = "high"

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> "Column":
        if self.type in ("choice", "choices") and not self.options:
            raise ValueError(f"column '{self.name}' is a {self.type} without options | Add 'options'.")
        if self.unit is not None and self.unit not in UNITS:
            raise ValueError(f"column '{self.name}' has the unknown unit '{self.unit}' | {nearest(self.unit, UNITS)}")
        if self.unit is not None and self.type != "number":
            raise ValueError(f"column '{self.name}' is a {self.type} and cannot have a unit | Remove 'unit'.")
        self._check_options(self.exclusive, tuple(self.options_also.values()), *(rule.options for rule in self.options_shown_if))
        return self

    def _check_options(self, *lists: tuple[str, ...]) -> None:
        for option in (option for options in lists for option in options):
            if option not in self.options:
                raise ValueError(f"'{option}' is no option of column '{self.name}' | {nearest(option, self.options)}")

    @property
    def printed_options(self) -> tuple[str, ...]:
        """The options with the words of other years behind them."""
        return (*self.options, *self.options_also)

    @property
    def grouped(self) -> bool:
        """Whether an option is a group and an option inside it."""
        return bool(self.options) and all(" | " in option for option in self.options)


class Row(Shown):
    """A fixed row of a table; an ``optional`` one may stay blank. ``also`` are its labels in submissions of other years."""

    name: Name
    label: str
    also: tuple[str, ...] = ()
    optional: bool = False


class Rows(Definition):
    """Which rows a table has: fixed ones, or ones that the organisation adds.

    ``key`` is a column of the table's own ("column 0" in CDP's numbering) that says what an added row is about, such as its
    environmental issue. ``rows_from`` says which answers open the rows.
    """

    fixed: tuple[Row, ...] = ()
    added: bool = False
    key: Column | None = None
    rows_from: tuple[RowsFrom, ...] = ()
    confidence: Confidence = "high"

    @model_validator(mode="after")
    def _is_one_kind(self) -> "Rows":
        if bool(self.fixed) == self.added:
            raise ValueError("rows are either 'fixed' or 'added' | Keep one of the two.")
        if self.key is not None and not self.added:
            raise ValueError("only added rows have a 'key' | Remove it.")
        return self


class Question(Shown):
    """One numbered question of an edition. A question with a single answer is a table of one row and one column.

    ``concept`` names what is asked whatever its number this year, and ties the question across editions. ``column_groups``
    are conditions that several columns share; ``must`` is what has to hold between its answers. ``also_numbers`` are the numbers
    under which other sectors are asked the same.
    """

    id: Annotated[str, Field(pattern=r"^(\d+(\.\d+)*|(SC|C(-[A-Z]{2})?)\d+\.\d+[a-z]?|C-FI)$")]
    also_numbers: tuple[str, ...] = ()
    concept: Name
    topic: str
    sectors: tuple[str, ...]
    issues: tuple[str, ...]
    optional: bool = False
    rows: Rows | None = None
    columns: tuple[Column, ...]
    column_groups: tuple[ColumnGroup, ...] = ()
    must: tuple[Must, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Question":
        for what, names in (("column", [c.name for c in self.all_columns]), ("row", [r.name for r in self.fixed_rows])):
            double = sorted({name for name in names if names.count(name) > 1})
            if double:
                raise ValueError(f"question {self.id} has two {what}s named {', '.join(double)} | Give each its own name.")
        return self

    @model_validator(mode="after")
    def _labels_of_other_years_are_nobody_elses(self) -> "Question":
        for what, named in (("column", self.all_columns), ("row", self.fixed_rows)):
            taken = {_letters(each.label): each.name for each in named}
            for each in named:
                for label in each.also:
                    other = taken.setdefault(_letters(label), each.name if label != each.label else "")
                    if other != each.name or label == each.label:
                        raise ValueError(
                            f"{what} '{each.name}' is also '{label}', as '{other or each.name}' is | Keep one of the two."
                        )
        return self

    @property
    def module(self) -> str:
        """The module that the question belongs to by its number."""
        return self.id.partition(".")[0]

    @property
    def fixed_rows(self) -> tuple[Row, ...]:
        """The fixed rows, none where rows are added or the table has one row."""
        return () if self.rows is None else self.rows.fixed

    @property
    def adds_rows(self) -> bool:
        """Whether the organisation adds rows."""
        return self.rows is not None and self.rows.added

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns, led by the row key where the table has one."""
        return self.columns if self.rows is None or self.rows.key is None else (self.rows.key, *self.columns)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by their stable name."""
        return {column.name: column for column in self.all_columns}

    @cached_property
    def row_by_name(self) -> dict[str, Row]:
        """Fixed rows by their stable name."""
        return {row.name: row for row in self.fixed_rows}


@dataclass(frozen=True)
class Edition:
    """One year's questionnaire, in CDP's order.

    ``requesters`` and ``flags`` are what may be said of an organisation; ``plans`` are the compiled rules of the questions.
    ``earlier`` are numbers that meant something else in years before.
    """

    id: str
    title: str
    modules: dict[str, str]
    sectors: tuple[str, ...]
    issues: tuple[str, ...]
    questions: dict[str, Question]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requesters: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    plans: "Plans | None" = field(default=None, compare=False, repr=False)
    earlier: tuple[EarlierNumber, ...] = ()

    @cached_property
    def by_number(self) -> dict[str, Question]:
        """Questions by each number that they are asked under."""
        shared = {number: question for question in self.questions.values() for number in question.also_numbers}
        return {**shared, **self.questions}

    @cached_property
    def by_concept(self) -> dict[str, Question]:
        """Questions by concept."""
        return {question.concept: question for question in self.questions.values()}

    def question(self, number: str) -> Question:
        """Return a question by number.

        Raises:
            InputError: This edition has no such question; names the nearest.
        """
        try:
            return self.questions[number]
        except KeyError:
            raise InputError(number, f"is no question of {self.id}", nearest(number, self.questions)) from None

    def column(self, address: Address) -> Column:
        """Return the column that an address means; a table of one column needs no column name.

        Raises:
            InputError: There is no such question, row or column; names the nearest.
        """
        question = self.question(address.question)
        self._check_row(question, address)
        if address.column is None and len(question.columns) == 1:
            return question.columns[0]
        if address.column is None or address.column not in question.by_name:
            names = ", ".join(question.by_name)
            raise InputError(str(address), f"question {question.id} has no column '{address.column}'", f"Columns: {names}.")
        return question.by_name[address.column]

    def canonical(self, address: Address) -> Address:
        """Check an address against the edition and write it the one way the response file has it.

        Raises:
            InputError: As ``column``.
        """
        return Address(address.question, address.row, self.column(address).name)

    def _check_row(self, question: Question, address: Address) -> None:
        row = address.row
        if question.adds_rows:
            if row is None or not row.isascii() or not row.isdigit() or row.startswith("0"):
                raise InputError(
                    str(address), "rows of this question are added and numbered", f"Write {question.id}[1] and so on."
                )
        elif question.fixed_rows:
            if row is None or row not in question.row_by_name:
                fix = nearest(row or "", question.row_by_name)
                raise InputError(str(address), f"question {question.id} has no row '{row}'", fix)
        elif row is not None:
            raise InputError(str(address), f"question {question.id} has only one row", f"Write {question.id} without [{row}].")
