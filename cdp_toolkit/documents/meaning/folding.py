"""Compares labels and options as they are printed: what print alone changes is folded away, and nothing else.

Whoever wrote "not", "10%" or "<" meant it. So two prints are the same only where they differ in case, white space, kinds of
dashes and quotes, ligatures, soft hyphens and the point at the end. What is merely alike is told apart by what turns its meaning.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

_KINDS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, '‘’‚‛“”„‟«»‹›`´′″"'), "'"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
}
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_FINAL = ".,;:"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|[<>=≤≥≠±%+−&-]")
_SIGNS = frozenset("<>=≤≥≠±%+-")
# Words that turn a label into another's; differ in one of them, and two labels are two
_TURNING = re.compile(
    "not?|non|none|never|without|except|excluding|excludes|excluded|neither|nor|cannot"
    "|scopes?|location|market|upstream|downstream|direct|indirect|gross|net|total|base|current|previous|past|next|future|target"
    "|reporting|years?|start|end|first|last|before|after|minimum|maximum|min|max|lower|upper|more|less|increased?|decreased?"
    "|renewable|fossil|biogenic|water|forests|plastics|biodiversity|climate|positive|negative|inherent|residual"
    "|short|medium|long|purchased|generated|consumed|produced|sold"
)
_TURNING_BEGINNINGS = ("un", "non", "in", "im", "ir", "il", "dis", "de")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return what two prints of one label or option have in common.

    >>> folded("Yes – we’re aligned.") == folded("yes - we're  aligned")
    True
    >>> folded("less than 10%") == folded("less than 11%")
    False
    """
    text = unicodedata.normalize("NFKC", text.translate(_KINDS)).translate(_KINDS).casefold()
    return _BETWEEN_LETTERS.sub("", "".join(text.split())).rstrip(_FINAL)


def ending_of(text: str, beginning: str) -> str | None:
    """Return what stands behind ``beginning`` in a text; None where the text does not begin with it, or with a longer word.

    >>> ending_of("Other, please  specify: wind", "Other, please specify")
    ': wind'
    """
    wanted = folded(beginning)
    if not folded(text[: 2 * len(beginning) + 16]).startswith(wanted):
        return None
    for i in range(len(wanted) // 2, min(len(text), 2 * len(beginning) + 16) + 1):
        if folded(text[:i]) == wanted:
            parted = i == len(text) or not (text[i].isalnum() and text[i - 1].isalnum())
            return text[i:] if parted else None
    return None


def turns_meaning(one: str, other: str) -> bool:
    """Whether two labels that are alike differ in a figure, a sign, a negation, or a word that names another thing.

    >>> turns_meaning("Is it approved?", "Is it not approved?")
    True
    >>> turns_meaning("Type of organisation", "Type of the organization")
    False
    """
    a, b = (_TOKEN.findall(unicodedata.normalize("NFKC", each).translate(_KINDS).casefold()) for each in (one, other))
    for tag, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal" and "".join(a[i:j]) != "".join(b[k:n]) and _turns(a[i:j], b[k:n]):
            return True
    return False


def _turns(one: list[str], other: list[str]) -> bool:
    changed = {*one} ^ {*other}
    if any(each in _SIGNS - {"-"} or each[0].isdigit() or _TURNING.fullmatch(each) for each in changed):
        return True
    return any(a == beginning + b or b == beginning + a for a in one for b in other for beginning in _TURNING_BEGINNINGS)
