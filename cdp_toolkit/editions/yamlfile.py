"""Strict YAML: the only module that opens YAML files.

Duplicate keys are refused, only ``true`` and ``false`` are booleans, decimals are ``Decimal``, and every fault of a file is
reported at once with its line. Works for every definition file: questionnaires, mappings, metric dictionary, cases.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # PyYAML's wheels hold libyaml; the pure Python parser is ten times slower
from yaml.resolver import BaseResolver

from cdp_toolkit.errors import DefinitionError, Fault


class Definition(BaseModel):
    """Base of everything that is read from YAML: immutable, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Resolver(BaseResolver):
    """Knows null, true, false, whole and decimal numbers; ``no``, ``on``, dates and the like stay text."""


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"~|null|", ["~", "n", ""]),
    ("tag:yaml.org,2002:merge", r"<<", "<"),
):
    _Resolver.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_first))


class _Loader(CParser, _Resolver):
    def __init__(self, stream: str) -> None:
        CParser.__init__(self, stream)
        _Resolver.__init__(self)


Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its plain data, and its nodes so that a place in the data can be given a line."""

    path: Path
    data: Any
    node: yaml.Node | None

    def where(self, loc: Sequence[int | str] = ()) -> str:
        """Return ``file:line`` of the place that ``loc`` leads to, as near as it exists."""
        return f"{self.path.name}:{self._line(loc)}"

    def _line(self, loc: Sequence[int | str]) -> int:
        node = self.node
        line = 1 if node is None else node.start_mark.line + 1
        for step in loc:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            elif isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == str(step)]
                if not found:
                    continue  # a step that pydantic adds, such as the branch of a union
                line, node = found[0][0].start_mark.line + 1, found[0][1]
                continue
            else:
                continue
            line = node.start_mark.line + 1
        return line


def read(path: Path) -> Document:
    """Read one YAML file strictly.

    Raises:
        DefinitionError: The file is not there, is no UTF-8, is no YAML or repeats a key; all repeated keys are named.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise DefinitionError([Fault(str(path), "does not exist", "Check the path.")]) from None
    except (UnicodeDecodeError, OSError) as error:
        raise DefinitionError([Fault(str(path), f"cannot be read: {error}", "Save it as UTF-8 text.")]) from None
    return parse(text, path)


def parse(text: str, path: Path) -> Document:
    """Read YAML text; ``path`` names it in messages. Raises as ``read`` does."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = path.name if mark is None else f"{path.name}:{mark.line + 1}"
        problem = getattr(error, "problem", None) or str(error)
        raise DefinitionError([Fault(where, f"is not YAML: {problem}", "Correct this line or the one above.")]) from None
    finally:
        loader.dispose()
    faults: list[Fault] = []
    data = None if node is None else _plain(node, path, faults)
    if faults:
        raise DefinitionError(faults)
    return Document(path, data, node)


def _plain(node: yaml.Node, path: Path, faults: list[Fault]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, faults)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path, faults) for item in node.value]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if key in result:
            where = f"{path.name}:{key_node.start_mark.line + 1}"
            faults.append(Fault(where, f"key '{key}' stands here a second time", "Keep one of the two."))
        result[key] = _plain(value_node, path, faults)
    return result


def _scalar(node: yaml.ScalarNode, path: Path, faults: list[Fault]) -> Any:
    tag = node.tag.rpartition(":")[2]
    match tag:
        case "str":
            return node.value
        case "int":
            return int(node.value)
        case "float":
            return Decimal(node.value)
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case _:
            where = f"{path.name}:{node.start_mark.line + 1}"
            faults.append(Fault(where, f"'{node.value}' has the tag '{node.tag}'", "Write plain values only."))
            return None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def validated(document: Document, kind: Any, loc: Loc = (), data: Any = None) -> Any:
    """Turn plain data into ``kind``.

    Args:
        document: Where the data stand, for messages.
        kind: A model or a type made of models, such as ``tuple[Question, ...]``.
        loc: Path of the data inside the document.
        data: The data, where they are not the document's own.

    Raises:
        DefinitionError: With every fault, each with file, line and what to do.
    """
    try:
        return _adapter(kind).validate_python(document.data if data is None else data, strict=False)
    except ValidationError as error:
        raise DefinitionError(_fault(document, loc, detail) for detail in error.errors(include_url=False)) from None


def _fault(document: Document, loc: Loc, detail: Any) -> Fault:
    place = (*loc, *detail["loc"])
    key, value = place[-1] if place else "", detail.get("input")
    where = document.where(place)
    match detail["type"]:
        case "extra_forbidden":
            return Fault(where, f"unknown key '{key}'", "Remove it, or correct its spelling.")
        case "missing":
            return Fault(where, f"key '{key}' is missing", "Add it.")
        case "string_type":
            return Fault(where, f"'{key}' is {value!r}, which YAML reads as {_kind(value)}", f'Write it in quotes: "{value}"')
        case "value_error":
            problem, _, fix = str(detail["ctx"]["error"]).partition(" | ")
            return Fault(where, problem, fix or "Correct this entry.")
        case _:
            return Fault(where, f"'{key}' is {value!r}: {detail['msg'].lower()}", "Correct this entry.")


def _kind(value: object) -> str:
    return {Decimal: "a decimal number", int: "a whole number", bool: "true or false"}.get(type(value), "something else")


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """Say which known names are nearest to one that is unknown, as the end of a message."""
    close = difflib.get_close_matches(name, list(known), n=count, cutoff=0.5)
    return f"Nearest known: {', '.join(close)}." if close else "Nothing known is near it."
