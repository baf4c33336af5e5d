"""Coming in and going out: the secret of a run, log-in, the first admin, one's own password."""

import hmac

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.responses.store.people import Role, account, add_person, everybody, find, set_password
from cdp_toolkit.review.guarding import checked, enter, me, the_desk, the_guesses, the_settings
from cdp_toolkit.review.passwords import hashed, matches

Page = Response | str | tuple[str, int]

blueprint = Blueprint("entering", __name__)


def _knows_secret() -> bool:
    given = request.values.get("key", "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), the_settings().secret.encode())


@blueprint.get("/enter", endpoint="enter")
def open_with_secret() -> Page:
    """Open the application with the secret of the run."""
    settings = the_settings()
    if not _knows_secret():
        abort(401)
    if settings.owner is None:
        return redirect(url_for("entering.login") if _somebody() else url_for("entering.set_up", key=settings.secret))
    with the_desk().store.read() as connection:
        found = find(connection, settings.owner)
    if found is None:
        abort(401)
    enter(found)
    return redirect(url_for("overview.page"))


def _somebody() -> bool:
    """Whether anybody can log in."""
    with the_desk().store.read() as connection:
        return any(each.password is not None for each in everybody(connection))


@blueprint.route("/set-up", methods=["GET", "POST"])
def set_up() -> Page:
    """Make the first admin, once, with the secret of the run."""
    if the_settings().owner is not None or not _knows_secret() or _somebody():
        abort(404)
    if request.method == "GET":
        return render_template("set_up.html", key=the_settings().secret)
    password = hashed(request.form.get("password", ""))
    with the_desk().store.work() as work:
        person = add_person(work, request.form.get("name", ""), Role.ADMIN, password)
    with the_desk().store.read() as connection:
        enter(account(connection, person.id))
    return redirect(url_for("overview.page"))


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Page:
    """Log in with name and password."""
    if the_settings().owner is not None:
        abort(404)
    asked = request.values.get("next", "/")
    if request.method == "GET":
        return render_template("login.html", next=asked, problem=None, name="")
    name, where = request.form.get("name", "").strip(), request.remote_addr or ""
    wait = the_guesses().wait(name, where)
    if wait:
        return render_template(
            "login.html", next=asked, name=name, problem=f"Too many attempts. Try again in {wait} seconds."
        ), 429
    found = checked(name, request.form.get("password", ""))
    if found is None:
        the_guesses().failed(name, where)
        return render_template("login.html", next=asked, name=name, problem="Name and password do not fit."), 401
    the_guesses().passed(name)
    enter(found)
    return redirect(_inside(asked))


def _inside(path: str) -> str:
    """Return a path of this application; anything else leads to the overview."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else url_for("overview.page")


@blueprint.post("/leave")
def leave() -> Page:
    """End the session."""
    session.clear()
    return redirect(url_for("entering.login")) if the_settings().owner is None else render_template("left.html")


@blueprint.route("/account", methods=["GET", "POST"])
def own_account() -> Page:
    """Change one's own password."""
    if the_settings().owner is not None:
        abort(404)
    if request.method == "POST":
        with the_desk().store.read() as connection:
            mine = account(connection, me().id)
        if not matches(request.form.get("old", ""), mine.password):
            flash("The old password does not fit.", "error")
            return redirect(url_for("entering.own_account"))
        new = hashed(request.form.get("password", ""))
        with the_desk().store.work(me()) as work:
            set_password(work, me().id, new)
        with the_desk().store.read() as connection:
            enter(account(connection, me().id))
        flash("The password is changed. Sessions elsewhere have ended.", "done")
        return redirect(url_for("entering.own_account"))
    return render_template("account.html")
