"""Dropdowns and limits of our own template: option lists on a hidden sheet, and data validations that share them."""

from collections import defaultdict
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cdp_toolkit.editions.asking import how_to_answer
from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.values import asks_for_text
from cdp_toolkit.workbooks.template_cells import LONGEST_TEXT
from cdp_toolkit.workbooks.template_layout import Block, Place

SHEET = "Lists"


class Lists:
    """Option lists, each once in a column of the hidden sheet, each with a defined name."""

    def __init__(self, book: Workbook, edition: Edition) -> None:
        self._book = book
        self._sheet = book.create_sheet(SHEET)
        self._sheet.sheet_state = "hidden"
        self._shared = {options: name for name, options in edition.lists.items()}
        self._names: dict[tuple[str, ...], str] = {}

    def name(self, column: Column, question: str) -> str:
        """Return the defined name of a column's options, writing them on first use."""
        options = column.options
        if options not in self._names:
            name = f"list_{self._shared.get(options) or f'{question}_{column.name}'}"
            self._names[options] = name
            self._write(name, options)
        return self._names[options]

    def _write(self, name: str, options: tuple[str, ...]) -> None:
        col = len(self._names)
        for row, text in enumerate((name, *options), 1):
            cell = self._sheet.cell(row, col)
            cell.value = text
            cell.data_type = "s"
        letter = get_column_letter(col)
        reference = f"{SHEET}!${letter}$2:${letter}${len(options) + 1}"
        self._book.defined_names[name] = DefinedName(name, attr_text=reference)


def area_of(first: Place, last: Place) -> CellRange:
    """Return the range from one data point's cell to another's."""
    return CellRange(min_row=first.row, min_col=first.col, max_row=last.row, max_col=last.col + last.span - 1)


Kind = Literal["whole", "decimal", "list", "date", "textLength"]
Operator = Literal["between", "lessThanOrEqual", "greaterThanOrEqual", "greaterThan"]
Strictness = Literal["stop", "warning"]


class _Rule(NamedTuple):
    """What makes two cells share a data validation."""

    kind: Kind
    operator: Operator | None
    first: str | None
    second: str | None
    style: Strictness | None
    title: str | None
    prompt: str | None


class Validations:
    """Collects the cells of each rule of one sheet and writes every rule once."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._cells: dict[_Rule, set[CellRange]] = defaultdict(set)

    def add(self, block: Block) -> None:
        """Add a question's cells: a range for each column of cells, or each line of a turned table."""
        for first, last in block.runs:
            rule = self._rule(first.column, block.question.id)
            if rule is not None:
                self._cells[rule].add(area_of(first, last))

    def write(self, sheet: Worksheet) -> None:
        """Write the rules onto the sheet."""
        for rule, cells in self._cells.items():
            validation = DataValidation(
                type=rule.kind,
                operator=rule.operator,
                formula1=rule.first,
                formula2=rule.second,
                allow_blank=True,
                errorStyle=rule.style,
                showErrorMessage=rule.style is not None,
                showInputMessage=rule.prompt is not None,
                errorTitle=rule.title,
                error=rule.prompt,
                promptTitle=rule.title,
                prompt=rule.prompt,
            )
            validation.sqref = MultiCellRange(cells)
            sheet.data_validations.append(validation)

    def _rule(self, column: Column, question: str) -> _Rule | None:
        match column.type:
            case "choice":
                # An option that asks for text is written with the text behind it, which Excel must let through.
                free = any(map(asks_for_text, column.options))
                prompt = "Choose one. Behind 'please specify' write a colon and your text." if free else None
                return _Rule(
                    "list", None, self._lists.name(column, question), None, "warning" if free else "stop", "Choose one", prompt
                )
            case "choices":
                prompt = "Choose any number, one a line: pick one, then add lines with Alt+Enter."
                return _Rule("list", None, self._lists.name(column, question), None, None, "Several options", prompt)
            case "number":
                return self._number(column)
            case "date":
                return _Rule("date", "greaterThan", "61", None, "stop", "Date", "A date, such as 2025-12-31.")
            case "text":
                most = column.max_chars or LONGEST_TEXT
                limit = how_to_answer(column) if column.max_chars else None
                return _Rule("textLength", "lessThanOrEqual", str(most), None, "warning", "Text", limit)
            case _:
                return None

    def _number(self, column: Column) -> _Rule:
        low, high = column.min, column.max
        kind: Kind = "whole" if column.decimals == 0 else "decimal"
        prompt = f"{how_to_answer(column)}. Leave the cell empty where there is no figure; zero means none."
        style: Strictness = "stop" if column.confidence == "high" else "warning"
        if low is None and high is None:
            return _Rule(kind, "between", "-1E+300", "1E+300", style, "Number", prompt)
        if low is None or high is None:
            operator: Operator = "lessThanOrEqual" if low is None else "greaterThanOrEqual"
            return _Rule(kind, operator, f"{high if low is None else low:f}", None, style, "Number", prompt)
        return _Rule(kind, "between", f"{low:f}", f"{high:f}", style, "Number", prompt)
