"""Conditions in plain words, with CDP's numbers and labels: what has to be answered so that something is shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cdp_toolkit.editions.model import Edition, Question
from cdp_toolkit.language.references import ALL, ORGANISATION, SAME, parse

FACTS = {"sectors": "the organization's sectors", "issues": "the issues it discloses on", "requesters": "its requesters"}
SIGNS = {"<": "is below", "<=": "is at most", "=": "is", ">=": "is at least", ">": "is above", "between": "is between"}
SHOWN = 4  # options that are named before the rest is counted


def in_words(edition: Edition, question: str, data: Any) -> str:
    """Say a condition of a question in words: ``7.53 includes "Absolute target"``."""
    return _Words(edition, edition.questions[question]).condition(data)


def cell_in_words(edition: Edition, question: str, text: str) -> str:
    """Name a cell that a rule of a question reads: ``7.3 "Scope 2, market-based"``."""
    return _Words(edition, edition.questions[question]).cell(text)


class _Words:
    """Says conditions that are evaluated in the rows of one question."""

    def __init__(self, edition: Edition, question: Question) -> None:
        self.edition, self.question = edition, question

    def condition(self, data: Any) -> str:
        if isinstance(data, bool):
            return "always" if data else "never"
        if not isinstance(data, dict):
            return str(data)
        for key, say in self._ways().items():
            if key in data:
                return say(data)
        return "a condition holds"

    def _ways(self) -> dict[str, Callable[[Mapping[str, Any]], str]]:
        return {
            "all": lambda data: self._joined(data["all"], " and "),
            "any": lambda data: self._joined(data["any"], " or "),
            "none": lambda data: f"it is not so that {self._joined(data['none'], ' or ')}",
            "imply": lambda data: "; ".join(
                f"if {self.condition(pair['when'])}, then {self.condition(pair['then'])}" for pair in data["imply"]
            ),
            "doubt": lambda data: "something that cannot be decided here",
            "row": lambda data: f"the row is {self._rows(data['row'])}",
            "some_row": lambda data: self._quantified("some row", data["some_row"]),
            "every_row": lambda data: self._quantified("every row", data["every_row"]),
            "compare": self._compare,
            "cell": self._cell,
        }

    def _joined(self, items: Sequence[Any], word: str) -> str:
        said = [self.condition(item) for item in items]
        return (
            said[0] if len(said) == 1 else word.join(f"({each})" if " and " in each or " or " in each else each for each in said)
        )

    def _rows(self, names: Any) -> str:
        labels = [self._row_label(self.question, name) for name in (names if isinstance(names, list) else [names])]
        return _listed(labels, "or")

    @staticmethod
    def _row_label(question: Question, name: str) -> str:
        row = question.row_by_name.get(name)
        return name if row is None else row.label

    def _quantified(self, which: str, data: Mapping[str, Any]) -> str:
        rows = data.get("rows") or {}
        inner = _Words(self.edition, self.edition.questions[rows["question"]]) if "question" in rows else self
        rest = {key: value for key, value in data.items() if key not in ("rows", "at_least", "empty")}
        said = inner.condition(rest["when"] if set(rest) == {"when"} else rest)
        names = [self._row_label(inner.question, name) for name in rows.get("named", ())]
        among = f" (of {_listed(names, 'or')})" if names else ""
        where = f"{which} of {inner.question.id}{among}" if inner is not self else f"{which}{among}"
        return f"in {where} {said}"

    def _compare(self, data: Mapping[str, Any]) -> str:
        left, sign, right = data["compare"]
        return f"{self._value(left)} {SIGNS[sign]} {self._value(right)}"

    def _value(self, data: Any) -> str:
        if isinstance(data, str):
            return self.cell(data) if parse(data) else data
        if isinstance(data, list):
            return " and ".join(map(self._value, data))
        if isinstance(data, dict):
            key = next(iter(data))
            return self.cell(data["cell"]) if key == "cell" else f"the {key} of {self._operands(data[key])}"
        return str(data)

    def _operands(self, data: Any) -> str:
        return _listed([self._value(item) for item in data], "and") if isinstance(data, list) else self._value(data)

    def _cell(self, data: Mapping[str, Any]) -> str:
        key = next(key for key in data if key != "cell")
        name = self.cell(data["cell"])
        if key == "filled":
            return f"{name} is {'answered' if data[key] else 'blank'}"
        if key == "picks_count":
            return f"{name} names enough options"
        options = list(self.edition.lists.get(data[key]["set"], ())) if isinstance(data[key], dict) else data[key]
        labels = [f'"{option}"' for option in options]
        verb = "includes" if self._is_set(data["cell"]) else "is"
        return {
            "picks": f"{name} {verb} {_listed(labels, 'or')}",
            "picks_all": f"{name} includes {_listed(labels, 'and')}",
            "picks_only": f"{name} is exactly {_listed(labels, 'and')}",
            "picks_within": f"{name} names nothing but {_listed(labels, 'and')}",
            "picks_none": f"{name} is answered, but not with {_listed(labels, 'or')}",
            "picks_beyond": f"{name} names something besides {_listed(labels, 'and')}",
        }[key]

    def _is_set(self, text: str) -> bool:
        question, _, column = parse(text) or (None, None, None)
        if question == ORGANISATION:
            return True
        asked = self.question if question is None else self.edition.questions[question]
        found = asked.by_name[column] if column else asked.columns[0]
        return found.type == "choices"

    def cell(self, text: str) -> str:
        """Name a cell as a reader of the questionnaire knows it."""
        question, row, column = parse(text) or (None, None, None)
        if question == ORGANISATION:
            return FACTS.get(column or "", f"the organization's {column}")
        asked = self.question if question is None else self.edition.questions[question]
        only = len(asked.columns) == 1 and not asked.fixed_rows and not asked.adds_rows
        label = "" if only else f'"{asked.by_name[column].label}"' if column else f'"{asked.columns[0].label}"'
        number = "" if question is None else question
        place = {None: "", ALL: " in all rows", SAME: " in the row of the same name"}.get(row, "")
        if row is not None and not place:
            place = f' in row "{self._row_label(asked, row)}"'
        return f"{' '.join(filter(None, (number, label)))}{place}"


def _listed(items: Sequence[str], word: str) -> str:
    """Join items, counting those that are too many to name."""
    named = list(items[:SHOWN])
    if len(items) > SHOWN:
        named.append(f"{len(items) - SHOWN} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} {word} {named[-1]}"
