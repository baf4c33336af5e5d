"""Compares names as people write them."""

from functools import cache


@cache
def squash(text: str) -> str:
    """Return a text without what people write differently: case, spaces, signs.

    >>> squash("Abs 1") == squash("abs1")
    True
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())
