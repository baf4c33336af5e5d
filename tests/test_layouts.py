"""Layout finding, held against workbooks whose every data point is known; the table of docs/layouts.md comes from here."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import DefinitionError
from cdp_toolkit.responses.model import Organisation, Response
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout import SURE, Layout, find_layout, read_layout, survey, to_yaml, write_layout
from cdp_toolkit.workbooks.template import fill_template
from tests.made_edition import made_edition
from tests.made_layouts import KINDS, TRAPS, Made

AIM = 0.98


@dataclass(frozen=True)
class Measured:
    """How a layout was found: data points asked, at their cell, surely so, at another one, and that in silence."""

    asked: int
    found: int
    sure: int
    wrong: int
    silent: int

    @classmethod
    def of(cls, made: Made, layout: Layout) -> "Measured":
        """Hold what was found against what is there."""
        points = layout.points()
        right = [a for a, place in made.truth.items() if a in points and (points[a].sheet, points[a].cell) == place]
        wrong = [a for a, point in points.items() if made.truth.get(a) != (point.sheet, point.cell)]
        silent = [a for a in wrong if points[a].confidence >= SURE]
        return cls(len(made.truth), len(right), sum(points[a].sure for a in right), len(wrong), len(silent))


def edition() -> Edition:
    return load_edition("cdp-2026")


def measure(make: object, path: Path) -> Measured:
    made: Made = make(edition())  # type: ignore[operator]
    return Measured.of(made, find_layout(made.save(path), edition()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_layout_is_found_and_nothing_is_wrong_in_silence(kind: str, tmp_path: Path) -> None:
    measured = measure(KINDS[kind], tmp_path / "made.xlsx")

    assert measured.asked > 250
    assert measured.found / measured.asked >= AIM, measured
    assert (measured.wrong, measured.silent) == (0, 0), measured


@pytest.mark.parametrize("kind", TRAPS)
def test_what_misleads_is_never_taken_for_something_else_in_silence(kind: str, tmp_path: Path) -> None:
    measured = measure(TRAPS[kind], tmp_path / "made.xlsx")

    assert measured.silent == 0, measured


def table(folder: Path) -> str:
    """Return the table of docs/layouts.md."""
    lines = [
        "| layout | data points | found | of these without a question | wrong | wrong without a warning |",
        "|---|---|---|---|---|---|",
    ]
    for name, make in {**KINDS, **TRAPS}.items():
        m = measure(make, folder / "made.xlsx")
        lines.append(f"| {name} | {m.asked:,} | {m.found / m.asked:.1%} | {m.sure / m.asked:.1%} | {m.wrong} | {m.silent} |")
    return "\n".join(lines)


def test_our_own_template_is_a_layout_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(fill_template(made_edition(), Response("made-up", Organisation("Example", ("General",)))).content)

    layout = find_layout(path, made_edition())

    questions = {question.id for question in made_edition().questions.values() if question.id != "2.4"}
    assert {address.question for address in layout.points()} == questions
    assert (layout.unplaced, survey(layout, made_edition()).missing) == ((), ())


def test_a_layout_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = KINDS["2023 numbering"](edition())
    layout = find_layout(made.save(tmp_path / "made.xlsx"), edition())

    write_layout(tmp_path / "layout.yaml", layout)

    assert read_layout(tmp_path / "layout.yaml") == layout
    assert to_yaml(layout) == to_yaml(read_layout(tmp_path / "layout.yaml"))


def book(tmp_path: Path, *lines: tuple[object, ...]) -> Path:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Data"
    for line in lines:
        sheet.append(line)
    made.save(tmp_path / "made.xlsx")
    return tmp_path / "made.xlsx"


def test_what_fits_nothing_is_reported(tmp_path: Path) -> None:
    path = book(tmp_path, ("1.2 A grid",), ("", "Amount", "Colour", "Ends"), ("First row",), ("Third row",), ("Second row",))

    layout = find_layout(path, made_edition())

    assert [(one.cell, one.text, one.problem) for one in layout.unplaced] == [
        ("C2", "Colour", "fits no column of 1.2"),
        ("A4", "Third row", "fits no row of 1.2"),
    ]
    assert {str(address): point.cell for address, point in layout.points().items()} == {
        "1.2[first].amount": "B3",
        "1.2[first].ends": "D3",
        "1.2[second].amount": "B5",
        "1.2[second].ends": "D5",
    }


def test_a_question_that_stands_twice_is_doubted(tmp_path: Path) -> None:
    grid = (("", "Amount", "Ends"), ("First row",), ("Second row",), ())
    path = book(tmp_path, ("1.2 A grid",), *grid, ("1.2 A grid",), *grid)

    layout = find_layout(path, made_edition())

    assert {point.confidence for point in layout.points().values()} == {80}
    assert {finding.code for finding in survey(layout, made_edition()).findings()} == {"place-doubtful"}


def test_a_label_that_is_part_of_another_one_is_doubted(tmp_path: Path) -> None:
    path = book(tmp_path, ("1.2 A grid",), ("", "Amount / Betrag", "Ends / amount"), ("First row",), ("Second row",))

    columns = find_layout(path, made_edition()).tables[0].columns

    assert {name: (spot.at, spot.confidence) for name, spot in columns.items()} == {"amount": ("B", 100), "ends": ("C", 85)}


def test_another_unit_beside_the_label_is_kept(tmp_path: Path) -> None:
    path = book(tmp_path, ("1.2 A grid",), ("", "Amount (kt CO2e)", "Ends"), ("First row",), ("Second row",))

    layout = find_layout(path, made_edition())

    amount = layout.tables[0].columns["amount"]
    assert (amount.at, amount.unit, amount.confidence < SURE) == ("B", "kt CO2e", True)


def test_a_corrected_file_is_checked_line_by_line(tmp_path: Path) -> None:
    text = """\
