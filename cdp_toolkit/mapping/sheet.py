"""The answers while they are being worked out, as the rule language sees them, and where added rows stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.language import Row, Table
from cdp_toolkit.language.tables import HIDDEN
from cdp_toolkit.mapping.figures import Figures
from cdp_toolkit.mapping.names import squash
from cdp_toolkit.mapping.plans import MappingContext, Plan, Scope
from cdp_toolkit.responses.model import Response, table_of
from cdp_toolkit.values import Address, Choice, Value

Rows = dict[str | None, dict[str, Value]]
PeoplesRows = dict[int, dict[str, Value]]


@dataclass(slots=True)
class Sheet(MappingContext):
    """Answers by question, row and column; a question's table is made anew when it is asked for after a change."""

    edition: Edition | None = None
    rows: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))
    changed: set[str] = field(default_factory=set)

    def put(self, address: Address, value: Value) -> None:
        """Put an answer in its place."""
        self.rows[address.question].setdefault(address.row, {})[address.column or ""] = value
        self.changed.add(address.question)

    def value(self, address: Address) -> Value | None:
        """Return the answer at an address, None where there is none."""
        return self.rows[address.question].get(address.row, {}).get(address.column or "")

    def table(self, question: str) -> Table:
        """Return a question's answers as a table."""
        asked = None if self.edition is None else self.edition.questions.get(question)
        if asked is None:
            return self.tables.get(question, HIDDEN)
        if question in self.changed or question not in self.tables:
            self.tables[question] = table_of(asked, self.rows[question])
            self.changed.discard(question)
        return self.tables[question]

    def row(self, question: Question, name: str | None) -> Row:
        """Return one row, an empty one where nothing stands in it yet."""
        table = self.table(question.id)
        found = table.rows[0] if name is None and table.rows else table.row(name or "")
        return found or Row(name or "", {}, tuple(column.name for column in question.columns), name or "")


@dataclass(frozen=True, slots=True)
class Place:
    """One row that a plan answers: its name in addresses, and what its figures have in common."""

    row: str | None
    scope: Scope
    member: str | None = None


def places(
    plans: Iterable[Plan], figures: Figures, direct: Response, empty: frozenset[tuple[str, str]]
) -> dict[tuple[str, str], list[Place]]:
    """Return the rows of every scope of every question.

    Args:
        plans: All plans.
        figures: Their dimensions say which rows are added.
        direct: The answers of people; a row about the same thing is the same row, a row about another thing is left alone.
        empty: Rows that turned out to have nothing in them: question, and scope with member.
    """
    by_scope: dict[str, dict[str, list[Plan]]] = defaultdict(lambda: defaultdict(list))
    for plan in plans:
        by_scope[plan.question.id][plan.scope.row].append(plan)
    found: dict[tuple[str, str], list[Place]] = {}
    for question, scopes in by_scope.items():
        taken: set[int] = set()
        people = _people(direct, question)
        for name, group in scopes.items():
            scope = group[0].scope
            if scope.kind in ("fixed", "single"):
                found[question, name] = [Place(name or None, scope)]
                continue
            found[question, name] = _added(group, figures, people, taken, empty)
    return found


def _people(direct: Response, question: str) -> PeoplesRows:
    rows: dict[int, dict[str, Value]] = defaultdict(dict)
    for address, answer in direct.answers.items():
        if address.question == question and address.row is not None and address.row.isdigit():
            rows[int(address.row)][address.column or ""] = answer.value
    return rows


def _added(
    group: list[Plan],
    figures: Figures,
    people: PeoplesRows,
    taken: set[int],
    empty: frozenset[tuple[str, str]],
) -> list[Place]:
    scope = group[0].scope
    if scope.kind == "added":
        if (group[0].question.id, scope.row) in empty:
            return []
        return [Place(str(_free(taken, people, None, "")), scope)]
    dimension = scope.row.removeprefix("each ")
    about = next((plan.column.name for plan in group if plan.binding.member == dimension), None)
    metrics = [metric for plan in group for metric in plan.metrics()]
    made = []
    for member in figures.members(metrics, dimension):
        if (group[0].question.id, f"{scope.row} {member}") in empty:
            continue
        number = _free(taken, people, about, member)
        members = tuple(sorted({**dict(scope.members), dimension: member}.items()))
        made.append(Place(str(number), replace(scope, members=members), member))
    return made


def _free(taken: set[int], people: PeoplesRows, about: str | None, member: str) -> int:
    """Return the number of the row that people gave the same thing, else the first that is about nothing else yet."""
    said = {number: _squashed(row[about]) for number, row in people.items() if about is not None and about in row}
    for number, what in said.items():
        if what == squash(member) and number not in taken:
            taken.add(number)
            return number
    number = 1
    while number in taken or number in said:
        number += 1
    taken.add(number)
    return number


def _squashed(value: Value) -> str:
    return squash(value.option if isinstance(value, Choice) else str(value))
