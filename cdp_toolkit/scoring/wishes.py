"""Turns a condition round: which answers would make it hold? A few alternatives each, the preferred one first.

What is found is a proposal, tried by real scoring before anybody sees it. Figures are stand-ins that pass the condition; the real
ones have to come from the company.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from itertools import islice, product

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.model import Column, Edition, slug
from cdp_toolkit.editions.plans import Opening, Plan, Test
from cdp_toolkit.language import Cell, Context, Node, Row, Table
from cdp_toolkit.language.references import HERE, ONLY, Reference
from cdp_toolkit.scoring.edits import NONE, Edits, next_row, together
from cdp_toolkit.scoring.leaves import verdict_key
from cdp_toolkit.values import Address, Attachment, asks_for_text

LIMIT = 4  # alternatives kept of each condition

Close = Callable[[dict[str, object]], list[Edits]]


def _nothing(spec: dict[str, object]) -> list[Edits]:
    return []


class Wishes:
    """Inverts the conditions of one edition.

    Args:
        edition: Whose columns and options are chosen from.
        conditions: All conditions of the criteria, from which it is learnt which options are wanted.
        day: A date that stands in for one that has to be given.
    """

    def __init__(self, edition: Edition, conditions: Iterable[tuple[str, Node]], day: dt.date) -> None:
        self.edition, self.day = edition, day
        self._plans = edition.plans or compile_edition(edition)
        self._wanted: dict[tuple[str, str], Counter[str]] = {}
        for question, node in conditions:
            self._learn(node, question, 1)
        self._alike: dict[str, Counter[str]] = {}  # what is asked for in columns of one name in any question
        for (_, name), counter in self._wanted.items():
            self._alike.setdefault(name, Counter()).update(counter)

    def _learn(self, node: Node, here: str, sign: int) -> None:
        """Count how often an option is asked for, less how often it is asked against."""
        sign = -sign if node.kind == "none" else sign
        if node.labels and node.references:
            against = node.kind in ("picks_none", "picks_beyond")
            counter = self._wanted.setdefault((node.references[0].question or here, node.references[0].column), Counter())
            for label in node.labels:
                counter[label] += -sign if against else sign
        for child in node.children:
            self._learn(child, node.scope or here, sign)

    def preferred(self, question: str, column: Column) -> list[str]:
        """Return the options of a column, those that criteria ask for first, CDP's order among equals."""
        wanted = self._wanted.get((question, column.name), Counter())
        alike = self._alike.get(column.name, Counter())
        return sorted(column.options, key=lambda option: (-wanted[option], asks_for_text(option), -alike[option]))

    def stand_in(self, question: str, column: Column) -> Cell:
        """Return a value that fills a cell: the preferred option, or a stand-in for what has to be given."""
        match column.type:
            case "number":
                return max(column.min or Decimal(1), Decimal(1)) if column.max is None else min(column.max, Decimal(1))
            case "date":
                return self.day
            case "attachment":
                return Attachment("to be attached")
            case "text":
                return "to be written"
            case _:
                return (self.preferred(question, column)[0],)

    def fill(self, question: str, rows: Iterable[Row], without: Iterable[str] = ()) -> Edits:
        """Fill every displayed blank cell of some rows."""
        columns = self.edition.questions[question].by_name
        barred = set(without) | self._plans.by_question[question].computed_columns
        cells: dict[Address, Cell | None] = {}
        for row in rows:
            for name in row.shown:
                if name not in row.cells and name not in barred:
                    cells[Address(question, row.name or None, name)] = self.stand_in(question, columns[name])
        return Edits(cells, {})

    def keyed(self, question: str, row: Row, edits: Edits) -> Edits:
        """Say what an added row is about, where its table asks for that and the edits do not say it."""
        rows = self.edition.questions[question].rows
        if rows is None or rows.key is None or rows.key.name in row.cells:
            return edits
        address = Address(question, row.name, rows.key.name)
        return edits if address in edits.cells else Edits({address: self.stand_in(question, rows.key)}, {}) | edits

    def displayed(self, edits: Edits, context: Context, depth: int = 3) -> Edits:
        """Add to edits what lets their questions and rows be displayed, as far as answers decide it."""
        for question in dict.fromkeys(address.question for address in edits.cells):
            plan = self._plans.by_question[question]
            if depth and (plan.row_tests or plan.columns):
                edits = self._cells_shown(plan, edits, context, depth)
            if not context.table(question).shown and depth:
                for test in plan.tests:
                    if test.shows(context, None) is True:
                        continue
                    found = (
                        self.fail(test.node, context, None, question)
                        if test.hides
                        else self.hold(test.node, context, None, question)
                    )
                    if found:
                        edits = self.displayed(found[0], context, depth - 1) | edits
            for opening in plan.openings:
                edits = self._opened(question, opening, edits, context)
        return edits

    def _cells_shown(self, plan: Plan, edits: Edits, context: Context, depth: int) -> Edits:
        """Add what lets hidden rows and columns be displayed that the edits fill."""
        question = plan.question.id
        for address in list(edits.cells):
            if address.question != question:
                continue
            row = context.table(question).row(address.row or "")
            if row is not None and address.column in row.shown:
                continue
            tests: list[Test] = []
            if row is not None:
                tests += [test for each in plan.columns if address.column in each.names for test in each.tests]
            elif address.row is not None:
                tests += [*plan.row_tests.get(address.row, ()), *plan.row_tests.get("", ())]
                row = Row(address.row, {}, (), address.row)
            for test in tests:
                if test.shows(context, row) is not True:
                    turn = self.fail if test.hides else self.hold
                    found = turn(test.node, context, row, question)
                    if found:
                        edits = self.displayed(found[0], context, depth - 1) | edits
        return edits

    def _opened(self, question: str, opening: Opening, edits: Edits, context: Context) -> Edits:
        """Choose the option that opens a row, where a row of the edits is not open yet."""
        open_now = opening.opened(context, None)
        for address in list(edits.cells):
            if address.question != question or address.row is None or open_now is None:
                continue
            about = self._about(question, address.row, edits, context)
            if about in open_now or (opening.governs is not None and about not in opening.governs):
                continue
            option = next((option for option, names in opening.opens.items() if about in names), None)
            target = None if option is None else self._target(opening.cells[0], context, None, question)
            if target is not None and option is not None:
                column = self.edition.column(target)
                before = opening.cells[0].get(context, None) if column.type == "choices" else None
                chosen = (*before, option) if isinstance(before, tuple) else (option,)
                edits = Edits({target: tuple(dict.fromkeys(chosen))}, {}) | edits
        return edits

    def _about(self, question: str, row: str, edits: Edits, context: Context) -> str:
        """Return what a row is about: its name, or the slug of its key."""
        rows = self.edition.questions[question].rows
        if rows is None or rows.key is None:
            return row
        key = edits.cells.get(Address(question, row, rows.key.name))
        if isinstance(key, tuple) and key:
            return slug(key[0])
        known = context.table(question).row(row)
        return row if known is None else known.key

    def blank_row(self, question: str, table: Table) -> Row:
        """Return a row that could be added, with nothing filled."""
        name = next_row(table)
        return Row(name, {}, tuple(column.name for column in self.edition.questions[question].columns), name)

    def fixed_rows(self, question: str, most: int = LIMIT) -> list[Row]:
        """Return the first fixed rows of a question that is hidden, with nothing filled."""
        definition = self.edition.questions[question]
        shown = tuple(column.name for column in definition.columns)
        return [Row(row.name, {}, shown, row.name) for row in definition.fixed_rows[:most]]

    def hold(self, node: Node, context: Context, row: Row | None, here: str, close: Close = _nothing) -> list[Edits]:
        """Return edits that would make a condition hold: an empty one if it holds, none if nothing is known that would.

        Args:
            node: The condition.
            context: What is displayed now.
            row: The current row.
            here: The question of the current row.
            close: Gives edits for ``earned``, which asks for points of other blocks.
        """
        if node.evaluate(context, row) is True:
            return [NONE]
        match node.kind:
            case "all":  # what completes a row comes first, so that what is asked of single cells counts
                ordered = sorted(node.children, key=lambda child: child.kind != "complete")
                wanted = [self.hold(child, context, row, here, close) for child in ordered]
                return self._all(wanted, apart=all(child.kind == "some_row" for child in node.children))
            case "any":
                found = [edits for child in node.children for edits in self.hold(child, context, row, here, close)]
                return sorted(found, key=len)[:LIMIT]
            case "none":
                return self._all([self.fail(child, context, row, here, close) for child in node.children])
            case "imply":
                pairs = zip(node.children[::2], node.children[1::2], strict=True)
                needed = [then for when, then in pairs if when.evaluate(context, row) is not False]
                return self._all([self.hold(then, context, row, here, close) for then in needed])
            case "doubt":
                return self._all([self.hold(child, context, row, here, close) for child in node.children])
            case "if_shown":
                return self.hold(node.children[0], context, row, here, close)
            case "some_row" | "every_row":
                return self._rows(node, context, row, here, close)
            case "complete":
                rows = node.select(context, row) if node.select is not None else [row] if row is not None else []
                named = node.data["complete"] if isinstance(node.data["complete"], list) else None
                question = node.scope or here
                columns = self.edition.questions[question].by_name
                without = [name for name in columns if named is not None and name not in named] or node.data.get("without", ())
                if not rows and self.edition.questions[question].adds_rows:
                    rows = [self.blank_row(question, context.table(question))]
                return [self.fill(question, rows, without)]
            case "compare":
                return self._compare(node, context, row, here)
            case "earned":
                return close(node.data["earned"])
            case "outside":
                key = verdict_key(here, row.name if row is not None else None, str(node.data["outside"]["what"]))
                return [Edits({}, {key: True})]
            case _:
                return self._cell(node, context, row, here)

    def fail(self, node: Node, context: Context, row: Row | None, here: str, close: Close = _nothing) -> list[Edits]:
        """Return edits that would make a condition fail."""
        if node.evaluate(context, row) is False:
            return [NONE]
        match node.kind:
            case "all":
                return [edits for child in node.children for edits in self.fail(child, context, row, here, close)][:LIMIT]
            case "any":
                return self._all([self.fail(child, context, row, here, close) for child in node.children])
            case "none":
                return [edits for child in node.children for edits in self.hold(child, context, row, here, close)][:LIMIT]
            case "some_row":
                rows = node.select(context, row) if node.select is not None else []
                return self._all([self.fail(node.children[-1], context, each, node.scope or here, close) for each in rows])
            case "doubt":
                return self._all([self.fail(child, context, row, here, close) for child in node.children])
            case "if_shown":
                return self.fail(node.children[0], context, row, here, close)
            case "picks_none":
                return self._choose(node, context, row, here, lambda option: option in node.labels, keep=True)
            case "filled" if node.data["filled"] is False:
                return self._cell(replace(node, data={**node.data, "filled": True}), context, row, here)
            case "picks" | "picks_all" | "picks_only" | "picks_within":
                return self._choose(node, context, row, here, lambda option: option not in node.labels, keep=False)
            case _:
                return []

    def _all(self, alternatives: list[list[Edits]], *, apart: bool = False) -> list[Edits]:
        """Combine alternatives of conditions that must all hold; none if one of them has none."""
        put = self.combined if apart else together
        return [put(combination) for combination in islice(product(*alternatives), LIMIT)]

    def combined(self, edits: Iterable[Edits]) -> Edits:
        """Return all edits as one; those that say something else about an added row get a row of their own."""
        made = NONE
        for each in edits:
            made = made | self._apart(made, each)
        return made

    def _apart(self, made: Edits, edits: Edits) -> Edits:
        """Move edits to further rows, where they would put another single choice over one that is made."""
        clashing = {
            (address.question, address.row)
            for address, cell in edits.cells.items()
            if made.cells.get(address, cell) != cell
            and self.edition.questions[address.question].adds_rows
            and self.edition.column(address).type == "choice"
        }
        if not clashing:
            return edits
        cells: dict[Address, Cell | None] = {}
        for address, cell in edits.cells.items():
            if (address.question, address.row) in clashing:
                rows = [int(each.row or 0) for each in made.cells if each.question == address.question]
                address = replace(address, row=str(max(rows) + 1))
            cells[address] = cell
        return Edits(cells, edits.verdicts)

    def _rows(self, node: Node, context: Context, row: Row | None, here: str, close: Close) -> list[Edits]:
        """Make a quantifier hold: in every row, or in one of the rows or a row to be added."""
        question = node.scope or here
        rows = list(node.select(context, row)) if node.select is not None else []
        if node.kind == "every_row" and rows:
            return self._all([self.hold(node.children[-1], context, each, question, close) for each in rows])
        if not rows and not self.edition.questions[question].adds_rows:
            rows = list(context.table(question).rows) or self.fixed_rows(question)
        if self.edition.questions[question].adds_rows:
            rows.append(self.blank_row(question, context.table(question)))
        found = []
        for each in rows:
            made = self._all([self.hold(child, context, each, question, close) for child in node.children])
            found += [self.keyed(question, each, edits) for edits in made]
        return sorted(found, key=lambda edits: (self._overwrites(edits, context), len(edits)))[:LIMIT]

    @staticmethod
    def _overwrites(edits: Edits, context: Context) -> int:
        """Count the cells that hold something else now: an answer that is there may be needed for something else."""
        return sum(
            (row := context.table(address.question).row(address.row or "")) is not None
            and row.cells.get(address.column or "", cell) != cell
            for address, cell in edits.cells.items()
        )

    def _target(self, reference: Reference, context: Context, row: Row | None, here: str) -> Address | None:
        """Return the address that a reference means, None where its row cannot be told."""
        if reference.about_organisation:
            return None
        if reference.question is None:
            return None if row is None else Address(here, row.name or None, reference.column)
        found = reference.find(context, row)
        if found is not None:
            return Address(reference.question, found.name or None, reference.column)
        if reference.row in (HERE, ONLY):
            return Address(reference.question, None, reference.column)
        known = self.edition.questions[reference.question].row_by_name
        return Address(reference.question, reference.row, reference.column) if reference.row in known else None

    def _cell(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        match node.kind:
            case "filled":
                target = self._target(node.references[0], context, row, here)
                if target is None:
                    return []
                column = self.edition.column(target)
                value = self.stand_in(target.question, column) if node.data["filled"] else None
                return [Edits({target: value}, {})]
            case "picks" | "picks_within":
                return self._choose(node, context, row, here, lambda option: option in node.labels, keep=node.kind == "picks")
            case "picks_none":
                return self._choose(node, context, row, here, lambda option: option not in node.labels, keep=False)
            case "picks_beyond":
                return self._choose(node, context, row, here, lambda option: option not in node.labels, keep=True)
            case "picks_all" | "picks_only" | "picks_count":
                return self._choose_many(node, context, row, here)
            case _:
                return []

    def _choose(
        self, node: Node, context: Context, row: Row | None, here: str, fits: Callable[[str], bool], *, keep: bool
    ) -> list[Edits]:
        """Choose one option that fits; in a column of several choices the ones made may be kept."""
        reference = node.references[0]
        target = self._target(reference, context, row, here)
        if target is None:
            return []
        column = self.edition.column(target)
        chosen = reference.get(context, row)
        before = chosen if keep and column.type == "choices" and isinstance(chosen, tuple) else ()
        options = [option for option in self.preferred(target.question, column) if fits(option)]
        return [Edits({target: tuple(dict.fromkeys((*before, option)))}, {}) for option in options[:LIMIT]]

    def _choose_many(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Choose all of the named options, or as many from as many groups as are asked for."""
        reference = node.references[0]
        target = self._target(reference, context, row, here)
        if target is None:
            return []
        column = self.edition.column(target)
        chosen = reference.get(context, row)
        before = tuple(chosen) if isinstance(chosen, tuple) and node.kind != "picks_only" else ()
        options = [option for option in self.preferred(target.question, column) if option in node.labels]
        if node.kind != "picks_count":
            return [Edits({target: tuple(dict.fromkeys((*before, *options)))}, {})]
        spec = node.data["picks_count"]
        groups: dict[str, list[str]] = {}
        for option in options:
            groups.setdefault(option.partition(" | ")[0], []).append(option)
        first = [each[0] for each in groups.values()][: max(spec.get("groups_at_least", 0), 1)]
        picked = list(dict.fromkeys((*before, *first)))
        for option in options:
            if sum(each in node.labels for each in picked) >= spec.get("at_least", 1):
                break
            if option not in picked:
                picked.append(option)
        return [Edits({target: tuple(picked)}, {})]

    def _compare(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Move one side of a comparison to where it holds."""
        left, *right = node.children
        op = node.data["compare"][1]
        goals = [each.evaluate(context, row) for each in right]
        if None in goals:
            found = self._solve(right[0], None, context, row, here)
            return [] if found is None else [found]
        goal, step = goals[0], {"<": -1, ">": 1}.get(op, 0)
        if isinstance(goal, dt.date):
            goal = goal + dt.timedelta(days=step)
        elif isinstance(goal, Decimal):
            goal = goal + step
        edits = self._solve(left, goal, context, row, here)
        return [] if edits is None else [edits]

    def _solve(self, node: Node, goal: Cell | None, context: Context, row: Row | None, here: str) -> Edits | None:
        """Return edits that give an expression a value (any value where the goal is None)."""
        match node.kind:
            case "cell":
                target = self._target(node.references[0], context, row, here)
                if target is None:
                    return None
                value = self.stand_in(target.question, self.edition.column(target)) if goal is None else goal
                return Edits({target: value}, {})
            case "years":
                start = node.children[0].evaluate(context, row)
                if not isinstance(start, dt.date) or not isinstance(goal, Decimal):
                    return self._solve(node.children[0], None, context, row, here)
                count = int(goal.to_integral_value(ROUND_CEILING))
                return self._solve(
                    node.children[1], start.replace(year=start.year + count, day=min(start.day, 28)), context, row, here
                )
            case "ratio" | "difference" | "product" | "sum" if isinstance(goal, Decimal) and len(node.children) > 0:
                return self._solve_first(node, goal, context, row, here)
            case _:
                return None

    def _solve_first(self, node: Node, goal: Decimal, context: Context, row: Row | None, here: str) -> Edits | None:
        """Give the first operand the value that the others leave to it."""
        first, *others = node.children
        values = [each.evaluate(context, row) for each in others]
        if node.kind == "sum":
            rest = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
            return self._solve(first, goal - rest, context, row, here)
        if not values or not isinstance(values[0], Decimal):
            return self._solve(others[0], None, context, row, here) if others else None
        other = values[0]
        if node.kind == "ratio":
            return self._solve(first, goal * other, context, row, here)
        if node.kind == "difference":
            return self._solve(first, goal + other, context, row, here)
        return self._solve(first, goal / other, context, row, here) if other else None
