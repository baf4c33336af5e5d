"""Turns paragraphs and tables of a Word document into lines and tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from cdp_toolkit.documents.files.grids import Cell, Item, laid_out
from cdp_toolkit.documents.files.word_styles import Look, Styles, W, attribute, look_of, symbol
from cdp_toolkit.documents.page import NOT_TICKED, TICK, Line, with_ticks

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted and moved text, instructions of fields, and what describes instead of holding text.
_PASSED = {
    W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid")
}
_MARKS = {W + "tab": " ", W + "noBreakHyphen": "-", W + "softHyphen": ""}
_TEXT_BREAKS = ("", "textWrapping")


@dataclass(slots=True)
class Writing:
    """The text of a paragraph while it is put together, line by line."""

    lines: list[list[tuple[str, Look]]] = field(default_factory=lambda: [[]])
    boxes: list[Item] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        """Add text to the last line."""
        if text and not look.hidden:
            self.lines[-1].append((text, look))


@dataclass(slots=True)
class Reader:
    """Reads the blocks of a document in their order and counts them, for the sources."""

    styles: Styles
    paragraphs: int = 0
    tables: int = 0

    def items(self, block: ET.Element, where: str = "", ground: Look | None = None) -> Iterator[Item]:
        """Give the lines and tables of a paragraph, a table, or what holds some of them.

        Args:
            block: The element.
            where: Its place in a table; "" outside of tables.
            ground: How the cell looks in which it stands.
        """
        if block.tag == W + "p":
            if not where:
                self.paragraphs += 1
            yield from self._paragraph(block, where or f"paragraph {self.paragraphs}", ground or Look())
        elif block.tag == W + "tbl":
            if not where:
                self.tables += 1
            yield from laid_out(list(self._rows(block, where or f"table {self.tables}")))
        elif block.tag not in _PASSED and not _is_contents(block):
            for inner in block:
                yield from self.items(inner, where, ground)

    def _rows(self, table: ET.Element, where: str) -> Iterator[list[Cell]]:
        look = self.styles.first_rows.get(attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val"), Look())
        label: list[Item] = []
        for number, row in enumerate(_children(table, "tr"), start=1):
            heads = row.find(f"{W}trPr/{W}tblHeader") is not None
            first = look.under(Look(bold=True)) if heads else look if number == 1 else Look()
            before = attribute(row.find(f"{W}trPr/{W}gridBefore"), "val")
            cells = [Cell([], int(before))] if before.isdigit() and int(before) else []
            for cell in _children(row, "tc"):
                cells.append(self._cell(cell, f"{where}, row {number}, cell {len(cells) + 1}", first))
            if cells and _goes_on(row):
                cells[0].items = cells[0].items or label
            label = cells[0].items if cells else []
            yield cells

    def _cell(self, cell: ET.Element, where: str, first: Look) -> Cell:
        properties = cell.find(W + "tcPr")
        span = attribute(properties.find(W + "gridSpan"), "val") if properties is not None else ""
        ground = first.under(Look(ground=look_of(properties).ground))
        items = [item for block in cell for item in self.items(block, where, ground)]
        return Cell(items, int(span) if span.isdigit() and 0 < int(span) < 100 else 1)

    def _paragraph(self, paragraph: ET.Element, where: str, ground: Look) -> Iterator[Item]:
        properties = paragraph.find(W + "pPr")
        style = attribute(properties.find(W + "pStyle") if properties is not None else None, "val") or self.styles.paragraph
        if style in self.styles.contents:
            return
        look = self.styles.default.under(self.styles.looks.get(style, Look())).under(ground)
        look = look.under(replace(look_of(properties), bold=None, colour=None, size=None, hidden=None))
        writing = Writing()
        bullet = self.styles.bullets.get(look.list or "", "")
        if bullet in (TICK, NOT_TICKED):
            writing.add(f"{bullet} ", look)
        self._write(paragraph, look, writing)
        for line in writing.lines:
            text = " ".join(with_ticks("".join(text for text, _ in line)).split())
            if text:
                yield _line(text, line, look, self.paragraphs, where)
        yield from writing.boxes

    def _write(self, element: ET.Element, look: Look, writing: Writing) -> None:
        for child in element:
            if child.tag == W + "r":
                style = attribute(child.find(f"{W}rPr/{W}rStyle"), "val")
                self._write(
                    child, look.under(self.styles.looks.get(style, Look())).under(look_of(child.find(W + "rPr"))), writing
                )
            elif child.tag == W + "t":
                writing.add(child.text or "", look)
            elif child.tag in (W + "br", W + "cr"):
                if attribute(child, "type") in _TEXT_BREAKS:
                    writing.lines.append([])
            elif child.tag == W + "sym":
                writing.add(_symbol(child), look)
            elif child.tag in _MARKS:
                writing.add(_MARKS[child.tag], look)
            elif child.tag == W + "sdt":
                self._control(child, look, writing)
            elif child.tag == W + "checkBox":
                writing.add(f"{TICK if _ticked(child) else NOT_TICKED} ", look)
            elif child.tag == W + "txbxContent":
                writing.boxes += self.items(child, f"text box in paragraph {self.paragraphs}")
            elif child.tag == _MC + "AlternateContent":
                self._write(next(iter(child), child), look, writing)  # the others say the same to older programs
            elif child.tag not in _PASSED:
                self._write(child, look, writing)

    def _control(self, control: ET.Element, look: Look, writing: Writing) -> None:
        """Write what a content control holds; its prompt is no answer."""
        properties = control.find(W + "sdtPr")
        box = properties.find(W14 + "checkbox") if properties is not None else None
        if box is not None:
            checked = box.find(W14 + "checked")
            value = checked.get(W14 + "val", "1") if checked is not None else "0"
            writing.add(f"{TICK if value in ('1', 'true') else NOT_TICKED} ", look)
        elif properties is None or properties.find(W + "showingPlcHdr") is None:
            self._write(control, look, writing)


def _children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Give rows or cells, those in content controls and tracked insertions too."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _children(child, name)


def _goes_on(row: ET.Element) -> bool:
    """Whether the first cell of a row is the rest of the one above."""
    first = next(_children(row, "tc"), None)
    merged = first.find(f"{W}tcPr/{W}vMerge") if first is not None else None
    return merged is not None and attribute(merged, "val") != "restart"


def _is_contents(block: ET.Element) -> bool:
    gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return "contents" in attribute(gallery, "val").casefold()


def _symbol(element: ET.Element) -> str:
    try:
        return symbol(attribute(element, "font"), int(attribute(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""


def _ticked(box: ET.Element) -> bool:
    state = box.find(W + "checked")
    state = state if state is not None else box.find(W + "default")
    return state is not None and attribute(state, "val") not in ("0", "false", "off")


def _line(text: str, runs: list[tuple[str, Look]], look: Look, number: int, where: str) -> Line:
    """Make a line; it looks as most of its letters do."""
    letters = [(len(part.strip()), each) for part, each in runs if part.strip(f" {TICK}{NOT_TICKED}☒")] or [(1, look)]
    whole = sum(count for count, _ in letters)
    bold = look.heading or sum(count for count, each in letters if each.bold) * 2 > whole
    most = max(letters, key=lambda lettered: lettered[0])[1]
    light = all(each.light for _, each in letters)
    return Line(
        text, 0, number, left=look.left or 0, size=most.size or 0, colour=most.shade, bold=bool(bold), light=light, where=where
    )
