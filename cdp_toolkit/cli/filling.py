"""Filling a workbook that somebody else made: what ``fill --template`` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import Opened
from cdp_toolkit.cli.printing import exit_with, print_findings, print_json

if TYPE_CHECKING:
    from cdp_toolkit.findings import Finding
    from cdp_toolkit.workbooks.patch import Manifest

# As workbooks.patch.Allow has them; spelled out so that --help need not import it.
ALLOWED = (
    "locked-cell", "hidden-sheet", "merged-cell", "table-header", "formula", "shared-formula", "array-formula",
    "not-in-dropdown", "against-cell-rule", "filled-otherwise", "number-too-long",
)  # fmt: skip


_OF_LAYOUT = ("hidden-sheet-passed-over", "label-unplaced")  # what is to be known of a layout that nobody has looked at


@dataclass(frozen=True)
class Template:
    """What the options of ``fill`` say about somebody else's workbook."""

    path: Path
    layout: Path | None
    allow: Sequence[str]
    manifest: Path | None
    dry_run: bool
    overwrite: bool
    previous: Path | None = None
    decisions: Path | None = None


def fill_template_of_others(opened: Opened, template: Template, out: Path, *, as_json: bool) -> None:
    """Fill the workbook, write its manifest beside it as JSON and as text, and say what became of every answer."""
    from cdp_toolkit.workbooks import patch
    from cdp_toolkit.workbooks.layout import decided, find_layout, read_answers, read_conflicts, read_layout, survey, writes_for
    from cdp_toolkit.workbooks.patch.previous import read_previous

    edition = opened.edition
    layout = find_layout(template.path, edition) if template.layout is None else read_layout(template.layout, edition)
    currency = None if opened.project is None else opened.project.currency
    writes = writes_for(template.path, layout, edition, opened.response, currency)
    cells = writes.cells
    stale: tuple[Finding, ...] = ()
    if template.previous is not None:
        previous = read_previous(template.previous)
        cells, stale = previous.known_to(cells), previous.stale(cells)
    if template.decisions is not None:
        workbook = read_answers(template.path, layout, edition, currency).response
        cells = decided(cells, read_conflicts(template.decisions), opened.response, workbook)
    allowed = frozenset(map(patch.Allow, template.allow))
    options = patch.FillOptions(allowed, dry_run=template.dry_run, replace_output=template.overwrite)
    manifest = patch.fill(template.path, out, cells, options)
    if not template.dry_run or template.manifest is not None:
        _write_manifest(manifest, template.manifest or out.with_name(f"{out.stem}.manifest.json"))
    unplaced = [f for f in survey(layout, edition).findings() if f.code in _OF_LAYOUT] if template.layout is None else []
    findings = [*unplaced, *stale, *writes.findings, *manifest.all_findings]
    if as_json:
        print_json({**manifest.as_json(), "findings": [finding.as_json() for finding in findings]})
    else:
        _print(manifest, findings, out, template)
    exit_with(findings)


def _write_manifest(manifest: "Manifest", path: Path) -> None:
    from cdp_toolkit.files import write_whole

    write_whole(path, manifest.to_json())
    write_whole(path.with_suffix(".txt"), manifest.to_text())


def _print(manifest: "Manifest", findings: "Sequence[Finding]", out: Path, template: Template) -> None:
    from cdp_toolkit.workbooks.patch import Outcome

    not_asked = [finding for finding in findings if finding.code == "no-place" and finding.severity == "info"]
    findings = [finding for finding in findings if finding not in not_asked]
    if template.dry_run:
        click.echo(manifest.to_text())
        print_findings(finding for finding in findings if finding not in manifest.all_findings)
    else:
        print_findings(findings)
    counts = ", ".join(f"{manifest.count(outcome):,} {outcome}" for outcome in Outcome)
    click.echo(f"{'Would write' if template.dry_run else 'Wrote'} {out}: {counts}.")
    if not_asked:
        click.echo(f"The workbook was not found to ask {len(not_asked):,} questions that are answered; --json names them.")
    doubtful = sum(finding.code == "place-doubtful" for finding in findings)
    if doubtful:
        confirm = f"cdp-toolkit layout {template.path} --ask -o layout.yaml"
        click.echo(f"{doubtful:,} answers wait for their place to be confirmed: {confirm}, then give it with --layout.")
