"""The JSON interface: documented in full, under the rules of the pages."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cdp_toolkit.review.api import openapi
from cdp_toolkit.review.desk import Desk
from tests.review_app import PASSWORD, add_team, make_desk, team_app

SCOPE1 = "7.6[reporting_year].emissions"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(tmp_path_factory.mktemp("api"))
    add_team(made)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def app(desk: Desk) -> Flask:
    return team_app(desk)


def call(app: Flask, method: str, path: str, body: Any = None, who: str = "Preparer") -> TestResponse:
    """Call the interface as a script does, with name and password."""
    pair = base64.b64encode(f"{who}:{PASSWORD}".encode()).decode()
    return app.test_client().open(path, method=method, json=body, headers={"Authorization": f"Basic {pair}"})


def test_every_route_is_documented_and_nothing_else(app: Flask) -> None:
    routes = {
        (rule.rule.removeprefix("/api"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method) for path, methods in openapi()["paths"].items() for method in methods}

    assert documented == routes


def test_the_document_is_served(app: Flask) -> None:
    assert call(app, "GET", "/api/openapi.json").get_json() == openapi()


def test_a_script_reads_writes_hands_on_and_is_told_of_others(app: Flask, desk: Desk) -> None:
    read = call(app, "GET", "/api/v1/answers?question=7.6").get_json()["answers"]
    assert [(each["address"], each["value"], each["version"], each["author"]) for each in read if each["address"] == SCOPE1] == [
        (SCOPE1, "1200", 1, "Figures and files")
    ]
    written = call(app, "PUT", "/api/v1/answers", {"address": SCOPE1, "value": "1,250.5", "seen": 1, "why": "restated"})
    assert (written.status_code, written.get_json()["value"], written.get_json()["version"]) == (200, "1250.5", 2)
    late = call(app, "PUT", "/api/v1/answers", {"address": SCOPE1, "value": "9", "seen": 1}, "Reviewer")
    assert late.status_code == 409
    assert (late.get_json()["current"]["value"], late.get_json()["wanted"]) == ("1250.5", "9")

    step = {"answers": {SCOPE1: 2}, "status": "in review"}
    assert call(app, "POST", "/api/v1/status", step).get_json()["answers"][0]["version"] == 3
    assert call(app, "POST", "/api/v1/status", {"answers": {SCOPE1: 3}, "status": "approved"}).status_code == 403
    assert call(app, "POST", "/api/v1/status", {"answers": {SCOPE1: 3}, "status": "approved"}, "Approver").status_code == 200
    assert call(app, "PUT", "/api/v1/answers", {"address": SCOPE1, "value": "1", "seen": 4}, "Admin").status_code == 409
    assert desk.store.verify()[1] is None


def test_what_if_writes_nothing(app: Flask, desk: Desk) -> None:
    before = desk.store.verify()
    answer = call(app, "POST", "/api/v1/what-if", {"answers": {"7.4": "No"}}, "Viewer").get_json()

    assert set(answer["band"]) == {"before", "after"}
    assert {each["what"] for each in answer["changed"]} >= {"7.4 D"}
    assert desk.store.verify() == before


def test_everything_can_be_read(app: Flask) -> None:
    assert call(app, "GET", "/api/v1/project", who="Viewer").get_json()["organisation"] == "Lumen"
    assert "7.6" in [each["question"] for each in call(app, "GET", "/api/v1/questions?module=7").get_json()["questions"]]
    assert call(app, "POST", "/api/v1/comments", {"about": SCOPE1, "text": "why?"}).status_code == 201
    assert call(app, "GET", "/api/v1/comments").get_json()["comments"][0]["text"] == "why?"
    assert call(app, "GET", "/api/v1/trail").get_json()["entries"][0]["action"] == "comment"
    assert call(app, "GET", "/api/v1/gaps?target=B").status_code in (200, 202)
    assert isinstance(call(app, "GET", "/api/v1/findings").get_json()["findings"], list)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/api/v1/answers", {"address": "7.6[nowhere].emissions", "value": "1", "seen": 0}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": "many", "seen": 1}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": 5, "seen": 1}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": "5"}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": "5", "seen": -1}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": "5", "seen": True}, 422),
        ("PUT", "/api/v1/answers", {"address": SCOPE1, "value": "5", "seen": 0, "force": True}, 422),
        ("PUT", "/api/v1/answers", ["a list"], 422),
        ("PUT", "/api/v1/answers", {"address": "1.6[99999].identifier", "value": "x", "seen": 0}, 422),
        ("PUT", "/api/v1/answers", {"address": "7.6[reporting_year].methodology", "value": "\x00", "seen": 0}, 422),
        ("PUT", "/api/v1/answers", {"address": "7.6[reporting_year].methodology", "value": "\ud800", "seen": 0}, 422),
        ("POST", "/api/v1/status", {"answers": [SCOPE1], "status": "in review"}, 422),
        ("POST", "/api/v1/status", {"answers": {SCOPE1: 1}, "status": "perfect"}, 422),
        ("POST", "/api/v1/what-if", {"answers": "all"}, 422),
        ("POST", "/api/v1/comments", {"about": "nowhere", "text": "x"}, 422),
        ("POST", "/api/v1/comments", {"about": "7.6", "text": " "}, 422),
        ("GET", "/api/v1/gaps?target=Z", None, 422),
        ("GET", "/api/v1/nowhere", None, 404),
        ("DELETE", "/api/v1/answers", None, 405),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(app: Flask, method: str, path: str, body: Any, status: int) -> None:
    answer = call(app, method, path, body)

    assert answer.status_code == status
    assert set(answer.get_json()) == {"error", "fix"}
    assert not re.search(r"Traceback|File \"", answer.text)


def test_a_body_that_is_no_json_is_refused(app: Flask) -> None:
    pair = base64.b64encode(f"Preparer:{PASSWORD}".encode()).decode()
    for kind, body in (("text/plain", "x"), ("application/json", "{")):
        answer = app.test_client().put(
            "/api/v1/answers", data=body, content_type=kind, headers={"Authorization": f"Basic {pair}"}
        )
        assert answer.status_code in (400, 415)
        assert "error" in answer.get_json()
