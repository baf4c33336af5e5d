"""Carrying published submissions over: the counts that the docs give, and the sample whose lines were judged one by one."""

import csv
from functools import cache
from pathlib import Path

import pytest

from cdp_toolkit.documents.carrying import Carried, CarriedOver, carry_forward
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition

SUBMISSIONS = {
    "apple-2023.pdf": "2023 PDF",
    "amazon-2023.txt": "2023 text",
    "conocophillips-2023.txt": "2023 text, oil and gas",
    "apple-2025.pdf": "2025 PDF",
}
ROOT = Path(__file__).parents[1]


@cache
def carried(path: Path) -> CarriedOver:
    year = int(path.stem.rpartition("-")[2])
    edition = load_edition(f"cdp-{year}")
    return carry_forward(import_submission(path, edition).response, load_crosswalk(edition.id, "cdp-2026"), 2026 - year)


def test_the_sample_is_what_the_docs_say() -> None:
    rows = list(csv.DictReader((ROOT / "tests" / "data" / "carried-sample.csv").read_text("utf-8").splitlines()))
    docs = (ROOT / "docs" / "imports.md").read_text("utf-8").splitlines()

    assert len(rows) == 60
    for status in Carried:
        judged = [row["judged"] for row in rows if row["status"] == status]
        assert f"| {status} | {len(judged)} | {judged.count('right')} |" in docs


@pytest.mark.shared
@pytest.mark.parametrize("file", SUBMISSIONS)
def test_the_counts_that_the_docs_give_are_those_of_the_submission(shared: Path, file: str) -> None:
    over = carried(shared / "responses" / file)
    cells = [f"{count:,}" for count in (len(over.response.answers), *over.counts().values())]

    assert f"| {' | '.join([SUBMISSIONS[file], *cells])} |" in (ROOT / "docs" / "imports.md").read_text("utf-8").splitlines()


@pytest.mark.shared
@pytest.mark.parametrize("file", SUBMISSIONS)
def test_lines_that_were_judged_right_are_as_they_were(shared: Path, file: str) -> None:
    over = carried(shared / "responses" / file)
    lines = {(str(item.status), item.source, item.to) for item in over.items}
    rows = list(csv.DictReader((ROOT / "tests" / "data" / "carried-sample.csv").read_text("utf-8").splitlines()))
    judged = [(row["status"], row["from"], row["to"]) for row in rows if row["file"] == file]

    assert judged
    assert [line for line in judged if line not in lines] == []
