"""What a running review application is told when it starts."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """How the application is entered and from where.

    Args:
        owner: Who works, where one person works alone; None where people log in.
        secret: The secret of this run: opens the application for the owner, or lets the first admin be set up.
        hosts: Names under which it may be called; any other Host header is refused, against DNS rebinding.
        port: Its port, in the name of its cookie, since browsers share cookies between ports.
        secure: Whether it is reached over HTTPS, through a proxy.
        most_bytes: Size of the largest upload.
    """

    owner: str | None
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    port: int = 0
    secure: bool = False
    most_bytes: int = 25 * 1024 * 1024
