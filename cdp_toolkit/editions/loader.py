"""Reads an edition's folder into an ``Edition``: lists are put in place, names resolved, all faults reported at once."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.differences import base_of, is_difference, read_differences
from cdp_toolkit.editions.earlier import read_earlier
from cdp_toolkit.editions.model import Edition, Question, slug
from cdp_toolkit.editions.yamlfile import Definition, Document, Loc, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault, InputError
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import question_order


class _Head(Definition):
    """``edition.yaml``: what an edition is called and made of."""

    id: str
    title: str
    sources: tuple[dict[str, str], ...]
    modules: dict[str, str]
    sectors: tuple[str, ...]
    sector_sets: dict[str, tuple[str, ...]]
    issues: tuple[str, ...]
    requesters: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@cache
def load_edition(name: str) -> Edition:
    """Return a shipped edition by name, such as ``cdp-2026``. Loaded once a process.

    Raises:
        InputError: No such edition is shipped; names the nearest.
        DefinitionError: Its files cannot be used.
    """
    return read_edition(edition_folder(name))


def edition_folder(name: str) -> Path:
    """Return the folder of a shipped edition. Raises InputError as ``load_edition`` does."""
    folder = shipped("questionnaires") / name
    if not (folder / "edition.yaml").is_file():
        known = [path.parent.name for path in shipped("questionnaires").glob("*/edition.yaml")]
        raise InputError(name, "is no edition that the toolkit knows", nearest(name, known))
    return folder


def sector_sets(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the named sets of sectors of the edition in ``folder``."""
    head: _Head = validated(read(folder / "edition.yaml"), _Head)
    return head.sector_sets


def read_edition(folder: Path) -> Edition:
    """Read the edition in ``folder``.

    Raises:
        DefinitionError: With every fault of every file, each with file and line.
    """
    if is_difference(folder):
        return read_differences(folder, load_edition(base_of(folder)))
    head = validated(read(folder / "edition.yaml"), _Head)
    lists = {name: tuple(options) for name, options in read(folder / "options.yaml").data.items()}
    faults: list[Fault] = []
    questions: list[Question] = []
    places: dict[str, tuple[Document, int]] = {}
    for module in head.modules:
        path = folder / f"module-{int(module):02d}.yaml" if module.isdigit() else folder / f"module-{module}.yaml"
        try:
            document = read(path)
            found = _questions(document, head, lists)
            places.update({question.id: (document, i) for i, question in enumerate(found)})
            questions += found
        except DefinitionError as error:
            faults += error.faults
    faults += _doubles(questions)
    if faults:
        raise DefinitionError(faults)
    ordered = sorted(questions, key=lambda question: question_order(question.id))
    by_id = {question.id: question for question in ordered}
    edition = Edition(head.id, head.title, head.modules, head.sectors, head.issues, by_id, lists, head.requesters, head.flags)

    def where(question: str, loc: Loc) -> str:
        document, i = places[question]
        return document.where((i, *loc))

    columns = {question.id: tuple(question.by_name) for question in ordered}
    return replace(edition, plans=compile_edition(edition, where), earlier=read_earlier(folder, columns))


def _questions(document: Document, head: _Head, lists: dict[str, tuple[str, ...]]) -> tuple[Question, ...]:
    faults: list[Fault] = []
    for i, question in enumerate(document.data):
        _put_in_place(document, i, question, head, lists, faults)
    questions: tuple[Question, ...] = ()
    try:
        questions = validated(document, tuple[Question, ...])
    except DefinitionError as error:
        faults += error.faults
    if faults:
        raise DefinitionError(sorted(faults, key=lambda fault: int(fault.where.rpartition(":")[2])))
    return questions


def _put_in_place(
    document: Document,
    i: int,
    question: Any,
    head: _Head,
    lists: dict[str, tuple[str, ...]],
    faults: list[Fault],
) -> None:
    """Replace the names of option lists, row lists and sector sets by what they stand for."""
    if not isinstance(question, dict):
        return  # validation says so
    for j, column in enumerate(question.get("columns") or ()):
        _name_to_list(document, (i, "columns", j), column, "options", lists, faults)
    rows = question.get("rows")
    if isinstance(rows, dict):
        _name_to_list(document, (i, "rows"), rows, "fixed", lists, faults)
        if isinstance(rows.get("fixed"), tuple):
            rows["fixed"] = [{"name": slug(label), "label": label} for label in rows["fixed"]]
        _name_to_list(document, (i, "rows", "key"), rows.get("key"), "options", lists, faults)
    if isinstance(question.get("sectors"), str):
        _name_to_list(document, (i,), question, "sectors", head.sector_sets, faults)
    for key, known in (("sectors", head.sectors), ("issues", head.issues)):
        for name in question.get(key) or ():
            if name not in known:
                where = document.where((i, key))
                faults.append(Fault(where, f"'{name}' is not among the {key} of the edition", nearest(str(name), known)))


def _name_to_list(
    document: Document,
    loc: tuple[int | str, ...],
    holder: Any,
    key: str,
    lists: dict[str, tuple[str, ...]],
    faults: list[Fault],
) -> None:
    if not isinstance(holder, dict) or not isinstance(holder.get(key), str):
        return
    name = holder[key]
    if name in lists:
        holder[key] = lists[name]
    else:
        faults.append(Fault(document.where((*loc, key)), f"there is no list '{name}'", nearest(name, lists)))
        holder[key] = [] if key == "sectors" else ["?"]


def _doubles(questions: list[Question]) -> list[Fault]:
    faults = []
    for what, names in (("id", [q.id for q in questions]), ("concept", [q.concept for q in questions])):
        double = {name for name in names if names.count(name) > 1}
        faults += [Fault("questions", f"two questions have the {what} '{name}'", "Keep one.") for name in sorted(double)]
    return faults
