"""The unit that a label states beside the one that the questionnaire asks for: ``(kt CO2e)`` where tonnes are asked."""

import re

from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.units import Unit, unit

_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")
_MONEY = "currency"


def unit_said(label: str, column: Column) -> tuple[str, str]:
    """Return the unit that a label states where it is another than the column's, and what is wrong with it; "" for neither.

    >>> from types import SimpleNamespace
    >>> unit_said("Gross emissions (kt CO2e)", SimpleNamespace(type="number", unit="t CO2e"))
    ('kt CO2e', '')
    """
    if column.type != "number" or column.unit is None:
        return "", ""
    for text in (*_IN_BRACKETS.findall(label), label.rpartition(",")[2], label.rpartition(" in ")[2]):
        said = _unit(text.strip())
        if said is not None:
            return _beside(said, column.unit)
    return "", ""


def _unit(text: str) -> Unit | None:
    try:
        return unit(text)
    except InputError:
        return None


def _beside(said: Unit, asked: str) -> tuple[str, str]:
    """Compare the unit that is said with the one that is asked for."""
    if asked == _MONEY:
        if said.currency is None:
            return "", f"says {said.name}, and money is asked"
        return said.name, ""
    known = unit(asked)
    if said.dimension != known.dimension:
        return "", f"says {said.name}, and {asked} is asked"
    return ("", "") if said.size == known.size else (said.name, "")
