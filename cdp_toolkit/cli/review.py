"""``cdp-toolkit review``: the local web application of the team."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cdp_toolkit.responses.store import Store

FILE = "review.db"


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "--store", "url", metavar="URL", help=f"PostgreSQL database, or another SQLite file (default: {FILE} in the project)."
)
@click.option("--users", is_flag=True, help="Several people, who log in; the first admin is set up on the page.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Name under which others reach it (may be repeated).")
@click.option("--https", is_flag=True, help="It is reached over HTTPS, through a proxy.")
@click.option("--weights", type=click.Path(path_type=Path), help="CDP's category weights: the workbook, its PDF, or a CSV.")
@click.option(
    "--previous", type=click.Path(path_type=Path), help="Last year's response file (default: the project's previous.csv)."
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
def review(
    project: Path,
    url: str | None,
    users: bool,
    host: str,
    port: int,
    names: tuple[str, ...],
    https: bool,
    weights: Path | None,
    previous: Path | None,
    no_browser: bool,
) -> None:
    """Open PROJECT in the browser: answer, review, sign off, and see what it does to the band.

    Listens on this machine only, unless told otherwise. Alone, the address carries the key of the run;
    with --users people log in.

    \b
    Examples:
      cdp-toolkit review samples/lumen-live
      cdp-toolkit review acme --users --store postgresql://cdp@db.example.com/cdp
    """
    from cdp_toolkit.responses.project import load_project
    from cdp_toolkit.review.desk import open_desk
    from cdp_toolkit.review.serving import serve
    from cdp_toolkit.review.settings import Settings
    from cdp_toolkit.scoring.weights import read_weights

    opened = load_project(project)
    store = open_the_store(opened.folder, url)
    known = None if weights is None else read_weights(weights, opened.organisation.sectors[0])
    desk = open_desk(opened, store, known, previous)
    settings = Settings(None if users else _owner(), hosts=frozenset({*Settings("").hosts, *names}), port=port, secure=https)

    def ready(address: str) -> None:
        click.echo(f"{opened.organisation.name}: {address}\nCtrl-C ends it; everything that was saved stays.")
        if not no_browser:
            click.launch(address)

    serve(desk, settings, host, ready)


def _owner() -> str:
    """Return who works at this machine."""
    try:
        return getpass.getuser()
    except OSError:
        return "owner"


def open_the_store(folder: Path, url: str | None) -> "Store":
    """Open the store that is named, or that of the project folder."""
    from cdp_toolkit.responses.store import open_store

    if url is None:
        return open_store(folder / FILE)
    return open_store(url if "://" in url else Path(url))
