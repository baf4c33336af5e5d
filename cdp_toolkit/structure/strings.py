"""Text as a workbook stores it: rich text, the shared table, and characters that XML cannot hold."""

import re
from functools import cached_property

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.markup import as_utf8, check_well_formed, mask, unescape
from cdp_toolkit.packages.package import Package

# Group 1: a phonetic run, which repeats the text in another script and is not part of it. Group 2: text.
_TEXT = re.compile(
    rb"(<(?:[\w.-]+:)?rPh[\s>].*?</(?:[\w.-]+:)?rPh\s*>)|<(?:[\w.-]+:)?t(?:\s[^<>]*)?(?<!/)>(.*?)</(?:[\w.-]+:)?t\s*>",
    re.DOTALL,
)
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^<>]*?)?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL)
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SECTION = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)


def plain_text(item: bytes, masked: bytes | None = None) -> str:
    """Return the text of a ``<si>`` or ``<is>`` element's content, formatting and phonetic runs left out."""
    masked = mask(item) if masked is None else masked
    pieces = [item[found.start(2) : found.end(2)] for found in _TEXT.finditer(masked) if found[1] is None]
    return decode("".join(_resolved(piece.decode()) for piece in pieces))


def _resolved(text: str) -> str:
    """Return text with entities and CDATA sections resolved and comments left out."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" not in text:
        return unescape(text)
    parts = _SECTION.split(text)
    return "".join(part or "" if index % 2 else unescape(part) for index, part in enumerate(parts))


def decode(text: str) -> str:
    """Return text with ``_x000D_`` and its like turned into the characters they stand for.

    >>> decode("a_x005F_x0041_")
    'a_x0041_'
    """
    if "_x" not in text:
        return text
    text = _CODED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encode(text: str) -> str:
    """Return text in which what only looks like such a code is kept as written.

    >>> encode("_x0041_")
    '_x005F_x0041_'
    """
    return _LITERAL_CODE.sub("_x005F_", text)


class SharedStrings:
    """The table of texts that cells refer to by number; read when the first one asks."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._texts: dict[int, str] = {}

    @cached_property
    def _items(self) -> tuple[bytes, bytes, list[tuple[int, int]]]:
        """Content of the part, the same masked, and where each item lies."""
        names = self.package.related(self.package.workbook, "sharedStrings")
        if not names or self.package.member(names[0]) is None:
            return b"", b"", []
        raw, where = self.package.read(names[0]), self.package.place(names[0])
        check_well_formed(raw, where)
        data, _ = as_utf8(raw, where)
        masked = mask(data)
        return data, masked, [found.span(1) for found in _ITEM.finditer(masked)]

    def __getitem__(self, index: int) -> str:
        """Return the text of an item.

        Raises:
            InputError: The table has no such item.
        """
        if index not in self._texts:
            data, masked, spans = self._items
            if not 0 <= index < len(spans):
                raise InputError(
                    self.package.where,
                    f"a cell refers to text {index} of the shared table, which holds {len(spans)}",
                    "The file is damaged: open and save it anew in Excel",
                )
            start, end = spans[index]
            self._texts[index] = plain_text(data[start:end], masked[start:end]) if start >= 0 else ""
        return self._texts[index]
