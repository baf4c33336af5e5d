"""What people say and decide about answers: comments, assignments, verdicts, waivers, evidence, questions that do not apply."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.people import Role, account, require
from cdp_toolkit.responses.store.tables import (
    assignments,
    comments,
    evidence,
    files,
    not_applicable,
    people,
    runs,
    trail,
    verdicts,
    waivers,
)
from cdp_toolkit.responses.store.texts import kept_text
from cdp_toolkit.values import Address


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a data point or question."""

    id: int
    about: str
    author: str
    text: str
    at: str
    resolved: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers a question, until when (ISO date)."""

    question: str
    person: str
    person_id: int
    due: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was given with a data point or question."""

    id: int
    about: str
    name: str
    sha256: str
    size: int
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict or a waiver: about what, whether it holds (waivers: the check), by whom, when and why."""

    about: str
    what: str
    author: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail as people read it."""

    id: int
    at: str
    who: str
    action: str
    about: str
    before: str | None
    after: str | None
    why: str


def comment(work: Work, project: int, about: str, text: str) -> int:
    """Add a comment and return its number. Raises NotAllowed for viewers, InputError for an empty text."""
    require(work.person, Role.PREPARER)
    text = kept_text("comment", text)
    values = {"project": project, "about": about, "author": work.person.id, "text": text, "at": work.at, "resolved": False}
    made = work.connection.execute(insert(comments).values(**values))
    work.record(project, "comment", about, None, text)
    assert made.inserted_primary_key is not None  # noqa: S101 - both databases give it
    number: int = made.inserted_primary_key[0]
    return number


def resolve(work: Work, project: int, number: int) -> None:
    """Mark a comment as settled."""
    require(work.person, Role.PREPARER)
    row = (
        work.connection.execute(select(comments).where(comments.c.id == number, comments.c.project == project)).mappings().first()
    )
    if row is None:
        raise InputError(str(number), "is no comment of this project", "Load the page again.")
    work.connection.execute(update(comments).where(comments.c.id == number).values(resolved=True))
    work.record(project, "comment resolved", row["about"], row["text"], None)


def comments_on(connection: Connection, project: int, question: str | None = None) -> list[Comment]:
    """Return the comments of a project, or those on a question and its data points, the oldest first."""
    found = connection.execute(
        select(comments, people.c.name)
        .join(people, comments.c.author == people.c.id)
        .where(comments.c.project == project)
        .order_by(comments.c.id)
    ).mappings()
    made = [Comment(row["id"], row["about"], row["name"], row["text"], row["at"], row["resolved"]) for row in found]
    return [each for each in made if question is None or question_of(each.about) == question]


def question_of(about: str) -> str:
    """Return the question of an address or question, "" where it is about something else."""
    try:
        return Address.parse(about).question
    except InputError:
        return ""


def assign(work: Work, project: int, question: str, person: int, due: str | None) -> None:
    """Give a question to somebody, in place of whoever had it."""
    require(work.person, Role.REVIEWER)
    name = account(work.connection, person).person.name
    before = work.connection.execute(
        select(assignments).where(assignments.c.project == project, assignments.c.question == question)
    ).mappings().first()  # fmt: skip
    if before is not None:
        work.connection.execute(
            update(assignments)
            .where(assignments.c.project == project, assignments.c.question == question)
            .values(person=person, due=due)
        )
    else:
        work.connection.execute(insert(assignments).values(project=project, question=question, person=person, due=due))
    old = None if before is None else account(work.connection, before["person"]).person.name
    work.record(project, "assignment", question, old, f"{name}{'' if due is None else f' until {due}'}")


def assigned(connection: Connection, project: int) -> dict[str, Assignment]:
    """Return who answers which question."""
    found = connection.execute(
        select(assignments, people.c.name)
        .join(people, assignments.c.person == people.c.id)
        .where(assignments.c.project == project)
    ).mappings()
    return {row["question"]: Assignment(row["question"], row["name"], row["person"], row["due"]) for row in found}


def say_not_applicable(work: Work, project: int, question: str, reason: str | None) -> None:
    """Note that the team leaves a question out, and why; no reason takes that back."""
    require(work.person, Role.REVIEWER)
    here = (not_applicable.c.project == project, not_applicable.c.question == question)
    before = work.connection.scalar(select(not_applicable.c.reason).where(*here))
    work.connection.execute(delete(not_applicable).where(*here))
    if reason is not None:
        reason = kept_text("reason", reason)
        work.connection.execute(insert(not_applicable).values(project=project, question=question, reason=reason))
    work.record(project, "not applicable", question, before, reason)


def left_out(connection: Connection, project: int) -> dict[str, str]:
    """Return the questions that the team leaves out, with the reasons."""
    found = connection.execute(select(not_applicable).where(not_applicable.c.project == project)).mappings()
    return {row["question"]: row["reason"] for row in found}


def give_verdict(work: Work, project: int, about: str, holds: bool, reason: str) -> None:
    """Settle a judged criterion, in place of an earlier verdict on it."""
    require(work.person, Role.REVIEWER)
    reason = kept_text("reason", reason)
    here = (verdicts.c.project == project, verdicts.c.about == about)
    before = work.connection.scalar(select(verdicts.c.holds).where(*here))
    work.connection.execute(delete(verdicts).where(*here))
    values = {"project": project, "about": about, "holds": holds, "author": work.person.id, "at": work.at, "reason": reason}
    work.connection.execute(insert(verdicts).values(**values))
    said = None if before is None else _yes_no(before)
    work.record(project, "verdict", about, said, _yes_no(holds), reason)


