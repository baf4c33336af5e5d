"""Facts about the organisation that rules can ask beside its answers, as a question of the rule language."""

from dataclasses import dataclass

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language.references import ORGANISATION, QuestionShape


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: which of some names apply to the organisation."""

    name: str
    options: tuple[str, ...]
    type: str = "choices"


@dataclass(frozen=True, slots=True)
class Facts:
    """The pseudo question ``organisation``: a table of one row, with a column for each fact."""

    columns: tuple[Fact, ...]
    adds_rows: bool = False

    @property
    def by_name(self) -> dict[str, Fact]:
        """Facts by name."""
        return {fact.name: fact for fact in self.columns}

    @property
    def row_by_name(self) -> dict[str, object]:
        """None: there is one row."""
        return {}


def shapes(edition: Edition) -> dict[str, QuestionShape]:
    """Return everything that rules of an edition may name: its questions, and the facts about the organisation."""
    facts = Facts(
        (
            Fact("sectors", edition.sectors),
            Fact("issues", edition.issues),
            Fact("requesters", edition.requesters),
            Fact("flags", edition.flags),
        )
    )
    return {**edition.questions, ORGANISATION: facts}
