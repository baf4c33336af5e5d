"""Finds the layout of a workbook, and says what is doubtful about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit import structure
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.packages import open_package
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout.forms import Habit
from cdp_toolkit.workbooks.layout.model import CERTAIN, SURE, Layout, Placed, Point, Unplaced
from cdp_toolkit.workbooks.layout.names import named_points
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.sheets import Sheeted, SheetReader
from cdp_toolkit.workbooks.layout.sought import Catalogue
from cdp_toolkit.workbooks.named_cells import places_of

_OWN = "cdp_edition"  # a name that every workbook of our own template has: its cells' names say everything
_NAMED = 5
_TWICE = 80


def find_layout(path: Path, edition: Edition, hidden: Collection[str] = ()) -> Layout:
    """Find where the data points of an edition sit in a workbook.

    Args:
        path: The workbook.
        edition: The edition whose questions it asks.
        hidden: Names of hidden sheets that are to be searched too; the others are passed over and named in the layout.

    Raises:
        InputError: The file is no workbook that can be read safely, or has no sheet of a name.
    """
    book = structure.read(path, blanks=True)
    _check_names(path, hidden, [sheet.name for sheet in book.sheets])
    catalogue = Catalogue(edition)
    places = dict(places_of(book.outline.names))
    named = [table for _, table in named_points(places, catalogue)]
    on_named = {sheet.name for sheet in book.sheets if sum(t.sheet == sheet.name for t in named) >= _NAMED}
    unnamed = [sheet for sheet in book.sheets if sheet.name not in on_named and _OWN not in places]
    wanted = {name.casefold() for name in hidden}
    searched = [sheet for sheet in unnamed if not sheet.entry.hidden or sheet.name.casefold() in wanted]
    pages = [Page(sheet, book.values[sheet.name], book.styles) for sheet in searched]
    habit = Habit()
    for page in pages:
        SheetReader(page, catalogue, habit).read()
    read = [(page, SheetReader(page, catalogue, Habit(habit.right, habit.below)).read()) for page in pages]
    passed_over = tuple(sheet.name for sheet in unnamed if sheet not in searched)
    return _layout(edition, path.name, named, read).model_copy(update={"passed_over": passed_over})


def _check_names(path: Path, wanted: Iterable[str], have: list[str]) -> None:
    known = {name.casefold() for name in have}
    for name in wanted:
        if name.casefold() not in known:
            raise InputError(str(path), f"has no worksheet {name!r}", f"Its worksheets are: {', '.join(have)}")


def is_own_template(path: Path) -> bool:
    """Whether a workbook is one of our own template, whose cells have names.

    Raises:
        InputError: The file is no workbook that can be read safely.
    """
    with open_package(path) as package:
        return OpenWorkbook(package).outline.name(_OWN) is not None


def _layout(edition: Edition, workbook: str, named: list[Placed], read: list[tuple[Page, Sheeted]]) -> Layout:
    tables = _without_repeats([*named, *(table for _, sheeted in read for table in sheeted.tables)])
    answers = {(point.sheet, point.cell) for table in tables for point in table.points()}
    placed = {table.question for table in tables} | {number for _, sheeted in read for number in sheeted.placed}
    named_only = [one for _, sheeted in read for one in sheeted.only_named if one.question not in placed]
    unplaced = [one for _, sheeted in read for one in sheeted.unplaced if (one.sheet, one.cell) not in answers]
    notes = sum(
        cell not in sheeted.used and (page.name, str(cell)) not in answers for page, sheeted in read for cell in page.texts
    )
    return Layout(edition=edition.id, workbook=workbook, tables=tuple(tables), unplaced=(*unplaced, *named_only), notes=notes)


def _without_repeats(tables: list[Placed]) -> list[Placed]:
    """Leave out tables all of whose data points another table has more surely, and doubt those that stand twice."""
    best: dict[Address, tuple[int, int]] = {}
    twice: set[Address] = set()
    for i, table in enumerate(tables):
        for point in table.points():
            known = best.get(point.address)
            if known is None or point.confidence > known[0]:
                best[point.address] = (point.confidence, i)
                twice.discard(point.address)
            elif point.confidence == known[0]:
                twice.add(point.address)
    kept = []
    for i, table in enumerate(tables):
        points = [point.address for point in table.points()]
        if not any(best[address][1] == i or address in twice for address in points):
            continue
        kept.append(_doubted(table) if any(address in twice for address in points) else table)
    return kept


def _doubted(table: Placed) -> Placed:
    sure = min(table.heading.confidence, _TWICE)
    how = "stands in the workbook more than once" if sure < table.heading.confidence else table.heading.how
    return table.model_copy(update={"heading": table.heading.model_copy(update={"confidence": sure, "how": how})})


@dataclass(frozen=True)
class Survey:
    """A layout against its edition: what was found, and what of the questions that were found is missing.

    Args:
        points: Every data point that was found.
        missing: Columns and rows of the questions found that stand nowhere.
    """

    layout: Layout
    points: tuple[Point, ...]
    missing: tuple[str, ...]

    @property
    def sure(self) -> tuple[Point, ...]:
        """The data points that can be filled without asking."""
        return tuple(point for point in self.points if point.sure)

    @property
    def doubtful(self) -> tuple[Point, ...]:
        """The data points that a person has to confirm first."""
        return tuple(point for point in self.points if not point.sure)

    def findings(self) -> list[Finding]:
        """Return a finding for every doubt, every label that fits nothing, and everything that is missing."""
        return [*_hidden(self.layout), *_doubts(self.layout), *_unplaced(self.layout.unplaced), *_lacking(self.missing)]


def survey(layout: Layout, edition: Edition) -> Survey:
    """Hold a layout against its edition."""
    points = layout.points()
    found: dict[str, tuple[set[str], set[str | None]]] = {}
    for address in points:
        columns, rows = found.setdefault(address.question, (set(), set()))
        columns.add(address.column or "")
        rows.add(address.row)
    missing = []
    for number, (columns, rows) in found.items():
        question = edition.questions[number]
        missing += [f"{number}.{c.name}" for c in question.columns if c.name not in columns and c.computed is None]
        missing += [f"{number}[{row.name}]" for row in question.fixed_rows if row.name not in rows]
    return Survey(layout, tuple(points.values()), tuple(missing))


def _hidden(layout: Layout) -> Iterable[Finding]:
    for name in layout.passed_over:
        fix = "Nothing, if it only holds lists; otherwise unhide it, or have it searched: layout --hidden-sheet NAME -o FILE."
        yield Finding("hidden-sheet-passed-over", Severity.INFO, name, "is hidden and was not searched for questions", fix)


def _doubts(layout: Layout) -> Iterable[Finding]:
    for table in layout.tables:
        spots = [("", table.heading), *table.columns.items(), *((f"[{name}]", spot) for name, spot in table.rows.items())]
        for name, spot in spots:
            if spot.confidence < SURE:
                about = f"{table.question}{name if name.startswith('[') else f'.{name}' if name else ''}"
                problem = f"'{spot.label or spot.at}' is taken for {about}: {spot.how} ({spot.confidence} of {CERTAIN})"
                fix = "Set its confidence to 100 in the layout file if that is right; correct 'at', or delete it, if not."
                yield Finding("place-doubtful", Severity.WARNING, f"{table.sheet}!{spot.at}", problem, fix, (about,))


def _unplaced(unplaced: Iterable[Unplaced]) -> Iterable[Finding]:
    for one in unplaced:
        near = f" ({', '.join(one.candidates)})" if one.candidates else ""
        fix = "Add it to the layout file if an answer belongs there."
        yield Finding(
            "label-unplaced", Severity.WARNING, f"{one.sheet}!{one.cell}", f"'{_short(one.text)}' {one.problem}{near}", fix
        )


def _lacking(missing: Iterable[str]) -> Iterable[Finding]:
    for name in missing:
        fix = "Nothing, if the workbook does not ask for it; otherwise add it to the layout file."
        yield Finding("not-in-workbook", Severity.INFO, name, "is asked in the edition and was not found in the workbook", fix)


def _short(text: str, most: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
