"""Which options the criteria ask for, learnt from their conditions: what a proposal prefers where several options would do."""

from collections import Counter
from collections.abc import Iterable

from cdp_toolkit.editions.model import Column
from cdp_toolkit.language import Node
from cdp_toolkit.values import asks_for_text

AGAINST = ("picks_none", "picks_beyond")


class Wanted:
    """Counts how often the conditions of one edition ask for each option.

    Args:
        conditions: All conditions of the criteria, each with its question.
    """

    def __init__(self, conditions: Iterable[tuple[str, Node]]) -> None:
        self._by_column: dict[tuple[str, str], Counter[str]] = {}
        for question, node in conditions:
            self._learn(node, question, 1)
        self._alike: dict[str, Counter[str]] = {}  # what is asked for in columns of one name in any question
        for (_, name), counter in self._by_column.items():
            self._alike.setdefault(name, Counter()).update(counter)

    def _learn(self, node: Node, here: str, sign: int) -> None:
        """Count how often an option is asked for, less how often it is asked against."""
        sign = -sign if node.kind == "none" else sign
        if node.labels and node.references:
            reference = node.references[0]
            counter = self._by_column.setdefault((reference.question or here, reference.column), Counter())
            for label in node.labels:
                counter[label] += -sign if node.kind in AGAINST else sign
        for child in node.children:
            self._learn(child, node.scope or here, sign)

    def asks_for(self, question: str, column: str, options: tuple[str, ...]) -> bool:
        """Whether criteria ask for any of the options of a column, rather than taking whatever is true."""
        wanted = self._by_column.get((question, column), Counter())
        return any(wanted[option] > 0 for option in options)

    def preferred(self, question: str, column: Column) -> list[str]:
        """Return the options of a column, those that criteria ask for first, CDP's order among equals."""
        wanted = self._by_column.get((question, column.name), Counter())
        alike = self._alike.get(column.name, Counter())
        return sorted(column.options, key=lambda option: (-wanted[option], asks_for_text(option), -alike[option]))
