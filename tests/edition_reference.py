"""Compares an edition with a list of questions as a third party extracted them: numbers, rows, columns, types, options."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cdp_toolkit.editions.model import Column, Edition, Question

TYPES = {
    "NUMERIC": {"number"},
    "SINGLE_SELECT": {"choice"},
    "MULTI_SELECT": {"choices"},
    "GROUPED_OPTIONS": {"choice", "choices"},
    "RICH_TEXT": {"text"},
    "DATE": {"date"},
    "ATTACHMENT": {"attachment"},
}


def tidy(text: str) -> str:
    """One kind of space, no invisible characters: what differs between two extractions of one label."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub("[\u200b\u200c\u200d\ufeff\u2060]", "", text)).strip()


def tidied(texts: Iterable[str]) -> list[str]:
    """Tidy labels, each once."""
    return list(dict.fromkeys(map(tidy, texts)))


def differences(edition: Edition, reference: list[dict[str, Any]]) -> Iterator[str]:
    """Say where the edition and the reference differ."""
    ids = {entry["id"] for entry in reference}
    yield from (f"{number}: not in the reference" for number in edition.questions if number not in ids)
    for entry in reference:
        question = edition.questions.get(entry["id"])
        if question is None:
            yield f"{entry['id']}: not in the edition"
        else:
            yield from _in_question(question, entry, edition)


def _in_question(question: Question, entry: dict[str, Any], edition: Edition) -> Iterator[str]:
    issues = {issue.strip().lower() for issue in entry["issues"].split(",")}
    if {issue.lower() for issue in question.issues} != issues:
        yield f"{question.id}: issues {sorted(question.issues)} for {sorted(issues)}"
    if set(question.sectors) != (sectors := _sectors(entry["sectors"], edition)):
        yield f"{question.id}: sectors differ by {sorted(set(question.sectors) ^ sectors)}"
    yield from _in_rows(question, tidied(entry["rows"]))
    columns = entry["columns"] or [{"id": f"{question.id}.1", "label": None, "type": entry["type"], "options": entry["options"]}]
    theirs = {int(column["id"].rpartition(".")[2]): column for column in columns}
    ours = {column.n: column for column in question.columns}
    if sorted(ours) != sorted(theirs):
        yield f"{question.id}: columns {sorted(ours)} for {sorted(theirs)}"
    for n in ours.keys() & theirs.keys():
        yield from (f"{question.id} column {n}: {text}" for text in _in_column(ours[n], theirs[n]))


def _sectors(text: str, edition: Edition) -> set[str]:
    """Read a list whose entries hold commas themselves."""
    found = set()
    for sector in sorted(edition.sectors, key=len, reverse=True):
        pattern = rf"(?:^|(?<=, )){re.escape(sector)}(?=, |$)"
        if re.search(pattern, text):
            found.add(sector)
            text = re.sub(pattern, "", text, count=1)
    return found


def _in_rows(question: Question, labels: list[str]) -> Iterator[str]:
    if question.fixed_rows:
        ours = [tidy(row.label) for row in question.fixed_rows]
    elif question.rows is not None and question.rows.key is not None:
        ours = [tidy(option) for option in question.rows.key.options]
    else:
        if len(labels) > 1:
            yield f"{question.id}: rows {labels} are not there"
        return
    if ours != labels:
        yield f"{question.id}: rows differ: {sorted(set(ours) ^ set(labels)) or 'in their order'}"


def _in_column(ours: Column, theirs: dict[str, Any]) -> Iterator[str]:
    if theirs["label"] is not None and tidy(theirs["label"]) != ours.label:
        yield f"label {ours.label!r} for {tidy(theirs['label'])!r}"
    if ours.type not in TYPES.get(theirs["type"], {"choices"}):
        yield f"type {ours.type} for {theirs['type']}"
    options = tidied(theirs.get("options") or ())
    if list(ours.options) != options:
        yield f"options differ: {sorted(set(ours.options) ^ set(options))[:5] or 'in their order'}"
