"""Reads printed values: numbers, dates, ticked and listed options, attachments. Nothing is guessed; what fits nothing is None."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rapidfuzz import fuzz, process

from cdp_toolkit.documents.meaning.folding import ending_of, folded
from cdp_toolkit.documents.page import PART, TICK, Line
from cdp_toolkit.documents.structure import joined, key, run_on
from cdp_toolkit.values import Choice, asks_for_text, number

_BLANK = {key("Please select"), key("Select from"), key("Select all that apply")}
_NOT_APPLICABLE = re.compile(r"(?:<|&lt;)\s*n\s*o\s*t\s*a\s*p\s*p\s*l\s*i\s*c\s*a\s*b\s*l\s*e\s*(?:>|&gt;)", re.IGNORECASE)
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|xlsm|pptx?|csv|txt|rtf|odt|png|jpe?g|zip|msg|html?)$", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS = {
    name: i
    for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)
}
_ASKING = re.compile(r"[,;:]?\s*\(?please specify\)?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(.*\)|:.*", re.DOTALL)
_ALIKE = 75  # of 100: an option that is worth naming beside one that is not in the list
_MOST_WORDS = 40  # of one option


def is_blank(lines: Iterable[Line]) -> bool:
    """Whether a field holds no answer: nothing, the portal's prompt, or the note that the column does not apply."""
    text = " ".join(line.text for line in lines).replace(TICK, "").strip()
    return not text or key(text) in _BLANK or bool(_NOT_APPLICABLE.fullmatch(text.replace("\u200b", "")))


def is_not_applicable(lines: Iterable[Line]) -> bool:
    """Whether a field says that it does not apply, which is another nothing than a blank."""
    return bool(_NOT_APPLICABLE.fullmatch(" ".join(line.text for line in lines).replace("\u200b", "").strip()))


def read_number(lines: Iterable[Line]) -> Decimal | None:
    """Return a number, None where the text is none."""
    try:
        return number(run_on(lines).replace("\u200b", ""))
    except ValueError:
        return None


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 09/28/2024 name the day first; None where no date of the document tells."""
    found = [(int(a), int(b)) for text in texts for a, b, _ in _SLASHED.findall(text)]
    days, months = any(a > 12 for a, _ in found), any(b > 12 for _, b in found)
    return None if days == months else days


def read_date(text: str, days_first: bool | None) -> dt.date | None:
    """Return a date as CDP prints it: ``September 26 2021``, ``2024-09-28``, ``09/28/2024`` where the order is known."""
    text = text.strip()
    try:
        if match := re.fullmatch(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", text):
            return dt.date(int(match[3]), _MONTHS[match[1][:3].lower()], int(match[2]))
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHED.fullmatch(text):
            one, two, year = map(int, match.groups())
            if days_first is None and one != two:
                return None
            return dt.date(year, two, one) if days_first else dt.date(year, one, two)
    except (ValueError, KeyError):
        return None
    return None


def read_attachment(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """Return the names of attached files, and the lines that stand beside them."""
    names, rest, held = [], [], []
    for line in lines:
        held.append(line)
        if _FILE.search(line.text):
            names.append(joined(held))
            held = []
        elif not line.full:
            rest += held
            held = []
    return "; ".join(names) or None, rest + held


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a column, ready to be matched with print."""

    labels: tuple[str, ...]

    def match(self, text: str) -> Choice | None:
        """Return the option that a text names, with the text that "please specify" asks for; None where it names none."""
        wanted, keys = folded(text), _keys(self.labels)
        if wanted in keys:
            return Choice(keys[wanted])
        for printed, label in _specifying(self.labels):
            specified = _behind(text, printed)
            if specified is not None:
                return Choice(label, specified or None)
        return None

    def nearest(self, text: str) -> str | None:
        """Return the option that is most like a text which is none of them; None where none is like it."""
        keys = _keys(self.labels)
        near = process.extractOne(folded(text), list(keys), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return None if near is None else keys[near[0]]

    def same(self, option: str) -> str | None:
        """Return the label that is another edition's option but for print, with its group or without; None where none is."""
        keys = _keys(self.labels)
        if folded(option) in keys:
            return keys[folded(option)]
        last = folded(option.rpartition(" | ")[2])
        found = [label for label in self.labels if folded(label.rpartition(" | ")[2]) == last]
        return found[0] if len(found) == 1 else None

    def choices(self, lines: Sequence[Line]) -> list[Choice | str]:
        """Return the options that lines name, in their order; a text that names none stands as it is printed."""
        lines = [line.with_text(line.text.replace("\u200b", "")) for line in lines if key(line.text) not in _BLANK]
        texts = self._ticked(lines) if any(line.text.startswith(TICK) for line in lines) else self._listed(lines)
        found: list[Choice | str] = []
        for text in texts:
            choice = self.match(text)
            parts: list[Choice | str] = [choice] if choice is not None else [*self._parted(text)] or [text]
            found += [part for part in parts if part not in found]
        return found

    def _parted(self, text: str) -> list[Choice]:
        """Read options that stand in one line, with semicolons between them or nothing; none where one of them is unknown."""
        parts = [self.match(part.strip()) for part in text.split(";")] if ";" in text else []
        if parts and all(parts):
            return [part for part in parts if part is not None]
        ways = self._ways(text.split())
        return [Choice(label) for label in ways[0]] if len(ways) == 1 else []

    def _ways(self, words: Sequence[str]) -> list[list[str]]:
        """Return the ways to read words as options one after the other, two of them at most."""
        keys = _keys(self.labels)
        ways: list[list[list[str]]] = [[[]], *([] for _ in words)]
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - _MOST_WORDS), end):
                label = keys.get(folded(" ".join(words[start:end]))) if ways[start] else None
                if label is not None:
                    ways[end] += [[*way, label] for way in ways[start]]
            del ways[end][2:]
        return ways[-1]

    def _ticked(self, lines: Sequence[Line]) -> list[str]:
        """Put ticked options together with their groups, which stand above them without a tick."""
        groups = {key(label.partition(" | ")[0]): label.partition(" | ")[0] for label in self.labels if " | " in label}
        items: list[list[Line]] = []
        under: list[str] = []
        above: list[Line] = []
        group = ""
        for line in lines:
            if not line.text.startswith(TICK):
                above.append(line)
                continue
            begins, found = len(above), ""
            if not (items and self._is_option(group, [*items[-1], *above])):
                begins, found = _group(groups, above, full=bool(items) and items[-1][-1].full)
            group = found or group
            if items:
                items[-1] += above[:begins]
            elif begins:  # no group that is known: part of no option
                items.append(above[:begins])
                under.append("")
            items.append([line.with_text(line.text.removeprefix(TICK).strip())])
            under.append(group)
            above = []
        items[-1] += above
        return [f"{group} | {joined(item)}" if group else joined(item) for group, item in zip(under, items, strict=True)]

    def _is_option(self, group: str, lines: Sequence[Line]) -> bool:
        return folded(" | ".join(filter(None, (group, run_on(lines))))) in _keys(self.labels)

    def _listed(self, lines: Sequence[Line]) -> list[str]:
        """Cut lines into options; narrow columns break an option over many lines."""
        whole = " ".join(line.text for line in lines).replace(f" {PART} ", " | ")
        if not lines or self.match(whole) is not None:
            return [whole] if lines else []
        texts, start = [], 0
        while start < len(lines):
            end = self._longest(lines, start)
            texts.append(run_on(lines[start:end]))
            start = end
        return texts

    def _longest(self, lines: Sequence[Line], start: int) -> int:
        for end in range(min(len(lines), start + 16), start, -1):
            text = run_on(lines[start:end])
            choice = self.match(text)
            if choice is not None and _closed(choice.text):
                return end
        end = start + 1
        while end < len(lines) and lines[end - 1].full:
            end += 1
        return end


