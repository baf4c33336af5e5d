"""Criterion blocks as they are written in ``scoring/*.yaml``; docs/criteria.md explains every key."""

import csv
import io
import re
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from cdp_toolkit.editions.yamlfile import Definition, Document, nearest, read, validated
from cdp_toolkit.errors import DefinitionError, Fault
from cdp_toolkit.files import read_text

Level = Literal["D", "A", "M", "L"]
LEVELS: tuple[Level, ...] = ("D", "A", "M", "L")
Number = int | Decimal
Rule = Any  # a condition or an expression of the rule language, checked when it is compiled


class Share(Definition):
    """Points in proportion to what is filled."""

    by: Literal["cells", "cells_by_row", "rows", "matching"]
    without: tuple[str, ...] = ()
    when: Rule = None
    partial: Literal["none", "doubt"] = "none"
    entries: Literal["displayed", "doubt"] = "displayed"


class PerOption(Definition):
    """A fixed amount for each listed option that is chosen."""

    cell: str
    from_: Any = Field(alias="from")


class Rung(Definition):
    """One step of a ladder."""

    worth: Number
    when: Rule


class Criterion(Definition):
    """One award of a block."""

    id: str
    worth: Number | None = None
    when: Rule = None
    needs: tuple[str, ...] = ()
    on: Literal["a", "b"] | None = None
    ladder: tuple[Rung, ...] = ()
    share: Literal["cells", "cells_by_row", "rows"] | Share | None = None
    rows: Rule = None
    per_option: PerOption | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> "Criterion":
        kinds = [bool(self.ladder), self.share is not None, self.per_option is not None]
        if sum(kinds) > 1 or (self.worth is None) != bool(self.ladder):
            raise ValueError(
                f"criterion '{self.id}' mixes ladder, share and per_option or lacks worth | Write one kind of award."
            )
        if self.when is None and not any(kinds):
            raise ValueError(f"criterion '{self.id}' says no condition | Add 'when'.")
        worths = [rung.worth for rung in self.ladder]
        if worths != sorted(worths, reverse=True):
            raise ValueError(f"the ladder of criterion '{self.id}' does not fall | Put the rung of highest worth first.")
        return self


class Cap(Definition):
    """No more points than ``at`` while ``when`` holds."""

    at: Number
    when: Rule


class Pair(Definition):
    """Two subjects in one row or in two."""

    mode: Literal["own", "both"]
    a: Rule
    b: Rule


Per = Literal["question", "each_row", "best_row", "best_rows"]


class Award(Definition):
    """What routes and blocks have in common."""

    gate: Rule = None
    rows: Rule = None
    per: Per | None = None
    of_row: Number | None = None
    pair: Pair | None = None
    cap: Cap | None = None
    criteria: tuple[Criterion, ...] = ()
    share: Literal["cells", "cells_by_row", "rows"] | Share | None = None


class Route(Award):
    """One way to be scored; it sets both numbers."""

    id: str
    of: Number
    when: Rule = True


class Block(Award):
    """What is awarded at one level of one question."""

    block: str
    of: Number
    reference: str
    why: str
    fix: str
    note: str | None = None
    sectors: tuple[str, ...] = ("General",)
    missing: bool = False
    sets: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    let: dict[str, Rule] = Field(default_factory=dict)
    choose: Literal["first", "best"] = "first"
    routes: tuple[Route, ...] = ()

    @model_validator(mode="after")
    def _has_an_award(self) -> "Block":
        if re.fullmatch(r"C?\d+(\.\d+)*[a-z]* [DAML]", self.block) is None:
            raise ValueError(f"'{self.block}' names no block | Write question and level, such as 7.6 D.")
        award = bool(self.criteria) or self.share is not None
        if not self.missing and award == bool(self.routes):
            raise ValueError(f"block {self.block} needs routes or an award of its own, not both | Keep one of the two.")
        return self

    @property
    def question(self) -> str:
        """The question's number."""
        return self.block.rpartition(" ")[0]

    @property
    def level(self) -> Level:
        """The level's letter."""
        return self.block[-1]  # type: ignore[return-value]  # checked above


