"""What each verdict is about, in words: the question that a reader or a register answers, and where to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cdp_toolkit.editions.loader import edition_folder
from cdp_toolkit.editions.yamlfile import Definition, read, validated
from cdp_toolkit.errors import DefinitionError, Fault


class Matter(Definition):
    """One thing that answers alone cannot decide."""

    name: str
    asks: str
    look: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A verdict that is waited for.

    Args:
        key: What the verdict has to be about, as the verdicts file writes it.
        question: The question.
        row: The row, "" where there is none.
        name: Name of the matter.
        asks: What to answer with yes or no.
        look: Where to look.
    """

    key: str
    question: str
    row: str
    name: str
    asks: str
    look: str


@cache
def load_matters(edition: str) -> Mapping[str, Matter]:
    """Return the matters of an edition by name; none where the edition has no criteria.

    Raises:
        DefinitionError: The file cannot be used.
    """
    path = edition_folder(edition) / "scoring" / "verdicts.yaml"
    if not path.is_file():
        return {}
    document = read(path)
    found: dict[str, Matter] = {}
    for i, matter in enumerate(validated(document, tuple[Matter, ...])):
        if matter.name in found:
            raise DefinitionError([Fault(document.where((i, "name")), f"'{matter.name}' stands twice", "Keep one.")])
        found[matter.name] = matter
    return found


def asked(edition: str, key: str) -> Asked:
    """Return what a verdict key such as ``7.9.1[1].covers_scope_1`` asks."""
    place, _, name = key.rpartition(".")
    question, _, row = place.partition("[")
    matter = load_matters(edition).get(name)
    asks = matter.asks if matter is not None else f"Does '{name}' hold?"
    return Asked(key, question, row.rstrip("]"), name, asks, "" if matter is None else matter.look)
