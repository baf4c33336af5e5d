"""The pages of gaps and plans: what lacks points, tried out live, and the cheapest way to a band."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from cdp_toolkit.errors import InputError
from cdp_toolkit.review.effects import level_bars
from cdp_toolkit.review.guarding import the_desk
from cdp_toolkit.review.searches import Searches, gaps_to, plan_to
from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.advising import Choice
from cdp_toolkit.scoring.assessing import Assessment
from cdp_toolkit.scoring.edits import together
from cdp_toolkit.scoring.effort import IN_TIME, ORDER
from cdp_toolkit.scoring.gaps import Gap
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.planwords import plan_rows
from cdp_toolkit.scoring.summary import changed_rows

blueprint = Blueprint("gaps", __name__)


def _searches() -> Searches:
    searches: Searches = current_app.extensions["searches"]
    return searches


def target_of(given: str) -> str:
    """Return the band that is asked for; without one, two steps above where the project surely is. Raises InputError."""
    desk = the_desk()
    order = desk.assessor.levels.order
    if given and given not in order:
        raise InputError(given, "is no band", f"Bands: {', '.join(order)}.")
    low = order.index(desk.now().assessment.result.low)
    return given or order[min(low + 2, len(order) - 1)]


def known_gaps(standing: Standing, target: str) -> tuple[list[Gap] | None, bool]:
    """Return the gaps to a band, None where they are not known yet, and whether they are being worked out."""
    return gaps_to(_searches(), the_desk(), standing, target)


def known_plan(standing: Standing, target: str, choice: Choice) -> tuple[Plan | None, bool]:
    """Return the cheapest plan to a band, None where it is not known yet, and whether it is being searched."""
    return plan_to(_searches(), the_desk(), standing, target, choice)


@blueprint.get("/gaps")
def page() -> str:
    """Show the gaps to a band, first those that cap it, then those that pay most."""
    target, standing = target_of(request.args.get("target", "")), the_desk().now()
    found, running = known_gaps(standing, target)
    return render_template("gaps.html", **_about(standing, target), found=found, running=running, **_tried(standing, found or []))


def _about(standing: Standing, target: str) -> dict[str, Any]:
    share = float(the_desk().assessor.levels.next_share)
    return {
        "standing": standing,
        "target": target,
        "order": the_desk().assessor.levels.order,
        "bars": level_bars(standing.assessment, share),
    }


def _tried(standing: Standing, found: list[Gap]) -> dict[str, Any]:
    """Return what the chosen gaps, closed together, would do."""
    chosen = set(request.values.getlist("gap"))
    edits = together(each.edits for each in found if each.block in chosen)
    after: Assessment | None = the_desk().advisor(standing).with_edits(standing.assessment, edits) if edits else None
    rows = [] if after is None else changed_rows(standing.assessment, after)
    share = float(the_desk().assessor.levels.next_share)
    return {"chosen": chosen, "after": after, "rows": rows, "bars_after": [] if after is None else level_bars(after, share)}


@blueprint.post("/gaps/what-if")
def what_if() -> str:
    """Show what the chosen gaps would do, for the page to put in its place."""
    target, standing = target_of(request.form.get("target", "")), the_desk().now()
    found, _ = known_gaps(standing, target)
    return render_template("_what_if.html", **_about(standing, target), **_tried(standing, found or []))


@blueprint.get("/plan")
def plan() -> str:
    """Show the cheapest way to a band, searched beside the requests."""
    desk, args = the_desk(), request.args
    target, standing = target_of(args.get("target", "")), desk.now()
    without = frozenset(each for each in args.get("without", "").replace(",", " ").split() if each)
    for number in without:
        desk.edition.question(number)
    effort = next((each for each in ORDER if each == args.get("effort")), IN_TIME)
    found, running = known_plan(standing, target, Choice(without=without, max_effort=effort))
    advisor = desk.advisor(standing)
    rows = [] if found is None else plan_rows(advisor, found)
    return render_template(
        "plan.html", **_about(standing, target), found=found, running=running, rows=rows, without=" ".join(sorted(without)),
        effort=effort, efforts=ORDER,
    )  # fmt: skip
