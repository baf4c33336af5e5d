"""Answers in the store: written with optimistic locking, with their whole history."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError, ToolkitError
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.responses.model import Answer, Response, Source, Status
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.people import Role, require
from cdp_toolkit.responses.store.projects import project_facts
from cdp_toolkit.responses.store.tables import answers, history, people
from cdp_toolkit.responses.store.texts import check_text
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


def at(project: int, address: Address) -> Any:
    """Return the condition that finds one answer."""
    return and_(
        answers.c.project == project,
        answers.c.question == address.question,
        answers.c.row == (address.row or ""),
        answers.c.column == (address.column or ""),
    )


_author, _drafter = people.alias("author"), people.alias("drafter")
KEPT = (
    select(answers, _author.c.name.label("author_name"), _drafter.c.name.label("drafter_name"))
    .join(_author, answers.c.author == _author.c.id)
    .join(_drafter, answers.c.drafter == _drafter.c.id)
)


def kept_of(row: RowMapping) -> Kept:
    """Read a row of ``KEPT``."""
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
    row = connection.execute(KEPT.where(at(project, address))).mappings().first()
    return None if row is None else kept_of(row)


def all_kept(connection: Connection, project: int, question: str | None = None) -> list[Kept]:
    """Return all answers of a project, or of one question."""
    wanted = KEPT.where(answers.c.project == project)
    if question is not None:
        wanted = wanted.where(answers.c.question == question)
    return [kept_of(row) for row in connection.execute(wanted).mappings()]


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
    check_text(str(address), text or "")
    source = source or Source("person", work.person.name)
    row = work.connection.execute(KEPT.where(at(project, address))).mappings().first()
    current = None if row is None else kept_of(row)
    if current is not None and current.status is Status.APPROVED:
        raise Frozen(f"{address}: was approved by {current.author}\n  Open it again first, and say why.")
    if seen is not None and seen != (0 if current is None else current.version):
        if current is None:
            raise InputError(str(address), f"version {seen} was never written", "Load the page again.")
        raise Conflict(current, text)
    if row is None or current is None:
        return _first_version(work, project, address, text, source, why)
    if current.text == text and current.source == source:
        return current
    change = replace(current, text=text, source=source)
    return store_version(work, project, current, row["id"], change=change, status=Status.DRAFTED, why=why)


def _first_version(work: Work, project: int, address: Address, text: str | None, source: Source, why: str) -> Kept:
    made = Kept(address, text, Status.DRAFTED, source, 1, work.person.name, work.person.name, work.at)
    values = {**_columns(work, made), "drafter": work.person.id}
    place = {"project": project, "question": address.question, "row": address.row or "", "column": address.column or ""}
    result = work.connection.execute(insert(answers).values(**place, **values))
    assert result.inserted_primary_key is not None  # noqa: S101 - both databases give it
    work.connection.execute(insert(history).values(answer=result.inserted_primary_key[0], why=why, **_columns(work, made)))
    work.record(project, "answer", str(address), None, said_of(text, made.status), why)
    return made


def _columns(work: Work, kept: Kept) -> dict[str, Any]:
    return {
        "value": kept.text,
        "status": str(kept.status),
        "source": str(kept.source),
        "version": kept.version,
        "author": work.person.id,
        "at": work.at,
    }


def store_version(
    work: Work, project: int, current: Kept, number: int, *, status: Status, why: str, change: Kept | None = None
) -> Kept:
    """Write the next version of an answer with its history and its entry in the trail.

    Args:
        work: The transaction and who writes.
        project: The project.
        current: What stands there.
        number: The answer's number in the store.
        status: The status of the new version.
        why: Reason of the change.
        change: The new value and source; without it the status alone changes, and the drafter stays.
    """
    drafter = current.drafter if change is None else work.person.name
    made = replace(
        change or current, status=status, version=current.version + 1, author=work.person.name, drafter=drafter, at=work.at
    )
    values = _columns(work, made)
    drafted = {} if change is None else {"drafter": work.person.id}
    work.connection.execute(update(answers).where(answers.c.id == number).values(**values, **drafted))
    work.connection.execute(insert(history).values(answer=number, why=why, **values))
    action = "status" if change is None else "answer"
    work.record(project, action, str(current.address), said_of(current.text, current.status), said_of(made.text, status), why)
    return made


def said_of(text: str | None, status: Status) -> str:
    """Write an answer and its status as the trail has them."""
    return f"[{status}] {'' if text is None else text}"


def versions(connection: Connection, project: int, address: Address) -> list[Past]:
    """Return every version of an answer, the newest first."""
    found = connection.execute(
        select(history, people.c.name)
        .join(answers, history.c.answer == answers.c.id)
        .join(people, history.c.author == people.c.id)
        .where(at(project, address))
        .order_by(history.c.version.desc())
    ).mappings()
    return [
        Past(row["version"], row["value"], Status(row["status"]), Source.parse(row["source"]), row["name"], row["at"], row["why"])
        for row in found
    ]
