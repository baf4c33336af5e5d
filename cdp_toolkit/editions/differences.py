"""Reads an edition that is written as its differences from another: numbers that moved, columns, options, questions of its own.

Display conditions, limits between answers and computed cells are the base's and name the base's questions; they are left out. An
earlier edition is there to be read and carried forward, not to be filled in: everything that it lists counts as displayed.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.model import Column, Edition, Question, Row, Rows
from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.values import question_order

# What a column is, apart from its rules.
_SHAPE = ("n", "name", "label", "type", "unit", "options", "min", "max", "decimals", "max_chars", "confidence")


class _Head(Definition):
    """``edition.yaml`` of such an edition."""

    id: str
    title: str
    base: str
    sources: tuple[dict[str, str], ...]
    modules: dict[str, str] = Field(default_factory=dict)


class _Change(Definition):
    """What is different in one question, by the names that the base gives its columns and rows.

    ``options_renamed`` gives, by column, an option of the base its label in this edition.
    """

    columns_left_out: tuple[str, ...] = ()
    columns_added: tuple[Column, ...] = ()
    numbers: dict[str, int] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)
    options_added: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    options_renamed: dict[str, dict[str, str]] = Field(default_factory=dict)
    row_labels: dict[str, str] = Field(default_factory=dict)
    rows_left_out: tuple[str, ...] = ()


class Differences(Definition):
    """``differences.yaml``.

    ``renumbered`` gives a number of this edition its number in the base; ``left_out`` names questions of the base that this
    edition does not ask.
    """

    renumbered: dict[str, str] = Field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    changed: dict[str, _Change] = Field(default_factory=dict)


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
    edition = Edition(head.id, head.title, {**base.modules, **head.modules}, base.sectors, base.issues, ordered, base.lists)
    return replace(edition, plans=compile_edition(edition))


def _kept(document: Document, differences: Differences, base: Edition, faults: list[Fault]) -> dict[str, Question]:
    for key, numbers in (("renumbered", differences.renumbered.values()), ("left_out", differences.left_out)):
        unknown = [number for number in numbers if number not in base.questions]
        faults += [_unknown(document, key, f"question {number}", number, base.questions) for number in unknown]
    moved = {old: new for new, old in differences.renumbered.items()}
    questions: dict[str, Question] = {}
    for number, question in base.questions.items():
        if number not in differences.left_out:
            here = moved.get(number, number)
            questions[here] = _bare_question(question, here)
    for number, change in differences.changed.items():
        if number in questions:
            questions[number] = _changed(document, questions[number], change, faults)
        else:
            faults.append(_unknown(document, "changed", f"question {number}", number, questions))
    return questions


def _unknown(document: Document, key: str, what: str, name: str, known: Mapping[str, Any]) -> Fault:
    return Fault(document.where((key, name)), f"the base has no {what}", nearest(name, known))


def _changed(document: Document, question: Question, change: _Change, faults: list[Fault]) -> Question:
    named = (*change.columns_left_out, *change.numbers, *change.labels, *change.options_added, *change.options_renamed)
    unknown = [name for name in named if name not in question.by_name]
    faults += [_unknown(document, "changed", f"column {question.id}.{name}", name, question.by_name) for name in unknown]
    unknown = [name for name in (*change.rows_left_out, *change.row_labels) if name not in question.row_by_name]
    faults += [_unknown(document, "changed", f"row {question.id}[{name}]", name, question.row_by_name) for name in unknown]
    columns = [_column(column, change) for column in question.columns if column.name not in change.columns_left_out]
    columns = sorted([*columns, *change.columns_added], key=lambda column: column.n)
    rows = question.rows
    if rows is not None and rows.fixed:
        kept = (row for row in rows.fixed if row.name not in change.rows_left_out)
        fixed = tuple(Row(name=row.name, label=change.row_labels.get(row.name, row.label)) for row in kept)
        rows = Rows(fixed=fixed, confidence=rows.confidence)
    return _question(question, question.id, rows, tuple(columns))


def _bare_question(question: Question, number: str) -> Question:
    rows = question.rows
    if rows is not None:
        key = None if rows.key is None else _bare(rows.key)
        fixed = tuple(Row(name=row.name, label=row.label) for row in rows.fixed)
        rows = Rows(fixed=fixed, added=rows.added, key=key, confidence=rows.confidence)
    return _question(question, number, rows, tuple(map(_bare, question.columns)))


def _question(question: Question, number: str, rows: Rows | None, columns: tuple[Column, ...]) -> Question:
    """Make a question anew, so that the model looks at it and no cached list of columns is carried along."""
    return Question(
        id=number,
        concept=question.concept,
        topic=question.topic,
        sectors=question.sectors,
        issues=question.issues,
        rows=rows,
        columns=columns,
    )


def _bare(column: Column) -> Column:
    """Return a column without its rules; what an earlier year's list held besides is not known."""
    shape = {name: getattr(column, name) for name in _SHAPE}
    return Column(**shape, more_options=bool(column.options))


def _column(column: Column, change: _Change) -> Column:
    renamed = change.options_renamed.get(column.name, {})
    options = [renamed.get(option, option) for option in column.options]
    options += [option for option in change.options_added.get(column.name, ()) if option not in options]
    n, label = change.numbers.get(column.name, column.n), change.labels.get(column.name, column.label)
    return column.model_copy(update={"n": n, "label": label, "options": tuple(options)})


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
