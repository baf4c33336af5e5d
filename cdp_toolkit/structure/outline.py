"""What the workbook part says: which sheets there are, which names are defined, how dates count."""

from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from cdp_toolkit.packages.markup import local
from cdp_toolkit.packages.package import Package, relationship_id

_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}workbook"
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook lists it; ``kind`` is ``worksheet``, ``chartsheet``, ``dialogsheet`` or a macro sheet's."""

    name: str
    part: str
    kind: str
    state: str

    @property
    def hidden(self) -> bool:
        """Whether a person does not see the sheet."""
        return self.state != "visible"


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name for cells or a formula; ``sheet`` is the sheet it is limited to, None for the whole workbook."""

    name: str
    formula: str
    sheet: str | None
    hidden: bool


@dataclass(frozen=True)
class Outline:
    """The workbook without the content of its sheets."""

    sheets: tuple[SheetEntry, ...]
    names: tuple[DefinedName, ...]
    date1904: bool
    strict: bool
    structure_locked: bool

    def sheet(self, name: str) -> SheetEntry | None:
        """Return a sheet by its name; Excel does not distinguish case in it."""
        return self._by_sheet_name.get(name.casefold())

    @cached_property
    def _by_sheet_name(self) -> dict[str, SheetEntry]:
        """Sheets by their name in lower case."""
        return {one.name.casefold(): one for one in self.sheets}

    def name(self, name: str, sheet: str | None = None) -> DefinedName | None:
        """Return a defined name as a formula on ``sheet`` sees it: the sheet's own before the workbook's."""
        named = self._by_name
        return named.get((name.casefold(), sheet)) or named.get((name.casefold(), None))

    @cached_property
    def _by_name(self) -> dict[tuple[str, str | None], DefinedName]:
        """Names by their text in lower case and the sheet they are limited to."""
        return {(one.name.casefold(), one.sheet): one for one in self.names}


def read_outline(package: Package) -> Outline:
    """Read the workbook part."""
    root = package.tree(package.workbook)
    parts = {one.id: one for one in package.relationships(package.workbook)}
    sections = {local(section.tag): section for section in root}
    empty = ET.Element("none")
    sheets: list[SheetEntry] = []
    for element in sections.get("sheets", empty):
        target = parts.get(relationship_id(element))
        part, kind = (target.target, target.kind) if target else ("", "missing")
        sheets.append(SheetEntry(element.get("name", ""), part, kind, element.get("state", "visible")))
    properties, protection = sections.get("workbookPr", empty), sections.get("workbookProtection", empty)
    return Outline(
        sheets=tuple(sheets),
        names=tuple(_name(element, sheets) for element in sections.get("definedNames", empty)),
        date1904=properties.get("date1904") in _TRUE,
        strict=root.tag == _STRICT,
        structure_locked=protection.get("lockStructure") in _TRUE,
    )


def _name(element: ET.Element, sheets: list[SheetEntry]) -> DefinedName:
    """Read one defined name."""
    index = element.get("localSheetId", "")
    sheet = sheets[int(index)].name if index.isdigit() and int(index) < len(sheets) else None
    return DefinedName(element.get("name", ""), (element.text or "").strip(), sheet, element.get("hidden") in _TRUE)
