"""The append-only trail: who changed what, when, from what to what, why; each entry hashed with the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from cdp_toolkit.responses.store import tables
from cdp_toolkit.responses.store.migrations import START

HASHED = ("id", "at", "who", "project", "action", "about", "before", "after", "why", "previous")


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the trail does not hold together.

    Args:
        entry: Number of the entry.
        problem: What is wrong with it.
    """

    entry: int
    problem: str


def digest(entry: Mapping[str, Any]) -> str:
    """Return the hash of an entry over everything in it, the hash of the entry before among it."""
    text = json.dumps([entry[key] for key in HASHED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def append(
    connection: Connection,
    *,
    at: str,
    who: str,
    project: int | None,
    action: str,
    about: str,
    before: str | None,
    after: str | None,
    why: str,
) -> int:
    """Write one entry behind the newest and return its number. Writers wait in a line, so no two entries follow the same one."""
    previous = connection.scalar(select(tables.trail_head.c.hash).where(tables.trail_head.c.id == 1))
    last = newest(connection)
    entry: dict[str, Any] = {
        "id": last + 1,
        "at": at,
        "who": who,
        "project": project,
        "action": action,
        "about": about,
        "before": before,
        "after": after,
        "why": why,
        "previous": previous,
    }
    entry["hash"] = digest(entry)
    connection.execute(tables.trail.insert().values(entry))
    connection.execute(update(tables.trail_head).where(tables.trail_head.c.id == 1).values(hash=entry["hash"]))
    return last + 1


def verify(connection: Connection) -> tuple[int, Broken | None]:
    """Walk the whole trail.

    Returns:
        How many entries there are, and the first place where something was changed, taken out or put in; None where nothing was.
    """
    previous, expected = START, 1
    for row in connection.execute(select(tables.trail).order_by(tables.trail.c.id)).mappings():
        if row["id"] != expected:
            return expected - 1, Broken(expected, f"is missing; the next one is {row['id']}")
        if row["previous"] != previous:
            return expected, Broken(expected, "does not follow the entry before it")
        if digest(dict(row)) != row["hash"]:
            return expected, Broken(expected, "was changed after it was written")
        previous, expected = row["hash"], expected + 1
    head = connection.scalar(select(tables.trail_head.c.hash).where(tables.trail_head.c.id == 1))
    if head != previous:
        return expected - 1, Broken(expected, "is missing; entries were taken from the end")
    return expected - 1, None


def newest(connection: Connection) -> int:
    """Return the number of the newest entry, 0 where there is none."""
    return connection.scalar(select(tables.trail.c.id).order_by(tables.trail.c.id.desc()).limit(1)) or 0


def since(connection: Connection, project: int, entry: int) -> list[tuple[str, str]]:
    """Return action and matter of everything that was done in a project after an entry."""
    wanted = select(tables.trail.c.action, tables.trail.c.about).where(
        tables.trail.c.id > entry, (tables.trail.c.project == project) | tables.trail.c.project.is_(None)
    )
    return [(action, about) for action, about in connection.execute(wanted)]


def newest_hash(connection: Connection) -> str:
    """Return the hash of the newest entry: noted elsewhere, it proves later that nothing before it was written anew."""
    return connection.scalar(select(tables.trail_head.c.hash).where(tables.trail_head.c.id == 1)) or START


def holds(connection: Connection, noted: str) -> bool:
    """Whether an entry with a hash that was noted earlier is still there."""
    return connection.scalar(select(tables.trail.c.id).where(tables.trail.c.hash == noted)) is not None
