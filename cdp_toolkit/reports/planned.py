"""The plan of a report: what it comes to, and its steps with what to do and what can be answered then."""

from decimal import Decimal

from cdp_toolkit.reports.parts import Table
from cdp_toolkit.scoring.advising import Advisor
from cdp_toolkit.scoring.effort import IN_TIME
from cdp_toolkit.scoring.holding import held_back
from cdp_toolkit.scoring.planning import Plan
from cdp_toolkit.scoring.planwords import held_lines, open_points, plan_contradictions, plan_steps
from cdp_toolkit.scoring.points import decimal


def plan_said(advisor: Advisor, plan: Plan) -> tuple[str, ...]:
    """Return what a plan comes to, in sentences."""
    before, after = plan.before.result, plan.after.result
    if plan.reached and not plan.moves:
        return (f"{plan.target} is reached already in the low estimate.",)
    said = [
        f"With this plan the low estimate reaches {plan.target}."
        if plan.reached
        else f"No plan to {plan.target} was found; this one comes nearest.",
        f"Band now {before}; with the plan {after}, found by scoring the response again with every change made.",
        f"Effort {decimal(plan.price)} in {len(plan.moves)} steps.",
    ]
    if plan.proof == "exhaustive":
        said.append("No combination of these moves costs less: all were tried.")
    else:
        said.append(
            f"No such plan costs less than {decimal(plan.at_least)}, if a question's points need answers of its own "
            "and no further question opens."
        )
    if plan.interrupted:
        said.append("The search was stopped; this is the best plan so far.")
    said += open_points(advisor)
    said += [f"Contradiction among its answers, at {each.where}: {each.problem}" for each in plan_contradictions(advisor, plan)]
    said += list(held_lines(held_back(advisor, plan, IN_TIME)))
    said.append("Answer only what is so: what is supposed has to be checked, everything else done first.")
    return tuple(said)


def plan_table(advisor: Advisor, plan: Plan) -> Table:
    """Return a row a step."""
    names: dict[str, str] = {rule.letter: rule.name for rule in advisor.assessor.levels.levels}
    rows = [
        (
            Decimal(i),
            f"{move.question} up to {names[move.level]}" if move.level else move.label,
            step.topic,
            step.lines,
            step.effort,
            Decimal(step.price),
        )
        for i, (move, step) in enumerate(zip(plan.moves, plan_steps(advisor, plan), strict=True), 1)
    ]
    about = f"The steps to {plan.target}, in the order in which each brought the target nearest for its effort."
    heads = ("Step", "Question", "Topic", "What to do, and what can be answered then", "Effort", "Price")
    return Table("Plan", about, heads, tuple(rows), (6, 22, 34, 90, 11, 9))
