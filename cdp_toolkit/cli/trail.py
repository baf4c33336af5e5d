"""``cdp-toolkit trail``: proves that nothing in the store's trail was changed, taken out or put in."""

from pathlib import Path

import click

from cdp_toolkit.cli.printing import json_option, print_json


@click.group()
def trail() -> None:
    """Show that the trail of the review store is whole."""


@trail.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--store", "url", metavar="URL", help="The store, where it is not the one of the project folder.")
@json_option
def verify(project: Path, url: str | None, as_json: bool) -> None:
    """Walk the trail of PROJECT's store from the first entry to the newest. Ends with status 1 where it is broken.

    \b
    Example:
      cdp-toolkit trail verify samples/lumen-live
    """
    from cdp_toolkit.cli.review import FILE, open_the_store
    from cdp_toolkit.errors import InputError

    if url is None and not (project / FILE).is_file():
        raise InputError(str(project), f"holds no {FILE}", "Name the folder of a project that was reviewed, or a --store.")
    store = open_the_store(project, url)
    count, broken = store.verify()
    store.close()
    if as_json:
        print_json({"entries": count, "broken": None if broken is None else {"entry": broken.entry, "problem": broken.problem}})
    elif broken is None:
        click.echo(f"The trail is unbroken: {count} entries.")
    else:
        click.echo(f"Entry {broken.entry} {broken.problem}.")
    if broken is not None:
        raise SystemExit(1)
