"""One question's part of a sheet: what is looked at, and where what is found goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cdp_toolkit.editions.model import Question
from cdp_toolkit.structure.references import Range
from cdp_toolkit.workbooks.layout.forms import Habit
from cdp_toolkit.workbooks.layout.hits import Hit, Hits
from cdp_toolkit.workbooks.layout.page import Page
from cdp_toolkit.workbooks.layout.placing import Placing


@dataclass
class Part:
    """The cells that belong to a question, and the labels among them.

    Args:
        page: The sheet.
        area: The cells.
        hits: The labels.
        placing: Takes what is found.
        habit: Where answers stand elsewhere in the workbook.
    """

    page: Page
    area: Range
    hits: Hits
    placing: Placing
    habit: Habit

    @property
    def question(self) -> Question:
        """The question as the edition of its number has it."""
        return self.hits.sought.question

    @cached_property
    def votes(self) -> list[Hit]:
        """The labels of columns, exact and close ones, by which the shape is told."""
        rest = [cell for cell in self.hits.cells if cell not in {hit.cell for hit in self.hits.columns}]
        faint, _ = self.hits.close_columns(rest, {hit.key for hit in self.hits.columns})
        rows = {hit.cell for hit in self.hits.rows}
        return [*self.hits.columns, *(hit for hit in faint if hit.cell not in rows)]

    def settle(self, hits: Iterable[Hit]) -> None:
        """Note labels as understood."""
        self.placing.used |= {hit.cell for hit in hits}
