"""What a workbook must say so that Excel computes anew: the order of calculation, and the wish for a fresh one."""

import re

from cdp_toolkit.packages import Package, markup
from cdp_toolkit.packages.package import CONTENT_TYPES
from cdp_toolkit.structure.workbook import OpenWorkbook

_ROOT = re.compile(rb"<((?:[\w.-]+:)?)workbook[\s/>]")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
# The sections that may stand before <calcPr>, last one first.
_BEFORE = (b"definedNames", b"externalReferences", b"functionGroups", b"sheets")


def has_formulas(book: OpenWorkbook) -> bool:
    """Whether any sheet holds a formula."""
    package = book.package
    if package.related(package.workbook, "calcChain"):
        return True
    return any(_FORMULA.search(package.read(entry.part)) for entry in book.outline.sheets if entry.kind == "worksheet")


def asking_for_calculation(package: Package) -> dict[str, bytes]:
    """Return the workbook part with the wish for a fresh calculation, by its name; empty where it has it already."""
    data, codec = markup.as_utf8(package.read(package.workbook), package.place(package.workbook))
    masked = markup.mask(data)
    root = _ROOT.search(masked)
    if root is None:
        raise markup.malformed(package.place(package.workbook), "no workbook")
    prefix = root[1]
    found = markup.tag(prefix, b"calcPr").search(masked)
    if found is not None:
        if markup.attributes(found[1]).get("fullCalcOnLoad") in ("1", "true"):
            return {}
        changed = markup.with_attribute(data[found.start(1) : found.end(1)], "fullCalcOnLoad", "1")
        data = data[: found.start(1)] + changed + data[found.end(1) :]
    else:
        at = _after_sections(masked, prefix)
        data = data[:at] + b'<%scalcPr fullCalcOnLoad="1"/>' % prefix + data[at:]
    return {package.workbook: markup.encoded(data, codec)}


def _after_sections(masked: bytes, prefix: bytes) -> int:
    """Return where ``<calcPr>`` belongs."""
    for name in _BEFORE:
        ending = markup.end_tag(prefix, name).search(masked)
        if ending is not None:
            return ending.end()
        opening = markup.tag(prefix, name).search(masked)
        if opening is not None:
            return opening.end()
    raise markup.malformed("workbook", "no sheets")


def without_calculation_chain(package: Package) -> tuple[dict[str, bytes], set[str]]:
    """Return the parts changed and removed so that no list names cells whose formula is gone; Excel makes a new one."""
    names = package.related(package.workbook, "calcChain")
    changed: dict[str, bytes] = {}
    removed: set[str] = set()
    for name in names:
        member = package.member(name)
        if member is not None:
            removed.add(member.name)
    if names:
        folder, _, file = package.workbook.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        changed[rels] = _without(package, rels, b"Relationship", "Type", r".*/calcChain")
        parts = "|".join(re.escape("/" + name) for name in names)
        changed[CONTENT_TYPES] = _without(package, CONTENT_TYPES, b"Override", "PartName", f"(?i:{parts})")
    return changed, removed


def _without(package: Package, part: str, name: bytes, attribute: str, pattern: str) -> bytes:
    """Return a part without the elements of which an attribute fits a pattern."""
    data, codec = markup.as_utf8(package.read(part), package.place(part))
    masked = markup.mask(data)
    element = re.compile(rb"<((?:[\w.-]+:)?)%s(%s)\s*(?:/>|>\s*</\1%s\s*>)" % (name, markup.ATTRIBUTES, name))
    for found in reversed(list(element.finditer(masked))):
        if re.fullmatch(pattern, markup.attributes(found[2]).get(attribute, "")):
            data = data[: found.start()] + data[found.end() :]
    return markup.encoded(data, codec)
