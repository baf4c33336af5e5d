"""Passwords: hashed with Argon2id, checked in the same time whether the person exists or not, and few guesses allowed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cdp_toolkit.errors import InputError

LEAST = 10  # characters
MOST = 200
GUESSES = 5  # for one name
GUESSES_FROM = 50  # from one address, behind which a whole team may sit
WINDOW = dt.timedelta(minutes=5)
NAMES = 10_000  # remembered at most, against a flood of made-up names

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash of a new password. Raises InputError for one that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise InputError("password", f"has {len(password)} characters", f"Choose {LEAST} to {MOST}; a sentence is easy to keep.")
    return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is kept; takes as long where none is kept."""
    try:
        _HASHER.verify(kept or _decoy(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _decoy() -> str:
    return _HASHER.hash("nobody has this password")


@dataclass
class Guesses:
    """Counts failed log-ins by name and by address, and says who has to wait."""

    clock: Callable[[], dt.datetime]
    _failed: dict[str, list[dt.datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, name: str, address: str) -> int:
        """Return for how many seconds nobody of that name or from that address may try again; 0 where they may."""
        with self._lock:
            now = self.clock()
            waits = [
                int((failed[-most] + WINDOW - now).total_seconds()) + 1
                for who, most in ((name, GUESSES), (f"@{address}", GUESSES_FROM))
                if len(failed := self._recent(who, now)) >= most
            ]
            return max(waits, default=0)

    def failed(self, name: str, address: str) -> None:
        """Note a failed attempt."""
        with self._lock:
            now = self.clock()
            if len(self._failed) > NAMES:
                self._failed = {each: times for each in self._failed if (times := self._recent(each, now))}
            for each in (name, f"@{address}"):
                self._failed.setdefault(each, []).append(now)

    def passed(self, name: str) -> None:
        """Forget the failures of a name that got in."""
        with self._lock:
            self._failed.pop(name, None)

    def _recent(self, who: str, now: dt.datetime) -> list[dt.datetime]:
        return [time for time in self._failed.get(who, ()) if time > now - WINDOW]
