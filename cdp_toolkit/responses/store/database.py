"""Opens the store and gives units of work: a transaction by one person, whole or not at all."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store import trail
from cdp_toolkit.responses.store.migrations import migrate
from cdp_toolkit.responses.store.texts import check_text

Clock = Callable[[], dt.datetime]

MOST_WHY = 20_000  # characters of a reason
LINE = 0x6364702D  # names the line in which writers wait on PostgreSQL


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Person:
    """Who does something."""

    id: int
    name: str
    role: str


@dataclass(frozen=True)
class Work:
    """One transaction by one person. Everything that it changes is in the trail."""

    connection: Connection
    person: Person
    at: str

    def record(
        self, project: int | None, action: str, about: str, before: str | None = None, after: str | None = None, why: str = ""
    ) -> None:
        """Write what was done to the trail. Raises InputError for a reason that cannot be kept."""
        check_text("reason", why)
        if len(why) > MOST_WHY:
            raise InputError("reason", f"has {len(why):,} characters", f"Keep it under {MOST_WHY:,}.")
        trail.append(
            self.connection,
            at=self.at,
            who=self.person.name,
            project=project,
            action=action,
            about=about,
            before=before,
            after=after,
            why=why,
        )


SYSTEM = Person(0, "system", "admin")


class Store:
    """The database of a team."""

    def __init__(self, engine: Engine, clock: Clock = _now) -> None:
        self.engine, self.clock = engine, clock
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[Any] = (
            Lock() if self._is_sqlite else nullcontext()
        )  # of one process; SQLite itself makes others wait, less fairly

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees the store as it is at one moment, whatever is written meanwhile."""
        with self.engine.connect() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    @contextmanager
    def work(self, person: Person = SYSTEM) -> Iterator[Work]:
        """Give a transaction; it is committed when the block ends, and undone when it raises.

        Writers wait in a line, so that what one reads is still true when it writes.
        """
        with self._turn, self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self._is_sqlite else f"SELECT pg_advisory_xact_lock({LINE})")
            yield Work(connection, person, self.clock().isoformat(timespec="milliseconds"))

    def verify(self) -> tuple[int, trail.Broken | None]:
        """Prove the trail unbroken, or name the first place where it is not."""
        with self.read() as connection:
            return trail.verify(connection)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(url: str | Path, clock: Clock = _now) -> Store:
    """Open the store at a database URL or at a path of an SQLite file, and bring its tables up to date.

    Raises:
        InputError: The URL has no such form, its driver is not installed, or the database cannot be reached.
    """
    text = f"sqlite:///{url}" if isinstance(url, Path) else url
    try:
        engine = _engine(text)
        store = Store(engine, clock)
        with store.work() as work:
            migrate(work.connection)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise InputError(
            "store", f"cannot be opened: {error}", "Give an SQLite file, or a URL such as postgresql+psycopg://..."
        ) from None
    except OperationalError as error:
        raise InputError("store", f"cannot be reached: {error.orig}", "Check the address, and that the server runs.") from None
    except SQLAlchemyError as error:
        raise InputError("store", f"is no database that can be used: {error}", "Give another file or database.") from None
    return store


def _engine(text: str) -> Engine:
    url = make_url(text)
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ArgumentError(f"{url.get_backend_name()} is none of sqlite and postgresql")
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are begun by us, as immediate ones, so that writers wait in a line
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
