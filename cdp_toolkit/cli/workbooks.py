"""``layout`` and ``read``: where answers sit in anybody's workbook, and the answers back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.opening import Opened, open_response
from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json
from cdp_toolkit.cli.submissions import refuse_to_overwrite

if TYPE_CHECKING:
    from cdp_toolkit.editions.model import Edition
    from cdp_toolkit.responses.model import Response
    from cdp_toolkit.values import Address
    from cdp_toolkit.workbooks.layout import Comparison, Layout, Placed, Point, Spot, Survey
    from cdp_toolkit.workbooks.reading import ReadBack

edition_option = click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition of the answers.")


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@edition_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Layout file to write (.yaml), to correct and to use.")
@click.option("--ask", is_flag=True, help="Ask about each doubtful place.")
@click.option("--hidden-sheet", "hidden", multiple=True, metavar="NAME", help="Search this hidden sheet too; repeat it.")
@click.option("--missing", is_flag=True, help="Name what the questions found ask and the workbook does not.")
@click.option("--force", is_flag=True, help="Write over an existing layout file.")
@json_option
def layout(
    workbook: Path,
    edition_id: str,
    out: Path | None,
    ask: bool,
    hidden: tuple[str, ...],
    missing: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Find where the data points of an edition sit in WORKBOOK, and say how sure that is.

    \b
    Examples:
      cdp-toolkit layout tracker.xlsx
      cdp-toolkit layout tracker.xlsx --ask -o tracker.yaml
    """
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.workbooks.layout import confirmed, find_layout, survey, write_layout

    edition = load_edition(edition_id)
    if out is not None:
        refuse_to_overwrite(out, force)
    found = find_layout(workbook, edition, hidden)
    if not found.tables:
        fix = "Name the edition with --edition, or write its layout by hand (docs/layouts.md)."
        if found.passed_over:
            fix += f" Hidden and not searched: {', '.join(found.passed_over)} (--hidden-sheet NAME has one searched)."
        raise InputError(str(workbook), f"was not found to ask any question of {edition.id}", fix)
    if ask:
        found = confirmed(found, _ask)
    if out is not None:
        write_layout(out, found)
    _tell(survey(found, edition), out, missing=missing, as_json=as_json)


def _ask(table: "Placed", name: str, spot: "Spot") -> bool:
    about = f"{table.question}{'.' if name else ''}{name}"
    return click.confirm(f"{table.sheet}!{spot.at} '{spot.label}': is it {about}? ({spot.how}, {spot.confidence} of 100)")


def _tell(found: "Survey", out: Path | None, *, missing: bool, as_json: bool) -> None:
    findings = [finding for finding in found.findings() if missing or finding.code != "not-in-workbook"]
    questions = {point.address.question for point in found.points}
    if as_json:
        points = [
            {"data_point": str(p.address), "sheet": p.sheet, "cell": p.cell, "confidence": p.confidence} for p in found.points
        ]
        print_json({"edition": found.layout.edition, "points": points, "findings": [f.as_json() for f in findings]})
        return
    print_findings(findings)
    click.echo(
        f"Found {len(found.points):,} data points of {len(questions)} questions: {len(found.sure):,} surely, "
        f"{len(found.doubtful):,} to confirm.\n{len(found.layout.unplaced)} labels fit nothing; {len(found.missing):,} columns "
        f"and rows of these questions were not found; {found.layout.notes:,} other texts were passed over."
    )
    if out is not None:
        click.echo(f"Wrote {out}.")


