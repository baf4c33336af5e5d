"""Every file passes here before any reader sees it: what is not an ordinary Excel workbook is refused and named.

Order matters: each guard relies on what the ones before have bounded. Nothing is held in memory but one piece of a part.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages.archive import DEFLATED, ENCRYPTED, STORED, Archive, Member
from cdp_toolkit.packages.disguises import recognise
from cdp_toolkit.packages.markup import Prolog, malformed
from cdp_toolkit.packages.package import Package

_MIB = 1 << 20
_HEAD = 4096
_DISTRUST = "No Excel workbook looks like this: do not trust the file"
_UNSAFE_NAME = re.compile(r"[\\:\x00-\x1f\x7f]|^/|//|(?:^|/)\.{1,2}(?:/|$)")
_TAG = re.compile(rb"\s*<[?!A-Za-z_]")
_BOM = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may hold. Of 1,468 workbooks gathered from test suites no sound one comes near."""

    file_size: int = 100 * _MIB
    members: int = 5000
    part_size: int = 100 * _MIB
    total_size: int = 250 * _MIB
    ratio: int = 200
    ratio_from: int = _MIB


@contextmanager
def open_package(path: Path, limits: Limits = Limits(), kind: Literal["workbook", "document"] = "workbook") -> Iterator[Package]:
    """Open a workbook for reading after every guard has passed it.

    Args:
        path: The file.
        limits: How much it may hold.
        kind: What it must be; the parts of a document are for its reader to check.

    Raises:
        InputError: The file is missing, no Excel workbook, damaged, or built to do harm.
    """
    where = path.name
    try:
        file = path.open("rb")
    except IsADirectoryError:
        raise InputError(str(path), "is a folder", "Give the path of an Excel workbook") from None
    except FileNotFoundError:
        raise InputError(str(path), "does not exist", "Check the path") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "Check who may read it") from None
    with file:
        _check_kind(file, where, limits)
        archive = Archive(file, where)
        _check_members(archive, limits)
        package = Package(archive)
        if kind == "workbook":
            package.check_kind()
        for member in archive.members:
            _check_content(archive, member)
        yield package


def _check_kind(file: BinaryIO, where: str, limits: Limits) -> None:
    """Refuse what is empty, too large, or another kind of file."""
    head = file.read(_HEAD)
    size = file.seek(0, 2)
    if not head:
        raise InputError(where, "is empty (0 bytes)", "Fetch the file again")
    if size > limits.file_size:
        raise InputError(where, f"has {size:,} bytes; {limits.file_size:,} are read at most", _DISTRUST)
    if head.startswith(b"PK\x03\x04"):
        return
    file.seek(0)
    disguise = recognise(head, file.read(8 * _MIB))
    if disguise is not None:
        raise InputError(where, disguise.problem, disguise.fix)


def _check_members(archive: Archive, limits: Limits) -> None:
    """Refuse what the ZIP directory alone shows to be harmful or unreadable."""
    where, members = archive.where, archive.members
    if len(members) > limits.members:
        raise InputError(where, f"holds {len(members):,} parts; {limits.members:,} are read at most", _DISTRUST)
    seen: set[str] = set()
    for member in members:
        _check_name(where, member, seen)
        _check_method(where, member)
        _check_size(where, member, limits)
    total = sum(member.size for member in members)
    if total > limits.total_size:
        raise InputError(where, f"unpacks to {total:,} bytes; {limits.total_size:,} are read at most", _DISTRUST)
    _check_overlap(archive)


def _check_name(where: str, member: Member, seen: set[str]) -> None:
    """Refuse names that reach out of the package, and names that occur twice."""
    if not member.name or len(member.name) > 1024 or _UNSAFE_NAME.search(member.name):
        raise InputError(where, f"holds a part with the unsafe name {member.name[:80]!r}", _DISTRUST)
    folded = member.name.casefold()
    if folded in seen:
        raise InputError(where, f"holds the part {member.name!r} twice", "Open it in Excel and save it anew")
    seen.add(folded)


def _check_method(where: str, member: Member) -> None:
    """Refuse encrypted members and ways of packing that Office does not use."""
    if member.flags & ENCRYPTED:
        raise InputError(where, "is a ZIP archive with a password", "Save the workbook without a password")
    if member.method not in (STORED, DEFLATED):
        problem = f"part {member.name!r} is packed by method {member.method}, which Office does not use"
        raise InputError(where, problem, "Open it in Excel and save it anew")


def _check_size(where: str, member: Member, limits: Limits) -> None:
    """Refuse parts that are too large, or too large for what they are packed in."""
    if member.size > limits.part_size:
        problem = f"part {member.name!r} unpacks to {member.size:,} bytes; {limits.part_size:,} are read at most"
        raise InputError(where, problem, _DISTRUST)
    if member.size > limits.ratio_from and member.size > limits.ratio * member.packed:
        problem = f"part {member.name!r} unpacks {member.packed:,} bytes to {member.size:,} (a ZIP bomb)"
        raise InputError(where, problem, _DISTRUST)


def _check_overlap(archive: Archive) -> None:
    """Refuse members that share bytes: so a small file could hold more than its size allows."""
    end = 0
    for member in sorted(archive.members, key=lambda one: one.offset):
        if member.offset < end:
            raise InputError(archive.where, f"part {member.name!r} overlaps another part", _DISTRUST)
        end = archive.start(member) + member.packed
    if end > archive.length:
        raise archive.damaged("its parts reach beyond the end of the file")


def _check_content(archive: Archive, member: Member) -> None:
    """Unpack a part once: it must be whole, and if it is XML it must not declare a document type."""
    prolog: Prolog | None = None
    first = True
    where = f"{archive.where}, part {member.name}"
    for piece in archive.chunks(member):
        if first and piece:
            first = False
            prolog = Prolog() if _looks_like_xml(member.name, piece) else None
        if prolog is None or prolog.done:
            continue
        fault = prolog.feed(piece)
        if fault == "dtd":
            raise InputError(where, "declares a document type (DTD)", _DISTRUST)
        if fault == "malformed":
            raise malformed(where, "before its first element")


def _looks_like_xml(name: str, piece: bytes) -> bool:
    """Whether a part is XML, by its name or by how it begins: readers go by its type, not by its name."""
    if name.lower().endswith((".xml", ".rels", ".vml")):
        return True
    bare = _BOM.sub(b"", piece[:256]).replace(b"\0", b"")
    return _TAG.match(bare) is not None
