"""The parts of a workbook's package, their types, and how they refer to each other."""

import posixpath
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.archive import Archive, Member
from cdp_toolkit.packages.markup import local, parse

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIP_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# Content type of the main part -> the file name ending that Excel demands for it.
_SUFFIXES = {
    _WORKBOOK: ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
# What other packages' main types contain -> what the file is.
_OTHERS = {
    "sheet.binary": "a binary workbook (.xlsb)",
    "wordprocessing": "a Word document",
    "presentation": "a PowerPoint presentation",
    "addin": "an Excel add-in",
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """One part's reference to another; ``target`` is the name of a part."""

    id: str
    kind: str
    target: str


class Package:
    """An open workbook file; made by :func:`~cdp_toolkit.packages.open_package`."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.where = archive.where
        self._members = {member.name.casefold(): member for member in archive.members}
        self._relationships: dict[str, tuple[Relationship, ...]] = {}

    def member(self, name: str) -> Member | None:
        """Return the ZIP member of a part; names of parts do not distinguish case."""
        return self._members.get(name.casefold())

    def read(self, name: str) -> bytes:
        """Return the content of a part.

        Raises:
            InputError: There is no such part.
        """
        member = self.member(name)
        if member is None:
            raise self.archive.damaged(f"part {name!r}, which another part refers to, is missing")
        return self.archive.read(member)

    def tree(self, name: str) -> ET.Element:
        """Return the root element of a part."""
        return parse(self.read(name), self.place(name))

    def place(self, name: str) -> str:
        """Say where a part is, for messages."""
        return f"{self.where}, part {name}"

    @cached_property
    def types(self) -> dict[str, str]:
        """Content types by casefolded part name (``/xl/workbook.xml``) or ending (``.xml``)."""
        found: dict[str, str] = {}
        for element in self.tree(CONTENT_TYPES):
            kind = element.get("ContentType", "")
            if local(element.tag) == "Override":
                found[unquote(element.get("PartName", "")).casefold()] = kind
            elif local(element.tag) == "Default":
                found["." + element.get("Extension", "").casefold()] = kind
        return found

    def type_of(self, name: str) -> str:
        """Return the content type of a part, empty where none is declared."""
        folded = name.casefold()
        return self.types.get("/" + folded) or self.types.get(posixpath.splitext(folded)[1], "")

    def relationships(self, source: str) -> tuple[Relationship, ...]:
        """Return what a part refers to within the package; ``""`` stands for the package itself."""
        if source not in self._relationships:
            self._relationships[source] = self._read_relationships(source)
        return self._relationships[source]

    def _read_relationships(self, source: str) -> tuple[Relationship, ...]:
        """Read the relationships of a part."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if self.member(rels) is None:
            return ()
        return tuple(
            Relationship(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], _target(folder, element))
            for element in self.tree(rels)
            if element.get("TargetMode", "Internal") == "Internal"
        )

    def related(self, source: str, kind: str) -> tuple[str, ...]:
        """Return the names of the parts that a part refers to by one kind of relationship."""
        return tuple(one.target for one in self.relationships(source) if one.kind == kind)

    @cached_property
    def workbook(self) -> str:
        """Name of the workbook part."""
        found = self.related("", "officeDocument")
        if not found:
            raise self.archive.damaged("it names no workbook part")
        return found[0]

    @property
    def suffix(self) -> str:
        """The file name ending that belongs to what the package says it is."""
        return _SUFFIXES[self.type_of(self.workbook)]

    def check_kind(self) -> None:
        """Refuse packages that are no workbooks made of XML parts."""
        fix = "Give the Excel file, saved as .xlsx or .xlsm"
        if self.member(CONTENT_TYPES) is None:
            problem = "is a ZIP archive, but no Excel workbook"
            if self.member("mimetype") is not None and self.member("content.xml") is not None:
                problem = "is an OpenDocument file, not an Excel workbook"
            raise InputError(self.where, problem, fix)
        kind = self.type_of(self.workbook)
        if kind in _SUFFIXES:
            return
        other = next((what for part, what in _OTHERS.items() if part in kind), "no workbook that can be read")
        raise InputError(self.where, f"is {other}, by its content type {kind[:100]!r}", fix)


def relationship_id(element: ET.Element) -> str:
    """Return the relationship that an element names, in either form of the format."""
    return next((element.attrib[name] for name in _RELATIONSHIP_IDS if name in element.attrib), "")


def _target(folder: str, element: ET.Element) -> str:
    """Return the part that a relationship means: targets are relative to the part's folder, or absolute."""
    target = unquote(element.get("Target", "").split("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
