"""Which of the figures that a questionnaire asks for have a binding, and which have a value."""

from dataclasses import dataclass

from cdp_toolkit.editions.model import Question
from cdp_toolkit.mapping.answering import Answered
from cdp_toolkit.mapping.asked import metrics_for
from cdp_toolkit.mapping.gaplist import Missing, gap_list
from cdp_toolkit.responses.model import Answer


@dataclass(frozen=True, slots=True)
class Covered:
    """The figures that one question asks for.

    Args:
        question: The question.
        answered: Those that have a value, from figures or people.
        bound: Those without a value that a metric would answer.
        unbound: Those without a value that no metric answers.
    """

    question: Question
    answered: tuple[Answer, ...]
    bound: tuple[Missing, ...]
    unbound: tuple[Missing, ...]

    @property
    def asked(self) -> int:
        """How many figures are asked for."""
        return len(self.answered) + len(self.bound) + len(self.unbound)


def coverage(answered: Answered) -> tuple[Covered, ...]:
    """Return what is covered of every displayed question that asks for figures; cells that CDP works out do not count."""
    mapping = answered.mapping
    found = gap_list(mapping.edition, answered.response, metrics_for(mapping.plans))
    by_question: dict[str, list[Answer]] = {}
    for answer in answered.response:
        column = mapping.edition.column(answer.address)
        if column.type == "number" and column.computed is None:
            by_question.setdefault(answer.address.question, []).append(answer)
    made = []
    for state in found.questions:
        missing = [each for each in state.missing if each.type == "number"]
        given = tuple(by_question.get(state.question.id, ()))
        if missing or given:
            bound, unbound = (tuple(each for each in missing if bool(each.metrics) is has) for has in (True, False))
            made.append(Covered(state.question, given, bound, unbound))
    return tuple(made)
