"""What a column asks for, in the few words that workbook, command line and page show beside a cell."""

from collections.abc import Iterator

from cdp_toolkit.editions.model import Column

_WORDS = {
    "choice": "choose one",
    "choices": "choose any number, one a line",
    "date": "date",
    "attachment": "name of the file",
    "text": "text",
}


def how_to_answer(column: Column) -> str:
    """Say in a few words what a cell of this column takes: unit, limits, one option or several."""
    if column.type == "number":
        unit = "reporting currency" if column.unit == "currency" else column.unit or "number"
        return ", ".join((unit, *_limits(column)))
    if column.type == "text" and column.max_chars is not None:
        return f"text, at most {column.max_chars:,} characters"
    return _WORDS[column.type]


def _limits(column: Column) -> Iterator[str]:
    if column.min is not None and column.max is not None:
        yield f"{column.min:,f} to {column.max:,f}"
    elif column.max is not None:
        yield f"at most {column.max:,f}"
    elif column.min is not None:
        yield f"at least {column.min:,f}"
    if column.decimals is not None:
        yield "whole" if column.decimals == 0 else f"up to {column.decimals} decimals"
