"""Fills a workbook: judges every write, writes what may be written, and records all of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import write_whole
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.packages import Package, open_package
from cdp_toolkit.packages.rewrite import Packer, rewrite
from cdp_toolkit.structure.outline import SheetEntry
from cdp_toolkit.structure.references import cell
from cdp_toolkit.structure.workbook import OpenWorkbook
from cdp_toolkit.workbooks.patch import tableheaders
from cdp_toolkit.workbooks.patch.dropdowns import Dropdowns
from cdp_toolkit.workbooks.patch.manifest import Entry, Manifest, Outcome
from cdp_toolkit.workbooks.patch.obstacles import Obstacle
from cdp_toolkit.workbooks.patch.recalculation import asking_for_calculation, has_formulas, without_calculation_chain
from cdp_toolkit.workbooks.patch.sheetfill import Request, SheetFill, finding
from cdp_toolkit.workbooks.patch.stylesheet import Stylesheet
from cdp_toolkit.workbooks.patch.writes import CellWrite, FillOptions

_ORDINARY = FillOptions()


def fill(template: Path, output: Path, writes: Sequence[CellWrite], options: FillOptions = _ORDINARY) -> Manifest:
    """Fill cells of a workbook into a new file, and return the record of it.

    Every part that holds no filled cell is copied as it is; in a sheet only the cells that are written change. The
    output is written whole or not at all, and the same template and writes give the same bytes.

    Args:
        template: The workbook to fill; it is only read.
        output: Where the filled workbook goes.
        writes: What to write. Each ends as written, unchanged, refused or in conflict.
        options: What is allowed, and whether to write at all.

    Raises:
        InputError: The template cannot be read safely, or the output cannot be written without doing harm.
    """
    with open_package(template) as package, Packer() as packer:
        _check_output(template, output, package)
        work = _Work(OpenWorkbook(package), options, packer)
        entries = work.judge(writes)
        digest = _written(package, output, work, options)
        return Manifest(
            template=(template.name, _digest(template)),
            output=(output.name, digest),
            dry_run=options.dry_run,
            entries=tuple(entries),
            changed_parts=tuple(sorted({*packer.names, *work.removed})),
            findings=tuple(work.findings()),
        )


@dataclass
class _Work:
    """One fill under way: the parts that change, compressed beside the work on the next one."""

    book: OpenWorkbook
    options: FillOptions
    packer: Packer
    removed: set[str] = field(default_factory=set)

    def judge(self, writes: Sequence[CellWrite]) -> list[Entry]:
        """Judge all writes and prepare the parts that change; return the entries in the order asked for."""
        found: dict[int, Entry] = {}
        sheets: dict[str, tuple[SheetEntry, list[Request]]] = {}
        for number, write in enumerate(writes):
            request = self._request(number, write)
            if isinstance(request, Entry):
                found[number] = request
            else:
                sheets.setdefault(request[0].name, (request[0], []))[1].append(request[1])
        pending = {(name, request.cell): request.write.value for name, (_, asked) in sheets.items() for request in asked}
        dropdowns = Dropdowns(self.book, pending)
        stylesheet = Stylesheet(self.book.styles, self.book.package.where)
        overwrote = False
        for sheet, requests in sheets.values():
            one = SheetFill(self.book, sheet, self.options, stylesheet, dropdowns)
            entries, content = one.run(requests)
            found.update(entries)
            overwrote = overwrote or one.overwrote_formula
            if content is not None:
                self._replace(sheet.part, content)
                self._replace_all(tableheaders.renamed(self.book.package, one.sheet, one.headers))
        self._replace_all(stylesheet.written(self.book.package))
        self._finish(overwrote=overwrote)
        return [found[number] for number in range(len(writes))]

    def _request(self, number: int, write: CellWrite) -> tuple[SheetEntry, Request] | Entry:
        """Return the sheet and the request of a write, or its refusal where there is no such cell."""
        sheet = self.book.outline.sheet(write.sheet)
        if sheet is None:
            names = ", ".join(one.name for one in self.book.outline.sheets)
            return self._refused(write, "no-such-sheet", "the workbook has no such sheet", f"Its sheets are: {names}")
        if sheet.kind != "worksheet":
            return self._refused(write, "no-worksheet", f"this is a {sheet.kind}, which has no cells", "Correct the layout")
        try:
            return sheet, Request(number, write, cell(write.cell))
        except ValueError:
            return self._refused(write, "no-such-cell", "there is no such cell", "Write the cell as B7")

    def _refused(self, write: CellWrite, code: str, problem: str, fix: str) -> Entry:
        """Return the refusal of a write for which there is no cell."""
        reason = finding(write, write.cell, Obstacle(code, problem, fix), self.options)
        return Entry(write, write.cell, Outcome.REFUSED, None, None, (reason,))

    def _finish(self, *, overwrote: bool) -> None:
        """Prepare the parts that tell Excel what to compute."""
        package = self.book.package
        if overwrote:
            changed, removed = without_calculation_chain(package)
            self._replace_all(changed)
            self.removed |= removed
        if self.packer.names and self.options.recalculate and has_formulas(self.book):
            self._replace_all(asking_for_calculation(package))

    def _replace_all(self, contents: dict[str, bytes]) -> None:
        """Take new content for some parts."""
        for name, content in contents.items():
            self._replace(name, content)

    def _replace(self, name: str, content: bytes) -> None:
        """Take new content for a part, under the name that the ZIP directory has for it."""
        member = self.book.package.member(name)
        assert member is not None  # noqa: S101 - it was read before
        self.packer.give(member.name, content)

    def findings(self) -> list[Finding]:
        """Return what concerns the whole workbook."""
        if not self.book.signed or not self.packer.names:
            return []
        problem = "the template is digitally signed, and any change makes the signature invalid"
        fix = "Ask its owner whether an unsigned copy is accepted, or sign the filled workbook anew"
        return [Finding("signature-broken", Severity.WARNING, self.book.package.where, problem, fix)]


class _Hashing:
    """A sink that knows the SHA-256 of what went through it, and passes it on if there is somewhere to pass it."""

    def __init__(self, file: BinaryIO | None) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def write(self, data: bytes, /) -> None:
        """Take the next bytes."""
        self.hash.update(data)
        if self.file is not None:
            self.file.write(data)


def _written(package: Package, output: Path, work: _Work, options: FillOptions) -> str:
    """Write the package, unless this is a dry run, and return the SHA-256 of what is written."""
    replaced = work.packer.finish()

    def write(file: BinaryIO | None) -> str:
        sink = _Hashing(file)
        rewrite(package.archive, sink, replaced, work.removed)
        return sink.hash.hexdigest()

    if options.dry_run:
        return write(None)
    digests: list[str] = []

    def write_checked(file: BinaryIO) -> None:
        digests.append(write(file))
        _check_existing(output, digests[0], options)

    write_whole(output, write_checked)
    return digests[0]


def _check_output(template: Path, output: Path, package: Package) -> None:
    """Refuse an output that would destroy the template, or that Excel would not open under its name."""
    if output.exists() and output.samefile(template):
        raise InputError(str(output), "is the template itself", "Give the filled workbook another name")
    if output.suffix.lower() != package.suffix:
        problem = f"ends in {output.suffix!r}, but the template is a workbook of the kind {package.suffix}"
        raise InputError(str(output), problem, f"Name the filled workbook with the ending {package.suffix}")


def _check_existing(output: Path, digest: str, options: FillOptions) -> None:
    """Refuse to overwrite a file that holds something else: a person may have worked in it."""
    if output.exists() and not options.replace_output and _digest(output) != digest:
        problem = "exists and holds something else"
        raise InputError(str(output), problem, "Choose another name, or say that it may be replaced")


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