edition: made-up
workbook: made.xlsx
tables:
- question: "1.2"
  sheet: Data
  heading: {at: A1}
  columns:
    amont: {at: B}
    ends: {at: C}
  rows:
    first: {at: "3"}
    third: {at: "4"}
- question: "9.9"
  sheet: Data
  heading: {at: A1}
  columns:
    answer: {at: B1}
"""
    (tmp_path / "layout.yaml").write_text(text)

    with pytest.raises(DefinitionError) as raised:
        read_layout(tmp_path / "layout.yaml", made_edition())

    assert [fault.where for fault in raised.value.faults] == ["layout.yaml:8", "layout.yaml:12", "layout.yaml:13"]


def test_two_answers_for_one_cell_are_refused(tmp_path: Path) -> None:
    text = (
        "edition: made-up\nworkbook: w\ntables:\n"
        '- {question: "1.2", sheet: D, heading: {at: A1}, row: first, columns: {amount: {at: B2}, ends: {at: B2}}}\n'
    )
    (tmp_path / "layout.yaml").write_text(text)

    with pytest.raises(DefinitionError, match=r"D!B2 is given to 1.2\[first\].ends and to 1.2\[first\].amount"):
        read_layout(tmp_path / "layout.yaml", made_edition())


@pytest.mark.parametrize(("column", "row"), [("B", "B"), ("4", "3"), ("XFE", "3"), ("B", "9999999"), ("B2", "3")])
def test_places_that_make_no_cell_are_refused(column: str, row: str, tmp_path: Path) -> None:
    text = (
        "edition: made-up\nworkbook: w\ntables:\n- question: '1.2'\n  sheet: D\n  heading: {at: A1}\n"
        f"  columns:\n    amount: {{at: '{column}'}}\n  rows:\n    first: {{at: '{row}'}}\n"
    )
    (tmp_path / "layout.yaml").write_text(text)

    with pytest.raises(DefinitionError, match="makes no cell"):
        read_layout(tmp_path / "layout.yaml", made_edition())


def test_names_of_cells_are_read_in_several_forms() -> None:
    from cdp_toolkit.structure.references import Range
    from cdp_toolkit.workbooks.layout.names import named_points
    from cdp_toolkit.workbooks.layout.sought import Catalogue
    from cdp_toolkit.workbooks.named_cells import Place

    spot = Place("Data", Range(1, 1, 1, 1))
    names = ("Q1_2_R1_C1", "q_1_2_second_ends", "cdp_1.10__2__share", "C6.1_C1", "Print_Area", "Q1_2_C1", "TaxRate2026")

    found = {
        name: next(table.points()).address for name, table in named_points(dict.fromkeys(names, spot), Catalogue(made_edition()))
    }

    assert found == {
        "Q1_2_R1_C1": Address("1.2", "first", "amount"),
        "q_1_2_second_ends": Address("1.2", "second", "ends"),
        "cdp_1.10__2__share": Address("1.10", "2", "share"),
    }
