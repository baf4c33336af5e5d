"""Answers as they would be with some edits made, the cells that CDP computes worked out anew."""

from collections.abc import Mapping

from cdp_toolkit.editions.display import Displayed
from cdp_toolkit.language import Row, Table
from cdp_toolkit.responses.computed import rounded
from cdp_toolkit.responses.display import plans_of
from cdp_toolkit.scoring.assessing import Assessment, Assessor
from cdp_toolkit.scoring.edits import Edits, edited


def tables_with(assessor: Assessor, displayed: Displayed, edits: Edits) -> dict[str, Table]:
    """Return the tables that edits change, with what CDP computes in the rows that they touch."""
    tables = edited(assessor.edition, displayed.given, edits)
    plans = plans_of(assessor.edition).by_question
    computing = [number for number in tables if plans[number].computed]
    if not computing:
        return tables
    shown = assessor.display.update(displayed, tables)
    touched: dict[str, set[str]] = {}
    for address in edits.cells:
        touched.setdefault(address.question, set()).add(address.row or "")
    for number in computing:
        tables[number] = _computed(assessor, shown, number, touched[number])
    return tables


def _computed(assessor: Assessor, shown: Displayed, number: str, touched: set[str]) -> Table:
    plan = plans_of(assessor.edition).by_question[number]
    given = {row.name: row for row in shown.given[number].rows}
    for row in shown.context.table(number).rows:
        if row.name not in touched:
            continue
        cells = {name: cell for name, cell in row.cells.items() if name not in plan.computed_columns}
        working = Row(row.name, cells, row.shown, row.key)
        found = {}
        for each in plan.computed:
            value = each.node.evaluate(shown.context, working) if each.column in row.shown else None
            if value is not None:
                cells[each.column] = value
                found[each.column] = rounded(value, plan.question.by_name[each.column])
        before = given[row.name]
        given[row.name] = Row(before.name, {**before.cells, **found}, before.shown, before.key)
    return Table(list(given.values()))


def changed_by(assessor: Assessor, before: Assessment, edits: Edits) -> Assessment:
    """Return the assessment of a response with edits made; ``before`` stays as it is."""
    return assessor.change(before, tables_with(assessor, before.displayed, edits), edits.verdicts)


def shown_with(assessor: Assessor, displayed: Displayed, edits: Edits) -> Displayed:
    """Return what is displayed with edits made."""
    tables: Mapping[str, Table] = tables_with(assessor, displayed, edits)
    return assessor.display.update(displayed, tables) if tables else displayed
