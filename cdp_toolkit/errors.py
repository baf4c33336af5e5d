"""What stops a run. Wrong definitions and unusable input raise; wrong or missing answers are findings."""

from collections.abc import Iterable
from dataclasses import dataclass


class ToolkitError(Exception):
    """Base of everything the toolkit raises on purpose; the command line turns it into a message and status 2."""


class InputError(ToolkitError):
    """A file or value that a person gave cannot be used.

    Args:
        where: File, sheet, row, cell or address, as the reader of the message knows it.
        problem: What is wrong, with the value that was read.
        fix: What to do about it.
    """

    def __init__(self, where: str, problem: str, fix: str) -> None:
        super().__init__(f"{where}: {problem}\n  {fix}")
        self.where, self.problem, self.fix = where, problem, fix


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a definition file."""

    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}\n  {self.fix}"


class FaultsError(ToolkitError):
    """Base of errors that carry all faults of a file, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class DefinitionError(FaultsError):
    """YAML definitions cannot be used."""


class FileError(FaultsError):
    """A file of figures or answers that a person gave cannot be used."""
