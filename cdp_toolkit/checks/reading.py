"""Says which figures a rule looked at, with their addresses, and writes them for a reader."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from cdp_toolkit.checks.tables import TEXTS, ReferenceValues
from cdp_toolkit.language import Cell, Context, Node, Row
from cdp_toolkit.language.references import ALL, ORGANISATION, PREVIOUS, Reference
from cdp_toolkit.mapping.shaping import grouped
from cdp_toolkit.values import Address, plain

SHOWN_DIGITS = 6
EXCERPT = 160
GROUPED_FROM = 10000  # a year has no comma

Read = tuple[str, str, Cell]  # question, name of the row, with the column behind a dot; the cell


def cells_read(node: Node, context: Context, row: Row | None, here: str | None) -> Iterator[tuple[str, Row, str]]:
    """Yield the filled cells that a node looked at: question, row, column."""
    chosen = node.select(context, row) if node.select is not None else None
    for reference in node.references:
        for question, each in _rows_of(reference, context, row, here, node.scope, chosen):
            if reference.column in each.cells:
                yield question, each, reference.column
    if node.scope is None:
        for child in node.children:
            yield from cells_read(child, context, row, here)
        return
    for each in context.table(node.scope).rows if chosen is None else chosen:
        for child in node.children:
            yield from cells_read(child, context, each, node.scope)


def _rows_of(
    reference: Reference, context: Context, row: Row | None, here: str | None, scope: str | None, chosen: list[Row] | None
) -> Iterator[tuple[str, Row]]:
    question = reference.question or here
    if question is None:
        return
    if reference.question is not None and reference.row == ALL:
        rows = chosen if chosen is not None and question == scope else context.table(question).rows
        yield from ((question, each) for each in rows)
        return
    found = row if reference.question is None else reference.find(context, row)
    if found is not None:
        yield question, found


def figures(
    nodes: list[Node], context: Context, row: Row | None, here: str | None, references: Mapping[str, ReferenceValues]
) -> dict[str, str]:
    """Return what the nodes looked at, by address, in the order of reading."""
    found: dict[str, str] = {}
    for node in nodes:
        for question, each, column in cells_read(node, context, row, here):
            if question == ORGANISATION:
                continue
            if question == TEXTS:
                found.setdefault(str(each.cells["address"]), written(each.cells[column]))
                continue
            origin = references.get(question)
            text = written(each.cells[column])
            address = address_of(question, each, column)
            found.setdefault(address, text if origin is None else f"{text} {origin.quoted(each.name, column)}")
    return found


def address_of(question: str, row: Row, column: str | None) -> str:
    """Return the address of a cell; last year's start with ``previous.``."""
    number = question.removeprefix(PREVIOUS)
    mark = PREVIOUS if number != question else ""
    return f"{mark}{Address(number, row.name or None, column)}"


def is_answer(address: str) -> bool:
    """Whether it is an address of this year's response."""
    return address[:1].isdigit() or address[:1] in "CS"


def written(value: Any) -> str:
    """Write what was read as in a sentence."""
    if isinstance(value, Decimal):
        shown = _rounded(value)
        return grouped(shown) if abs(shown) >= GROUPED_FROM else plain(shown)
    if isinstance(value, tuple):
        return "; ".join(value)
    text = " ".join(str(value).split())
    return "blank" if value is None else text if len(text) <= EXCERPT else f"{text[: EXCERPT - 3]}..."


def _rounded(value: Decimal) -> Decimal:
    """Leave out decimals that nobody needs to see a contradiction."""
    if not value or len(value.as_tuple().digits) <= SHOWN_DIGITS:
        return value
    places = max(SHOWN_DIGITS - 1 - value.adjusted(), 0)
    return value.quantize(Decimal(1).scaleb(-places)) if value.adjusted() < 20 else value
