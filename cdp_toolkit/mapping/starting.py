"""Starts a project folder: what is said about the organisation, and the list of figures to fill in."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError, ToolkitError
from cdp_toolkit.files import write_whole
from cdp_toolkit.mapping.compiling import load_mapping
from cdp_toolkit.metrics.dictionary import ANY, MONEY, Dictionary, standard_dictionary
from cdp_toolkit.metrics.periods import Period
from cdp_toolkit.responses.file import COLUMNS
from cdp_toolkit.responses.project import FILE, load_project

MOST_MEMBERS = 20
FILLED_IN = ("source", "page", "owner", "note", "suspect")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What must be known to start a project."""

    organisation: str
    currency: str
    year: Period
    edition: str
    sector: str = "General"


def start_project(folder: Path, beginning: Beginning) -> list[Path]:
    """Write a project folder and return its files. What is there already is left alone.

    Raises:
        InputError: The folder holds a project already, or something said about it is not known.
        DefinitionError: The same for sector and currency.
    """
    if (folder / FILE).exists():
        raise InputError(str(folder), f"holds a {FILE} already", "Name another folder.")
    dictionary = standard_dictionary()
    made = not folder.exists()
    write_whole(folder / FILE, _project(beginning))
    try:
        load_project(folder)
    except ToolkitError:
        (folder / FILE).unlink()
        if made:
            folder.rmdir()
        raise
    texts = {
        "metrics.csv": _metrics(beginning, dictionary),
        "mapping.yaml": _mapping(beginning),
        "response.csv": ",".join(COLUMNS) + "\n",
        "evidence/README.txt": "Put the documents here that answers and figures refer to.\n",
    }
    missing = [name for name in texts if not (folder / name).exists()]
    for name in missing:
        write_whole(folder / name, texts[name])
    return [folder / FILE, *(folder / name for name in missing)]


def _project(beginning: Beginning) -> str:
    return f"""\
organisation = {_quoted(beginning.organisation)}
edition = {_quoted(beginning.edition)}
sectors = [{_quoted(beginning.sector)}]
issues = ["Climate change"]
currency = {_quoted(beginning.currency)}

# What the column "boundary" of your figures calls the whole reporting boundary. Figures of anything else answer nothing.
boundary = ["group"]

# State it once it is decided; it is not guessed.
# consolidation_approach = "Operational control"

[reporting_year]
start = {beginning.year.start.isoformat()}
end = {beginning.year.end.isoformat()}
# label = "FY{beginning.year.end.year}"

[metrics]
files = ["metrics.csv"]
# database = {{url_env = "CDP_DATABASE", query = "figures.sql"}}
"""


def _mapping(beginning: Beginning) -> str:
    return f"""\
# Laid over the standard mapping. Names of your own: "Direct emissions": ghg.scope1. Bindings of your own: see mappings/README.md.
edition: {beginning.edition}
metrics: {{}}
questions: {{}}
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _metrics(beginning: Beginning, dictionary: Dictionary) -> str:
    rows = list(_wanted(beginning, dictionary))
    dimensions = sorted({name for _, _, members in rows for name in members})
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["metric", *dimensions, "value", "unit", "period", "boundary", *FILLED_IN])
    for metric, unit, members in rows:
        cells = [members.get(name, "") for name in dimensions]
        writer.writerow([metric, *cells, "", unit, str(beginning.year), "group", *[""] * len(FILLED_IN)])
    return file.getvalue()


def _wanted(beginning: Beginning, dictionary: Dictionary) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the figures of the reporting year that the standard mapping asks for by name; open lists are left to the company."""
    edition = load_edition(beginning.edition)
    seen = set()
    for plan in load_mapping(edition, dictionary).written:
        name, scope = plan.binding.metric, plan.scope
        if name is None or scope.kind in ("each", "added") or scope.back or plan.binding.back:
            continue
        metric = dictionary.metrics[name]
        members = {**dict(scope.members), **plan.binding.where}
        listed = all(0 < len(dictionary.dimensions[each].members) < MOST_MEMBERS for each in members)
        listed = all(0 < len(dictionary.dimensions[each].members) < MOST_MEMBERS for each in members)
        if metric.periods == "any" or metric.unit == ANY or not listed:
            continue
        key = (name, tuple(sorted(members.items())))
        if key not in seen and beginning.sector in plan.question.sectors and "Climate change" in plan.question.issues:
            seen.add(key)
            yield name, metric.unit.replace(MONEY, beginning.currency), members
