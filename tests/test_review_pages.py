"""Pages of the review application, through its own client: what they show and what their forms do."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdp_toolkit.review.desk import Desk
from cdp_toolkit.values import Address
from tests.review_app import add_team, log_in, make_desk, owner_app, owner_client, post, team_app

SCOPE1 = Address("7.6", "reporting_year", "emissions")
CELL = "reporting_year:emissions"


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
