"""Programs that tests need, and fixtures that many of them share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CDP_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")

NEEDS = {
    "office": lambda: shutil.which("soffice") is not None,
    "browser": lambda: shutil.which("chromium") is not None,
    "postgres": lambda: bool(list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))) or shutil.which("postgres") is not None,
    "shared": lambda: (SHARED / "reference").is_dir(),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an absent program, and say so; in CI a missing program is a failure, not a skip."""
    for name, present in NEEDS.items():
        wanting = [item for item in items if item.get_closest_marker(name)]
        if not wanting or present():
            continue
        if os.environ.get("CI") and name != "shared":
            raise pytest.UsageError(f"{len(wanting)} tests need '{name}', which CI must install")
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=f"{name} is absent"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material that stands beside the project on some machines."""
    return SHARED


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of this test run's own."""
    from tests.postgres import running_server

    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty store: an SQLite file, and a PostgreSQL database, so that a test runs on both."""
    if request.param == "sqlite":
        return tmp_path / "team.db"
    from tests.postgres import new_database

    return new_database(request.getfixturevalue("postgres_server"))
