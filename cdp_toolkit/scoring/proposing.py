"""What a plan may propose: facts are supposed, never chosen; records and what a row is about stay. Data, with a strict reader."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cdp_toolkit.editions.model import Column, Edition
from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.language import Cell, OpenDate, Table
from cdp_toolkit.values import Address

Place = tuple[str, str | None, str]  # question, row (None for all), column


class Facts(Definition):
    """Answers that are so or not so, whatever they would earn, with the one that a plan supposes where they are blank."""

    cells: tuple[str, ...]
    suppose: str | None = None


class Likely(Definition):
    """Options that are proposed first, where several would do."""

    cells: tuple[str, ...]
    options: tuple[str, ...]


class Each(Definition):
    """How rows are called that an answer to a supposed fact opens."""

    cell: str
    rows: str


class ProposingFile(Definition):
    """``proposing.yaml``."""

    facts: tuple[Facts, ...] = ()
    likely: tuple[Likely, ...] = ()
    subjects: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    declining: tuple[str, ...] = ()
    each: tuple[Each, ...] = ()


@dataclass(frozen=True)
class Proposing:
    """What may be proposed, by column; without entries everything may.

    Args:
        facts: What is supposed for a fact, None where anything may stand in.
        likely: What is proposed first for a blank that can be decided.
        subjects: Columns that say what a row is about.
        registers: Questions to which no row is added once they have rows.
        kept: Types of columns whose answers stay.
        decided: Columns of these types that may become something else all the same.
        declining: How options begin that say that something is not so.
        each: How rows are called that the answer to a fact opens.
    """

    facts: Mapping[Place, str | None]
    likely: Mapping[Place, tuple[str, ...]]
    subjects: frozenset[Place]
    registers: frozenset[str]
    kept: frozenset[str]
    decided: frozenset[Place]
    declining: tuple[str, ...]
    each: Mapping[Place, str]

    def fact(self, address: Address) -> bool:
        """Whether a data point is a fact, which nobody chooses for its points."""
        return any(place in self.facts for place in places(address))

    def supposed(self, address: Address) -> str | None:
        """Return the option that a plan supposes for a fact that is not known."""
        return next((self.facts[place] for place in places(address) if place in self.facts), None)

    def declines(self, cell: Cell | None) -> bool:
        """Whether an answer says that something is not so."""
        return isinstance(cell, tuple) and bool(cell) and all(option.startswith(self.declining) for option in cell)


NOTHING_KEPT = Proposing({}, {}, frozenset(), frozenset(), frozenset(), frozenset(), (), {})


def places(address: Address) -> Iterator[Place]:
    """Yield what a data point is found under: its own row first, then its column."""
    yield address.question, address.row, address.column or ""
    yield address.question, None, address.column or ""


@dataclass(frozen=True)
class Permits:
    """Says what may be proposed to one organisation, whose answers are known.

    Args:
        edition: Whose columns they are.
        proposing: What may be proposed.
        given: The organisation's own answers, never those of a trial.
        late: Whether a data point cannot become a cell in the time that there is.
    """

    edition: Edition
    proposing: Proposing
    given: Mapping[str, Table]
    late: Callable[[Address, Cell | None], bool]

    def answer(self, address: Address) -> Cell | None:
        """Return what the organisation answers, None for a blank."""
        table = self.given.get(address.question)
        row = None if table is None else table.row(address.row or "")
        return None if row is None else row.cells.get(address.column or "")

    def allows(self, address: Address, cell: Cell | None) -> bool:
        """Whether a data point may be proposed to become a cell."""
        before = self.answer(address)
        if before == cell and before is not None:
            return True
        if self.late(address, cell):
            return False
        if before is None:
            return self._stands_in(address, cell) and not self._adds_to_register(address)
        return cell is not None and self._changes(address, before, cell)

    def _stands_in(self, address: Address, cell: Cell | None) -> bool:
        """Whether a cell may stand in for a blank: for a fact only what is supposed, and no date that earns."""
        if not self.proposing.fact(address):
            return True
        supposed = self.proposing.supposed(address)
        given = isinstance(cell, dt.date) and not isinstance(cell, OpenDate)
        return not given and (supposed is None or cell == (supposed,))

    def _adds_to_register(self, address: Address) -> bool:
        """Whether a row would be added to a table of what was so in the reporting year."""
        if address.question not in self.proposing.registers or address.question not in self.given:
            return False
        table = self.given[address.question]
        return table.row(address.row or "") is None and any(row.cells for row in table.rows)

    def _changes(self, address: Address, before: Cell, cell: Cell) -> bool:
        """Whether an answer may become another one."""
        column = self.edition.column(address)
        proposing = self.proposing
        if proposing.fact(address) or any(place in proposing.subjects for place in places(address)):
            return False
        if column.type in proposing.kept and not any(place in proposing.decided for place in places(address)):
            return False
        if isinstance(before, tuple) and not proposing.declines(before):
            return not proposing.declines(cell) and (column.type == "choice" or set(before) <= set(cell))  # type: ignore[arg-type]
        return True

    def options(self, address: Address, preferred: list[str]) -> list[str]:
        """Return the options that may stand in for an answer: the supposed one alone, or those that nobody has to grant."""
        supposed = self.proposing.supposed(address)
        if supposed is not None:
            return [supposed]
        first = next((self.proposing.likely[place] for place in places(address) if place in self.proposing.likely), ())
        ordered = sorted(preferred, key=lambda option: option not in first)
        return [option for option in ordered if not self.late(address, (option,))] or ordered


def read_proposing(edition: Edition, path: Path) -> Proposing:
    """Read ``proposing.yaml``; nothing is kept where there is none.

    Raises:
        DefinitionError: It cannot be used; names every fault.
    """
    if not path.is_file():
        return NOTHING_KEPT
    document = read(path)
    file: ProposingFile = validated(document, ProposingFile)
    faults = [*_unknown(edition, document, file)]
    if faults:
        raise DefinitionError(faults)
    return Proposing(
        {_place(cell): each.suppose for each in file.facts for cell in each.cells},
        {_place(cell): each.options for each in file.likely for cell in each.cells},
        frozenset(map(_place, file.subjects)),
        frozenset(file.registers),
        frozenset(file.kept),
        frozenset(map(_place, file.decided)),
        file.declining,
        {_place(each.cell): each.rows for each in file.each},
    )


def _place(text: str) -> Place:
    address = Address.parse(text)
    return address.question, address.row, address.column or ""


def _unknown(edition: Edition, document: Document, file: ProposingFile) -> Iterator[Fault]:
    """Yield a fault for every cell, option and question that the edition does not have."""
    named: list[tuple[tuple[str | int, ...], str, tuple[str, ...]]] = [
        (("facts", i, "cells", j), cell, () if each.suppose is None else (each.suppose,))
        for i, each in enumerate(file.facts)
        for j, cell in enumerate(each.cells)
    ]
    named += [
        (("likely", i, "cells", j), cell, each.options) for i, each in enumerate(file.likely) for j, cell in enumerate(each.cells)
    ]
    for part, cells in (("subjects", file.subjects), ("decided", file.decided), ("each", [each.cell for each in file.each])):
        named += [((part, i), cell, ()) for i, cell in enumerate(cells)]
    for loc, cell, options in named:
        try:
            column = _column(edition, Address.parse(cell))
        except InputError as error:
            yield Fault(document.where(loc), f"{error.where}: {error.problem}", error.fix)
            continue
        for option in options:
            if option not in column.options:
                yield Fault(document.where(loc), f"'{option}' is no option of {cell}", nearest(option, column.options))
    for i, number in enumerate(file.registers):
        if number not in edition.questions:
            yield Fault(document.where(("registers", i)), f"there is no question '{number}'", nearest(number, edition.questions))


def _column(edition: Edition, address: Address) -> Column:
    """Return the column of an address; without a row that of every row. Raises InputError as ``Edition.column``."""
    if address.row is not None:
        return edition.column(address)
    question = edition.question(address.question)
    if address.column not in question.by_name:
        raise InputError(
            str(address), f"question {question.id} has no column '{address.column}'", f"Columns: {', '.join(question.by_name)}."
        )
    return question.by_name[address.column]
