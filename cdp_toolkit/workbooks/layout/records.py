"""Finds data points in a list with one line each, as trackers have them: question number, labels, and a column of answers."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from cdp_toolkit.errors import InputError
from cdp_toolkit.structure.references import Cell, letters
from cdp_toolkit.values import Address, plain, question_order
from cdp_toolkit.workbooks.layout.codes import Code, code_of, meaning_of
from cdp_toolkit.workbooks.layout.hits import Hit, Hits, marker_of
from cdp_toolkit.workbooks.layout.labels import EXACT
from cdp_toolkit.workbooks.layout.model import Placed, Spot, Unplaced
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.placing import Placing
from cdp_toolkit.workbooks.layout.sought import Catalogue, Sought
from cdp_toolkit.workbooks.layout.words import heads_answers, heads_numbers, heads_points

_HEADER_WITHIN = 40
_ONE_OF_SEVERAL = 75


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns of a list."""

    row: int
    numbers: int | None
    points: int | None
    answers: int
    sure: int


@dataclass
class _Lines:
    """The lines of one question: their numbers, and the codes that name columns by themselves."""

    rows: list[int] = field(default_factory=list)
    codes: dict[Cell, tuple[Code, int]] = field(default_factory=dict)
    heading: Spot | None = None


def header_of(page: Page) -> Header | None:
    """Return the header of a list of data points, None where the sheet has none."""
    for row in sorted(page.by_row)[:_HEADER_WITHIN]:
        cells = page.by_row[row]
        answers = [c for c in cells if heads_answers(page.texts[c])]
        numbers = next((c.column for c in cells if heads_numbers(page.texts[c])), None)
        points = next((c.column for c in cells if heads_points(page.texts[c])), None)
        if answers and (numbers or points) and len(cells) >= 2 and _holds_numbers(page, row, numbers, points):
            return Header(row, numbers, points, answers[-1].column, EXACT if len(answers) == 1 else _ONE_OF_SEVERAL)
    return None


def _holds_numbers(page: Page, row: int, numbers: int | None, points: int | None) -> bool:
    below = [page.texts[c] for c in page.texts if c.row > row and c.column in (numbers, points)]
    return points is not None or any(code_of(text) for text in below)


