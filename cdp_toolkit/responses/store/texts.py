"""Texts that people give, as both databases can keep them."""

from cdp_toolkit.errors import InputError


def kept_text(what: str, text: str, most: int = 20_000) -> str:
    """Return a text without blanks around it.

    Raises:
        InputError: It is empty, too long, or holds characters that are no text.
    """
    text = text.strip()
    if not text or len(text) > most:
        raise InputError(what, "is empty" if not text else f"has {len(text)} characters", f"Write 1 to {most} characters.")
    check_text(what, text)
    return text


def check_text(what: str, text: str) -> None:
    """Refuse characters that no database keeps as text. Raises InputError."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(what, "holds a character that is no text", "Type it again, or paste it without formatting.")
