"""What a report is made of, before it is laid out: tables and lines in words, and the figures behind the charts."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Cell = str | Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report; the same on the page and in the workbook.

    Args:
        title: Its caption, and the name of its sheet.
        about: One sentence on what it says.
        header: Names of its columns.
        rows: Its cells; lines inside a cell are parted by line feeds.
        widths: Widths of the columns in the workbook, in characters.
    """

    title: str
    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers only."""
        columns = range(len(self.header))
        return tuple(bool(self.rows) and all(isinstance(row[i], Decimal) for row in self.rows) for i in columns)


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the staircase: its share as a range, and the bands that are read at it."""

    name: str
    low: Fraction
    high: Fraction
    bands: tuple[tuple[Fraction, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One category at one level; ``of`` is 0 where nothing is available."""

    level: str
    category: str
    low: Fraction
    high: Fraction
    of: Fraction


@dataclass(frozen=True, slots=True)
class GapBar:
    """One gap for the chart: its own points, those that wait behind it, its effort."""

    name: str
    topic: str
    lost: Fraction
    unlocks: Fraction
    effort: str
    caps: bool


@dataclass(frozen=True, slots=True)
class LevelPart:
    """One level of one question in the appendix.

    ``lines`` are criteria that are not met or not settled; ``fix`` is empty where nothing is lacking.
    """

    name: str
    points: str
    fix: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question in the appendix."""

    number: str
    topic: str
    levels: tuple[LevelPart, ...]


@dataclass(frozen=True, slots=True)
class ModulePart:
    """The questions of one module in the appendix."""

    title: str
    questions: tuple[QuestionPart, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the sentence that stands for it where it cannot be seen."""

    svg: bytes
    alt: str


@dataclass(frozen=True)
class Content:
    """Everything that a report says.

    Args:
        organisation: Whose response it is.
        edition: Title of the edition.
        sector: Sector whose criteria were applied.
        facts: Further facts for the head: name and value.
        band_low: The band that is sure.
        band_high: The band that may be reached.
        verdict: The verdict in sentences.
        reasons: Headings with their lines: what caps, what is lacking.
        target: The band that gaps and plan aim at.
        plan_said: What the plan comes to, in sentences.
        steps: The staircase.
        next_share: The share that leads on.
        bars: Categories by level.
        gap_bars: The gaps that matter most.
        levels: The table behind the staircase.
        categories: The table behind the category bars.
        gaps: All gaps to the target.
        plan: The plan.
        findings: Findings on figures and answers.
        judged: What a reader or a register has to settle.
        assumptions: What is assumed.
        points: Points by question.
        modules: The appendix, question by question.
    """

    organisation: str
    edition: str
    sector: str
    facts: tuple[tuple[str, str], ...]
    band_low: str
    band_high: str
    verdict: tuple[str, ...]
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    target: str
    plan_said: tuple[str, ...]
    steps: tuple[Step, ...]
    next_share: Fraction
    bars: tuple[Bar, ...]
    gap_bars: tuple[GapBar, ...]
    levels: Table
    categories: Table
    gaps: Table
    plan: Table
    findings: Table
    judged: Table
    assumptions: tuple[str, ...]
    points: Table
    modules: tuple[ModulePart, ...]

    @property
    def band(self) -> str:
        """The band range in words."""
        return self.band_low if self.band_low == self.band_high else f"{self.band_low} to {self.band_high}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of the report."""
        return (self.levels, self.categories, self.gaps, self.plan, self.findings, self.judged, self.points)
