"""Finds the questions of a sheet by their numbers, gives each its part of the sheet, and places what stands there."""

from collections import Counter
from dataclasses import dataclass, field

from cdp_toolkit.structure.references import Cell, Range
from cdp_toolkit.workbooks.layout.codes import Code, Meaning, code_of, meaning_of
from cdp_toolkit.workbooks.layout.forms import Habit
from cdp_toolkit.workbooks.layout.hits import Hits
from cdp_toolkit.workbooks.layout.labels import bare, readings
from cdp_toolkit.workbooks.layout.model import CERTAIN, Placed, Spot, Unplaced
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.placing import Placing
from cdp_toolkit.workbooks.layout.records import Records, header_of
from cdp_toolkit.workbooks.layout.sought import Catalogue
from cdp_toolkit.workbooks.layout.tables import Shape

_BY_LABELS, _TOO_FEW = 92, 2
_PASSES = 4


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a question is named."""

    cell: Cell
    question: str
    heading: Spot


@dataclass
class Sheeted:
    """What was found on one sheet.

    Args:
        tables: What was found.
        unplaced: Labels that fit nothing.
        placed: Questions that something was found of, by the number that stands there.
        only_named: Questions that are named, as a list of contents does, and nothing else.
        used: Cells whose text was understood.
    """

    tables: list[Placed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    only_named: list[Unplaced] = field(default_factory=list)
    used: set[Cell] = field(default_factory=set)


class SheetReader:
    """Reads one sheet."""

    def __init__(self, page: Page, catalogue: Catalogue, habit: Habit) -> None:
        self.page, self.catalogue, self.habit = page, catalogue, habit
        self.meanings: dict[Cell, tuple[Code, Meaning]] = {}
        self.unknown: list[Cell] = []
        self.unclear: list[Unplaced] = []

    def read(self) -> Sheeted:
        """Return everything that was found on the sheet."""
        header = header_of(self.page)
        if header is not None:
            records = Records(self.page, header, self.catalogue)
            records.place()
            return Sheeted(records.tables, records.unplaced, placed=set(records.where), used=records.used)
        anchors = self._anchors() or self._by_sheet_name() or self._by_labels()
        placed: dict[Anchor, Placing] = {}
        for _ in range(_PASSES):
            placed = {anchor: self._place(anchor, anchors) for anchor in anchors}
            kept = [anchor for anchor in anchors if placed[anchor].tables or placed[anchor].unplaced]
            if kept == anchors:
                break
            anchors = kept
        return self._collected(placed)

    def _collected(self, placed: dict[Anchor, Placing]) -> Sheeted:
        found = Sheeted(unplaced=list(self.unclear))
        for anchor, placing in placed.items():
            found.tables += placing.tables
            found.unplaced += placing.unplaced
            found.used |= {*placing.used, anchor.cell}
            found.placed |= {anchor.question} if placing.tables else set()
        headed = {anchor.cell for anchor in placed}
        for cell, (_, meaning) in self.meanings.items():
            if cell not in found.used and cell not in headed:
                problem = f"names question {meaning.question}, and nothing of it stands below or beside"
                found.only_named.append(self._unplaced(cell, problem, meaning.question))
                found.used.add(cell)
        for cell in self.unknown:
            if cell not in found.used:
                found.unplaced.append(self._unplaced(cell, "looks like a question number that no known edition has"))
                found.used.add(cell)
        return found

    def _unplaced(self, cell: Cell, problem: str, question: str = "") -> Unplaced:
        return Unplaced(sheet=self.page.name, cell=str(cell), text=self.page.texts[cell], problem=problem, question=question)

    def _anchors(self) -> list[Anchor]:
        found: list[Anchor] = []
        above: str | None = None
        columns: set[str] = set()
        for cell, text in self.page.texts.items():
            code = code_of(text)
            if code is None:
                continue
            said = code if code.rest else code._replace(rest=self._beside(cell))
            meaning = meaning_of(said, self.catalogue, None if code.number in columns else above)
            if meaning is None:
                if text[:1] in "([" or code.number[0].isalpha():
                    self.unknown.append(cell)
                continue
            if found and self._says_the_same(found[-1], cell):
                continue
            self.meanings[cell] = (code, meaning)
            if meaning.n is not None:
                columns.add(code.number)
            if meaning.n is not None and meaning.question == above:
                continue
            heading = Spot(at=str(cell), label=text[:120], confidence=CERTAIN, how="by its number")
            found.append(Anchor(cell, meaning.question, heading))
            above = meaning.question
        return found

    def _beside(self, cell: Cell) -> str:
        """Return the label that stands to the right of a number."""
        text = self.page.texts.get(Cell(cell.row, self.page.area(cell).right + 1), "")
        return "" if code_of(text) else text

    def _says_the_same(self, before: Anchor, cell: Cell) -> bool:
        """Whether a number stands right beside another one, as where two editions are named."""
        area = self.page.area(before.cell)
        return before.cell.row == cell.row and area.right + 1 == cell.column and not code_of(self.page.texts[before.cell]).rest  # type: ignore[union-attr]

    def _by_sheet_name(self) -> list[Anchor]:
        code = code_of(self.page.name.replace("_", "."))
        code = code_of(self.page.name) or code
        if code is None or not self.catalogue.knows(code.number):
            return []
        return [Anchor(Cell(0, 0), code.number, Spot(at="", label=self.page.name, how="by the name of the sheet"))]

    def _by_labels(self) -> list[Anchor]:
        """Return questions that nothing names, recognised by labels that only they have; each block of lines by itself."""
        found = []
        for block in self._blocks():
            votes: Counter[str] = Counter()
            for cell in block:
                known = {q for reading in readings(self.page.texts[cell]) for q in self._askers.get(reading, ())}
                votes.update(known)
            ranked = votes.most_common(5)
            if len(ranked) > 1 and ranked[0][1] == ranked[1][1] and ranked[0][1] > _TOO_FEW:
                alike = tuple(sorted(number for number, count in ranked if count == ranked[0][1]))
                problem = "heads labels that several questions have, and no number tells which one is meant"
                self.unclear.append(self._unplaced(block[0], problem).model_copy(update={"candidates": alike}))
            elif ranked and ranked[0][1] >= _TOO_FEW and ranked[0][1] > (ranked[1][1] if ranked[1:] else 0):
                number, count = ranked[0]
                asked = self.catalogue.edition.questions[number]
                share = count / (len(asked.all_columns) + len(asked.fixed_rows))
                sure = _BY_LABELS if share > 0.6 and (len(ranked) == 1 or ranked[1][1] * 2 <= count) else 70
                spot = Spot(at=str(block[0]), label=self.page.texts[block[0]][:120], confidence=sure, how="by its labels only")
                found.append(Anchor(Cell(block[0].row, 0), number, spot))
        return found

    @property
    def _askers(self) -> dict[str, set[str]]:
        return askers(self.catalogue)

    def _blocks(self) -> list[list[Cell]]:
        blocks: list[list[Cell]] = []
        last = -9
        for cell in self.page.texts:
            if cell.row > last + 1:
                blocks.append([])
            last = cell.row
            blocks[-1].append(cell)
        return blocks

    def _place(self, anchor: Anchor, anchors: list[Anchor]) -> Placing:
        area = self._area(anchor, anchors)
        cells = [
            cell
            for cell in self.page.texts
            if cell in area and cell != anchor.cell and (cell not in self.meanings or self.meanings[cell][1].n is not None)
        ]
        if anchor.cell in self.meanings and self.meanings[anchor.cell][1].n is not None:
            cells.insert(0, anchor.cell)
        best: tuple[tuple[int, int], Placing] | None = None
        for sought in self.catalogue.views(anchor.question):
            codes = {
                cell: (self.meanings[cell][0], n)
                for cell in cells
                if cell in self.meanings
                and (n := self.meanings[cell][1].n) is not None
                and self.meanings[cell][1].question == anchor.question
            }
            placing = Placing(sought, self.page.name, anchor.heading)
            hits = Hits(self.page, cells, sought, codes, self.catalogue.knows)
            Shape(self.page, area, hits, placing, self.habit).place()
            rank = (sum(p.confidence for t in placing.tables for p in t.columns.values()), -len(placing.unplaced))
            if best is None or rank > best[0]:
                best = (rank, placing)
            if placing.tables and not placing.unplaced:
                break
        assert best is not None  # noqa: S101 - an anchor is a question that an edition has
        return best[1]

    def _area(self, anchor: Anchor, anchors: list[Anchor]) -> Range:
        """Return the part of the sheet that belongs to a question: down to the next heading, across to one beside it."""
        lanes = self._lanes(anchors)
        lane = max((column for column in lanes if column <= anchor.cell.column), default=1)
        following = [
            other.cell.row
            for other in anchors
            if other.cell.row > anchor.cell.row and max((c for c in lanes if c <= other.cell.column), default=1) == lane
        ]
        bottom = min(following) - 1 if following else max(self.page.last.row + 20, anchor.cell.row + 20)
        beside = [
            column for column in lanes if column > lane and any(o.cell.column >= column and o.cell.row <= bottom for o in anchors)
        ]
        right = min(beside) - 1 if beside else max(self.page.last.column + 8, 20)
        return Range(max(anchor.cell.row, 1), lane if lane > min(lanes, default=1) else 1, bottom, right)

    @staticmethod
    def _lanes(anchors: list[Anchor]) -> list[int]:
        """Return the columns at which tables begin that stand beside each other."""
        by_row: dict[int, set[int]] = {}
        for anchor in anchors:
            by_row.setdefault(anchor.cell.row, set()).add(anchor.cell.column)
        return sorted({column for columns in by_row.values() if len(columns) > 1 for column in columns})


def askers(catalogue: Catalogue) -> dict[str, set[str]]:
    """Return which questions have a label, by the bare label."""
    known: dict[str, set[str]] | None = getattr(catalogue, "_askers", None)
    if known is None:
        known = {}
        for question in catalogue.edition.questions.values():
            for label in (*(c.label for c in question.all_columns), *(row.label for row in question.fixed_rows)):
                known.setdefault(bare(label), set()).add(question.id)
        catalogue._askers = known  # type: ignore[attr-defined]
    return known
