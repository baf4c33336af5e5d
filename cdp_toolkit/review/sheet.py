"""One question as a page shows it: rows and cells to edit, what is hidden and why, its points, and what people said."""

from collections.abc import Mapping
from dataclasses import dataclass

from cdp_toolkit.editions.model import Column, Question
from cdp_toolkit.editions.reasons import Cause, Reasons
from cdp_toolkit.findings import Finding
from cdp_toolkit.language import Row
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.stale import closed_options
from cdp_toolkit.review.fields import Field, options_of
from cdp_toolkit.review.standing import Standing
from cdp_toolkit.scoring.blocks import LEVELS
from cdp_toolkit.scoring.edits import Edits, edited, next_row
from cdp_toolkit.scoring.explaining import Explanation, explain
from cdp_toolkit.values import Address, as_text

MANY_COLUMNS = 5  # a table with more of them is shown row by row


@dataclass(frozen=True)
class SheetRow:
    """One row: its fields, and what of it is not shown."""

    name: str
    label: str
    fields: tuple[Field, ...]
    new: bool = False


@dataclass(frozen=True)
class NotShown:
    """Something that is not displayed, what would show it, and an answer that stands there all the same."""

    what: str
    reason: str
    shown_when: str
    text: str | None


@dataclass(frozen=True)
class Sheet:
    """A question as its page shows it."""

    question: Question
    shown: bool
    rows: tuple[SheetRow, ...]
    not_shown: tuple[NotShown, ...]
    findings: tuple[Finding, ...]
    levels: tuple[Explanation, ...]
    previous: str | None
    next: str | None

    @property
    def as_table(self) -> bool:
        """Whether it is shown as a table: several rows and few columns."""
        return len(self.rows) > 1 and len(self.question.all_columns) <= MANY_COLUMNS

    @property
    def long_lists(self) -> tuple[Column, ...]:
        """Columns whose options are offered as one list for all rows."""
        widgets = {field.column.name: field for row in self.rows for field in row.fields}
        return tuple(field.column for field in widgets.values() if field.widget in ("search", "lines"))


@dataclass(frozen=True)
class Typed:
    """What a person typed that is not written: by address, and what is wrong with it."""

    texts: Mapping[Address, str]
    faults: Mapping[Address, str]


NOTHING_TYPED = Typed({}, {})


def sheet_of(standing: Standing, question: Question, typed: Typed = NOTHING_TYPED) -> Sheet:
    """Return what the page of a question shows."""
    shown = standing.assessment.displayed.shows(question.id)
    maker = _Maker(standing, question, typed, _with_new_row(standing, question))
    numbers = list(standing.states)
    place = numbers.index(question.id) if question.id in standing.states else -1
    scored = standing.assessor.scorer.blocks
    blocks = [key for level in LEVELS if (key := f"{question.id} {level}") in scored]
    return Sheet(
        question,
        shown,
        tuple(maker.rows()) if shown else (),
        tuple(_not_shown(standing, question)),
        standing.findings_on.get(question.id, ()),
        tuple(explain(standing.assessor.scorer, standing.assessment.scored, key) for key in blocks),
        numbers[place - 1] if place > 0 else None,
        numbers[place + 1] if 0 <= place < len(numbers) - 1 else None,
    )


def _with_new_row(standing: Standing, question: Question) -> Reasons:
    """Return the display with one row more to begin, where rows are added."""
    if not question.adds_rows or not standing.assessment.displayed.shows(question.id):
        return standing.reasons
    given = standing.assessment.tables
    address = Address(question.id, next_row(given[question.id]), question.all_columns[0].name)
    tables = edited(standing.edition, given, Edits({address: None}, {}))
    return Reasons(standing.assessor.display, standing.assessor.display.update(standing.assessment.displayed, tables))


@dataclass(frozen=True)
class _Maker:
    standing: Standing
    question: Question
    typed: Typed
    reasons: Reasons

    def rows(self) -> list[SheetRow]:
        question = self.question
        known = {row.name for row in self.standing.assessment.tables[question.id].rows}
        key = question.rows.key if question.rows is not None else None
        made = []
        for row in self.reasons.context.table(question.id).rows:
            names = (*((key.name,) if key is not None else ()), *row.shown)
            label = question.row_by_name[row.name].label if question.fixed_rows else f"Row {row.name}" if row.name else ""
            fields = tuple(self.field(row, question.by_name[name]) for name in names)
            made.append(SheetRow(row.name, label, fields, question.adds_rows and row.name not in known))
        return made

    def field(self, row: Row, column: Column) -> Field:
        standing = self.standing
        address = Address(self.question.id, row.name or None, column.name)
        answer = standing.response.answers.get(address)
        kept = standing.kept.get(address)
        stored = kept.text or "" if kept is not None else "" if answer is None else text_of(answer.value)
        text = self.typed.texts.get(address, stored)
        plan = self.reasons.display.plans.by_question[self.question.id]
        closed = {label: _said(cause) for label, cause in closed_options(self.reasons, plan, row, column.name).items()}
        where = str(address)
        return Field(
            address,
            column,
            text,
            kept,
            options_of(column, text, closed) if column.options else (),
            column.computed is not None and (kept is None or kept.text is None),
            self.typed.faults.get(address),
            tuple(each for each in standing.findings if each.where == where or where in each.addresses),
            None if standing.ground.earlier is None else standing.ground.earlier.text(address),
            standing.ground.metrics_for(address) if answer is None else (),
        )


def _said(cause: Cause) -> str:
    return f"{cause.reason}: offered {cause.shown}"


def _not_shown(standing: Standing, question: Question) -> list[NotShown]:
    """Return what of a question is not shown, columns that no row shows once, with what stands there all the same."""
    reasons = standing.reasons
    hidden = reasons.question(question.id)
    if hidden.causes or not standing.assessment.displayed.shows(question.id):
        return [_note("The question", hidden.causes, None)]
    made = [
        _note(_row_label(question, each.address.row), each.causes, _text_in(standing, each.address))
        for each in reasons.hidden_rows(question.id)
    ]
    by_column: dict[tuple[str, tuple[Cause, ...]], list[Address]] = {}
    for each in reasons.hidden_columns(question.id):
        by_column.setdefault((each.address.column or "", each.causes), []).append(each.address)
    for (name, causes), addresses in by_column.items():
        label = question.by_name[name].label
        rows = [_row_label(question, address.row) for address in addresses if address.row]
        if rows and len(rows) < len(reasons.context.table(question.id).rows):
            label = f"{label} ({'; '.join(rows)})"
        texts = [text for address in addresses if (text := _text_in(standing, address))]
        made.append(_note(label, causes, "; ".join(texts) or None))
    return made


def _row_label(question: Question, row: str | None) -> str:
    return question.row_by_name[row].label if row in question.row_by_name else f"Row {row}"


def _note(what: str, causes: tuple[Cause, ...], text: str | None) -> NotShown:
    said = dict.fromkeys(cause.reason for cause in causes)
    when = dict.fromkeys(cause.shown for cause in causes)
    return NotShown(what, "; ".join(said), ", and ".join(when), text)


def _text_in(standing: Standing, address: Address) -> str | None:
    answer = standing.response.answers.get(address)
    if address.column is not None:
        return None if answer is None else as_text(answer.value)
    answers = standing.response.answers.items()
    found = [as_text(each.value) for at, each in answers if (at.question, at.row) == (address.question, address.row)]
    return "; ".join(found) or None
