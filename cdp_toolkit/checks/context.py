"""What checks are evaluated against: the tables, and whose response it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cdp_toolkit.editions.model import slug
from cdp_toolkit.language import Cell, Context


@dataclass(slots=True)
class CheckContext(Context):
    """The tables, whose response it is, and what was counted so far.

    ``names`` are what the organisation calls itself, empty where that is not known; ``same`` gives one name to what has several.
    """

    names: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)

    def about(self, chosen: Cell | None) -> str | None:
        """Return the name of what a single choice stands for."""
        return self.name_of(slug(chosen[0])) if isinstance(chosen, tuple) and len(chosen) == 1 else None

    def is_place(self, name: str) -> bool:
        """Whether a name is that of a place that is known by several."""
        return slug(name) in self.same

    def name_of(self, name: str) -> str:
        """Return the one name of what may have several."""
        return self.same.get(name, name)

    counted: dict[tuple[str, str], Counter[Cell]] = field(default_factory=dict)
