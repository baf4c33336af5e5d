"""Opens a Word document behind the guards of packages, and reads it paragraph by paragraph."""

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from cdp_toolkit.documents.files.grids import Item
from cdp_toolkit.documents.files.word_styles import Styles, W
from cdp_toolkit.documents.files.word_text import Reader
from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import Package, open_package
from cdp_toolkit.packages.markup import check_well_formed

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in Word and save it as a Word document (.docx)."
_OTHERS = (
    (b"%PDF", "is a PDF, although its name ends in .docx", "Give it the ending .pdf."),
    (b"{\\rtf", "is a rich text document, not a Word document", _SAVE_AS),
    (b"PK\x05\x06", "is an empty ZIP archive", "Fetch the file again."),
)
_DAMAGED = "Fetch it again, or open it in Word and save it anew; do not trust it if it comes from a stranger."
_DEEPEST = 200  # elements within one another
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def read_word(path: Path) -> list[Item]:
    """Return the lines and tables of a Word document; headers, footers and contents are left out.

    Raises:
        InputError: It is not there, no Word document, encrypted, damaged, or built to do harm.
    """
    _check_kind(path)
    try:
        with open_package(path, kind="document") as package:
            items = list(_items(package))
    except InputError as error:
        raise InputError(error.where, error.problem, _DAMAGED) from None
    except (ET.ParseError, LookupError, ValueError) as error:
        raise InputError(path.name, f"is not well-formed XML ({error})", _DAMAGED) from None
    except RecursionError:
        raise InputError(path.name, "nests its content too deeply", _DAMAGED) from None
    if not items:
        raise InputError(path.name, "holds no text", "Export the response from CDP's portal again.")
    return items


def _check_kind(path: Path) -> None:
    """Refuse other kinds of files by how they begin."""
    if not path.is_file():
        raise InputError(str(path), "does not exist", "Check the path.")
    with path.open("rb") as file:
        start = file.read(8 << 20)
    if start.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in start:
            raise InputError(path.name, "is encrypted and asks for a password", "Save a copy without the password.")
        raise InputError(path.name, "is an old Office file (.doc)", _SAVE_AS)
    for mark, problem, fix in _OTHERS:
        if start.startswith(mark):
            raise InputError(path.name, problem, fix)
    if not start.startswith(b"PK\x03\x04"):
        raise InputError(path.name, "is no Word document, although its name says so", "Check what the file is.")


def _items(package: Package) -> Iterator[Item]:
    main = package.workbook
    if "wordprocessingml" not in package.type_of(main) and "ms-word" not in package.type_of(main):
        raise InputError(package.where, f"is no Word document, by its content type {package.type_of(main)[:100]!r}", _SAVE_AS)
    reader = Reader(Styles.read(_part(package, main, "styles"), _part(package, main, "numbering")))
    for block in _blocks(package, main):
        yield from reader.items(block)


def _part(package: Package, main: str, kind: str) -> ET.Element | None:
    names = package.related(main, kind)
    return package.tree(names[0]) if names and package.member(names[0]) is not None else None


def _blocks(package: Package, main: str) -> Iterator[ET.Element]:
    """Give what stands directly in the body, one by one; none is kept."""
    data, where = package.read(main), package.place(main)
    check_well_formed(data, where)
    if _STRICT.encode() in data[:4096]:
        raise InputError(package.where, "is saved as 'Strict Open XML'", "Save it in Word as 'Word document (.docx)'.")
    depth, body = 0, 0
    for event, element in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - document types are refused
        if event == "start":
            depth += 1
            body = depth if element.tag == W + "body" and not body else body
            if depth > _DEEPEST:
                raise InputError(where, "nests its content too deeply", _DAMAGED)
            continue
        if body and depth == body + 1:
            yield element
            element.clear()
        depth -= 1
