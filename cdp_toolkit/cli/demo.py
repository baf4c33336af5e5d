"""``cdp-toolkit demo``: the main job on a shipped sample."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdp_toolkit.cli.printing import print_findings, print_table

if TYPE_CHECKING:
    from cdp_toolkit.mapping.gaplist import GapList


@click.command()
@click.option("--sample", default="kuaishou-2023", show_default=True, help="Name of the shipped sample.")
@click.option("-o", "--out", type=click.Path(path_type=Path), default="out", show_default=True, help="Folder to write to.")
def demo(sample: str, out: Path) -> None:
    """Fill the workbook from a shipped sample's figures, list the gaps, and say what the figures answer.

    The sample is copied to OUT first, where you can change its figures and run the other commands on it.

    \b
    Example:
      cdp-toolkit demo --sample lumen-live
    """
    from cdp_toolkit.cli.gaps import as_plain
    from cdp_toolkit.cli.opening import everything_found, gaps_of, open_response
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.responses.file import write_response
    from cdp_toolkit.workbooks.template import fill_template

    folder = _copied(sample, out)
    opened = open_response(folder)
    edition, response = opened.edition, opened.response
    found = gaps_of(opened)
    filled = fill_template(edition, response, gaps=found, findings=everything_found(opened))
    book, gaps, answers = (out / f"{sample}-{what}" for what in (f"{edition.id}.xlsx", "gaps.json", "answers.csv"))
    write_whole(book, filled.content)
    write_whole(gaps, json.dumps(as_plain(found, tuple(edition.modules)), indent=1, ensure_ascii=False) + "\n")
    write_response(answers, edition, response)
    grave = [finding for finding in filled.findings if finding.severity != "info"]
    print_findings(grave)
    click.echo(f"{len(filled.findings) - len(grave)} notes more are on the sheet Findings.\n")
    _summarise(response.organisation.name, found)
    for path in (folder, book, gaps, answers):
        click.echo(f"  {path}")


def _summarise(name: str, found: "GapList") -> None:
    rows = []
    for module, title in found.edition.modules.items():
        states = found.of_module(module)
        answered = [state.question.id for state in states if state.answered]
        counts = (sum(state.answered for state in states), sum(state.asked for state in states))
        if states:
            rows.append((module, title, *(f"{count:,}" for count in counts), ", ".join(answered)))
    heads = ("Module", "Title", "Answered", "Asked", "Questions with an answer")
    print_table(f"What the figures of {name} answer", heads, rows, right=(2, 3))
    click.echo(f"{found.answered:,} of {found.asked:,} data points are answered. Written:")


def _copied(sample: str, out: Path) -> Path:
    """Copy the sample's files; a file that is there already is left as it is, since somebody may have changed it.

    Raises:
        InputError: There is no such sample; names those that there are.
    """
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.shipped import shipped

    source = shipped("samples") / sample
    if not (source / "project.toml").is_file():
        known = sorted(path.parent.name for path in shipped("samples").glob("*/project.toml"))
        raise InputError(sample, "is no sample of this toolkit", f"The samples: {', '.join(known) or 'none'}.")
    folder = out / sample
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        target = folder / file.relative_to(source)
        if not target.exists():
            write_whole(target, file.read_bytes())
        elif target.read_bytes() != file.read_bytes():
            click.echo(f"{target} differs from the sample's and is used as it is.")
    return folder
