"""Pages of the review application, through its own client: what they show and what their forms do."""

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.project import load_project
from cdp_toolkit.responses.store.people import find
from cdp_toolkit.review.desk import Desk, open_desk
from cdp_toolkit.values import Address
from tests.review_app import add_team, log_in, make_desk, make_project, owner_app, owner_client, post, team_app

SCOPE1 = Address("7.6", "reporting_year", "emissions")
CELL, TEXT = "reporting_year:emissions", "reporting_year:methodology"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path / "lumen")
    add_team(made)
    yield made
    made.store.close()


@pytest.fixture
def app(desk: Desk) -> Flask:
    return team_app(desk)


def save(client: FlaskClient, value: str, seen: int) -> TestResponse:
    return post(client, "/questions/7.6", form={f"v:{CELL}": value, f"s:{CELL}": str(seen)})


def test_every_page_is_there(desk: Desk) -> None:
    client = owner_client(owner_app(desk))
    pages = ["/", "/questions", "/questions?show=gap", "/questions?show=hidden", "/findings", "/trail?verify=1", "/people"]
    pages += ["/export", *(f"/questions/{number}" for number in desk.edition.questions)]
    wrong = {page: status for page in pages if (status := client.get(page).status_code) != 200}

    assert wrong == {}


def test_a_saved_answer_is_kept_and_the_page_says_what_it_did(app: Flask, desk: Desk) -> None:
    client = log_in(app, "Preparer")
    before = desk.now()
    answer = save(client, "1,300.5", 1)

    assert answer.status_code == 302
    assert desk.now().response.value(SCOPE1) == Decimal("1300.5")
    assert desk.now().head > before.head
    assert "One answer was saved" in client.get("/questions/7.6").text


def test_of_two_people_at_once_the_page_shows_both_and_the_rest_is_saved(app: Flask, desk: Desk) -> None:
    save(log_in(app, "Preparer"), "1300", 1)
    late = log_in(app, "Reviewer")
    form = {f"v:{CELL}": "1400", f"s:{CELL}": "1", f"v:{TEXT}": "by meter", f"s:{TEXT}": "0"}
    answer = post(late, "/questions/7.6", form=form)

    assert answer.status_code == 409
    assert "1300" in answer.text
    assert "1400" in answer.text
    assert "other 1 change is saved" in answer.text
    assert desk.now().response.value(SCOPE1) == Decimal(1300)
    assert desk.now().response.value(Address("7.6", "reporting_year", "methodology")) == "by meter"

    decided = {f"choose:{CELL}": "mine", f"seen:{CELL}": "2", f"mine:{CELL}": "1400", "decide": "1"}
    assert post(late, "/questions/7.6", form=decided).status_code == 302
    assert desk.now().response.value(SCOPE1) == Decimal(1400)


def test_what_somebody_else_changed_and_i_did_not_stays(app: Flask, desk: Desk) -> None:
    save(log_in(app, "Preparer"), "1300", 1)
    form = {f"v:{CELL}": "1200", f"s:{CELL}": "1", f"v:{TEXT}": "by meter", f"s:{TEXT}": "0"}

    assert post(log_in(app, "Reviewer"), "/questions/7.6", form=form).status_code == 302
    assert desk.now().response.value(SCOPE1) == Decimal(1300)


def test_what_cannot_be_read_stays_in_the_form(app: Flask, desk: Desk) -> None:
    answer = save(log_in(app, "Preparer"), "about 1300", 1)

    assert answer.status_code == 422
    assert 'value="about 1300"' in answer.text
    assert "is no number" in answer.text
    assert desk.now().response.value(SCOPE1) == Decimal(1200)


def test_the_same_number_written_otherwise_changes_nothing(app: Flask, desk: Desk) -> None:
    before = desk.now().head

    assert save(log_in(app, "Preparer"), "1,200.00", 1).status_code == 302
    assert desk.now().head == before


