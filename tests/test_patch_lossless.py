"""After filling two cells everything else is as it was: byte by byte in the file, cell by cell for LibreOffice."""

import copy
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import python_calamine

from cdp_toolkit import structure
from cdp_toolkit.structure import Cell
from cdp_toolkit.workbooks.patch import CellWrite, FillOptions, Manifest, Outcome, fill
from tests.conftest import SHARED
from tests.made_workbook import differing_parts, part
from tests.workbook_features import FEATURES, READABLE

TEXT, NUMBER = "Filled – with <&> text", Decimal("1234.5")
SHARED_FILES = sorted((SHARED / "workbooks").glob("*.xls[xm]")) if (SHARED / "workbooks").is_dir() else []


def suffix(name: str) -> str:
    """The file name ending for a made workbook."""
    return ".xlsm" if name == "macros" else ".xlsx"


def fill_two(template: Path, output: Path) -> tuple[Manifest, str, set[str]]:
    """Fill a blank cell that is there and a new one on the first sheet that lets us; return the sheet and both cells."""
    book = structure.read(template)
    for sheet in book.sheets:
        last = max((cell.row for cell in book.values[sheet.name]), default=0)
        places = [str(Cell(row, column)) for row in range(1, last + 9) for column in range(1, 9)]
        asked = [CellWrite(sheet.name, place, TEXT) for place in places]
        told = fill(template, output, asked, FillOptions(dry_run=True))
        free = [one.cell for one in told.entries if one.outcome == Outcome.WRITTEN and one.old is None and not one.findings]
        if len(free) > 1:
            writes = [CellWrite(sheet.name, free[0], TEXT), CellWrite(sheet.name, free[-1], NUMBER)]
            manifest = fill(template, output, writes)
            if manifest.complete:
                return manifest, sheet.name, {free[0], free[-1]}
            output.unlink()
    raise AssertionError(f"no sheet of {template.name} can be filled")


def cells_and_frame(path: Path, name: str) -> tuple[dict[str, bytes], bytes]:
    """Return each cell of a sheet as canonical XML, and the canonical sheet without its rows and used range."""
    with zipfile.ZipFile(path) as file:
        root = ET.fromstring(file.read(name))  # noqa: S314 - our own file
    namespace = root.tag[: root.tag.index("}") + 1]
    data = root.find(f"{namespace}sheetData")
    assert data is not None
    found = {}
    for row in data:
        hidden = {key: value for key, value in row.attrib.items() if key != "spans"}
        found[f"row {row.get('r')}"] = repr(sorted(hidden.items())).encode() if list(row) else b"empty"
        found |= {cell.get("r", ""): ET.tostring(cell) for cell in row}
    frame = copy.deepcopy(root)
    for gone in ("sheetData", "dimension"):
        for element in frame.findall(f"{namespace}{gone}"):
            element.clear()
    return found, ET.tostring(frame)


def check_lossless(template: Path, output: Path) -> None:
    """Fill two cells of a workbook and compare every part, and every cell of the sheet that was filled."""
    manifest, sheet, new = fill_two(template, output)
    changed = differing_parts(template, output)
    with zipfile.ZipFile(template) as one, zipfile.ZipFile(output) as other:
        assert one.namelist() == other.namelist()

    assert changed == set(manifest.changed_parts) <= {*changed, "xl/workbook.xml"}
    assert changed - {"xl/workbook.xml"} == {name for name in changed if name.startswith("xl/worksheets/")}
    assert len(changed - {"xl/workbook.xml"}) == 1, sheet
    name = next(name for name in changed if name.startswith("xl/worksheets/"))
    before, frame_before = cells_and_frame(template, name)
    after, frame_after = cells_and_frame(output, name)
    assert frame_after == frame_before
    rows = {f"row {re.sub('[A-Z]', '', cell)}" for cell in new}
    assert {key: value for key, value in after.items() if key not in new | rows} == {
        key: value for key, value in before.items() if key not in new | rows
    }
    assert set(after) - set(before) <= new | rows
    if "xl/workbook.xml" in changed:
        wish = re.compile(r'<(\w+:)?calcPr fullCalcOnLoad="1"/>| fullCalcOnLoad="1"')
        assert wish.sub("", part(output, "xl/workbook.xml"), count=1) == part(template, "xl/workbook.xml")


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_is_kept(name: str, tmp_path: Path) -> None:
    check_lossless(FEATURES[name].save(tmp_path / f"template{suffix(name)}"), tmp_path / f"out{suffix(name)}")


