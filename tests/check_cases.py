"""Runs the YAML cases of checks: answers in, whether the check holds out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cdp_toolkit.checks.checker import Checked, Checker
from cdp_toolkit.checks.tables import TEXTS
from cdp_toolkit.checks.templates import replaced
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.language import Table, organisation
from cdp_toolkit.language.references import ORGANISATION, PREVIOUS
from tests.scoring_cases import tables

KINDS = ("holds", "fails", "open", "apart")
KEYS = {"check", "each", "given", "hidden", "rows", "columns", "name", "sectors", *KINDS}


def cases(folder: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every case of a folder: a name for it, what is expected, and what is given."""
    for path in sorted(folder.glob("*.yaml")):
        for i, data in enumerate(read(path).data):
            assert set(data) <= KEYS, f"{path.name} {i}: unknown keys {sorted(set(data) - KEYS)}"
            for words in data.get("each", [{}]):
                case = replaced({key: value for key, value in data.items() if key != "each"}, words)
                for kind in KINDS:
                    overlays = case.get(kind, [])
                    for k, overlay in enumerate(overlays if isinstance(overlays, list) else [overlays]):
                        yield f"{case['check']}-{kind}-{k}", kind, {**case, "overlay": overlay or {}}


def outcome(checker: Checker, case: dict[str, Any]) -> tuple[str, Checked]:
    """Return how the check of a case comes out, and all that came of it."""
    check = next(each for each in checker.checks if each.id == case["check"])
    alone = Checker(checker.edition, (check,), checker.references, checker.same)
    answers = {**case.get("given", {}), **case["overlay"]}
    before = {key.removeprefix(PREVIOUS): value for key, value in answers.items() if key.startswith(PREVIOUS)}
    now = {key: value for key, value in answers.items() if not key.startswith(PREVIOUS)}
    here = _tables(checker.edition, check.reads, case, now)
    here[ORGANISATION] = organisation(sectors=case.get("sectors", ["General"]))
    previous = None
    if before:
        reads = frozenset(question.removeprefix(PREVIOUS) for question in check.reads if question.startswith(PREVIOUS))
        reads |= check.reads if TEXTS in check.reads else frozenset()
        previous = _tables(checker.edition, reads, {}, before)
    checked = alone.run(here, previous, case.get("name", ""))
    if checked.findings:
        return "fails", checked
    return "holds" if checked.held else "open" if checked.open else "apart", checked


def _tables(edition: Edition, reads: frozenset[str], case: dict[str, Any], answers: dict[str, Any]) -> dict[str, Table]:
    """Make the tables that the check reads, and those of every question that the case answers."""
    filled = {key: value for key, value in answers.items() if value is not None}
    wanted = {number for number in edition.questions if number in reads or any(_about(key, number) for key in filled)}
    small = replace(edition, questions={number: edition.questions[number] for number in edition.questions if number in wanted})
    hidden = [each for each in case.get("hidden", []) if each.partition("[")[0] in wanted or each in wanted]
    return tables(small, filled, hidden, case.get("rows"), case.get("columns"))


def _about(key: str, number: str) -> bool:
    return key == number or key.startswith((f"{number}[", f"{number}."))
