"""Answers in the store: written with optimistic locking, reviewed, approved and frozen, with their whole history."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError, ToolkitError
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source, Status
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.people import NotAllowed, Role, require
from cdp_toolkit.responses.store.tables import answers, history, people, projects
from cdp_toolkit.values import Address, Value


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as the store keeps it; ``text`` is None once it was emptied."""

    address: Address
    text: str | None
    status: Status
    source: Source
    version: int
    author: str
    drafter: str
    at: str


@dataclass(frozen=True, slots=True)
class Past:
    """One version of an answer."""

    version: int
    text: str | None
    status: Status
    source: Source
    author: str
    at: str
    why: str


class Conflict(ToolkitError):
    """Somebody else changed the answer in the meantime. Carries what stands there now and what was to be written."""

    def __init__(self, current: Kept, wanted: str | None) -> None:
        super().__init__(f"{current.address}: {current.author} changed it at {current.at}\n  Compare both and write again.")
        self.current, self.wanted = current, wanted


class Frozen(ToolkitError):
    """The answer is approved and cannot be changed until it is opened again."""


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


def _at(project: int, address: Address) -> Any:
    return and_(
        answers.c.project == project,
        answers.c.question == address.question,
        answers.c.row == (address.row or ""),
        answers.c.column == (address.column or ""),
    )


_author, _drafter = people.alias("author"), people.alias("drafter")
_KEPT = (
    select(answers, _author.c.name.label("author_name"), _drafter.c.name.label("drafter_name"))
    .join(_author, answers.c.author == _author.c.id)
    .join(_drafter, answers.c.drafter == _drafter.c.id)
)


def _kept(row: RowMapping) -> Kept:
    return Kept(
        Address(row["question"], row["row"] or None, row["column"]),
        row["value"],
        Status(row["status"]),
        Source.parse(row["source"]),
        row["version"],
        row["author_name"],
        row["drafter_name"],
        row["at"],
    )


def kept(connection: Connection, project: int, address: Address) -> Kept | None:
    """Return one answer, None where none was ever given."""
    row = connection.execute(_KEPT.where(_at(project, address))).mappings().first()
    return None if row is None else _kept(row)


def all_kept(connection: Connection, project: int, question: str | None = None) -> list[Kept]:
    """Return all answers of a project, or of one question."""
    wanted = _KEPT.where(answers.c.project == project)
    if question is not None:
        wanted = wanted.where(answers.c.question == question)
    return [_kept(row) for row in connection.execute(wanted).mappings()]


def response_of(connection: Connection, edition: Edition, project: int) -> Response:
    """Return the response that the store holds."""
    _, _, organisation, _ = project_facts(connection, project)
    made = [
        Answer(each.address, value_of(edition.column(each.address), each.text), each.source, each.status)
        for each in all_kept(connection, project)
        if each.text is not None
    ]
    return Response.of(edition.id, made, organisation)


def write(
    work: Work,
    project: int,
    edition: Edition,
    address: Address,
    value: Value | None,
    *,
    seen: int | None,
    source: Source | None = None,
    why: str = "",
) -> Kept:
    """Write one answer; None empties it.

    Args:
        work: The transaction and who writes.
        project: The project.
        edition: Against which the address is checked.
        address: The data point.
        value: What is answered.
        seen: The version that the person saw when they began, 0 where there was no answer; None writes whatever stands there.
        source: Where the value comes from; the person, unless something else is said.
        why: Reason of the change.

    Raises:
        NotAllowed: The person may not write answers.
        Frozen: The answer is approved.
        Conflict: Somebody else wrote in the meantime; nothing is lost, both values are in the error.
        InputError: There is no such data point.
    """
    require(work.person, Role.PREPARER)
    address = edition.canonical(address)
    text = None if value is None else text_of(value)
    said = str(source or Source("person", work.person.name))
    row = work.connection.execute(_KEPT.where(_at(project, address)).with_for_update(of=answers)).mappings().first()
    current = None if row is None else _kept(row)
    if current is not None and current.status is Status.APPROVED:
        raise Frozen(f"{address}: was approved by {current.author}\n  Open it again first, and say why.")
    if seen is not None and seen != (0 if current is None else current.version):
        if current is None:
            raise InputError(str(address), f"version {seen} was never written", "Load the page again.")
        raise Conflict(current, text)
    if current is not None and current.text == text and str(current.source) == said:
        return current
    return _store(work, project, address, current, row, text, Status.DRAFTED, said, why, drafter=work.person.id)


