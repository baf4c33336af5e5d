"""Question and column numbers where they stand: ``(7.6.1) label``, ``C6.1_C1_label``, ``Q7.6``, a sheet called ``C6.1``."""

import re
from typing import NamedTuple

from cdp_toolkit.workbooks.layout.labels import DOUBTFUL, EXACT, likeness
from cdp_toolkit.workbooks.layout.sought import Catalogue

_NUMBER = r"(?:SC|C(?:-[A-Z]{2})?)\d+\.\d+[a-z]?|\d+(?:\.\d+)+|C-FI"
_CODE = re.compile(
    rf"(?:(?:question|q|no|nr|#)\s?\.?\s*)?[(\[]?(?P<code>{_NUMBER})(?:_C(?P<n>\d+))?[)\]]?(?P<rest>(?:[\s_:.,;)\]–—/-].*)?)",
    re.IGNORECASE | re.DOTALL,
)


class Code(NamedTuple):
    """A number that stands at the beginning of a text, what follows, and the column that it names by itself."""

    number: str
    rest: str
    n: int | None = None


class Meaning(NamedTuple):
    """What a number means: a question, or one of its columns."""

    question: str
    n: int | None = None


def code_of(text: str) -> Code | None:
    """Return the number that a text begins with.

    >>> code_of("(7.6.1) Gross emissions")
    Code(number='7.6.1', rest='Gross emissions', n=None)
    >>> code_of("C6.1_C2_Start date")
    Code(number='C6.1', rest='Start date', n=2)
    """
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return None
    number = match["code"]
    number = (
        number.upper()[:-1] + number[-1].lower() if number[-1].isalpha() and not number.upper().endswith("FI") else number.upper()
    )
    return Code(number, match["rest"].strip(" _:.,;)]–—-/\n\t"), int(match["n"]) if match["n"] else None)


def meaning_of(code: Code, catalogue: Catalogue, above: str | None) -> Meaning | None:
    """Return what a number means, None where no edition knows it.

    7.53.1 is a question and could be a column of 7.53: what stands behind it decides, and else the question ``above`` it.
    """
    if code.n is not None:
        return Meaning(code.number, code.n) if catalogue.knows(code.number) else None
    parent, _, last = code.number.rpartition(".")
    column = None
    for sought in catalogue.views(parent) if last.isdigit() and parent else ():
        column = sought.by_n.get(int(last))
        if column is not None:
            break
    if not catalogue.knows(code.number):
        return None if column is None else Meaning(parent, int(last))
    if column is None:
        return Meaning(code.number)
    if code.rest:
        as_column = max(likeness(code.rest, label) for label in column.labels)
        as_question = max(likeness(code.rest, sought.question.topic) for sought in catalogue.views(code.number))
        is_column = as_column >= DOUBTFUL and (as_column == EXACT or as_column > as_question)
        return Meaning(parent, int(last)) if is_column else Meaning(code.number)
    return Meaning(parent, int(last)) if above == parent else Meaning(code.number)
