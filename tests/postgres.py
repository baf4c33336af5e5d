"""A PostgreSQL server of the tests' own: made in a temporary folder from the installed package, stopped afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

_NUMBERS = count(1)


def _programs() -> Path:
    """Folder of the server's programs, the newest version where several are there."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return found[-1] if found else Path(shutil.which("initdb") or "initdb").parent


def _as_somebody(*command: str | Path) -> list[str]:
    """Return a command as a user that the server runs under: it refuses root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


@contextmanager
def running_server() -> Iterator[str]:
    """Run a server on a socket in a temporary folder; give the URL of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="cdp-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data, programs = folder / "data", _programs()
        initdb = _as_somebody(
            programs / "initdb", "-D", data, "-U", "tester", "--auth=trust", "-E", "UTF8", "--no-sync", "--locale=C"
        )
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
        settings = f"-c listen_addresses='' -k {folder} -c fsync=off -c shared_buffers=16MB -c max_connections=40"
        start = _as_somebody(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", settings, "start")
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        try:
            yield f"postgresql://tester@/postgres?host={folder}"
        finally:
            stop = _as_somebody(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
            subprocess.run(stop, check=True, capture_output=True, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """Make an empty database and return its URL."""
    name = f"store_{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type, unused-ignore]
    return server.replace("/postgres?", f"/{name}?")
