"""The JSON interface for scripts: the same store, the same rules, the same refusals as the pages."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request

from cdp_toolkit.errors import InputError
from cdp_toolkit.language import cell_of
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store import reviewing
from cdp_toolkit.responses.store.answers import Conflict, Kept, write
from cdp_toolkit.responses.store.steps import set_status
from cdp_toolkit.review.fields import read
from cdp_toolkit.review.gaps import known_gaps, target_of
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.review.listing import Filters, Line, listed
from cdp_toolkit.review.saving import MOST_ROWS, MOST_TEXT
from cdp_toolkit.review.talk import about
from cdp_toolkit.review.trail import before_of
from cdp_toolkit.scoring.summary import as_plain, changed_rows
from cdp_toolkit.values import Address, Value

Answered = Response | tuple[Response, int]

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe the interface."""
    return jsonify(openapi())


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text("utf-8"))
    return found


@blueprint.get("/v1/project")
def project() -> Response:
    """Say where the project stands."""
    desk = the_desk()
    standing = desk.now()
    assessed = as_plain(desk.assessor, standing.assessment)
    states = standing.states.values()
    return jsonify(
        {
            "organisation": desk.project.organisation.name,
            "version": standing.head,
            "answered": sum(each.answered for each in states),
            "asked": sum(each.asked for each in states),
            "findings": len(standing.open_findings),
            **assessed,
        }
    )


@blueprint.get("/v1/questions")
def questions() -> Response:
    """List questions, by the filters of the page."""
    lines = listed(the_desk().now(), Filters.of(request.args), me().name)
    return jsonify({"questions": [_line(line) for line in lines]})


def _line(line: Line) -> dict[str, Any]:
    return {
        "question": line.question.id,
        "topic": line.question.topic,
        "status": line.status,
        "answered": None if line.state is None else line.state.answered,
        "asked": None if line.state is None else line.state.asked,
        "points": {level: {"low": str(each.low), "high": str(each.high)} for level, each in line.points.items()},
        "owner": None if line.assignment is None else line.assignment.person,
        "due": None if line.assignment is None else line.assignment.due,
        "findings": [each.as_json() for each in line.findings],
    }


@blueprint.get("/v1/answers")
def answers() -> Response:
    """List the answers, all or those of a question."""
    number = request.args.get("question")
    kept = the_desk().now().kept.values()
    chosen = [each for each in kept if number is None or each.address.question == number]
    return jsonify({"answers": [_answer(each) for each in sorted(chosen, key=lambda each: str(each.address))]})


def _answer(kept: Kept) -> dict[str, Any]:
    return {
        "address": str(kept.address),
        "value": kept.text,
        "status": str(kept.status),
        "source": str(kept.source),
        "version": kept.version,
        "author": kept.author,
        "at": kept.at,
    }


@blueprint.put("/v1/answers")
def answer() -> Answered:
    """Write one answer, as long as nobody wrote since the version that was seen."""
    body, desk = _body("address", "value", "seen", "why"), the_desk()
    address = desk.edition.canonical(Address.parse(_text(body, "address")))
    seen = body.get("seen")
    if not isinstance(seen, int) or isinstance(seen, bool) or seen < 0:
        raise InputError("seen", f"is {seen!r}", "Give the version that you read, 0 where there was no answer.")
    value = _value(address, body.get("value"))
    try:
        with desk.store.work(me()) as work:
            kept = write(work, desk.number, desk.edition, address, value, seen=seen, why=_text(body, "why", ""))
    except Conflict as conflict:
        error = {"error": "somebody else wrote meanwhile", "current": _answer(conflict.current), "wanted": conflict.wanted}
        return jsonify(error), 409
    return jsonify(_answer(kept))


def _value(address: Address, text: object) -> Value | None:
    if text is None or text == "":
        return None
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise InputError(str(address), f"has no text of at most {MOST_TEXT} characters", "Give it as in the response file.")
    if address.row is not None and address.row.isdigit() and int(address.row) > MOST_ROWS:
        raise InputError(str(address), "is far beyond the last row", f"Rows go up to {MOST_ROWS}.")
    try:
        return read(the_desk().edition.column(address), text)
    except InputError as error:
        raise InputError(str(address), error.problem, error.fix) from None


