"""How commands print: JSON for machines, tables and findings for people, and the exit status that findings ask for."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cdp_toolkit.findings import Finding

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    """Print a table; columns whose number is in ``right`` are set flush right."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number in set(right) else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console(highlight=False).print(table)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on stderr while long work goes on; give what the work calls with (what, done, total)."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda what, done, total: progress.update(task, description=what, completed=done, total=total)


def print_findings(findings: Iterable["Finding"]) -> None:
    """Print findings, the gravest first."""
    from cdp_toolkit.findings import by_weight

    for finding in by_weight(findings):
        click.echo(str(finding))


def exit_with(findings: Iterable["Finding"]) -> None:
    """End with status 1 where a finding is an error."""
    if any(finding.severity == "error" for finding in findings):
        raise SystemExit(1)
