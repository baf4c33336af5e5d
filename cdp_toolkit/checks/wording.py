"""Looks for words in texts, and for the name of whoever speaks in them."""

import re
from collections.abc import Callable, Sequence

NAME = "{name}"  # stands for a company's name in a pattern of who speaks
_CAPITALISED = r"(?:[A-Z][\w&'’.-]*)(?:[ -](?:&|of|and|de|[A-Z][\w&'’.-]*)){0,4}"
_TAKEN_OFF = re.compile(r"['’]s$|[.,]$")


def squeezed(text: str) -> str:
    """Return a text without case, spaces and signs.

    >>> squeezed("N/A.") == squeezed("n / a")
    True
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def mentions(words: Sequence[str]) -> Callable[[str], str | None]:
    """Return what finds the first of the words in a text, as a word of its own, whatever its case."""
    plain = tuple(word.casefold() for word in words)
    patterns = {word: re.compile(rf"{_edge(word[:1])}{re.escape(word)}{_edge(word[-1:])}") for word in plain}

    def find(text: str) -> str | None:
        lower = text.casefold()
        for word in plain:
            if word in lower and patterns[word].search(lower):
                return word
        return None

    return find


def _edge(letter: str) -> str:
    """A word ends where no letter follows; a sign needs no edge."""
    return r"\b" if letter.isalnum() else ""


def speaker(patterns: Sequence[str]) -> Callable[[str, Callable[[str], bool]], str | None]:
    """Return what finds the first name in a text by which somebody who is not known speaks of itself.

    A pattern is a phrase in which ``{name}`` stands for the name, such as ``At {name}, we``.
    """
    made = [(_longest(pattern), _compiled(pattern)) for pattern in patterns]

    def find(text: str, known: Callable[[str], bool]) -> str | None:
        for literal, pattern in made:
            for match in pattern.finditer(text) if literal in text else ():
                words = _TAKEN_OFF.sub("", match["name"]).split(" ")
                if not any(known(" ".join(words[i:])) for i in range(len(words))):  # "Most of Lumen" ends in a known name
                    return " ".join(words)
        return None

    return find


def _longest(pattern: str) -> str:
    """Return the longest piece that stands in every text that the pattern fits; to look for it first is much faster."""
    return max(re.split(rf"{re.escape(NAME)}|['’]", pattern), key=len)


def _compiled(pattern: str) -> re.Pattern[str]:
    literal = re.sub(r"['’]", "['’]", re.escape(pattern))
    return re.compile(literal.replace(re.escape(NAME), f"(?P<name>{_CAPITALISED})"))


def is_one_of(name: str, own: Sequence[str]) -> bool:
    """Whether a name is the organisation's: whole, short, or with a legal form behind it."""
    mine = [squeezed(each) for each in own]
    return any(squeezed(name) in each or each in squeezed(name) for each in mine)
