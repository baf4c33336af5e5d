"""Writes what a form says about a question: only what the person changed, and never over what somebody else wrote meanwhile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from cdp_toolkit.editions.model import Question
from cdp_toolkit.errors import InputError
from cdp_toolkit.language import Cell, cell_of
from cdp_toolkit.responses.model import Status
from cdp_toolkit.responses.store import Connection, Person, Work
from cdp_toolkit.responses.store.answers import Kept, all_kept, versions, write
from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.fields import Field, read, typed
from cdp_toolkit.values import Address, Value

_SEEN = re.compile(r"(?P<what>s|seen):(?P<row>[^:]{0,120}):(?P<column>[a-z][a-z0-9_]{0,79})")
MOST_ROWS = 500
MOST_TEXT = 20_000


@dataclass(frozen=True)
class Entry:
    """What a form says about one cell: its text, and the version that the person saw when they began."""

    address: Address
    text: str
    seen: int


@dataclass(frozen=True)
class Clash:
    """A cell that two people changed: what stands there now, and what was to be written."""

    current: Kept
    wanted: str


@dataclass
class Saved:
    """What became of a form."""

    written: list[Kept] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    faults: dict[Address, str] = field(default_factory=dict)
    texts: dict[Address, str] = field(default_factory=dict)


def entries(question: Question, form: MultiDict[str, str]) -> Iterator[Entry]:
    """Yield what a form says, by the cells that it showed. Raises InputError for a cell that the question does not have."""
    for name, seen in form.items():
        match = _SEEN.fullmatch(name)
        if match is None:
            continue
        address = Address(question.id, match["row"] or None, match["column"])
        column = question.by_name.get(match["column"])
        if column is None or not seen.isascii() or not seen.isdigit() or len(seen) > 9:
            raise InputError(name, "is no cell of this page", "Load the page again.")
        if question.adds_rows and (not (match["row"].isdigit()) or int(match["row"]) > MOST_ROWS):
            raise InputError(name, f"is no row from 1 to {MOST_ROWS}", "Load the page again.")
        key = f"{match['row']}:{match['column']}"
        if match["what"] == "seen":  # decided on the page that shows both values
            if form.get(f"choose:{key}") == "mine":
                yield Entry(address, form.get(f"mine:{key}", "").replace("\r\n", "\n").strip(), int(seen))
            continue
        widget = Field(address, column, "", None).widget
        text = "" if form.get(f"clear:{match['row']}") else typed(column, key, form, widget)
        yield Entry(address, text, int(seen))


def save(desk: Desk, person: Person, question: Question, form: MultiDict[str, str], why: str = "") -> Saved:
    """Write the cells that the person changed, all in one transaction; what clashes or cannot be read is given back."""
    saved = Saved()
    with desk.store.work(person) as work:
        known = {kept.address: kept for kept in all_kept(work.connection, desk.number, question.id)}
        for entry in entries(question, form):
            desk.edition.canonical(entry.address)
            _save(desk, work, saved, known.get(entry.address), entry, why)
    return saved


def _save(desk: Desk, work: Work, saved: Saved, current: Kept | None, entry: Entry, why: str) -> None:
    address, stands = entry.address, _plain(current)
    value = _value(desk, saved, entry, stands)
    if isinstance(value, _NothingToDo):
        return
    if (0 if current is None else current.version) != entry.seen:
        if entry.text == _text_at(work.connection, desk.number, address, entry.seen):
            return  # somebody else changed it, this person did not
        if current is not None and current.text is not None and current.status is Status.APPROVED:
            saved.faults[address] = f"was approved by {current.author} meanwhile"
            saved.texts[address] = entry.text
        elif current is not None:
            saved.clashes.append(Clash(current, entry.text))
        return
    if current is not None and current.status is Status.APPROVED:
        saved.faults[address], saved.texts[address] = "is approved; open it again first", entry.text
        return
    saved.written.append(write(work, desk.number, desk.edition, address, value, seen=entry.seen, why=why))


class _NothingToDo:
    """What is typed is what stands there, or cannot be read."""


NOTHING_TO_DO = _NothingToDo()


def _value(desk: Desk, saved: Saved, entry: Entry, stands: str) -> Value | _NothingToDo | None:
    if entry.text == stands:
        return NOTHING_TO_DO
    if not entry.text:
        return None
    if len(entry.text) > MOST_TEXT:
        saved.faults[entry.address] = f"has {len(entry.text):,} characters. Keep it under {MOST_TEXT:,}."
    else:
        try:
            value = read(desk.edition.column(entry.address), entry.text)
            return NOTHING_TO_DO if stands and _same(desk, entry.address, stands, value) else value
        except InputError as error:
            saved.faults[entry.address] = f"{error.problem}. {error.fix}"
    saved.texts[entry.address] = entry.text
    return NOTHING_TO_DO


def _same(desk: Desk, address: Address, stands: str, value: Value) -> bool:
    """Whether a value is what stands there, written another way: 1,000 for 1000."""
    try:
        return read(desk.edition.column(address), stands) == value
    except InputError:
        return False


def _plain(kept: Kept | None) -> str:
    return "" if kept is None or kept.text is None else kept.text.replace("\r\n", "\n").strip()


def _text_at(connection: Connection, project: int, address: Address, version: int) -> str:
    """Return what stood in a cell at a version."""
    past = [each.text or "" for each in versions(connection, project, address) if each.version == version]
    return past[0].replace("\r\n", "\n").strip() if past else ""


def tried(desk: Desk, question: Question, form: MultiDict[str, str]) -> dict[Address, Cell | None]:
    """Return the cells as a form would leave them, for a what-if; what cannot be read stays as it is."""
    cells: dict[Address, Cell | None] = {}
    for entry in entries(question, form):
        try:
            value = read(desk.edition.column(entry.address), entry.text) if entry.text else None
        except InputError:
            continue
        cells[entry.address] = None if value is None else cell_of(value)
    return cells
