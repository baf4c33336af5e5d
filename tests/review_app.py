"""A small project, its desk, and the application with a client, for the tests of the review room."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdp_toolkit.responses.project import load_project
from cdp_toolkit.responses.store import Person, open_store
from cdp_toolkit.responses.store.people import Role, add_person, find
from cdp_toolkit.review.application import create_app
from cdp_toolkit.review.desk import Desk, open_desk
from cdp_toolkit.review.guarding import stamp_of
from cdp_toolkit.review.passwords import hashed
from cdp_toolkit.review.serving import make_owner
from cdp_toolkit.review.settings import Settings

PROJECT = """organisation = "Lumen"
edition = "cdp-2026"
sectors = ["General"]
issues = ["Climate change"]
currency = "EUR"
boundary = ["group"]

[reporting_year]
start = 2025-01-01
end = 2025-12-31
"""
METRICS = """metric,value,unit,period_start,period_end,boundary,source
ghg.scope1,1200,t CO2e,2025-01-01,2025-12-31,group,Energy report
"""
RESPONSE = """question,row,column,value,status,source
7.1,,answer,No,drafted,person: Environment team
"""
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
PASSWORD = "a sentence to keep"  # noqa: S105 - of made-up people
SECRET = "the-key-of-this-run"  # noqa: S105 - of a test


def make_project(folder: Path) -> Path:
    """Write a small project folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.toml").write_text(PROJECT, "utf-8")
    (folder / "metrics.csv").write_text(METRICS, "utf-8")
    (folder / "response.csv").write_text(RESPONSE, "utf-8")
    return folder


def make_desk(folder: Path, url: str | Path | None = None) -> Desk:
    """Open the desk of a small project."""
    project = load_project(make_project(folder))
    return open_desk(project, open_store(url or folder / "review.db", lambda: NOON))


@cache
def password_hash() -> str:
    """Return the hash of the team's password; made once, since hashing takes long on purpose."""
    return hashed(PASSWORD)


def add_team(desk: Desk) -> dict[str, Person]:
    """Add one person of each role, who can log in, named after it."""
    password = password_hash()
    with desk.store.work() as work:
        return {str(role): add_person(work, str(role).title(), role, password) for role in Role}


def team_app(desk: Desk) -> Flask:
    """Return the application for people who log in."""
    return create_app(desk, Settings(None, SECRET))


def owner_app(desk: Desk) -> Flask:
    """Return the application for somebody who works alone."""
    make_owner(desk, "owner")
    return create_app(desk, Settings("owner", SECRET))


def token_of(response: TestResponse) -> str:
    """Return the token against forged forms that a page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found is not None, response.text[:400]
    return found[1]


def log_in(app: Flask, name: str) -> FlaskClient:
    """Return a client with somebody's session, as a log-in leaves it; logging in itself is tested among the attacks."""
    with app.extensions["desk"].store.read() as connection:
        found = find(connection, name)
    assert found is not None
    client = app.test_client()
    with client.session_transaction() as session:
        session["person"], session["stamp"] = found.person.id, stamp_of(found)
    return client


def owner_client(app: Flask) -> FlaskClient:
    """Return the client of somebody who came in with the key of the run."""
    client = app.test_client()
    assert client.get(f"/enter?key={SECRET}").status_code == 302
    return client


def post(client: FlaskClient, path: str, **data: object) -> TestResponse:
    """Post a form with a good token; two underscores stand for nothing, so give odd names in ``data``."""
    token = token_of(client.get("/"))
    form = data.pop("form", {})
    assert isinstance(form, dict)
    return client.post(path, data={"csrf_token": token, **form, **data})
