"""Trials: answers as they would be, with only the blocks scored again that are looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cdp_toolkit.language import Context, Table
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.evaluating import outcome
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.points import Outcome
from cdp_toolkit.scoring.trying import shown_with
from cdp_toolkit.values import Address


@dataclass(frozen=True)
class Trial:
    """Answers as they would be, with the blocks of some questions scored again."""

    edits: Edits
    tables: Mapping[str, Table]
    scored: ScoringContext

    def rank(self, key: str) -> tuple[Fraction, Fraction, int]:
        """Return how good a block's low estimate is: its share, then the points at stake, then how few edits it takes."""
        points = self.scored.outcomes[key].low
        return points.share, points.of if points.full else -points.of, -len(self.edits)

    def better_than(self, other: "Trial", key: str) -> bool:
        """Whether a block's low estimate is better than in another trial."""
        return self.rank(key) > other.rank(key)

    @property
    def shown(self) -> Edits:
        """Its edits without cells that its own answers hide."""
        return displayed_of(self.edits, self.scored)

    def full(self, key: str) -> bool:
        """Whether a block lacks nothing in the low estimate."""
        return self.scored.outcomes[key].low.full


def displayed_of(edits: Edits, context: Context) -> Edits:
    """Return edits without the cells that are hidden once they are made."""

    def shown(address: Address) -> bool:
        row = context.table(address.question).row(address.row or "")
        return row is not None and (address.column in row.shown or address.column in row.cells)

    return Edits({address: cell for address, cell in edits.cells.items() if shown(address)}, edits.verdicts)


def try_out(assessor: Assessor, before: Assessment, edits: Edits, keys: tuple[str, ...]) -> Trial:
    """Score some blocks as if the edits were made, with the blocks that they wait for."""
    displayed = shown_with(assessor, before.displayed, edits)
    outcomes: dict[str, Outcome] = dict(before.scored.outcomes)
    verdicts = {**before.scored.verdicts, **edits.verdicts}
    scored = ScoringContext(displayed.context.tables, None, verdicts, outcomes, [])
    for key in _needed(assessor, keys):
        outcomes[key] = outcome(assessor.scorer.blocks[key], scored)
    return Trial(edits, displayed.given, scored)


def _needed(assessor: Assessor, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the blocks that the wanted ones wait for, and then these, in the order of the graph."""
    waiting, needed = list(keys), set(keys)
    while waiting:
        for asked in assessor.scorer.blocks[waiting.pop()].after:
            if asked not in needed:
                needed.add(asked)
                waiting.append(asked)
    return (key for key in assessor.scorer.blocks if key in needed) if needed else iter(())
