"""What is wrong, doubtful or noteworthy in a company's figures and answers: collected, sorted, never raised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. An error makes a command end with status 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, said so that the reader can act on it without asking.

    Args:
        code: Constant kebab-case name of the kind of problem; tests compare it, wording is free.
        severity: How grave it is.
        where: Address of the data point, or file and row.
        problem: What is wrong, with the figures read.
        fix: What to do.
        addresses: Every data point that was read to find it.
        figures: What was read, by address; reference values and last year's answers among them.
    """

    code: str
    severity: Severity
    where: str
    problem: str
    fix: str
    addresses: tuple[str, ...] = field(default=())
    figures: tuple[tuple[str, str], ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.code}\n  {self.problem}\n  {self.fix}"

    def as_json(self) -> dict[str, object]:
        """Give the finding as plain JSON values."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "where": self.where,
            "problem": self.problem,
            "fix": self.fix,
            "addresses": list(self.addresses),
            **({"figures": dict(self.figures)} if self.figures else {}),
        }


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors first, then by place."""
    return sorted(findings, key=lambda finding: (finding.severity.rank, _place(finding.where), finding.code))


def _place(where: str) -> list[tuple[bool, int, str]]:
    """Sort key by which row 9 stands before row 10."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", where)]
