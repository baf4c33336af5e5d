"""What a file is that calls itself an Excel workbook and is none."""

import re
from dataclasses import dataclass

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True)
class Disguise:
    """Another kind of file: what it is, and what its owner can do."""

    problem: str
    fix: str


# First bytes -> what such a file is.
_SIGNATURES = (
    (b"%PDF", Disguise("is a PDF, not an Excel workbook", "Ask for the Excel file that the PDF was made from")),
    (b"{\\rtf", Disguise("is a rich text document, not an Excel workbook", _SAVE_AS)),
    (b"ID;P", Disguise("is a SYLK table, not an Excel workbook", _SAVE_AS)),
    (b"\x1f\x8b", Disguise("is a gzip archive, not an Excel workbook", "Unpack it and give the workbook inside")),
    (b"Rar!", Disguise("is a RAR archive, not an Excel workbook", "Unpack it and give the workbook inside")),
    (b"7z\xbc\xaf", Disguise("is a 7-Zip archive, not an Excel workbook", "Unpack it and give the workbook inside")),
    (b"PK\x05\x06", Disguise("is an empty ZIP archive", "Fetch the file again")),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.DOTALL)


def recognise(head: bytes, whole: bytes) -> Disguise | None:
    """Return what a file is instead of a ZIP archive, or None where it begins as one.

    Args:
        head: The first kilobytes.
        whole: As much of the file as may be searched for names of OLE streams.
    """
    if head.startswith(b"PK\x03\x04"):
        return None
    if head.startswith(_OLE):
        return _ole(whole)
    for signature, disguise in _SIGNATURES:
        if head.startswith(signature):
            return disguise
    return _text(head)


def _ole(whole: bytes) -> Disguise:
    """Tell an encrypted workbook, an old one and other OLE files apart by the names of their streams."""
    if "EncryptedPackage".encode("utf-16-le") in whole:
        return Disguise("is encrypted with a password", "Open it in Excel, remove the password, and save it")
    if any(name.encode("utf-16-le") in whole for name in ("Workbook", "Book")):
        return Disguise("is a workbook of Excel 97-2003 (.xls)", _SAVE_AS)
    return Disguise("is an old Office file, but no workbook", "Give the Excel file (.xlsx or .xlsm)")


def _text(head: bytes) -> Disguise:
    """Tell text files apart."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if not plain.strip(b"\0"):
        return Disguise("holds nothing but zero bytes", "The transfer failed: fetch the file again")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        return Disguise("is an XML spreadsheet of Excel 2003", _SAVE_AS)
    if _HTML.match(plain):
        return Disguise("is an HTML page, not an Excel workbook", f"{_SAVE_AS}; or the download gave an error page")
    if plain.lstrip().startswith(b"<"):
        return Disguise("is an XML file, not an Excel workbook", "Give the Excel file (.xlsx or .xlsm)")
    if b"\0" not in plain and re.search(rb"[,;\t]", plain):
        return Disguise("is a text file, probably CSV, not an Excel workbook", _SAVE_AS)
    return Disguise("is no Excel workbook", "Give the Excel file (.xlsx or .xlsm)")
