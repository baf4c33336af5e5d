"""Files that no reader should be handed: each small on disk, made when a test asks for it."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.made_workbook import HEAD, MAIN, Made, rows, zipped

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@dataclass(frozen=True)
class Hostile:
    """A file and what its refusal must say; ``says`` is None where it is sound after all and must be read."""

    make: Callable[[], bytes]
    says: str | None


def plain() -> dict[str, bytes]:
    """Return the parts of a small sound workbook."""
    return Made({"Sheet1": rows('A1|t="s"=<v>0</v>', "B1=<v>1</v>")}, strings=["<t>Name</t>"]).parts()


def with_parts(changes: Mapping[str, bytes | str]) -> Callable[[], bytes]:
    """Return what makes a workbook with some parts put in the place of sound ones."""

    def make() -> bytes:
        parts = plain()
        parts.update({name: one.encode() if isinstance(one, str) else one for name, one in changes.items()})
        return zipped(parts)

    return make


def bomb(name: str, megabytes: int) -> Callable[[], bytes]:
    """Return what makes a workbook with a part that unpacks to many zeros; only one piece of them is ever held."""

    def make() -> bytes:
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        piece, crc = bytes(1 << 20), 0
        packed = []
        for _ in range(megabytes):
            packed.append(deflater.compress(piece))
            crc = zlib.crc32(piece, crc)
        stream = b"".join(packed) + deflater.flush()
        return _added(zipped(plain()), name, stream, crc, megabytes << 20)

    return make


def _added(archive: bytes, name: str, stream: bytes, crc: int, size: int) -> bytes:
    """Return an archive with one more member, whose stream is given."""
    end = archive.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<HLL", archive, end + 10)
    raw = name.encode()
    common = struct.pack("<4H3L2H", 0, 8, 0, 0, crc, len(stream), size, len(raw), 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + common + raw + stream
    entry = b"PK\x01\x02" + struct.pack("<2H", 20, 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, offset) + raw
    directory = archive[offset : offset + length] + entry
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), offset + len(local), 0)
    return archive[:offset] + local + directory + tail


def patched(change: Callable[[bytearray], None]) -> Callable[[], bytes]:
    """Return what makes a sound workbook and then changes some of its bytes."""

    def make() -> bytes:
        data = bytearray(zipped(plain()))
        change(data)
        return bytes(data)

    return make


def many_members() -> bytes:
    """Return a workbook with 6,000 parts."""
    return zipped(plain() | {f"xl/media/image{n}.png": b"" for n in range(6000)}, method=zipfile.ZIP_STORED)


def claims_members() -> bytes:
    """Return a directory that says it is 200 MB long."""
    data = bytearray(zipped(plain()))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<L", data, end + 12, 200 << 20)
    return bytes(data)


def overlapping() -> bytes:
    """Return a workbook in which two entries of the directory share one stream."""
    data = bytearray(zipped(plain() | {"xl/media/a.bin": b"a" * 500, "xl/media/b.bin": b"a" * 500}))
    end = data.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<L", data, end + 16)[0]
    first = data.index(b"xl/media/a.bin", directory) - 46
    second = data.index(b"xl/media/b.bin", directory) - 46
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def twice() -> bytes:
    """Return a workbook that holds a part twice, in different case."""
    return zipped(plain() | {"xl/WORKBOOK.xml": b"<other/>"})


def flag(bit: int) -> Callable[[bytearray], None]:
    """Return what sets a flag of the last member."""

    def change(data: bytearray) -> None:
        data[data.rindex(b"PK\x01\x02") + 8] |= bit

    return change


def method(number: int) -> Callable[[bytearray], None]:
    """Return what gives the last member another way of packing."""

    def change(data: bytearray) -> None:
        data[data.rindex(b"PK\x01\x02") + 10] = number

    return change


def broken_stream(data: bytearray) -> None:
    """Spoil the stream of the last part."""
    at = data.rindex(b"PK\x03\x04") + 60
    data[at : at + 20] = b"\xff" * 20


def broken_checksum(data: bytearray) -> None:
    """Spoil the checksum of the last part in the directory."""
    data[data.rindex(b"PK\x01\x02") + 16] ^= 0xFF


def lying_size(data: bytearray) -> None:
    """Let the directory say that the last part is shorter than it is."""
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 24, 10)


def other_name(data: bytearray) -> None:
    """Give the last part another name in its own header."""
    at = data.rindex(b"PK\x03\x04") + 30
    data[at] ^= 0x20


def encrypted() -> bytes:
    """Return the shape of a workbook that Excel encrypted."""
    return OLE + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


def old_xls() -> bytes:
    """Return the shape of a workbook of Excel 97."""
    return OLE + "Workbook".encode("utf-16-le") + bytes(4096)


def of_type(main_type: str) -> Callable[[], bytes]:
    """Return what makes a package whose main part is of some type."""
    return lambda: zipped(Made({"Sheet1": rows("A1=<v>1</v>")}, main_type=main_type).parts())


def sheet(inside: str, before: str = "") -> Callable[[], bytes]:
    """Return what makes a workbook with this worksheet."""
    return with_parts({"xl/worksheets/sheet1.xml": f'{HEAD}{before}<worksheet xmlns="{MAIN}">{inside}</worksheet>'})


def utf16_dtd() -> bytes:
    """Return a sheet in UTF-16 that declares a document type."""
    text = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return with_parts({"xl/worksheets/sheet1.xml": text.encode("utf-16")})()


def open_document() -> bytes:
    """Return the shape of an OpenDocument file."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


