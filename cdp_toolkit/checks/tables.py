"""Tables that checks can read beside the answers: reference values, last year's response, and all texts as one long table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from cdp_toolkit.editions.facts import shapes
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import Definition, read, validated
from cdp_toolkit.language import Context, Row, Table
from cdp_toolkit.language.references import PREVIOUS, QuestionShape
from cdp_toolkit.values import Address

TEXTS = "texts"  # the table of all texts


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of a table that is no question."""

    name: str
    type: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What the rule language must know of a table that is no question."""

    columns: tuple[Entry, ...]
    row_by_name: Mapping[str, object] = field(default_factory=dict)
    adds_rows: bool = False

    @property
    def by_name(self) -> dict[str, Entry]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


class ReferenceValues(Definition):
    """A table of published values that checks compare with; they are shown with source and year, never put into an answer.

    Args:
        title: What the values are.
        source: Who published them, where and when.
        year: The year that they are for, where one holds for all; else a column ``year`` says it.
        unit: What they are measured in.
        note: What a reader should know before relying on them.
        columns: Names of the columns.
        rows: For each row, by the stable name of what it is about, one figure a column.
    """

    title: str
    source: str
    year: int | None = None
    unit: str
    note: str = ""
    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    rows: dict[str, tuple[Decimal | None, ...]]

    @property
    def shape(self) -> Shape:
        """The table as the rule language sees it."""
        return Shape(tuple(Entry(name, "number") for name in self.columns), dict.fromkeys(self.rows))

    @property
    def table(self) -> Table:
        """The values as a table of the rule language."""
        rows = []
        for name, figures in self.rows.items():
            cells: Any = {column: figure for column, figure in zip(self.columns, figures, strict=False) if figure is not None}
            rows.append(Row(name, cells, self.columns, name))
        return Table(rows)

    def quoted(self, row: str, column: str) -> str:
        """Name a value's origin: publisher and year."""
        figures = dict(zip(self.columns, self.rows.get(row, ()), strict=False))
        year = figures.get("year") or self.year
        return f"{self.unit if column != 'year' else ''} ({self.source}{f', for {year}' if year else ''})".strip()


def read_references(folder: Path) -> dict[str, ReferenceValues]:
    """Read every table of a folder of reference values, by the name of its file.

    Raises:
        DefinitionError: A file is no such table.
    """
    return {path.stem: validated(read(path), ReferenceValues) for path in sorted(folder.glob("*.yaml"))}


TEXT_COLUMNS = tuple(Entry(name, "text") for name in ("text", "previous", "address", "question", "column"))


def readable(edition: Edition, references: Mapping[str, ReferenceValues]) -> dict[str, QuestionShape]:
    """Return everything that the checks of an edition can name."""
    known: dict[str, QuestionShape] = dict(shapes(edition))
    known |= {f"{PREVIOUS}{number}": question for number, question in edition.questions.items()}
    known |= {name: values.shape for name, values in references.items()}
    known[TEXTS] = Shape(TEXT_COLUMNS, adds_rows=True)
    return known


def texts_of(edition: Edition, context: Context) -> Table:
    """Return every filled text as a row: the text, its address, and what stood there last year."""
    rows: list[Row] = []
    for number, question in edition.questions.items():
        names = [column.name for column in question.columns if column.type == "text"]
        table = context.tables.get(number)
        if not names or table is None:
            continue
        before = context.tables.get(f"{PREVIOUS}{number}")
        for row in table.rows:
            earlier = None if before is None else before.row(row.name)
            rows += _texts_in(number, row, names, earlier, len(rows))
    return Table(rows)


def _texts_in(number: str, row: Row, names: list[str], earlier: Row | None, count: int) -> Iterator[Row]:
    for name in names:
        text = row.cells.get(name)
        if not isinstance(text, str):
            continue
        count += 1
        address = str(Address(number, row.name or None, name))
        cells: Any = {"text": text, "address": address, "question": number, "column": name}
        old = None if earlier is None else earlier.cells.get(name)
        if old is not None:
            cells["previous"] = old
        yield Row(str(count), cells, tuple(column.name for column in TEXT_COLUMNS), str(count))
