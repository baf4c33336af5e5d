"""Adds to a proposal what lets its questions, rows and columns be displayed, as far as answers decide it."""

from cdp_toolkit.editions.model import slug
from cdp_toolkit.editions.plans import Opening, Plan, Test
from cdp_toolkit.language import Context, Row
from cdp_toolkit.scoring.edits import Edits
from cdp_toolkit.scoring.wishes import Wishes
from cdp_toolkit.values import Address

DEPTH = 3  # questions that hide one another


class Revealing:
    """Turns display conditions round."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes, self.stand_ins, self.edition = wishes, wishes.stand_ins, wishes.edition

    def displayed(self, edits: Edits, context: Context, depth: int = DEPTH) -> Edits:
        """Add to edits what lets their questions and rows be displayed."""
        for question in dict.fromkeys(address.question for address in edits.cells):
            plan = self.stand_ins.plans.by_question[question]
            if depth and (plan.row_tests or plan.columns):
                edits = self._cells_shown(plan, edits, context, depth)
            if depth and not context.table(question).shown:
                for test in plan.tests:
                    edits = self._passed(test, None, question, edits, context, depth)
            for opening in plan.openings:
                edits = self._opened(question, opening, edits, context)
        return edits

    def _passed(self, test: Test, row: Row | None, question: str, edits: Edits, context: Context, depth: int) -> Edits:
        """Add what makes a test let its target be shown."""
        if test.shows(context, row) is True:
            return edits
        turn = self.wishes.fail if test.hides else self.wishes.hold
        found = turn(test.node, context, row, question)
        return self.displayed(found[0], context, depth - 1) | edits if found else edits

    def _cells_shown(self, plan: Plan, edits: Edits, context: Context, depth: int) -> Edits:
        """Add what lets hidden rows and columns be displayed that the edits fill."""
        question = plan.question.id
        for address in list(edits.cells):
            if address.question != question:
                continue
            row = context.table(question).row(address.row or "")
            if row is not None and address.column in row.shown:
                continue
            tests: list[Test] = []
            if row is not None:
                tests += [test for each in plan.columns if address.column in each.names for test in each.tests]
            elif address.row is not None:
                tests += [*plan.row_tests.get(address.row, ()), *plan.row_tests.get("", ())]
                row = Row(address.row, {}, (), address.row)
            for test in tests:
                edits = self._passed(test, row, question, edits, context, depth)
        return edits

    def _opened(self, question: str, opening: Opening, edits: Edits, context: Context) -> Edits:
        """Choose the option that opens a row, where a row of the edits is not open yet."""
        open_now = opening.opened(context, None)
        for address in list(edits.cells):
            if address.question != question or address.row is None or open_now is None:
                continue
            about = self._about(question, address.row, edits, context)
            if about in open_now or (opening.governs is not None and about not in opening.governs):
                continue
            option = next((option for option, names in opening.opens.items() if about in names), None)
            target = None if option is None else self.stand_ins.target(opening.cells[0], context, None, question)
            if target is not None and option is not None:
                column = self.edition.column(target)
                before = opening.cells[0].get(context, None) if column.type == "choices" else None
                chosen = (*before, option) if isinstance(before, tuple) else (option,)
                found = self.stand_ins.proposed(target, tuple(dict.fromkeys(chosen)))
                edits = found[0] | edits if found else edits
        return edits

    def _about(self, question: str, row: str, edits: Edits, context: Context) -> str:
        """Return what a row is about: its name, or the slug of its key."""
        rows = self.edition.questions[question].rows
        if rows is None or rows.key is None:
            return row
        key = edits.cells.get(Address(question, row, rows.key.name))
        if isinstance(key, tuple) and key:
            return slug(key[0])
        known = context.table(question).row(row)
        return row if known is None else known.key