def test_choices_of_several_and_a_text_of_ones_own(app: Flask, desk: Desk) -> None:
    client = log_in(app, "Preparer")
    name = "structural_change"
    other = "Yes, other structural change, please specify"
    form = {f"s::{name}": "0", f"o::{name}": ["Yes, a merger", other], f"t::{name}:{other}": "a carve-out"}
    assert post(client, "/questions/7.1.1", form=form).status_code == 302
    kept = desk.now().kept[Address("7.1.1", None, name)]
    assert kept.text == f"Yes, a merger\n{other}: a carve-out"
    assert 'value="a carve-out"' in client.get("/questions/7.1.1").text

    missing = {f"s::{name}": "1", f"o::{name}": [other], f"t::{name}:{other}": " "}
    assert "needs a text" in post(client, "/questions/7.1.1", form=missing).text


def test_a_row_is_added_and_emptied(app: Flask, desk: Desk) -> None:
    client = log_in(app, "Preparer")
    form = {"s:1:identifier": "0", "v:1:identifier": "LEI 1", "s:2:identifier": "0", "v:2:identifier": "LEI 2"}
    post(client, "/questions/1.6", form=form)
    post(client, "/questions/1.6", form={"s:1:identifier": "1", "v:1:identifier": "LEI 1", "clear:1": "1"})
    values = [desk.now().response.value(Address("1.6", row, "identifier")) for row in ("1", "2")]

    assert values == [None, "LEI 2"]


def test_the_preview_writes_nothing(app: Flask, desk: Desk) -> None:
    client, before = log_in(app, "Viewer"), desk.now().head
    answer = post(client, "/questions/7.4/preview", form={"v::answer": "No", "s::answer": "0"})

    assert "If saved:" in answer.text
    assert "7.4 D" in answer.text
    assert desk.now().head == before


def test_approval_freezes_and_opening_again_is_recorded(app: Flask, desk: Desk) -> None:
    clients = {role: log_in(app, role) for role in ("Preparer", "Approver")}
    at = f"{SCOPE1}@"
    post(clients["Preparer"], "/questions/7.6/status", form={"status": "in review", "answer": f"{at}1"})
    post(clients["Approver"], "/questions/7.6/status", form={"status": "approved", "answer": f"{at}2"})
    assert desk.now().status_of("7.6") == "approved"
    assert "is approved" in save(clients["Preparer"], "1", 3).text
    assert f'name="v:{CELL}"' not in clients["Preparer"].get("/questions/7.6").text
    unsaid = post(clients["Approver"], "/questions/7.6/status", form={"status": "drafted", "answer": f"{at}3"})
    assert unsaid.status_code == 422
    post(clients["Approver"], "/questions/7.6/status", form={"status": "drafted", "answer": f"{at}3", "why": "restated"})

    assert desk.now().status_of("7.6") == "drafted"
    assert "restated" in clients["Preparer"].get("/trail").text


def test_lists_are_narrowed(app: Flask, desk: Desk) -> None:
    client = log_in(app, "Reviewer")
    with desk.store.read() as connection:
        preparer = find(connection, "Preparer")
    assert preparer is not None
    post(client, "/questions/7.6/assignment", form={"person": str(preparer.person.id), "due": "2026-04-30"})
    post(client, "/questions/7.7/not-applicable", form={"leave_out": "yes", "reason": "no electricity"})

    def numbers(query: str) -> list[str]:
        return re.findall(r'<span class="num">([\d.]+)</span>', client.get(f"/questions?{query}").text)

    assert "7.6" in numbers("q=scope+1+gross")
    assert "7.5" not in numbers("q=scope+1+gross")
    assert set(numbers("module=7")) < set(numbers(""))
    assert numbers("status=not+applicable") == ["7.7"]
    assert "7.6" in numbers("status=drafted")
    assert "7.6" not in numbers("owner=nobody")
    assert numbers("owner=me") == []
    assert numbers("q=1200") == ["7.6"]
    assert "one question is due" in client.get("/").text