def _yes_no(holds: bool) -> str:
    return "yes" if holds else "no"


def waive(work: Work, project: int, check: str, about: str, reason: str | None) -> None:
    """Silence one finding with a reason; no reason takes the waiver back."""
    require(work.person, Role.REVIEWER)
    here = (waivers.c.project == project, waivers.c.check == check, waivers.c.about == about)
    before = work.connection.scalar(select(waivers.c.reason).where(*here))
    work.connection.execute(delete(waivers).where(*here))
    if reason is not None:
        values = {"project": project, "check": check, "about": about, "author": work.person.id, "at": work.at}
        work.connection.execute(insert(waivers).values(**values, reason=kept_text("reason", reason)))
    work.record(project, "waiver", f"{check} {about}", before, reason)


def verdicts_of(connection: Connection, project: int) -> list[Decision]:
    """Return the verdicts of a project; ``what`` is yes or no."""
    found = _decisions(connection, verdicts, "holds", project)
    return [Decision(about, _yes_no(holds), name, at, reason) for about, holds, name, at, reason in found]


def waivers_of(connection: Connection, project: int) -> list[Decision]:
    """Return the waivers of a project; ``what`` is the check."""
    return [Decision(*row) for row in _decisions(connection, waivers, "check", project)]


def _decisions(connection: Connection, table: Table, what: str, project: int) -> list[tuple[Any, ...]]:
    wanted = (
        select(table.c.about, table.c[what], people.c.name, table.c.at, table.c.reason)
        .join(people, table.c.author == people.c.id)
        .where(table.c.project == project)
        .order_by(table.c.about, table.c[what])
    )
    return [tuple(row) for row in connection.execute(wanted)]


def attach(work: Work, project: int, about: str, name: str, content: bytes) -> str:
    """Keep a file as evidence and return its SHA-256; the same content is kept once, whatever it is called."""
    require(work.person, Role.PREPARER)
    name = kept_text("file name", name.replace("\\", "/").rpartition("/")[2], 255)
    if any(ord(letter) < 32 for letter in name) or name in (".", ".."):
        raise InputError("file name", f"{name!r} is none that can be kept", "Rename the file.")
    sha256 = hashlib.sha256(content).hexdigest()
    if work.connection.scalar(select(files.c.sha256).where(files.c.sha256 == sha256)) is None:
        work.connection.execute(insert(files).values(sha256=sha256, size=len(content), content=content))
    values = {"project": project, "about": about, "name": name, "sha256": sha256, "author": work.person.id, "at": work.at}
    work.connection.execute(insert(evidence).values(**values))
    work.record(project, "evidence", about, None, f"{name} (sha256 {sha256})")
    return sha256


def evidence_of(connection: Connection, project: int, question: str | None = None) -> list[Evidence]:
    """Return the evidence of a project, or of a question and its data points."""
    found = connection.execute(
        select(evidence, people.c.name.label("by"), files.c.size)
        .join(people, evidence.c.author == people.c.id)
        .join(files, evidence.c.sha256 == files.c.sha256)
        .where(evidence.c.project == project)
        .order_by(evidence.c.id)
    ).mappings()
    made = [Evidence(r["id"], r["about"], r["name"], r["sha256"], r["size"], r["by"], r["at"]) for r in found]
    return [each for each in made if question is None or question_of(each.about) == question]


def content_of(connection: Connection, project: int, number: int) -> tuple[str, bytes]:
    """Return the name and the content of a piece of evidence, proven to be what was given."""
    row = connection.execute(
        select(evidence.c.name, files.c.sha256, files.c.content)
        .join(files, evidence.c.sha256 == files.c.sha256)
        .where(evidence.c.id == number, evidence.c.project == project)
    ).first()
    if row is None:
        raise InputError(str(number), "is no evidence of this project", "Load the page again.")
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise InputError(row.name, "is not what was given: its content was changed in the database", "Restore a backup.")
    return row.name, row.content


def note_run(work: Work, project: int, kind: str, result: str) -> None:
    """Keep what a run came to, such as the band range of an export."""
    work.connection.execute(insert(runs).values(project=project, kind=kind, author=work.person.id, at=work.at, result=result))
    work.record(project, kind, "run", None, result)


def entries(
    connection: Connection, project: int, question: str | None = None, most: int = 200, before: int | None = None
) -> list[Entry]:
    """Return the newest entries of the trail, or those about one question and its data points."""
    wanted = (
        select(trail).where((trail.c.project == project) | (trail.c.project.is_(None))).order_by(trail.c.id.desc()).limit(most)
    )
    if question is not None:
        here = trail.c.about
        wanted = wanted.where(or_(here == question, here.startswith(f"{question}["), here.startswith(f"{question}.")))
    if before is not None:
        wanted = wanted.where(trail.c.id < before)
    return [
        Entry(r["id"], r["at"], r["who"], r["action"], r["about"], r["before"], r["after"], r["why"])
        for r in connection.execute(wanted).mappings()
    ]
