"""Layers and library fences: which room may import which, and where each outside library may be used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "cdp_toolkit"

ROOMS = [
    {"errors", "shipped"},
    {"files", "findings", "values"},
    {"language"},
    {"editions"},
    {"packages"},
    {"structure"},
    {"metrics"},
    {"responses"},
    {"mapping"},
    {"documents"},
    {"workbooks"},
    {"checks"},
    {"scoring"},
    {"reports"},
    {"review"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(ROOMS) for name in names}

INNER = {  # rooms within a room, in the way that its data take
    "documents": [
        {"marks", "page"},
        {"structure", "placement"},
        {"files"},
        {"meaning"},
        {"forms"},
        {"ledger", "placing"},
        {"reading"},
        {"importing"},
        {"carried_values"},
        {"carrying"},
    ]
}

FENCES = {
    "yaml": {"editions/yamlfile.py"},
    "openpyxl": {"workbooks"},
    "python_calamine": {"workbooks"},
    "zipfile": {"workbooks"},
    "sqlalchemy": {"metrics", "responses"},
    "pandas": {"metrics", "responses", "mapping"},
    "pypdfium2": {"documents"},
    "matplotlib": {"reports"},
    "weasyprint": {"reports"},
    "jinja2": {"reports", "review"},
    "flask": {"review"},
    "waitress": {"review", "cli"},
    "click": {"cli"},
    "rich": {"cli"},
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def room(path: Path) -> str:
    """The room that a file belongs to: its first folder, or its own name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def sources() -> list[Path]:
    """All files of the package but the one that names its version."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def test_there_are_sources() -> None:
    assert len(sources()) > 5


def test_imports_point_one_way() -> None:
    wrong = []
    for path in sources():
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "cdp_toolkit" and len(parts) > 1 and parts[1] != room(path) and LEVEL[parts[1]] >= LEVEL[room(path)]:
                wrong.append(f"{path.relative_to(PACKAGE)} must not import {name}")

    assert wrong == []


@pytest.mark.parametrize("house", INNER)
def test_imports_within_a_room_point_one_way(house: str) -> None:
    level = {name: level for level, names in enumerate(INNER[house]) for name in names}
    wrong = []
    for path in (PACKAGE / house).rglob("*.py"):
        mine = path.relative_to(PACKAGE / house).parts[0].removesuffix(".py")
        for name in imports(path):
            parts = name.split(".")
            if parts[:2] == ["cdp_toolkit", house] and len(parts) > 2 and parts[2] != mine and level[parts[2]] >= level[mine]:
                wrong.append(f"{path.relative_to(PACKAGE)} must not import {name}")

    assert wrong == []


def test_libraries_stay_behind_their_fences() -> None:
    wrong = []
    for path in sources():
        place = path.relative_to(PACKAGE)
        for name in imports(path):
            allowed = FENCES.get(name.split(".")[0])
            if allowed is not None and str(place) not in allowed and place.parts[0] not in allowed:
                wrong.append(f"{place} must not import {name}")

    assert wrong == []