def test_a_finding_is_waived_with_a_reason_and_taken_back(app: Flask, desk: Desk) -> None:
    save(log_in(app, "Preparer"), "-5", 1)
    client = log_in(app, "Reviewer")
    found = next(each for each in desk.now().open_findings if each.code == "below-minimum")
    form = {"check": found.code, "where": found.where}
    assert post(client, "/findings/waivers", form={**form, "reason": ""}).status_code == 422
    assert post(client, "/findings/waivers", form={**form, "reason": "removals count here"}).status_code == 302
    assert found not in desk.now().open_findings
    assert "removals count here" in client.get("/findings").text
    assert post(client, "/findings/waivers", form={**form, "back": "1"}).status_code == 302

    assert found in desk.now().open_findings


def test_answers_go_back_into_the_project(app: Flask, desk: Desk) -> None:
    save(log_in(app, "Preparer"), "1300", 1)
    assert post(log_in(app, "Reviewer"), "/export/project").status_code == 302
    text = desk.project.response_file.read_text("utf-8")
    again = open_desk(load_project(desk.project.folder), desk.store)

    assert "1300" in text
    assert "person: Preparer" in text
    assert again.now().response.value(SCOPE1) == Decimal(1300)


def test_last_year_stands_beside_and_can_be_taken_over(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "lumen")
    older = load_edition("cdp-2023").by_concept["scope1_gross"]
    column = older.columns[0].name
    row = older.fixed_rows[0].name if older.fixed_rows else "1"
    lines = f"edition,question,row,column,value,source\ncdp-2023,{older.id},{row},{column},1100,portal\n"
    (folder / "previous.csv").write_text(lines + "cdp-2023,C1.1,,answer,Yes,portal\n", "utf-8")
    desk = make_desk(folder)
    client = owner_client(owner_app(desk))

    assert "last year: 1100" in client.get("/questions/7.6").text
    listed = client.get("/carry-forward").text
    assert "moved to a past year" in listed
    assert "can be drafts of this year" in listed
    assert post(client, "/carry-forward").status_code == 302
    past = {str(at): kept.text for at, kept in desk.now().kept.items() if kept.source.kind == "carried"}
    assert "1100" in past.values()
    desk.store.close()


def test_gaps_and_plan_are_worked_out_beside_the_requests(desk: Desk) -> None:
    client = owner_client(owner_app(desk))
    assert "being worked out" in client.get("/gaps?target=C").text
    for _ in range(300):
        page = client.get("/gaps?target=C").text
        if "data-again" not in page:
            break
        time.sleep(0.1)
    block = re.findall(r'name="gap" value="([^"]+)">', page)[0]
    tried = client.get("/gaps", query_string={"target": "C", "gap": block}).text

    assert "caps the band" in page
    assert "changes in all" in tried or "change in all" in tried


def test_the_pages_are_the_same_on_either_database(tmp_path: Path, store_url: str | Path) -> None:
    desk = make_desk(tmp_path / "lumen", store_url)
    client = owner_client(owner_app(desk))
    assert save(client, "1300", 1).status_code == 302
    assert save(client, "1400", 1).status_code == 409
    assert post(client, "/questions/7.6/comments", form={"text": "odd: '; -- %s \u2028"}).status_code == 302
    file = (BytesIO(b"statement"), "statement.pdf")
    assert post(client, "/questions/7.6/evidence", form={"file": file}).status_code == 302
    page = client.get("/questions/7.6").text
    again = open_desk(load_project(desk.project.folder), desk.store)

    assert "odd: &#39;; -- %s" in page
    assert client.get(f"/evidence/{desk.now().said.evidence[0].id}").data == b"statement"
    assert [str(each.where) for each in again.now().findings if each.code == "answers-differ"] == [str(SCOPE1)]
    assert "1300" in client.get("/trail?verify=1").text
    assert "The trail is unbroken" in client.get("/trail?verify=1").text
    desk.store.close()


def test_complete_questions_are_handed_on_together(app: Flask, desk: Desk) -> None:
    client = log_in(app, "Preparer")
    assert "Hand the" in client.get("/questions").text
    assert post(client, "/questions", form={"question": ["7.6", "7.1"]}).status_code == 302

    assert [desk.now().status_of(number) for number in ("7.6", "7.1")] == ["in review", "in review"]
    assert post(client, "/questions", form={"question": ["nowhere"]}).status_code == 422
