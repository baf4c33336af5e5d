"""Attacks on the review application, each as somebody would try it."""

import base64
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdp_toolkit.responses.file import read_response
from cdp_toolkit.responses.store.people import Role, set_role
from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.guarding import HEADERS
from cdp_toolkit.review.passwords import GUESSES
from cdp_toolkit.review.settings import Settings
from cdp_toolkit.values import Address
from tests.review_app import PASSWORD, SECRET, add_team, log_in, make_desk, owner_app, owner_client, post, team_app, token_of

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*191 }}${7*191}"
TEXT = "reporting_year:methodology"
Clients = dict[str, FlaskClient]
OPEN_TO_ALL = {"/enter", "/login", "/set-up"}
VALUES = {"number": "7.6", "comment": 1, "name": "workbook.xlsx", "filename": "review.css"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(tmp_path_factory.mktemp("attacked"))
    add_team(made)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def app(desk: Desk) -> Flask:
    return team_app(desk)


@pytest.fixture(scope="module")
def clients(app: Flask) -> Clients:
    """People who are logged in, by role."""
    return {str(role): log_in(app, str(role).title()) for role in Role}


def routes(app: Flask, method: str) -> list[str]:
    """Every address of the application that takes a method, with something put in for its parts."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            values = {name: 1 if name == "number" and ":number>" in rule.rule else VALUES[name] for name in rule.arguments}
            path = rule.rule
            for name, value in values.items():
                path = re.sub(rf"<(int\([^)]*\):)?{name}>", str(value), path)
            found.append(path)
    return sorted(found)


def head(desk: Desk) -> int:
    return desk.store.verify()[0]


def test_there_are_routes(app: Flask) -> None:
    assert len(routes(app, "POST")) > 15
    assert len(routes(app, "GET")) > 15


def test_nothing_is_shown_to_strangers(app: Flask) -> None:
    client = app.test_client()
    said = {path: client.get(path).status_code for path in routes(app, "GET") if path not in OPEN_TO_ALL}

    assert {path: status for path, status in said.items() if status not in (302, 401)} == {}
    assert {path for path in said if client.get(path).status_code == 302 and "/login" not in client.get(path).location} == set()


def test_strangers_change_nothing_even_with_a_good_token(app: Flask, desk: Desk) -> None:
    client, before = app.test_client(), head(desk)
    token = token_of(client.get("/login"))
    for path in routes(app, "POST"):
        if path not in OPEN_TO_ALL:
            assert client.post(path, data={"csrf_token": token}).status_code in (302, 401), path

    assert head(desk) == before


def test_a_viewer_can_call_no_route_that_writes(app: Flask, clients: Clients, desk: Desk) -> None:
    client = clients["viewer"]
    token, before = token_of(client.get("/account")), head(desk)
    form = {"csrf_token": token, "text": "x", "reason": "x", "status": "in review", "v:reporting_year:emissions": "9"}
    form |= {"s:reporting_year:emissions": "1", "answer": "7.6[reporting_year].emissions@1", "name": "x", "role": "admin"}
    allowed = {"/leave", "/account", "/login", "/set-up", "/questions/7.6/preview", "/gaps/what-if", "/api/v1/what-if"}
    said = {path: client.post(path, data=form).status_code for path in routes(app, "POST") if path not in allowed}
    said |= {path: client.put(path, json={}, headers={"X-CSRFToken": token}).status_code for path in routes(app, "PUT")}

    assert {path: status for path, status in said.items() if status != 403} == {}
    assert head(desk) == before


@pytest.mark.parametrize(
    ("role", "path", "form"),
    [
        ("preparer", "/questions/7.6/assignment", {"person": "1"}),
        ("preparer", "/questions/7.6/not-applicable", {"leave_out": "yes", "reason": "x"}),
        ("preparer", "/questions/7.9.1/verdicts", {"about": "7.9.1[1].x", "holds": "yes", "reason": "x"}),
        ("preparer", "/deadlines", {"day": "2026-09-01", "what": "x"}),
        ("preparer", "/export/project", {}),
        ("approver", "/people", {"name": "Eve", "role": "admin", "password": PASSWORD}),
        ("approver", "/people/2", {"role": "admin", "active": "yes"}),
    ],
)
def test_each_role_ends_where_it_ends(clients: Clients, desk: Desk, role: str, path: str, form: dict[str, str]) -> None:
    client, before = clients[role], head(desk)

    assert post(client, path, form=form).status_code == 403
    assert head(desk) == before


def test_a_form_from_elsewhere_is_refused(app: Flask, clients: Clients, desk: Desk) -> None:
    client, before = clients["admin"], head(desk)
    other = token_of(app.test_client().get("/login"))
    for token in ("", "forged", other):
        assert client.post("/questions/7.6/comments", data={"text": "x", "csrf_token": token}).status_code == 400
    assert client.put("/api/v1/answers", json={}).status_code == 400

    assert head(desk) == before


@pytest.mark.parametrize("secret", [b"guess", b"", SECRET.encode()])
def test_a_forged_session_is_none(app: Flask, secret: bytes) -> None:
    forger = Flask("forger")
    forger.secret_key = secret or b"\0"
    serializer = SecureCookieSessionInterface().get_signing_serializer(forger)
    assert serializer is not None
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], str(serializer.dumps({"person": 1, "stamp": "0" * 32})))

    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "[::1", "evil.example:80"]
)
def test_another_name_for_this_machine_is_refused(app: Flask, host: str) -> None:
    assert app.test_client().get("/login", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:80"])
def test_its_own_names_are_fine(app: Flask, host: str) -> None:
    assert app.test_client().get("/login", headers={"Host": host}).status_code == 200


def test_every_answer_carries_the_headers(clients: Clients) -> None:
    client = clients["admin"]
    for path in ("/", "/login", "/nowhere", "/questions/7.6", "/api/v1/project", "/static/review.css"):
        with client.get(path) as response:
            assert {name: response.headers.get(name) for name in HEADERS} == HEADERS, path
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_pages_hold_no_script_and_no_style_of_their_own(clients: Clients, desk: Desk) -> None:
    client = clients["admin"]
    for path in ("/", "/questions", "/questions/7.6", "/questions/7.8", "/gaps", "/findings", "/people", "/export", "/trail"):
        page = client.get(path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|\sstyle=|javascript:", page) == [], path


def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client.get("/login"))
    answer = client.post("/login", data={"csrf_token": token, "name": "Admin", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_script_in_every_text_field_stays_text(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "scripted")
    client = owner_client(owner_app(desk))
    write_everywhere(client)
    pages = ["/", "/questions", "/questions?q=" + SCRIPT, "/questions/7.6", "/questions/1.6", "/questions/7.9.1", "/findings"]
    pages += ["/trail", "/people", "/export", "/gaps?target=" + SCRIPT, "/plan?without=" + SCRIPT, "/questions/" + SCRIPT]
    for path in pages:
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "1337" not in page, path
    assert "&lt;script&gt;alert(1)" in client.get("/questions/7.6").text
    desk.store.close()


def write_everywhere(client: FlaskClient) -> None:
    """Write the script into each field that takes text."""
    good = [
        post(
            client,
            "/questions/7.6",
            form={"v:reporting_year:methodology": SCRIPT, "s:reporting_year:methodology": "0", "why": SCRIPT},
        ),
        post(client, "/questions/7.6/comments", form={"text": SCRIPT}),
        post(client, "/questions/7.6/evidence", form={"file": (BytesIO(b"x"), "<img src=x onerror=alert(2)>.html")}),
        post(client, "/questions/7.7/not-applicable", form={"leave_out": "yes", "reason": SCRIPT}),
        post(client, "/questions/7.9.1/verdicts", form={"about": "7.9.1[1].covers_scope_1", "holds": "yes", "reason": SCRIPT}),
        post(client, "/deadlines", form={"day": "2026-09-01", "what": SCRIPT[:100]}),
        post(client, "/questions/1.6", form={"v:1:identifier": SCRIPT, "s:1:identifier": "0"}),
    ]
    assert [answer.status_code for answer in good] == [302] * len(good)
    bad = post(client, "/questions/7.6", form={"v:reporting_year:emissions": SCRIPT, "s:reporting_year:emissions": "1"})
    assert bad.status_code == 422
    assert "<script>alert" not in bad.text


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/shadow", "a/../b.pdf", "C:/windows/system.ini"])
def test_a_path_in_an_upload_name_is_cut_off(clients: Clients, desk: Desk, name: str) -> None:
    client = clients["preparer"]

    assert post(client, "/questions/7.6/evidence", form={"file": (BytesIO(b"content"), name)}).status_code == 302
    kept = desk.now().said.evidence[-1]
    assert kept.name == name.rpartition("/")[2]
    answer = client.get(f"/evidence/{kept.id}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={kept.name}"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["", ".", "..", "x\ny.pdf", "x" * 300])
def test_a_name_that_is_none_is_refused(clients: Clients, name: str) -> None:
    client = clients["preparer"]

    assert post(client, "/questions/7.6/evidence", form={"file": (BytesIO(b"content"), name)}).status_code == 422


def test_too_large_an_upload_is_refused(desk: Desk) -> None:
    from cdp_toolkit.review.application import create_app

    client = log_in(create_app(desk, Settings(None, SECRET, most_bytes=100_000)), "Preparer")
    before = head(desk)

    assert post(client, "/questions/7.6/evidence", form={"file": (BytesIO(b"x" * 200_000), "big.pdf")}).status_code == 413
    assert head(desk) == before


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        "'; DROP TABLE answers; --",
        "{{ config }}",
        "{% include 'base.html' %}",
        "%00",
        "\x00",
        "7.6' UNION SELECT 1",
    ],
)
def test_injections_find_nothing_and_break_nothing(clients: Clients, desk: Desk, text: str) -> None:
    client, before = clients["admin"], head(desk)
    for path in ("/questions", "/findings", "/gaps", "/plan", "/trail", "/api/v1/questions", "/api/v1/answers"):
        query = dict.fromkeys(
            ("q", "module", "owner", "status", "show", "severity", "target", "without", "before", "question"), text
        )
        answer = client.get(path, query_string=query)
        assert answer.status_code in (200, 202, 422), (path, text)
        assert desk.assessor.edition.id == "cdp-2026"
        assert "SECRET_KEY" not in answer.text
    assert client.get(f"/questions/{text}").status_code == 404
    assert head(desk) == before


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("s:reporting_year:nowhere", 422),
        ("s:no_row:emissions", 422),
        ("s:reporting_year:emissions", 422),
        ("s::emissions", 422),
    ],
)
def test_a_form_about_cells_that_do_not_exist_is_refused(clients: Clients, desk: Desk, field: str, status: int) -> None:
    client, before = clients["preparer"], head(desk)
    form = {field: "1" if "nowhere" in field or "no_row" in field or "::" in field else "-1", field.replace("s:", "v:", 1): "5"}

    assert post(client, "/questions/7.6", form=form).status_code == status
    assert head(desk) == before


def test_guessing_passwords_ends_soon(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client.get("/login"))

    def guess(password: str) -> int:
        return client.post("/login", data={"csrf_token": token, "name": "Admin", "password": password}).status_code

    assert [guess(f"guess {i}") for i in range(GUESSES)] == [401] * GUESSES
    assert guess(PASSWORD) == 429


def test_scripts_guess_no_faster(app: Flask) -> None:
    def ask(password: str) -> TestResponse:
        pair = base64.b64encode(f"Reviewer:{password}".encode()).decode()
        return app.test_client().get("/api/v1/project", headers={"Authorization": f"Basic {pair}"})

    assert ask(PASSWORD).status_code == 200
    assert [ask("wrong").status_code for _ in range(GUESSES + 1)] == [401] * GUESSES + [429]


@pytest.mark.parametrize(
    "asked", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_logging_in_leads_nowhere_else(app: Flask, asked: str) -> None:
    client = app.test_client()
    token = token_of(client.get("/login"))
    answer = client.post("/login", data={"csrf_token": token, "name": "Viewer", "password": PASSWORD, "next": asked})

    assert (answer.status_code, answer.location) == (302, "/")


def test_who_is_deactivated_is_out_at_once(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "left")
    team = add_team(desk)
    client = log_in(team_app(desk), "Reviewer")
    assert client.get("/").status_code == 200
    with desk.store.work(team["admin"]) as work:
        set_role(work, team["reviewer"].id, Role.REVIEWER, active=False)

    assert client.get("/").status_code == 302
    desk.store.close()


def test_a_new_password_ends_other_sessions(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "changed")
    add_team(desk)
    app = team_app(desk)
    here, there = log_in(app, "Preparer"), log_in(app, "Preparer")
    assert post(here, "/account", old=PASSWORD, password="another sentence to keep").status_code == 302  # noqa: S106

    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    desk.store.close()


def test_the_key_of_the_run_is_needed_alone(desk: Desk) -> None:
    client = owner_app(desk).test_client()

    assert client.get("/").status_code == 401
    assert client.get("/enter?key=guess").status_code == 401
    assert client.get("/enter").status_code == 401
    assert client.get("/api/v1/project", headers={"Authorization": "Bearer guess"}).status_code == 401
    assert client.get("/api/v1/project", headers={"Authorization": f"Bearer {SECRET}"}).status_code == 200
    assert client.get("/login").status_code == 404


def test_the_first_admin_is_made_once_and_with_the_key(tmp_path: Path, desk: Desk) -> None:
    assert team_app(desk).test_client().get(f"/set-up?key={SECRET}").status_code == 404
    fresh = make_desk(tmp_path / "fresh")
    client = team_app(fresh).test_client()
    assert client.get("/set-up?key=guess").status_code == 404
    assert client.get(f"/enter?key={SECRET}").location == f"/set-up?key={SECRET}"
    token = token_of(client.get(f"/set-up?key={SECRET}"))
    form = {"csrf_token": token, "key": SECRET, "name": "Ada", "password": PASSWORD}
    assert client.post("/set-up", data={**form, "password": "short"}).status_code == 422
    assert client.post("/set-up", data=form).status_code == 302
    assert client.get("/").status_code == 200
    assert post(client, "/set-up", form={"key": SECRET, "name": "Eve", "password": PASSWORD}).status_code == 404
    fresh.store.close()


def test_a_formula_stays_text_in_the_response_file(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "formula")
    client = owner_client(owner_app(desk))
    evil = '=HYPERLINK("http://evil.example","x")'
    assert post(client, "/questions/7.6", form={f"v:{TEXT}": evil, f"s:{TEXT}": "0"}).status_code == 302
    table = tmp_path / "response.csv"
    table.write_bytes(post(client, "/export/response.csv").data)
    address = Address("7.6", "reporting_year", "methodology")

    assert "\"'=HYPERLINK" in table.read_text("utf-8")
    assert read_response(table, desk.edition).value(address) == evil
    desk.store.close()


GARBAGE = [
    "",
    "-1",
    "9" * 25,
    "1e9",
    "NaN",
    "\x00",
    "null",
    "[]",
    "7.6[",
    "7.6[reporting_year].emissions@" + "9" * 25,
    "\u202e",
    "x" * 5000,
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_refused_and_never_a_crash(app: Flask, clients: Clients, garbage: str) -> None:
    client = clients["admin"]
    token = token_of(client.get("/"))
    names = ("about", "text", "person", "due", "reason", "leave_out", "holds", "status", "answer", "why", "check", "where", "day")
    names += ("what", "remove", "name", "role", "target", "gap", "kind", "address", "s:reporting_year:emissions", "question")
    names += ("v:reporting_year:emissions", "seen:reporting_year:emissions", "choose:reporting_year:emissions", "key", "next")
    for path in routes(app, "POST"):
        if path not in ("/leave", "/login", "/account"):
            answer = client.post(path, data={"csrf_token": token, **dict.fromkeys(names, garbage)})
            assert answer.status_code < 500, (path, answer.text[:300])
    for path in ("/evidence/", "/questions/", "/api/v1/", "/export/"):
        assert client.get(path + quote(garbage, safe="")).status_code in (200, 301, 302, 308, 404, 405)
    query = dict.fromkeys(("before", "question", "target", "module", "verify", "gap", "effort", "without", "status"), garbage)
    for path in ("/trail", "/gaps", "/plan", "/questions", "/findings", "/carry-forward", "/export/report", "/api/v1/trail"):
        assert client.get(path, query_string=query).status_code < 500, path
