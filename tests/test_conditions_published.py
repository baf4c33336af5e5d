"""A published submission of 2025 against our conditions: what it prints is displayed, or docs/conditions.md says why not."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.agreement import same_when_rounded
from cdp_toolkit.responses.computed import computed_answers
from cdp_toolkit.responses.display import displayed, reasons_for
from cdp_toolkit.responses.model import Answer, Organisation, Response
from cdp_toolkit.responses.stale import hidden_target
from tests.published import Printed, printed

DOCS = Path(__file__).parent.parent / "docs" / "conditions.md"
OWN = Organisation("Published", requesters=("RE100",), flags=())

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("cdp-2026")


@pytest.fixture(scope="module")
def submission(edition: Edition, shared: Path) -> tuple[dict[str, str], list[Printed], list[str]]:
    return printed(edition, shared)


@pytest.fixture(scope="module")
def response(edition: Edition, submission: tuple[dict[str, str], list[Printed], list[str]]) -> Response:
    cells = submission[1]
    return Response.of(edition.id, [Answer(cell.address, value) for cell in cells if (value := cell.value()) is not None], OWN)


def explained(heading: str) -> set[str]:
    """The first column of the table under a heading of the page."""
    section = DOCS.read_text("utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    return {match[1] for match in re.finditer(r"^\| `([^`]+)` \|", section, re.MULTILINE)}


def test_every_question_row_and_column_that_is_printed_is_displayed_or_explained(
    edition: Edition, submission: tuple[dict[str, str], list[Printed], list[str]], response: Response
) -> None:
    asked, cells, _ = submission
    reasons = reasons_for(edition, response)

    hidden = {number for number in asked if not reasons.displayed.shows(number)}
    hidden |= {str(target) for cell in cells if (target := hidden_target(reasons, cell.address)) is not None}

    assert len(asked) == 86
    assert len(cells) > 1200
    assert hidden == explained("Printed and hidden")


def test_everything_that_is_printed_has_a_place_or_is_explained(
    submission: tuple[dict[str, str], list[Printed], list[str]],
) -> None:
    assert set(submission[2]) == explained("Printed without a place in 2026")


def figures(cells: list[Printed], edition: Edition) -> Iterator[tuple[Printed, Decimal]]:
    for cell in cells:
        value = cell.value()
        if cell.column.computed is not None and isinstance(value, Decimal):
            yield cell, value


def test_computed_columns_reproduce_the_printed_figures(
    edition: Edition, submission: tuple[dict[str, str], list[Printed], list[str]], response: Response
) -> None:
    values = {at: each.value for at, each in computed_answers(edition, displayed(edition, response)).items()}
    found = {str(cell.address): (value, values.get(cell.address)) for cell, value in figures(submission[1], edition)}

    differing = {
        where for where, (one, other) in found.items() if not isinstance(other, Decimal) or not same_when_rounded(one, other)
    }

    assert Counter(where.partition("[")[0] for where in found) == {"7.30.1": 7, "7.30.14": 45, "7.53.1": 12, "7.54.1": 1}
    assert differing == explained("Printed figures that we compute otherwise")
