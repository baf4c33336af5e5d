"""Exports that are unusual but legal: broken labels, tables over pages, options with ; and :, empty rows, other scripts."""

from pathlib import Path

from cdp_toolkit.documents.placement import Placement
from cdp_toolkit.documents.placing import place
from cdp_toolkit.documents.reading import read_submission
from cdp_toolkit.editions.loader import read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.responses.entries import text_of
from tests.made_pdf import MadePage, write_pdf

EDITION = """
id: cdp-1998
title: A small questionnaire
sources: [{document: made up for the tests}]
modules: {M: First}
sectors: [General]
sector_sets: {all: [General]}
issues: [Climate change]
"""

QUESTIONS = """
- id: "%(p)s1.1"
  concept: about
  topic: About us
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: partner, label: Name of the partner, type: text}
  - n: 2
    name: method
    label: Way in which the share of the emissions that the partner is responsible for was found in the reporting year (pick one)
    type: choice
    options: ["Measured, sampled; or modelled", "Estimated, otherwise", "Other, please specify"]
  - n: 3
    name: kinds
    label: Kinds of contact
    type: choices
    options: ["Audits, visits; calls", "Letters", "Other, please specify"]
  - {n: 4, name: share, label: Share (%%), type: number, unit: percent}
- id: "%(p)s1.2"
  concept: places
  topic: Places
  sectors: all
  issues: [Climate change]
  rows: {added: true}
  columns:
  - {n: 1, name: place, label: Name of place, type: text}
  - {n: 2, name: emissions, label: Emissions (metric tons CO2e), type: number}
  - {n: 3, name: remark, label: Remark, type: text}
- id: "%(p)s1.3"
  concept: closing
  topic: Closing
  sectors: all
  issues: [Climate change]
  columns: [{n: 1, name: answer, label: Closing, type: text}]
"""


def made_edition(folder: Path, prefix: str, module: str) -> Edition:
    folder.mkdir()
    (folder / "edition.yaml").write_text(EDITION.replace("{M:", f"{{{module}:"), "utf-8")
    (folder / "options.yaml").write_text("{}", "utf-8")
    (folder / f"module-{module}.yaml").write_text(QUESTIONS % {"p": prefix}, "utf-8")
    return read_edition(folder)


def answers(placement: Placement) -> dict[str, str]:
    return {str(answer.address): text_of(answer.value) for answer in placement.answers}


def expected(prefix: str, first: str, remark: str, closing: str) -> dict[str, str]:
    """The answers of both exports; the empty row leaves none, and the row after it is the third."""
    return {
        f"{prefix}1.1[1].partner": first,
        f"{prefix}1.1[1].method": "Measured, sampled; or modelled",
        f"{prefix}1.1[1].kinds": "Audits, visits; calls\nOther, please specify: Round table: Europe; Asia",
        f"{prefix}1.1[1].share": "12.5",
        f"{prefix}1.1[3].partner": "Ñandú S.A.",
        f"{prefix}1.1[3].method": 'Other, please specify: method: "x"',
        f"{prefix}1.1[3].share": "0",
        f"{prefix}1.2[1].place": "São Tomé",
        f"{prefix}1.2[1].emissions": "7",
        f"{prefix}1.2[1].remark": remark,
        f"{prefix}1.2[2].place": "Ærø",
        f"{prefix}1.2[2].remark": "Closed.",
        f"{prefix}1.3.answer": closing,
    }


