"""Gaps, plans and what-ifs of one response, with everything that they need put together once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cdp_toolkit.editions.loader import edition_folder
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import InputError
from cdp_toolkit.language import Cell, OpenDate, Table, cell_of
from cdp_toolkit.responses.entries import value_of
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.effort import IN_TIME, ORDER, Effort, EffortClass, read_effort
from cdp_toolkit.scoring.gaps import Gap, MetricsFor, find_gaps, no_metrics
from cdp_toolkit.scoring.moves import Move, Moves
from cdp_toolkit.scoring.planning import Plan, Planner, Progress
from cdp_toolkit.scoring.proposing import Permits, Proposing, read_proposing
from cdp_toolkit.scoring.standins import StandIns
from cdp_toolkit.scoring.trying import changed_by
from cdp_toolkit.scoring.wanted import Wanted
from cdp_toolkit.scoring.wishes import Wishes
from cdp_toolkit.values import Address

OPEN = OpenDate(2000, 12, 31)  # the last day of a year that nobody has named; no other date is known to lie before or after it


@dataclass(frozen=True, slots=True)
class Choice:
    """What a plan may use: questions left out, questions alone, and the gravest effort class."""

    without: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    max_effort: EffortClass = IN_TIME


@dataclass(frozen=True)
class Advisor:
    """Advises on the responses of one organisation.

    Args:
        assessor: Scores them.
        effort: Prices what could be done.
        day: A date that stands in for dates to be given: the end of the reporting year; an open one where nobody gave it.
        proposing: What may be proposed.
    """

    assessor: Assessor
    effort: Effort
    day: dt.date
    proposing: Proposing

    @cached_property
    def wanted(self) -> Wanted:
        """What options the criteria ask for."""
        blocks = self.assessor.scorer.blocks.values()
        return Wanted((block.question, node) for block in blocks for node in block.conditions())

    def moves(self, state: Assessment, given: Mapping[str, Table] | None = None, most: EffortClass = ORDER[-1]) -> Moves:
        """Return what finds the moves that an assessment leaves to be made.

        Args:
            state: The assessment, of the response or of a trial.
            given: The organisation's own answers, where the assessment is a trial.
            most: The gravest kind of work that may be asked for.
        """
        permits = self.permits(state.tables if given is None else given, most)
        stand_ins = StandIns(self.assessor.edition, self.wanted, self.day, permits)
        return Moves(self.assessor, state, Wishes(stand_ins))

    def permits(self, answers: Mapping[str, Table], most: EffortClass = ORDER[-1]) -> Permits:
        """Return what says what may be proposed to an organisation with these answers, with work of a class at most."""

        def late(address: Address, cell: Cell | None) -> bool:
            return ORDER.index(self.effort.of_cell(self.assessor.edition, address, cell, answers)) > ORDER.index(most)

        return Permits(self.assessor.edition, self.proposing, answers, late)

    def check_target(self, target: str) -> None:
        """Refuse a band that the edition does not have. Raises InputError."""
        if target not in self.assessor.levels.order:
            raise InputError(target, "is no band", f"Bands: {', '.join(self.assessor.levels.order)}.")

    def gaps(
        self,
        before: Assessment,
        target: str,
        metrics_for: MetricsFor = no_metrics,
        owners: Mapping[str, str] | None = None,
    ) -> list[Gap]:
        """Return the gaps that matter for a band. Raises InputError for a band that does not exist.

        Args:
            before: The scored response.
            target: The band.
            metrics_for: Names the metrics that would answer a data point.
            owners: Who has the figures of a metric.
        """
        self.check_target(target)
        return find_gaps(
            self.assessor,
            before,
            self.moves(before),
            self.effort,
            target=target,
            metrics_for=metrics_for,
            owners=owners,
        )

    def plan(self, before: Assessment, target: str, choice: Choice | None = None, progress: Progress | None = None) -> Plan:
        """Search the cheapest plan to a band. Raises InputError for a band or question that does not exist."""
        self.check_target(target)
        choice = choice or Choice()
        known = self.assessor.edition.questions
        for number in sorted(choice.without | choice.only):
            if number not in known:
                raise InputError(number, f"is no question of {self.assessor.edition.id}", nearest(number, known))
        planner = Planner(self.assessor, before, self.effort, target)
        levels = self.assessor.levels.up_to(target)

        def find(state: Assessment) -> list[Move]:
            moves = self.moves(state, before.tables, choice.max_effort)
            return [move for move in self._moves(moves, state, target, levels) if self._allowed(move, choice, before)]

        return planner.plan(find, progress) if progress is not None else planner.plan(find)

    def _moves(self, moves: Moves, state: Assessment, target: str, levels: tuple[str, ...]) -> list[Move]:
        questions = dict.fromkeys(block.question for block in self.assessor.scorer.blocks.values() if block.level in levels)
        found = [move for question in questions for move in moves.of_question(question, levels)]
        order = self.assessor.levels.order
        for rule, node in self.assessor.levels.essential:
            wanted = order.index(rule.reaches) <= order.index(target)
            if wanted and node.evaluate(state.scored, None) is not True:
                move = moves.of_condition(rule.id, node)
                found += [move] if move is not None else []
        return found

    def _allowed(self, move: Move, choice: Choice, before: Assessment) -> bool:
        touched = {address.question for address in move.edits.cells} | {move.question}
        if touched & choice.without or (
            choice.only and not touched <= choice.only | {move.question} - set(self.assessor.edition.questions)
        ):
            return False
        prices = self.effort.of(self.assessor.edition, move.edits, before.tables)
        return all(ORDER.index(each) <= ORDER.index(choice.max_effort) for each, _ in prices.values())

    def what_if(self, before: Assessment, cells: Mapping[Address, Cell | None]) -> Assessment:
        """Return what the response would come to with other answers; None empties a cell."""
        return changed_by(self.assessor, before, Edits(cells, {}))

    def with_edits(self, before: Assessment, edits: Edits) -> Assessment:
        """Return what the response would come to with edits, verdicts among them."""
        return changed_by(self.assessor, before, edits)

    def setting(self, text: str) -> tuple[Address, Cell | None]:
        """Read ``address=value`` as people write it; nothing behind the sign empties the cell.

        Raises:
            InputError: It has not this form, the address does not exist, or the value is none that the column takes.
        """
        left, sign, right = text.partition("=")
        if not sign:
            raise InputError(text, "says no value", "Write address=value, such as 7.6[reporting_year].emissions=1200.")
        address = self.assessor.edition.canonical(Address.parse(left))
        if not right.strip():
            return address, None
        try:
            return address, cell_of(value_of(self.assessor.edition.column(address), right.strip()))
        except InputError as error:
            raise InputError(str(address), error.problem, error.fix) from None


def advisor_for(assessor: Assessor, given: Mapping[str, Table], own_effort: Path | None = None) -> Advisor:
    """Return the advisor for an assessor's organisation.

    Args:
        assessor: Scores its responses.
        given: Its answers, in which the end of the reporting year is looked up.
        own_effort: The company's own effort file.
    """
    folder = edition_folder(assessor.edition.id) / "scoring"
    effort = read_effort(assessor.edition, folder / "effort.yaml", own_effort)
    proposing = read_proposing(assessor.edition, folder / "proposing.yaml")
    period = assessor.edition.by_concept["reporting_period"]
    rows = given[period.id].rows
    day = next((cell for row in rows for cell in row.cells.values() if isinstance(cell, dt.date)), None)
    return Advisor(assessor, effort, day or OPEN, proposing)
