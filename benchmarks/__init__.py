"""Speed and memory as ratios measured in one run, so that they mean the same on every machine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """One thing measured against another in the same run.

    Args:
        name: What was measured against what.
        value: The ratio.
        aim: The most that it should be; None where it is only to be known.
        detail: The figures behind it.
    """

    name: str
    value: float
    aim: float | None = None
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the aim is met."""
        return self.aim is None or self.value <= self.aim
