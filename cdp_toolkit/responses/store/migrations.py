"""Named steps from an empty database to today's tables, each applied once, together with the record of it."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Connection, inspect, select

from cdp_toolkit.responses.store import tables

START = "0" * 64  # what the first entry of the trail follows


def first_tables(connection: Connection) -> None:
    """Create the tables of the first release, and the head of the trail."""
    tables.metadata.create_all(connection)
    connection.execute(tables.trail_head.insert().values(id=1, hash=START))


MIGRATIONS: dict[str, Callable[[Connection], None]] = {"0001-first-tables": first_tables}


def migrate(connection: Connection) -> list[str]:
    """Apply what is missing, in order, inside the caller's transaction; return the names of what was applied."""
    applied: set[str] = set()
    if inspect(connection).has_table("migrations"):
        applied = set(connection.scalars(select(tables.migrations.c.name)))
    done = []
    for name, step in MIGRATIONS.items():
        if name not in applied:
            step(connection)
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            connection.execute(tables.migrations.insert().values(name=name, at=now))
            done.append(name)
    return done
