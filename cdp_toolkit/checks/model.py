"""A check as it is written in ``checks/*.yaml``; docs/checks.md explains every key."""

from typing import Annotated, Any

from pydantic import Field

from cdp_toolkit.editions.yamlfile import Definition
from cdp_toolkit.findings import Severity

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Data = Any  # a condition or an expression of the rule language, checked when it is compiled


class CheckRule(Definition):
    """What has to hold.

    Args:
        rows: The rows in which it is asked, one by one; without it, it is asked once.
        when: Where this does not hold, the check does not apply; where it is unknown, the check cannot be assessed.
        expect: What has to hold there.
    """

    rows: Data = None
    when: Data = True
    expect: Data


class Check(Definition):
    """Something that must hold between answers.

    Args:
        id: Its name, which findings carry and waivers name.
        questions: The questions that it compares; a finding stands at the first, or at the row that it is asked in.
        at: Column at which a finding stands, or cell, where that is not the whole question or row.
        severity: How grave a contradiction is.
        tolerance: What the rule calls ``$tolerance``: a share, an amount, or both.
        let: Named conditions and expressions that rule and problem can use.
        rule: What has to hold.
        problem: What is wrong where it does not, with figures between braces: cells, and expressions of ``let``.
        why: Why that is a contradiction.
        fix: What to do.
        reference: Where it can be looked up.
    """

    id: Id
    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    at: str | None = None
    severity: Severity
    tolerance: Data = None
    let: dict[str, Data] = Field(default_factory=dict)
    rule: CheckRule
    problem: str
    why: str
    fix: str
    reference: str
