"""What goes on which sheet of our own template: every question that the organisation may see, and any that it answered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cdp_toolkit.findings import Severity
from cdp_toolkit.mapping.gaplist import GapList
from cdp_toolkit.responses.model import Answer
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.template_cells import CellValue
from cdp_toolkit.workbooks.template_layout import Block, lay_out, row_names

TOP = 4  # the first row of a module's sheet below the frozen ones


@dataclass(frozen=True)
class Filling:
    """What goes into the cells.

    Args:
        cells: Values that fit into cells.
        answers: The answers that they are.
        gaps: Which cells are asked for.
        marks: The gravest finding about a data point, where it is an error or a warning.
    """

    cells: Mapping[Address, CellValue]
    answers: Mapping[Address, Answer]
    gaps: GapList
    marks: Mapping[Address, Severity]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question on its sheet.

    Args:
        block: Where it is.
        filled: How many of its cells are filled.
        asked: How many are asked for; none where it is hidden.
        stale: How many are filled and not asked for.
    """

    block: Block
    filled: int
    asked: int
    stale: int


@dataclass(frozen=True)
class Section:
    """One module and its sheet."""

    module: str
    title: str
    sheet: str
    entries: tuple[Entry, ...]


def sections_of(filling: Filling, spare_rows: int) -> list[Section]:
    """Lay out the sheets of the modules that the organisation may see anything of."""
    gaps = filling.gaps
    filled, stale = Counter[str](), Counter[str]()
    rows: dict[str, list[str]] = {}
    for address in filling.answers:
        rows.setdefault(address.question, []).append(address.row or "")
        if address in filling.cells:
            filled[address.question] += 1
            stale[address.question] += not gaps.asks(address)
    asked = {state.question.id: state.asked for state in gaps.questions}
    sections = []
    for module, title in gaps.edition.modules.items():
        entries: list[Entry] = []
        at = TOP
        for question in gaps.edition.questions.values():
            if question.module != module or not (question.id in gaps.possible or question.id in rows):
                continue
            used = rows.get(question.id, [])
            open_rows = frozenset(used) | gaps.displayed_rows(question.id)
            block = lay_out(question, at, row_names(question, used, spare_rows), open_rows)
            entries.append(Entry(block, filled[question.id], asked.get(question.id, 0), stale[question.id]))
            at = block.end + 2
        if entries:
            sections.append(Section(module, title, f"Module {module}", tuple(entries)))
    return sections
