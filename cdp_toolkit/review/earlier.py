"""Last year's response beside this year's: what stood at each data point, and what became of every answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cdp_toolkit.documents.carrying import Carried, Item, carry_forward
from cdp_toolkit.editions.crosswalk import load_crosswalk
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language import Table
from cdp_toolkit.responses.file import edition_of, read_response
from cdp_toolkit.responses.model import Answer, Organisation, Response, every_table
from cdp_toolkit.values import Address, as_text

FILE = "previous.csv"  # last year's response, beside project.toml
TAKEN = (Carried.UNCHANGED, Carried.REREAD, Carried.MOVED)  # what can be taken over as a draft


@dataclass(frozen=True)
class Earlier:
    """An earlier response as this year's edition sees it.

    Args:
        name: The file.
        edition: The edition that it answers.
        newer: This year's edition.
        response: Its answers at this edition's addresses, the figures of its year among them.
        drafts: What of it can be taken over this year.
        items: What became of each answer, and what is new and empty.
    """

    name: str
    edition: str
    newer: Edition
    response: Response
    drafts: Mapping[Address, Answer]
    items: tuple[Item, ...]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Its answers as checks read them."""
        return every_table(self.newer, self.response)

    def text(self, address: Address) -> str | None:
        """Return what stood at a data point, None where nothing did."""
        answer = self.response.answers.get(address)
        return None if answer is None else as_text(answer.value)


def read_earlier(path: Path, newer: Edition, organisation: Organisation) -> Earlier:
    """Read an earlier response file, of this edition or of one that a crosswalk leads from.

    Raises:
        InputError: The file cannot be read, or no crosswalk leads from its edition.
        FileError: With every row that is no answer.
    """
    older = edition_of(path)
    response = read_response(path, load_edition(older), organisation)
    if older == newer.id:
        return Earlier(path.name, older, newer, response, {}, ())
    crosswalk = load_crosswalk(older, newer.id)
    as_given = carry_forward(response, crosswalk, 0).response
    carried = carry_forward(response, crosswalk, _years(older, newer.id))
    homes = {item.to for item in carried.items if item.status in TAKEN}
    drafts = {address: answer for address, answer in carried.response.answers.items() if str(address) in homes}
    return Earlier(path.name, older, newer, as_given, drafts, carried.items)


def _years(older: str, newer: str) -> int:
    """Return the years between two editions, which bear the year in their name."""
    one, other = (int(match[0]) if (match := re.search(r"\d{4}$", name)) else 0 for name in (older, newer))
    return max(0, other - one)
