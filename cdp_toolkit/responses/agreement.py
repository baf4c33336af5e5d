"""What has to hold between the answers of a question: sums, order of dates, cells that CDP computes itself."""

from collections.abc import Iterator
from decimal import Decimal

from cdp_toolkit.editions.plans import Demand, Plan
from cdp_toolkit.editions.reasons import Reasons
from cdp_toolkit.editions.wording import in_words
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.language import Node, Row
from cdp_toolkit.language.references import ALL, HERE
from cdp_toolkit.responses.computed import KIND, computed_answers
from cdp_toolkit.responses.model import Answer, Response
from cdp_toolkit.values import Address, plain

SHOWN_DECIMALS = 4
FEW = 4
OPPOSITE = {"<": "is not below", "<=": "is more than", "=": "is not", ">=": "is less than", ">": "is not above"}


def broken_rules(reasons: Reasons) -> Iterator[Finding]:
    """Yield a finding for every rule of a displayed question that does not hold between its answers."""
    for number in reasons.edition.questions:
        plan = reasons.display.plans.by_question[number]
        table = reasons.context.table(number)
        if not table.shown:
            continue
        for demand in plan.demands:
            if demand.column is None:
                if demand.node.evaluate(reasons.context, None) is False:
                    yield _broken(reasons, plan, demand, None)
                continue
            for row in table.rows:
                if demand.column in row.cells and demand.node.evaluate(reasons.context, row) is False:
                    yield _broken(reasons, plan, demand, row)


def _broken(reasons: Reasons, plan: Plan, demand: Demand, row: Row | None) -> Finding:
    rule, number = demand.rule, plan.question.id
    column = demand.column or (rule.columns[0] if len(rule.columns) == 1 else None)
    where = Address(number, (row.name or None) if row is not None else None, column if row is not None else None)
    figures = next(_figures(reasons, demand.node, row), "")
    asked = in_words(reasons.edition, number, demand.data)
    addresses = tuple(dict.fromkeys(_addresses(reasons, plan, demand.node, row)))
    problem = f"{rule.problem}: {figures or f'it has to hold that {asked}'}{_read(reasons, addresses)}"
    severity = Severity.INFO if rule.inferred else rule.severity
    return Finding(rule.code, severity, str(where), problem, rule.fix, addresses)


def _read(reasons: Reasons, addresses: tuple[str, ...]) -> str:
    """Name the values that were read, where they are few."""
    if not 0 < len(addresses) <= FEW:
        return ""
    values = []
    for text in addresses:
        address = Address.parse(text)
        row = reasons.context.table(address.question).row(address.row or "")
        cell = row.cells.get(address.column or "") if row is not None else None
        values.append(f"{text} is {'; '.join(cell) if isinstance(cell, tuple) else cell}")
    return f" ({', '.join(values)})"


def _figures(reasons: Reasons, node: Node, row: Row | None) -> Iterator[str]:
    """Yield the comparisons that failed, with the figures on both sides."""
    if node.kind == "compare" and node.evaluate(reasons.context, row) is False:
        sides = [child.evaluate(reasons.context, row) for child in node.children]
        sign = node.data["compare"][1]
        if sign in OPPOSITE and all(side is not None for side in sides):
            left, right = (_side(child, side) for child, side in zip(node.children, sides, strict=True))
            yield f"{left} {OPPOSITE[sign]} {right}"
    if node.scope is None:
        for child in node.children:
            yield from _figures(reasons, child, row)


def _side(node: Node, value: object) -> str:
    """Write one side of a comparison; spans of time say what they are."""
    unit = {"years": " years", "days": " days"}.get(node.kind, "")
    if isinstance(value, Decimal):
        return plain(round(value, SHOWN_DECIMALS).normalize() + 0) + unit
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _addresses(reasons: Reasons, plan: Plan, node: Node, row: Row | None) -> Iterator[str]:
    own = plan.question.id
    for reference in node.reads(own):
        number = reference.question or own
        if not reference.column or reference.about_organisation:
            continue
        if reference.row is HERE:
            rows = [row] if row is not None else []
        elif reference.row == ALL:
            rows = list(reasons.context.table(number).rows)
        else:
            found = reference.find(reasons.context, row)
            rows = [found] if found is not None else []
        for each in rows:
            if reference.column in each.cells:
                yield str(Address(number, each.name or None, reference.column))


def typed_over(reasons: Reasons, response: Response) -> Iterator[Finding]:
    """Yield a finding for every figure that was typed into a cell that CDP computes and that differs from what it computes."""
    expected = computed_answers(reasons.edition, reasons.displayed)
    for number, plan in reasons.display.plans.by_question.items():
        for row in reasons.context.table(number).rows if plan.computed else ():
            for each in plan.computed:
                address = Address(number, row.name or None, each.column)
                answer = response.answers.get(address)
                if answer is None or answer.source.kind == KIND or each.column not in row.shown:
                    continue
                yield from _typed(str(address), answer.value, expected.get(address))


def _typed(where: str, value: object, answer: Answer | None) -> Iterator[Finding]:
    if not isinstance(value, Decimal):
        return
    expected = None if answer is None else answer.value
    if not isinstance(expected, Decimal):
        problem = f"{plain(value)} stands in a cell that CDP computes, and what it is computed from is missing"
        fix = "Fill in what it is computed from; the cell itself cannot be typed in the portal."
        yield Finding("computed-without-basis", Severity.WARNING, where, problem, fix, (where,))
    elif not same_when_rounded(value, expected):
        problem = f"{plain(value)} stands in a cell that CDP computes as {plain(expected)}"
        fix = "Leave the cell to CDP, and correct what it is computed from if the result is wrong."
        yield Finding("computed-differs", Severity.ERROR, where, problem, fix, (where,))


def same_when_rounded(value: Decimal, expected: Decimal) -> bool:
    """Whether a figure is the expected one, at the decimals in which it is given."""
    exponent = value.as_tuple().exponent
    return abs(value - expected) <= Decimal(5).scaleb(min(0, int(exponent)) - 1) if isinstance(exponent, int) else False
