"""Reads mapping files into plans; every address, metric, unit, option and rule is checked, all faults at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdp_toolkit.editions.facts import shapes
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.yamlfile import Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.language import Compiler, Loc, Node
from cdp_toolkit.mapping.model import Binding, Block, MappingFile, Named, RowScope
from cdp_toolkit.mapping.operators import figure_conditions, figure_expressions
from cdp_toolkit.mapping.ordering import in_order
from cdp_toolkit.mapping.plans import Plan, Scope
from cdp_toolkit.mapping.templates import parts_of
from cdp_toolkit.metrics.dictionary import ANY, MONEY, Dictionary, Metric
from cdp_toolkit.metrics.units import unit
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import match_option

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Mapping:
    """A mapping for one edition, a company's own laid over the standard one.

    Args:
        edition: The edition.
        plans: The plans, each after those whose answers it reads.
        written: The same in the order of the files.
        names: The dictionary's name for names of the company's own.
        dictionary: The metrics that the plans name.
    """

    edition: Edition
    plans: tuple[Plan, ...]
    written: tuple[Plan, ...]
    names: dict[str, Named]
    dictionary: Dictionary


def load_mapping(edition: Edition, dictionary: Dictionary, own: Path | None = None) -> Mapping:
    """Return the standard mapping of an edition with a company's own laid over it, data point by data point.

    Raises:
        DefinitionError: With every fault of either file, each with file and line.
    """
    paths = [path for path in (shipped("mappings") / f"{edition.id}.yaml", own) if path is not None and path.is_file()]
    faults: list[Fault] = []
    plans: dict[Key, Plan | None] = {}
    names: dict[str, Named] = {}
    let: dict[str, Any] = {}
    for path in paths:
        document = read(path)
        file: MappingFile = validated(document, MappingFile)
        let |= file.let
        reader = _Reader(document, file, edition, dictionary, faults, dict(let))
        names |= reader.names()
        plans |= dict(reader.plans())
    written = tuple(plan for plan in plans.values() if plan is not None)
    if not faults:
        ordered, circle = in_order(written)
        if circle:
            fix = "Let one of them not read the others."
            faults.append(Fault(circle[0].where, f"{' -> '.join(' '.join(plan.key) for plan in circle)} goes in a circle", fix))
    if faults:
        raise DefinitionError(faults)
    return Mapping(edition, tuple(ordered), written, names, dictionary)


def mapping_for(edition: str, dictionary: Dictionary, own: Path | None = None) -> Mapping:
    """Return the mapping of an edition by the edition's name. Raises as ``load_mapping`` and ``load_edition`` do."""
    return load_mapping(load_edition(edition), dictionary, own)


