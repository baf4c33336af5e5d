"""Reads the official category weights from what CDP publishes or a plain CSV: found by labels, not by position.

The published workbook has one sheet a sector: categories with a weight for Management and for Leadership, and questions with
their category, in one table or two. Nothing is guessed: a file in which the labels are not found is refused.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from cdp_toolkit.documents.files.pdf import read_pdf
from cdp_toolkit.documents.page import Line
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_text
from cdp_toolkit.scoring.levels import Weights
from cdp_toolkit.structure import read as read_workbook
from cdp_toolkit.values import number

Grid = Sequence[Sequence[object]]

LEVEL_WORDS = {"M": "management", "L": "leadership"}
_FIX = "Give the category weighting workbook of CDP, or a CSV with the columns category, management, leadership."


def weights_from_grids(source: str, grids: Iterable[tuple[str, Grid]], sector: str) -> Weights:
    """Find weights and question categories in the sheets of a workbook, or in the tables of a CSV or PDF.

    Args:
        source: Name of the file, for messages and for the result.
        grids: Name and cells of each sheet. A sheet named after a sector counts for that sector only.
        sector: The sector group whose weights are wanted.

    Raises:
        InputError: No weights for the sector are found, a weight is no number, or the weights of a level do not add up to 100%.
    """
    sheets = list(grids)
    mine = [sheet for sheet in sheets if _words(sector) <= _words(sheet[0])] or (sheets if len(sheets) == 1 else [])
    if not mine:
        names = ", ".join(name for name, _ in sheets)
        raise InputError(source, f"has no sheet for the sector '{sector}' (sheets: {names})", _FIX)
    by_level: dict[str, dict[str, Fraction]] = {"M": {}, "L": {}}
    categories: dict[str, str] = {}
    for name, grid in mine:
        where = f"{source}, {name}" if name else source
        for top, header in _headers(grid):
            _read_table(where, grid, top, header, by_level, categories)
    for level, found in by_level.items():
        _check_total(source, level, found)
    return Weights(source, {level: found for level, found in by_level.items() if found}, categories)


def _words(text: object) -> set[str]:
    return set(re.findall(r"[a-z]+", str(text or "").lower()))


def _headers(grid: Grid) -> Iterable[tuple[int, dict[str, int]]]:
    """Yield the rows that are headers: a category column beside a weight or a question column."""
    for top, cells in enumerate(grid):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            words = _words(cell)
            if "category" in words and "category" not in found:
                found["category"] = column
            if words & {"question", "number"} and "question" not in found and "category" not in words:
                found["question"] = column
            for level, word in LEVEL_WORDS.items():
                if word in words and level not in found:
                    found[level] = column
        if "category" in found and len(found) > 1:
            yield top, found


def _read_table(
    where: str,
    grid: Grid,
    top: int,
    header: dict[str, int],
    by_level: dict[str, dict[str, Fraction]],
    categories: dict[str, str],
) -> None:
    """Read the rows under a header until one has no category."""
    for row, cells in enumerate(grid[top + 1 :], top + 2):
        category = _cell(cells, header["category"])
        if not category or category.lower() in ("total", "sum"):
            break
        for level in LEVEL_WORDS:
            text = _cell(cells, header[level]) if level in header else ""
            if text and text != "-":
                by_level[level][category] = _percent(f"{where}, row {row}", text)
        question = re.match(r"C?\d+(\.\d+)*", _cell(cells, header["question"])) if "question" in header else None
        if question is not None:
            categories[question[0]] = category


def _cell(cells: Sequence[object], column: int) -> str:
    value = cells[column] if column < len(cells) else None
    return "" if value is None else str(value).strip()


def _percent(where: str, text: str) -> Fraction:
    try:
        value = Fraction(str(number(text.removesuffix("%"))))
    except ValueError:
        raise InputError(where, f"weight '{text}' is no number", "Write a percentage such as 12.5.") from None
    if value < 0:
        raise InputError(where, f"weight {text} is below zero", "Correct it.")
    return value


def _check_total(source: str, level: str, found: dict[str, Fraction]) -> None:
    """Weights are percentages, or shares of one as spreadsheets hold them; either way they add up to the whole."""
    if not found:
        raise InputError(source, f"holds no weights for {LEVEL_WORDS[level].title()}", _FIX)
    total = sum(found.values(), Fraction(0))
    if abs(total - 1) <= Fraction(1, 100):
        found.update({category: weight * 100 for category, weight in found.items()})
    elif abs(total - 100) > 1:
        word = LEVEL_WORDS[level].title()
        raise InputError(source, f"the weights for {word} add up to {float(total):g}", "They must add up to 100 (or to 1).")


def read_weights(path: Path, sector: str) -> Weights:
    """Read weights from a workbook, a PDF or a CSV file.

    Raises:
        InputError: The file cannot be read, or the weights of the sector are not found in it.
    """
    match path.suffix.lower():
        case ".csv":
            rows = list(csv.reader(io.StringIO(read_text(path))))
            return weights_from_grids(path.name, [("", rows)], sector)
        case ".pdf":
            return weights_from_grids(path.name, [("", _pdf_rows(path))], sector)
        case ".xlsx" | ".xlsm":
            return weights_from_grids(path.name, _sheets(path), sector)
        case other:
            raise InputError(path.name, f"is a '{other}' file, which holds no weights that can be read", _FIX)


def _sheets(path: Path) -> list[tuple[str, Grid]]:
    """Return the visible cells of each sheet, behind the guards that every workbook passes."""
    book = read_workbook(path)
    sheets: list[tuple[str, Grid]] = []
    for name, values in book.values.items():
        last_row = max((cell.row for cell in values), default=0)
        last_column = max((cell.column for cell in values), default=0)
        grid: list[list[object]] = [[None] * last_column for _ in range(last_row)]
        for cell, content in values.items():
            grid[cell.row - 1][cell.column - 1] = content.value
        sheets.append((name, grid))
    return sheets


def fitted(weights: Weights, ours: Iterable[str]) -> Weights:
    """Return weights with the categories named as ours are, where they differ only in writing.

    Raises:
        InputError: A weighted category is neither one of ours nor one that the file puts a question into.
    """
    known = {_plain_name(name): name for name in ours}
    mapped = {_plain_name(name) for name in weights.categories.values()}
    strange = [
        name
        for name in dict.fromkeys(name for level in weights.by_level.values() for name in level)
        if _plain_name(name) not in known and _plain_name(name) not in mapped
    ]
    if strange:
        problem = f"weighs categories that no question belongs to: {', '.join(strange)}"
        near = "; ".join(filter(None, (nearest(name, known.values()) for name in strange)))
        raise InputError(weights.source, problem, f"Correct the names, or add the questions of these categories. {near}".strip())
    return Weights(
        weights.source,
        {
            level: {known.get(_plain_name(name), name): weight for name, weight in found.items()}
            for level, found in weights.by_level.items()
        },
        {question: known.get(_plain_name(name), name) for question, name in weights.categories.items()},
    )


def _plain_name(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ")))


def _pdf_rows(path: Path) -> list[list[str]]:
    """Return a PDF's tables and lines as rows of cells; figures at the end of a line are cells of their own."""
    rows: list[list[str]] = []
    for page in read_pdf(path):
        for item in page.items:
            if isinstance(item, Line):
                *words, first, last = ["", "", *item.text.split(" ")]
                figures = [word for word in (first, last) if re.fullmatch(r"[\d.]+%?", word)]
                rows.append([" ".join(word for word in words if word), *figures] if len(figures) == 2 else _header(item.text))
            else:
                rows += [[" ".join(line.text for line in cell) for cell in row] for row in item.rows]
    return rows


def _header(text: str) -> list[str]:
    """Part a line that names the columns: category, then the levels."""
    return re.split(r"\s+(?=Management|Leadership)", text.strip())
