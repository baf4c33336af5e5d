"""Seeds contradictions into a response: answers changed by hand, written as cases write them."""

from collections.abc import Mapping
from typing import Any

from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.language import Table
from cdp_toolkit.responses.model import Answer, Response, table_of
from cdp_toolkit.values import Address, Choice, Value, asks_for_text
from tests.scoring_cases import cell


def value(edition: Edition, address: Address, data: Any) -> Value:
    """Read a value as a case writes it."""
    column = edition.column(address)
    read = cell(edition.questions[address.question], column.name, data)
    if isinstance(read, tuple):
        chosen = tuple(Choice(label, "our own words" if asks_for_text(label) else None) for label in read)
        return chosen[0] if column.type == "choice" else chosen
    made: Value = read
    return made


def seeded(edition: Edition, response: Response, seed: Mapping[str, Any]) -> Response:
    """Return the response with the answers of a seed; null takes an answer away."""
    addresses = {edition.canonical(Address.parse(text)): data for text, data in seed.items()}
    changed = [Answer(address, value(edition, address, data)) for address, data in addresses.items() if data is not None]
    return response.with_answers(changed).without(address for address, data in addresses.items() if data is None)


def displayed_after(display: Display, before: Displayed, response: Response, seed: Mapping[str, Any]) -> Displayed:
    """Return what is displayed after a seed, worked out from what was displayed before it."""
    after = seeded(display.edition, response, seed)
    tables: dict[str, Table] = {}
    for number in {Address.parse(text).question for text in seed}:
        rows: dict[str | None, dict[str, Value]] = {}
        for answer in after.answers.values():
            if answer.address.question == number:
                rows.setdefault(answer.address.row, {})[answer.address.column or ""] = answer.value
        tables[number] = table_of(display.edition.questions[number], rows)
    return display.update(before, tables) if tables else before
