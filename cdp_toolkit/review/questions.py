"""The pages of questions: the list with its filters, one question to edit, and what both people wrote where they clash."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.editions.model import Question
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store.people import everybody
from cdp_toolkit.responses.store.reviewing import entries, question_of
from cdp_toolkit.responses.store.steps import may_step, set_status
from cdp_toolkit.review.effects import effect
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.review.listing import SHOWS, STATUSES, Filters, listed
from cdp_toolkit.review.saving import save, tried
from cdp_toolkit.review.sheet import NOTHING_TYPED, Typed, sheet_of
from cdp_toolkit.scoring.edits import Edits, edited
from cdp_toolkit.scoring.summary import changed_rows

Page = Response | str | tuple[str, int]

blueprint = Blueprint("questions", __name__)


@blueprint.get("/questions")
def index() -> Page:
    """List the questions."""
    standing = the_desk().now()
    filters = Filters.of(request.args)
    with the_desk().store.read() as connection:
        people = [each.person.name for each in everybody(connection)]
    rows = listed(standing, filters, me().name)
    ready = [row.question.id for row in rows if row.status == Status.DRAFTED and row.state and not row.state.missing]
    return render_template(
        "questions.html",
        standing=standing,
        filters=filters,
        rows=rows,
        people=people,
        statuses=STATUSES,
        shows=SHOWS,
        ready=ready,
    )


@blueprint.post("/questions")
def hand_on() -> Page:
    """Hand every drafted answer of the chosen questions to review. Approving stays one question at a time, on its page."""
    desk = the_desk()
    chosen = {desk.edition.question(number).id for number in request.form.getlist("question")}
    kept = desk.now().kept.items()
    seen = {
        at: each.version for at, each in kept if at.question in chosen and each.text is not None and each.status is Status.DRAFTED
    }
    with desk.store.work(me()) as work:
        set_status(work, desk.number, list(seen), Status.IN_REVIEW, "", seen)
    flash(f"{len(seen)} answers of {len(chosen)} questions are in review now.", "done")
    return redirect(url_for("questions.index", status=Status.IN_REVIEW))


def _question(number: str) -> Question:
    found = the_desk().edition.questions.get(number)
    if found is None:
        abort(404)
    return found


@blueprint.get("/questions/<number>")
def page(number: str) -> Page:
    """Show one question."""
    return _page(_question(number), NOTHING_TYPED)


def _page(question: Question, typed: Typed) -> str:
    desk, person = the_desk(), me()
    standing = desk.now()
    with desk.store.read() as connection:
        people = [each.person for each in everybody(connection) if each.active and each.password is not None]
        found = entries(connection, desk.number, question.id, most=200)
        past = [each for each in found if question_of(each.about) == question.id][:60]
    kept = [each for address, each in standing.kept.items() if address.question == question.id and each.text is not None]
    steps = {status: [each for each in kept if may_step(person.role, each.status, status)] for status in Status}
    return render_template(
        "question.html",
        standing=standing,
        sheet=sheet_of(standing, question, typed),
        typed=typed,
        people=people,
        past=past,
        steps=steps,
        currency=desk.project.currency,
        comments=[each for each in standing.said.comments if question_of(each.about) == question.id],
        evidence=[each for each in standing.said.evidence if question_of(each.about) == question.id],
        verdicts={each.about: each for each in standing.said.verdicts},
    )


@blueprint.post("/questions/<number>")
def write(number: str) -> Page:
    """Write what the form says; where somebody else wrote meanwhile, show both."""
    question, desk = _question(number), the_desk()
    before = desk.now()
    saved = save(desk, me(), question, request.form, request.form.get("why", ""))
    if saved.written:
        flash(effect(before, desk.now(), len(saved.written)), "done")
    if saved.clashes:
        return render_template("clash.html", question=question, saved=saved, edition=desk.edition), 409
    if saved.faults:
        return _page(question, Typed(saved.texts, saved.faults)), 422
    if not saved.written:
        flash("Nothing was changed.", "done")
    return redirect(url_for("questions.page", number=number))


@blueprint.post("/questions/<number>/preview")
def preview(number: str) -> Page:
    """Show what the form would do to points and band, without writing it."""
    question, desk = _question(number), the_desk()
    before = desk.now()
    cells = tried(desk, question, request.form)
    tables = edited(desk.edition, before.assessment.tables, Edits(cells, {}))
    after = desk.assessor.change(before.assessment, tables)
    rows = changed_rows(before.assessment, after)
    return render_template("preview.html", before=before.assessment, after=after, rows=rows)