Entry = tuple[Document, int, Block]


def read_blocks(folder: Path, sectors: tuple[str, ...]) -> tuple[list[Entry], dict[str, Any]]:
    """Read every block file and every file of option sets of ``scoring/``.

    Args:
        folder: The folder.
        sectors: The sectors that CDP scores.

    Returns:
        Each block with the document and position that it stands at, and the shared option sets by name.

    Raises:
        DefinitionError: With every fault of every file.
    """
    faults: list[Fault] = []
    blocks: list[Entry] = []
    sets: dict[str, Any] = {}
    for path in sorted(folder.glob("sets*.yaml")):
        data = read(path).data or {}
        faults += [Fault(path.name, f"set '{name}' stands in another file too", "Rename one.") for name in data if name in sets]
        sets |= data
    written: list[tuple[Document, int, Any]] = []
    for path in sorted(folder.glob("module-*.yaml")):
        document = read(path)
        for i, data in enumerate(document.data or ()):
            if isinstance(data, dict) and "sectors" in data:
                data["sectors"] = _sectors(document, i, data["sectors"], sectors, faults)
            written.append((document, i, data))
    for document, i, data in written:
        try:
            blocks.append((document, i, validated(document, Block, (i,), _filled_in(document, i, data, written, faults))))
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(faults)
    return blocks, sets


def _filled_in(document: Document, i: int, data: Any, written: list[tuple[Document, int, Any]], faults: list[Fault]) -> Any:
    """Put what a block lacks from the block that it is ``like`` into it; names in ``let`` and ``sets`` are added one by one."""
    if not isinstance(data, dict) or "like" not in data:
        return data
    own = {key: value for key, value in data.items() if key != "like"}
    for _, _, other in written:
        if (
            isinstance(other, dict)
            and "like" not in other
            and other.get("block") == data.get("block")
            and data["like"] in other.get("sectors", ["General"])
        ):
            award = {"criteria", "share", "routes"}
            taken = {key: value for key, value in other.items() if key not in award or not award & set(own)}
            merged = {key: {**taken.get(key, {}), **own.get(key, {})} for key in ("let", "sets")}
            return {**taken, **own, **{key: value for key, value in merged.items() if value}}
    fault = f"no block {data.get('block')} is written for {data['like']}"
    faults.append(Fault(document.where((i, "like")), fault, "Name a sector whose block is written out in full."))
    return own


def _sectors(document: Document, i: int, said: Any, known: tuple[str, ...], faults: list[Fault]) -> Any:
    """Put the sectors in place of ``all``, ``{except: [..]}`` or a list, and name those that do not exist."""
    names = said.get("except") if isinstance(said, dict) and set(said) == {"except"} else [] if said == "all" else said
    where = document.where((i, "sectors"))
    if not isinstance(names, list):
        faults.append(Fault(where, f"{said!r} names no sectors", "Write all, {except: [..]} or a list."))
        return ()
    unknown = [str(name) for name in names if name not in known]
    faults += [Fault(where, f"there is no sector '{name}'", nearest(name, known)) for name in unknown]
    return tuple(names) if names is said else tuple(name for name in known if name not in names)


def unwritten(folder: Path, sector: str, written: Collection[str]) -> list[Entry]:
    """Return stand-ins for blocks of a sector that CDP scores and nobody has written yet: they earn between none and all.

    ``unwritten.csv`` has the columns question, level, of (the largest denominator printed) and sectors (with semicolons between).
    """
    path = folder / "unwritten.csv"
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(csv.DictReader(io.StringIO(read_text(path))), 2):
        key = f"{line['question']} {line['level']}"
        if sector in line["sectors"].split("; ") and key not in written:
            block = Block(
                block=key,
                of=Decimal(line["of"]),
                reference=f"Published points of {key} for {sector}",
                why="Its criterion is not written yet for this sector, so it counts as none to all of its points.",
                fix="Write the criterion, or read CDP's own.",
                sectors=(sector,),
                missing=True,
            )
            found.append((Document(path, [line] * (number - 1), None), 0, block))
    return found
