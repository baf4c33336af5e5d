"""Every form of submission, made up and read again: each answer comes back at its question, row and column."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cdp_toolkit.documents.placing import Placement, place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.values import Value
from tests.made_paper import Paper, Print
from tests.made_submission import Rows, addressed, compact, integrated, made_answers, older, portal

WIDE = Print(width=842, height=595)
HIGH = Print(label_colour="0 0 0", bar="")
UNNAMED = "ABCDEE+Calibri"  # a font that does not say that it is bold
EVERY = 6  # one question of so many is tried

Form = Callable[[Edition, dict[str, Rows], Print], Paper]

# name, edition, form, print, addresses that are known to be lost
FORMS: list[tuple[str, str, Form, Print]] = [
    ("portal", "cdp-2025", portal, WIDE),
    ("portal, no bars", "cdp-2025", portal, replace(WIDE, bar="", label_colour="0 0 0.4")),
    ("portal, bars of light grey", "cdp-2025", portal, replace(WIDE, bar="0.9 0.9 0.9", label_colour="0 0 0")),
    ("portal, a font that is not called bold", "cdp-2025", portal, replace(WIDE, bold=UNNAMED, bar="", label_colour="0 0 0")),
    ("portal, labels only larger", "cdp-2025", portal, replace(WIDE, bold="Helvetica", bar="", label_colour="0 0 0")),
    ("portal, cells in frames", "cdp-2025", portal, replace(WIDE, grid="boxes")),
    ("portal, ticks of a symbol font", "cdp-2025", portal, replace(WIDE, tick="\uf0fe")),
    ("portal, ticks in brackets", "cdp-2025", portal, replace(WIDE, tick="[x]")),
    ("compact", "cdp-2025", compact, WIDE),
    ("compact, no bars", "cdp-2025", compact, replace(WIDE, bar="", label_colour="0 0 0")),
    ("Q7.6", "cdp-2025", integrated, HIGH),
    ("Q7.6, grey labels", "cdp-2025", integrated, replace(HIGH, label_colour="0.6 0.6 0.6")),
    ("2018-2023", "cdp-2023", older, HIGH),
    ("2018-2023, grey labels", "cdp-2023", older, replace(HIGH, label_colour="0.6 0.6 0.6")),
    ("2018-2023, nothing is bold", "cdp-2023", older, replace(HIGH, bold="Helvetica")),
]


@cache
def given(edition: str) -> tuple[Edition, dict[str, Rows]]:
    loaded = load_edition(edition)
    return loaded, dict(list(made_answers(loaded).items())[::EVERY])


def read(path: Path, edition: Edition) -> Placement:
    return place(read_submission(path, edition), edition, path.name)


def flat(value: Value) -> str:
    return " ".join(text_of(value).replace("\\n", " ").split())


@pytest.mark.parametrize(("edition", "form", "style"), [each[1:] for each in FORMS], ids=[each[0] for each in FORMS])
def test_every_answer_comes_back(tmp_path: Path, edition: str, form: Form, style: Print) -> None:
    loaded, answers = given(edition)
    placement = read(form(loaded, answers, style).write(tmp_path / "made.pdf"), loaded)
    expected = {address: flat(value) for address, value in addressed(answers).items()}
    found = {str(answer.address): flat(answer.value) for answer in placement.answers}

    assert placement.questions == list(answers)
    assert found == expected
