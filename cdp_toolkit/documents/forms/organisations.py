"""Picks the answers of one organisation out of a table that may hold thousands."""

from dataclasses import dataclass, field

from cdp_toolkit.documents.structure import key
from cdp_toolkit.errors import InputError

_SHOWN = 10
_SIMILAR = 60  # of 100


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """An organisation as a table names it: by name, account number, or both."""

    name: str
    account: str = ""

    def __str__(self) -> str:
        account = f"account {self.account}"
        return f"{self.name} ({account})" if self.name and self.account else self.name or account


@dataclass(slots=True)
class Chooser:
    """Says row by row whose answers are wanted, and remembers whom it met.

    Args:
        file: Name of the file, for messages.
        wanted: Name or account number; None where the table should hold one organisation only.
        year: The year whose answers are wanted; None where the table should hold one year only.
    """

    file: str
    wanted: str | None
    year: int | None = None
    met: dict[Who, bool] = field(default_factory=dict)
    years: set[str] = field(default_factory=set)

    def takes(self, name: str, account: str, year: str) -> bool:
        """Whether a row belongs to whom is wanted; while nobody is named, to the first organisation."""
        who = Who(name, account)
        taken = self.met.get(who)
        if taken is None:
            taken = self.met[who] = self._is_wanted(who)
        if taken and year:
            self.years.add(year)
        return taken and (self.year is None or not year or year == str(self.year))

    def _is_wanted(self, who: Who) -> bool:
        if who == Who(""):
            return self.wanted is None
        taken = [other for other, is_taken in self.met.items() if is_taken and other != Who("")]
        if who.account and any(other.account == who.account for other in taken):
            return True  # the same one, spelled in another way
        if self.wanted is None:
            return not taken and not any(other != Who("") for other in self.met)
        return who.account == self.wanted.strip() or (bool(who.name) and key(who.name) == key(self.wanted))

    def chosen(self) -> Who:
        """Return the organisation whose rows were taken.

        Raises:
            InputError: There are several, or the one that is wanted is not there, or its answers are of several years.
        """
        named = sorted(who for who in self.met if who != Who(""))
        taken = [who for who in named if self.met[who]]
        accounts = {who.account for who in taken if who.account}
        if self.wanted is None and len(_distinct(named)) > 1:
            fix = "Name the one that is wanted with --organisation, by its name or account number."
            raise InputError(self.file, f"holds {len(_distinct(named))} organisations: {_listed(named)}", fix)
        if self.wanted is not None and not taken:
            raise self._absent(named)
        if len(accounts) > 1:
            problem = f"holds several organisations called '{self.wanted}': {_listed(taken)}"
            raise InputError(self.file, problem, "Name the one that is wanted by its account number, with --organisation.")
        self._check_years(taken)
        return taken[0] if taken else Who("")

    def only_year(self) -> int | None:
        """Return the year of the rows that were taken, None where they do not say it."""
        year = next(iter(self.years), "") if self.year is None else str(self.year)
        return int(year) if year.isascii() and year.isdigit() else None

    def _check_years(self, taken: list[Who]) -> None:
        years = sorted(self.years)
        if self.year is None and len(years) > 1:
            problem = f"holds answers of {taken[0] if taken else 'one organisation'} of the years {', '.join(years)}"
            raise InputError(self.file, problem, "Name the year that is wanted with --year.")
        if self.year is not None and years and str(self.year) not in years:
            raise InputError(self.file, f"holds no answers of {self.year}", f"It holds those of {', '.join(years)}.")

    def _absent(self, named: list[Who]) -> InputError:
        if not named:
            problem = f"names no organisation, so that '{self.wanted}' cannot be found in it"
            return InputError(self.file, problem, "Leave --organisation out, if all of it is wanted.")
        near = _nearest(self.wanted or "", named)
        fix = f"{'Perhaps one of these is meant' if near else 'It holds'}: {_listed(near or named)}."
        return InputError(self.file, f"holds no organisation '{self.wanted}' among its {len(_distinct(named))}", fix)


def _distinct(named: list[Who]) -> set[str]:
    return {who.account or key(who.name) for who in named}


def _listed(named: list[Who]) -> str:
    more = len(named) - _SHOWN
    return ", ".join(map(str, named[:_SHOWN])) + (f" and {more} more" if more > 0 else "")


def _nearest(wanted: str, named: list[Who]) -> list[Who]:
    """Return whose name is like the wanted one or holds it, the likest first."""
    from rapidfuzz import fuzz

    def likeness(who: Who) -> float:
        return 100.0 if key(wanted) and key(wanted) in key(who.name) else fuzz.ratio(key(wanted), key(who.name))

    return [who for who in sorted(named, key=likeness, reverse=True)[:_SHOWN] if likeness(who) >= _SIMILAR]
