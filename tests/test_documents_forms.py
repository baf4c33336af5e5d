"""Every form of submission, made up and read again: each answer comes back at its question, row and column."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cdp_toolkit.documents.files.cover import cover_of
from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.values import Value
from tests.made_paper import Paper, Print
from tests.made_submission import Rows, addressed, bound, compact, integrated, made_answers, older, other_modules, portal

WIDE = Print(width=842, height=595)
HIGH = Print(label_colour="0 0 0", bar="")
UNNAMED = "ABCDEE+Calibri"  # a font that does not say that it is bold
EVERY = 7  # one question of so many is tried

Form = Callable[[Edition, dict[str, Rows], Print], Paper]

# name, edition, form, print
FORMS: list[tuple[str, str, Form, Print]] = [
    ("portal", "cdp-2025", portal, WIDE),
    ("portal, no bars", "cdp-2025", portal, replace(WIDE, bar="", label_colour="0 0 0.4")),
    ("portal, bars of light grey", "cdp-2025", portal, replace(WIDE, bar="0.9 0.9 0.9", label_colour="0 0 0")),
    ("portal, a font that is not called bold", "cdp-2025", portal, replace(WIDE, bold=UNNAMED, bar="", label_colour="0 0 0")),
    ("portal, labels only larger", "cdp-2025", portal, replace(WIDE, bold="Helvetica", bar="", label_colour="0 0 0")),
    ("portal, cells in frames", "cdp-2025", portal, replace(WIDE, grid="boxes")),
    ("portal, on its side", "cdp-2025", portal, replace(WIDE, turned=True, rotate=90)),
    ("portal, shown on its side", "cdp-2025", portal, replace(WIDE, rotate=270)),
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


def footers(number: int, count: int) -> list[tuple[float, float, str]]:
    return [
        (40, 12, "CONFIDENTIAL"),
        (40, 580, "Example plc"),
        (200, 580, "05/06/2024, 10:57 am"),
        (790, 580, str(number)),
    ]


def test_a_cover_contents_footers_and_other_modules_are_no_answers(tmp_path: Path) -> None:
    edition, answers = given("cdp-2025")
    first = {number: rows for number, rows in answers.items() if int(edition.questions[number].module) < 8}
    cover = [
        "CONFIDENTIAL", "Example plc", "2025 CDP Corporate Questionnaire 2025", "Climate Change, Water Security",
        "Covering FY 2024", "Word version", "Important: this export leaves out what was not answered",
    ]  # fmt: skip
    style = replace(WIDE, edges=footers)
    paper = bound(Paper(style), cover, [*first, "8.1", "9.2", "10.1"])
    last = {number: rows for number, rows in answers.items() if number not in first}
    paper = portal(edition, last, style, paper=other_modules(portal(edition, first, style, paper=paper)))
    path = paper.write(tmp_path / "made.pdf")
    submission = read_submission(path, edition)
    placement = place(submission, edition, path.name)

    assert (submission.title, submission.year) == ("Example plc", 2025)
    assert placement.questions == [*first, *last]
    assert placement.others == ["8.1", "9.2", "10.1"]
    assert [(each.question, each.label, each.text) for each in placement.outside] == [
        ("8.1", "Timber products | Exclusion from disclosure", "☑ No"),
        ("9.2", "Water withdrawals | % of sites", "☑ 100%"),
        ("9.2", "Water withdrawals | Frequency", "☑ Daily"),
        ("9.2", "Water withdrawals | Please explain", "By meters."),
        ("9.2", "Water discharges | % of sites", "☑ 100%"),
        ("9.2", "Water discharges | Frequency", "☑ Daily"),
        ("9.2", "Water discharges | Please explain", "By meters."),
        ("10.1", "", "☑ Yes"),
    ]
    assert {str(each.address): flat(each.value) for each in placement.answers} == {
        address: flat(value) for address, value in addressed(answers).items()
    }
    assert [each.text for each in placement.leftovers if each.text not in cover] == ["C1. Introduction"]


@pytest.mark.parametrize(
    ("lines", "name", "year"),
    [
        (["Apple & Sons Inc.", "2025 CDP Corporate Questionnaire"], "Apple & Sons Inc.", 2025),
        (["Word version", "Made plc", "CDP Corporate Questionnaire 2024", "Covering FY 2023"], "Made plc", 2024),
        (["Welcome to your CDP Climate Change", "Questionnaire 2021", "C0. Introduction"], "", 2021),
        (
            [
                "Welcome to your CDP Climate Change Questionnaire 2021",
                "Made AG CDP Climate Change Questionnaire 2021 Friday, May 6, 2022",
            ],
            "Made AG",
            2021,
        ),
        (["Made SEC", "2025 Integrated Questionnaire", "Q1.1 Language?"], "Made SEC", 2025),
        (["Made Ltd - Climate Change 2022", "C0. Introduction"], "Made Ltd - Climate Change 2022", 2022),
        (["Made GmbH - an older one"], "Made GmbH - an older one", None),
    ],
)
def test_the_cover_names_the_organisation_and_the_year(lines: list[str], name: str, year: int | None) -> None:
    assert cover_of(lines, lines[0]) == (name, year)
