"""The rules of an edition, compiled: for every question what decides how much of it is displayed, in the order to ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdp_toolkit.editions.model import Question
from cdp_toolkit.editions.rules import Must, OptionRule, OptionsFrom, RowsFrom, Rule
from cdp_toolkit.language import Context, Node, Row, Truth, negated
from cdp_toolkit.language.references import Reference


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """A compiled condition of something that can be hidden.

    Args:
        rule: The condition as it is written.
        node: The compiled condition.
        hides: Whether it hides where it holds, instead of showing.
        where: File and line.
        data: The condition with the names of a template filled in.
    """

    rule: Rule | RowsFrom | OptionRule
    node: Node
    hides: bool
    where: str
    data: object

    def shows(self, context: Context, row: Row | None) -> Truth:
        """Say whether it lets its target be shown."""
        truth: Truth = self.node.evaluate(context, row)
        return negated(truth) if self.hides else truth


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """Rows or options that open with the options chosen in cells.

    Args:
        rule: The definition.
        cells: The cells that open them.
        opens: What each option opens: names of rows, or option labels.
        governs: What is closed unless it is opened; None where that is all.
        where: File and line.
    """

    rule: RowsFrom | OptionsFrom
    cells: tuple[Reference, ...]
    opens: Mapping[str, tuple[str, ...]]
    governs: frozenset[str] | None
    where: str

    def opened(self, context: Context, row: Row | None) -> set[str] | None:
        """Return what is open, None where a fact about the organisation is needed and not known."""
        result: set[str] = set()
        for cell in self.cells:
            chosen = cell.get(context, row)
            if isinstance(chosen, tuple):
                for option in chosen:
                    result.update(self.opens.get(option, ()))
            elif cell.about_organisation:
                return None
        return result


@dataclass(frozen=True, slots=True, eq=False)
class ColumnTests:
    """Columns that share their conditions."""

    names: tuple[str, ...]
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """A compiled ``must``: what has to hold in the rows where ``column`` is filled, or once in the table."""

    rule: Must
    node: Node
    column: str | None
    where: str
    data: object


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """A cell that CDP computes."""

    column: str
    node: Node
    where: str


@dataclass(slots=True, eq=False)
class Plan:
    """All compiled rules of one question.

    Args:
        question: The question.
        tests: Its own conditions.
        openings: Cells whose options open its rows.
        row_tests: Conditions asked of a row by its name; those of "" of every row.
        columns: Conditions of columns, in an order in which each looks only at columns settled before.
        options: Conditions of options by column.
        options_from: Cells that open the options of a column.
        required: Conditions under which a column is asked for.
        computed: Cells that CDP computes, in the order to compute them.
        demands: What must hold.
        reads: What display looks at: columns by question, "*" for any; the question's own not among them.
        reads_own_rows: Whether a row is decided by another row of the question.
    """

    question: Question
    tests: tuple[Test, ...] = ()
    openings: tuple[Opening, ...] = ()
    row_tests: dict[str, tuple[Test, ...]] = field(default_factory=dict)
    columns: tuple[ColumnTests, ...] = ()
    options: dict[str, tuple[Test, ...]] = field(default_factory=dict)
    options_from: dict[str, Opening] = field(default_factory=dict)
    required: dict[str, tuple[Test, ...]] = field(default_factory=dict)
    computed: tuple[Computed, ...] = ()
    demands: tuple[Demand, ...] = ()
    reads: dict[str, set[str]] = field(default_factory=dict)
    reads_own_rows: bool = False

    @property
    def computed_columns(self) -> frozenset[str]:
        """Names of the columns that CDP computes."""
        return frozenset(each.column for each in self.computed)


@dataclass(frozen=True, slots=True, eq=False)
class Plans:
    """The compiled rules of an edition, by question, in an order in which each question looks only at earlier ones."""

    by_question: dict[str, Plan]
    order: tuple[str, ...]
