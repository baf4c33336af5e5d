"""Compiles the rules of an edition; every mistake in them, and every circle, is reported with its file and line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdp_toolkit.editions.facts import shapes
from cdp_toolkit.editions.model import Column, Edition, Question, slug
from cdp_toolkit.editions.order import question_graph, sort_columns, sort_questions
from cdp_toolkit.editions.plans import ColumnTests, Computed, Demand, Opening, Plan, Plans, Test
from cdp_toolkit.editions.rules import ColumnGroup, Must, OptionsFrom, RowsFrom, Rule
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.language import Compiler, Loc, Node
from cdp_toolkit.language.references import ALL, SAME, QuestionShape, Reference

Where = Callable[[str, Loc], str]


def somewhere(question: str, loc: Loc) -> str:
    """Name a place in a question that was not read from a file."""
    return " ".join([f"question {question}", *map(str, loc)])


def compile_edition(edition: Edition, where: Where = somewhere) -> Plans:
    """Compile all rules of an edition.

    Args:
        edition: The edition.
        where: Gives file and line of a place inside a question.

    Raises:
        DefinitionError: With every condition that names something that does not exist, and every circle.
    """
    faults: list[Fault] = []
    known = shapes(edition)
    made = {number: _Maker(edition, question, known, where, faults).plan() for number, question in edition.questions.items()}
    order, circle = sort_questions(question_graph(made.values()))
    if circle:
        faults.append(Fault(where(circle[0], ()), _circle(circle), "Let one of them not look at the others."))
    if faults:
        raise DefinitionError(faults)
    return Plans(made, tuple(order))


def row_names(question: Question | None) -> frozenset[str]:
    """Return the names that rows of a question can have: fixed ones, or those of the options of the row key."""
    if question is None or question.rows is None:
        return frozenset()
    if question.rows.key is not None:
        return frozenset(map(slug, question.rows.key.options))
    return frozenset(row.name for row in question.rows.fixed)


def _circle(names: Sequence[str]) -> str:
    return f"what is displayed goes in a circle: {' -> '.join((*names, names[0]))}"


@dataclass
class _Maker:
    """Makes the plan of one question."""

    edition: Edition
    question: Question
    known: Mapping[str, QuestionShape]
    where: Where
    faults: list[Fault]
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def plan(self) -> Plan:
        question = self.question
        self.groups = {group.name: group.columns for group in question.column_groups if group.name}
        plan = Plan(question, self.tests(question, ()))
        plan.openings, plan.row_tests = self._rows()
        plan.columns = self._columns()
        for column, loc in self._located_columns():
            options = tuple(self.test(rule, (*loc, "options_shown_if", i)) for i, rule in enumerate(column.options_shown_if))
            if options:
                plan.options[column.name] = options
            if column.options_from is not None:
                plan.options_from[column.name] = self._opening(
                    column.options_from, (*loc, "options_from"), {o: (o,) for o in column.options}, frozenset(column.options)
                )
            if column.required_if:
                plan.required[column.name] = self._list(column.required_if, (*loc, "required_if"), hides=False)
        plan.computed, plan.demands = self._computed(), self._demands()
        self._note_reads(plan)
        return plan

    def _located_columns(self) -> list[tuple[Column, Loc]]:
        key = self.question.rows.key if self.question.rows is not None else None
        own: list[tuple[Column, Loc]] = [(column, ("columns", i)) for i, column in enumerate(self.question.columns)]
        return own if key is None else [(key, ("rows", "key")), *own]

    def fault(self, loc: Loc, problem: str, fix: str) -> None:
        self.faults.append(Fault(self.where(self.question.id, loc), problem, fix))

    def compile(self, data: Any, loc: Loc, *, expression: bool = False, blank: bool | None = False) -> Node:
        """Compile one condition or expression in the rows of the question, and collect its mistakes."""
        compiler = Compiler(self.known, self.question.id, blank, self.edition.lists, nearest=nearest)
        data = _filled_in(data, self.groups)
        node = compiler.expression(data, loc) if expression else compiler.condition(data, loc)
        for mistake in compiler.mistakes:
            self.fault(mistake.loc, mistake.problem, mistake.fix)
        return node

    def reference(self, text: str, loc: Loc) -> Reference | None:
        compiler = Compiler(self.known, self.question.id, nearest=nearest)
        found = compiler.reference(text, loc)
        for mistake in compiler.mistakes:
            self.fault(mistake.loc, mistake.problem, mistake.fix)
        return found

    def test(
        self,
        rule: Rule | RowsFrom,
        loc: Loc,
        *,
        hides: bool = False,
        words: Mapping[str, str] | None = None,
        names: frozenset[str] | None = None,
    ) -> Test:
        """Compile one condition; ``names`` are the rows in which it is asked, where not in all."""
        data = _filled_in(rule.when, {}, words)
        node = self.compile(data, (*loc, "when"))
        self._check_rows(node, (*loc, "when"), row_names(self.question) if names is None else names)
        return Test(rule, node, hides, self.where(self.question.id, loc), data)

    def _check_rows(self, node: Node, loc: Loc, names: frozenset[str]) -> None:
        """Check that what a condition of these rows looks at exists: rows of its own question, rows of the same name."""
        own = self.question.id
        for reference in node.reads(own):
            if reference.question == own and reference.row == ALL:
                problem = "a display condition looks at all rows of its own question"
                self.fault(loc, problem, "Name one row, above its own.")
                return
            if reference.row == SAME and not any(each.kind == "row" for each in node.walk()):
                other = self.edition.questions.get(reference.question or "")
                missing = sorted(names - row_names(other)) if other is not None else []
                if missing and row_names(other):
                    problem = f"question {reference.question} has no row '{missing[0]}' that would be the same"
                    self.fault(loc, problem, "Give both rows the same name, or let the rule not govern it.")

    def _list(self, rules: Iterable[Rule], loc: Loc, *, hides: bool, words: Mapping[str, str] | None = None) -> tuple[Test, ...]:
        return tuple(self.test(rule, (*loc, i), hides=hides, words=words) for i, rule in enumerate(rules))

    def tests(self, target: Any, loc: Loc, words: Mapping[str, str] | None = None) -> tuple[Test, ...]:
        """Compile ``shown_if`` and ``hidden_if`` of a question, row, column or group of columns."""
        shown = self._list(target.shown_if, (*loc, "shown_if"), hides=False, words=words)
        return shown + self._list(target.hidden_if, (*loc, "hidden_if"), hides=True, words=words)

    def _rows(self) -> tuple[tuple[Opening, ...], dict[str, tuple[Test, ...]]]:
        rows = self.question.rows
        if rows is None:
            return (), {}
        tests: dict[str, tuple[Test, ...]] = {}
        openings: list[Opening] = []
        labels = {row.label: (row.name,) for row in rows.fixed}
        if rows.key is not None:
            labels = {option: (slug(option),) for option in rows.key.options}
        names = row_names(self.question)
        for i, rule in enumerate(rows.rows_from):
            loc: Loc = ("rows", "rows_from", i)
            for name in (*rule.rows, *rule.without):
                if name not in names:
                    self.fault(loc, f"question {self.question.id} has no row '{name}'", nearest(name, names))
            governed = frozenset(rule.rows) or names - frozenset(rule.without)
            if rule.cell is None:
                test = self.test(rule, loc, names=governed)
                for name in governed if names else ("",):
                    tests[name] = (*tests.get(name, ()), test)
            else:
                openings.append(self._opening(rule, loc, labels, governed))
        for i, row in enumerate(rows.fixed):
            own = self.tests(row, ("rows", "fixed", i))
            if own:
                tests[row.name] = (*tests.get(row.name, ()), *own)
        return tuple(openings), tests

    def _opening(
        self, rule: RowsFrom | OptionsFrom, loc: Loc, labels: Mapping[str, tuple[str, ...]], governed: frozenset[str]
    ) -> Opening:
        texts = (rule.cell,) if isinstance(rule.cell, str) else rule.cell or ()
        cells = tuple(cell for text in texts if (cell := self.reference(text, (*loc, "cell"))) is not None)
        offered = {option for cell in cells for option in self._options(cell)}
        by_label = {label: found for label, found in labels.items() if label in offered}
        opens = {**(by_label if isinstance(rule.opens, str) else rule.opens), **rule.also}
        nothing = () if isinstance(rule.nothing, str) else rule.nothing
        for option in sorted({*opens, *nothing} - offered):
            self.fault(loc, f"'{option}' is no option of {' or '.join(map(str, cells))}", nearest(option, offered))
        if rule.nothing != "others" and not any(cell.about_organisation for cell in cells):
            for option in sorted(offered - {*opens, *nothing}):
                self.fault(loc, f"the option '{option}' opens nothing", "Put it under 'also' or 'nothing'.")
        targets = {name for found in labels.values() for name in found}
        opened = {name for found in opens.values() for name in found}
        for name in sorted(opened - targets):
            self.fault(loc, f"there is no '{name}' to open", nearest(name, targets))
        for name in sorted(governed - opened):
            self.fault(loc, f"nothing opens '{name}'", "Put it under 'also', or let the rule not govern it.")
        return Opening(rule, cells, opens, governed, self.where(self.question.id, loc))

    def _options(self, cell: Reference) -> tuple[str, ...]:
        return self.known[cell.question or self.question.id].by_name[cell.column].options

    def _columns(self) -> tuple[ColumnTests, ...]:
        made = [
            ColumnTests((column.name,), tests) for column, loc in self._located_columns() if (tests := self.tests(column, loc))
        ]
        for i, group in enumerate(self.question.column_groups):
            loc: Loc = ("column_groups", i)
            for name in group.columns:
                if name not in self.question.by_name:
                    self.fault(loc, f"question {self.question.id} has no column '{name}'", nearest(name, self.question.by_name))
            made += self._group(group, loc)
        ordered, circle = sort_columns(self.question, made)
        if circle:
            self.fault((), _circle(circle), "Let one of the columns not look at the others.")
        return ordered

    def _group(self, group: ColumnGroup, loc: Loc) -> list[ColumnTests]:
        """Compile the conditions of a group: once, or once a column where they name the column or its option."""
        if group.options_of is None:
            if "$column" not in str([rule.when for rule in (*group.shown_if, *group.hidden_if)]):
                return [ColumnTests(group.columns, self.tests(group, loc))]
            return [ColumnTests((name,), self.tests(group, loc, {"$column": name})) for name in group.columns]
        about = self.question.by_name.get(group.options_of)
        options = () if about is None else about.options
        if len(options) != len(group.columns):
            problem = f"{len(group.columns)} columns stand for the {len(options)} options of '{group.options_of}'"
            self.fault(loc, problem, "Name a column for each option, in the order of the options.")
        return [
            ColumnTests((name,), self.tests(group, loc, {"$column": name, "$option": option}))
            for name, option in zip(group.columns, options, strict=False)
        ]

    def _computed(self) -> tuple[Computed, ...]:
        return tuple(
            Computed(
                column.name,
                self.compile(column.computed, (*loc, "computed"), expression=True),
                self.where(self.question.id, (*loc, "computed")),
            )
            for column, loc in self._located_columns()
            if column.computed is not None
        )

    def _demands(self) -> tuple[Demand, ...]:
        made: list[Demand] = []
        for column, loc in self._located_columns():
            for i, rule in enumerate(column.must):
                made.append(self._demand(rule, column.name, (*loc, "must", i), {"$column": column.name}))
        for i, rule in enumerate(self.question.must):
            words = [{"$column": name} for name in rule.columns] or [{}]
            made += [self._demand(rule, None, ("must", i), each) for each in words]
        return tuple(made)

    def _demand(self, rule: Must, column: str | None, loc: Loc, words: Mapping[str, str]) -> Demand:
        data = _filled_in(rule.holds, self.groups, words)
        node = self.compile(data, (*loc, "holds"), blank=None)
        return Demand(rule, node, column, self.where(self.question.id, loc), data)

    def _note_reads(self, plan: Plan) -> None:
        own = self.question.id
        row_tests = [test for tests in plan.row_tests.values() for test in tests]
        column_tests = [test for each in plan.columns for test in each.tests]
        references = [ref for test in (*plan.tests, *row_tests, *column_tests) for ref in test.node.reads(own)]
        references += [cell for opening in plan.openings for cell in opening.cells]
        for reference in references:
            question = reference.question or own
            if question != own:
                plan.reads.setdefault(question, set()).add(reference.column or "*")
            elif reference.row is not None:
                plan.reads_own_rows = True


def _filled_in(data: Any, groups: Mapping[str, tuple[str, ...]], words: Mapping[str, str] | None = None) -> Any:
    """Replace the words of a template, and ``{group: name}`` by the columns of the group."""
    if isinstance(data, str):
        for word, meaning in (words or {}).items():
            data = data.replace(word, meaning)
        return data
    if isinstance(data, list):
        return [_filled_in(item, groups, words) for item in data]
    if isinstance(data, dict):
        if list(data) == ["group"] and data["group"] in groups:
            return list(groups[data["group"]])
        return {key: _filled_in(value, groups, words) for key, value in data.items()}
    return data