def portal_pages() -> list[MadePage]:
    """Three questions: blocks with an empty row, a table cut by a page inside of a cell."""
    first = MadePage().texts("""
        36 40 B Zoë GmbH - 1998
        36 60 B (1.1) Which partners do you have?
        36 80 B Row 1
        36 100 w (1.1.1) Name of the partner
        36 118 . Müller & Søn: Århus
        36 140 w (1.1.2) Way in which the share of the emissions that the partner is responsible for was found in the reporting
        36 158 w year (pick one)
        36 176 . Select from:
        36 188 . Measured, sampled; or modelled
        36 210 w (1.1.3) Kinds of contact
        36 228 . Select all that apply
        36 240 . Audits, visits; calls
        36 252 . Other, please specify :Round table: Europe; Asia
        36 276 w (1.1.4) Share (%)
        36 294 . 12.5
        36 316 B Row 2
        36 336 w (1.1.1) Name of the partner
        36 358 w (1.1.2) Way in which the share of the emissions that the partner is responsible for was found in the reporting
        36 376 w year (pick one)
        36 398 w (1.1.3) Kinds of contact
        36 420 w (1.1.4) Share (%)
        36 442 B Row 3
        36 462 w (1.1.1) Name of the partner
        36 480 . Ñandú S.A.
        36 502 w (1.1.2) Way in which the share of the emissions that the partner is responsible for was found in the reporting
        36 520 w year (pick one)
        36 538 . Other, please specify :method: "x"
        36 560 w (1.1.4) Share (%)
        36 578 . 0
        36 600 . [Add row]
        36 630 B (1.2) Where are you?
        104 660 b Name of place
        254 660 b Emissions (metric tons
        254 671 b CO2e)
        404 660 b Remark
        40 700 b Row 1
        104 700 . São Tomé
        254 700 . 7
        404 700 . Our office, which
        300 810 . 1
    """)
    second = MadePage().texts("""
        404 45 . moved in May.
        40 76 b Row 2
        104 76 . Ærø
        404 76 . Closed.
        36 120 . [Add row]
        36 150 B (1.3) Anything else?
        36 170 . Note (1.1) of last year: unchanged.
        36 186 . [Fixed row]
        300 810 . 2
    """)
    first.grid([36, 100, 250, 400, 555], [645, 680]).grid([36, 100, 250, 400, 555], [684, 715])
    second.grid([36, 100, 250, 400, 555], [30, 60]).grid([36, 100, 250, 400, 555], [64, 90])
    return [first, second]


def test_an_unusual_portal_export(tmp_path: Path) -> None:
    edition = made_edition(tmp_path / "edition", "", "C1")
    file = write_pdf(tmp_path / "made.pdf", portal_pages())
    placement = place(read_submission(file, edition), edition, file.name)

    assert answers(placement) == expected(
        "", "Müller & Søn: Århus", "Our office, which\nmoved in May.", "Note (1.1) of last year: unchanged."
    )
    assert placement.questions == ["1.1", "1.2", "1.3"]
    assert [leftover.text for leftover in placement.leftovers] == ["Zoë GmbH - 1998"]


TEXT = """C1. First
C1.1
(C1.1) Which partners do you have?
Name of the partner
Müller & Søn: Łódź 東京
Way in which the share of the emissions that the partner is responsible
for was found in the reporting year (pick one)
Measured, sampled; or modelled
Kinds of contact
Audits, visits; calls
Other, please specify (Round table: Europe; Asia)
Share (%)
12.5
Name of the partner
Way in which the share of the emissions that the partner is responsible
for was found in the reporting year (pick one)
<Not Applicable>
Kinds of contact
<Not Applicable>
Share (%)
<Not Applicable>
Name of the partner
Ñandú S.A.
Way in which the share of the emissions that the partner is responsible
for was found in the reporting year (pick one)
Other, please specify (method: "x")
Kinds of contact
Share (%)
0
C1.2
(C1.2) Where are you?
Name of place\tEmissions (metric tons CO2e)\tRemark
São Tomé
7
Our office, which moved in May.
Ærø
<Not Applicable>
Closed.
C1.3
(C1.3) Anything else?
Note (C1.1) of last year: unchanged.
"""


def test_an_unusual_response_text(tmp_path: Path) -> None:
    edition = made_edition(tmp_path / "edition", "C", "C1")
    file = tmp_path / "made.txt"
    file.write_text(TEXT, "utf-8")
    placement = place(read_submission(file, edition), edition, file.name)

    assert answers(placement) == expected(
        "C", "Müller & Søn: Łódź 東京", "Our office, which moved in May.", "Note (C1.1) of last year: unchanged."
    )
    assert placement.questions == ["C1.1", "C1.2", "C1.3"]
    assert placement.leftovers == placement.unlisted == []
