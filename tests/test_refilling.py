"""Filling a workbook again: what we wrote is ours to replace, what people changed, cleared or added since is never lost."""

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from cdp_toolkit import structure
from cdp_toolkit.cli import main
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout import find_layout
from cdp_toolkit.workbooks.patch import Allow, CellWrite, FillOptions, Outcome, fill
from cdp_toolkit.workbooks.patch.previous import read_previous
from tests.made_layouts import KINDS
from tests.made_workbook import Made, rows

NOW, PAST, COMMENT = Address("7.6", "reporting_year", "emissions"), Address("7.6", "past_year_1", "emissions"), "7.3.comment"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def answers(path: Path, now: str, past: str, comment: str = "We restated.") -> Path:
    """Write a response of three answers; one that is empty is not answered."""
    lines = [("7.6,reporting_year,emissions", now), ("7.6,past_year_1,emissions", past), ("7.3,,comment", comment)]
    text = "".join(f"{place},{value},person\n" for place, value in lines if value)
    path.write_text(f"question,row,column,value,source\n{text}", "utf-8")
    return path


def told(path: Path) -> dict[str, tuple[str, object]]:
    """Return outcome and value of each data point in a manifest."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return {cell["data_point"]: (cell["outcome"], cell["new"] and cell["new"]["value"]) for cell in cells}


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """Return a folder with a tracker that was filled once with 1200, 1500 and a comment."""
    KINDS["consultant's tracker"](load_edition("cdp-2026")).save(tmp_path / "tracker.xlsx")
    made = answers(tmp_path / "first.csv", "1200", "1500")
    assert run("fill", made, "--template", tmp_path / "tracker.xlsx", "-o", tmp_path / "filled.xlsx").exit_code == 0
    return tmp_path


def edit(folder: Path, changes: dict[Address, object], above: int = 0) -> Path:
    """Change cells of the filled workbook as a person does, with rows put in at the top."""
    points = find_layout(folder / "filled.xlsx", load_edition("cdp-2026")).points()
    book = openpyxl.load_workbook(folder / "filled.xlsx")
    for address, value in changes.items():
        book[points[address].sheet][points[address].cell] = value
    if above:
        book[points[NOW].sheet].insert_rows(1, above)
    book.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def again(folder: Path, response: Path, *more: str | Path, out: str = "again.xlsx") -> Result:
    arguments = ("--template", folder / "edited.xlsx", "--previous", folder / "filled.manifest.json", "-o", folder / out)
    return run("fill", response, *arguments, *more)


def test_the_circle_of_filling_editing_reading_and_filling(tracker: Path) -> None:
    edited = edit(tracker, {NOW: 1300})
    newer = answers(tracker / "second.csv", "1250", "1550")

    undecided = again(tracker, newer)
    before = told(tracker / "again.manifest.json")
    arguments = ("read", edited, "--against", newer, "--decisions", tracker / "conflicts.csv", "-o", tracker / "merged.csv")
    run(*arguments)
    lines = (tracker / "conflicts.csv").read_text("utf-8-sig").splitlines()
    takes = [f"{line}{'workbook' if line.startswith(str(NOW)) else 'response'}" for line in lines[1:]]
    (tracker / "conflicts.csv").write_text("\n".join([lines[0], *takes]), "utf-8")
    read = run(*arguments)
    decided = again(tracker, tracker / "merged.csv", out="final.xlsx")

    assert undecided.exit_code == 1
    assert "since 1200 was filled in, somebody has changed it to 1300, and 1250 is to be written" in undecided.output
    assert before == {
        str(NOW): ("conflict", "1300"), str(PAST): ("written", "1550"), COMMENT: ("unchanged", "We restated."),
    }  # fmt: skip
    assert (read.exit_code, decided.exit_code) == (0, 0), read.output + decided.output
    assert told(tracker / "final.manifest.json") == {
        str(NOW): ("unchanged", "1300"), str(PAST): ("written", "1550"), COMMENT: ("unchanged", "We restated."),
    }  # fmt: skip


def test_our_own_values_are_found_again_where_people_moved_them(tracker: Path) -> None:
    edit(tracker, {}, above=2)

    result = again(tracker, answers(tracker / "second.csv", "1250", "1500"))

    assert result.exit_code == 0, result.output
    assert told(tracker / "again.manifest.json")[str(NOW)] == ("written", "1250")


def test_without_the_manifest_nothing_is_replaced(tracker: Path) -> None:
    edited = edit(tracker, {})

    result = run("fill", answers(tracker / "b.csv", "1250", "1500"), "--template", edited, "-o", tracker / "again.xlsx")

    assert result.exit_code == 1
    assert told(tracker / "again.manifest.json")[str(NOW)] == ("conflict", "1200")


def test_a_cell_that_a_person_cleared_stays_blank_until_it_is_decided(tracker: Path) -> None:
    edit(tracker, {NOW: None})
    (tracker / "d.csv").write_text(f"data point,response,workbook,take\n{NOW},1200,,response\n", "utf-8")
    same = answers(tracker / "second.csv", "1200", "1500")

    result = again(tracker, same)
    other = again(tracker, answers(tracker / "third.csv", "1201", "1500"), "--decisions", tracker / "d.csv", out="other.xlsx")
    decided = again(tracker, same, "--decisions", tracker / "d.csv", out="decided.xlsx")

    assert "since 1200 was filled in, somebody has cleared the cell" in result.output
    assert told(tracker / "again.manifest.json")[str(NOW)] == ("conflict", None)
    assert (other.exit_code, told(tracker / "other.manifest.json")[str(NOW)]) == (1, ("conflict", None))
    assert (decided.exit_code, told(tracker / "decided.manifest.json")[str(NOW)]) == (0, ("written", "1200"))


def test_what_is_answered_no_longer_is_listed(tracker: Path) -> None:
    edit(tracker, {})

    result = again(tracker, answers(tracker / "second.csv", "1200", ""))

    assert result.exit_code == 0
    assert f"an earlier fill wrote 1500 for {PAST}, which is filled no longer" in " ".join(result.output.split())


def test_a_file_that_is_no_manifest_is_refused(tracker: Path) -> None:
    response, template = tracker / "first.csv", tracker / "filled.xlsx"
    (tracker / "none.json").write_text('{"cells": 1}', "utf-8")
    dry = tracker / "dry.json"
    run("fill", response, "--template", template, "-o", tracker / "x.xlsx", "--dry-run", "--manifest", dry)

    results = [run("fill", response, "--template", template, "-o", tracker / "x.xlsx", "--previous", p) for p in (response, dry)]

    assert [result.exit_code for result in results] == [2, 2]
    assert "is no manifest of a fill" in results[0].output
    assert "is the manifest of a dry run, which wrote nothing" in results[1].output
    with pytest.raises(InputError, match="is no manifest of a fill"):
        read_previous(tracker / "none.json")


def circle(folder: Path, template: Path, sheet: str, cells: tuple[str, str, str]) -> None:
    """Fill three cells, change one and clear another as a person does, fill twice more: the person's cells stay."""

    def step(name: str, source: Path, figures: tuple[int, int, int], previous: str = "") -> dict[str, tuple[Outcome, object]]:
        writes: tuple[CellWrite, ...] = tuple(
            CellWrite(sheet, cell, Decimal(figure)) for cell, figure in zip(cells, figures, strict=True)
        )
        if previous:
            writes = read_previous(folder / previous).known_to(writes)
        allow = frozenset(Allow) - {Allow.OVERWRITE} if previous else frozenset(Allow)
        manifest = fill(source, folder / f"{name}{template.suffix}", writes, FillOptions(allow))
        (folder / f"{name}.json").write_text(manifest.to_json(), "utf-8")
        return {entry.cell: (entry.outcome, entry.new) for entry in manifest.entries}

    step("one", template, (1, 2, 3))
    book = openpyxl.load_workbook(folder / f"one{template.suffix}", keep_vba=template.suffix == ".xlsm")
    book[sheet][cells[1]], book[sheet][cells[2]] = 20, None
    edited = folder / f"edited{template.suffix}"
    book.save(edited)
    expected = {
        cells[0]: (Outcome.WRITTEN, Decimal(5)),
        cells[1]: (Outcome.CONFLICT, Decimal(20)),
        cells[2]: (Outcome.CONFLICT, None),
    }

    assert step("two", edited, (5, 6, 7), "one.json") == expected
    third = step("three", folder / f"two{template.suffix}", (5, 6, 7), "two.json")
    assert third == expected | {cells[0]: (Outcome.UNCHANGED, Decimal(5))}
    values = structure.read(folder / f"three{template.suffix}").values[sheet]
    assert [values.value(structure.references.cell(cell)) for cell in cells] == [Decimal(5), Decimal(20), None]


def test_a_made_up_workbook_goes_round(tmp_path: Path) -> None:
    template = Made({"Answers": rows("A1=<v>9</v>")}).save(tmp_path / "made.xlsx")

    circle(tmp_path, template, "Answers", ("B2", "C3", "A4"))


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:Data Validation extension")  # the person's program here is openpyxl, which says what it loses
@pytest.mark.parametrize("name", ["efrag-vsme-1.3.0.xlsx", "sbti-data-provider.xlsx"])
def test_a_workbook_that_others_published_goes_round(name: str, shared: Path, tmp_path: Path) -> None:
    template = shared / "workbooks" / name
    sheet = structure.read(template).sheets[-1].name

    circle(tmp_path, template, sheet, ("XA901", "XB902", "XC903"))
