"""The report from the page: worked out beside the requests, since gaps and plan take seconds."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.errors import InputError
from cdp_toolkit.reports.content import Material, content_of
from cdp_toolkit.responses.carried import carried_said
from cdp_toolkit.responses.store.reviewing import note_run
from cdp_toolkit.review.exports import stem
from cdp_toolkit.review.gaps import known_gaps, known_plan, target_of
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.scoring.advising import Choice

blueprint = Blueprint("reporting", __name__)

KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _material(target: str) -> Material | None:
    """Return what the report is made from, None while it is being worked out."""
    desk = the_desk()
    standing = desk.now()
    gaps, searching = known_gaps(standing, target)
    plan, planning = known_plan(standing, target, Choice())
    if gaps is None or plan is None or searching or planning:
        return None
    year = desk.project.year.period
    facts = (
        ("Reporting year", f"{year.start.isoformat()} to {year.end.isoformat()}"),
        ("Data points answered", f"{len(standing.response.answers):,}"),
    )
    name = desk.project.organisation.name
    advisor, carried = desk.advisor(standing), carried_said(standing.response)
    return Material(name, facts, advisor, standing.assessment, target, gaps, plan, standing.open_findings, carried)


@blueprint.get("/export/report")
def page() -> str:
    """Show whether the report is ready."""
    target = target_of(request.args.get("target", ""))
    return render_template(
        "report.html", target=target, order=the_desk().assessor.levels.order, ready=_material(target) is not None
    )


@blueprint.post("/export/report")
def download() -> Response:
    """Give the report."""
    kind, target = request.form.get("kind", ""), target_of(request.form.get("target", ""))
    if kind not in KINDS:
        raise InputError("kind", f"'{kind}' is none of a report", f"One of: {', '.join(KINDS)}.")
    material = _material(target)
    if material is None:
        return redirect(url_for("reporting.page", target=target))
    content, desk, name = _written(material, kind), the_desk(), f"{stem()}-report.{kind}"
    with desk.store.work(me()) as work:
        note_run(work, desk.number, "export", f"{name}, band {material.assessment.result}")
    response = make_response(content)
    response.headers["Content-Type"] = KINDS[kind]
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _written(material: Material, kind: str) -> bytes | str:
    content = content_of(material)
    if kind == "html":
        from cdp_toolkit.reports.page import html_of

        return html_of(content)
    if kind == "pdf":
        from cdp_toolkit.reports.pdf import pdf_of

        return pdf_of(content)
    from cdp_toolkit.reports.book import book_of

    return book_of(content)
