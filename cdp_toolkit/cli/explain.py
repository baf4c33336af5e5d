"""``cdp-toolkit explain``: what one data point asks, its answer, and where the answer comes from."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.edition import show_question
from cdp_toolkit.cli.opening import Opened, open_response, open_scoring, scoring_options
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.editions.model import Edition
    from cdp_toolkit.scoring.assessing import Assessment, Assessor
    from cdp_toolkit.values import Address

MOST_OPTIONS = 12


@click.command()
@click.argument("address")
@click.argument("response", type=click.Path(path_type=Path), required=False)
@click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition, where RESPONSE does not say it.")
@click.option(
    "--scoring", is_flag=True, help="Show every criterion of the question: met or not, what decided it, points and fix."
)
@click.option("--sector", help="Sector to score for, where RESPONSE does not say it (default General).")
@scoring_options
@json_option
def explain(
    address: str,
    response: Path | None,
    edition_id: str,
    scoring: bool,
    sector: str | None,
    weights: Path | None,
    verdicts: Path | None,
    as_json: bool,
) -> None:
    """Show what a data point asks, its answer in RESPONSE, and the way back to the figure's file and row.

    ADDRESS is question[row].column, such as 7.8[business_travel].emissions; a question or a row alone lists its data points.

    \b
    Examples:
      cdp-toolkit explain 7.6[reporting_year].emissions samples/kuaishou-2023
      cdp-toolkit explain 7.53.1
      cdp-toolkit explain 7.53.1 samples/lumen-live --scoring
    """
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.values import Address

    point = Address.parse(address)
    if scoring:
        _explain_scoring(point, _scored(response, edition_id, sector, weights, verdicts), as_json=as_json)
        return
    opened = None if response is None else open_response(response, edition_id)
    edition = load_edition(edition_id) if opened is None else opened.edition
    question = edition.question(point.question)
    if (point.column is None and len(question.columns) > 1) or (point.row is None and question.rows is not None):
        _explain_question(edition, point, opened, as_json=as_json)
        return
    data = explanation(edition, edition.canonical(point), opened)
    if as_json:
        print_json(data)
    else:
        _print(data)


def _scored(
    response: Path | None, edition_id: str, sector: str | None, weights: Path | None, verdicts: Path | None
) -> "tuple[Assessor, Assessment]":
    """Score a response, or one without any answer where none is named."""
    if response is not None:
        scoring = open_scoring(response, edition_id, sector, weights, verdicts, None)
        return scoring.advisor.assessor, scoring.before
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.responses.model import Organisation, Response, every_table
    from cdp_toolkit.scoring.assessing import assessor_for

    assessor = assessor_for(edition_id, Organisation(), sector=sector)
    return assessor, assessor.assess(every_table(load_edition(edition_id), Response(edition_id)))


def _explain_scoring(point: "Address", scored: "tuple[Assessor, Assessment]", *, as_json: bool) -> None:
    from cdp_toolkit.scoring.blockwords import scoring_as_plain, scoring_lines

    assessor, assessment = scored
    question = assessor.edition.question(point.question)
    blocks = scoring_as_plain(assessor, assessment, question.id)
    if as_json:
        print_json(blocks)
        return
    click.echo(f"{question.id}  {question.topic}")
    for line in scoring_lines(blocks):
        click.echo(line)


def explanation(edition: "Edition", address: "Address", opened: Opened | None) -> dict[str, Any]:
    """Return everything that is known of a data point, as plain JSON values."""
    from cdp_toolkit.editions.asking import how_to_answer
    from cdp_toolkit.responses.entries import text_of

    question, column = edition.question(address.question), edition.column(address)
    answer = None if opened is None else opened.response.answers.get(address)
    return {
        "address": str(address),
        "topic": question.topic,
        "row": question.row_by_name[address.row].label if address.row in question.row_by_name else address.row,
        "label": column.label,
        "number": f"{question.id} column {column.n}",
        "type": column.type,
        "takes": how_to_answer(column),
        "unit": _unit(opened, column.unit),
        "options": list(column.options),
        "answer": None if answer is None else text_of(answer.value),
        "source": None if answer is None else str(answer.source),
        "status": None if answer is None else str(answer.status),
        "way": [] if answer is None or opened is None else way_back(opened, address),
        "metrics": [] if answer is not None else _metrics(edition, address, opened),
    }


def way_back(opened: Opened, address: "Address") -> list[str]:
    """Return the steps from an answer back to figures in files, each indented below what it explains."""
    from cdp_toolkit.responses.entries import text_of

    traces = {} if opened.answered is None else opened.answered.traces
    answers = opened.response.answers
    steps: list[str] = []

    def follow(point: "Address", depth: int, above: frozenset["Address"]) -> None:
        trace = traces.get(point)
        if trace is None or point in above or answers[point].source.kind == "person":
            return
        if depth or trace.how not in str(answers[point].source):
            steps.append("  " * depth + trace.how)
        for figure in trace.figures:
            period = f" for {figure.period}" if figure.period is not None else ""
            where = ", ".join(filter(None, (figure.where, figure.source, figure.page)))
            steps.append("  " * (depth + 1) + f"{figure}{period}: {where}")
        for read in trace.reads:
            if read in answers:
                value = text_of(answers[read].value).replace("\n", "; ")
                steps.append("  " * (depth + 1) + f"{read} = {value} ({answers[read].source})")
                follow(read, depth + 2, above | {point})

    follow(address, 0, frozenset())
    return steps


def _unit(opened: Opened | None, unit: str | None) -> str | None:
    """Return a column's unit; the reporting currency by its code where a project says it."""
    known = None if opened is None or opened.project is None else opened.project.currency
    return known if unit == "currency" and known else unit


