"""Reads an edition that is written as its differences from another: numbers that moved, columns, options, questions of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdp_toolkit.editions.model import Column, Edition, Question, Row, Rows
from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.values import question_order


class _Head(Definition):
    """``edition.yaml`` of such an edition."""

    id: str
    title: str
    base: str
    sources: tuple[dict[str, str], ...]
    modules: dict[str, str] = {}


class _Change(Definition):
    """What is different in one question, by the names that the base gives its columns."""

    columns_left_out: tuple[str, ...] = ()
    columns_added: tuple[Column, ...] = ()
    numbers: dict[str, int] = {}
    labels: dict[str, str] = {}
    options_added: dict[str, tuple[str, ...]] = {}
    options_left_out: dict[str, tuple[str, ...]] = {}
    rows_added: tuple[Row, ...] = ()
    rows_left_out: tuple[str, ...] = ()


class Differences(Definition):
    """``differences.yaml``.

    ``renumbered`` gives a number of this edition its number in the base; ``left_out`` names questions of the base that are not asked.
    """

    renumbered: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    changed: dict[str, _Change] = {}


def is_difference(folder: Path) -> bool:
    """Whether the edition in a folder is written as differences."""
    return (folder / "differences.yaml").is_file()


def base_of(folder: Path) -> str:
    """Return the name of the edition that the one in ``folder`` builds on."""
    head: _Head = validated(read(folder / "edition.yaml"), _Head)
    return head.base


def read_differences(folder: Path, base: Edition) -> Edition:
    """Return the edition in ``folder``, made from its base.

    Raises:
        DefinitionError: A file cannot be used, or names what the base does not have.
    """
    head: _Head = validated(read(folder / "edition.yaml"), _Head)
    document = read(folder / "differences.yaml")
    differences: Differences = validated(document, Differences)
    own = read(folder / "questions.yaml") if (folder / "questions.yaml").is_file() else None
    faults: list[Fault] = []
    questions = _kept(document, differences, base, faults)
    for question in () if own is None else _own(own, base, faults):
        if question.id in questions:
            faults.append(Fault(folder.name, f"question {question.id} is in the base already", "Leave the base's out."))
        questions[question.id] = question
    if faults:
        raise DefinitionError(faults)
    ordered = {number: questions[number] for number in sorted(questions, key=question_order)}
    return Edition(head.id, head.title, {**base.modules, **head.modules}, base.sectors, base.issues, ordered, base.lists)


def _kept(document: Document, differences: Differences, base: Edition, faults: list[Fault]) -> dict[str, Question]:
    for key, numbers in (
        ("renumbered", differences.renumbered.values()),
        ("left_out", differences.left_out),
    ):
        for number in numbers:
            if number not in base.questions:
                faults.append(_unknown(document, key, f"question {number}", number, base.questions))
    moved = {old: new for new, old in differences.renumbered.items()}
    questions: dict[str, Question] = {}
    for number, question in base.questions.items():
        if number not in differences.left_out:
            here = moved.get(number, number)
            questions[here] = question.model_copy(update={"id": here})
    for number, change in differences.changed.items():
        if number in questions:
            questions[number] = _changed(document, questions[number], change, faults)
        else:
            faults.append(_unknown(document, "changed", f"question {number}", number, questions))
    return questions


def _unknown(document: Document, key: str, what: str, name: str, known: Mapping[str, Any]) -> Fault:
    return Fault(document.where((key, name)), f"the base has no {what}", nearest(name, known))


def _changed(document: Document, question: Question, change: _Change, faults: list[Fault]) -> Question:
    named = (*change.columns_left_out, *change.numbers, *change.labels, *change.options_added, *change.options_left_out)
    for name in named:
        if name not in question.by_name:
            faults.append(_unknown(document, "changed", f"column {question.id}.{name}", name, question.by_name))
    for name in change.rows_left_out:
        if name not in question.row_by_name:
            faults.append(_unknown(document, "changed", f"row {question.id}[{name}]", name, question.row_by_name))
    columns = [_column(column, change) for column in question.columns if column.name not in change.columns_left_out]
    columns = sorted([*columns, *change.columns_added], key=lambda column: column.n)
    rows = question.rows
    if rows is not None and (change.rows_added or change.rows_left_out):
        kept = tuple(row for row in rows.fixed if row.name not in change.rows_left_out)
        rows = Rows(fixed=(*kept, *change.rows_added), confidence=rows.confidence)
    # Made anew rather than copied, so that the model looks at it again and no cached list of columns is carried along.
    return Question(**{**dict(question), "columns": tuple(columns), "rows": rows})


def _column(column: Column, change: _Change) -> Column:
    options = [option for option in column.options if option not in change.options_left_out.get(column.name, ())]
    options += [option for option in change.options_added.get(column.name, ()) if option not in options]
    return column.model_copy(
        update={
            "n": change.numbers.get(column.name, column.n),
            "label": change.labels.get(column.name, column.label),
            "options": tuple(options),
        }
    )


def _own(document: Document, base: Edition, faults: list[Fault]) -> tuple[Question, ...]:
    """Read questions that the base does not ask; their option lists are named as the base's."""
    for i, question in enumerate(document.data):
        holders = [*(question.get("columns") or ()), (question.get("rows") or {}).get("key")]
        for holder in holders:
            if isinstance(holder, dict) and isinstance(holder.get("options"), str):
                if holder["options"] not in base.lists:
                    place = document.where((i, "columns"))
                    faults.append(Fault(place, f"there is no list '{holder['options']}'", nearest(holder["options"], base.lists)))
                holder["options"] = base.lists.get(holder["options"], ("?",))
        if question.get("sectors") == "all":
            question["sectors"] = base.sectors
    questions: tuple[Question, ...] = validated(document, tuple[Question, ...])
    return questions
