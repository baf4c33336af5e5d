"""Projects of the store: whose response for which edition, and what is said about it beside the answers."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select, update

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.tables import projects


def add_project(work: Work, name: str, edition: str, organisation: Organisation, facts: dict[str, Any] | None = None) -> int:
    """Add a project and return its number. Raises InputError for a name that is taken."""
    if work.connection.scalar(select(projects.c.id).where(projects.c.name == name)) is not None:
        raise InputError(name, "is a project of the store already", "Open it, or take another name.")
    said = json.dumps({"organisation": asdict(organisation), **(facts or {})}, ensure_ascii=False, sort_keys=True)
    made = work.connection.execute(projects.insert().values(name=name, edition=edition, facts=said))
    assert made.inserted_primary_key is not None  # noqa: S101 - both databases give it
    number: int = made.inserted_primary_key[0]
    work.record(number, "project added", name, None, said)
    return number


def project_facts(connection: Connection, project: int) -> tuple[str, str, Organisation, dict[str, Any]]:
    """Return a project's name, edition, organisation and further facts. Raises InputError where there is none."""
    row = connection.execute(select(projects).where(projects.c.id == project)).mappings().first()
    if row is None:
        raise InputError(str(project), "is no project of the store", "Choose one from the list.")
    facts = json.loads(row["facts"])
    stored: dict[str, Any] = facts.pop("organisation")
    said: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}
    return row["name"], row["edition"], Organisation(**said), facts


def find_project(connection: Connection, name: str) -> int | None:
    """Return the number of a project by name."""
    return connection.scalar(select(projects.c.id).where(projects.c.name == name))


def change_facts(work: Work, project: int, organisation: Organisation | None = None, **facts: Any) -> None:
    """Note what is said anew about a project; what is not named stays. Writes nothing where nothing changes."""
    _, _, known, others = project_facts(work.connection, project)
    before = json.dumps({"organisation": asdict(known), **others}, ensure_ascii=False, sort_keys=True)
    said = {"organisation": asdict(organisation or known), **others, **facts}
    after = json.dumps(said, ensure_ascii=False, sort_keys=True)
    if after != before:
        work.connection.execute(update(projects).where(projects.c.id == project).values(facts=after))
        work.record(project, "project changed", "project", before, after)