def _metrics(edition: "Edition", address: "Address", opened: Opened | None) -> list[str]:
    """Name the metrics that would answer a data point."""
    from cdp_toolkit.mapping.asked import metrics_for, standard_metrics_for

    answered = None if opened is None else opened.answered
    find = standard_metrics_for(edition) if answered is None else metrics_for(answered.mapping.plans)
    return list(find(address))


def _print(data: dict[str, Any]) -> None:
    asked = " / ".join(dict.fromkeys(filter(None, (data["topic"], data["row"], data["label"]))))
    click.echo(f"{data['address']}\n  asked    {asked}  ({data['number']})")
    click.echo(f"  takes    {data['takes']}")
    for option in data["options"][:MOST_OPTIONS]:
        click.echo(f"           - {option}")
    if len(data["options"]) > MOST_OPTIONS:
        click.echo(f"           ... {len(data['options'])} options in all, see --json")
    if data["answer"] is None:
        click.echo("  answer   none")
        if data["metrics"]:
            click.echo(f"  metrics  {', '.join(data['metrics'])} would answer it")
        return
    lines = data["answer"].splitlines()
    unit = f" {data['unit']}" if data["unit"] else ""
    click.echo(f"  answer   {lines[0]}{unit}")
    for line in lines[1:]:
        click.echo(f"           {line}")
    click.echo(f"  source   {data['source']}\n  status   {data['status']}")
    for i, step in enumerate(data["way"]):
        click.echo(f"  {'way' if i == 0 else '':8} {step}")


def _explain_question(edition: "Edition", point: "Address", opened: Opened | None, *, as_json: bool) -> None:
    """List the answers of a question or of one of its rows; without a response say what the question is made of."""
    question = edition.question(point.question)
    if opened is None:
        show_question(question, as_json=as_json)
        return
    data = [
        explanation(edition, answer.address, opened)
        for answer in opened.response
        if answer.address.question == question.id
        and point.row in (None, answer.address.row)
        and point.column in (None, answer.address.column)
    ]
    if as_json:
        print_json(data)
        return
    if not data:
        click.echo(f"{question.id}  {question.topic}\n  answer   none")
        return
    lines = [(d["address"].removeprefix(question.id), d["label"], d["answer"], d["source"]) for d in data]
    print_table(f"{question.id}  {question.topic}", ("Data point", "Label", "Answer", "Source"), lines)
