"""Scores a whole response: every block in an order that suits the graph between them, and again only what a change touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cdp_toolkit.editions.loader import edition_folder, load_edition, sector_sets
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import nearest, read
from cdp_toolkit.errors import InputError
from cdp_toolkit.language import Context
from cdp_toolkit.scoring.blocks import read_blocks, unwritten
from cdp_toolkit.scoring.compiled import CompiledBlock
from cdp_toolkit.scoring.compiling import compile_blocks
from cdp_toolkit.scoring.evaluating import outcome
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.points import Outcome
from cdp_toolkit.scoring.tracing import Trace


@dataclass(frozen=True)
class Scorer:
    """The blocks of one edition and sector group, ready to score responses."""

    edition: Edition
    sector: str
    blocks: dict[str, CompiledBlock]
    _readers: dict[str, tuple[str, ...]] = field(init=False)
    _followers: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        readers: dict[str, list[str]] = {}
        followers: dict[str, list[str]] = {}
        for key, block in self.blocks.items():
            for question in block.reads:
                readers.setdefault(question, []).append(key)
            for asked in block.after:
                followers.setdefault(asked, []).append(key)
        object.__setattr__(self, "_readers", {question: tuple(keys) for question, keys in readers.items()})
        object.__setattr__(self, "_followers", {key: tuple(keys) for key, keys in followers.items()})

    def score(self, context: Context, verdicts: Mapping[str, bool] | None = None) -> ScoringContext:
        """Return the context with the outcome of every block in it.

        Args:
            context: The displayed answers.
            verdicts: What reviewers and registers settled, by ``scoring.leaves.verdict_key``.
        """
        scored = ScoringContext(context.tables, None, verdicts or {}, {}, [])
        for key, block in self.blocks.items():
            scored.outcomes[key] = outcome(block, scored)
        return scored

    def rescore(self, scored: ScoringContext, context: Context, changed: Iterable[str]) -> ScoringContext:
        """Return what ``score`` would, after the answers to ``changed`` questions changed, by evaluating only what they touch.

        ``scored`` stays as it is, so that what-ifs can branch from it.
        """
        stale = {key for question in changed for key in self._readers.get(question, ())}
        again = ScoringContext(context.tables, None, scored.verdicts, dict(scored.outcomes), [])
        if not stale:
            return again
        for key, block in self.blocks.items():
            if key not in stale:
                continue
            new = outcome(block, again)
            if new != again.outcomes[key]:
                again.outcomes[key] = new
                stale.update(self._followers.get(key, ()))
        return again

    def explain(self, scored: ScoringContext, key: str) -> tuple[Outcome, Trace]:
        """Return a block's outcome and every step that led to it."""
        trace: Trace = []
        return outcome(self.blocks[key], scored, trace), trace


@cache
def load_scorer(edition: str, sector: str = "General") -> Scorer:
    """Return the scorer of a shipped edition for one sector group. Loaded once a process.

    Raises:
        InputError: No such edition or sector, or an edition that has no criteria.
        DefinitionError: The criteria cannot be used; names every fault.
    """
    folder = edition_folder(edition) / "scoring"
    if not folder.is_dir():
        fix = (
            "Carry the answers over to an edition with criteria first: carry-forward, with --years 0 to keep the year's figures."
        )
        raise InputError(edition, "has no scoring criteria here", fix)
    return read_scorer(load_edition(edition), folder, sector)


def read_scorer(edition: Edition, folder: Path, sector: str) -> Scorer:
    """Read the criteria in ``folder`` for one sector group. Raises as ``load_scorer`` does."""
    sectors = sector_sets(folder.parent).get("all", edition.sectors)
    if sector not in sectors:
        raise InputError(sector, "is no sector that CDP scores", nearest(sector, sectors))
    entries, sets = read_blocks(folder, sectors)
    let = read(folder / "let.yaml").data if (folder / "let.yaml").is_file() else {}
    mine = [entry for entry in entries if sector in entry[2].sectors]
    mine += unwritten(folder, sector, {entry[2].block for entry in mine})
    return Scorer(edition, sector, compile_blocks(edition, mine, sets, let))