@dataclass
class _Reader:
    """Reads one mapping file."""

    document: Document
    file: MappingFile
    edition: Edition
    dictionary: Dictionary
    faults: list[Fault]
    let: dict[str, Any]
    known: Any = field(init=False)

    def __post_init__(self) -> None:
        self.known = shapes(self.edition)

    def fault(self, loc: Loc, problem: str, fix: str) -> None:
        self.faults.append(Fault(self.document.where(loc), problem, fix))

    def names(self) -> dict[str, Named]:
        """Check and return the company's own names of metrics."""
        if self.file.edition != self.edition.id:
            self.fault(("edition",), f"the mapping is for {self.file.edition}, not {self.edition.id}", "Use another mapping.")
        names = {own: Named(metric=name) if isinstance(name, str) else name for own, name in self.file.metrics.items()}
        for own, named in names.items():
            metric = self.dictionary.metrics.get(named.metric)
            if metric is None:
                problem = f"there is no metric '{named.metric}'"
                self.fault(("metrics", own), problem, nearest(named.metric, self.dictionary.metrics))
            elif not set(named.where) <= set(metric.dimensions):
                problem = f"{named.metric} is not broken down by {', '.join(sorted(set(named.where) - set(metric.dimensions)))}"
                self.fault(("metrics", own), problem, f"Its dimensions: {', '.join(metric.dimensions) or 'none'}.")
            self._check_members(named.where, ("metrics", own))
        return names

    def plans(self) -> Iterable[tuple[Key, Plan | None]]:
        """Yield every plan by what it answers; None takes the standard one away."""
        for number, blocks in self.file.questions.items():
            question = self.edition.questions.get(number)
            if question is None:
                problem = f"there is no question {number} in {self.edition.id}"
                self.fault(("questions", number), problem, nearest(number, self.edition.questions))
                continue
            for i, block in enumerate(blocks):
                yield from self._block(question, block, ("questions", number, i))

    def _block(self, question: Question, block: Block, loc: Loc) -> Iterable[tuple[Key, Plan | None]]:
        scopes = list(self._scopes(question, block, loc))
        for name, binding in block.columns.items():
            place = (*loc, "columns", name)
            column = question.by_name.get(name)
            if column is None:
                self.fault(place, f"question {question.id} has no column '{name}'", nearest(name, question.by_name))
                continue
            ready = None if binding is None else _Checker(self, question, column, binding, place).ready()
            for scope in scopes:
                key = (question.id, scope.row, column.name)
                yield key, None if ready is None or binding is None else _plan(question, scope, column, binding, ready)

    def _scopes(self, question: Question, block: Block, loc: Loc) -> Iterable[Scope]:
        self._check_members(block.where, (*loc, "where"))
        for name in (*((block.each,) if block.each else ()), *block.with_):
            if name not in self.dictionary.dimensions:
                self.fault(loc, f"there is no dimension '{name}'", nearest(name, self.dictionary.dimensions))
                return []
        if block.each is not None:
            return self._each(question, block, block.each, loc)
        if not block.rows:
            if question.fixed_rows or question.adds_rows:
                self.fault(loc, f"question {question.id} has rows and none is named", "Add 'rows' or 'each'.")
            return [Scope("", "single", tuple(sorted(block.where.items())))]
        return [self._named(question, block, name, scope, (*loc, "rows", name)) for name, scope in block.rows.items()]

    def _named(self, question: Question, block: Block, name: str, scope: RowScope, loc: Loc) -> Scope:
        self._check_members(scope.where, loc)
        if not question.adds_rows and name not in question.row_by_name:
            self.fault(loc, f"question {question.id} has no row '{name}'", nearest(name, question.row_by_name))
        members = tuple(sorted({**block.where, **scope.where}.items()))
        return Scope(name, "added" if question.adds_rows else "fixed", members, scope.back or 0)

    def _each(self, question: Question, block: Block, name: str, loc: Loc) -> Iterable[Scope]:
        beside = frozenset(block.with_)
        common = tuple(block.where.items())
        if question.adds_rows:
            return [Scope(f"each {name}", "each", tuple(sorted(common)), 0, beside)]
        dimension = self.dictionary.dimensions[name]
        scopes = []
        for row in question.fixed_rows:
            member = dimension.member(row.name) if dimension.members else row.name
            member = member or dimension.member(row.label)
            if member is not None:
                scopes.append(Scope(row.name, "fixed", tuple(sorted({**dict(common), name: member}.items())), 0, beside))
        if not scopes:
            self.fault(loc, f"no row of question {question.id} is a {dimension.title.lower()}", "Name the rows with 'rows'.")
        return scopes

    def _check_members(self, where: dict[str, str], loc: Loc) -> None:
        for name, member in where.items():
            dimension = self.dictionary.dimensions.get(name)
            if dimension is None:
                self.fault(loc, f"there is no dimension '{name}'", nearest(name, self.dictionary.dimensions))
            elif dimension.members and member not in dimension.members:
                self.fault(loc, f"'{member}' is no {dimension.title.lower()}", nearest(member, dimension.members))


@dataclass(frozen=True, slots=True)
class _Ready:
    where: str
    node: Node | None
    cases: tuple[tuple[Node, str], ...]
    only_if: Node | None


def _plan(question: Question, scope: Scope, column: Column, binding: Binding, ready: _Ready) -> Plan:
    return Plan(question, scope, column, binding, ready.where, ready.node, ready.cases, ready.only_if)


