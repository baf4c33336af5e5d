"""Programs that tests need, and fixtures that many of them share."""

import os
import shutil
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
