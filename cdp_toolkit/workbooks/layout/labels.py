"""Labels of questionnaires as people print them: what two of them have in common, and how alike they are."""

import re
import unicodedata
from collections import Counter
from functools import cache

from rapidfuzz import fuzz

EXACT, DOUBTFUL, FAINT = 100, 75, 60
_SHORTENED, _SUBSTITUTED, _NEGATED, _EXCHANGED = 89, 85, 80, 8

# What the portal and people put behind a label that is no part of it.
_NOTE = re.compile(
    r"[\[(](?:auto-?\s?calculated|must be[^\])]*|optional|if applicable|mandatory|required|currency|select[^\])]*"
    r"|numeric[^\])]*)[\])]"
    r"|\*+\s*$|:\s*$",
    re.IGNORECASE,
)
_SAME = (
    (re.compile(r"\b(?:metric )?(?:tonnes?|tons|t)(?: of)? ?co2 ?-?e(?:q(?:uivalent)?)?\b|\bm?tco2e(?:q)?\b"), "tcoe"),
    (re.compile(r"\bco2(?=e?\b)"), "co"),
    (re.compile(r"%|\bper cent\b|\bpercentage\b"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[ds]?|ing|ation)s?\b)"), "iz"),
    (re.compile(r"\bmega ?watt[- ]hours?\b"), "mwh"),
)
_WEAK = {"the", "a", "an", "of", "in", "for", "to", "and", "or", "on", "by", "with", "your", "this", "that", "is", "are"}
_UNITS = {"tcoe", "mwh", "percent", "metric", "tons", "tonnes", "hectares"}
_NOT = {"no", "not", "non", "without", "none", "excluding", "except"}
_PARTS = re.compile(r"\s+/\s+|\s*[\n\r|]+\s*|\s*[；]\s*")
_WIDE = r"\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_SCRIPTS = re.compile(rf"[{_WIDE}][{_WIDE}\W\d]*|[^{_WIDE}]+")


@cache
def bare(text: str) -> str:
    """Return what two prints of one label have in common: its words, without notes, signs and case.

    >>> bare("Gross global Scope 1 emissions (metric tons CO₂e)*") == bare("gross global scope 1 emissions [tCO2e]")
    True
    """
    plain = unicodedata.normalize("NFKC", _NOTE.sub(" ", text.strip())).casefold()
    for pattern, word in _SAME:
        plain = pattern.sub(word, plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


@cache
def readings(text: str) -> tuple[str, ...]:
    """Return the label itself and, where it is printed in two languages, each of them alone."""
    parts = [text, *_PARTS.split(text)]
    for part in list(parts):
        scripts = _SCRIPTS.findall(part)
        if len(scripts) > 1:
            parts += scripts
    return tuple(dict.fromkeys(filter(lambda one: len(one) > 1, map(bare, parts))))


@cache
def alike(one: str, other: str) -> int:
    """Return how alike two bare labels are, of 100; different figures, a "not", or words exchanged for others set limits."""
    if one == other:
        return EXACT
    if _figures(one) != _figures(other):
        return 0
    score = round(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)))
    mine, theirs = set(one.split()), set(other.split())
    if mine == theirs:
        return 97
    if (mine & _NOT) != (theirs & _NOT):
        score = min(score, _NEGATED)
    if exchanged(one, other):
        return min(score - _EXCHANGED, _SUBSTITUTED)
    left, right = _content(mine - theirs), _content(theirs - mine)
    if bool(left) == bool(right) or not _content(mine & theirs):
        return min(score, 96)
    more = len((left | right) - _UNITS)
    return min(max(score, _SHORTENED - 3 * more), _SHORTENED)


@cache
def exchanged(one: str, other: str) -> bool:
    """Whether one label says something else where the other has its own word: start for end, market for location."""
    mine, theirs = set(one.split()), set(other.split())
    if _figures(one) != _figures(other) or (mine & _NOT) != (theirs & _NOT):
        return True
    left, right = _content(mine - theirs), _content(theirs - mine)
    if not (left & _UNITS and right & _UNITS):
        left, right = left - _UNITS, right - _UNITS
    return bool(left and right) and not (_echoed(left, right) and _echoed(right, left))


def _figures(text: str) -> "Counter[str]":
    return Counter(re.findall(r"\d+", text))


def _content(words: set[str]) -> set[str]:
    return {word for word in words if word not in _WEAK}


def _echoed(words: set[str], others: set[str]) -> bool:
    """Whether each word stands among the others in another spelling."""
    return all(any(fuzz.ratio(word, other) >= 75 for other in others) for word in words)


def likeness(text: str, label: str) -> int:
    """Return how alike a printed text is to a label, in any of its readings."""
    return max((alike(reading, bare(label)) for reading in readings(text)), default=0)
