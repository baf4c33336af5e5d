"""The page of the trail: who changed what, when, from what to what, why; and the proof that it is unbroken."""

from flask import Blueprint, render_template, request

from cdp_toolkit.responses.store.reviewing import entries, question_of
from cdp_toolkit.review.guarding import the_desk

MOST = 100
LONGEST = 10  # digits of a number that both databases take

blueprint = Blueprint("trail", __name__)


def before_of(text: str) -> int | None:
    """Return the number of the entry before which is looked, None where that is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else None


@blueprint.get("/trail")
def page() -> str:
    """Show the newest entries, or those before one."""
    desk = the_desk()
    before = before_of(request.args.get("before", ""))
    with desk.store.read() as connection:
        shown = entries(connection, desk.number, most=MOST, before=before)
    proof = desk.store.verify() if request.args.get("verify") else None
    questions = desk.edition.questions
    links = {each.id: number for each in shown if (number := question_of(each.about)) in questions}
    return render_template("trail.html", shown=shown, links=links, more=len(shown) == MOST, proof=proof)
