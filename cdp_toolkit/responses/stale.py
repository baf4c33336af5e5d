"""Answers that the portal would not show now: under hidden questions, rows, columns and options; and those shown in doubt."""

from collections.abc import Iterable, Iterator

from cdp_toolkit.editions.model import slug
from cdp_toolkit.editions.plans import Opening, Plan
from cdp_toolkit.editions.reasons import Cause, Doubt, Reasons
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.language import Row
from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address, Choice

CLEAR = "Clear it, or change what hides it: the portal keeps such answers and can submit them."


def stale_answers(reasons: Reasons, response: Response) -> Iterator[Finding]:
    """Yield a finding for everything hidden that holds answers, with all the answers under it."""
    under: dict[Address, list[Address]] = {}
    for address in response.answers:
        target = hidden_target(reasons, address)
        if target is not None:
            under.setdefault(target, []).append(address)
    for target, answers in under.items():
        causes = _causes(reasons, target)
        what = "question" if target.row is None and target.column is None else "row" if target.column is None else "cell"
        count = "one answer stands" if len(answers) == 1 else f"{len(answers)} answers stand"
        problem = f"{count} in a {what} that is not displayed. {_because(causes)}"
        yield Finding("stale-answer", Severity.WARNING, str(target), problem, CLEAR, tuple(map(str, answers)))


def hidden_target(reasons: Reasons, address: Address) -> Address | None:
    """Return what hides an answer: its question, its row or its own cell; None where it is displayed."""
    table = reasons.context.table(address.question)
    if not table.shown:
        return Address(address.question)
    row = table.row(address.row or "")
    if row is None:
        return Address(address.question, address.row)
    question = reasons.edition.questions[address.question]
    key = question.rows.key.name if question.rows is not None and question.rows.key is not None else None
    return None if address.column in row.shown or address.column == key else address


def _causes(reasons: Reasons, target: Address) -> tuple[Cause, ...]:
    if target.column is not None:
        row = reasons.context.table(target.question).row(target.row or "")
        return () if row is None else tuple(reasons.column(target.question, row, target.column))
    if target.row is None:
        return reasons.question(target.question).causes
    found = [hidden.causes for hidden in reasons.hidden_rows(target.question) if hidden.address == target]
    return found[0] if found else ()


def _because(causes: Iterable[Cause]) -> str:
    said = [f"It is shown {cause.shown}{_read(cause)}." for cause in causes]
    return " ".join(said)


def _read(cause: Cause) -> str:
    reads = [f"{address} is {value}" for address, value in cause.reads[:3]]
    return f" ({'; '.join(reads)})" if reads else ""


def doubtful_display(reasons: Reasons) -> Iterator[Finding]:
    """Yield a finding for each condition that leaves open whether something is displayed, with all that it is open for."""
    by_condition: dict[tuple[str, bool], list[Doubt]] = {}
    for doubt in reasons.doubts():
        by_condition.setdefault((doubt.cause.where, doubt.unknown), []).append(doubt)
    for (_, unknown), doubts in by_condition.items():
        cause, addresses = doubts[0].cause, tuple(str(doubt.address) for doubt in doubts)
        if unknown:
            problem = f"whether it is displayed is not known: it is {cause.shown}{_read(cause)}"
            fix = "State the fact in project.toml; until then it is taken as displayed."
            yield Finding("display-unknown", Severity.INFO, addresses[0], problem, fix, addresses)
        else:
            problem = f"it is probably not displayed. It is shown {cause.shown}, which CDP does not state{_read(cause)}"
            fix = "Look in the portal whether it is asked; if not, clear the answer."
            yield Finding("display-doubtful", Severity.INFO, addresses[0], problem, fix, addresses)


def options_not_offered(reasons: Reasons, response: Response) -> Iterator[Finding]:
    """Yield a finding for each chosen option that the portal does not offer there now."""
    for address, answer in response.answers.items():
        plan = reasons.display.plans.by_question.get(address.question)
        row = reasons.context.table(address.question).row(address.row or "")
        if plan is None or row is None or address.column not in row.shown:
            continue
        value = answer.value
        chosen = [each.option for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Choice)]
        closed = closed_options(reasons, plan, row, address.column)
        for option in chosen:
            if option in closed:
                cause = closed[option]
                severity = Severity.INFO if cause.inferred else Severity.ERROR
                problem = f"'{option}' is not offered here. {_because([cause])}"
                fix = "Choose another option, or change what closes it."
                yield Finding("option-not-offered", severity, str(address), problem, fix, (str(address),))


def closed_options(reasons: Reasons, plan: Plan, row: Row, column: str) -> dict[str, Cause]:
    """Return the options of a column that are not offered in a row, each with what closes it."""
    closed = _closed_subjects(reasons, plan, column)
    for test in plan.options.get(column, ()):
        if test.shows(reasons.context, row) is False:
            closed |= dict.fromkeys(getattr(test.rule, "options", ()), reasons.cause(plan, test, row))
    opening = plan.options_from.get(column)
    if opening is not None:
        opened = _opened(reasons, opening, row)
        for option in plan.question.by_name[column].options:
            if opened is not None and option not in opened:
                closed[option] = reasons.opening_cause(plan, opening, option)
    return closed


def _closed_subjects(reasons: Reasons, plan: Plan, column: str) -> dict[str, Cause]:
    """Return the subjects that an added row cannot be about, where the column is the key of added rows."""
    rows = plan.question.rows
    if rows is None or rows.key is None or rows.key.name != column:
        return {}
    subjects = {option: Row("", {column: (option,)}, (), slug(option)) for option in rows.key.options}
    causes = {option: next(iter(reasons.row_causes(plan, row)), None) for option, row in subjects.items()}
    return {option: cause for option, cause in causes.items() if cause is not None}


def _opened(reasons: Reasons, opening: Opening, row: Row) -> set[str] | None:
    """Return the options that are open; None where all are, because what would open them is not asked."""
    asked = [cell for cell in opening.cells if not cell.hidden(reasons.context, row)]
    if not asked and getattr(opening.rule, "otherwise", "none") == "all":
        return None
    return opening.opened(reasons.context, row)
