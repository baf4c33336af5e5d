"""ZIP archives at the level of compressed streams: a member can be checked, unpacked or copied as it is.

The directory is read here and not by ``zipfile``, because a hostile one must be bounded before it is read, and because
the raw stream of a member is what a lossless copy needs.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cdp_toolkit.errors import InputError

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_CHUNK = 1 << 16
# No directory of 5,000 members comes near this; it bounds what is read before members can be counted.
_MAX_DIRECTORY = 4 << 20

STORED, DEFLATED = 0, 8
ENCRYPTED, UTF8 = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a ZIP directory. ``packed`` and ``size`` are the declared lengths of its stream."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    timestamp: int
    crc: int
    packed: int
    size: int
    offset: int
    external: int


class Archive:
    """A ZIP file that is open for reading."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self.file, self.where = file, where
        self.length = file.seek(0, 2)
        self.members = tuple(self._directory())
        self._starts: dict[str, int] = {}

    def damaged(self, problem: str) -> InputError:
        """Make the error that says why the file cannot be read."""
        return InputError(self.where, problem, "The file is damaged or cut off: fetch it again, or save it anew in Excel")

    def _directory(self) -> Iterator[Member]:
        """Yield the members that the central directory lists."""
        count, size, offset = self._end()
        if size > _MAX_DIRECTORY:
            raise InputError(self.where, f"its ZIP directory takes {size:,} bytes", "No Excel workbook has so many parts")
        self.file.seek(offset)
        data = self.file.read(size)
        position = 0
        for _ in range(count):
            if data[position : position + 4] != b"PK\x01\x02" or position + _ENTRY.size > len(data):
                raise self.damaged("its ZIP directory is broken")
            member, length = self._entry(data, position)
            yield member
            position += length

    @staticmethod
    def _entry(data: bytes, position: int) -> tuple[Member, int]:
        """Return the member that one directory entry describes, and the length of the entry."""
        fields = _ENTRY.unpack_from(data, position)
        flags, method, time, date, crc, packed, size, name_length, extra_length, comment_length = fields[3:13]
        external, offset = fields[15:]
        start = position + _ENTRY.size
        raw = data[start : start + name_length]
        extra = data[start + name_length : start + name_length + extra_length]
        size, packed, offset = _wide(extra, size, packed, offset)
        name = raw.decode("utf-8" if flags & UTF8 else "cp437", "replace")
        member = Member(name, raw, flags, method, date << 16 | time, crc, packed, size, offset, external)
        return member, _ENTRY.size + name_length + extra_length + comment_length

    def _end(self) -> tuple[int, int, int]:
        """Return number of members, size and offset of the central directory."""
        tail_at = max(0, self.length - (_END.size + 0xFFFF))
        self.file.seek(tail_at)
        tail = self.file.read()
        found = tail.rfind(b"PK\x05\x06")
        if found < 0 or found + _END.size > len(tail):
            raise self.damaged("the end of the ZIP archive is missing")
        _, disk, _, here, count, size, offset, _ = _END.unpack_from(tail, found)
        at = tail_at + found
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset):
            count, size, offset, at = self._end64(at, count, size, offset)
        if disk not in (0, 0xFFFF) or offset + size > at:
            raise self.damaged("its ZIP directory is not where the end of the file says")
        return count, size, offset

    def _end64(self, at: int, count: int, size: int, offset: int) -> tuple[int, int, int, int]:
        """Return the same from the 64-bit record, and where that stands; some programs write it always."""
        if at < _LOCATOR64.size:
            return count, size, offset, at
        self.file.seek(at - _LOCATOR64.size)
        signature, _, record, _ = _LOCATOR64.unpack(self.file.read(_LOCATOR64.size))
        if signature != b"PK\x06\x07":
            return count, size, offset, at
        if record > at - _END64.size:
            raise self.damaged("its ZIP directory is broken")
        self.file.seek(record)
        fields = _END64.unpack(self.file.read(_END64.size))
        if fields[0] != b"PK\x06\x06":
            raise self.damaged("its ZIP directory is broken")
        return fields[7], fields[8], fields[9], record

    def start(self, member: Member) -> int:
        """Return where the stream of a member begins, after comparing its own header with the directory."""
        if member.name not in self._starts:
            self.file.seek(member.offset)
            header = self.file.read(_LOCAL.size)
            if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
                raise self.damaged(f"part {member.name!r} does not begin where the ZIP directory says")
            *_, name_length, extra = _LOCAL.unpack(header)
            if self.file.read(name_length) != member.raw_name:
                raise self.damaged(f"part {member.name!r} has another name in its own header")
            self._starts[member.name] = member.offset + _LOCAL.size + name_length + extra
        return self._starts[member.name]

    def raw(self, member: Member) -> bytes:
        """Return the stream of a member as it is stored."""
        self.file.seek(self.start(member))
        return self.file.read(member.packed)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Yield the content of a member in pieces of bounded size; the last step compares length and checksum."""
        crc = total = 0
        for piece in self._unpacked(member):
            total += len(piece)
            crc = zlib.crc32(piece, crc)
            if total > member.size:
                raise self.damaged(f"part {member.name!r} is longer than the ZIP directory says")
            yield piece
        if total != member.size or crc != member.crc:
            raise self.damaged(f"part {member.name!r} is cut off or does not match its checksum")

    def read(self, member: Member) -> bytes:
        """Return the content of a member."""
        return b"".join(self.chunks(member))

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        """Yield the content of a member without comparing anything."""
        position, left = self.start(member), member.packed
        inflater = zlib.decompressobj(-15)
        while left > 0:
            self.file.seek(position)
            block = self.file.read(min(_CHUNK, left))
            if not block:
                return
            position, left = position + len(block), left - len(block)
            if member.method == STORED:
                yield block
                continue
            try:
                while block:
                    yield inflater.decompress(block, _CHUNK * 4)
                    block = inflater.unconsumed_tail
            except zlib.error as error:
                raise self.damaged(f"part {member.name!r} cannot be unpacked ({error})") from None


def _wide(extra: bytes, *short: int) -> tuple[int, ...]:
    """Return size, packed size and offset, each taken from the 64-bit field where the short one is full."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        field = extra[position + 4 : position + 4 + length]
        if kind == 1:
            wide = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            return tuple(next(wide, 0) if number == 0xFFFFFFFF else number for number in short)
        position += 4 + length
    return short
