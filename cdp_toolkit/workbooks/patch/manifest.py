"""The record of a fill: each cell with its old and new value and where the new one comes from, and what was refused."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.structure.values import CellError, CellValue
from cdp_toolkit.values import plain
from cdp_toolkit.workbooks.patch.writes import CellWrite, shown


class Outcome(StrEnum):
    """What became of one write."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one write.

    Args:
        write: What was asked for.
        cell: The cell that was judged: another than asked for where that is merged into it.
        outcome: What became of it.
        old: The value before.
        new: The value after; the old one where nothing was written.
        findings: Why it was refused, and what else to know.
    """

    write: CellWrite
    cell: str
    outcome: Outcome
    old: CellValue | None
    new: CellValue | None
    findings: tuple[Finding, ...] = ()

    @property
    def left(self) -> CellValue | None:
        """What fills, this one or those before it, left in the cell; None where a person alone has filled it."""
        return self.new if self.outcome == Outcome.WRITTEN else self.write.left

    def as_json(self) -> dict[str, object]:
        """Give the entry as plain JSON values."""
        return {
            "sheet": self.write.sheet,
            "cell": self.cell,
            "outcome": str(self.outcome),
            "old": _as_json(self.old),
            "new": _as_json(self.new),
            "left": _as_json(self.left),
            "asked": _as_json(self.write.value),
            "data_point": str(self.write.address) if self.write.address else None,
            "metric": self.write.metric or None,
            "conversion": self.write.conversion or None,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a fill.

    Args:
        template: File name and SHA-256 of the template.
        output: File name and SHA-256 of the filled workbook; known in a dry run too.
        dry_run: Whether nothing was written.
        entries: One for each write, in the order asked for.
        changed_parts: Parts of the package that differ; all others are the template's, byte for byte.
        findings: What concerns the whole workbook.
    """

    template: tuple[str, str]
    output: tuple[str, str]
    dry_run: bool
    entries: tuple[Entry, ...]
    changed_parts: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Findings of the workbook and of every cell."""
        return (*self.findings, *(finding for entry in self.entries for finding in entry.findings))

    @property
    def complete(self) -> bool:
        """Whether every value asked for stands in the workbook."""
        return all(entry.outcome in (Outcome.WRITTEN, Outcome.UNCHANGED) for entry in self.entries)

    def count(self, outcome: Outcome) -> int:
        """Return how many writes had an outcome."""
        return Counter(entry.outcome for entry in self.entries)[outcome]

    def as_json(self) -> dict[str, object]:
        """Give the manifest as plain JSON values."""
        return {
            "template": {"name": self.template[0], "sha256": self.template[1]},
            "output": {"name": self.output[0], "sha256": self.output[1]},
            "dry_run": self.dry_run,
            "counts": {str(outcome): self.count(outcome) for outcome in Outcome},
            "changed_parts": list(self.changed_parts),
            "findings": [finding.as_json() for finding in self.findings],
            "cells": [entry.as_json() for entry in self.entries],
        }

    def to_json(self) -> str:
        """Return the manifest as a JSON document."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """Return the manifest for a person to read: refusals and conflicts first."""
        verb = "Would fill" if self.dry_run else "Filled"
        lines = [f"{verb} {self.template[0]} into {self.output[0]}"]
        lines += [f"  {self.count(outcome):>6} {outcome}" for outcome in Outcome]
        lines += [f"  template sha256 {self.template[1]}", f"  output   sha256 {self.output[1]}"]
        lines += ["", *(str(finding) for finding in self.findings)] if self.findings else []
        for outcome in (Outcome.REFUSED, Outcome.CONFLICT, Outcome.WRITTEN, Outcome.UNCHANGED):
            chosen = [entry for entry in self.entries if entry.outcome == outcome]
            lines += ["", f"{outcome.capitalize()}:", *(line for one in chosen for line in _lines(one))] if chosen else []
        return "\n".join(lines) + "\n"


def _lines(entry: Entry) -> list[str]:
    """Return the lines of one entry."""
    write = entry.write
    change = f"{shown(entry.old)} -> {shown(entry.new)}" if entry.outcome == Outcome.WRITTEN else shown(write.value)
    source = ", ".join(filter(None, (str(write.address or ""), write.metric, write.conversion)))
    lines = [f"  {write.sheet}!{entry.cell}: {change}" + (f"  [{source}]" if source else "")]
    for finding in entry.findings:
        mark = "" if finding.severity == Severity.ERROR else f"{finding.severity}: "
        lines += [f"    {mark}{finding.problem}", f"      {finding.fix}"]
    return lines


def _as_json(value: object) -> dict[str, str] | None:
    """Return a cell's value as JSON, its kind spelled out so that 1, "1" and TRUE stay apart."""
    match value:
        case None:
            return None
        case bool():
            return {"type": "boolean", "value": str(value).lower()}
        case Decimal():
            return {"type": "number", "value": plain(value) if value.is_finite() else str(value)}
        case dt.datetime():
            return {"type": "datetime", "value": value.isoformat()}
        case dt.date():
            return {"type": "date", "value": value.isoformat()}
        case CellError():
            return {"type": "error", "value": value.code}
        case _:
            return {"type": "text", "value": str(value)}
