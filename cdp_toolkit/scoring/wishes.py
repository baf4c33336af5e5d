"""Turns a condition round: which answers would make it hold? A few alternatives each, the preferred one first.

What is found is a proposal, tried by real scoring before anybody sees it. Figures are stand-ins that pass the condition; the real
ones have to come from the company.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice, product

from cdp_toolkit.language import Cell, Context, Node, Row
from cdp_toolkit.scoring.choosing import Choosing
from cdp_toolkit.scoring.edits import NONE, Edits, together
from cdp_toolkit.scoring.leaves import ScoringContext, verdict_key
from cdp_toolkit.scoring.solving import Solving
from cdp_toolkit.scoring.standins import StandIns
from cdp_toolkit.values import Address

LIMIT = 4  # alternatives kept of each condition

Close = Callable[[dict[str, object]], list[Edits]]


def _nothing(spec: dict[str, object]) -> list[Edits]:
    return []


class Wishes:
    """Inverts the conditions of one edition."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins, self.edition = stand_ins, stand_ins.edition
        self._choosing, self._solving = Choosing(stand_ins), Solving(stand_ins)

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
            case "all" | "any" | "none" | "imply" | "doubt" | "if_shown":
                return self._joined(node, context, row, here, close)
            case "some_row" | "every_row":
                return self._rows(node, context, row, here, close)
            case "complete":
                return [self._complete(node, context, row, here)]
            case "compare":
                return self._solving.compare(node, context, row, here)
            case "earned":
                return close(node.data["earned"])
            case "outside":
                return self._verdict(node, context, row, here)
            case _:
                return self._choosing.hold(node, context, row, here)

    def _joined(self, node: Node, context: Context, row: Row | None, here: str, close: Close) -> list[Edits]:
        """Make a condition hold that joins others."""
        children = node.children
        match node.kind:
            case "all":  # what completes a row comes first, so that what is asked of single cells counts
                ordered = sorted(children, key=lambda child: child.kind != "complete")
                wanted = [self.hold(child, context, row, here, close) for child in ordered]
                return self._all(wanted, apart=all(child.kind == "some_row" for child in children))
            case "any":
                found = [edits for child in children for edits in self.hold(child, context, row, here, close)]
                return sorted(found, key=len)[:LIMIT]
            case "none":
                return self._all([self.fail(child, context, row, here, close) for child in children])
            case "imply":
                pairs = zip(children[::2], children[1::2], strict=True)
                needed = [then for when, then in pairs if when.evaluate(context, row) is not False]
                return self._all([self.hold(then, context, row, here, close) for then in needed])
            case "doubt":
                return self._all([self.hold(child, context, row, here, close) for child in children])
            case _:
                return self.hold(children[0], context, row, here, close)

    def _verdict(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Ask for a verdict, where none speaks against it and the organisation itself claims what it would confirm."""
        key = verdict_key(here, row.name if row is not None else None, str(node.data["outside"]["what"]))
        if isinstance(context, ScoringContext) and context.verdicts.get(key) is False:
            return []
        asked = Edits({}, {key: True})
        claims = [each for each in node.children[0].walk() if each.labels and each.references]
        if not claims:
            return [asked]
        return [edits | asked for claim in claims for edits in self.hold(claim, context, row, here)][:LIMIT]

    def fail(self, node: Node, context: Context, row: Row | None, here: str, close: Close = _nothing) -> list[Edits]:
        """Return edits that would make a condition fail."""
        if node.evaluate(context, row) is False:
            return [NONE]
        children = node.children
        match node.kind:
            case "all":
                return [edits for child in children for edits in self.fail(child, context, row, here, close)][:LIMIT]
            case "any" | "doubt":
                return self._all([self.fail(child, context, row, here, close) for child in children])
            case "none":
                return [edits for child in children for edits in self.hold(child, context, row, here, close)][:LIMIT]
            case "some_row":
                rows = node.select(context, row) if node.select is not None else []
                return self._all([self.fail(children[-1], context, each, node.scope or here, close) for each in rows])
            case "if_shown":
                return self.fail(children[0], context, row, here, close)
            case _:
                return self._choosing.fail(node, context, row, here)

    def _complete(self, node: Node, context: Context, row: Row | None, here: str) -> Edits:
        """Fill the cells of the rows that have to be complete."""
        rows = node.select(context, row) if node.select is not None else [row] if row is not None else []
        named = node.data["complete"] if isinstance(node.data["complete"], list) else None
        question = node.scope or here
        columns = self.edition.questions[question].by_name
        without = [name for name in columns if named is not None and name not in named] or node.data.get("without", ())
        if not rows and self.edition.questions[question].adds_rows:
            rows = [self.stand_ins.blank_row(question, context.table(question))]
        elif not rows and row is None and not context.table(question).rows:
            rows = self.stand_ins.fixed_rows(question, 1)
        return self.stand_ins.fill(question, rows, without)

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
            rows = list(context.table(question).rows) or self.stand_ins.fixed_rows(question)
        if self.edition.questions[question].adds_rows:
            rows.append(self.stand_ins.blank_row(question, context.table(question)))
        found = []
        for each in rows:
            made = self._all([self.hold(child, context, each, question, close) for child in node.children])
            found += [self.stand_ins.keyed(question, each, edits) for edits in made]
        return sorted(found, key=lambda edits: (_overwrites(edits, context), len(edits)))[:LIMIT]


def _overwrites(edits: Edits, context: Context) -> int:
    """Count the cells that hold something else now: an answer that is there may be needed for something else."""
    return sum(
        (row := context.table(address.question).row(address.row or "")) is not None
        and row.cells.get(address.column or "", cell) != cell
        for address, cell in edits.cells.items()
    )
