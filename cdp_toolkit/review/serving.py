"""Serves the application with waitress."""

import logging
import socket
from collections.abc import Callable
from dataclasses import replace

from waitress.server import create_server

from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.store.people import Role, add_person, find
from cdp_toolkit.review.application import create_app
from cdp_toolkit.review.desk import Desk
from cdp_toolkit.review.settings import Settings

THREADS = 12


def serve(desk: Desk, settings: Settings, host: str, ready: Callable[[str], None]) -> None:
    """Serve until somebody presses Ctrl-C.

    Args:
        desk: The project.
        settings: How it is entered; a port of 0 takes a free one.
        host: The address to listen on.
        ready: Is told the address to open, once it is served.

    Raises:
        InputError: The address cannot be listened on.
    """
    if settings.owner is not None:
        make_owner(desk, settings.owner)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that somebody waits a moment is no news
    listening = _listen(host, settings.port)
    port = int(listening.getsockname()[1])
    app = create_app(desk, replace(settings, port=port))
    server = create_server(
        app, sockets=[listening], threads=THREADS, ident=None, max_request_body_size=settings.most_bytes + 4096
    )
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    ready(f"http://{shown}:{port}/enter?key={settings.secret}")
    try:
        server.run()
    finally:
        server.close()
        desk.store.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises InputError where that cannot be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        listening = socket.socket(family, kind)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        problem = f"cannot be listened on: {error.strerror}"
        raise InputError(f"{host}:{port}", problem, "Choose another --port; 0 takes a free one.") from None
    return listening


def make_owner(desk: Desk, name: str) -> None:
    """See to it that who works alone is in the store."""
    with desk.store.work() as work:
        if find(work.connection, name) is None:
            add_person(work, name, Role.ADMIN)