STRING_TABLE = f'{HEAD}<sst xmlns="{MAIN}" count="1" uniqueCount="4294967295"><si><t>Name</t></si></sst>'

# Refused when a file is opened.
AT_OPENING: dict[str, Hostile] = {
    "empty": Hostile(lambda: b"", "is empty"),
    "zeros": Hostile(lambda: bytes(5000), "nothing but zero bytes"),
    "csv": Hostile(lambda: b"metric,value\nghg.scope1,12\n", "probably CSV"),
    "csv-utf16": Hostile(lambda: "metric\tvalue\n".encode("utf-16"), "probably CSV"),
    "html": Hostile(lambda: b"\n<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
    "html-table": Hostile(lambda: b"<table><tr><td>1</td></tr></table>", "HTML"),
    "xml-2003": Hostile(
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"
    ),
    "pdf": Hostile(lambda: b"%PDF-1.7\n", "is a PDF"),
    "encrypted": Hostile(encrypted, "encrypted with a password"),
    "xls": Hostile(old_xls, "Excel 97-2003"),
    "ole": Hostile(lambda: OLE + bytes(4096), "no workbook"),
    "xlsb": Hostile(of_type("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb"),
    "docx": Hostile(of_type("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "Word document"),
    "ods": Hostile(open_document, "OpenDocument"),
    "zip": Hostile(lambda: zipped({"readme.txt": b"hello"}), "no Excel workbook"),
    "empty-zip": Hostile(lambda: zipped({}), "empty ZIP"),
    "truncated": Hostile(lambda: zipped(plain())[:-200], "the end of the ZIP archive is missing"),
    "truncated-head": Hostile(lambda: zipped(plain())[:30], "the end of the ZIP archive is missing"),
    "broken-stream": Hostile(patched(broken_stream), "part 'xl/sharedStrings.xml'"),
    "checksum": Hostile(patched(broken_checksum), "does not match its checksum"),
    "lying-size": Hostile(patched(lying_size), "longer than the ZIP directory says"),
    "other-name": Hostile(patched(other_name), "another name in its own header"),
    "zip-password": Hostile(patched(flag(1)), "ZIP archive with a password"),
    "odd-method": Hostile(patched(method(12)), "packed by method 12"),
    "overlap": Hostile(overlapping, "overlaps another part"),
    "members": Hostile(many_members, "parts; 5,000 are read at most"),
    "directory": Hostile(claims_members, "directory"),
    "duplicate": Hostile(twice, "twice"),
    "parent-name": Hostile(with_parts({"../../evil.txt": b"x"}), "unsafe name"),
    "absolute-name": Hostile(with_parts({"/etc/evil": b"x"}), "unsafe name"),
    "drive-name": Hostile(with_parts({"C:evil": b"x"}), "unsafe name"),
    "bomb-sheet": Hostile(bomb("xl/worksheets/sheet2.xml", 90), "ZIP bomb"),
    "bomb-part": Hostile(bomb("xl/media/image1.png", 150), "are read at most"),
    "laughs-sheet": Hostile(sheet("<sheetData/>", LAUGHS), "document type"),
    "laughs-strings": Hostile(with_parts({"xl/sharedStrings.xml": f"{HEAD}{LAUGHS}<sst/>"}), "document type"),
    "laughs-workbook": Hostile(with_parts({"xl/workbook.xml": f"{HEAD}{LAUGHS}<workbook/>"}), "document type"),
    "laughs-custom": Hostile(with_parts({"customXml/item1.xml": f"{LAUGHS}<x>&b;</x>"}), "document type"),
    "laughs-other-name": Hostile(with_parts({"xl/data.bin": f"  {LAUGHS}<x>&b;</x>"}), "document type"),
    "laughs-utf16": Hostile(utf16_dtd, "document type"),
    "laughs-behind-comment": Hostile(sheet("<sheetData/>", f"<!--{'x' * 90_000}-->{LAUGHS}"), "document type"),
    "xxe": Hostile(sheet("<sheetData/>", XXE), "document type"),
    "no-workbook": Hostile(with_parts({"_rels/.rels": "<Relationships/>"}), "names no workbook part"),
    "broken-rels": Hostile(with_parts({"_rels/.rels": "<Relationships>"}), "not well-formed"),
    "prolog": Hostile(with_parts({"docProps/app.xml": "no xml"}), "not well-formed"),
}

# Let through at opening, refused when the workbook is read.
AT_READING: dict[str, Hostile] = {
    "broken-sheet": Hostile(sheet("<sheetData><row></sheetData>"), "not well-formed"),
    "far-row": Hostile(sheet('<sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>'), "row 1048577"),
    "rows-backwards": Hostile(sheet('<sheetData><row r="3"/><row r="2"/></sheetData>'), "row 2 stands after row 3"),
    "cell-in-other-row": Hostile(sheet('<sheetData><row r="3"><c r="A4"/></row></sheetData>'), "wrong place"),
    "no-number": Hostile(sheet('<sheetData><row r="1"><c r="A1"><v>12,5</v></c></row></sheetData>'), "12,5"),
    "endless-number": Hostile(sheet('<sheetData><row r="1"><c r="A1"><v>1e999</v></c></row></sheetData>'), "1e999"),
    "missing-string": Hostile(sheet('<sheetData><row r="1"><c r="A1" t="s"><v>77</v></c></row></sheetData>'), "text 77"),
    "no-rows-element": Hostile(sheet("<dimension ref='A1'/>"), "no rows element"),
    "two-prefixes": Hostile(sheet(f'<sheetData xmlns:y="{MAIN}"><y:row r="1"/></sheetData>'), "names its elements in two ways"),
    "latin1": Hostile(
        with_parts({"xl/worksheets/sheet1.xml": b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>'}),
        "ISO-8859-1",
    ),
    "impossible-merge": Hostile(sheet('<sheetData/><mergeCells><mergeCell ref="A0:B1"/></mergeCells>'), "impossible range"),
    "million-elements": Hostile(sheet("<sheetData/>" + "".join(f"<a{n}/>" for n in range(700_000))), "more elements"),
}

# Read by us without harm, though other readers fall over them; the fast ones are protected by the pre-scan.
SURVIVED: dict[str, Hostile] = {
    "far-cell": Hostile(
        sheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "rectangle",
    ),
    "far-cell-unnamed": Hostile(
        sheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="CZZ1"><v>1</v></c></row>'
            '<row r="1048576"><c><v>1</v></c></row></sheetData>'
        ),
        "rectangle",
    ),
    "string-count": Hostile(with_parts({"xl/sharedStrings.xml": STRING_TABLE}), "claims 4294967295 strings"),
    "dimension": Hostile(sheet('<dimension ref="A1:XFD1048576"/><sheetData/>'), None),
    "deep": Hostile(sheet("<sheetData/>" + "<a>" * 20_000 + "</a>" * 20_000), None),
    "style-number": Hostile(sheet('<sheetData><row r="1"><c r="A1" s="99999"><v>1</v></c></row></sheetData>'), None),
    "stored-macro-name": Hostile(with_parts({"xl/vbaProject.bin": b"\0" * 100}), None),
}
