"""Published responses: every finding on them is judged in docs/checks.md."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cdp_toolkit.checks.checker import load_checker
from cdp_toolkit.documents.carrying import carry_forward
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Organisation, Response

DOCS = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
NEWEST = "cdp-2026"
RESPONSES = [
    ("amazon-2023.txt", "cdp-2023", Organisation("Amazon")),
    ("conocophillips-2023.txt", "cdp-2023", Organisation("ConocoPhillips", ("Oil & Gas",))),
    ("apple-2023.pdf", "cdp-2023", Organisation("Apple")),
    ("apple-2025.pdf", "cdp-2025", Organisation("Apple")),
]


@cache
def judged() -> dict[tuple[str, str, str, str], str]:
    """The judgement by response, edition, check and place."""
    lines = DOCS.read_text("utf-8").splitlines()
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    known = {Path(file).stem for file, _, _ in RESPONSES}
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows if row[0] in known}


def readings(path: Path, edition_id: str, organisation: Organisation) -> Iterator[tuple[str, Response]]:
    """The response as it is, where its edition has checks, and at the addresses of the newest edition."""
    response = replace(import_submission(path, load_edition(edition_id)).response, organisation=organisation)
    if edition_id == "cdp-2023":
        yield edition_id, response
    carried = carry_forward(response, load_crosswalk(edition_id, NEWEST), years=0).response
    yield NEWEST, replace(carried, organisation=organisation)


@pytest.mark.shared
@pytest.mark.parametrize(("file", "edition_id", "organisation"), RESPONSES)
def test_every_finding_is_judged(shared: Path, file: str, edition_id: str, organisation: Organisation) -> None:
    found = {
        (Path(file).stem, checked_as, finding.code, finding.where)
        for checked_as, response in readings(shared / "responses" / file, edition_id, organisation)
        for finding in load_checker(checked_as).check(response).findings
    }

    assert found - set(judged()) == set()
    assert found != set()


def test_no_finding_was_judged_wrong_and_left() -> None:
    assert len(judged()) == 48
    assert set(judged().values()) == {"right", "debatable"}


def test_only_checks_that_exist_are_judged() -> None:
    known = {edition: set(load_checker(edition).ids) for edition in ("cdp-2023", NEWEST)}

    assert [key for key in judged() if key[2] not in known[key[1]]] == []
