"""Conditions that only criteria have: what other blocks came to, what people or registers say, pairs of rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cdp_toolkit.language import Compiler, Context, Loc, Node, Row, Truth, all_of, any_of
from cdp_toolkit.language.compiler import Operator
from cdp_toolkit.scoring.points import HIDDEN, Outcome

Unit = tuple[Row | None, ...]


@dataclass(slots=True)
class ScoringContext(Context):
    """The tables, the outcomes of blocks so far, and the verdicts on what answers alone cannot decide.

    ``verdicts`` has a truth by ``question[row].what`` (``question.what`` where there is no row). ``units`` are the pairs of rows
    of the block under evaluation.
    """

    verdicts: Mapping[str, bool] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)


def verdict_key(question: str, row: str | None, what: str) -> str:
    """Name what a verdict is about: ``7.9.1[1].covers_scope_1``."""
    return f"{question}[{row}].{what}" if row else f"{question}.{what}"


def earned(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``earned: {block | blocks, full: true | at_least: n | criterion: id, per: row}`` What other blocks came to."""
    spec = data["earned"]
    place = (*loc, "earned")
    if set(data) != {"earned"} or not isinstance(spec, dict) or not set(spec) <= {
        "block", "blocks", "full", "at_least", "criterion", "per",
    }:  # fmt: skip
        return compiler.wrong(place, f"{spec!r} names no outcome", "Write block or blocks, and full, at_least or criterion.")
    blocks = tuple(spec.get("blocks", ())) or (spec.get("block"),)
    tests = [key for key in ("full", "at_least", "criterion") if key in spec]
    if len(tests) != 1 or not all(isinstance(block, str) for block in blocks):
        return compiler.wrong(place, f"{spec!r} has not one test", "Write exactly one of full: true, at_least, criterion.")
    kind, wanted, per_row = tests[0], spec[tests[0]], spec.get("per") == "row"
    least = Fraction(str(wanted)) if kind == "at_least" else Fraction(0)

    def one(context: Context, row: Row | None, block: str) -> Truth:
        assert isinstance(context, ScoringContext)  # noqa: S101 - criteria are evaluated in no other
        outcome = context.outcomes.get(block, HIDDEN)
        if per_row and row is not None and outcome.rows:
            outcome = outcome.rows.get(row.name, HIDDEN)
        if kind == "criterion":
            unwritten = not outcome.met and outcome.low.earned < outcome.high.earned
            return None if unwritten else outcome.met.get(wanted, False)
        low = outcome.low.full if kind == "full" else outcome.low.earned >= least
        high = outcome.high.full if kind == "full" else outcome.high.earned >= least
        return low if low is high else None

    return Node("earned", lambda context, row: all_of(one(context, row, block) for block in blocks), data=data)


def outside(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``outside: {ask: reader | register, what: name, hint: condition}`` Unknown until a verdict answers it, for the current row.

    Where ``hint`` does not hold, no verdict means no: nobody has to look up an approval that the company itself does not claim.
    """
    spec = data["outside"]
    if not isinstance(spec, dict) or set(spec) - {"hint"} != {"ask", "what"} or spec["ask"] not in ("reader", "register"):
        return compiler.wrong((*loc, "outside"), f"{spec!r} asks nobody", "Write {ask: reader or register, what: name}.")
    question, what = compiler.question or "", str(spec["what"])
    hint = compiler.condition(spec.get("hint", True), (*loc, "outside", "hint"))

    def test(context: Context, row: Row | None) -> Truth:
        assert isinstance(context, ScoringContext)  # noqa: S101 - criteria are evaluated in no other
        verdict = context.verdicts.get(verdict_key(question, row.name if row is not None else None, what))
        return False if verdict is None and hint.evaluate(context, row) is False else verdict

    return Node("outside", test, (), (hint,), data)


def some_pair(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``some_pair: condition`` Some pair of rows of the block meets it, both of them."""
    body = compiler.condition(data["some_pair"], (*loc, "some_pair"))

    def test(context: Context, row: Row | None) -> Truth:
        assert isinstance(context, ScoringContext)  # noqa: S101 - criteria are evaluated in no other
        return any_of(all_of(body.evaluate(context, each) for each in unit) for unit in context.units)

    return Node("some_pair", test, (), (body,), data)


LEAVES: Mapping[str, Operator] = {"earned": earned, "outside": outside, "some_pair": some_pair}


def blocks_asked(node: Node) -> set[str]:
    """Return the blocks whose outcomes a condition asks for."""
    asked: set[str] = set()
    for each in node.walk():
        if each.kind == "earned":
            spec = each.data["earned"]
            asked |= set(spec.get("blocks", ())) or {spec["block"]}
    return asked
