"""Checks that differ in a word or two, written once: ``each`` lists the words, ``$name`` stands for them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cdp_toolkit.editions.yamlfile import Document
from cdp_toolkit.errors import Fault
from cdp_toolkit.values import plain

_WORD = re.compile(r"\$(\w+)")


def expanded(document: Document, faults: list[Fault]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the checks of a file with the place that each is written at, one for every entry of its ``each``."""
    for i, data in enumerate(document.data or ()):
        if not isinstance(data, dict):
            faults.append(Fault(document.where((i,)), f"{data!r} is no check", "Write a mapping with 'id'."))
            continue
        variants = data.get("each", [{}])
        if not isinstance(variants, list) or not all(isinstance(each, dict) for each in variants):
            faults.append(Fault(document.where((i, "each")), "'each' is no list of words", "Write [{name: word}, ..]."))
            continue
        rest = {key: value for key, value in data.items() if key != "each"}
        if data.get("tolerance") is not None and "$tolerance" not in f"{data.get('rule')} {data.get('let')}":
            fix = "Write $tolerance in the rule, or remove it."
            faults.append(Fault(document.where((i, "tolerance")), "nothing uses this tolerance", fix))
        for words in variants:
            known = words if data.get("tolerance") is None else {**words, "tolerance": data["tolerance"]}
            yield i, replaced(rest, known)


def replaced(data: Any, words: Mapping[str, Any]) -> Any:
    """Return data with the words in place; a text that is nothing but a word becomes whatever the word stands for."""
    if isinstance(data, list):
        return [replaced(item, words) for item in data]
    if isinstance(data, dict):
        return {replaced(key, words): replaced(value, words) for key, value in data.items()}
    if not isinstance(data, str) or "$" not in data:
        return data
    whole = _WORD.fullmatch(data)
    if whole is not None and whole[1] in words:
        return words[whole[1]]
    return _WORD.sub(lambda match: _text(words[match[1]]) if match[1] in words else match[0], data)


def _text(word: Any) -> str:
    return plain(word) if hasattr(word, "as_tuple") else str(word)


def unknown_words(data: Any) -> Iterator[str]:
    """Yield the words that nothing stood for."""
    yield from (match[0] for match in _WORD.finditer(str(data)))
