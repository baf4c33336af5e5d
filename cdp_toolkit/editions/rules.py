"""What an edition says about its questions beyond their shape: when a part is shown, what may stand in it, what must hold.

These are the definitions as they are written in YAML, in the closed rule language (``cdp_toolkit.language``). ``compiled``
checks them and turns them into tests; ``display`` applies them.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cdp_toolkit.editions.yamlfile import Definition
from cdp_toolkit.findings import Severity

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Confidence = Literal["high", "medium", "low"]


class Rule(Definition):
    """One condition and why it is there.

    Args:
        when: Condition in the rule language.
        reason: What the condition is for, in our words.
        confidence: How sure we are that CDP asks it like this.
        inferred: CDP does not state it; a neighbour or a label suggests it. Never takes away an answer.
        reading: How a doubtful or contradictory statement was read.
    """

    when: Any
    reason: str
    confidence: Confidence = "high"
    inferred: bool = False
    reading: str | None = None


class OptionRule(Rule):
    """Options that are offered only where the condition holds."""

    options: tuple[str, ...]


class _Opening(Definition):
    """Rows or options that open with the options chosen in another cell.

    Args:
        cell: The cell that opens them; several cells open what any of them opens.
        opens: ``label``: what has the label of a chosen option; or what each option opens.
        also: Options whose label differs from that of what they open.
        nothing: Options that open nothing, such as "No"; ``others`` for all that open nothing.
    """

    cell: str | tuple[str, ...] | None = None
    opens: Literal["label"] | dict[str, tuple[str, ...]] = "label"
    also: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    nothing: tuple[str, ...] | Literal["others"] = ()
    reason: str
    confidence: Confidence = "high"
    inferred: bool = False
    reading: str | None = None


class RowsFrom(_Opening):
    """Where the rows of a table come from: a condition asked of each row, or the options chosen in a cell.

    It governs all rows, or those of ``rows``, or all but those of ``without``.
    """

    rows: tuple[Name, ...] = ()
    without: tuple[Name, ...] = ()
    when: Any = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> "RowsFrom":
        if (self.when is None) == (self.cell is None):
            raise ValueError("'rows_from' needs either 'when' or 'cell' | Keep one of the two.")
        if self.rows and self.without:
            raise ValueError("'rows_from' has both 'rows' and 'without' | Keep one of the two.")
        return self


class OptionsFrom(_Opening):
    """Where the offered options come from. Where the cell is hidden, ``otherwise`` says whether all or none are offered."""

    cell: str | tuple[str, ...]
    otherwise: Literal["all", "none"] = "none"


class ColumnGroup(Definition):
    """Columns with the same condition, written once.

    Args:
        columns: Their names.
        name: How expressions name them: ``{sum: {group: name}}``.
        options_of: A choice column of the table. The k-th column of the group is about its k-th option, which the conditions
            call ``$option``; the column itself is ``$column``.
        shown_if: Conditions that must all hold.
        hidden_if: Conditions each of which hides.
    """

    columns: tuple[Name, ...]
    name: Name | None = None
    options_of: Name | None = None
    shown_if: tuple[Rule, ...] = ()
    hidden_if: tuple[Rule, ...] = ()


class Must(Definition):
    """Something that has to hold between answers of a question, such as a sum or the order of two dates.

    A rule of a column is asked in every row where the column is filled; a rule of a question once. A blank leaves it open.

    Args:
        holds: Condition in the rule language. With ``columns`` it is asked for each of them, which it calls ``$column``.
        problem: What is wrong where it does not hold, in our words.
        fix: What to do.
        code: Kind of finding that it gives, such as ``sum`` or ``dates``.
        severity: How grave that is.
        columns: The columns that it is about.
        confidence: How sure we are that CDP demands it.
        inferred: CDP does not state it.
        reading: How a doubtful statement was read.
    """

    holds: Any
    problem: str
    fix: str
    code: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    severity: Severity = Severity.ERROR
    columns: tuple[Name, ...] = ()
    confidence: Confidence = "high"
    inferred: bool = False
    reading: str | None = None


class Shown(Definition):
    """Base of what can be hidden: a question, a column, a row."""

    shown_if: tuple[Rule, ...] = ()
    hidden_if: tuple[Rule, ...] = ()
