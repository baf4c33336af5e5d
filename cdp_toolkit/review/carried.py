"""The page of last year's answers: what became of each, and the drafts that can be taken over."""

from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.documents.carrying import Carried
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store.arrivals import bring_in
from cdp_toolkit.responses.store.people import Role, require
from cdp_toolkit.responses.store.reviewing import note_run, question_of
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.values import Address

blueprint = Blueprint("carried", __name__)

MOST = 300


@blueprint.get("/carry-forward")
def page() -> str:
    """Show what became of last year's answers."""
    desk = the_desk()
    standing, earlier = desk.now(), desk.earlier
    items = () if earlier is None else earlier.items
    wanted = request.args.get("status", "")
    shown = [each for each in items if not wanted or each.status == wanted]
    answered = {str(address) for address in standing.response.answers}
    waiting = [] if earlier is None else [address for address in earlier.drafts if address not in standing.kept]
    return render_template(
        "carried.html",
        earlier=earlier,
        shown=shown[:MOST],
        total=len(shown),
        counts=Counter(each.status for each in items),
        statuses=list(Carried),
        wanted=wanted,
        answered=answered,
        waiting=len(waiting),
        question_of=question_of,
        questions=standing.edition.questions,
    )


@blueprint.post("/carry-forward")
def take() -> Response:
    """Take drafts over where nothing was ever answered; whoever does it is their drafter."""
    desk = the_desk()
    require(me(), Role.PREPARER)
    if desk.earlier is None:
        raise InputError("carry-forward", "has no earlier response", "Put last year's response file into the project.")
    chosen = {Address.parse(text) for text in request.form.getlist("address")}
    drafts = desk.earlier.drafts
    kept = desk.now().kept
    given = [drafts[at] for at in drafts if at not in kept and (not chosen or at in chosen)]
    with desk.store.work(me()) as work:
        count, _ = bring_in(work, desk.number, desk.edition, given)
        note_run(work, desk.number, "carried forward", f"{count} answers of {desk.earlier.edition}")
    flash(f"{count} answer{'s are' if count != 1 else ' is'} taken over as draft{'s' if count != 1 else ''}.", "done")
    return redirect(url_for("carried.page"))
