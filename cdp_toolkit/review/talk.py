"""What people say about a question: comments, evidence, assignment, verdicts, leaving it out, and the steps of review."""

import datetime as dt

from flask import Blueprint, abort, flash, make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store import reviewing
from cdp_toolkit.responses.store.steps import set_status
from cdp_toolkit.review.effects import effect_on_score
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.values import Address

blueprint = Blueprint("talk", __name__)


def _number(number: str) -> str:
    if number not in the_desk().edition.questions:
        abort(404)
    return number


def _back(number: str, part: str = "") -> Response:
    return redirect(url_for("questions.page", number=number, _anchor=part or None))


def number_of(text: str) -> int:
    """Return the number of a person or version. Raises ValueError for what is none, or larger than both databases take."""
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError(text)
    return number


def about(number: str, text: str) -> str:
    """Return what a comment or file is about: the question, or one of its data points. Raises InputError for anything else."""
    if not text or text == number:
        return number
    address = the_desk().edition.canonical(Address.parse(text))
    if address.question != number:
        raise InputError(text, f"is no data point of {number}", "Choose one from the list.")
    return str(address)


@blueprint.post("/questions/<number>/comments")
def comment(number: str) -> Response:
    """Add a comment."""
    desk = the_desk()
    with desk.store.work(me()) as work:
        matter = about(_number(number), request.form.get("about", ""))
        reviewing.comment(work, desk.number, matter, request.form.get("text", "").replace("\r\n", "\n"))
    return _back(number, "comments")


@blueprint.post("/questions/<number>/comments/<int(max=2147483647):comment>/resolve")
def resolve(number: str, comment: int) -> Response:
    """Settle a comment."""
    desk = the_desk()
    with desk.store.work(me()) as work:
        reviewing.resolve(work, desk.number, comment)
    return _back(_number(number), "comments")


@blueprint.post("/questions/<number>/evidence")
def attach(number: str) -> Response:
    """Keep a file as evidence."""
    desk, file = the_desk(), request.files.get("file")
    with desk.store.work(me()) as work:
        matter = about(_number(number), request.form.get("about", ""))
        reviewing.attach(work, desk.number, matter, *_content(file))
    flash("The file is kept.", "done")
    return _back(number, "evidence")


def _content(file: FileStorage | None) -> tuple[str, bytes]:
    if file is None or not file.filename:
        raise InputError("file", "was not chosen", "Choose a file, then press Attach.")
    content = file.read()
    if not content:
        raise InputError(file.filename, "is empty", "Choose a file with something in it.")
    return file.filename, content


@blueprint.get("/evidence/<int(max=2147483647):number>")
def download(number: int) -> Response:
    """Give a piece of evidence back, always as a download: nothing that was uploaded is ever shown as a page of ours."""
    desk = the_desk()
    with desk.store.read() as connection:
        name, content = reviewing.content_of(connection, desk.number, number)
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/questions/<number>/assignment")
def assign(number: str) -> Response:
    """Give the question to somebody."""
    desk, due = the_desk(), request.form.get("due", "").strip()
    try:
        person = number_of(request.form.get("person", ""))
        day = dt.date.fromisoformat(due).isoformat() if due else None
    except ValueError:
        raise InputError("assignment", "needs a person, and a date as year-month-day", "Choose both from the form.") from None
    with desk.store.work(me()) as work:
        reviewing.assign(work, desk.number, _number(number), person, day)
    return _back(number)


@blueprint.post("/questions/<number>/not-applicable")
def leave_out(number: str) -> Response:
    """Leave the question out with a reason, or take that back."""
    desk = the_desk()
    reason = request.form.get("reason", "") if request.form.get("leave_out") == "yes" else None
    with desk.store.work(me()) as work:
        reviewing.say_not_applicable(work, desk.number, _number(number), reason)
    return _back(number)


@blueprint.post("/questions/<number>/verdicts")
def verdict(number: str) -> Response:
    """Settle what answers alone cannot decide."""
    desk, holds = the_desk(), request.form.get("holds", "")
    if holds not in ("yes", "no"):
        raise InputError("verdict", "says neither yes nor no", "Press one of the two buttons.")
    matter = request.form.get("about", "")
    if Address.parse(matter).question != _number(number) or len(matter) > 240:
        raise InputError(matter, f"is nothing that {number} asks a reader", "Load the page again.")
    before = desk.now()
    with desk.store.work(me()) as work:
        reviewing.give_verdict(work, desk.number, matter, holds == "yes", request.form.get("reason", ""))
    flash(f"The verdict is kept. {effect_on_score(before.assessment, desk.now().assessment)}", "done")
    return _back(number)


@blueprint.post("/questions/<number>/status")
def step(number: str) -> Response:
    """Bring answers of the question to another status, as the versions that the person saw."""
    desk, question = the_desk(), _number(number)
    try:
        status = Status(request.form.get("status", ""))
        seen = dict(_seen(question))
    except ValueError:
        raise InputError("status", "cannot be read from the form", "Load the page again.") from None
    if not seen:
        raise InputError(question, "has no answer chosen", "Choose at least one answer.")
    with desk.store.work(me()) as work:
        set_status(work, desk.number, list(seen), status, request.form.get("why", ""), seen)
    flash(f"{len(seen)} answer{'s are' if len(seen) != 1 else ' is'} {status} now.", "done")
    return _back(question)


def _seen(question: str) -> list[tuple[Address, int]]:
    found = []
    for given in request.form.getlist("answer"):
        text, _, version = given.rpartition("@")
        address = the_desk().edition.canonical(Address.parse(text))
        if address.question != question:
            raise ValueError(text)
        found.append((address, number_of(version)))
    return found
