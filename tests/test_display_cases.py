"""Runs the YAML cases of display conditions: answers and facts in; what is shown, hidden, doubtful, offered out."""

from pathlib import Path
from typing import Any

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.reasons import Reasons
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.responses.display import reasons_for
from cdp_toolkit.responses.entries import value_of
from cdp_toolkit.responses.model import Answer, Organisation, Response
from cdp_toolkit.responses.stale import closed_options
from cdp_toolkit.values import Address

FOLDER = Path(__file__).parent / "cases" / "display"
CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read(path).data]
GENERAL_AT_FIRST = """
    1.1 1.2 1.3 1.4 1.4.1 1.5 1.6 1.7 1.24 2.1 2.2 2.2.1 2.2.7 2.4 3.1 3.5 3.6 4.1 4.3 4.5 4.6 4.10 4.11 4.12 5.1 5.2 5.4 5.10
    5.11 6.1 7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8 7.9 7.10 7.12 7.13 7.15 7.16 7.17 7.20 7.22 7.23 7.29 7.30 7.30.14 7.45 7.52 7.53
    7.54 7.55 7.74 7.79 13.1 13.2 13.3
"""
KEYS = {"name", "organisation", "answers", "shows", "hides", "doubtful", "offers", "closes"}


def response(edition: Edition, case: dict[str, Any]) -> Response:
    """Make the response of a case; who asks is known to be nobody unless the case says otherwise."""
    facts = {"requesters": (), "flags": (), **case.get("organisation", {})}
    own = Organisation(**{key: tuple(value) if value is not None else None for key, value in facts.items()})
    answers = []
    for text, given in case.get("answers", {}).items():
        address = edition.canonical(Address.parse(text))
        written = "\n".join(given) if isinstance(given, list) else str(given)
        answers.append(Answer(address, value_of(edition.column(address), written)))
    return Response.of(edition.id, answers, own)


def is_shown(reasons: Reasons, text: str) -> bool:
    """Whether a question, row or cell is displayed."""
    address = Address.parse(text)
    table = reasons.context.table(address.question)
    if address.row is None and address.column is None:
        return table.shown
    row = table.row(address.row or "")
    return row is not None and (address.column is None or address.column in row.shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_display_case(case: dict[str, Any]) -> None:
    edition = load_edition("cdp-2026")
    assert set(case) <= KEYS
    reasons = reasons_for(edition, response(edition, case))

    visible, hidden = (list(map(str, case.get(key, ()))) for key in ("shows", "hides"))
    shown = {text: is_shown(reasons, text) for text in (*visible, *hidden)}
    doubts = {str(doubt.address) for doubt in reasons.doubts()}
    closed = {text: _closed(reasons, text) for text in (*case.get("offers", {}), *case.get("closes", {}))}

    assert shown == {text: text in visible for text in shown}
    assert doubts == set(case.get("doubtful", ()))
    for text, options in case.get("offers", {}).items():
        assert closed[text].isdisjoint(options)
    for text, options in case.get("closes", {}).items():
        assert closed[text] >= set(options)


def _closed(reasons: Reasons, text: str) -> set[str]:
    address = Address.parse(text)
    assert reasons.edition.column(address)
    row = reasons.context.table(address.question).row(address.row or "")
    assert row is not None
    plan = reasons.display.plans.by_question[address.question]
    return set(closed_options(reasons, plan, row, address.column or ""))


def test_whatever_is_hidden_says_what_hides_it_and_what_would_show_it() -> None:
    edition = load_edition("cdp-2026")
    reasons = reasons_for(edition, Response(edition.id, Organisation(requesters=(), flags=())))

    hidden = list(reasons.hidden_questions())
    parts = [part for number in edition.questions for part in (*reasons.hidden_rows(number), *reasons.hidden_columns(number))]

    assert len(hidden) == len(edition.questions) - sum(reasons.displayed.shows(number) for number in edition.questions)
    assert [str(each.address) for each in (*hidden, *parts) if not each.causes] == []
    assert all(
        cause.reason and cause.shown.startswith(("when ", "unless ")) for each in (*hidden, *parts) for cause in each.causes
    )


def test_what_a_general_company_sees_before_it_has_answered() -> None:
    edition = load_edition("cdp-2026")
    reasons = reasons_for(edition, Response(edition.id, Organisation(requesters=(), flags=())))

    shown = [number for number in edition.questions if reasons.displayed.shows(number)]

    assert " ".join(shown) == " ".join(GENERAL_AT_FIRST.split())
