"""Blocks in the form that is evaluated: conditions compiled, numbers exact, defaults of the block put into its routes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Context, Node, Row
from cdp_toolkit.scoring.blocks import Block, Per

Select = Callable[[Context, Row | None], list[Row]]


@dataclass(frozen=True, slots=True)
class ShareAward:
    """Points in proportion; ``select`` gives the rows where the criterion has its own."""

    by: str
    without: frozenset[str]
    when: Node | None
    partial_doubt: bool
    entries_doubt: bool
    fixed: bool
    select: Select | None


@dataclass(frozen=True, slots=True)
class OptionAward:
    """A fixed amount an option chosen, up to ``most``."""

    cell: Node
    options: frozenset[str]
    most: Fraction


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    """One award: rungs (a plain criterion is a ladder of one), a share, or points per option."""

    id: str
    worth: Fraction
    rungs: tuple[tuple[Fraction, Node], ...]
    share: ShareAward | None
    per_option: OptionAward | None
    needs: tuple[str, ...]
    on: str | None


@dataclass(frozen=True, slots=True)
class CompiledPair:
    """Who may stand in for the two subjects."""

    mode: str
    a: Node
    b: Node


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """One way to be scored, with everything that it takes from its block."""

    id: str
    of: Fraction
    when: Node
    gate: Node | None
    select: Select
    where: Node | None
    one_row: bool
    per: Per
    of_row: Fraction
    pair: CompiledPair | None
    cap: tuple[Fraction, Node] | None
    criteria: tuple[CompiledCriterion, ...]


@dataclass(frozen=True, slots=True)
class CompiledBlock:
    """One block, ready to be evaluated.

    Args:
        per: ``each_row`` or ``best_row`` where the block chooses its route row by row, else ``question``.
        where: Condition that rows must meet to count.
        reads: Questions whose answers can change the outcome.
        after: Blocks whose outcomes it asks for.
    """

    key: str
    question: str
    level: str
    of: Fraction
    of_row: Fraction
    per: Per
    best: bool
    one_row: bool
    select: Select
    where: Node | None
    pair: CompiledPair | None
    routes: tuple[CompiledRoute, ...]
    reads: frozenset[str]
    after: frozenset[str]
    definition: Block

    def conditions(self) -> Iterator[Node]:
        """Yield every condition of the block."""
        if self.where is not None:
            yield self.where
        for route in self.routes:
            yield route.when
            yield from (node for node in (route.gate, route.where) if node is not None)
            for criterion in route.criteria:
                yield from (node for _, node in criterion.rungs)
                if criterion.share is not None and criterion.share.when is not None:
                    yield criterion.share.when

    @property
    def missing(self) -> bool:
        """Whether points are printed but no criterion is."""
        return self.definition.missing
