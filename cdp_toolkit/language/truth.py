"""Three-valued truth: true, false, and unknown (None). Unknown is never taken for either."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return false if one is false, else unknown if one is unknown, else true. Stops at the first false.

    >>> all_of([True, None]) is None, all_of([None, False])
    (True, False)
    """
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return true if one is true, else unknown if one is unknown, else false. Stops at the first true.

    >>> any_of([False, None]) is None, any_of([None, True])
    (True, True)
    """
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def negated(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return None if truth is None else not truth


class Undecided:
    """What an expression gives where an unknown condition decides its value, which is neither there nor missing."""

    __slots__ = ()


UNDECIDED = Undecided()


@dataclass(frozen=True, slots=True)
class Between(Undecided):
    """A figure of which only the bounds are known.

    Args:
        low: It is no less than this.
        high: It is no more than this.
        sure: Whether there is a figure at all; else it may be missing.
    """

    low: Decimal
    high: Decimal
    sure: bool = True
