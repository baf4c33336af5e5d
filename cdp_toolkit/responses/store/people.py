"""People and their roles: viewer, preparer, reviewer, approver, admin."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select, update

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store.database import Person, Work
from cdp_toolkit.responses.store.tables import people
from cdp_toolkit.responses.store.texts import kept_text


class Role(StrEnum):
    """What a person may do; each role may do what those before it may."""

    VIEWER = "viewer"
    PREPARER = "preparer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what the other may."""
        return list(Role).index(self) >= list(Role).index(other)


class NotAllowed(InputError):
    """A person tried what their role does not cover."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the store knows them; the password is a hash, None for somebody who cannot log in."""

    person: Person
    password: str | None
    active: bool


def require(person: Person, role: Role) -> None:
    """Refuse what a role does not cover. Raises NotAllowed."""
    if not Role(person.role).covers(role):
        raise NotAllowed(person.name, f"is {person.role} and cannot do this", f"Ask somebody who is {role} or more.")


def add_person(work: Work, name: str, role: Role, password: str | None = None) -> Person:
    """Add a person. Raises NotAllowed, or InputError for a name that is taken or empty."""
    require(work.person, Role.ADMIN)
    name = kept_text("name", name, 120)
    if work.connection.scalar(select(people.c.id).where(people.c.name == name)) is not None:
        raise InputError(name, "is in the store already", "Change their role instead, or take another name.")
    made = work.connection.execute(people.insert().values(name=name, role=str(role), password=password, active=True))
    work.record(None, "person added", name, None, str(role))
    assert made.inserted_primary_key is not None  # noqa: S101 - both databases give it
    return Person(made.inserted_primary_key[0], name, str(role))


ARRIVALS = "Figures and files"  # who drafted what nobody typed: an account that cannot log in


def arrivals(work: Work) -> Person:
    """Return the account under which figures and files bring in answers; any person may approve these."""
    found = find(work.connection, ARRIVALS)
    return add_person(work, ARRIVALS, Role.PREPARER) if found is None else found.person


def set_role(work: Work, person: int, role: Role, *, active: bool = True) -> None:
    """Change what a person may do. Raises NotAllowed; InputError where nobody could administer any more."""
    require(work.person, Role.ADMIN)
    before = account(work.connection, person)
    admins = select(people.c.id).where(people.c.role == str(Role.ADMIN), people.c.active, people.c.id != person)
    if (
        before.person.role == Role.ADMIN
        and (role is not Role.ADMIN or not active)
        and work.connection.scalar(admins.limit(1)) is None
    ):
        raise InputError(before.person.name, "is the only admin", "Make somebody else admin first.")
    work.connection.execute(update(people).where(people.c.id == person).values(role=str(role), active=active))
    after = str(role) if active else "deactivated"
    work.record(None, "role changed", before.person.name, before.person.role, after)


def set_password(work: Work, person: int, password: str) -> None:
    """Store the hash of a new password; people change their own, admins anybody's."""
    if work.person.id != person:
        require(work.person, Role.ADMIN)
    work.connection.execute(update(people).where(people.c.id == person).values(password=password))
    work.record(None, "password changed", account(work.connection, person).person.name)


def account(connection: Connection, person: int) -> Account:
    """Return an account by number. Raises InputError where there is none."""
    row = connection.execute(select(people).where(people.c.id == person)).mappings().first()
    if row is None:
        raise InputError(str(person), "is nobody in the store", "Choose a person from the list.")
    return Account(Person(row["id"], row["name"], row["role"]), row["password"], row["active"])


def find(connection: Connection, name: str) -> Account | None:
    """Return an account by name."""
    number = connection.scalar(select(people.c.id).where(people.c.name == name))
    return None if number is None else account(connection, number)


def everybody(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    found = connection.execute(select(people).order_by(people.c.name)).mappings()
    return [Account(Person(row["id"], row["name"], row["role"]), row["password"], row["active"]) for row in found]
