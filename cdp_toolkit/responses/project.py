"""The project folder: who reports, for which year and edition, and where figures, mapping and direct answers lie."""

import datetime as dt
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.files import read_text
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.grid import Grid
from cdp_toolkit.metrics.model import MetricTable
from cdp_toolkit.metrics.periods import Period, ReportingYear
from cdp_toolkit.metrics.sql import read_sql
from cdp_toolkit.metrics.tidy import combined, read_metrics, table_of
from cdp_toolkit.metrics.units import unit
from cdp_toolkit.responses.file import read_response
from cdp_toolkit.responses.model import Organisation, Response

FILE = "project.toml"


class Year(Definition):
    """First and last day of the reporting year, and what the organisation calls it."""

    start: dt.date
    end: dt.date
    label: str | None = None

    @model_validator(mode="after")
    def _is_about_a_year(self) -> "Year":
        days = (self.end - self.start).days + 1
        if not 28 <= days <= 549:  # first and changed financial years can be short or long
            raise ValueError(f"the reporting year {self.start} to {self.end} has {days} days | Correct its start or end.")
        return self


class Database(Definition):
    """A query that gives figures. The database's address is in an environment variable, so that no password is in a file."""

    url_env: str
    query: str


class Figures(Definition):
    """Where the figures are."""

    files: tuple[str, ...] = ("metrics.csv",)
    database: Database | None = None


class Facts(Definition):
    """What ``project.toml`` says."""

    organisation: Annotated[str, Field(min_length=1)]
    edition: str = "cdp-2026"
    sectors: tuple[str, ...] = ("General",)
    issues: tuple[str, ...] = ("Climate change",)
    requesters: tuple[str, ...] | None = None
    flags: tuple[str, ...] | None = None
    currency: str
    consolidation_approach: str | None = None
    boundary: tuple[str, ...] = ("group",)
    reporting_year: Year
    metrics: Figures = Figures()
    mapping: str = "mapping.yaml"
    response: str = "response.csv"
    evidence: str = "evidence"
    out: str = "out"

    @model_validator(mode="after")
    def _currency_is_known(self) -> "Facts":
        try:
            code = unit(self.currency).currency
        except InputError:
            code = None
        if code != self.currency:
            raise ValueError(f"'{self.currency}' is no currency's ISO code | Write three letters, such as EUR or CNY.")
        return self


@dataclass(frozen=True)
class Project:
    """A project folder that has been read."""

    folder: Path
    facts: Facts

    @property
    def edition(self) -> Edition:
        """The edition that the project answers."""
        return load_edition(self.facts.edition)

    @property
    def organisation(self) -> Organisation:
        """Who answers, as display conditions need it."""
        facts = self.facts
        return Organisation(facts.organisation, facts.sectors, facts.issues, facts.requesters, facts.flags)

    @property
    def year(self) -> ReportingYear:
        """The reporting year."""
        year = self.facts.reporting_year
        return ReportingYear(Period(year.start, year.end), year.label)

    @property
    def currency(self) -> str:
        """The ISO code that money is reported in."""
        return self.facts.currency

    @property
    def mapping_file(self) -> Path | None:
        """The company's own mapping, None where it has none."""
        path = self.folder / self.facts.mapping
        return path if path.is_file() else None

    @property
    def response_file(self) -> Path:
        """Where the direct answers are, or will be."""
        return self.folder / self.facts.response

    @property
    def evidence(self) -> Path:
        """The folder of documents that answers refer to."""
        return self.folder / self.facts.evidence

    @property
    def out(self) -> Path:
        """The folder that results are written to."""
        return self.folder / self.facts.out

    def metrics(self, dictionary: Dictionary) -> MetricTable:
        """Read all figures of the project.

        Raises:
            InputError: A file or the database cannot be read.
            FileError: With every fault of the rows.
        """
        table = read_metrics((self.folder / name for name in self.facts.metrics.files), dictionary, self.year)
        if self.facts.metrics.database is None:
            return table
        return combined([table, table_of(self._query(self.facts.metrics.database), dictionary, self.year)])

    def _query(self, database: Database) -> Grid:
        url = os.environ.get(database.url_env)
        if not url:
            problem = f"takes the database's address from {database.url_env}, which is not set"
            raise InputError(FILE, problem, f"Set the environment variable {database.url_env}.")
        return read_sql(url, read_text(self.folder / database.query), database.query)

    def direct_answers(self) -> Response:
        """Read the answers that people gave directly; none where there is no file yet.

        Raises:
            InputError: The file cannot be read.
            FileError: With every row that is no answer.
        """
        if not self.response_file.is_file():
            return Response(self.edition.id, self.organisation)
        return read_response(self.response_file, self.edition, self.organisation, self.currency)


@dataclass(frozen=True, slots=True)
class _Toml(Document):
    """A TOML file as a document that can say where a key stands."""

    text: str = ""

    def where(self, loc: Sequence[int | str] = ()) -> str:
        """Return ``file:line`` of the key that ``loc`` leads to."""
        line = 1
        for key in (str(step) for step in loc if isinstance(step, str)):
            for i, content in enumerate(self.text.splitlines()[line - 1 :], start=line):
                if re.match(rf"\s*\[?{re.escape(key)}\b", content):
                    line = i
                    break
        return f"{self.path.name}:{line}"


def load_project(folder: Path) -> Project:
    """Read a project folder, named itself or by its ``project.toml``.

    Raises:
        InputError: It is no project folder, or names an edition, sector or issue that does not exist.
        DefinitionError: With every fault of ``project.toml``.
    """
    path = folder if folder.name == FILE else folder / FILE
    if not path.is_file():
        raise InputError(str(folder), f"holds no {FILE}", "Name a project folder, or make one with: cdp-toolkit init")
    text = read_text(path)
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([Fault(FILE, f"is no TOML: {error}", "Text stands in quotation marks, dates do not.")]) from None
    document = _Toml(path, data, None, text)
    facts: Facts = validated(document, Facts)
    _check_names(document, facts)
    return Project(path.parent, facts)


def _check_names(document: _Toml, facts: Facts) -> None:
    edition = load_edition(facts.edition)
    faults = [
        Fault(document.where((key,)), f"'{name}' is not among the {key} of {edition.id}", nearest(name, known))
        for key, names, known in (("sectors", facts.sectors, edition.sectors), ("issues", facts.issues, edition.issues))
        for name in names
        if name not in known
    ]
    if faults:
        raise DefinitionError(faults)
