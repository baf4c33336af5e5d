"""How points become a band, as data: levels, thresholds, essential criteria, categories of questions and their weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.rules import Confidence
from cdp_toolkit.editions.yamlfile import Definition, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.language import Compiler, Node
from cdp_toolkit.scoring.blocks import Level
from cdp_toolkit.scoring.leaves import LEAVES
from cdp_toolkit.values import question_order


class LevelRule(Definition):
    """One of the four levels; a weighted one is read through category weights."""

    letter: Level
    name: str
    weighted: bool


class BandRule(Definition):
    """The band from a percentage of a level on."""

    level: Level
    from_pct: int
    band: str


class Stated(Definition):
    """Something that is assumed, with how sure it is."""

    what: str
    confidence: Confidence


class Essential(Definition):
    """A criterion whose absence keeps the band below ``reaches``, whatever the percentages."""

    id: str
    reaches: str
    when: Any
    reference: str
    why: str
    fix: str
    confidence: Confidence


class _LevelsFile(Definition):
    levels: tuple[LevelRule, ...]
    bands: tuple[BandRule, ...]
    next_pct: int
    confidence: tuple[Stated, ...]
    essential: tuple[Essential, ...]
    assumptions: tuple[Stated, ...]


class _Category(Definition):
    category: str
    questions: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True)
class Weights:
    """Category weights in percent by level, and the category of questions where the source says it.

    ``source`` is the file they come from.
    """

    source: str
    by_level: Mapping[str, Mapping[str, Fraction]]
    categories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Levels:
    """Everything between points and a band for one edition."""

    levels: tuple[LevelRule, ...]
    bands: tuple[BandRule, ...]
    next_share: Fraction
    thresholds: tuple[Stated, ...]
    essential: tuple[tuple[Essential, Node], ...]
    assumptions: tuple[Stated, ...]
    categories: dict[str, str]

    @property
    def order(self) -> tuple[str, ...]:
        """The bands from the lowest to the highest."""
        return tuple(rule.band for rule in self.bands)

    def up_to(self, band: str) -> tuple[Level, ...]:
        """Return the levels whose points matter for a band."""
        letters = [rule.letter for rule in self.levels]
        level = next(rule.level for rule in self.bands if rule.band == band)
        return tuple(letters[: letters.index(level) + 1])

    def shares_to(self, band: str) -> dict[Level, Fraction]:
        """Return the share of each level that a band asks for: what leads on, and at its own level where the band begins."""
        rule = next(rule for rule in self.bands if rule.band == band)
        shares = dict.fromkeys(self.up_to(band), self.next_share)
        return {**shares, rule.level: Fraction(rule.from_pct, 100)}

    def category(self, question: str, weights: Weights | None = None) -> str:
        """Return the category of a question: the official one, else ours with the longest entry that begins its number."""
        if weights is not None and question in weights.categories:
            return weights.categories[question]
        parts = question.split(".")
        for length in range(len(parts), 0, -1):
            found = self.categories.get(".".join(parts[:length]))
            if found is not None:
                return found
        return "Other"


def read_levels(edition: Edition, folder: Path) -> Levels:
    """Read ``levels.yaml`` and ``categories.yaml``.

    Raises:
        DefinitionError: With every fault, file and line.
    """
    document = read(folder / "levels.yaml")
    rules: _LevelsFile = validated(document, _LevelsFile)
    bands = [rule.band for rule in rules.bands]
    faults: list[Fault] = []
    essential = []
    for i, rule in enumerate(rules.essential):
        compiler = Compiler(edition.questions, leaves=LEAVES, nearest=nearest)
        node = compiler.condition(rule.when, ("when",))
        faults += [Fault(document.where(("essential", i, *m.loc)), m.problem, m.fix) for m in compiler.mistakes]
        if rule.reaches not in bands:
            faults.append(Fault(document.where(("essential", i, "reaches")), f"'{rule.reaches}' is no band", f"One of {bands}."))
        essential.append((rule, node))
    categories = _categories(folder / "categories.yaml", edition, faults)
    if faults:
        raise DefinitionError(faults)
    share = Fraction(rules.next_pct, 100)
    return Levels(rules.levels, rules.bands, share, rules.confidence, tuple(essential), rules.assumptions, categories)


def _categories(path: Path, edition: Edition, faults: list[Fault]) -> dict[str, str]:
    document = read(path)
    found: dict[str, str] = {}
    for i, entry in enumerate(validated(document, tuple[_Category, ...])):
        for question in entry.questions:
            where = document.where((i, "questions"))
            if question in found:
                faults.append(Fault(where, f"'{question}' stands in two categories", "Keep one."))
            if question not in edition.questions and question not in edition.modules:
                faults.append(Fault(where, f"there is no question or module '{question}'", nearest(question, edition.questions)))
            found[question] = entry.category
    return dict(sorted(found.items(), key=lambda item: question_order(item[0])))
