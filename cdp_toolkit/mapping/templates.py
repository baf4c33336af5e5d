"""Sentences with figures in them: ``{ghg.scope1}``, ``{7.6[reporting_year].emissions}``, ``{emissions}``, ``{organisation}``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import InputError
from cdp_toolkit.language.references import HERE, Reference
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.values import Address

if TYPE_CHECKING:
    from cdp_toolkit.mapping.plans import Plan

FACTS = ("organisation", "year", "currency", "member")
_PART = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between braces."""

    text: str

    @property
    def address(self) -> Address | None:
        """The data point that is meant, where the part starts with a question number."""
        return Address.parse(self.text) if self.text[:1].isdigit() else None

    def fault(self, edition: Edition, question: Question, dictionary: Dictionary) -> tuple[str, str] | None:
        """Return what is wrong with it and what to do, None where nothing is."""
        if self.text in FACTS or self.text in question.by_name or self.text in dictionary.metrics:
            return None
        if self.text[:1].isdigit():
            try:
                edition.column(Address.parse(self.text))
            except InputError as error:
                return f"{{{self.text}}}: {error.problem}", error.fix
            return None
        fix = nearest(self.text, [*FACTS, *question.by_name, *dictionary.metrics])
        return f"{{{self.text}}} is no metric, cell or fact", fix


def parts_of(template: str) -> list[Part]:
    """Return what stands between braces in a template."""
    return [Part(match[1].strip()) for match in _PART.finditer(template)]


def cells_of(plan: "Plan") -> list[Reference]:
    """Return the cells that the sentence of a plan shows."""
    found = []
    for part in parts_of(plan.binding.text or ""):
        address = part.address
        if address is not None:
            found.append(Reference(address.question, address.row or "", address.column or ""))
        elif part.text in plan.question.by_name:
            found.append(Reference(None, HERE, part.text))
    return found


def filled(template: str, show: Callable[[Part], str | None]) -> str | None:
    """Return the sentence with everything in its place, None where one part has nothing to show."""
    shown = {part.text: show(part) for part in parts_of(template)}
    if None in shown.values():
        return None
    return _PART.sub(lambda match: shown[match[1].strip()] or "", template)
