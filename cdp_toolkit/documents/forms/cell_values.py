"""Turns the text of a table's cell into the lines of a value, as the other forms of a submission have them."""

import re

from cdp_toolkit.documents.meaning.printed import Options
from cdp_toolkit.documents.page import TICK, Line
from cdp_toolkit.documents.structure import key
from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import InputError

_NOT_ASKED = {key("Question not applicable")}
# Figures that can be read in one way only, written with a decimal comma and with a decimal point; and what can be either.
_COMMA = re.compile(r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0+,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})")
_POINT = re.compile(r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0+\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})")
_EITHER = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


def value_lines(text: str, column: Column | None, place: Line) -> list[Line]:
    """Return the lines of a value; none where CDP's data sets say that the question was not asked.

    Args:
        text: The cell.
        column: The column that it answers, None where the edition has none.
        place: Where the cell stands.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or key(text) in _NOT_ASKED:
        return []
    if column is not None and column.type == "choices":
        return [place.with_text(f"{TICK} {option}") for option in _options(text, column)]
    return [place.with_text(line) for line in text.split("\n")]


def _options(text: str, column: Column) -> list[str]:
    """Part a list of options at semicolons and line breaks; an option, or what was specified, may hold some itself."""
    known = {key(label.rpartition(" | ")[2]): label for label in reversed(column.options)}
    known |= {key(label): label for label in column.options}
    pieces, seams = re.split(r"[;\n]", text), re.findall(r"[;\n] *", text)
    options, found = Options(column.options), list[str]()
    start, specified = 0, False
    while start < len(pieces):
        ends = range(len(pieces), start, -1)
        end = next((end for end in ends if key("".join(pieces[start:end])) in known), 0)
        choice = options.match(pieces[start].strip()) if specified and not end else None
        if end:
            found.append(known[key("".join(pieces[start:end]))])
        elif specified and (choice is None or not choice.text):
            found[-1] += f"{seams[start - 1]}{pieces[start].strip()}"
        elif pieces[start].strip():
            found.append(pieces[start].strip())
        last = options.match(found[-1]) if found else None
        specified = last is not None and bool(last.text)
        start = end or start + 1
    return found


def with_points(figures: list[str], file: str) -> bool:
    """Whether the figures of a table have decimal points; where its columns are not parted by commas, they can have commas.

    Raises:
        InputError: A figure can be read in two ways, and no other one tells which is meant; or some have points, some commas.
    """
    commas, points = (next(filter(form.fullmatch, figures), None) for form in (_COMMA, _POINT))
    either = next(filter(_EITHER.fullmatch, figures), None)
    fix = "Save it with commas between the columns and decimal points."
    if commas is not None and points is not None:
        raise InputError(file, f"holds figures with decimal commas and with decimal points: {commas} and {points}", fix)
    if commas is None and points is None and either is not None:
        whole, part = re.split(r"[.,]", either)
        raise InputError(file, f"holds the figure {either}, which can mean {whole}{part} or {whole}.{part}", fix)
    return commas is None


def pointed(figure: str) -> str:
    """Return a figure that is written with a decimal comma as one with a decimal point; other text as it is.

    >>> pointed("1.234,5")
    '1234.5'
    """
    if re.fullmatch(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", figure):
        return figure.replace(".", "").replace(",", ".")
    return figure
