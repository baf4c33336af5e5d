"""The crosswalk between two editions: where the answers of an earlier one belong in a later one, and why.

A link says where the answers of one question go. Columns and options go to those of the same name unless the link says otherwise;
what a link does not name and the later edition does not have, has no home.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from cdp_toolkit.editions.link_checks import NameCheck
from cdp_toolkit.editions.links import ColumnLink, CrosswalkFile, Link, PastYears
from cdp_toolkit.editions.loader import edition_folder, load_edition
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.editions.yamlfile import read, validated
from cdp_toolkit.errors import DefinitionError, InputError
from cdp_toolkit.values import Address


@dataclass(frozen=True)
class Crosswalk:
    """All links between two editions.

    Args:
        older: The earlier edition.
        newer: The later one.
        links: Links by earlier question.
        year_end: Where the earlier edition asks for the end of the reporting year.
        past_years: Figures that move to rows of past years.
        lasting: Columns (``question.column`` of the earlier edition) whose figures and dates hold beyond their year.
        yearly: Questions and columns whose choices and texts tell about one year only, as figures do anyway.
        new: Questions of the later edition that no link leads to, and why.
    """

    older: Edition
    newer: Edition
    links: Mapping[str, Link]
    year_end: Address
    past_years: tuple[PastYears, ...]
    lasting: frozenset[str]
    yearly: frozenset[str]
    new: Mapping[str, str]

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Earlier questions by later question."""
        found: dict[str, tuple[str, ...]] = {}
        for link in self.links.values():
            for number in link.to:
                found[number] = (*found.get(number, ()), link.source)
        return found

    def is_unverified(self, number: str, column: Column) -> bool:
        """Whether nobody has seen a column of the earlier edition in print: that it is the later one's rests on their numbers.

        Options of low confidence in a question that was seen are another matter: an option that is not known is kept as printed.
        """
        columns = self.older.questions[number].columns
        return column.confidence == "low" and all(each.confidence != "high" for each in columns)

    @cached_property
    def unverified(self) -> tuple[str, ...]:
        """Earlier questions that lead somewhere and have a column that is not verified."""
        leading = (self.older.questions[number] for number, link in self.links.items() if link.to)
        return tuple(each.id for each in leading if any(self.is_unverified(each.id, column) for column in each.columns))

    def target(self, link: Link, column: Column) -> tuple[Question, Column, ColumnLink] | None:
        """Return where a column's answers go, None where they have no home."""
        given = link.columns.get(column.name)
        if not link.to or (given is not None and given.to is None):
            return None
        first = self.newer.questions[link.to[0]]
        name = column.name if given is None or given.to is None else given.to
        number, _, rest = name.rpartition(".")
        question = self.newer.questions[number] if number else first
        found = question.by_name.get(rest)
        return None if found is None else (question, found, given or ColumnLink(to=name))


def crosswalk_file(older: str, newer: str) -> Path:
    """Return where the crosswalk between two editions stands."""
    return edition_folder(newer) / f"crosswalk-from-{older}.yaml"


@cache
def load_crosswalk(older: str, newer: str) -> Crosswalk:
    """Return a shipped crosswalk. Loaded once a process.

    Raises:
        InputError: There is none between these editions.
        DefinitionError: Its file cannot be used.
    """
    path = crosswalk_file(older, newer)
    if not path.is_file():
        known = [each.stem.removeprefix("crosswalk-from-") for each in path.parent.glob("crosswalk-from-*.yaml")]
        raise InputError(older, f"has no crosswalk to {newer}", f"There is one from: {', '.join(sorted(known)) or 'none'}.")
    return read_crosswalk(path, load_edition(older), load_edition(newer))


def read_crosswalk(path: Path, older: Edition, newer: Edition) -> Crosswalk:
    """Read a crosswalk and check every name in it.

    Raises:
        DefinitionError: With every link that names what one of the editions does not have.
    """
    document = read(path)
    file: CrosswalkFile = validated(document, CrosswalkFile)
    check = NameCheck(document, older, newer)
    for i, link in enumerate(file.links):
        check.link(i, link)
    for i, moved in enumerate(file.past_years):
        check.past_years(i, moved)
    check.whole(file)
    if check.faults:
        raise DefinitionError(check.faults)
    links = {link.source: link for link in file.links}
    return Crosswalk(
        older, newer, links, check.year_end, file.past_years, frozenset(file.lasting), frozenset(file.yearly), file.new
    )
