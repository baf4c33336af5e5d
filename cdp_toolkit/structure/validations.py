"""Rules of data validation: the plain kind and the one of Excel 2010 (x14), which may look at other sheets."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from cdp_toolkit.packages.markup import local
from cdp_toolkit.structure.references import Cell, Range, ranges

_BETWEEN = "between"


@dataclass(frozen=True)
class Validation:
    """What a person may enter in some cells.

    Args:
        kind: ``list``, ``whole``, ``decimal``, ``date``, ``time``, ``textLength``, ``custom``.
        ranges: The cells it holds for. Relative references in formulas count from the first.
        formulas: First and second formula, as written; empty where not given.
        operator: For kinds that compare.
        extension: Whether it is of the x14 kind.
        enforced: Whether Excel refuses other entries, and not only shows the dropdown.
        literal: Options that are spelled out in the rule in the newer form that allows commas.
        prompt, error: Title and text that Excel shows.
    """

    kind: str
    ranges: tuple[Range, ...]
    formulas: tuple[str, str]
    operator: str
    extension: bool
    enforced: bool
    literal: tuple[str, ...] | None
    prompt: str
    error: str

    def __contains__(self, cell: Cell) -> bool:
        return any(cell in one for one in self.ranges)

    @cached_property
    def anchor(self) -> Cell:
        """The cell from which relative references count."""
        return Cell(min(one.top for one in self.ranges), min(one.left for one in self.ranges))


def read_validations(root: ET.Element) -> Iterator[Validation]:
    """Yield the rules of a sheet, plain ones first."""
    for section in root:
        if local(section.tag) == "dataValidations":
            yield from (rule for one in section if (rule := _rule(one, False)) is not None)
    for section in root:
        if local(section.tag) == "extLst":
            for one in section.iter():
                if local(one.tag) == "dataValidation" and (rule := _rule(one, True)) is not None:
                    yield rule


def _rule(element: ET.Element, extension: bool) -> Validation | None:
    """Read one rule; None where it holds for no cell that exists."""
    texts: dict[str, str] = {"sqref": element.get("sqref", "")}
    literal: tuple[str, ...] | None = None
    for child in element.iter():
        name = local(child.tag)
        if name in ("formula1", "formula2", "sqref"):
            texts[name] = texts.get(name) or "".join(child.itertext()).strip()
        elif name == "list" and child.text:
            literal = tuple(option.strip() for option in next(csv.reader([child.text], skipinitialspace=True), []))
    try:
        cells = ranges(texts["sqref"])
    except ValueError:
        return None
    if not cells:
        return None
    style_stops = element.get("errorStyle", "stop") == "stop"
    return Validation(
        kind=element.get("type", "none"),
        ranges=cells,
        formulas=(texts.get("formula1", ""), texts.get("formula2", "")),
        operator=element.get("operator", _BETWEEN),
        extension=extension,
        enforced=style_stops and element.get("showErrorMessage") in ("1", "true"),
        literal=literal,
        prompt=_words(element.get("promptTitle"), element.get("prompt")),
        error=_words(element.get("errorTitle"), element.get("error")),
    )


def _words(*texts: str | None) -> str:
    """Return title and text as one."""
    return re.sub(r"\s+", " ", ": ".join(text for text in texts if text)).strip()
