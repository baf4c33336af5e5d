"""The page of findings: what is wrong or doubtful, and what the team decided to live with, with the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding
from cdp_toolkit.responses.store.reviewing import question_of, waive
from cdp_toolkit.review.guarding import me, the_desk

blueprint = Blueprint("findings", __name__)


@blueprint.get("/findings")
def page() -> str:
    """Show the findings, the gravest first."""
    standing = the_desk().now()
    severity = request.args.get("severity", "")
    shown = [each for each in standing.open_findings if not severity or each.severity == severity]
    waived = [
        (each, standing.waived[each.code, each.where]) for each in standing.findings if (each.code, each.where) in standing.waived
    ]
    return render_template(
        "findings.html",
        shown=shown,
        waived=waived,
        severity=severity,
        question_of=_question,
        total=len(standing.open_findings),
        checked=standing.checked,
    )


def _question(finding: Finding) -> str:
    """Return the question that a finding leads to, "" where it is about a file."""
    found = next((number for each in (finding.where, *finding.addresses) if (number := question_of(each))), "")
    return found if found in the_desk().edition.questions else ""


@blueprint.post("/findings/waivers")
def decide() -> Response:
    """Waive a finding with a reason, or take a waiver back."""
    desk, check, where = the_desk(), request.form.get("check", ""), request.form.get("where", "")
    if not any((each.code, each.where) == (check, where) for each in desk.now().findings):
        raise InputError(where, f"has no finding '{check}' any more", "Load the page again.")
    reason = request.form.get("reason", "") if request.form.get("back") != "1" else None
    with desk.store.work(me()) as work:
        waive(work, desk.number, check, where, reason)
    flash("The waiver is taken back." if reason is None else "The finding is waived.", "done")
    return redirect(url_for("findings.page"))
