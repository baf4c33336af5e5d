"""What the README tells people to type works, in the order in which it stands there."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cdp_toolkit.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    """Every line of the README's bash blocks, without its comment."""
    blocks = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
    return [line.partition(" # ")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_commands_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ours = [line for line in commands() if line.startswith("cdp-toolkit ")]
    results = {line: CliRunner().invoke(main, shlex.split(line)[1:]) for line in ours}

    assert len(ours) >= 8
    assert {line: result.output for line, result in results.items() if result.exit_code != 0} == {}
    assert (tmp_path / "my-project" / "out" / "cdp-2026.xlsx").is_file()


def test_what_is_said_of_make_is_in_the_makefile() -> None:
    targets = {line.split()[1] for line in commands() if line.startswith("make ")}

    assert targets == {"demo", "test"}
    assert targets <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/own-workbook.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]

    assert links
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_every_dependency_has_its_reason() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [
        data["project"]["dependencies"],
        *data["project"]["optional-dependencies"].values(),
        data["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[\[>=]", each)[0].lower() for group in groups for each in group}
    reasons = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    helpers = {"editables", "pandas-stubs", "pytest-xdist", "types-openpyxl", "types-pyyaml"}  # they come with another

    assert len(names) > 20
    assert sorted(name for name in names - helpers if name not in reasons) == []
