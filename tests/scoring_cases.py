"""Runs the YAML cases of criterion blocks: answers and outcomes of other blocks in, points out."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cdp_toolkit.editions.model import Edition, Question, slug
from cdp_toolkit.language import Row, Table
from cdp_toolkit.scoring.evaluating import outcome
from cdp_toolkit.scoring.leaves import ScoringContext
from cdp_toolkit.scoring.points import HIDDEN, ZERO, Outcome, Points
from cdp_toolkit.scoring.scorer import Scorer
from cdp_toolkit.values import Address, Attachment


def cell(question: Question, column: str, value: Any) -> Any:
    """Read a value as a case writes it; what the column does not take is a mistake in the case."""
    shape = question.by_name[column]
    match shape.type:
        case "number":
            return Decimal(str(value))
        case "date":
            return dt.date.fromisoformat(value)
        case "attachment":
            return Attachment(value["file"])
        case "text":
            return str(value)
    labels = tuple(value) if isinstance(value, list) else (value,)
    for label in labels:
        assert label in shape.options, f"'{label}' is no option of {question.id}.{column}"
    return labels


def tables(
    edition: Edition,
    answers: dict[str, Any],
    hidden: list[str],
    rows: dict[str, list[str]] | None = None,
    columns: dict[str, list[str]] | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Table]:
    """Make the tables of a case: every question, fixed row and column is displayed unless the case hides it.

    ``rows`` names the only fixed rows that are displayed, ``columns`` the only columns, by question, ``only`` the
    questions that a table is needed of (all).
    """
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for text, value in answers.items():
        address = Address.parse(text)
        column = edition.column(address).name
        question = edition.questions[address.question]
        cells.setdefault((question.id, address.row or ""), {})[column] = cell(question, column, value)
    gone = {Address.parse(text) for text in hidden}
    for number, kept in (columns or {}).items():
        known = edition.questions[number].by_name
        assert set(kept) <= set(known), f"{number} has no column {set(kept) - set(known)}"
        gone |= {Address(number, None, name) for name in known if name not in kept}
    made: dict[str, Table] = {}
    for number in edition.questions if only is None else only:
        question = edition.questions[number]
        if Address(question.id) in gone:
            continue
        names = [row.name for row in question.fixed_rows] or [""]
        if rows and question.id in rows:
            assert set(rows[question.id]) <= set(names), f"{question.id} has no row {set(rows[question.id]) - set(names)}"
            names = [name for name in names if name in rows[question.id]]
        if question.adds_rows:
            names = sorted((row for number, row in cells if number == question.id), key=int)
        made[question.id] = Table([row(question, name, cells.get((question.id, name), {}), gone) for name in names
                                   if Address(question.id, name) not in gone])  # fmt: skip
    return made


def row(question: Question, name: str, filled: dict[str, Any], gone: set[Address]) -> Row:
    """Make one row, without the columns that the case hides in it or in all rows."""
    shown = tuple(
        column.name
        for column in question.columns
        if Address(question.id, None, column.name) not in gone and Address(question.id, name or None, column.name) not in gone
    )
    key = question.rows.key.name if question.rows is not None and question.rows.key is not None else None
    visible = {column: value for column, value in filled.items() if column in shown or column == key}
    about = filled.get(key) if key else None
    return Row(name, visible, shown, slug(about[0]) if about else name)


def given(data: dict[str, Any]) -> dict[str, Outcome]:
    """Read the outcomes of other blocks that a case settles."""
    made = {}
    for key, what in data.items():
        if what in ("full", "none"):
            points = Points(Fraction(what == "full"), Fraction(1))
            made[key] = Outcome(points, points)
        elif isinstance(what, dict) and "criterion" in what:
            made[key] = Outcome(
                Points(ZERO, Fraction(1)), Points(Fraction(1), Fraction(1)), {}, dict.fromkeys(what["criterion"], True)
            )
        elif isinstance(what, dict):
            rows = {str(name): given({key: inner})[key] for name, inner in what["rows"].items()}
            low, high = (max((getattr(each, side) for each in rows.values()), key=lambda p: p.share) for side in ("low", "high"))
            made[key] = Outcome(low, high, rows)
        else:
            earned, _, of = str(what).partition("/")
            points = Points(Fraction(earned), Fraction(of))
            made[key] = Outcome(points, points)
    return made


def run(scorer: Scorer, case: dict[str, Any]) -> str:
    """Return what the block of a case comes to, written as cases write it."""
    known = {"kind", "block", "sector", "name", "given", "answers", "hidden", "rows", "columns", "verdicts", "points"}
    assert set(case) <= known, f"unknown keys: {sorted(set(case) - known)}"
    block = scorer.blocks[case["block"]]
    settled = given(case.get("given", {}))
    unknown = set(settled) - block.after
    assert not unknown, f"{case['block']} does not ask for {sorted(unknown)}"
    made = tables(
        scorer.edition, case.get("answers", {}), case.get("hidden", []), case.get("rows"), case.get("columns"), block.reads
    )
    outcomes = dict.fromkeys(block.after, HIDDEN) | settled
    context = ScoringContext(made, None, case.get("verdicts", {}), outcomes, [])
    return str(outcome(block, context))


def expected(points: Any) -> str:
    """Return the expected outcome in the same writing."""
    return f"{points['low']} to {points['high']}" if isinstance(points, dict) else str(points)