class Records:
    """A list of data points."""

    def __init__(self, page: Page, header: Header, catalogue: Catalogue) -> None:
        self.page, self.header, self.catalogue = page, header, catalogue
        self.tables: list[Placed] = []
        self.unplaced: list[Unplaced] = []
        self.used: set[Cell] = set(page.by_row[header.row])
        self.where: dict[str, int] = {}

    def place(self) -> None:
        """Place every line."""
        lines = self._by_address() if self.header.points else []
        for number, found in self._by_number(set(lines)).items():
            self._question(number, found)

    def _by_address(self) -> list[int]:
        """Place the lines that name their data point as this toolkit does; return them."""
        rows = []
        for cell, text in self.page.texts.items():
            if cell.column != self.header.points or cell.row <= self.header.row:
                continue
            try:
                address = self.catalogue.edition.canonical(Address.parse(text))
            except InputError:
                continue
            rows.append(cell.row)
            at = f"{letters(self.header.answers)}{cell.row}"
            heading = Spot(at=str(cell), label=text, confidence=self.header.sure, how="address of the data point")
            columns = {address.column or "": Spot(at=at, label=text, how="address of the data point")}
            self.tables.append(
                Placed(question=address.question, sheet=self.page.name, heading=heading, columns=columns, row=address.row)
            )
            self.used |= set(self.page.by_row[cell.row])
        return rows

    def _by_number(self, done: set[int]) -> dict[str, _Lines]:
        found: dict[str, _Lines] = defaultdict(_Lines)
        above: str | None = None
        for row in range(self.header.row + 1, self.page.last.row + 1):
            if row in done:
                continue
            number = self._number(row, above)
            if number is not None:
                cell, code, text = number
                meaning = meaning_of(code, self.catalogue, None)
                if meaning is None:
                    self._leave(cell, text, "looks like a question number that no known edition has")
                    above = None
                    continue
                above = meaning.question
                self.used.add(cell)
                if meaning.n is not None:
                    found[above].codes[cell] = (code, meaning.n)
                elif found[above].heading is None:
                    found[above].heading = Spot(at=str(cell), label=text[:120], confidence=self.header.sure, how="by its number")
            if above is not None and self.page.by_row.get(row):
                found[above].rows.append(row)
        return found

    def _number(self, row: int, above: str | None) -> tuple[Cell, Code, str] | None:
        for column in filter(None, (self.header.numbers, self.header.points)):
            cell = Cell(row, column)
            value = self.page.values.value(cell)
            text = plain(value) if isinstance(value, Decimal) else value if isinstance(value, str) else ""
            code = code_of(text)
            if code is not None:
                return cell, self._whole(code, above) if isinstance(value, Decimal) else code, text
        return None

    def _whole(self, code: Code, above: str | None) -> Code:
        """Return the number that a figure stands for: Excel makes 7.1 of 7.10; the order of the lines tells them apart."""
        longer = f"{code.number}0"
        if (
            above
            and self.catalogue.knows(longer)
            and question_order(code.number) < question_order(above) <= question_order(longer)
        ):
            return code._replace(number=longer)
        return code

    def _question(self, number: str, lines: _Lines) -> None:
        best: tuple[tuple[int, int], Placing] | None = None
        for sought in self.catalogue.views(number):
            placing = self._placed(sought, lines)
            rank = (placing.found, -len(placing.unplaced))
            if best is None or rank > best[0]:
                best = (rank, placing)
            if not placing.unplaced:
                break
        if best is not None:
            self.tables += best[1].tables
            self.unplaced += best[1].unplaced
            self.used |= best[1].used

    def _placed(self, sought: Sought, lines: _Lines) -> Placing:
        heading = lines.heading or Spot(at="", label=sought.number, confidence=self.header.sure, how="by its number")
        placing = Placing(sought, self.page.name, heading)
        cells = [c for row in lines.rows for c in self.page.by_row[row] if c.column != self.header.answers]
        cells = [c for c in cells if c.column != self.header.numbers or c in lines.codes]
        before = [c for c in cells if c.column < self.header.answers]
        hits = Hits(self.page, before or cells, sought, lines.codes, self.catalogue.knows)
        columns, rows = self._columns(hits, placing), self._rows(hits)
        counts: Counter[tuple[str, str]] = Counter()
        for row in lines.rows:
            self._line(row, sought, placing, columns.get(row), rows.get(row), counts)
            placing.used |= set(self.page.by_row[row])
        return placing

    def _columns(self, hits: Hits, placing: Placing) -> dict[int, Hit]:
        """Return the column that each line is about; labels that are only alike are matched once each."""
        found = {hit.cell.row: hit for hit in reversed(hits.columns)}
        lying = Counter(hit.cell.column for hit in hits.columns)
        where = lying.most_common(1)[0][0] if lying else max((c.column for c in hits.cells), default=0)
        self.where[hits.sought.question.id] = where
        rows = {hit.cell for hit in hits.rows}
        first: dict[str, Cell] = {}
        for cell in hits.cells:
            if cell.column == where and cell not in rows:
                first.setdefault(hits.texts[cell], cell)
        exact = {hit.key for hit in hits.columns}
        close, unclear = hits.close_columns(first.values(), exact)
        by_text = {hit.text: hit for hit in close}
        for cell in hits.cells:
            hit = by_text.get(hits.texts[cell])
            if cell.column == where and cell.row not in found and hit is not None:
                found[cell.row] = Hit(cell, hit.key, hit.score, hit.how, hit.text)
        for one in unclear:
            placing.leave_unclear(one)
        return found

    @staticmethod
    def _rows(hits: Hits) -> dict[int, Hit]:
        found = {hit.cell.row: hit for hit in reversed(hits.rows)}
        lying = Counter(hit.cell.column for hit in hits.rows)
        if not hits.sought.question.fixed_rows:
            return found
        where = lying.most_common(1)[0][0] if lying else None
        first: dict[str, Cell] = {}
        columns = {hit.cell for hit in hits.columns}
        for cell in hits.cells:
            if cell.row not in found and cell not in columns and where in (None, cell.column):
                first.setdefault(hits.texts[cell], cell)
        by_text = {hit.text: hit for hit in hits.close_rows(first.values(), {hit.key for hit in hits.rows})[0]}
        for cell in hits.cells:
            hit = by_text.get(hits.texts[cell])
            if cell.row not in found and hit is not None:
                found[cell.row] = Hit(cell, hit.key, hit.score, hit.how, hit.text)
        return found

    def _line(
        self,
        row: int,
        sought: Sought,
        placing: Placing,
        column: Hit | None,
        about: Hit | None,
        counts: "Counter[tuple[str, str]]",
    ) -> None:
        question = sought.question
        texts = self.page.by_row[row]
        if column is None and len(question.all_columns) == 1 and texts:
            column = Hit(texts[0], question.columns[0].name, EXACT, "the only column of the question", self.page.texts[texts[0]])
        if column is None:
            label = next((c for c in texts if c.column == self.where.get(question.id)), None)
            if label is not None and label not in placing.used:
                placing.leave(label, self.page.texts[label], f"fits no column of {question.id}")
            return
        if question.fixed_rows and about is None:
            placing.leave(column.cell, column.text, f"does not say which row of {question.id} it is about")
            return
        placing.used |= {column.cell} | ({about.cell} if about is not None else set())
        if about is not None and about.score < column.score:
            column = Hit(column.cell, column.key, about.score, about.how, f"{about.text} | {column.text}", column.same)
        at = f"{letters(self.header.answers)}{row}"
        name = about.key if about is not None else None
        if question.adds_rows:
            name = self._added(row, column, counts)
        placing.add({column.key: (column, at)}, row=name)

    def _added(self, row: int, column: Hit, counts: "Counter[tuple[str, str]]") -> str:
        """Return the number of an added row: the one that is said, else how often its column has come."""
        counts[column.key, ""] += 1
        for cell in self.page.by_row[row]:
            number = marker_of(self.page.texts[cell])
            if number is not None and cell.column not in (self.header.numbers, self.header.answers):
                return str(number)
        said = next(
            (
                n
                for cell in (Cell(row, c) for c in range(1, self.header.answers) if c != self.header.numbers)
                if isinstance(value := self.page.values.value(cell), Decimal) and (n := marker_of(value)) is not None
            ),
            None,
        )
        return str(said or counts[column.key, ""])

    def _leave(self, cell: Cell, text: str, problem: str) -> None:
        self.used.add(cell)
        self.unplaced.append(Unplaced(sheet=self.page.name, cell=str(cell), text=text, problem=problem))
