"""Places that a person has looked at: what is confirmed is sure from then on, what is denied is left out."""

from collections.abc import Callable

from cdp_toolkit.workbooks.layout.model import CERTAIN, SURE, Layout, Placed, Spot, Unplaced

# Called with the table, the name of a column or row ("" for the heading), and the doubtful place.
Ask = Callable[[Placed, str, Spot], bool]
_CONFIRMED = "confirmed by a person"


def confirmed(layout: Layout, ask: Ask) -> Layout:
    """Return the layout after a person has decided about every doubtful place; denied labels are listed as fitting nothing."""
    tables: list[Placed] = []
    denied: list[Unplaced] = []
    for table in layout.tables:
        made = _decided(table, ask, denied)
        if made is not None:
            tables.append(made)
    return layout.model_copy(update={"tables": tuple(tables), "unplaced": (*layout.unplaced, *denied)})


def _decided(table: Placed, ask: Ask, denied: list[Unplaced]) -> Placed | None:
    def keep(name: str, spot: Spot) -> Spot | None:
        if spot.confidence >= SURE:
            return spot
        if ask(table, name, spot):
            return spot.model_copy(update={"confidence": CERTAIN, "how": _CONFIRMED})
        problem = f"is not {table.question}{'.' if name else ''}{name}, as a person said"
        denied.append(Unplaced(sheet=table.sheet, cell=spot.at, text=spot.label, problem=problem, question=table.question))
        return None

    heading = keep("", table.heading)
    if heading is None:
        return None
    columns = {name: kept for name, spot in table.columns.items() if (kept := keep(name, spot)) is not None}
    rows = {name: kept for name, spot in table.rows.items() if (kept := keep(name, spot)) is not None}
    if not columns or (table.rows and not rows):
        return None
    return table.model_copy(update={"heading": heading, "columns": columns, "rows": rows})
