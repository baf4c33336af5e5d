"""Finds the heads of questions in texts that do not write them as ``(C6.1) ...``, and writes them so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdp_toolkit.documents.marks import HEADING, NUMBER, NUMBERS
from cdp_toolkit.documents.page import Line

_FEWEST = 3
_TWICE = re.compile(rf"^(?:{NUMBERS})[.:)]? +(\((?:{NUMBERS})\) .*)$")
_BARE = re.compile(rf"^({NUMBERS})(?:[.:)]| [-–—])?[ \t]+([(\"“'‘]?[A-Z].*)$")
_PLACE = re.compile(r"(\d+)\.(\d+)([a-z]?)$")
_SENTENCE_END = re.compile(r"[.?:)]\s*$")


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that could be the head of a question: where it stands, the question's number and words, how sure that is."""

    at: int
    number: str
    words: str
    weight: float

    @property
    def order(self) -> tuple[bool, int, int, str] | None:
        """Where CDP asks it: modules in order, the supply chain's behind them; None where a number does not tell."""
        found = _PLACE.search(self.number.partition("/")[0])
        return None if found is None else (self.number.startswith("SC"), int(found[1]), int(found[2]), found[3])

    def comes_before(self, other: "_Head") -> bool:
        """Whether CDP asks it before another; tables for single sectors share their number with the general question."""
        return (self.order or ()) < (other.order or ()) or (self.order == other.order and self.number != other.number)


def with_brackets(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the heads of questions as ``(C6.1) ...``; a text that has such heads keeps its own."""
    lines = [line.with_text(_TWICE.sub(r"\1", line.text)) for line in lines]
    if sum(bool(HEADING.match(line.text)) for line in lines) >= _FEWEST:
        return lines
    kept = max((_in_order(heads) for heads in (_bare(lines), _alone(lines))), key=len)
    return _rewritten(lines, kept) if len(kept) >= _FEWEST else lines


def _bare(lines: Sequence[Line]) -> list[_Head]:
    """Return the lines that begin with a number and go on with a capital letter."""
    heads = []
    for i, line in enumerate(lines):
        if found := _BARE.match(line.text):
            above = next((each.text for each in reversed(lines[max(0, i - 2) : i]) if each.text), "")
            weight = 1 + 0.5 * bool(_SENTENCE_END.search(line.text)) + 0.5 * (above == found[1])
            heads.append(_Head(i, found[1], found[2], weight))
    return heads


def _alone(lines: Sequence[Line]) -> list[_Head]:
    """Return the lines that hold nothing but a number; the question stands under it."""
    return [_Head(i, line.text, "", 1.0) for i, line in enumerate(lines) if NUMBER.match(line.text)]


def _in_order(heads: Sequence[_Head]) -> list[_Head]:
    """Return the heaviest heads of which each is asked behind the one before; what refers to another question is left out."""
    placed = [head for head in heads if head.order is not None]
    best: list[tuple[float, int]] = []
    for i, head in enumerate(placed):
        before = ((best[j][0], j) for j in range(i) if placed[j].comes_before(head))
        weight, j = max(before, key=lambda found: found[0], default=(0.0, -1))
        best.append((weight + head.weight, j))
    i = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    kept = []
    while i >= 0:
        kept.append(placed[i])
        i = best[i][1]
    others = [head for head in heads if head.number.endswith("-FI")]
    return sorted([*kept, *others], key=lambda head: head.at)


def _rewritten(lines: Sequence[Line], heads: Sequence[_Head]) -> list[Line]:
    words = {head.at: f"({head.number}) {head.words}".strip() for head in heads}
    made: list[Line] = []
    held: Line | None = None  # a number whose words stand on the next line
    for i, line in enumerate(lines):
        if held is not None and line.text:
            made.append(line.with_text(f"{held.text} {line.text}") if i not in words else held)
            held = None
            if i not in words:
                continue
        if i in words and " " not in words[i]:
            held = line.with_text(words[i])
        elif i in words:
            made.append(line.with_text(words[i]))
        elif held is None:
            made.append(line)
    return made if held is None else [*made, held]