def _store(
    work: Work,
    project: int,
    address: Address,
    current: Kept | None,
    row: RowMapping | None,
    text: str | None,
    status: Status,
    source: str,
    why: str,
    *,
    drafter: int | None,
) -> Kept:
    """Write a version with its history and its entry in the trail."""
    version = 1 if current is None else current.version + 1
    values: dict[str, Any] = {
        "value": text, "status": str(status), "source": source, "version": version, "author": work.person.id, "at": work.at
    }  # fmt: skip
    if drafter is not None:
        values["drafter"] = drafter
    if row is None:
        place = {"project": project, "question": address.question, "row": address.row or "", "column": address.column or ""}
        made = work.connection.execute(insert(answers).values(**place, **values))
        assert made.inserted_primary_key is not None  # noqa: S101 - both databases give it
        number = made.inserted_primary_key[0]
    else:
        number = row["id"]
        work.connection.execute(update(answers).where(answers.c.id == number).values(**values))
    past = {key: values[key] for key in ("value", "status", "source", "author", "at", "version")}
    work.connection.execute(insert(history).values(answer=number, why=why, **past))
    before = None if current is None else _said(current.text, current.status)
    work.record(project, "answer" if drafter is not None else "status", str(address), before, _said(text, status), why)
    found = kept(work.connection, project, address)
    assert found is not None  # noqa: S101 - it was just written
    return found


def _said(text: str | None, status: Status) -> str:
    return f"[{status}] {'' if text is None else text}"


# Who may bring an answer from which status to which.
STEPS: dict[tuple[Status, Status], Role] = {
    (Status.DRAFTED, Status.IN_REVIEW): Role.PREPARER,
    (Status.IN_REVIEW, Status.DRAFTED): Role.REVIEWER,
    (Status.IN_REVIEW, Status.APPROVED): Role.APPROVER,
    (Status.APPROVED, Status.DRAFTED): Role.APPROVER,
}


def set_status(work: Work, project: int, addresses: Sequence[Address], status: Status, why: str = "") -> list[Kept]:
    """Bring answers to another status; opening an approved one again needs a reason.

    Raises:
        NotAllowed: The role does not cover the step, or the person approves what they drafted themselves.
        InputError: There is no such answer or no such step, or the reason is missing.
    """
    return [_step(work, project, address, status, why) for address in addresses]


def _step(work: Work, project: int, address: Address, status: Status, why: str) -> Kept:
    row = work.connection.execute(_KEPT.where(_at(project, address)).with_for_update(of=answers)).mappings().first()
    if row is None or row["value"] is None:
        raise InputError(str(address), "is not answered", "Answer it first.")
    current = _kept(row)
    role = STEPS.get((current.status, status))
    if role is None:
        raise InputError(str(address), f"is {current.status} and cannot become {status}", "Take the steps in their order.")
    require(work.person, role)
    if status is Status.APPROVED and row["drafter"] == work.person.id:
        raise NotAllowed(work.person.name, f"drafted {address} and cannot approve it", "Somebody else has to.")
    if current.status is Status.APPROVED and not why.strip():
        raise InputError(str(address), "is approved, and no reason is given for opening it", "Say why it has to be opened again.")
    return _store(work, project, address, current, row, current.text, status, str(current.source), why, drafter=None)


def versions(connection: Connection, project: int, address: Address) -> list[Past]:
    """Return every version of an answer, the newest first."""
    found = connection.execute(
        select(history, people.c.name)
        .join(answers, history.c.answer == answers.c.id)
        .join(people, history.c.author == people.c.id)
        .where(_at(project, address))
        .order_by(history.c.version.desc())
    ).mappings()
    return [
        Past(row["version"], row["value"], Status(row["status"]), Source.parse(row["source"]), row["name"], row["at"], row["why"])
        for row in found
    ]


def bring_in(work: Work, project: int, edition: Edition, given: Iterable[Answer]) -> tuple[int, list[Conflict]]:
    """Write answers from figures or a file where nobody answered or the same kind of source did; a person's answer stays.

    Returns:
        How many were written, and the conflicts: where a person answered otherwise, or the answer is approved.
    """
    written, conflicts = 0, []
    for answer in given:
        current = kept(work.connection, project, answer.address)
        text = text_of(answer.value)
        if (
            current is not None
            and current.text not in (None, text)
            and (current.source.kind in ("person", "import") or current.status is not Status.DRAFTED)
        ):
            conflicts.append(Conflict(current, text))
            continue
        if current is None or current.text != text:
            write(work, project, edition, answer.address, answer.value, seen=None, source=answer.source, why="brought in")
            written += 1
    return written, conflicts
