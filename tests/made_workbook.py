"""Workbooks made part by part, so that a test says exactly what stands in the file."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Formats by number: 0 general, 1 unlocked, 2 date, 3 per cent, 4 text, 5 a date format of one's own, 6 unlocked and bold.
STYLES = (
    '<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyProtection="1"><protection locked="0"/></xf>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyProtection="1">'
    '<protection locked="0"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Part:
    """A part that hangs on a sheet or on the workbook: its name, its type, the kind of relationship, its content."""

    name: str
    content_type: str
    kind: str
    content: bytes | str
    id: str = ""


@dataclass
class Made:
    """A workbook to be made.

    Args:
        sheets: What stands in each ``<worksheet>``, by sheet name.
        strings: Items of the shared table, as they stand in ``<si>``.
        names: Content of ``<definedNames>``.
        states: Hidden sheets.
        on_sheet: Parts that hang on the first sheet.
        on_workbook: Parts that hang on the workbook.
        loose: Parts that nothing refers to, by name.
        after_sheets: What stands behind the names in the workbook part.
        properties: Attributes of ``<workbookPr>``.
        prefix: Prefix for all elements of the workbook's own parts.
        strict: Whether to use the namespaces of the strict form.
        main_type: Content type of the workbook part.
    """

    sheets: Mapping[str, str]
    strings: Sequence[str] = ()
    names: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    on_sheet: Sequence[Part] = ()
    on_workbook: Sequence[Part] = ()
    loose: Mapping[str, bytes | str] = field(default_factory=dict)
    after_sheets: str = ""
    properties: str = ""
    prefix: str = ""
    strict: bool = False
    main_type: str = f"{SHEET_ML}.sheet.main+xml"
    styles: str | None = STYLES

    def parts(self) -> dict[str, bytes]:
        """Return all parts by name."""
        listed = "".join(
            f'<sheet name="{name}" sheetId="{n}" {self._state(name)}r:id="rId{n}"/>' for n, name in enumerate(self.sheets, 1)
        )
        names = f"<definedNames>{self.names}</definedNames>" if self.names else ""
        book = f"<workbook><workbookPr {self.properties}/><sheets>{listed}</sheets>{names}{self.after_sheets}</workbook>"
        own = self._own_parts()
        sheets = [
            Part(f"xl/worksheets/sheet{n}.xml", f"{SHEET_ML}.worksheet+xml", "worksheet", self._xml(sheet))
            for n, sheet in enumerate(self._sheet_elements(), 1)
        ]
        hanging = [*sheets, *own, *self.on_workbook]
        found: dict[str, bytes | str] = {
            "[Content_Types].xml": self._types([*hanging, *self.on_sheet]),
            "_rels/.rels": _relationships([("rId1", f"{self._rel}/officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self._xml(book),
            "xl/_rels/workbook.xml.rels": _relationships(
                [(one.id or f"rId{n}", self._kind(one), f"/{one.name}") for n, one in enumerate(hanging, 1)]
            ),
        }
        if self.on_sheet:
            found["xl/worksheets/_rels/sheet1.xml.rels"] = _relationships(
                [(one.id or f"rId{n}", self._kind(one), f"/{one.name}") for n, one in enumerate(self.on_sheet, 1)]
            )
        found |= {one.name: one.content for one in (*hanging, *self.on_sheet)}
        found |= self.loose
        return {name: content.encode() if isinstance(content, str) else content for name, content in found.items()}

    def save(self, path: Path) -> Path:
        """Write the workbook and return its path."""
        path.write_bytes(zipped(self.parts()))
        return path

    @property
    def _rel(self) -> str:
        return STRICT_REL if self.strict else REL

    def _kind(self, part: Part) -> str:
        return part.kind if ":" in part.kind else f"{self._rel}/{part.kind}"

    def _state(self, name: str) -> str:
        return f'state="{self.states[name]}" ' if name in self.states else ""

    def _sheet_elements(self) -> list[str]:
        return [f"<worksheet>{inside}</worksheet>" for inside in self.sheets.values()]

    def _own_parts(self) -> list[Part]:
        found = []
        if self.styles is not None:
            found.append(Part("xl/styles.xml", f"{SHEET_ML}.styles+xml", "styles", self._xml(self.styles)))
        if self.strings:
            items = "".join(f"<si>{item}</si>" for item in self.strings)
            table = f'<sst count="{len(self.strings)}" uniqueCount="{len(self.strings)}">{items}</sst>'
            found.append(Part("xl/sharedStrings.xml", f"{SHEET_ML}.sharedStrings+xml", "sharedStrings", self._xml(table)))
        return found

    def _types(self, parts: Sequence[Part]) -> str:
        overrides = "".join(f'<Override PartName="/{one.name}" ContentType="{one.content_type}"/>' for one in parts)
        return (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{self.main_type}"/>{overrides}</Types>'
        )

    def _xml(self, element: str) -> str:
        """Return an element as a part, with the namespaces and the prefix of this workbook."""
        main = STRICT_MAIN if self.strict else MAIN
        if self.prefix:
            element = re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", rf"<\1{self.prefix}:", element)
        own = f"xmlns:{self.prefix}" if self.prefix else "xmlns"
        return HEAD + re.sub(r"^<([\w:]+)", rf'<\1 {own}="{main}" xmlns:r="{self._rel}"', element, count=1)


def _relationships(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return a relationships part."""
    listed = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def zipped(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return parts as a ZIP archive."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return target.getvalue()


def rows(*cells: str) -> str:
    """Return ``<sheetData>`` of cells given as ``A1=...`` with what stands in the element, grouped into rows.

    ``A1`` is a cell without content; ``A1|s="2"`` one with attributes; ``A1|t="s"=<v>0</v>`` one with both.
    """
    grouped: dict[int, list[str]] = {}
    for cell in cells:
        head, _, inside = re.sub(r'="', '\0"', cell).partition("=")
        head = head.replace("\0", "=")
        inside = inside.replace("\0", "=")
        name, _, attributes = head.partition("|")
        element = f'<c r="{name}"{" " + attributes if attributes else ""}' + (f">{inside}</c>" if inside else "/>")
        grouped.setdefault(int(re.sub(r"\D", "", name)), []).append(element)
    listed = "".join(f'<row r="{number}">{"".join(inside)}</row>' for number, inside in grouped.items())
    return f"<sheetData>{listed}</sheetData>"


def differing_parts(first: Path, second: Path) -> set[str]:
    """Return the names of the parts whose bytes differ, or that only one of two packages has."""
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        assert other.testzip() is None
        names = set(one.namelist()) | set(other.namelist())
        shared = set(one.namelist()) & set(other.namelist())
        return {name for name in names if name not in shared or one.read(name) != other.read(name)}


def part(path: Path, name: str) -> str:
    """Return a part of a workbook file as text."""
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()
