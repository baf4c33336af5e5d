"""The sample is clean, and every check finds the contradiction that is seeded for it: none is passed over in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.checks.checker import Checker, load_checker
from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.language.references import PREVIOUS
from cdp_toolkit.mapping.answering import answer_project
from cdp_toolkit.responses.computed import with_computed
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Response, every_table
from cdp_toolkit.responses.project import load_project
from cdp_toolkit.shipped import shipped
from tests.seeding import displayed_after, seeded

SEEDS: dict[str, dict[str, Any]] = read(Path(__file__).parent / "cases" / "seeds" / "lumen-live.yaml").data


@dataclass(frozen=True)
class Sample:
    """The sample, displayed, with the checks of its edition."""

    response: Response
    display: Display
    displayed: Displayed
    checker: Checker

    def found(self, seed: Mapping[str, Any], checker: Checker) -> set[str]:
        """Return the checks that find something after a seed."""
        now = {key: value for key, value in seed.items() if not key.startswith(PREVIOUS)}
        before = {key.removeprefix(PREVIOUS): value for key, value in seed.items() if key.startswith(PREVIOUS)}
        shown = displayed_after(self.display, self.displayed, self.response, now)
        edition, organisation = self.checker.edition, self.response.organisation
        last_year = seeded(edition, Response(edition.id, organisation), before) if before else None
        previous = None if last_year is None else every_table(edition, last_year)
        return {finding.code for finding in checker.run(shown.context.tables, previous, organisation.name).findings}


@pytest.fixture(scope="module")
def sample() -> Sample:
    project = load_project(shipped("samples") / "lumen-live")
    response = with_computed(project.edition, answer_project(project).response)
    display = display_for(project.edition, response.organisation)
    shown = display.evaluate(every_table(project.edition, response))
    return Sample(response, display, shown, load_checker(project.edition.id))


def test_the_sample_is_clean(sample: Sample) -> None:
    assert sample.checker.run(sample.displayed.context.tables, None, sample.response.organisation.name).findings == ()


def test_every_seed_is_found_by_its_check(sample: Sample) -> None:
    alone = {
        check.id: Checker(sample.checker.edition, (check,), sample.checker.references, sample.checker.same)
        for check in sample.checker.checks
    }

    found = [name for name, seed in SEEDS.items() if sample.found(seed, alone[name]) == {name}]

    assert list(SEEDS) == found
    assert len(found) == len(alone)