@dataclass(frozen=True)
class _Choices:
    """How conflicts are to be settled."""

    take: str | None
    decisions: Path | None


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@edition_option
@click.option("--layout", "layout_file", type=click.Path(path_type=Path), help="Layout file (default: it is found).")
@click.option("--against", type=click.Path(path_type=Path), help="Project or response that the answers are held against.")
@click.option("--take", type=click.Choice(["workbook", "response"]), help="Whose answer to take wherever the two differ.")
@click.option("--previous", type=click.Path(path_type=Path), help="Manifest of the fill: what was filled and cleared is decided.")
@click.option("--decisions", type=click.Path(path_type=Path), help="CSV of conflicts: written if absent, followed if there.")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="Response file to write.")
@click.option("--force", is_flag=True, help="Write over an existing response file.")
@json_option
def read(
    workbook: Path,
    edition_id: str,
    layout_file: Path | None,
    against: Path | None,
    take: str | None,
    previous: Path | None,
    decisions: Path | None,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read the answers of WORKBOOK back into a response file.

    With --against, answers that only the workbook has are added, and where the two differ nothing is written before somebody has
    decided, for all with --take or one by one in the file of --decisions. Of a project only its direct answers are written.

    \b
    Examples:
      cdp-toolkit read filled.xlsx -o response.csv
      cdp-toolkit read filled.xlsx --layout tracker.yaml --against my-project --decisions conflicts.csv -o response.csv
    """
    from cdp_toolkit.responses.file import write_response
    from cdp_toolkit.workbooks.layout import compare

    if previous is not None and against is None:
        raise click.UsageError("--previous goes with --against")
    refuse_to_overwrite(out, force)
    opened = None if against is None else open_response(against, edition_id)
    edition, back, cells = _read(workbook, edition_id, layout_file, opened)
    if opened is None:
        write_response(out, edition, back.response)
        _say(back, out, None, as_json=as_json)
    else:
        compared = compare(back.response, opened.response, cells, _cleared(workbook, back, cells, previous))
        response = _settled(compared, opened, _Choices(take, decisions))
        if response is not None:
            write_response(out, edition, response)
        _say(back, out if response is not None else None, compared, as_json=as_json)
        if response is None:
            raise SystemExit(1)
    exit_with(back.findings)


def _read(
    workbook: Path, edition_id: str, layout_file: Path | None, opened: Opened | None
) -> "tuple[Edition, ReadBack, Mapping[Address, Point]]":
    """Read a workbook of our template by its names, any other by its layout."""
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.workbooks.layout import find_layout, is_own_template, read_answers, read_layout
    from cdp_toolkit.workbooks.reading import read_filled

    if layout_file is None and is_own_template(workbook):
        back = read_filled(workbook)
        edition = load_edition(back.response.edition)
        return edition, back, {} if opened is None else find_layout(workbook, edition).points()
    edition = opened.edition if opened is not None else load_edition(edition_id)
    found: Layout = find_layout(workbook, edition) if layout_file is None else read_layout(layout_file, edition)
    currency = opened.project.currency if opened is not None and opened.project is not None else None
    return edition, read_answers(workbook, found, edition, currency), found.points()


def _cleared(workbook: Path, back: "ReadBack", cells: "Mapping[Address, Point]", previous: Path | None) -> "dict[Address, str]":
    """Return the places of the cells that a fill left filled and that are blank now; what cannot be read is not blank."""
    from cdp_toolkit.workbooks.patch.previous import read_previous

    if previous is None:
        return {}
    left = read_previous(previous).left
    unread = {address for finding in back.findings for address in finding.addresses}
    return {a: f"{workbook.name} {p.place}" for a, p in cells.items() if str(a) in left and str(a) not in unread}


def _settled(compared: "Comparison", opened: Opened, choices: _Choices) -> "Response | None":
    """Return the response with the workbook's answers, None where a conflict is not decided yet."""
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.workbooks.layout import decisions_csv, read_decisions

    decided = {conflict.address: choices.take for conflict in compared.conflicts if choices.take is not None}
    if choices.decisions is not None and choices.decisions.exists():
        decided |= dict(read_decisions(choices.decisions))
    elif choices.decisions is not None:
        write_whole(choices.decisions, decisions_csv(compared.conflicts))
    if any(conflict.address not in decided for conflict in compared.conflicts):
        return None
    base = opened.response if opened.project is None else opened.project.direct_answers()
    return compared.merged(base, {address: said for address, said in decided.items() if said is not None})


def _say(back: "ReadBack", out: Path | None, compared: "Comparison | None", *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "response": None if out is None else str(out),
                "answers": len(back.response.answers),
                "conflicts": [] if compared is None else [one.as_json() for one in compared.conflicts],
                "findings": [finding.as_json() for finding in back.findings],
            }
        )
        return
    print_findings(back.findings)
    for one in () if compared is None else compared.conflicts:
        click.echo(str(one))
    if compared is not None:
        click.echo(
            f"{len(compared.added):,} answers are new, {compared.same:,} agree, {len(compared.conflicts):,} differ; "
            f"{len(compared.absent):,} of the response are blank in the workbook and are kept."
        )
    if out is None:
        click.echo("Nothing was written: decide the conflicts with --take, or one by one with --decisions FILE.")
    else:
        click.echo(f"Wrote {out}; the workbook holds {len(back.response.answers):,} answers.")
