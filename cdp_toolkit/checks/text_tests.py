"""What checks can ask of a text."""

from collections.abc import Callable, Mapping
from typing import Any

from cdp_toolkit.checks.context import CheckContext
from cdp_toolkit.checks.wording import is_one_of, mentions, speaker, squeezed
from cdp_toolkit.language import Compiler, Context, Loc, Node, Row, Truth
from cdp_toolkit.language.compiler import CONSTANT
from cdp_toolkit.language.references import Reference


def text_(compiler: Compiler, data: Any, loc: Loc) -> Node:
    """``text: cell`` with one test; a blank text makes it unknown.

    ``mentions: [words]`` one of them stands in it as a word of its own; ``says_only: [words]`` it is nothing but one of them,
    whatever its case and signs; ``one_of: [texts]`` it is one of them, letter by letter;
    ``same_as: cell`` it is the same, but for case, spaces and signs; ``longer_than: n`` letters;
    ``speaks_as: {phrases, except}`` somebody else than the organisation speaks of itself in it.
    """
    reference = compiler.reference(data["text"], (*loc, "text"))
    tests = [key for key in TEXT_TESTS if key in data]
    if reference is None or len(tests) != 1 or len(data) != 2:
        return CONSTANT if reference is None else compiler.wrong(
            loc, f"{data!r} has not one test", f"Write exactly one of: {', '.join(TEXT_TESTS)}."
        )  # fmt: skip
    if compiler.column_of(reference).type != "text":
        return compiler.wrong((*loc, "text"), f"{reference} is no text", "Name a text.")
    if tests[0] == "same_as":
        return _same_text(compiler, data, reference, loc)
    decide = TEXT_TESTS[tests[0]](compiler, data[tests[0]], (*loc, tests[0]))

    def test(context: Context, row: Row | None) -> Truth:
        text = reference.get(context, row)
        return decide(context, text) if isinstance(text, str) else None

    return Node("text", test, (reference,), (), data)


Decide = Callable[[Context, str], Truth]


def _words(compiler: Compiler, data: Any, loc: Loc) -> tuple[str, ...]:
    if isinstance(data, dict) and list(data) == ["set"] and data["set"] in compiler.sets:
        data = compiler.sets[data["set"]]
    if not isinstance(data, (list, tuple)) or not all(isinstance(word, str) for word in data) or not data:
        compiler.wrong(loc, f"{data!r} is no list of words", "Write [words], or {set: name}.")
        return ()
    return tuple(data)


def _mentions(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    find = mentions(_words(compiler, data, loc))
    return lambda context, text: find(text) is not None


def _says_only(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    words = frozenset(map(squeezed, _words(compiler, data, loc)))
    longest = 2 * max(map(len, words), default=0) + 10  # with spaces and signs
    return lambda context, text: len(text) <= longest and squeezed(text) in words


def _one_of(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    words = frozenset(_words(compiler, data, loc))
    return lambda context, text: text in words


def _longer(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    if not isinstance(data, int):
        compiler.wrong(loc, f"{data!r} is no number of letters", "Write a whole number.")
        return lambda context, text: None
    return lambda context, text: len(text) > data


def _speaks_as(compiler: Compiler, data: Any, loc: Loc) -> Decide:
    if not isinstance(data, dict) or set(data) != {"phrases", "except"}:
        compiler.wrong(loc, f"{data!r} names no phrases", "Write {phrases: [..], except: [names]}.")
        return lambda context, text: None
    find = speaker(_words(compiler, data["phrases"], (*loc, "phrases")))
    nobody = frozenset(map(squeezed, _words(compiler, data["except"], (*loc, "except"))))

    def decide(context: Context, text: str) -> Truth:
        assert isinstance(context, CheckContext)  # noqa: S101 - checks are evaluated in no other
        if not context.names:
            return None

        def known(name: str) -> bool:
            return squeezed(name) in nobody or context.is_place(name) or is_one_of(name, context.names)

        return find(text, known) is not None

    return decide


def _same_text(compiler: Compiler, data: Any, reference: Reference, loc: Loc) -> Node:
    other = compiler.reference(data["same_as"], (*loc, "same_as"))
    if other is None:
        return CONSTANT

    def test(context: Context, row: Row | None) -> Truth:
        x, y = reference.get(context, row), other.get(context, row)
        if not isinstance(x, str) or not isinstance(y, str):
            return None
        return x == y or (abs(len(x) - len(y)) * 10 <= len(x) and squeezed(x) == squeezed(y))

    return Node("text", test, (reference, other), (), data)


TEXT_TESTS: Mapping[str, Callable[[Compiler, Any, Loc], Decide]] = {
    "mentions": _mentions,
    "says_only": _says_only,
    "one_of": _one_of,
    "longer_than": _longer,
    "speaks_as": _speaks_as,
    "same_as": lambda compiler, data, loc: lambda context, text: None,  # has a way of its own
}
