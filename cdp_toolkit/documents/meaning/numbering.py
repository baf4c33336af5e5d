"""Numbers added rows: as the document prints it where it does, else one after the other."""

from dataclasses import dataclass, field

from cdp_toolkit.documents.meaning.printed import is_blank
from cdp_toolkit.documents.structure import Block, number_of_row

_MOST = 500  # a higher number, such as a year, counts something else than rows


@dataclass(slots=True)
class RowNumbers:
    """The numbers that the rows of one question have been given, each with the columns that are answered in it."""

    given: dict[int, set[str]] = field(default_factory=dict)

    def next(self, block: Block) -> tuple[int, str]:
        """Number a row, and say what speaks against the number.

        A number that the document prints is kept, even where it leaves a gap: whoever compares an answer with the document looks
        for that number. Printed again, with other columns, it is the rest of the same row.
        """
        printed = block.number or number_of_row(block.label)
        columns = {each.code or each.label for each in block.fields if not is_blank(each.lines)}
        number, doubt = max(self.given, default=0) + 1, ""
        if printed is not None and 0 < printed <= _MOST:
            if columns.isdisjoint(self.given.get(printed, ())):
                number = printed
            else:
                doubt = f"row {printed} is printed twice; this one is numbered {number}"
        self.given.setdefault(number, set()).update(columns)
        return number, doubt
