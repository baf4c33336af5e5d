"""Explains the points of a block down to the cell: which route, which criteria, which answers decided them, what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cdp_toolkit.language import Node, Row
from cdp_toolkit.language.references import ALL, HERE
from cdp_toolkit.language.truth import Undecided
from cdp_toolkit.scoring.leaves import ScoringContext, blocks_asked, verdict_key
from cdp_toolkit.scoring.points import Outcome, decimal
from cdp_toolkit.scoring.scorer import Scorer
from cdp_toolkit.scoring.tracing import Step
from cdp_toolkit.values import Address, Attachment, as_text


class Verdict(StrEnum):
    """How a step came out."""

    MET = "met"
    NOT_MET = "not met"
    READER = "needs a reader"
    REGISTER = "needs the register"
    UNCLEAR = "wording is unclear"
    PART = "in part"
    SKIPPED = "not applicable"


NEEDED = {True: "met", False: "not met", None: "not known"}


@dataclass(frozen=True, slots=True)
class Read:
    """One data point that was looked at; ``text`` is empty where it is blank, None where it is hidden."""

    address: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One step in words that a page or a terminal can show.

    Args:
        kind: ``route``, ``gate``, ``criterion`` or ``cap``.
        label: Id of route or criterion, with the rows it was asked of.
        verdict: How it came out.
        points: What a criterion gives of what it can give; what a route or gate decides about; the most that a cap leaves.
        reads: The data points that decided it.
        asks: What a reader or register would have to say, by verdict key.
        waits: Blocks whose outcome it looks at, with what they came to.
        needs: Criteria of the same block that have to be met too, with how they came out.
    """

    kind: str
    label: str
    verdict: Verdict
    points: str
    reads: tuple[Read, ...]
    asks: tuple[str, ...]
    waits: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A block with everything that led to its points."""

    block: str
    outcome: Outcome
    reference: str
    why: str
    fix: str
    note: str | None
    steps: tuple[Explained, ...]


def explain(scorer: Scorer, scored: ScoringContext, key: str) -> Explanation:
    """Explain one block of a scored response."""
    block = scorer.blocks[key]
    outcome, trace = scorer.explain(scored, key)
    several = len(block.routes) > 1
    steps = tuple(_explained(step, block.question, scored) for step in trace if several or step.kind != "route")
    definition = block.definition
    return Explanation(key, outcome, definition.reference, definition.why, definition.fix, definition.note, steps)


def open_questions(scorer: Scorer, scored: ScoringContext) -> tuple[str, ...]:
    """Return the keys of all verdicts that would narrow the range, in the order of the blocks."""
    found: dict[str, None] = {}
    for key, outcome in scored.outcomes.items():
        if outcome.known or scorer.blocks[key].missing:
            continue
        for step in explain(scorer, scored, key).steps:
            if step.verdict in (Verdict.READER, Verdict.REGISTER):
                found |= dict.fromkeys(step.asks)
    return tuple(found)


def _explained(step: Step, question: str, scored: ScoringContext) -> Explained:
    found = [row for name in step.rows if (row := scored.table(question).row(name)) is not None]
    rows: list[Row | None] = [*found] or [None]
    asks = tuple(dict.fromkeys(key for row in rows for node in step.nodes for key in _asked(node, question, row, scored)))
    label = step.id or step.route
    names = [name for name in step.rows if name]
    if names:
        label += f" (row {' and '.join(names)})"
    reads = tuple(dict.fromkeys(read for row in rows for node in step.nodes for read in reads_of(node, question, row, scored)))
    waits = sorted({block for node in step.nodes for block in blocks_asked(node)})
    outcomes = tuple((block, str(scored.outcomes[block])) for block in waits if block in scored.outcomes)
    needs = tuple((name, NEEDED[truth]) for name, truth in step.needs)
    return Explained(step.kind, label, _verdict(step, asks), _points(step), reads, asks, outcomes, needs)


def _points(step: Step) -> str:
    """Say what a step gives; only criteria earn, the others say what they decide about."""
    match step.kind:
        case "route":
            return f"out of {decimal(step.worth)}"
        case "gate":
            return f"opens {decimal(step.worth)}"
        case "cap":
            return f"at most {decimal(step.worth)}"
    earned = f"{decimal(step.low)}" if step.low == step.high else f"{decimal(step.low)} to {decimal(step.high)}"
    return f"{earned} of {decimal(step.worth)}"


def _verdict(step: Step, asks: tuple[str, ...]) -> Verdict:
    if step.kind == "cap" and step.truth is False:
        return Verdict.SKIPPED
    if step.truth is True:
        return Verdict.MET
    if step.truth is False:
        if step.kind == "cap":
            return Verdict.SKIPPED
        return Verdict.PART if step.high > 0 else Verdict.NOT_MET
    registers = any(
        node.kind == "outside" and node.data["outside"]["ask"] == "register" for each in step.nodes for node in each.walk()
    )
    if asks:
        return Verdict.REGISTER if registers else Verdict.READER
    return Verdict.UNCLEAR


def _asked(node: Node, question: str, row: Row | None, scored: ScoringContext) -> Iterator[str]:
    """Yield the keys of the verdicts that a condition waits for, of every row where it quantifies.

    Parts that are decided whatever the verdicts say are passed over: nobody has to read for them.
    """
    value = node.evaluate(scored, row)
    if value is not None and not isinstance(value, Undecided):
        return
    if node.kind == "outside":
        yield verdict_key(question, None if row is None else row.name, str(node.data["outside"]["what"]))
        return
    here: list[tuple[str, Row | None]] = [(question, row)]
    if node.scope is not None:
        here = [(node.scope, each) for each in scored.table(node.scope).rows]
    for number, each in here:
        for child in node.children:
            yield from _asked(child, number, each, scored)


def reads_of(node: Node, question: str, row: Row | None, scored: ScoringContext) -> Iterator[Read]:
    """Yield the cells that a condition looks at, those of every row where it quantifies."""
    for each in node.walk():
        if each.kind == "complete":
            yield from _completed(each, question, row, scored)
    for reference in node.reads(question):
        number = reference.question or question
        if not reference.column or reference.about_organisation:
            continue
        if reference.row is HERE and row is not None:
            rows: Iterable[Row] = [row]
        elif reference.row in (HERE, ALL):
            rows = scored.table(number).rows
        else:
            found = reference.find(scored, row)
            rows = [] if found is None else [found]
            if found is None:
                yield Read(str(reference), None)
        for at in rows:
            yield _read(number, at, reference.column)


def _completed(node: Node, question: str, row: Row | None, scored: ScoringContext) -> Iterator[Read]:
    """Yield the cells that have to be filled: named ones, or all that are displayed but those left out."""
    number = node.scope or question
    rows = node.select(scored, row) if node.select is not None else [row] if row is not None else scored.table(number).rows
    named = node.data["complete"]
    without = node.data.get("without", ())
    for at in rows:
        columns = named if isinstance(named, list) else [name for name in at.shown if name not in without]
        yield from (_read(number, at, name) for name in columns)


def _read(question: str, row: Row, column: str) -> Read:
    address = str(Address(question, row.name or None, column))
    cell = row.cells.get(column)
    if cell is None:
        return Read(address, "" if column in row.shown else None)
    if isinstance(cell, tuple):
        return Read(address, "; ".join(cell))
    return Read(address, cell.name if isinstance(cell, Attachment) else as_text(cell))
