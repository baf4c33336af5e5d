"""From a response to its band range in one call, and again after a change at the price of what the change touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.loader import edition_folder, load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language import Table
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Organisation, Response, every_table
from cdp_toolkit.scoring.bands import BandRange, band_range
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.levels import Levels, Weights, read_levels
from cdp_toolkit.scoring.scorer import Scorer, load_scorer
from cdp_toolkit.scoring.sums import Group, Groups, Sum, groups_of
from cdp_toolkit.scoring.verdicts import Verdict, truths


@dataclass(frozen=True)
class Assessment:
    """What a response comes to.

    Args:
        displayed: The answers, and what of them is displayed.
        scored: Every block's outcome.
        result: Levels and band range.
        sums: Points by level and category.
    """

    displayed: Displayed
    scored: ScoringContext
    result: BandRange
    sums: Mapping[Group, Sum]

    @property
    def tables(self) -> Mapping[str, Table]:
        """The answers as if everything were displayed."""
        return self.displayed.given


@dataclass(frozen=True)
class Assessor:
    """Everything that scoring the responses of one organisation needs, loaded once."""

    edition: Edition
    scorer: Scorer
    levels: Levels
    display: Display
    weights: Weights | None = None
    verdicts: Mapping[str, bool] = field(default_factory=dict)

    @cached_property
    def groups(self) -> Groups:
        """Which blocks belong to which level and category."""
        return groups_of(self.levels, self.scorer.blocks, self.weights)

    def assess(self, tables: Mapping[str, Table], verdicts: Mapping[str, bool] | None = None) -> Assessment:
        """Score answers (``responses.model.every_table``); ``verdicts`` come on top of the assessor's own."""
        displayed = self.display.evaluate(tables)
        scored = self.scorer.score(displayed.context, {**self.verdicts, **(verdicts or {})})
        sums = self.groups.sums(scored.outcomes)
        return Assessment(displayed, scored, band_range(self.levels, scored, sums, self.weights), sums)

    def change(self, before: Assessment, tables: Mapping[str, Table], verdicts: Mapping[str, bool] | None = None) -> Assessment:
        """Return the assessment after the answers of some questions changed; ``before`` stays as it is.

        Args:
            before: What it was.
            tables: The tables of the questions that were answered anew.
            verdicts: Verdicts that came in with the change, by ``scoring.leaves.verdict_key``.
        """
        displayed = self.display.update(before.displayed, tables)
        touched: Iterable[str] = displayed.changed
        scored = before.scored
        if verdicts:
            scored = ScoringContext(scored.tables, None, {**scored.verdicts, **verdicts}, scored.outcomes, [])
            touched = {*touched, *(key.partition("[")[0] if "[" in key else key.rpartition(".")[0] for key in verdicts)}
        scored = self.scorer.rescore(scored, displayed.context, touched)
        sums = self.groups.changed(before.sums, before.scored.outcomes, scored.outcomes)
        return Assessment(displayed, scored, band_range(self.levels, scored, sums, self.weights), sums)


@cache
def load_levels(edition: str) -> Levels:
    """Return the levels, thresholds, essential criteria and categories of a shipped edition."""
    return read_levels(load_edition(edition), edition_folder(edition) / "scoring")


def assessor_for(
    edition: str,
    organisation: Organisation,
    *,
    weights: Weights | None = None,
    verdicts: Iterable[Verdict] = (),
    sector: str | None = None,
) -> Assessor:
    """Return the assessor for an organisation; the first of its sectors decides which criteria apply, unless one is named."""
    definition = load_edition(edition)
    scorer = load_scorer(edition, sector or organisation.sectors[0])
    display = display_for(definition, organisation)
    return Assessor(definition, scorer, load_levels(edition), display, weights, truths(verdicts))


def assess(response: Response, *, weights: Weights | None = None, verdicts: Iterable[Verdict] = ()) -> Assessment:
    """Score one response."""
    assessor = assessor_for(response.edition, response.organisation, weights=weights, verdicts=verdicts)
    return assessor.assess(every_table(assessor.edition, response))
