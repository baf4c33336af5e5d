"""Proposes options that make a condition on choices hold, and values that fill a cell."""

from collections.abc import Callable
from itertools import islice

from cdp_toolkit.language import Context, Node, Row
from cdp_toolkit.scoring.edits import Demanded, Edits
from cdp_toolkit.scoring.standins import StandIns

LIMIT = 4  # options that are proposed one by one


class Choosing:
    """Inverts the conditions on single cells."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins

    def hold(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Return edits of one cell with which a condition on it holds."""
        match node.kind:
            case "filled":
                return self.filled(node, context, row, here, filled=bool(node.data["filled"]))
            case "picks" | "picks_within":
                return self.one(node, context, row, here, lambda option: option in node.labels, keep=node.kind == "picks")
            case "picks_none":
                return self.one(node, context, row, here, lambda option: option not in node.labels, keep=False)
            case "picks_beyond":
                return self.one(node, context, row, here, lambda option: option not in node.labels, keep=True)
            case "picks_all" | "picks_only" | "picks_count":
                return self.several(node, context, row, here)
            case _:
                return []

    def fail(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Return edits of one cell with which a condition on it fails."""
        match node.kind:
            case "picks_none":
                return self.one(node, context, row, here, lambda option: option in node.labels, keep=True)
            case "filled" if node.data["filled"] is False:
                return self.filled(node, context, row, here, filled=True)
            case "picks" | "picks_all" | "picks_only" | "picks_within":
                return self.one(node, context, row, here, lambda option: option not in node.labels, keep=False)
            case _:
                return []

    def filled(self, node: Node, context: Context, row: Row | None, here: str, *, filled: bool) -> list[Edits]:
        """Fill a cell, or empty it."""
        target = self.stand_ins.target(node.references[0], context, row, here)
        if target is None:
            return []
        return self.stand_ins.proposed(target, self.stand_ins.value(target) if filled else None)

    def one(
        self, node: Node, context: Context, row: Row | None, here: str, fits: Callable[[str], bool], *, keep: bool
    ) -> list[Edits]:
        """Choose one option that fits; in a column of several choices the ones made may be kept."""
        reference = node.references[0]
        target = self.stand_ins.target(reference, context, row, here)
        if target is None:
            return []
        column = self.stand_ins.edition.column(target)
        chosen = reference.get(context, row)
        before = chosen if keep and column.type == "choices" and isinstance(chosen, tuple) else ()
        options = [option for option in self.stand_ins.options(target) if fits(option)]
        kind = Demanded if keep and column.type == "choices" else tuple
        cells = [kind(dict.fromkeys((*before, option))) for option in options]
        return list(islice((edits for cell in cells for edits in self.stand_ins.proposed(target, cell)), LIMIT))

    def several(self, node: Node, context: Context, row: Row | None, here: str) -> list[Edits]:
        """Choose all of the named options, or as many from as many groups as are asked for."""
        reference = node.references[0]
        target = self.stand_ins.target(reference, context, row, here)
        if target is None:
            return []
        chosen = reference.get(context, row)
        before = tuple(chosen) if isinstance(chosen, tuple) and node.kind != "picks_only" else ()
        options = [option for option in self.stand_ins.options(target) if option in node.labels]
        picked = enough(node, before, options) if node.kind == "picks_count" else (*before, *options)
        return self.stand_ins.proposed(target, Demanded(dict.fromkeys(picked)))


def enough(node: Node, before: tuple[str, ...], options: list[str]) -> tuple[str, ...]:
    """Return the options chosen before and as many further ones, from as many groups, as a ``picks_count`` asks for."""
    spec = node.data["picks_count"]
    groups: dict[str, list[str]] = {}
    for option in options:
        groups.setdefault(option.partition(" | ")[0], []).append(option)
    first = [each[0] for each in groups.values()][: max(spec.get("groups_at_least", 0), 1)]
    picked = list(dict.fromkeys((*before, *first)))
    for option in options:
        if sum(each in node.labels for each in picked) >= spec.get("at_least", 1):
            break
        if option not in picked:
            picked.append(option)
    return tuple(picked)
