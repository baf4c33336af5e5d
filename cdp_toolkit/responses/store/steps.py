"""The steps of review: who may bring an answer from which status to which. Approval freezes; opening again is recorded."""

from collections.abc import Mapping, Sequence

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store.answers import KEPT, Conflict, Kept, at, kept_of, store_version
from cdp_toolkit.responses.store.database import Work
from cdp_toolkit.responses.store.people import NotAllowed, Role, require
from cdp_toolkit.values import Address

STEPS: dict[tuple[Status, Status], Role] = {
    (Status.DRAFTED, Status.IN_REVIEW): Role.PREPARER,
    (Status.IN_REVIEW, Status.DRAFTED): Role.REVIEWER,
    (Status.IN_REVIEW, Status.APPROVED): Role.APPROVER,
    (Status.APPROVED, Status.DRAFTED): Role.APPROVER,
}


def may_step(role: str, current: Status, status: Status) -> bool:
    """Whether a role covers a step; whoever drafted an answer cannot approve it all the same."""
    needed = STEPS.get((current, status))
    return needed is not None and Role(role).covers(needed)


def set_status(
    work: Work,
    project: int,
    addresses: Sequence[Address],
    status: Status,
    why: str = "",
    seen: Mapping[Address, int] | None = None,
) -> list[Kept]:
    """Bring answers to another status, all or none; opening an approved one again needs a reason.

    Args:
        work: The transaction and who does it.
        project: The project.
        addresses: The answers.
        status: The new status.
        why: Reason.
        seen: The versions that the person saw; nobody approves a figure that they have not seen.

    Raises:
        NotAllowed: The role does not cover the step, or the person approves what they drafted themselves.
        Conflict: An answer is no longer the one that was seen.
        InputError: There is no such answer or no such step, or the reason is missing.
    """
    return [_step(work, project, address, status, why, None if seen is None else seen.get(address)) for address in addresses]


def _step(work: Work, project: int, address: Address, status: Status, why: str, seen: int | None) -> Kept:
    row = work.connection.execute(KEPT.where(at(project, address))).mappings().first()
    if row is None or row["value"] is None:
        raise InputError(str(address), "is not answered", "Answer it first.")
    current = kept_of(row)
    role = STEPS.get((current.status, status))
    if role is None:
        raise InputError(str(address), f"is {current.status} and cannot become {status}", "Take the steps in their order.")
    require(work.person, role)
    if seen is not None and seen != current.version:
        raise Conflict(current, current.text)
    if status is Status.APPROVED and row["drafter"] == work.person.id:
        raise NotAllowed(work.person.name, f"drafted {address} and cannot approve it", "Somebody else has to.")
    if current.status is Status.APPROVED and not why.strip():
        raise InputError(str(address), "is approved, and no reason is given for opening it", "Say why it has to be opened again.")
    return store_version(work, project, current, row["id"], status=status, why=why)
