"""Runs the checks of an edition over a response: what contradicts what, what was waived, and what could not be assessed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cdp_toolkit.checks.compiling import CompiledCheck, compile_checks, filled_in
from cdp_toolkit.checks.context import CheckContext
from cdp_toolkit.checks.model import Check
from cdp_toolkit.checks.reading import address_of, figures, is_answer, written
from cdp_toolkit.checks.tables import TEXTS, ReferenceValues, read_references, texts_of
from cdp_toolkit.checks.templates import expanded
from cdp_toolkit.checks.waivers import Waived, Waiver, silenced
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition, slug
from cdp_toolkit.editions.yamlfile import Document, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.findings import Finding, by_weight
from cdp_toolkit.language import Context, Row, Table, Truth
from cdp_toolkit.language.references import PREVIOUS
from cdp_toolkit.responses.display import displayed
from cdp_toolkit.responses.model import Response, every_table
from cdp_toolkit.shipped import shipped

FOLDER, REFERENCES, COUNTRIES, WORDS = "checks", "references", "countries.yaml", "words.yaml"
SHARED = ("sets", "let")  # files of a folder of checks that hold no checks


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a response.

    Args:
        findings: What contradicts what, the gravest first.
        waived: Findings that a waiver silences.
        held: Checks that were assessed and hold everywhere.
        open: Checks that could not be assessed, because something that they look at is not there.
        without: Checks that do not apply.
    """

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()
    held: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Checker:
    """The compiled checks of an edition. Make it once; it serves any number of responses.

    Args:
        edition: The edition.
        checks: The checks, in the order of their files.
        references: Tables of reference values, by name.
        same: Further names of rows by which checks find what is about the same, and the name that stands for all of them.
    """

    edition: Edition
    checks: tuple[CompiledCheck, ...]
    references: Mapping[str, ReferenceValues]
    same: Mapping[str, str]

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the checks."""
        return tuple(check.id for check in self.checks)

    def check(self, response: Response, previous: Response | None = None, waivers: Iterable[Waiver] = ()) -> Checked:
        """Check a response: against itself, against reference values, and against last year's where it is given.

        Only what is displayed counts. Last year's answers are taken as they were given.
        """
        before = None if previous is None else every_table(self.edition, previous)
        return self.run(displayed(self.edition, response).context.tables, before, response.organisation.name, waivers)

    def run(
        self,
        tables: Mapping[str, Table],
        previous: Mapping[str, Table] | None = None,
        name: str = "",
        waivers: Iterable[Waiver] = (),
    ) -> Checked:
        """Check tables of displayed answers, those of last year beside them."""
        context = self.context(tables, previous, name)
        outcomes = {check.id: _outcome(check, context) for check in self.checks}
        found = [self._finding(check, context, row) for check in self.checks for row in outcomes[check.id].broken]
        left, waived = silenced(found, waivers)
        held, open_, without = (_of_kind(outcomes, kind) for kind in ("held", "open", "without"))
        return Checked(tuple(by_weight(left)), tuple(waived), held, open_, without)

    def context(self, tables: Mapping[str, Table], previous: Mapping[str, Table] | None = None, name: str = "") -> CheckContext:
        """Return the context in which the checks are evaluated.

        A name that no text mentions is not known to be what the organisation calls itself.
        """
        every = dict(tables)
        if previous is not None:
            every |= {f"{PREVIOUS}{number}": table for number, table in previous.items()}
        every |= {name: values.table for name, values in self.references.items()}
        context = CheckContext(every, same=self.same)
        every[TEXTS] = texts_of(self.edition, context)
        if name and any(name.casefold() in str(row.cells["text"]).casefold() for row in every[TEXTS].rows):
            context.names = (name,)
        return context

    def _finding(self, check: CompiledCheck, context: CheckContext, row: Row | None) -> Finding:
        definition = check.definition
        nodes = [check.expect, *check.shown.values(), check.when]
        read_ = figures(nodes, context, row, check.question, self.references)
        texts = {part: written(node.evaluate(context, row)) for part, node in check.shown.items()}
        problem = f"{filled_in(definition.problem, texts)} {definition.why}"
        addresses = tuple(address for address in read_ if is_answer(address))
        where = _where(check, row)
        return Finding(definition.id, definition.severity, where, problem, definition.fix, addresses, tuple(read_.items()))


def _of_kind(outcomes: Mapping[str, "_Outcome"], kind: str) -> tuple[str, ...]:
    return tuple(name for name, outcome in outcomes.items() if outcome.kind == kind)


def _where(check: CompiledCheck, row: Row | None) -> str:
    if row is not None and check.question == TEXTS:
        return str(row.cells["address"])
    if row is not None:
        return address_of(check.question or "", row, None if check.at is None else check.at.column)
    return check.definition.questions[0] if check.at is None else str(check.at)


@dataclass(frozen=True, slots=True)
class _Outcome:
    kind: str
    broken: tuple[Row | None, ...] = ()


def _outcome(check: CompiledCheck, context: Context) -> _Outcome:
    """Say whether a check holds; ``broken`` are the rows in which it does not, None where it is asked once.

    Where the first question is hidden, the check does not apply.
    """
    table = context.tables.get(check.definition.questions[0])
    if table is None or not table.shown:
        return _Outcome("without")
    rows: list[Row | None] = [None] if check.question is None else [*check.select(context, None)]
    truths = [(row, _asked(check, context, row)) for row in rows]
    broken = tuple(row for row, truth in truths if truth is False)
    if broken:
        return _Outcome("broken", broken)
    asked = {truth for _, truth in truths}
    return _Outcome("held" if True in asked else "open" if None in asked else "without")


def _asked(check: CompiledCheck, context: Context, row: Row | None) -> Truth | str:
    for node in (check.where, check.when):
        if node is not None:
            truth = node.evaluate(context, row)
            if truth is not True:
                return "without" if truth is False else None
    holds: Truth = check.expect.evaluate(context, row)
    return holds


def read_checker(edition: Edition, folder: Path, references: Path, words: Mapping[str, Any] | None = None) -> Checker:
    """Read and compile the checks of a folder.

    Args:
        edition: What they are about.
        folder: Where they are.
        references: The folder of reference values.
        words: Lists of words that they can name beside those of their own folder.

    Raises:
        DefinitionError: With everything that is wrong in its files.
    """
    values = read_references(references)
    faults: list[Fault] = []
    shared: dict[str, dict[str, Any]] = {}
    for name in SHARED:
        path = folder / f"{name}.yaml"
        shared[name] = read(path).data or {} if path.is_file() else {}
    entries = list(_entries(folder, faults))
    if faults:
        raise DefinitionError(faults)
    compiled = compile_checks(edition, entries, values, {**(words or {}), **shared["sets"]}, shared["let"])
    return Checker(edition, compiled, values, _spellings())


@cache
def _spellings() -> dict[str, str]:
    """Return the stable names that CDP's lists of countries lead to, with the one that stands for each country."""
    countries = read(shipped("mappings") / COUNTRIES).data
    return {slug(name): key for key, country in countries.items() for name in (country["title"], *country["synonyms"])}


def _entries(folder: Path, faults: list[Fault]) -> Iterator[tuple[Document, int, Check]]:
    for path in sorted(folder.glob("*.yaml")):
        if path.stem in SHARED:
            continue
        document = read(path)
        for i, data in expanded(document, faults):
            try:
                yield document, i, validated(document, Check, (i,), data)
            except DefinitionError as error:
                faults += error.faults


@cache
def load_checker(edition_id: str) -> Checker:
    """Return the checks that the toolkit ships for an edition.

    Raises:
        InputError: There are none.
    """
    folder = shipped("questionnaires") / edition_id / FOLDER
    if not folder.is_dir():
        there = sorted(path.parent.name for path in shipped("questionnaires").glob(f"*/{FOLDER}"))
        raise InputError(edition_id, "has no checks", f"Editions with checks: {', '.join(there)}.")
    mappings = shipped("mappings")
    return read_checker(load_edition(edition_id), folder, mappings / REFERENCES, read(mappings / WORDS).data)
