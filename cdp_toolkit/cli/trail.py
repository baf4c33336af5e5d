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
@click.option("--noted", metavar="HASH", help="A hash that was shown earlier and kept elsewhere: it must still be there.")
@json_option
def verify(project: Path, url: str | None, noted: str | None, as_json: bool) -> None:
    """Walk the trail of PROJECT's store from the first entry to the newest. Ends with status 1 where it is broken.

    Note the hash that it shows where nobody can change it: somebody who rewrites the whole trail cannot bring it back.

    \b
    Example:
      cdp-toolkit trail verify samples/lumen-live
    """
    from cdp_toolkit.cli.review import FILE, open_the_store
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.responses.store.trail import holds, newest_hash

    if url is None and not (project / FILE).is_file():
        raise InputError(str(project), f"holds no {FILE}", "Name the folder of a project that was reviewed, or a --store.")
    store = open_the_store(project, url)
    count, broken = store.verify()
    with store.read() as connection:
        newest, there = newest_hash(connection), noted is None or holds(connection, noted)
    store.close()
    problem = None if broken is None else f"Entry {broken.entry} {broken.problem}."
    if problem is None and not there:
        problem = f"No entry has the noted hash {noted}: the trail was written anew."
    if as_json:
        print_json({"entries": count, "newest": newest, "problem": problem})
    else:
        click.echo(problem or f"The trail is unbroken: {count} entries, the newest {newest}.")
    if problem is not None:
        raise SystemExit(1)
