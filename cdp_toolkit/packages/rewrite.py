"""Writing a package anew: parts that nobody touched are copied as their raw streams, so they stay byte for byte."""

import struct
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from cdp_toolkit.packages.archive import DEFLATED, UTF8, Archive, Member

_LEVEL = 6
_VERSION = 20


class Sink(Protocol):
    """What a package is written to: a file, or something that only reads along."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Content of a part, compressed and ready to be written."""

    stream: bytes
    crc: int
    size: int


def pack(content: bytes) -> Packed:
    """Compress the content of a part; the same content always gives the same bytes."""
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Packed(deflater.compress(content) + deflater.flush(), zlib.crc32(content), len(content))


class Packer:
    """Compresses parts in a thread of its own, beside the work on the next part.

    It is a context; :meth:`finish` waits for what was given. (An executor would do, but brings logging along.)
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._packed: dict[str, Packed] = {}
        self._jobs: SimpleQueue[tuple[str, bytes] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Packer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def give(self, name: str, content: bytes) -> None:
        """Take a part to compress."""
        self.names.append(name)
        self._jobs.put((name, content))

    def finish(self) -> dict[str, Packed]:
        """Return all parts that were given, compressed; nothing can be given after."""
        self._jobs.put(None)
        self._thread.join()
        return self._packed

    def _run(self) -> None:
        """Compress until nothing more comes."""
        while (job := self._jobs.get()) is not None:
            self._packed[job[0]] = pack(job[1])


def rewrite(archive: Archive, sink: Sink, replaced: Mapping[str, Packed], removed: Set[str] = frozenset()) -> None:
    """Write all members of ``archive`` in their order, some with new content, some left out."""
    directory: list[bytes] = []
    position = 0
    for member, stream in _streams(archive, replaced, removed):
        header = _header(member)
        directory.append(_entry(member, position))
        sink.write(header)
        sink.write(stream)
        position += len(header) + len(stream)
    listing = b"".join(directory)
    sink.write(listing)
    count = len(directory)
    sink.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listing), position, 0))


def _streams(archive: Archive, replaced: Mapping[str, Packed], removed: Set[str]) -> Iterator[tuple[Member, bytes]]:
    """Yield each member that stays, with its stream; sizes and checksum then stand in the header, not behind."""
    for member in archive.members:
        if member.name in removed:
            continue
        new = replaced.get(member.name)
        if new is None:
            yield replace(member, flags=member.flags & ~0x8), archive.raw(member)
        else:
            yield (
                replace(
                    member,
                    flags=member.flags & UTF8,
                    method=DEFLATED,
                    crc=new.crc,
                    packed=len(new.stream),
                    size=new.size,
                ),
                new.stream,
            )


def _common(member: Member) -> tuple[int, ...]:
    """Return the fields that both headers of a member share."""
    time, date = member.timestamp & 0xFFFF, member.timestamp >> 16
    name = len(member.raw_name)
    return (member.flags, member.method, time, date, member.crc, member.packed, member.size, name, 0)


def _header(member: Member) -> bytes:
    """Return the header that stands before the stream."""
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", _VERSION, *_common(member)) + member.raw_name


def _entry(member: Member, position: int) -> bytes:
    """Return the entry of the central directory."""
    fields = (*_common(member), 0, 0, 0, member.external, position)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", _VERSION, _VERSION, *fields) + member.raw_name
