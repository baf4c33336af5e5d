"""Periods of figures: start and end, the labels people write for them, and reporting years before this one."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from cdp_toolkit.errors import InputError

WEEK = 7
_LABEL = r"FY\s?'?(\d{4}|\d{2})"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included. A figure as at one day has both ends on that day."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InputError(str(self), "ends before it starts", "Correct one of the two dates.")

    def __str__(self) -> str:
        return self.start.isoformat() if self.start == self.end else f"{self.start.isoformat()}..{self.end.isoformat()}"

    def back(self, years: int) -> "Period":
        """Return the same span so many years earlier; a last day of February stays one."""
        return Period(_moved(self.start, -years), _moved(self.end, -years))

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end


def _moved(day: dt.date, years: int) -> dt.date:
    year = day.year + years
    last = day.month == 2 and day.day == calendar.monthrange(day.year, 2)[1]
    return dt.date(year, day.month, calendar.monthrange(year, 2)[1] if last else day.day)


@dataclass(frozen=True, slots=True)
class ReportingYear:
    """The year that the response is about, and what the organisation calls it."""

    period: Period
    label: str | None = None

    def back(self, years: int) -> Period:
        """Return an earlier reporting year; 0 is this one."""
        return self.period.back(years)

    def years_before(self, period: Period, most: int = 5) -> int | None:
        """Return how many years before this one a period lies, or None where it is no reporting year.

        An earlier year may start and end up to a week off, as years of 52 weeks do. A figure as at the last day of a reporting
        year belongs to that year.
        """
        for years in range(most + 1):
            year = self.back(years)
            start, end = abs((period.start - year.start).days), abs((period.end - year.end).days)
            as_at = period.start == period.end
            if end <= (WEEK if years else 0) and (as_at or start <= (WEEK if years else 0)):
                return years
        return None

    def labelled(self, text: str) -> Period | None:
        """Return the period that a label such as ``FY2023`` means, None where that cannot be said."""
        if self.label is not None and text.strip().casefold() == self.label.strip().casefold():
            return self.period
        match = re.fullmatch(_LABEL, text.strip(), re.IGNORECASE)
        if match is None:
            return None
        if self.label is not None:
            own = re.fullmatch(_LABEL, self.label.strip(), re.IGNORECASE)
            return None if own is None else self.back(_year(own[1]) - _year(match[1]))
        whole = (self.period.start.month, self.period.start.day, self.period.end.month, self.period.end.day)
        return self.back(self.period.end.year - _year(match[1])) if whole == (1, 1, 12, 31) else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def day(text: str) -> dt.date:
    """Read a date written year-month-day.

    Raises:
        InputError: It is written otherwise; other orders can be read in two ways.
    """
    try:
        return dt.date.fromisoformat(re.sub(r"[T ]00:00(:00)?$", "", text.strip()))
    except ValueError:
        raise InputError(repr(text), "is no date written year-month-day", "Write it like 2023-12-31.") from None


def period(text: str, year: ReportingYear | None = None) -> Period:
    """Read a period: ``2023`` (calendar year), ``FY2023``, ``2023-Q1``, ``2023-04``, ``2023-12-31`` or ``start..end``.

    Args:
        text: The period as it stands in the file.
        year: The reporting year, which says what a label such as ``FY2023`` means.

    Raises:
        InputError: It names no period, or one that only the organisation can date.
    """
    stripped = text.strip()
    if ".." in stripped:
        start, _, end = stripped.partition("..")
        return Period(day(start), day(end))
    if match := re.fullmatch(r"(\d{4})", stripped):
        return Period(dt.date(int(match[1]), 1, 1), dt.date(int(match[1]), 12, 31))
    if match := re.fullmatch(r"(\d{4})-?Q([1-4])", stripped, re.IGNORECASE):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3 * int(match[2]))
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", stripped):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    if stripped.upper().startswith("FY"):
        return _fiscal(stripped, year)
    single = day(stripped)
    return Period(single, single)


def _months(year: int, first: int, last: int) -> Period:
    return Period(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _fiscal(text: str, year: ReportingYear | None) -> Period:
    found = None if year is None else year.labelled(text)
    if found is None:
        problem = "is a label whose first and last day the toolkit does not know"
        fix = "Write the period as 2023-01-01..2023-12-31, or state the reporting year and its label in project.toml."
        raise InputError(repr(text), problem, fix)
    return found
