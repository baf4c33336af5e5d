"""The page of people: roles, who has which questions until when, and the dates of the team."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store import reviewing
from cdp_toolkit.responses.store.people import Role, account, add_person, everybody, require, set_password, set_role
from cdp_toolkit.responses.store.projects import change_facts
from cdp_toolkit.responses.store.texts import kept_text
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.review.listing import lines
from cdp_toolkit.review.passwords import hashed
from cdp_toolkit.review.talk import number_of

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def page() -> str:
    """Show people, assignments and dates."""
    desk = the_desk()
    standing = desk.now()
    with desk.store.read() as connection:
        accounts = everybody(connection)
    every = lines(standing)
    mine = {
        each.person.id: [line for line in every if line.assignment and line.assignment.person_id == each.person.id]
        for each in accounts
    }
    return render_template("people.html", accounts=accounts, mine=mine, lines=every, roles=list(Role), standing=standing)


@blueprint.post("/people")
def add() -> Response:
    """Add a person."""
    with the_desk().store.work(me()) as work:
        require(me(), Role.ADMIN)
        add_person(work, request.form.get("name", ""), _role(), hashed(request.form.get("password", "")))
    flash("The person is added. Tell them the password; they can change it themselves.", "done")
    return redirect(url_for("people.page"))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise InputError("role", f"'{request.form.get('role', '')}' is none", f"One of: {', '.join(Role)}.") from None


@blueprint.post("/people/<int(max=2147483647):number>")
def change(number: int) -> Response:
    """Change a role, deactivate somebody, or give a new password."""
    with the_desk().store.work(me()) as work:
        require(me(), Role.ADMIN)
        if account(work.connection, number).password is None:
            raise InputError("person", "is no account that anybody logs in with", "Choose somebody else.")
        if request.form.get("password"):
            set_password(work, number, hashed(request.form["password"]))
        set_role(work, number, _role(), active=request.form.get("active") == "yes")
    flash("The change is kept.", "done")
    return redirect(url_for("people.page"))


@blueprint.post("/assignments")
def assign() -> Response:
    """Give many questions to somebody at once."""
    desk, due = the_desk(), request.form.get("due", "").strip()
    numbers = request.form.getlist("question")
    try:
        person = number_of(request.form.get("person", ""))
        day = dt.date.fromisoformat(due).isoformat() if due else None
    except ValueError:
        raise InputError("assignment", "needs a person, and a date as year-month-day", "Choose both from the form.") from None
    with desk.store.work(me()) as work:
        for number in numbers:
            reviewing.assign(work, desk.number, desk.edition.question(number).id, person, day)
    flash(f"{len(numbers)} question{'s are' if len(numbers) != 1 else ' is'} assigned.", "done")
    return redirect(url_for("people.page"))


@blueprint.post("/deadlines")
def deadline() -> Response:
    """Add a date of the team, or take one out."""
    desk = the_desk()
    with desk.store.work(me()) as work:
        require(me(), Role.REVIEWER)
        dates = list(desk.now().said.deadlines)
        if request.form.get("remove"):
            dates = [each for each in dates if "|".join(each) != request.form["remove"]]
        else:
            dates.append((_day(request.form.get("day", "")), kept_text("what is due", request.form.get("what", ""), 120)))
        change_facts(work, desk.number, deadlines=sorted(set(dates)))
    return redirect(url_for("people.page"))


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise InputError("date", f"'{text}' is no date written year-month-day", "Write it like 2026-09-16.") from None
