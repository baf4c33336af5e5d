"""Reads a saved web page into lines and tables: text with its structure, and nothing of how it looks."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from cdp_toolkit.documents.files.grids import Cell, Item, laid_out
from cdp_toolkit.documents.page import NOT_TICKED, TICK, Line, with_ticks
from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_bytes

_MIB = 1 << 20
_MOST = 100 * _MIB
_DEEPEST = 400


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_INLINE = _tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark option q s samp small span "
    "strike strong sub sup time tt u var wbr"
)
_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
_UNSEEN = _tags("script style noscript template svg math head title object iframe audio video canvas button nav footer")
_CLOSES = {
    **dict.fromkeys(("td", "th"), ("td", "th")),
    **dict.fromkeys(("dt", "dd"), ("dt", "dd")),
    **{name: (name,) for name in ("tr", "li", "p", "option")},
}
_BOUNDS = _tags("table ul ol dl select")
_BOLD = _tags("b strong th dt h1 h2 h3 h4 h5 h6 legend")
_HEADS = _tags("h1 h2 h3 h4 h5 h6")
_LARGE = 12.0  # points: what headings are printed in, so that they are not taken for bold values
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEAVY = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAVE = "Save the page again in the browser, as 'Web page, HTML only' or complete."


def read_page(path: Path) -> list[Item]:
    """Return the lines and tables of a saved web page; menus and scripts are left out.

    Raises:
        InputError: It is not there, holds no text, or is no HTML that can be decoded.
    """
    page = _Page()
    page.feed(_decoded(path))
    page.close()
    items = page.finished()
    if not items:
        raise InputError(path.name, "holds no text; the page may load its text by script", _SAVE)
    return items


def _decoded(path: Path) -> str:
    data = read_bytes(path)
    if len(data) > _MOST:
        raise InputError(path.name, f"has {len(data) // _MIB} MB; {_MOST // _MIB} are read at most", _SAVE)
    if (
        data[:2048].lstrip().lower().startswith((b"mime-version", b"from: <saved by", b"from:"))
        and b"multipart/related" in data[:4096]
    ):
        raise InputError(path.name, "is a web archive (MHTML)", _SAVE)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    declared = _CHARSET.search(data[:4096])
    encoding = encoding or (declared[1].decode("ascii").lower() if declared else "utf-8")
    try:
        text = data.decode("cp1252" if encoding in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else encoding)
    except UnicodeDecodeError as error:
        raise InputError(path.name, f"is no {encoding} text (byte {error.start}), as which it is declared", _SAVE) from None
    except LookupError:
        raise InputError(path.name, f"is written in '{encoding[:40]}', which is not known", _SAVE) from None
    if "\0" in text or "<" not in text:
        raise InputError(path.name, "is no web page, although its name says so", _SAVE)
    return text


@dataclass(slots=True)
class _Grid:
    """A table while it is read: its rows, and where the cell that is open stands."""

    rows: list[list[Cell]] = field(default_factory=list)
    cell: Cell | None = None
    place: int = 0


class _Page(HTMLParser):
    """Collects lines; a stack of tables says where they go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Item] = []
        self.grids: list[_Grid] = []
        self.stack: list[tuple[str, bool, bool]] = []  # tag, bold, unseen
        self.open: Counter[str] = Counter()
        self.text: list[tuple[str, bool]] = []
        self.place = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self._flush()
        if tag == "input":
            self._input(given)
        if tag in _VOID:
            return
        self._imply(tag)
        bold, unseen = (self.stack[-1][1], self.stack[-1][2]) if self.stack else (False, False)
        style = given.get("style", "")
        unseen = unseen or tag in _UNSEEN or "hidden" in given or bool(_HIDDEN.search(style))
        unseen = unseen or (tag == "option" and "selected" not in given)
        if len(self.stack) >= _DEEPEST:
            return
        self.stack.append((tag, bold or tag in _BOLD or bool(_HEAVY.search(style)), unseen))
        self.open[tag] += 1
        if not unseen:
            self._open_grid(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open in it."""
        if tag not in _INLINE:
            self._flush()
        while self.open[tag]:
            name, _, unseen = self.stack.pop()
            self.open[name] -= 1
            if not unseen:
                self._close_grid(name)
            if name == tag:
                return

    def _imply(self, tag: str) -> None:
        """Close what HTML leaves open: rows, cells, items and paragraphs end where the next begins."""
        closed = _CLOSES.get(tag, ())
        if not any(self.open[name] for name in closed):
            return
        for name, _, _ in reversed(self.stack):
            if name in _BOUNDS:
                return
            if name in closed:
                self.handle_endtag(name)
                return

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self.stack or not self.stack[-1][2]:
            if data.strip() and not any(part.strip() for part, _ in self.text):
                space = data[: len(data) - len(data.lstrip())]
                self.place = self.getpos()[0] + space.count("\n")
            self.text.append((data, bool(self.stack) and self.stack[-1][1]))

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            self.handle_data(f" {TICK if 'checked' in given else NOT_TICKED} ")
        elif kind in ("text", "number", "date", "url", "email"):
            self.handle_data(given.get("value", ""))

    def _open_grid(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self.grids.append(_Grid())
        elif not self.grids:
            return
        elif tag == "tr":
            self.grids[-1].rows.append([])
        elif tag in ("td", "th"):
            grid = self.grids[-1]
            grid.cell = Cell([], _span(given.get("colspan", "")), _span(given.get("rowspan", "")))
            if not grid.rows:
                grid.rows.append([])
            grid.rows[-1].append(grid.cell)

    def _close_grid(self, tag: str) -> None:
        if not self.grids or tag not in ("td", "th", "table"):
            return
        self._flush()
        if tag != "table":
            self.grids[-1].cell = None
        else:
            made = laid_out(self.grids.pop().rows)
            self._target().extend(made)

    def _target(self) -> list[Item]:
        cell = self.grids[-1].cell if self.grids else None
        return self.items if cell is None else cell.items

    def _flush(self) -> None:
        """End a line."""
        text = " ".join(with_ticks("".join(part for part, _ in self.text)).replace("\u200b", "").split())
        if text:
            letters = sum(len(part.strip()) for part, _ in self.text)
            bold = sum(len(part.strip()) for part, bold in self.text if bold) * 2 > letters
            heads = _HEADS.intersection(name for name, count in self.open.items() if count)
            self._target().append(Line(text, 0, self.place, bold=bold, size=_LARGE if heads else 0))
        self.text = []

    def finished(self) -> list[Item]:
        """Return what was collected, tables that were never closed too."""
        self._flush()
        while self.grids:
            made = laid_out(self.grids.pop().rows)
            self._target().extend(made)
        return self.items


def _span(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100 else 1
