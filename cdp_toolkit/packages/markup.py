"""XML of package parts, read without harm: no DTD, no unbounded trees, and offsets that a splice can rely on."""

import re
from functools import lru_cache
from xml.etree import ElementTree as ET
from xml.parsers import expat

from cdp_toolkit.errors import InputError

# Bounds for the parts that are read into a tree (workbook, styles, sheets without their rows); real ones need a tenth.
_MAX_TAGS, _MAX_ATTRIBUTES = 600_000, 2_000_000

ATTRIBUTES = rb"""(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SPACED_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class _Stop(Exception):
    pass


class _Doctype(Exception):
    pass


class Prolog:
    """What stands before the root element of a part, fed in pieces until the root is reached."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._root
        self.done = False

    def feed(self, piece: bytes) -> str | None:
        """Return what is wrong with the prolog so far: ``"dtd"``, ``"malformed"`` or None."""
        try:
            self.parser.Parse(piece, False)
        except _Stop:
            self.done = True
        except _Doctype:
            return "dtd"
        except (expat.ExpatError, LookupError, ValueError):
            return "malformed"
        return None

    @staticmethod
    def _doctype(*_: object) -> None:
        raise _Doctype

    @staticmethod
    def _root(*_: object) -> None:
        raise _Stop


def malformed(where: str, detail: object) -> InputError:
    """Make the error for a part whose XML cannot be read."""
    return InputError(where, f"is not well-formed XML ({detail})", "The file is damaged: open and save it anew in Excel")


def check_well_formed(data: bytes, where: str) -> bool:
    """Return whether a part holds comments, CDATA or instructions, for :func:`mask`.

    Raises:
        InputError: It is no well-formed XML, or declares a document type.
    """
    asides: list[object] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = Prolog._doctype
    parser.CommentHandler = asides.append
    parser.StartCdataSectionHandler = lambda: asides.append(None)
    parser.ProcessingInstructionHandler = lambda *_: asides.append(None)
    try:
        parser.Parse(data, True)
    except _Doctype:
        raise InputError(where, "declares a document type", "Excel never writes this: do not trust the file") from None
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise malformed(where, error) from None
    return bool(asides)


def parse(data: bytes, where: str, encoding: str | None = None) -> ET.Element:
    """Return the root element of a part that guards have let through; ``encoding`` counts before what it declares.

    Raises:
        InputError: The part is malformed, or so large that its tree would not fit.
    """
    if data.count(b"<") > _MAX_TAGS or data.count(b"=") > _MAX_ATTRIBUTES:
        raise InputError(where, "holds more elements than any workbook needs", "Delete unused styles and rules in Excel")
    try:
        return ET.fromstring(data, ET.XMLParser(encoding=encoding))  # noqa: S314 - guards refuse every document type before
    except (ET.ParseError, LookupError, ValueError) as error:
        raise malformed(where, error) from None


def local(tag: str) -> str:
    """Return an element or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def as_utf8(data: bytes, where: str) -> tuple[bytes, str | None]:
    """Return a part in UTF-8, and the UTF-16 codec it came in if it did.

    Other encodings than these two are not allowed in a package and refused.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        try:
            return data.decode(codec).encode(), codec
        except UnicodeError as error:
            raise malformed(where, error) from None
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""", data)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        encoding = declared[1].decode("ascii", "replace")
        raise InputError(where, f"is written in {encoding}, not in UTF-8 or UTF-16", "Save the file anew in Excel")
    return data, None


def mask(data: bytes) -> bytes:
    """Return ``data`` with comments, CDATA and instructions blanked out, at the same length.

    On what remains of a well-formed document without DTD, ``<`` begins a tag wherever it stands: regular
    expressions then find tags as surely as a parser does.
    """
    if b"<!" not in data and data.find(b"<?", 5) < 0:
        return data
    return _ASIDE.sub(lambda found: b" " * len(found[0]), data)


@lru_cache(maxsize=256)
def tag(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """Return the pattern of an element's start tag: group 1 its attributes, group 2 a slash if it is empty."""
    return re.compile(rb"<" + re.escape(prefix) + name + rb"(" + ATTRIBUTES + rb")\s*(/?)>")


@lru_cache(maxsize=64)
def end_tag(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """Return the pattern of an element's end tag."""
    return re.compile(rb"</" + re.escape(prefix) + name + rb"\s*>")


def attributes(raw: bytes) -> dict[str, str]:
    """Return the attributes of a start tag by their written names."""
    return {name.decode(): unescape((double or single).decode()) for name, double, single in _ATTRIBUTE.findall(raw)}


def with_attribute(raw: bytes, name: str, value: str) -> bytes:
    """Return the attributes of a start tag with one set, the others as they were written."""
    bare = without_attributes(raw, name)
    return bare + f' {name}="{escape(value)}"'.encode()


def without_attributes(raw: bytes, *names: str) -> bytes:
    """Return the attributes of a start tag without some, the others as they were written."""
    unwanted = [name.encode() for name in names]
    if not any(name in raw for name in unwanted):
        return raw
    return _SPACED_ATTRIBUTE.sub(lambda found: b"" if found[1] in unwanted else found[0], raw)


def unescape(text: str) -> str:
    """Return text with the entities of XML resolved."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    """Return the character that an entity stands for."""
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16) if found[1] else int(found[2]))


def escape(text: str) -> str:
    """Return text as it stands in an element or a double-quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def encoded(data: bytes, codec: str | None) -> bytes:
    """Return a part in the encoding that it came in; see :func:`as_utf8`."""
    return data if codec is None else data.decode().encode(codec)
