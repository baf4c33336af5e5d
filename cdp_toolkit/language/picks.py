"""Tests on one cell: what is chosen in it, or whether it is filled."""

from collections.abc import Callable
from typing import Any

from cdp_toolkit.language.compiler import CONDITIONS, CONSTANT, Compiler, Loc, Node, operator
from cdp_toolkit.language.references import Reference
from cdp_toolkit.language.tables import Context, Row
from cdp_toolkit.language.truth import Truth
from cdp_toolkit.values import asks_for_text

PICKS = ("picks", "picks_all", "picks_only", "picks_within", "picks_none", "picks_beyond", "picks_count", "filled")


@operator(CONDITIONS, "cell", *PICKS)
def cell(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``cell: c`` with one test: what is chosen in it, or whether it is filled.

    ``picks: [..]`` at least one of the options; ``picks_all`` every one of them; ``picks_only`` exactly these;
    ``picks_within`` answered, with nothing outside them; ``picks_none`` answered, with none of them; ``picks_beyond`` answered,
    with something outside them (``other`` stands for every "please specify" option); ``picks_count: {at_least, from | beyond,
    groups_at_least}`` enough of them; ``filled: true | false``. A fact about the ``organisation`` that is not known makes the
    test unknown.
    """
    reference = compiler.reference(data["cell"], (*loc, "cell"))
    tests = [key for key in PICKS if key in data]
    if reference is None:
        return CONSTANT
    if len(tests) != 1:
        return compiler.wrong(loc, f"'cell' has {len(tests)} tests beside it", f"Write exactly one of: {', '.join(PICKS)}.")
    key, place = tests[0], (*loc, tests[0])
    if key == "filled":
        return _filled(compiler, data, reference, place)
    if compiler.column_of(reference).type not in ("choice", "choices"):
        return compiler.wrong(place, f"{reference} is no choice, so nothing can be picked in it", "Use 'filled' or 'compare'.")
    labels, decide = _picks(compiler, key, data[key], reference, place)
    blank = None if reference.about_organisation else compiler.blank  # an unknown fact is unknown, not "no"

    def test(context: Context, row: Row | None) -> Truth:
        chosen = reference.get(context, row)
        return decide(chosen) if isinstance(chosen, tuple) else blank

    return Node(key, test, (reference,), (), data, labels=labels)


def _filled(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> Node:
    wanted = data["filled"]
    if not isinstance(wanted, bool):
        return compiler.wrong(loc, f"'filled' is {wanted!r}", "Write true or false.")
    return Node("filled", lambda context, row: (reference.get(context, row) is not None) is wanted, (reference,), (), data)


Decide = Callable[[tuple[str, ...]], bool]


def _picks(compiler: Compiler, key: str, data: Any, reference: Reference, loc: Loc) -> tuple[frozenset[str], Decide]:
    """Return the options that a test names and the test itself."""
    if key == "picks_count":
        return _picks_count(compiler, data, reference, loc)
    options = _with_other(compiler, data, reference, loc)
    tests: dict[str, Decide] = {
        "picks": lambda chosen: not options.isdisjoint(chosen),
        "picks_all": lambda chosen: options.issubset(chosen),
        "picks_only": lambda chosen: options == set(chosen),
        "picks_within": lambda chosen: options.issuperset(chosen),
        "picks_none": lambda chosen: options.isdisjoint(chosen),
        "picks_beyond": lambda chosen: not options.issuperset(chosen),
    }
    return options, tests[key]


def _with_other(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> frozenset[str]:
    """Resolve options; ``other`` stands for every option that asks for a text."""
    options = compiler.column_of(reference).options
    if isinstance(data, list) and "other" in data and "other" not in options:
        rest = [label for label in data if label != "other"]
        asking = frozenset(option for option in options if asks_for_text(option))
        return asking | (compiler.options(rest, reference, loc) if rest else frozenset())
    return compiler.options(data, reference, loc)


def _picks_count(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> tuple[frozenset[str], Decide]:
    allowed = {"at_least", "from", "beyond", "groups_at_least"}
    if not isinstance(data, dict) or not set(data) <= allowed or {"from", "beyond"} <= set(data):
        compiler.wrong(loc, f"{data!r} is no count of picks", "Write at_least and, if need be, from or beyond, groups_at_least.")
        return frozenset(), lambda chosen: False
    least, groups = int(data.get("at_least", 1)), int(data.get("groups_at_least", 0))
    barred = _with_other(compiler, data["beyond"], reference, (*loc, "beyond")) if "beyond" in data else frozenset()
    counted = frozenset(compiler.column_of(reference).options) - barred
    if "from" in data:
        counted = _with_other(compiler, data["from"], reference, (*loc, "from"))

    def enough(chosen: tuple[str, ...]) -> bool:
        mine = [option for option in chosen if option in counted]
        return len(mine) >= least and (groups < 2 or len({option.partition(" | ")[0] for option in mine}) >= groups)

    return counted, enough
