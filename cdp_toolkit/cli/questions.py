"""``cdp-toolkit questions``: what the organisation is asked, how far it has come, and why it is not asked the rest."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import open_response, response_argument
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.editions.reasons import Cause, Hidden, Reasons
    from cdp_toolkit.responses.progress import Progress


@click.command()
@response_argument
@click.option("--hidden", is_flag=True, help="List what is hidden instead of what is displayed.")
@click.option("--why", is_flag=True, help="Say what hides it and what would show it.")
@click.option("--question", "number", help="Look into this question: its rows and columns.")
@json_option
def questions(
    response: Path, edition_id: str, sector: str | None, hidden: bool, why: bool, number: str | None, as_json: bool
) -> None:
    """List the questions that RESPONSE has to answer, in CDP's order, with what is answered and what is missing.

    \b
    Examples:
      cdp-toolkit questions samples/kuaishou-2023
      cdp-toolkit questions samples/kuaishou-2023 --hidden --why
      cdp-toolkit questions samples/kuaishou-2023 --question 7.53.1 --hidden --why
    """
    from cdp_toolkit.responses.display import reasons_for
    from cdp_toolkit.responses.progress import progress

    opened = open_response(response, edition_id, sector)
    reasons = reasons_for(opened.edition, opened.response)
    if number is not None:
        opened.edition.question(number)  # says so where there is none
    asked = [each for each in progress(reasons.display, reasons.displayed) if number in (None, each.question)]
    away = _hidden(reasons, number)
    if as_json:
        print_json({"displayed": [_progress(reasons, each) for each in asked], "hidden": [_plain(each) for each in away]})
    elif hidden:
        _print_hidden(reasons, away, why=why)
    else:
        _print_asked(reasons, asked, number)


def _hidden(reasons: "Reasons", number: str | None) -> list["Hidden"]:
    if number is None:
        return list(reasons.hidden_questions())
    if not reasons.displayed.shows(number):
        return [reasons.question(number)]
    return [*reasons.hidden_rows(number), *reasons.hidden_columns(number)]


def _print_asked(reasons: "Reasons", asked: list["Progress"], number: str | None) -> None:
    rows = [
        (
            each.question,
            reasons.edition.questions[each.question].topic,
            f"{each.answered} of {each.cells}",
            str(len(each.missing)),
        )
        for each in asked
    ]
    print_table("", ("Question", "Topic", "Answered", "Missing"), rows, right=(2, 3))
    if number is None:
        count, cells = len(asked), sum(each.cells for each in asked)
        answered, missing = sum(each.answered for each in asked), sum(len(each.missing) for each in asked)
        click.echo(f"{count} questions are displayed: {answered:,} of {cells:,} cells are answered, {missing:,} are missing.")
        return
    for address in (address for each in asked for address in each.missing):
        click.echo(f"missing: {address}")


def _print_hidden(reasons: "Reasons", away: list["Hidden"], *, why: bool) -> None:
    for each in away:
        topic = reasons.edition.questions[each.address.question].topic
        whole = each.address.row is None and each.address.column is None
        click.echo(f"{each.address}  {topic}" if whole else str(each.address))
        for cause in each.causes if why else ():
            click.echo(f"  {cause.reason}: shown {cause.shown}{_sure(cause)}")
            for address, value in cause.reads:
                click.echo(f"    {address} is {value}")
    click.echo(f"{len(away)} hidden.")


def _sure(cause: "Cause") -> str:
    if cause.inferred:
        return " (CDP does not state it)"
    return "" if cause.confidence == "high" else f" ({cause.confidence} confidence)"


def _progress(reasons: "Reasons", each: "Progress") -> dict[str, Any]:
    topic = reasons.edition.questions[each.question].topic
    missing = list(map(str, each.missing))
    return {"question": each.question, "topic": topic, "cells": each.cells, "answered": each.answered, "missing": missing}


def _plain(each: "Hidden") -> dict[str, Any]:
    return {"address": str(each.address), "causes": [_cause(cause) for cause in each.causes]}


def _cause(cause: "Cause") -> dict[str, Any]:
    return {
        "reason": cause.reason,
        "shown": cause.shown,
        "reads": [{"address": address, "value": value} for address, value in cause.reads],
        "confidence": cause.confidence,
        "inferred": cause.inferred,
        "where": cause.where,
    }
