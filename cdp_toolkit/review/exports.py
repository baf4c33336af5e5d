"""Export: the workbook, the response file, and the answers written back into the project folder."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cdp_toolkit.responses.file import write_response
from cdp_toolkit.responses.model import Response as Answers
from cdp_toolkit.responses.store.people import Role, require
from cdp_toolkit.responses.store.reviewing import note_run
from cdp_toolkit.review.guarding import me, the_desk
from cdp_toolkit.workbooks.template import fill_template

blueprint = Blueprint("exports", __name__)

KINDS = {".csv": "text/csv; charset=utf-8", ".json": "application/json"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/export")
def page() -> str:
    """Show what can be exported."""
    desk = the_desk()
    standing = desk.now()
    statuses = [standing.status_of(number) for number in standing.states]
    return render_template("export.html", standing=standing, file=desk.project.response_file.name, statuses=statuses)


@blueprint.post("/export/<name>")
def download(name: str) -> Response:
    """Give a file: the workbook, or the response as CSV or JSON."""
    standing = the_desk().now()
    if name == "workbook.xlsx":
        filled = fill_template(standing.edition, standing.response, findings=standing.open_findings)
        return _file(f"{stem()}.xlsx", filled.content, XLSX)
    ending = name.removeprefix("response")
    if ending not in KINDS:
        abort(404)
    return _file(f"{stem()}{ending}", _response_file(ending, standing.response), KINDS[ending])


def stem() -> str:
    """Return the name that exported files begin with."""
    name = the_desk().project.organisation.name.lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in f"{name} {the_desk().edition.id}").split())


def _response_file(ending: str, answers: Answers) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"response{ending}"
        write_response(path, the_desk().edition, answers)
        return path.read_bytes()


def _file(name: str, content: bytes, kind: str) -> Response:
    desk, standing = the_desk(), the_desk().now()
    with desk.store.work(me()) as work:
        note_run(work, desk.number, "export", f"{name}, band {standing.assessment.result}")
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/export/project")
def write_back() -> Response:
    """Write what people answered into the project's response file, so that every command sees it."""
    desk = the_desk()
    require(me(), Role.REVIEWER)
    standing = desk.now()
    own = {
        at: each for at, each in standing.response.answers.items() if each.source.kind not in ("metric", "derived", "computed")
    }
    write_response(desk.project.response_file, desk.edition, Answers(desk.edition.id, answers=own))
    with desk.store.work(me()) as work:
        note_run(work, desk.number, "written to the project", f"{len(own)} answers, band {standing.assessment.result}")
    flash(f"{len(own)} answers are in {desk.project.response_file.name}.", "done")
    return redirect(url_for("exports.page"))