@pytest.mark.parametrize("name", FEATURES)
def test_in_a_filled_sheet_only_the_cell_differs(name: str, tmp_path: Path) -> None:
    template, output = FEATURES[name].save(tmp_path / f"template{suffix(name)}"), tmp_path / f"out{suffix(name)}"
    manifest = fill(template, output, [CellWrite("Answers", "A1", NUMBER)])
    before, after = part(template, "xl/worksheets/sheet1.xml"), part(output, "xl/worksheets/sheet1.xml")

    assert manifest.entries[0].outcome == Outcome.WRITTEN, manifest.to_text()
    assert re.sub(r'(<(x:|)c r="A1" s="1")><\2v>1234\.5</\2v></\2c>', r"\1/>", after) == before


@pytest.mark.shared
@pytest.mark.parametrize("path", SHARED_FILES, ids=[path.name for path in SHARED_FILES])
def test_every_feature_of_real_workbooks_is_kept(path: Path, tmp_path: Path) -> None:
    check_lossless(path, tmp_path / f"out{path.suffix}")


def resave(folder: Path) -> dict[str, tuple[str, set[str]]]:
    """Let LibreOffice save every workbook anew, filled and not, in one run; return what was filled in each."""
    filled: dict[str, tuple[str, set[str]]] = {}
    sources = [made.save(folder / f"{name}.xlsx") for name, made in READABLE.items()]
    for source in [*sources, *SHARED_FILES]:
        template = folder / source.name
        if source != template:
            template.write_bytes(source.read_bytes())
        filled[source.stem] = fill_two(template, folder / f"{source.stem}-filled{source.suffix}")[1:]
    arguments = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    files = sorted(str(path) for path in folder.glob("*.xls[xm]"))
    done = subprocess.run([*arguments, "--outdir", str(folder / "new"), *files], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return filled


def seen(path: Path) -> dict[str, dict[Cell, object]]:
    """Return every value of a workbook by sheet and cell."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    found: dict[str, dict[Cell, object]] = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = {Cell(y, x): value for y, row in enumerate(rows, 1) for x, value in enumerate(row, 1) if value != ""}
    return found


def check_seen(folder: Path, stem: str, sheet: str, new: set[str]) -> None:
    """Compare what LibreOffice saw in a workbook before and after it was filled."""
    before, after = seen(folder / f"{stem}.xlsx"), seen(folder / f"{stem}-filled.xlsx")
    added = {cell: after[sheet].pop(cell) for cell in map(structure.references.cell, new)}
    assert sorted(map(str, added.values())) == sorted([TEXT, str(NUMBER)])
    one, other = structure.read(folder / f"{stem}.xlsx"), structure.read(folder / f"{stem}-filled.xlsx")
    assert list(after) == list(before)
    for name, cells in before.items():
        differing = {cell for cell in {*cells, *after[name]} if cells.get(cell) != after[name].get(cell)}
        # LibreOffice computes some formulas anew, and a few of a real template look at the cells that were filled.
        assert {str(cell) for cell in differing if not one.values[name][cell].formula} == set(), name
        assert len(differing) < 6
    assert [page.validations for page in other.sheets] == [page.validations for page in one.sheets]
    assert [page.merged for page in other.sheets] == [page.merged for page in one.sheets]


@pytest.mark.office
def test_libreoffice_sees_the_new_cells_and_all_others_as_before(tmp_path: Path) -> None:
    """One test, because starting LibreOffice takes longer than all the rest."""
    filled = resave(tmp_path)
    for stem, (sheet, new) in filled.items():
        try:
            check_seen(tmp_path / "new", stem, sheet, new)
        except AssertionError as error:
            raise AssertionError(f"{stem}: {error}") from error
    kinds = {
        name: [
            (rule.kind, rule.formulas[0]) for rule in structure.read(tmp_path / f"new/{name}-filled.xlsx").sheets[0].validations
        ]
        for name in ("dropdown", "dropdown-x14")
    }
    assert kinds == {
        "dropdown": [("list", '"Yes,No"'), ("decimal", "0")], "dropdown-x14": [("list", "Lists!$A$1:$A$2")],
    }  # fmt: skip