def _group(groups: dict[str, str], above: Sequence[Line], *, full: bool) -> tuple[int, str]:
    """Return which of the lines above a tick names a group first, and the group; "" where none does.

    Args:
        groups: The groups by the letters of their labels, which a narrow cell breaks over lines.
        above: The lines since the last option.
        full: The line before them goes on in the first of them.
    """
    for begins in range(len(above)):
        known = groups.get(key(run_on(above[begins:])))
        if known is not None:
            return begins, known
    unknown = groups and above and (len(above) > 1 or not full) and not (len(above) > 1 and above[-2].full)
    return (len(above) - 1, above[-1].text) if unknown else (len(above), "")


@cache
def _keys(labels: tuple[str, ...]) -> dict[str, str]:
    """Return the options by what print leaves of them; a table gives a group and its option in one line, with a dash between."""
    dashed = {folded(label.replace(" | ", " - ")): label for label in reversed(labels) if " | " in label}
    return dashed | {folded(label): label for label in reversed(labels)}


@cache
def _specifying(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the options that ask for a text, as they are printed: CDP writes "Other, please specify" in several ways."""
    found = [(form, label) for label in labels if _takes_text(label) for form in _forms(label)]
    return tuple(sorted(found, key=lambda each: len(each[0]), reverse=True))


def _takes_text(label: str) -> bool:
    last = label.rpartition("|")[2].strip()
    return asks_for_text(last) or key(last) == "other"


def _forms(label: str) -> tuple[str, ...]:
    asked = _ASKING.search(label)
    if asked is None:
        return (label,)
    about = label[: asked.start()]
    bare = (about,) if key(about.rpartition("|")[2]) == "other" else ()  # "Other (wind)"
    return label, f"{about} (please specify)", f"{about}, please specify", *bare


def _closed(text: str | None) -> bool:
    """Whether a specified text ended with its bracket, so that it does not swallow the options after it."""
    return text is None or "\n" not in text


def _behind(text: str, label: str) -> str | None:
    """Return what stands behind a label in a text, without bracket or colon; None where the text does not begin with it."""
    rest = ending_of(text, label)
    if rest is None or not (asks_for_text(label) or _IN_BRACKETS.fullmatch(rest.strip())):
        return None
    return _bare(rest)


def _bare(text: str) -> str | None:
    text = text.strip()
    if text.startswith("("):
        depth = 0
        for i, letter in enumerate(text):
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return text[1:i].strip() if not text[i + 1 :].strip(") ") else None
        return text[1:].strip()
    return text.removeprefix(":").strip()
