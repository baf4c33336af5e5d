"""Finds whose response a document is, and of which year, on its cover and in its page headers."""

import re
from collections.abc import Iterable
from itertools import pairwise

_YEAR = r"(?<!\d)(20\d\d)(?!\d)"
# Cover and header name the questionnaire in one line, which may be broken before "Questionnaire"
_NAMED = re.compile(
    r"^(?P<name>.*?)\W*?(?:20\d\d )?CDP\s?(?:(?:Corporate|Climate Change|Water Security|Forests|Full Corporate) )?"
    r"Questionnaire\W+(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?P<name>.*?)\s*(?P<year>20\d\d) (?:CDP )?(?:Full |Integrated )?(?:Corporate )?Questionnaire\b", re.IGNORECASE
)
_INTEGRATED = re.compile(r"^(?P<name>.*?)\W*?\b(?:CDP )?Integrated Questionnaire\W+(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_GREETING = re.compile(r"^welcome to your\b", re.IGNORECASE)
_RESPONSE = re.compile(rf"\S\W+(?:Climate Change|Water Security|Forests)\W+{_YEAR}$")
# What stands on covers and names nobody
_NOBODY = re.compile(
    r"^(confidential|cdp|contents|word version|page\b.*|of \d+|disclosure insight action|[\W\d]*|.*\d{1,2}:\d\d.*|covering fy.*|"
    r"(climate change|water security|forests|biodiversity|plastics|, )+|.*questionnaire.*|welcome to.*|c\d+\. .*|.*\.{5,}.*|"
    r"q\d.*|\(.*)$",
    re.IGNORECASE,
)


_MOST_WORDS = 12  # of an organisation's name


def cover_of(lines: Iterable[str], first: str) -> tuple[str, int | None]:
    """Return the name of the organisation, and the questionnaire's year where the cover or a header gives it.

    Args:
        lines: The lines of the first pages, headers and footers too.
        first: The first line of the body, which names the organisation where nothing better is found.
    """
    texts = list(lines)
    if response := _RESPONSE.search(first):
        return first, int(response[1])
    single = [match for text in texts for match in _matches(text)]
    found = single or [match for pair in pairwise(texts) for match in _matches(" ".join(pair))]
    if not found:
        return first, None
    beside = [name for match in single if not _NOBODY.match(name := match["name"].strip(" -–|:,"))]
    name = next(iter(beside), None) or next((text for text in texts if not _NOBODY.match(text)), "")
    return (name if len(name.split()) <= _MOST_WORDS else ""), int(found[0]["year"])


def _matches(text: str) -> list[re.Match[str]]:
    plain = _GREETING.sub("", text).strip()
    return [match for kind in (_NAMED, _LED, _INTEGRATED) if (match := kind.match(plain)) is not None]
