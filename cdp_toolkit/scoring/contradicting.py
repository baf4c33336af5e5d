"""What the choices of a plan would contradict: findings that its answers raise and the response as it is does not."""

from collections.abc import Callable

from cdp_toolkit.checks.checker import load_checker
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.findings import Finding
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.values import Address


def contradictions(edition: Edition, plan: Plan, told: Callable[[Address], bool]) -> tuple[Finding, ...]:
    """Return the findings that rest on choices of a plan; stand-ins for figures, dates and texts contradict nothing.

    Args:
        edition: Whose checks are run.
        plan: The plan.
        told: Whether the plan tells people what to answer at a data point.
    """
    checker = load_checker(edition.id)
    before = {(each.code, each.where) for each in checker.run(plan.before.displayed.context.tables).findings}
    found = checker.run(plan.after.displayed.context.tables).findings
    return tuple(each for each in found if (each.code, each.where) not in before and _told(plan, each, told))


def _told(plan: Plan, finding: Finding, told: Callable[[Address], bool]) -> bool:
    """Whether a finding reads what the plan changes, and of that only what it tells people to answer."""
    changed = [at for each in finding.addresses if (at := Address.parse(each)) in plan.edits.cells]
    return bool(changed) and all(told(at) for at in changed)