@blueprint.post("/v1/what-if")
def what_if() -> Response:
    """Say what other answers would do; nothing is written."""
    body, desk = _body("answers"), the_desk()
    given = body.get("answers")
    if not isinstance(given, dict):
        raise InputError("answers", "is no object", 'Write {"answers": {"7.6[reporting_year].emissions": "1200"}}.')
    cells = {}
    for text, typed in given.items():
        address = desk.edition.canonical(Address.parse(text))
        value = _value(address, typed)
        cells[address] = None if value is None else cell_of(value)
    standing = desk.now()
    after = desk.advisor(standing).what_if(standing.assessment, cells)
    rows = [{"what": what, "before": old, "after": new} for what, old, new in changed_rows(standing.assessment, after)]
    return jsonify({"band": {"before": str(standing.assessment.result), "after": str(after.result)}, "changed": rows})


@blueprint.post("/v1/status")
def status() -> Response:
    """Bring answers to another status, all or none."""
    body, desk = _body("answers", "status", "why"), the_desk()
    given, wanted = body.get("answers"), _text(body, "status")
    if not isinstance(given, dict) or not all(isinstance(version, int) for version in given.values()):
        raise InputError("answers", "is no object of versions", 'Write {"answers": {"7.6[reporting_year].emissions": 3}}.')
    if wanted not in tuple(Status):
        raise InputError("status", f"is '{wanted}'", f"One of: {', '.join(Status)}.")
    seen = {desk.edition.canonical(Address.parse(text)): version for text, version in given.items()}
    with desk.store.work(me()) as work:
        done = set_status(work, desk.number, list(seen), Status(wanted), _text(body, "why", ""), seen)
    return jsonify({"answers": [_answer(each) for each in done]})


@blueprint.get("/v1/findings")
def findings() -> Response:
    """List the open findings, the gravest first."""
    return jsonify({"findings": [each.as_json() for each in the_desk().now().open_findings]})


@blueprint.get("/v1/gaps")
def gaps() -> Answered:
    """List the gaps to a band; 202 while they are worked out."""
    target = target_of(request.args.get("target", ""))
    found, running = known_gaps(the_desk().now(), target)
    if found is None:
        return jsonify({"target": target, "gaps": None, "running": True}), 202
    made = [
        {"question": gap.question, "level": gap.level, "lost": float(gap.lost), "worth": float(gap.worth), "caps": gap.caps,
         "effort": gap.effort, "fix": gap.fix, "needs": [each.address for each in gap.needs]}
        for gap in found
    ]  # fmt: skip
    return jsonify({"target": target, "gaps": made, "running": running})


@blueprint.get("/v1/comments")
def comments() -> Response:
    """List the comments."""
    said = the_desk().now().said.comments
    made = [{"about": c.about, "author": c.author, "text": c.text, "at": c.at, "resolved": c.resolved} for c in said]
    return jsonify({"comments": made})


@blueprint.post("/v1/comments")
def comment() -> Answered:
    """Add a comment on a question or data point."""
    body, desk = _body("about", "text"), the_desk()
    matter = _text(body, "about")
    number = desk.edition.question(Address.parse(matter).question).id
    with desk.store.work(me()) as work:
        made = reviewing.comment(work, desk.number, about(number, matter), _text(body, "text"))
    return jsonify({"id": made}), 201


@blueprint.get("/v1/trail")
def trail() -> Response:
    """List the newest entries of the trail, or those before one, and prove it unbroken."""
    desk = the_desk()
    with desk.store.read() as connection:
        shown = reviewing.entries(connection, desk.number, before=before_of(request.args.get("before", "")))
    fields = ("id", "at", "who", "action", "about", "before", "after", "why")
    return jsonify({"entries": [{name: getattr(each, name) for name in fields} for each in shown]})


def _body(*known: str) -> dict[str, Any]:
    body = request.get_json()
    if not isinstance(body, dict):
        raise InputError("body", "is no object", f"Give an object with {', '.join(known)}.")
    for name in body:
        if name not in known:
            raise InputError(str(name), "is not known here", f"Known: {', '.join(known)}.")
    return body


def _text(body: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    text = body.get(name, otherwise)
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise InputError(name, "is missing or no text", "Give it as a string.")
    return text