@dataclass
class _Checker:
    """Checks one binding against its column and compiles its rules."""

    reader: _Reader
    question: Question
    column: Column
    binding: Binding
    loc: Loc

    def ready(self) -> _Ready:
        """Return the compiled rules; faults go to the reader."""
        binding = self.binding
        check: dict[str, Callable[[], None]] = {
            "metric": self._metric, "member": self._member, "period_end": self._period_end, "text": self._text,
            "choose": self._options, "bands": self._options, "derive": lambda: self._type("number"), "fact": lambda: None,
        }  # fmt: skip
        check[binding.kind]()
        node = None
        if binding.derive is not None:
            node = self._compile(binding.derive, "derive", condition=False)
        elif binding.bands is not None:
            node = self._compile(binding.bands.of, "bands", "of", condition=False)
        cases = tuple(
            (self._compile(case.when, "choose", i, "when", condition=True), case.then) for i, case in enumerate(binding.choose)
        )
        only_if = None if binding.only_if is None else self._compile(binding.only_if, "only_if", condition=True)
        return _Ready(self.reader.document.where(self.loc), node, cases, only_if)

    def _compile(self, data: Any, *loc: int | str, condition: bool) -> Node:
        dictionary = self.reader.dictionary
        compiler = Compiler(
            self.reader.known,
            self.question.id,
            blank=None,
            let=self.reader.let,
            leaves=figure_conditions(dictionary),
            figures=figure_expressions(dictionary),
            nearest=nearest,
        )
        node = compiler.condition(data, loc) if condition else compiler.expression(data, loc)
        for mistake in compiler.mistakes:
            self.reader.fault((*self.loc, *mistake.loc), mistake.problem, mistake.fix)
        return node

    def _type(self, *types: str) -> None:
        if self.column.type not in types:
            problem = f"column {self.column.name} is a {self.column.type}, which '{self.binding.kind}' cannot answer"
            self.reader.fault((*self.loc, self.binding.kind), problem, "Use another kind of binding.")

    def _known(self, name: str | None) -> Metric | None:
        metric = self.reader.dictionary.metrics.get(name or "")
        if metric is None:
            fix = nearest(name or "", self.reader.dictionary.metrics)
            self.reader.fault((*self.loc, self.binding.kind), f"there is no metric '{name}'", fix)
            return None
        for dimension in self.binding.where:
            if dimension not in metric.dimensions:
                problem = f"{name} is not broken down by '{dimension}'"
                self.reader.fault((*self.loc, "where", dimension), problem, nearest(dimension, metric.dimensions))
        return metric

    def _metric(self) -> None:
        self._type("number")
        metric = self._known(self.binding.metric)
        self.reader._check_members(self.binding.where, (*self.loc, "where"))
        target = self.binding.unit or self.column.unit
        if metric is None or target is None or target == ANY or metric.unit == ANY:
            return
        try:
            fits = metric.measures(unit(target.replace(MONEY, "EUR")))
        except InputError as error:
            self.reader.fault((*self.loc, "unit"), f"the unit {error.where} {error.problem}", error.fix)
            return
        if not fits:
            problem = f"{self.binding.metric} is measured in {metric.unit}, column {self.column.name} in {target}"
            self.reader.fault((*self.loc, "metric"), problem, "Bind a metric of the column's unit.")

    def _member(self) -> None:
        self._type("choice", "choices", "text")
        if self.binding.member not in self.reader.dictionary.dimensions:
            problem = f"there is no dimension '{self.binding.member}'"
            self.reader.fault(
                (*self.loc, "member"), problem, nearest(str(self.binding.member), self.reader.dictionary.dimensions)
            )

    def _period_end(self) -> None:
        self._type("date")
        self._known(self.binding.period_end)

    def _text(self) -> None:
        self._type("text")
        for part in parts_of(self.binding.text or ""):
            problem = part.fault(self.reader.edition, self.question, self.reader.dictionary)
            if problem is not None:
                self.reader.fault((*self.loc, "text"), *problem)

    def _options(self) -> None:
        self._type("choice", "choices")
        bands = () if self.binding.bands is None else self.binding.bands.ranges
        options: Sequence[str] = [*(case.then for case in self.binding.choose), *(band.then for band in bands)]
        for option in options:
            if match_option(option, self.column.options) is None:
                problem = f"'{option}' is no option of {self.question.id} {self.column.name}"
                self.reader.fault((*self.loc, self.binding.kind), problem, nearest(option, self.column.options))
