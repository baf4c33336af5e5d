"""Tells labels from lines of a text that only read like one: the labels of a row stand in the order of the form."""

from collections.abc import Sequence
from enum import Enum
from itertools import groupby


class Turn(Enum):
    """What a label out of its order is taken for."""

    TEXT = "a line of this text reads like a label of the form; it is kept as text since it is out of the order of the labels"
    FIELD = "this label stands out of the order of the form; it is kept as a label"
    ROW = "labels stand here again that the row has already, but not the first; they are taken for a row of their own"
    CUT = "the row above ends early, and this one goes on where it ended: its first label could be a line of the text above"


def out_of_order(positions: Sequence[int]) -> dict[int, Turn]:
    """Return what the labels of one row are that stand out of order, by their index in it.

    Of the longest run of labels in order none is; of several the one that begins first. Two and more labels beside one another
    that the row has already begin a row: no text reads like several labels in order.

    Args:
        positions: Where the labels stand in the form, as they follow one another in the document.
    """
    kept = _longest_in_order(positions)
    turns: dict[int, Turn] = {}
    for is_kept, group in groupby(range(len(positions)), key=lambda i: i in kept):
        out = [] if is_kept else list(group)
        for i in out:
            again = positions[i] in {positions[k] for k in range(len(positions)) if k != i}
            turns[i] = Turn.TEXT if again and i != 0 else Turn.FIELD
        if len(out) > 1 and out[0] != 0 and all(turns[i] is Turn.TEXT for i in out):
            turns[out[0]] = Turn.ROW
            for i in out[1:]:
                del turns[i]
    return turns


def _longest_in_order(positions: Sequence[int]) -> set[int]:
    """Return the indices of the longest run of rising positions; of equal ones that which begins first."""
    lengths = [1] * len(positions)
    for i in range(len(positions) - 1, -1, -1):
        lengths[i] += max((lengths[j] for j in range(i + 1, len(positions)) if positions[j] > positions[i]), default=0)
    kept, last, left = set(), -1, max(lengths, default=0)
    for i, position in enumerate(positions):
        if left and position > last and lengths[i] == left:
            kept.add(i)
            last, left = position, left - 1
    return kept
