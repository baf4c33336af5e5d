"""What every request has to pass: a known host, a known person, a token, a role; and the headers of every answer."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from cdp_toolkit.responses.store import Person
from cdp_toolkit.responses.store.people import Account, Role, account, find
from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.passwords import Guesses, matches
from cdp_toolkit.review.settings import Settings

csrf = CSRFProtect()

OPEN = {"static", "entering.enter", "entering.login", "entering.set_up"}
OF_EVERYBODY = {"entering.leave", "entering.own_account", "questions.preview", "gaps.what_if", "api.what_if"}
SAFE = {"GET", "HEAD", "OPTIONS"}

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def the_desk() -> Desk:
    """Return the desk of the running application."""
    desk: Desk = current_app.extensions["desk"]
    return desk


def the_settings() -> Settings:
    """Return the settings of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def the_guesses() -> Guesses:
    """Return the counter of failed log-ins."""
    guesses: Guesses = current_app.extensions["guesses"]
    return guesses


def me() -> Person:
    """Return who asks."""
    person: Person = g.person
    return person


def guard(app: Flask) -> None:
    """Put the guards before every request and the headers on every answer."""
    csrf.init_app(app)
    app.before_request(_check_host)
    app.before_request(_check_person)
    app.after_request(_add_headers)


def _check_host() -> None:
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        name = ""
    if name not in {host.strip("[]") for host in the_settings().hosts}:
        abort(421)


def _check_person() -> AnyResponse | None:
    endpoint = request.endpoint or ""
    by_header = _by_header()
    person = by_header or _by_session()
    g.person = person
    if request.method not in SAFE and by_header is None:
        csrf.protect()
    if person is None:
        return None if endpoint in OPEN else _turned_away()
    if request.method not in SAFE and endpoint not in OPEN | OF_EVERYBODY and not Role(person.role).covers(Role.PREPARER):
        abort(403)
    return None


def _turned_away() -> AnyResponse | None:
    if request.path.startswith("/api/") or the_settings().owner is not None:
        abort(401)
    asked = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("entering.login", next=asked))


def _by_header() -> Person | None:
    """Return who a script says it is: the run's secret as bearer token, or name and password."""
    given, settings = request.authorization, the_settings()
    if given is None:
        return None
    if settings.owner is not None:
        secret = given.token or "" if given.type == "bearer" else ""
        return _owner() if hmac.compare_digest(secret.encode(), settings.secret.encode()) else None
    if given.type != "basic":
        return None
    name, where = given.username or "", request.remote_addr or ""
    if the_guesses().wait(name, where):
        abort(429)
    found = checked(name, given.password or "")
    if found is None:
        the_guesses().failed(name, where)
        return None
    return found.person


def checked(name: str, password: str) -> Account | None:
    """Return the account that name and password belong to, None where there is no such active account."""
    with the_desk().store.read() as connection:
        found = find(connection, name)
    fits = matches(password, None if found is None else found.password)
    return found if found is not None and fits and found.active else None


def _owner() -> Person | None:
    with the_desk().store.read() as connection:
        found = find(connection, the_settings().owner or "")
    return None if found is None else found.person


def _by_session() -> Person | None:
    number, stamp = session.get("person"), session.get("stamp")
    if not isinstance(number, int) or not isinstance(stamp, str):
        return None
    with the_desk().store.read() as connection:
        found = account(connection, number)
    return found.person if found.active and hmac.compare_digest(stamp, stamp_of(found)) else None


def stamp_of(found: Account) -> str:
    """Return what ties a session to a password: a new password ends the sessions of the old one."""
    return hashlib.sha256((found.password or "").encode()).hexdigest()[:32]


def enter(found: Account) -> None:
    """Begin a session; nothing of an earlier one is kept."""
    session.clear()
    session.permanent = True
    session["person"], session["stamp"] = found.person.id, stamp_of(found)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
    return response
