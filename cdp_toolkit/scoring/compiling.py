"""Compiles blocks: resolves names, checks options, orders the graph between blocks; all mistakes of all files at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.language import Compiler, Loc, Node
from cdp_toolkit.language.rows import compile_rows
from cdp_toolkit.scoring.blocks import Award, Block, Criterion, Entry, Pair, Per, Route, Share
from cdp_toolkit.scoring.compiled import (
    CompiledBlock,
    CompiledCriterion,
    CompiledPair,
    CompiledRoute,
    OptionAward,
    Select,
    ShareAward,
)
from cdp_toolkit.scoring.leaves import LEAVES, blocks_asked


def compile_blocks(
    edition: Edition, entries: list[Entry], sets: Mapping[str, Any], let: Mapping[str, Any]
) -> dict[str, CompiledBlock]:
    """Return the blocks by key, each after the blocks whose outcomes it asks for.

    Args:
        edition: Whose questions the blocks are about.
        entries: Blocks with their place in a file, for one sector group.
        sets: Option lists that several blocks share.
        let: Expressions that every block can name, such as ``reporting_year.end``.

    Raises:
        DefinitionError: Every unknown question, row, column, option, set, block and every circle between blocks.
    """
    faults: list[Fault] = []
    compiled: dict[str, CompiledBlock] = {}
    keys = {block.block for _, _, block in entries}
    for document, i, block in entries:
        where = document.where((i,))
        if block.question not in edition.questions:
            faults.append(Fault(where, f"there is no question {block.question}", nearest(block.question, edition.questions)))
            continue
        if block.block in compiled:
            faults.append(Fault(where, f"block {block.block} stands here a second time", "Keep one."))
        work = _Work(edition, edition.questions[block.question], block, sets, let)
        compiled[block.block] = made = work.block_()
        faults += [Fault(document.where((i, *m.loc)), f"{block.block}: {m.problem}", m.fix) for m in work.compiler.mistakes]
        for asked in sorted(made.after - keys):
            faults.append(Fault(where, f"{block.block} asks for block {asked}, which is not there", nearest(asked, keys)))
    if faults:
        raise DefinitionError(faults)
    return _ordered(compiled)


def _ordered(compiled: dict[str, CompiledBlock]) -> dict[str, CompiledBlock]:
    try:
        order = list(TopologicalSorter({key: block.after for key, block in compiled.items()}).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise DefinitionError([Fault("scoring", f"blocks ask for each other in a circle: {circle}", "Break it.")]) from None
    return {key: compiled[key] for key in order}


def fraction(value: Any) -> Fraction:
    """Return an exact fraction of a YAML number."""
    return Fraction(str(value))


@dataclass
class _Work:
    """The compiling of one block."""

    edition: Edition
    question: Question
    block: Block
    sets: Mapping[str, Any]
    let: Mapping[str, Any]
    compiler: Compiler = field(init=False)
    reads: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        sets = {**self.sets, **{name: list(options) for name, options in self.block.sets.items()}}
        let = {**self.let, **self.block.let}
        questions = self.edition.questions
        self.compiler = Compiler(questions, self.question.id, sets=sets, let=let, leaves=LEAVES, nearest=nearest)

    def block_(self) -> CompiledBlock:
        block = self.block
        self.reads.add(self.question.id)
        per: Per = block.per if block.routes and block.per in ("each_row", "best_row") else "question"
        routes = tuple(self._route(route, i, per) for i, route in enumerate(block.routes)) or (self._only_route(),)
        select, where = self._select(block.rows, ("rows",))
        pair = self._pair(block.pair, ("pair",)) if per != "question" or block.routes else None
        of = fraction(block.of)
        return CompiledBlock(
            key=block.block,
            question=self.question.id,
            level=block.level,
            of=of,
            of_row=of if block.of_row is None else fraction(block.of_row),
            per=per if pair is None or pair.mode == "own" else "best_row",
            best=block.choose == "best",
            one_row=self._one_row(block.rows),
            select=select,
            where=where,
            pair=pair if pair is not None and pair.mode == "both" else None,
            routes=routes,
            reads=frozenset(self.reads),
            after=frozenset(self.after),
            definition=block,
        )

    def _only_route(self) -> CompiledRoute:
        block = self.block
        data = {key: getattr(block, key) for key in Award.model_fields}
        route = Route(id="only", of=block.of, **data)
        return self._award_route(route, (), block.per or "question", route.gate)

    def _route(self, route: Route, i: int, block_per: Per) -> CompiledRoute:
        """Compile a route; what it lacks it takes from the block, but for what the block does row by row itself."""
        block = self.block
        taken: dict[str, Any] = {}
        for key in ("rows", "of_row", "cap", "gate"):
            if getattr(route, key) is None:
                taken[key] = getattr(block, key)
        by_block = block_per != "question" or (block.pair is not None and block.pair.mode == "both")
        if route.pair is None and not by_block:
            taken["pair"] = block.pair
        if route.pair is None and block.pair is not None and block.pair.mode == "own":
            taken["pair"] = block.pair
        per: Per = route.per or ("question" if by_block else block.per or "question")
        return self._award_route(route.model_copy(update=taken), ("routes", i), per, route.gate)

    def _award_route(self, route: Route, loc: Loc, per: Per, own_gate: Any) -> CompiledRoute:
        gates = [gate for gate in (self.block.gate, own_gate) if gate is not None]
        gate = {"all": gates} if len(gates) > 1 and gates[0] is not gates[1] else gates[0] if gates else None
        of = fraction(route.of)
        criteria = tuple(self._criterion(each, (*loc, "criteria", i), route) for i, each in enumerate(route.criteria))
        if route.share is not None:
            whole = Criterion(id="share", worth=route.of, share=route.share)
            criteria = (self._criterion(whole, loc, route),)
        self._needs_exist(route, criteria, loc)
        select, where = self._select(route.rows, (*loc, "rows"))
        return CompiledRoute(
            id=route.id,
            of=of,
            when=self._node(route.when, (*loc, "when")),
            gate=None if gate is None else self._node(gate, (*loc, "gate")),
            select=select,
            where=where,
            one_row=self._one_row(route.rows),
            per=per,
            of_row=of if route.of_row is None else fraction(route.of_row),
            pair=self._pair(route.pair, (*loc, "pair")),
            cap=None if route.cap is None else (fraction(route.cap.at), self._node(route.cap.when, (*loc, "cap", "when"))),
            criteria=criteria,
        )

    def _needs_exist(self, route: Route, criteria: tuple[CompiledCriterion, ...], loc: Loc) -> None:
        ids = [criterion.id for criterion in criteria]
        for double in sorted({name for name in ids if ids.count(name) > 1}):
            self.compiler.wrong(loc, f"two criteria have the id '{double}'", "Give each its own.")
        for criterion in criteria:
            for name in criterion.needs:
                if name not in ids:
                    self.compiler.wrong(loc, f"criterion '{criterion.id}' needs '{name}', which is not there", nearest(name, ids))
        if route.pair is not None and route.pair.mode == "own" and any(each.on is None for each in criteria):
            self.compiler.wrong(loc, "with 'pair' of mode own every criterion says 'on'", "Add on: a or on: b.")

    def _criterion(self, criterion: Criterion, loc: Loc, route: Route) -> CompiledCriterion:
        rungs: tuple[tuple[Fraction, Node], ...] = ()
        if criterion.ladder:
            rungs = tuple(
                (fraction(rung.worth), self._node(rung.when, (*loc, "ladder", i, "when")))
                for i, rung in enumerate(criterion.ladder)
            )
        elif criterion.share is None and criterion.per_option is None:
            rungs = ((fraction(criterion.worth), self._node(criterion.when, (*loc, "when"))),)
        share = None if criterion.share is None else self._share(criterion, route, loc)
        worth = max((rung[0] for rung in rungs), default=Fraction(0)) if criterion.worth is None else fraction(criterion.worth)
        options = self._per_option(criterion, loc)
        return CompiledCriterion(criterion.id, worth, rungs, share, options, criterion.needs, criterion.on)

    def _share(self, criterion: Criterion, route: Route, loc: Loc) -> ShareAward:
        share = Share(by=criterion.share) if isinstance(criterion.share, str) else criterion.share
        assert share is not None  # noqa: S101 - the caller asked
        for name in share.without:
            if name not in self.question.by_name:
                self.compiler.wrong(
                    (*loc, "share", "without"), f"there is no column '{name}'", nearest(name, self.question.by_name)
                )
        return ShareAward(
            by=share.by,
            without=frozenset(share.without),
            when=None if share.when is None else self._node(share.when, (*loc, "share", "when")),
            partial_doubt=share.partial == "doubt",
            entries_doubt=share.entries == "doubt",
            fixed=not self.question.adds_rows,
            select=None if criterion.rows is None else self._select(criterion.rows, (*loc, "rows"))[0],
        )

    def _per_option(self, criterion: Criterion, loc: Loc) -> OptionAward | None:
        if criterion.per_option is None:
            return None
        place = (*loc, "per_option")
        cell = self.compiler.expression({"cell": criterion.per_option.cell}, place)
        reference = self.compiler.reference(criterion.per_option.cell, place)
        options = frozenset() if reference is None else self.compiler.options(criterion.per_option.from_, reference, place)
        most = criterion.most if criterion.most is not None else criterion.worth
        return OptionAward(cell, options, fraction(most))

    def _pair(self, pair: Pair | None, loc: Loc) -> CompiledPair | None:
        if pair is None:
            return None
        return CompiledPair(pair.mode, self._node(pair.a, (*loc, "a")), self._node(pair.b, (*loc, "b")))

    def _node(self, rule: Any, loc: Loc) -> Node:
        node = self.compiler.condition(rule, loc)
        self.reads |= node.questions()
        self.after |= blocks_asked(node)
        return node

    def _select(self, rows: Any, loc: Loc) -> tuple[Select, Node | None]:
        if isinstance(rows, dict) and "question" in rows:
            self.compiler.wrong(loc, "rows of another question cannot be scored here", "Use some_row or every_row with rows.")
        inner = replace(self.compiler, question=self.question.id)
        _, select, where = compile_rows(inner, rows if rows is not None else {}, loc)
        if where is not None:
            self.reads |= where.questions()
            if any(node.kind in ("doubt", "outside", "earned") for node in where.walk()):
                self.compiler.wrong(loc, "which rows count cannot depend on a doubt or a verdict", "Put it into the criteria.")
        return select, where

    def _one_row(self, rows: Any) -> bool:
        """Whether there is one row by construction, which is then the current row."""
        if isinstance(rows, dict) and len(rows.get("named", ())) == 1:
            return True
        return not self.question.adds_rows and not self.question.fixed_rows
