"""Points of a block, exactly, and its outcome as a low and a high estimate."""

from dataclasses import dataclass, field
from fractions import Fraction

from cdp_toolkit.language import Truth

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Points:
    """Points earned of points available; 0/0 is out of the level."""

    earned: Fraction
    of: Fraction

    @property
    def share(self) -> Fraction:
        """Earned over available; 0/0 counts as full."""
        return self.earned / self.of if self.of else Fraction(1)

    @property
    def full(self) -> bool:
        """Whether nothing is lacking; 0/0 lacks nothing."""
        return self.earned >= self.of

    def __add__(self, other: "Points") -> "Points":
        return Points(self.earned + other.earned, self.of + other.of)

    def __str__(self) -> str:
        return f"{decimal(self.earned)}/{decimal(self.of)}"


NOTHING = Points(ZERO, ZERO)


def decimal(value: Fraction) -> str:
    """Write points for people: at most three decimals, none that say nothing.

    >>> decimal(Fraction(9, 2)), decimal(Fraction(2, 3))
    ('4.5', '0.667')
    """
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a block comes to.

    Args:
        low: Points if everything unknown turns out against the company.
        high: Points if everything unknown turns out in its favour.
        rows: The same for each row, where the block looks at rows one by one.
        met: Which criteria are met, by id.
    """

    low: Points
    high: Points
    rows: dict[str, "Outcome"] = field(default_factory=dict)
    met: dict[str, Truth] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether low and high agree."""
        return self.low == self.high

    def __str__(self) -> str:
        return str(self.low) if self.known else f"{self.low} to {self.high}"


HIDDEN = Outcome(NOTHING, NOTHING)
