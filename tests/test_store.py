"""The store: versions, review steps, conflicts, the trail; the same tests on SQLite and on a real PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text as text_of

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.model import Answer, Organisation, Source, Status
from cdp_toolkit.responses.store import Store, open_store
from cdp_toolkit.responses.store.answers import Conflict, Frozen, kept, response_of, versions, write
from cdp_toolkit.responses.store.arrivals import bring_in
from cdp_toolkit.responses.store.database import Person
from cdp_toolkit.responses.store.migrations import MIGRATIONS
from cdp_toolkit.responses.store.people import NotAllowed, Role, add_person, arrivals
from cdp_toolkit.responses.store.projects import add_project
from cdp_toolkit.responses.store.reviewing import attach, comment, comments_on, content_of, evidence_of
from cdp_toolkit.responses.store.steps import set_status
from cdp_toolkit.values import Address

EDITION = load_edition("cdp-2026")
SCOPE1 = Address("7.6", "reporting_year", "emissions")


@pytest.fixture
def store(store_url: str | Path) -> Iterator[Store]:
    made = open_store(store_url, lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
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
        connection.execute(text_of("UPDATE trail SET after = '[drafted] 1' WHERE id = 7"))
    _, broken = store.verify()
    assert broken is not None
    assert broken.entry == 7


def test_entries_taken_from_the_end_are_missed(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    with store.engine.begin() as connection:
        connection.execute(text_of("DELETE FROM trail WHERE id = 7"))
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


def test_an_approval_is_of_the_version_that_was_seen(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    with store.work(people["preparer"]) as work:
        set_status(work, project, [SCOPE1], Status.IN_REVIEW)
    put(store, people["preparer"], project, 9999, 2)
    with store.work(people["preparer"]) as work:
        set_status(work, project, [SCOPE1], Status.IN_REVIEW)

    with pytest.raises(Conflict), store.work(people["approver"]) as work:
        set_status(work, project, [SCOPE1], Status.APPROVED, seen={SCOPE1: 2})


def test_two_threads_write_the_same_new_answer_and_one_is_told(store: Store, people: dict[str, Person], project: int) -> None:
    def once(number: int) -> str:
        try:
            put(store, people["preparer"], project, number, 0)
        except Conflict as conflict:
            return f"told of {conflict.current.text}"
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(once, range(1, 9)))
    written = [each for each in said if each.isdigit()]

    assert len(written) == 1
    assert sorted(set(said) - set(written)) == [f"told of {written[0]}"]
    assert store.verify() == (7, None)


def test_many_writers_at_once_lose_nothing(store: Store, people: dict[str, Person], project: int) -> None:
    def many(number: int) -> None:
        with store.work(people["preparer"]) as work:
            comment(work, project, "7.6", f"comment {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(many, range(40)))
    with store.read() as connection:
        texts = {each.text for each in comments_on(connection, project, "7.6")}

    assert texts == {f"comment {number}" for number in range(40)}
    assert store.verify() == (46, None)


def test_a_reader_sees_one_moment(store: Store, people: dict[str, Person], project: int) -> None:
    put(store, people["preparer"], project, 1200, 0)
    with store.read() as connection:
        before = kept(connection, project, SCOPE1)
        put(store, people["preparer"], project, 1300, 1)
        after = kept(connection, project, SCOPE1)

    assert before == after


def test_figures_fill_and_never_overwrite_a_person(store: Store, people: dict[str, Person], project: int) -> None:
    other = Address("7.7", "reporting_year", "scope2_location_based")
    with store.work() as work:
        importer = arrivals(work)
    with store.work(importer) as work:
        given = [Answer(SCOPE1, Decimal(1), Source("metric", "a")), Answer(other, Decimal(5), Source("metric", "b"))]
        assert bring_in(work, project, EDITION, given) == (2, [])
    put(store, people["preparer"], project, 1200, 1)
    with store.work(importer) as work:
        given = [Answer(SCOPE1, Decimal(2), Source("metric", "a")), Answer(other, Decimal(6), Source("metric", "b"))]
        written, conflicts = bring_in(work, project, EDITION, given)

    assert (written, [(each.current.text, each.wanted) for each in conflicts]) == (1, [("1200", "2")])
    with store.read() as connection:
        assert response_of(connection, EDITION, project).value(other) == Decimal(6)
        assert response_of(connection, EDITION, project).value(SCOPE1) == Decimal(1200)
    assert store.verify()[1] is None


@pytest.mark.parametrize("text", ["nul \0 inside", "half a pair \ud800", "", "x" * 20_001])
def test_what_is_no_text_is_refused_in_words(store: Store, people: dict[str, Person], project: int, text: str) -> None:
    with pytest.raises(InputError), store.work(people["preparer"]) as work:
        comment(work, project, "7.6", text)


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE answers; --", "{{ 7 * 7 }}", "<script>alert(1)</script>", "é漢😀\n\t%s %(a)s :b"]
)
def test_texts_come_back_as_they_were_given(store: Store, people: dict[str, Person], project: int, text: str) -> None:
    with store.work(people["preparer"]) as work:
        comment(work, project, "7.6", text)
    with store.read() as connection:
        assert [each.text for each in comments_on(connection, project)] == [text]
    assert store.verify()[1] is None


def test_evidence_is_kept_by_content_and_a_changed_file_is_noticed(store: Store, people: dict[str, Person], project: int) -> None:
    with store.work(people["preparer"]) as work:
        attach(work, project, "7.6", "../../etc/passwd", b"statement")
        attach(work, project, "7.9", "C:\\temp\\again.pdf", b"statement")
    with store.read() as connection:
        found = evidence_of(connection, project)
        assert content_of(connection, project, found[0].id) == ("passwd", b"statement")
    assert [(each.name, each.sha256) for each in found] == [(name, found[0].sha256) for name in ("passwd", "again.pdf")]
    with store.engine.begin() as connection:
        connection.execute(text_of("UPDATE files SET content = :other"), {"other": b"forged"})
    with pytest.raises(InputError, match="changed in the database"), store.read() as connection:
        content_of(connection, project, found[0].id)


def test_migrations_are_applied_once(store_url: str | Path) -> None:
    open_store(store_url).close()
    again = open_store(store_url)
    with again.read() as connection:
        names = [row[0] for row in connection.execute(text_of("SELECT name FROM migrations"))]
    again.close()

    assert names == list(MIGRATIONS)


@pytest.mark.parametrize("url", ["mysql://a/b", "no url", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_opened_is_refused_in_words(url: str) -> None:
    with pytest.raises(InputError):
        open_store(url)
