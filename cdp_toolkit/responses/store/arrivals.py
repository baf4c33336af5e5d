"""Answers that come into the store from figures, files and earlier submissions: they fill, and never overwrite a person."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Answer, Source, Status
from cdp_toolkit.responses.store.answers import Conflict, Kept, all_kept, said_of, write
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.people import Role, require
from cdp_toolkit.responses.store.tables import answers, history
from cdp_toolkit.values import Address


def bring_in(work: Work, project: int, edition: Edition, given: Iterable[Answer]) -> tuple[int, list[Conflict]]:
    """Write answers from figures or a file where nobody answered, or where ``work.person`` brought them in before.

    Returns:
        How many were written, and the conflicts: where somebody answered otherwise, or the answer is on its way to approval.
    """
    require(work.person, Role.PREPARER)
    known = {each.address: each for each in all_kept(work.connection, project)}
    fresh: list[Answer] = []
    written, conflicts = 0, list[Conflict]()
    for answer in given:
        current, text = known.get(answer.address), text_of(answer.value)
        if current is None:
            fresh.append(answer)
        elif current.text == text:
            continue
        elif _stays(work, current):
            conflicts.append(Conflict(current, text))
        else:
            write(work, project, edition, answer.address, answer.value, seen=None, source=answer.source, why="brought in")
            written += 1
    _insert(work, project, edition, fresh)
    return written + len(fresh), conflicts


def _stays(work: Work, current: Kept) -> bool:
    """Whether an answer was given here: by somebody else, typed, or already handed on."""
    typed = Source("person", current.drafter)
    return current.drafter != work.person.name or current.source == typed or current.status is not Status.DRAFTED


def _insert(work: Work, project: int, edition: Edition, fresh: list[Answer]) -> None:
    """Write first versions many at a time; of two for one address the later one counts."""
    by_address: dict[Address, Answer] = {edition.canonical(answer.address): answer for answer in fresh}
    common: dict[str, Any] = {
        "status": str(Status.DRAFTED), "version": 1, "author": work.person.id, "at": work.at
    }  # fmt: skip
    rows = [
        {
            **common,
            "project": project,
            "question": address.question,
            "row": address.row or "",
            "column": address.column or "",
            "value": text_of(answer.value),
            "source": str(answer.source),
            "drafter": work.person.id,
        }
        for address, answer in by_address.items()
    ]
    if not rows:
        return
    numbers = work.connection.execute(insert(answers).returning(answers.c.id, sort_by_parameter_order=True), rows).scalars().all()
    past = [
        {**common, "answer": number, "value": row["value"], "source": row["source"], "why": "brought in"}
        for number, row in zip(numbers, rows, strict=True)
    ]
    work.connection.execute(insert(history), past)
    for address, row in zip(by_address, rows, strict=True):
        work.record(project, "answer", str(address), None, said_of(row["value"], Status.DRAFTED), "brought in")
