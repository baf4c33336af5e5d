"""The store: versions, review steps, conflicts, the trail; on SQLite (and, with the same tests, on PostgreSQL)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Organisation, Status
from cdp_toolkit.responses.store import Store, open_store
from cdp_toolkit.responses.store.answers import Conflict, Frozen, kept, response_of, versions, write
from cdp_toolkit.responses.store.database import Person
from cdp_toolkit.responses.store.people import NotAllowed, Role, add_person
from cdp_toolkit.responses.store.projects import add_project
from cdp_toolkit.responses.store.steps import set_status
from cdp_toolkit.values import Address

EDITION = load_edition("cdp-2026")
SCOPE1 = Address("7.6", "reporting_year", "emissions")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "team.db", lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    yield made
    made.close()


@pytest.fixture
def people(store: Store) -> dict[str, Person]:
    with store.work() as work:
        return {str(role): add_person(work, str(role).title(), role) for role in Role}


@pytest.fixture
def project(store: Store, people: dict[str, Person]) -> int:
    with store.work(people["admin"]) as work:
        return add_project(work, "Lumen", "cdp-2026", Organisation("Lumen"))


def put(store: Store, person: Person, project: int, value: int | None, seen: int | None) -> int:
    with store.work(person) as work:
        return write(work, project, EDITION, SCOPE1, None if value is None else Decimal(value), seen=seen).version


def test_an_answer_is_kept_with_its_history(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    put(store, people["reviewer"], project, 1300, 1)
    with store.read() as connection:
        past = versions(connection, project, SCOPE1)
        response = response_of(connection, EDITION, project)

    assert [(each.version, each.text, each.author) for each in past] == [(2, "1300", "Reviewer"), (1, "1200", "Preparer")]
    assert response.value(SCOPE1) == Decimal(1300)


def test_of_two_people_at_once_nobodys_change_is_lost(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    with pytest.raises(Conflict) as conflict:
        put(store, people["reviewer"], project, 1300, 0)

    assert (conflict.value.current.text, conflict.value.wanted) == ("1200", "1300")
    with store.read() as connection:
        found = kept(connection, project, SCOPE1)
    assert found is not None
    assert found.text == "1200"


def test_who_drafted_cannot_approve_and_approval_freezes(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["approver"], project, 1200, 0)
    with store.work(people["preparer"]) as work:
        set_status(work, project, [SCOPE1], Status.IN_REVIEW)
    with pytest.raises(NotAllowed, match="drafted"), store.work(people["approver"]) as work:
        set_status(work, project, [SCOPE1], Status.APPROVED)
    with store.work(people["admin"]) as work:
        set_status(work, project, [SCOPE1], Status.APPROVED)
    with pytest.raises(Frozen):
        put(store, people["preparer"], project, 1300, 3)
    with pytest.raises(Exception, match="no reason is given"), store.work(people["admin"]) as work:
        set_status(work, project, [SCOPE1], Status.DRAFTED)
    with store.work(people["admin"]) as work:
        set_status(work, project, [SCOPE1], Status.DRAFTED, "restated")

    assert put(store, people["preparer"], project, 1300, 4) == 5


def test_a_viewer_cannot_write(store: Store, people: dict[str, Person], project: int) -> None:
    with pytest.raises(NotAllowed):
        put(store, people["viewer"], project, 1, 0)


def test_the_trail_verifies_and_shows_what_was_tampered_with(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    put(store, people["preparer"], project, 1300, 1)
    count, broken = store.verify()
    assert (count, broken) == (8, None)

    with store.engine.begin() as connection:
        connection.execute(text("UPDATE trail SET after = '[drafted] 1' WHERE id = 7"))
    _, broken = store.verify()
    assert broken is not None
    assert broken.entry == 7


def test_entries_taken_from_the_end_are_missed(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM trail WHERE id = 7"))
    _, broken = store.verify()

    assert broken is not None
    assert "taken from the end" in broken.problem


def test_work_that_fails_leaves_nothing(store: Store, people: dict[str, Person], project: int) -> None:
    def fail_after_writing() -> None:
        with store.work(people["preparer"]) as work:
            write(work, project, EDITION, SCOPE1, Decimal(1), seen=0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()
    with store.read() as connection:
        assert kept(connection, project, SCOPE1) is None
    assert store.verify() == (6, None)
