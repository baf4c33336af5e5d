"""Everything that is wrong with the answers of one response by themselves, before they are checked against each other."""

from collections.abc import Iterator

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.reasons import Reasons
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity, by_weight
from cdp_toolkit.responses.agreement import broken_rules, typed_over
from cdp_toolkit.responses.display import reasons_for
from cdp_toolkit.responses.model import Response
from cdp_toolkit.responses.stale import doubtful_display, options_not_offered, stale_answers
from cdp_toolkit.responses.validity import faults_of
from cdp_toolkit.values import Address


def validate(edition: Edition, response: Response) -> list[Finding]:
    """Return the findings on a response, the gravest first.

    Each answer is held against its column; then what is displayed decides which answers are stale, which options are not
    offered, and which rules between the answers of a question do not hold.
    """
    known = {address: answer for address, answer in response.answers.items() if _unknown(edition, address) is None}
    asked = Response(response.edition, response.organisation, known)
    findings = list(_columns(edition, response))
    reasons = reasons_for(edition, asked)
    findings += stale_answers(reasons, asked)
    findings += options_not_offered(reasons, asked)
    findings += _nameless_rows(reasons)
    findings += broken_rules(reasons)
    findings += typed_over(reasons, asked)
    findings += doubtful_display(reasons)
    return by_weight(findings)


def _columns(edition: Edition, response: Response) -> Iterator[Finding]:
    for address, answer in response.answers.items():
        unknown = _unknown(edition, address)
        if unknown is not None:
            yield unknown
        else:
            yield from faults_of(edition.column(address), str(address), answer.value)


def _unknown(edition: Edition, address: Address) -> Finding | None:
    try:
        canonical = edition.canonical(address)
    except InputError as error:
        return Finding("no-such-data-point", Severity.ERROR, str(address), error.problem, error.fix, (str(address),))
    if canonical == address:
        return None
    problem, fix = "the address leaves out the column", f"Write {canonical}."
    return Finding("no-such-data-point", Severity.ERROR, str(address), problem, fix, (str(address),))


def _nameless_rows(reasons: Reasons) -> Iterator[Finding]:
    """Yield a finding for every added row that does not say what it is about."""
    for number, question in reasons.edition.questions.items():
        key = question.rows.key if question.rows is not None else None
        if key is None:
            continue
        for row in reasons.context.table(number).rows:
            if key.name not in row.cells:
                where = str(Address(number, row.name, key.name))
                problem = f"the row does not say what it is about: '{key.label}' is blank"
                yield Finding("row-without-subject", Severity.ERROR, where, problem, "Choose one of its options.", (where,))
