"""Lays out made-up submissions on PDF pages: wrapped text, bars, tables, headers and footers, in prints of many makers."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

# Widths of Helvetica and Helvetica-Bold from the space to the tilde, in thousandths of the size.
_PLAIN_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 "
    "584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 "
    "611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 "
    "722 500 500 500 334 260 334 584 "
)
_PLAIN = [int(each) for each in _PLAIN_WIDTHS.split()]
_BOLD_WIDTHS = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 "
    "584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 "
    "611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 "
    "778 556 556 500 389 280 389 584 "
)
_BOLD = [int(each) for each in _BOLD_WIDTHS.split()]
_OTHER = 556


@dataclass(frozen=True)
class Print:
    """How a maker prints: the page, the fonts' names, colours, ticks, and what stands on every page.

    ``grid`` is how tables are drawn: ``ruled``, ``boxes`` (a stroked frame a cell), ``level`` (lines between rows) or ``none``.
    """

    width: float = 595
    height: float = 842
    margin: float = 40
    size: float = 9
    bold: str = "Helvetica-Bold"
    label_colour: str = "1 1 1"
    bar: str = "0.2 0.2 0.4"
    tick: str = "\u2611"
    grid: str = "ruled"
    repeat_head: bool = False
    rotate: int = 0
    turned: bool = False
    edges: Callable[[int, int], list[tuple[float, float, str]]] = lambda number, count: []


@dataclass
class Paper:
    """Pages that fill from the top."""

    style: Print
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    top: float = 0

    def __post_init__(self) -> None:
        self.top = self.style.margin

    def text(
        self, text: str, *, bold: bool = False, size: float = 0, indent: float = 0, colour: str = "0 0 0", bar: str = ""
    ) -> None:
        """Print a paragraph, on a bar where one is given; a line break in it is kept."""
        size = size or self.style.size
        left = self.style.margin + indent
        lines = [
            line
            for part in text.split("\n")
            for line in wrapped(part, self.style.width - self.style.margin - left, size, bold and self.style.bold != "Helvetica")
        ]
        if bar:
            self.room(min(4, len(lines)) * size * 1.4 + 8)
            high = len(lines) * size * 1.3
            self.draw(f"{bar} rg {left - 2} {self.y(4 + high)} {self.style.width - 2 * left} {high + 6} re f")
        for line in lines:
            self.room(size * 1.3)
            self.put(left, self.top + size, line, bold, size, colour)
            self.top += size * 1.3
        self.top += size * 0.5

    def tick(self, text: str, indent: float = 0) -> None:
        """Print a ticked option."""
        size = self.style.size
        lines = list(wrapped(text, self.style.width - 2 * self.style.margin - indent - 12, size, False))
        for i, line in enumerate(lines):
            self.room(size * 1.4)
            if i == 0:
                self.mark(self.style.margin + indent, self.top + size)
            self.put(self.style.margin + indent + (14 if i == 0 else 0), self.top + size, line, False, size)
            self.top += size * 1.4

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Sequence[str]]], head_bold: bool = True) -> None:
        """Print a table; a cell is its paragraphs, one that begins with a tick has the tick printed."""
        whole = self.style.width - 2 * self.style.margin
        xs = [self.style.margin + whole * i / len(head) for i in range(len(head) + 1)]
        self._table_row(xs, [[each] for each in head], head_bold)
        for row in rows:
            if self._height(xs, row, False) > self.left_room() and self.top > self.style.margin:
                self.page()
                if self.style.repeat_head:
                    self._table_row(xs, [[each] for each in head], head_bold)
            self._table_row(xs, row, False)
        self.top += self.style.size

    def _lines(self, xs: Sequence[float], c: int, cell: Sequence[str], bold: bool) -> list[str]:
        room = xs[c + 1] - xs[c] - 8
        parts = [part for each in cell for part in each.split("\n")]
        return [line for part in parts for line in wrapped(part, room - 5.5 * part.startswith("\u2611"), self.style.size, bold)]

    def _height(self, xs: Sequence[float], row: Sequence[Sequence[str]], bold: bool) -> float:
        return max(len(self._lines(xs, c, cell, bold)) for c, cell in enumerate(row)) * self.style.size * 1.2 + 8

    def _table_row(self, xs: list[float], row: Sequence[Sequence[str]], bold: bool) -> None:
        size, height = self.style.size, self._height(xs, row, bold)
        self.room(min(height, self.style.height - 3 * self.style.margin))
        top = self.top
        for c, cell in enumerate(row):
            for i, line in enumerate(self._lines(xs, c, cell, bold)):
                y = top + 3 + (i + 1) * size * 1.2 - size * 0.2
                x = xs[c] + 4
                if line.startswith("\u2611"):
                    self.mark(x, y)
                    x, line = x + 13, line.removeprefix("\u2611").strip()
                self.put(x, y, line, bold, size)
        self._frame(xs, top, top + height)
        self.top = top + height

    def _frame(self, xs: list[float], top: float, foot: float) -> None:
        if self.style.grid == "ruled":
            for x in xs:
                self.draw(f"0 0 0 rg {x} {self.y2(foot)} 0.5 {foot - top} re f")
        if self.style.grid in ("ruled", "level"):
            for y in (top, foot):
                self.draw(f"0 0 0 rg {xs[0]} {self.y2(y)} {xs[-1] - xs[0]} 0.5 re f")
        if self.style.grid == "boxes":
            for a, b in pairwise(xs):
                self.draw(f"0 0 0 RG 0.5 w {a} {self.y2(foot)} {b - a} {foot - top} re S")

    def y(self, below: float) -> float:
        """Return the height above the foot of what stands so far below the cursor."""
        return self.style.height - self.top - below

    def y2(self, top: float) -> float:
        """Return the height above the foot of what stands so far below the page's top."""
        return self.style.height - top

    def left_room(self) -> float:
        """Return what is left of the page."""
        return self.style.height - 1.5 * self.style.margin - self.top

    def room(self, needed: float) -> None:
        """Begin a page where so much does not fit."""
        if needed > self.left_room():
            self.page()

    def page(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.top = self.style.margin

    def draw(self, operators: str) -> None:
        """Add to the page."""
        self.pages[-1].append(operators)

    def put(self, x: float, top: float, text: str, bold: bool = False, size: float = 9, colour: str = "0 0 0") -> None:
        """Print a line at a place."""
        known = "".join(c if printable(c) else unicodedata.normalize("NFKD", c)[0] for c in text)
        escaped = known.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.draw(
            f"BT {colour} rg /{'F2' if bold else 'F1'} {size} Tf {x:.2f} {self.style.height - top:.2f} Td ({escaped}) Tj ET"
        )

    def mark(self, x: float, top: float) -> None:
        """Print a tick."""
        if len(self.style.tick) > 1:
            self.put(x, top, self.style.tick, size=self.style.size)
        else:
            self.draw(f"BT 0 0 0 rg /F3 {self.style.size} Tf {x:.2f} {self.style.height - top:.2f} Td (x) Tj ET")

    def write(self, path: Path) -> Path:
        """Write the pages as a PDF."""
        for number in range(len(self.pages)):
            for x, top, text in self.style.edges(number + 1, len(self.pages)):
                escaped = text.replace("(", r"\(").replace(")", r"\)")
                self.pages[number].append(f"BT 0.4 0.4 0.4 rg /F1 7 Tf {x} {self.style.height - top} Td ({escaped}) Tj ET")
        return _written(path, self.style, ["\n".join(page) for page in self.pages])


def printable(text: str) -> bool:
    """Whether the fonts have every letter of a text."""
    try:
        return bool(text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def wrapped(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    """Give the lines of a text that is broken at its spaces."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _wide(longer, size, bold) > room:
            yield line
            line = word
        else:
            line = longer
    yield line


def _wide(text: str, size: float, bold: bool) -> float:
    widths = _BOLD if bold else _PLAIN
    return sum(widths[ord(c) - 32] if 32 <= ord(c) < 127 else _OTHER for c in text) * size / 1000


def _font(name: str, widths: Sequence[int]) -> str:
    if name.startswith("Helvetica"):
        return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    listed = " ".join(map(str, [*widths, *[_OTHER] * 129]))
    spoken = f"/FirstChar 32 /LastChar 255 /Widths [{listed}]"
    return f"<< /Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /WinAnsiEncoding {spoken} >>"


def _written(path: Path, style: Print, streams: Sequence[str]) -> Path:
    tick = style.tick if len(style.tick) == 1 else "x"
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"1 beginbfchar <78> <{ord(tick):04x}> endbfchar endcmap end end"
    )
    kids = " ".join(f"{7 + 2 * i} 0 R" for i in range(len(streams)))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        _font("Helvetica", _PLAIN),
        _font(style.bold, _BOLD),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    size = (style.height, style.width) if style.turned else (style.width, style.height)
    box = f"/MediaBox [0 0 {size[0]} {size[1]}] /Rotate {style.rotate}"
    fonts = "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >>"
    for i, upright in enumerate(streams):
        stream = f"q 0 1 -1 0 {size[0]} 0 cm\n{upright}\nQ" if style.turned else upright
        bodies.append(f"<< /Type /Page /Parent 2 0 R {box} {fonts} /Contents {8 + 2 * i} 0 R >>")
        bodies.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(bodies) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    path.write_bytes(data + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode())
    return path
