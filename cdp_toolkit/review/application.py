"""Puts the application together: guards, pages, filters, and what people see when something goes wrong."""

import datetime as dt
import hashlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from flask import Flask, g, jsonify, render_template, request, url_for
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from cdp_toolkit.errors import InputError, ToolkitError
from cdp_toolkit.responses.store.answers import Conflict, Frozen
from cdp_toolkit.responses.store.people import NotAllowed, Role
from cdp_toolkit.review import (
    api,
    carried,
    entering,
    exports,
    findings,
    gaps,
    overview,
    people,
    questions,
    reporting,
    talk,
    trail,
)
from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.guarding import guard, the_desk, the_settings
from cdp_toolkit.review.passwords import Guesses
from cdp_toolkit.review.searches import Searches
from cdp_toolkit.review.settings import Settings
from cdp_toolkit.scoring.matters import asked
from cdp_toolkit.scoring.points import decimal
from cdp_toolkit.values import plain

FOLDER = Path(__file__).parent

NAVIGATION = (
    ("overview.page", "Overview"),
    ("questions.index", "Questions"),
    ("gaps.page", "Gaps and plan"),
    ("findings.page", "Findings"),
    ("carried.page", "Last year"),
    ("trail.page", "Trail"),
    ("people.page", "People"),
    ("exports.page", "Export"),
)


def create_app(desk: Desk, settings: Settings) -> Flask:
    """Return the application for one project."""
    app = Flask(__name__)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions |= {"desk": desk, "settings": settings, "guesses": Guesses(desk.store.clock), "searches": Searches()}
    app.config.update(
        SECRET_KEY=hashlib.sha256(f"cookies {settings.secret}".encode()).digest(),
        SESSION_COOKIE_NAME=f"cdp_review_{settings.port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=dt.timedelta(hours=12),
        MAX_CONTENT_LENGTH=settings.most_bytes,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=dt.timedelta(days=365),
    )
    guard(app)
    for room in (entering, overview, questions, talk, gaps, findings, trail, people, exports, api, carried, reporting):
        app.register_blueprint(room.blueprint)
    filters = {"figure": figure, "points": points, "when": when, "size": size}
    app.jinja_env.filters |= {**filters, "asked": lambda key: asked(desk.edition.id, key)}
    app.context_processor(_always)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ToolkitError, _our_error)
    return app


def _always() -> dict[str, object]:
    desk = the_desk()
    person = g.get("person")
    return {
        "person": person,
        "settings": the_settings(),
        "organisation": desk.project.organisation.name,
        "edition_title": desk.edition.title,
        "navigation": NAVIGATION,
        "asset": _asset,
        "can": lambda role: person is not None and Role(person.role).covers(Role(role)),
    }


def _asset(name: str) -> str:
    """Return the address of a static file that changes when the file does, so that browsers may keep it."""
    return url_for("static", filename=name, v=hashlib.sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:12])


SAID = {
    400: ("That request cannot be read", "Go back, load the page again, and try once more."),
    401: ("Please come in through the front door", "Open the address that the terminal shows; it carries the key of this run."),
    403: ("Your role does not cover this", "Ask somebody whose role does; People shows who that is."),
    404: ("There is no such page", "It may have been a question of another edition."),
    413: ("That is too large", "A file may have 25 MB."),
    421: ("This application is not called by that name", "Use the address that the terminal shows."),
    429: ("Too many attempts", "Wait a few minutes."),
}


def _http_error(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    title, fix = SAID.get(code, ("That did not work", "The terminal says more. Nothing half-done was kept."))
    return _problem(code, title, fix)


def _our_error(error: ToolkitError) -> tuple[Response | str, int]:
    code = 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, (Conflict, Frozen)) else 422
    if isinstance(error, InputError):
        return _problem(code, f"{error.where}: {error.problem}".strip(": "), error.fix)
    title, _, fix = str(error).partition("\n")
    return _problem(code, title, fix.strip())


def _problem(code: int, title: str, fix: str) -> tuple[Response | str, int]:
    if request.path.startswith("/api/"):
        return jsonify({"error": title, "fix": fix}), code
    return render_template("problem.html", code=code, title=title, fix=fix), code


def figure(text: str) -> str:
    """Write a plain number with thousands separators, anything else as it is."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text
    whole, point, rest = plain(value).partition(".")
    return f"{int(whole):,}{point}{rest}"


def points(value: Fraction) -> str:
    """Write points."""
    return decimal(value)


def when(text: str) -> str:
    """Write a moment as people read it, in UTC as it is kept."""
    return dt.datetime.fromisoformat(text).strftime("%-d %b %Y, %H:%M")


def size(number: int) -> str:
    """Write the size of a file."""
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{max(1, round(number / 1024))} kB"
