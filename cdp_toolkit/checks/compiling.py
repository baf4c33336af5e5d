"""Compiles checks; every question, row, column, option or word that does not exist is reported with file and line."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdp_toolkit.checks.figures import FIGURES
from cdp_toolkit.checks.leaves import LEAVES
from cdp_toolkit.checks.model import Check
from cdp_toolkit.checks.tables import TEXTS, ReferenceValues, readable
from cdp_toolkit.checks.templates import unknown_words
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import Document, nearest
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.language import Compiler, Context, Node, Row
from cdp_toolkit.language.compiler import Mistake
from cdp_toolkit.language.references import QuestionShape, Reference
from cdp_toolkit.language.rows import compile_rows

Entry = tuple[Document, int, Check]
Select = Callable[[Context, Row | None], list[Row]]
_PART = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, eq=False)
class CompiledCheck:
    """A check, ready to be run.

    Args:
        definition: As it is written.
        question: The question in whose rows it is asked, None where it is asked once.
        select: Gives those rows.
        where: Condition that the rows meet.
        when: Where it does not hold, the check does not apply.
        expect: What has to hold.
        at: The cell that a finding stands at.
        shown: The expressions that the problem shows, by how they are written.
    """

    definition: Check
    question: str | None
    select: Select
    where: Node | None
    when: Node
    expect: Node
    at: Reference | None
    shown: Mapping[str, Node]

    @property
    def id(self) -> str:
        """Its name."""
        return self.definition.id

    @property
    def reads(self) -> frozenset[str]:
        """The questions and tables that it looks at; last year's have their mark."""
        nodes = [node for node in (self.where, self.when, self.expect, *self.shown.values()) if node is not None]
        return frozenset(question for node in nodes for question in node.questions(self.question))


def compile_checks(
    edition: Edition,
    entries: Sequence[Entry],
    references: Mapping[str, ReferenceValues],
    sets: Mapping[str, Any],
    let: Mapping[str, Any],
) -> tuple[CompiledCheck, ...]:
    """Return the checks in the order of their files.

    Args:
        edition: Whose questions they are about.
        entries: Checks, each with its place.
        references: Tables of reference values.
        sets: Lists of options and words that several checks share.
        let: Expressions that every check can name.

    Raises:
        DefinitionError: With everything that names something that does not exist.
    """
    faults: list[Fault] = []
    known = readable(edition, references)
    compiled: dict[str, CompiledCheck] = {}
    for document, i, check in entries:
        if check.id in compiled:
            faults.append(Fault(document.where((i, "id")), f"check '{check.id}' stands here a second time", "Rename one."))
        work = _Work(known, check, sets, let)
        compiled[check.id] = work.compiled()
        mistakes = dict.fromkeys(work.mistakes)  # a 'let' is compiled wherever it is named
        faults += [Fault(document.where((i, *each.loc)), f"{check.id}: {each.problem}", each.fix) for each in mistakes]
    if faults:
        raise DefinitionError(faults)
    return tuple(compiled.values())


class _Work:
    """The compiling of one check."""

    def __init__(self, known: Mapping[str, QuestionShape], check: Check, sets: Mapping[str, Any], let: Mapping[str, Any]) -> None:
        self.check, self.known = check, known
        self.compiler = Compiler(
            known, None, None, sets, {**let, **check.let}, LEAVES, FIGURES, nearest
        )  # a blank leaves a check open
        self.mistakes: list[Mistake] = self.compiler.mistakes

    def compiled(self) -> CompiledCheck:
        check, rule = self.check, self.check.rule
        self._check_names()
        select: Select
        where: Node | None
        if rule.rows is None:
            inner, select, where = self.compiler, _never, None
        else:
            inner, select, where = self._rows(rule.rows)
        return CompiledCheck(
            check,
            inner.question,
            select,
            where,
            inner.condition(rule.when, ("rule", "when")),
            inner.condition(rule.expect, ("rule", "expect")),
            None if check.at is None else inner.reference(check.at, ("at",)),
            self._shown(inner),
        )

    def _rows(self, data: Any) -> tuple[Compiler, Select, Node | None]:
        """Compile the rows; ``where`` is left to be asked row by row, so that it is asked once."""
        scope = {key: value for key, value in data.items() if key != "where"} if isinstance(data, dict) else data
        inner, select, _ = compile_rows(self.compiler, scope, ("rule", "rows"))
        if inner.question is None:
            inner.wrong(("rule", "rows"), "names no question", "Add 'question'.")
        asked = isinstance(data, dict) and "where" in data
        return inner, select, inner.condition(data["where"], ("rule", "rows", "where")) if asked else None

    def _check_names(self) -> None:
        for number in self.check.questions:
            if number not in self.known:
                self.compiler.wrong(("questions",), f"there is no question {number}", nearest(number, self.known))
        rows = self.check.rule.rows
        if isinstance(rows, dict) and rows.get("question") not in (self.check.questions[0], TEXTS):
            fix = "Put the question in whose rows it is asked first."
            self.compiler.wrong(("questions",), f"'{self.check.questions[0]}' is not the question of its rows", fix)
        columns = self.known[rows["question"]].by_name if isinstance(rows, dict) and rows.get("question") in self.known else {}
        for name in sorted(set(columns) & set(self.compiler.let)):
            self.compiler.wrong(("rule",), f"'{name}' is a column and a 'let'", "Give the 'let' another name.")
        for word in unknown_words(self.check):
            self.compiler.wrong((), f"nothing says what {word} stands for", "Add it to 'each', or remove it.")

    def _shown(self, inner: Compiler) -> dict[str, Node]:
        parts = [match[1] for match in _PART.finditer(self.check.problem)]
        return {part: inner.expression(part, ("problem",)) for part in parts}


def _never(context: Context, row: Row | None) -> list[Row]:
    return []


def filled_in(template: str, texts: Mapping[str, str]) -> str:
    """Return a sentence with everything between braces replaced."""
    return _PART.sub(lambda match: texts[match[1]], template)
