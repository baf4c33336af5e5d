"""Turns rules, written as plain data, into nodes that evaluate fast; every mistake in a rule is collected, none is skipped.

Operators live in ``conditions`` and ``expressions``. Other rooms add leaves of their own (``earned``, ``outside``) through
``Compiler.leaves``.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cdp_toolkit.language.references import ALL, HERE, ONLY, SAME, ColumnShape, QuestionShape, Reference, parse
from cdp_toolkit.language.tables import Context, Row
from cdp_toolkit.language.truth import Truth

Evaluate = Callable[[Context, Row | None], Any]
Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled condition or expression.

    Args:
        kind: The operator's name.
        evaluate: Takes the context and the current row; gives a truth for a condition, a cell value or None for an expression.
        references: Cells that this node itself reads.
        children: Nodes that it is made of.
        data: The rule as it was written.
        scope: The question in whose rows the children are evaluated, where it is not the current row.
        labels: The options that a test on picks names, resolved.
        select: Gives the rows that a quantifier or ``complete`` looks at.
    """

    kind: str
    evaluate: Evaluate
    references: tuple[Reference, ...] = ()
    children: tuple["Node", ...] = ()
    data: Any = None
    scope: str | None = None
    labels: frozenset[str] = frozenset()
    select: Callable[[Context, Row | None], list[Row]] | None = None

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def reads(self, here: str | None = None) -> Iterator[Reference]:
        """Yield every cell that evaluation can look at, each with its question.

        Args:
            here: The question of the current row.
        """
        for reference in self.references:
            yield reference if reference.question is not None else Reference(here, HERE, reference.column)
        if self.scope is None:
            for child in self.children:
                yield from child.reads(here)
            return
        yield Reference(self.scope, ALL, "")  # which rows there are
        for child in self.children:
            for reference in child.reads(self.scope):
                own = reference.question == self.scope and reference.row is HERE
                yield Reference(self.scope, ALL, reference.column) if own else reference

    def questions(self, here: str | None = None) -> frozenset[str]:
        """Return the questions that evaluation can look at; ``here`` is that of the current row."""
        return frozenset(reference.question for reference in self.reads(here) if reference.question is not None)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a rule: where in its data, what, and what to do."""

    loc: Loc
    problem: str
    fix: str


Operator = Callable[["Compiler", Any, Loc], Node]
CONDITIONS: dict[str, Operator] = {}
EXPRESSIONS: dict[str, Operator] = {}
CONSTANT = Node("constant", lambda context, row: None)


def operator(registry: dict[str, Operator], *keys: str) -> Callable[[Operator], Operator]:
    """Register an operator under its key; the further keys are those that may stand beside it."""

    def register(function: Operator) -> Operator:
        key, allowed = keys[0], set(keys)

        def checked(compiler: "Compiler", data: Any, loc: Loc) -> Node:
            extra = set(data) - allowed
            if extra:
                return compiler.wrong(loc, f"'{key}' cannot have {', '.join(sorted(map(str, extra)))} beside it", "Remove it.")
            return function(compiler, data, loc)

        checked.__doc__ = function.__doc__
        registry[key] = checked
        return function

    return register


@dataclass
class Compiler:
    """Compiles the rules of one question.

    Args:
        questions: Shapes of the questions that may be named, pseudo questions included.
        question: The question whose rows are "here"; None where a rule has no current row.
        blank: What a test on a blank cell gives: false for display conditions and criteria, None (unknown) for checks.
        sets: Named lists of options.
        let: Named conditions and expressions of the rule, still as data.
        leaves: Further leaf conditions by key.
        figures: Further leaf expressions by key.
        nearest: Says which known names are close to an unknown one.
    """

    questions: Mapping[str, QuestionShape]
    question: str | None = None
    blank: Truth = False
    sets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    let: Mapping[str, Any] = field(default_factory=dict)
    leaves: Mapping[str, Operator] = field(default_factory=dict)
    figures: Mapping[str, Operator] = field(default_factory=dict)
    nearest: Callable[[str, Any], str] = lambda name, known: ""
    mistakes: list[Mistake] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def wrong(self, loc: Loc, problem: str, fix: str = "Correct this entry.") -> Node:
        """Note a mistake and return a node that never holds, so that compiling goes on."""
        self.mistakes.append(Mistake(loc, problem, fix))
        return CONSTANT

    def condition(self, data: Any, loc: Loc = ()) -> Node:
        """Compile a condition."""
        if isinstance(data, bool):
            return Node("constant", lambda context, row: data, data=data)
        if isinstance(data, str):
            return self._named(data, loc, self.condition)
        if not isinstance(data, dict) or not data:
            return self.wrong(loc, f"{data!r} is no condition", f"Use one of: {', '.join(CONDITIONS)}.")
        known = {**CONDITIONS, **self.leaves}
        for key in data:
            if key in known:
                return known[key](self, data, loc)
        key = next(iter(data))
        return self.wrong((*loc, key), f"'{key}' is no condition of the language", self.nearest(str(key), known))

    def expression(self, data: Any, loc: Loc = ()) -> Node:
        """Compile an expression: a number, a date, a cell, or an operator over expressions."""
        if isinstance(data, (int, Decimal)) and not isinstance(data, bool):
            constant = Decimal(data)
            return Node("constant", lambda context, row: constant, data=data)
        if isinstance(data, str):
            return self._word(data, loc)
        if not isinstance(data, dict) or not data:
            return self.wrong(loc, f"{data!r} is no expression", f"Use one of: {', '.join(EXPRESSIONS)}.")
        known = {**EXPRESSIONS, **self.figures}
        for key in data:
            if key in known:
                return known[key](self, data, loc)
        key = next(iter(data))
        return self.wrong((*loc, key), f"'{key}' is no expression of the language", self.nearest(str(key), known))

    def _word(self, text: str, loc: Loc) -> Node:
        if text in self.let:
            return self._named(text, loc, self.expression)
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            reference = self.reference(text, loc)
            return CONSTANT if reference is None else Node("cell", reference.get, (reference,), data=text)
        return Node("constant", lambda context, row: day, data=text)

    def _named(self, name: str, loc: Loc, compile_: Callable[[Any, Loc], Node]) -> Node:
        if name not in self.let:
            return self.wrong(loc, f"there is no 'let' named '{name}'", self.nearest(name, self.let))
        if name in self._open:
            return self.wrong(loc, f"'let' {name} refers to itself", "Break the circle.")
        self._open.append(name)
        try:
            return compile_(self.let[name], loc)
        finally:
            self._open.pop()

    def reference(self, text: Any, loc: Loc, *, many: bool = False) -> Reference | None:
        """Resolve a cell reference, or note what is wrong with it and return None."""
        parts = parse(text) if isinstance(text, str) else None
        if parts is None:
            self.wrong(loc, f"{text!r} is no cell", "Write a column, or question[row].column; quote question numbers.")
            return None
        question, row, column = parts
        if question is None and self.question is None:
            self.wrong(loc, f"'{text}' names no question", "Write question[row].column.")
            return None
        shape = self.questions.get(question or self.question or "")
        if shape is None:
            self.wrong(loc, f"there is no question {question}", self.nearest(str(question), self.questions))
            return None
        found = self._column(shape, column)
        if found is None:
            self.wrong(
                loc,
                f"'{text}' names no column of {question or self.question}",
                self.nearest(str(column), shape.by_name),
            )
            return None
        if question is None:
            return Reference(None, HERE, found.name)
        return self._reference_elsewhere(question, shape, row, found.name, loc, many)

    def _reference_elsewhere(
        self, question: str, shape: QuestionShape, row: str | None, column: str, loc: Loc, many: bool
    ) -> Reference | None:
        if row == ALL and not many:
            self.wrong(loc, f"{question}[*] means many rows where one is needed", "Name the row, or use some_row or sum.")
            return None
        if row is None:
            if shape.adds_rows or shape.row_by_name:
                self.wrong(loc, f"{question} has several rows and none is named", f"Write {question}[row].{column}.")
                return None
            return Reference(question, ONLY, column)
        if row not in (ALL, SAME) and row not in shape.row_by_name and not (shape.adds_rows and row.isdigit()):
            self.wrong(loc, f"question {question} has no row '{row}'", self.nearest(row, shape.row_by_name))
            return None
        return Reference(question, row, column)

    @staticmethod
    def _column(shape: QuestionShape, column: str | None) -> ColumnShape | None:
        if column is None:
            return shape.columns[0] if len(shape.columns) == 1 else None
        return shape.by_name.get(column)

    def column_of(self, reference: Reference) -> ColumnShape:
        """Return the shape of the column that a resolved reference reads."""
        return self.questions[reference.question or self.question or ""].by_name[reference.column]

    def options(self, data: Any, reference: Reference, loc: Loc) -> frozenset[str]:
        """Resolve a list of options or ``{set: name}`` and check every label against the column's own."""
        if isinstance(data, dict) and list(data) == ["set"]:
            name = data["set"]
            if name not in self.sets:
                self.wrong(loc, f"there is no option set '{name}'", self.nearest(str(name), self.sets))
                return frozenset()
            labels: Sequence[Any] = self.sets[name]
        elif isinstance(data, list):
            labels = data
        else:
            self.wrong(loc, f"{data!r} is no list of options", "Write a list of labels, or {set: name}.")
            return frozenset()
        known = self.column_of(reference).options
        for label in labels:
            if label not in known:
                self.wrong(loc, f"'{label}' is no option of {reference}", self.nearest(str(label), known))
        return frozenset(map(str, labels))
