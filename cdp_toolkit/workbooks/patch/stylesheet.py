"""Styles that a fill adds: a date needs a date format, and text that looks like a formula must be marked as text."""

import re
from dataclasses import dataclass, field

from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import Package, markup
from cdp_toolkit.structure.styles import Styles, whole

DATE, MOMENT = r"yyyy\-mm\-dd", r"yyyy\-mm\-dd\ hh:mm"
_MOST_STYLES = 65_490
_FIRST_OWN_FORMAT = 164
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)styleSheet[\s/>]")


@dataclass(frozen=True, slots=True)
class _Variant:
    """An existing style with one thing changed."""

    base: int
    number: str | None
    quoted: bool


@dataclass
class Stylesheet:
    """The styles of a workbook, growing at the end only: no number that a cell refers to changes its meaning."""

    styles: Styles
    where: str
    added: dict[_Variant, int] = field(default_factory=dict)

    @property
    def can_grow(self) -> bool:
        """Whether the workbook has a styles part that can take more."""
        return self.styles.part is not None and bool(self.styles.formats)

    def with_number(self, base: int, code: str) -> int:
        """Return the style that is like ``base`` but shows numbers by ``code``."""
        return self._variant(_Variant(base, code, False))

    def with_quote(self, base: int) -> int:
        """Return the style that is like ``base`` but keeps text as text."""
        return self._variant(_Variant(base, None, True))

    def _variant(self, variant: _Variant) -> int:
        """Return the number of a variant, given out at first use."""
        if variant not in self.added:
            number = len(self.styles.formats) + len(self.added)
            if number > _MOST_STYLES:
                raise InputError(self.where, "has no room for another cell style", "Delete unused styles in Excel")
            self.added[variant] = number
        return self.added[variant]

    def written(self, package: Package) -> dict[str, bytes]:
        """Return the styles part with the added styles, by its name; empty where none was added."""
        if not self.added or self.styles.part is None:
            return {}
        part = self.styles.part
        data, codec = markup.as_utf8(package.read(part), package.place(part))
        root = _ROOT.search(markup.mask(data))
        if root is None:
            raise markup.malformed(package.place(part), "no style sheet")
        prefix = root[1]
        codes = {variant.number for variant in self.added if variant.number}
        data, numbers = _with_formats(data, prefix, sorted(codes))
        return {part: markup.encoded(self._with_styles(data, prefix, numbers), codec)}

    def _with_styles(self, data: bytes, prefix: bytes, numbers: dict[str, int]) -> bytes:
        """Append the added styles to ``<cellXfs>``."""
        masked = markup.mask(data)
        opening = markup.tag(prefix, b"cellXfs").search(masked)
        closing = markup.end_tag(prefix, b"cellXfs").search(masked)
        if opening is None or closing is None:
            raise markup.malformed(self.where, "no cell styles")
        name = re.escape(prefix) + b"xf"
        element = re.compile(rb"<%s(%s)\s*(?:/>|>.*?</%s\s*>)" % (name, markup.ATTRIBUTES, name), re.DOTALL)
        old = [found.span() + found.span(1) for found in element.finditer(masked, opening.end(), closing.start())]
        new: list[bytes] = []
        for variant in self.added:
            start, end, first, last = old[variant.base if variant.base < len(old) else 0]
            attributes = data[first:last]
            if variant.number:
                attributes = markup.with_attribute(attributes, "numFmtId", str(numbers[variant.number]))
                attributes = markup.with_attribute(attributes, "applyNumberFormat", "1")
            if variant.quoted:
                attributes = markup.with_attribute(attributes, "quotePrefix", "1")
            new.append(data[start:first] + attributes + data[last:end])
        counted = markup.with_attribute(opening[1], "count", str(len(old) + len(new)))
        inside = data[opening.end() : closing.start()] + b"".join(new)
        return data[: opening.start(1)] + counted + b">" + inside + data[closing.start() :]


def _with_formats(data: bytes, prefix: bytes, codes: list[str]) -> tuple[bytes, dict[str, int]]:
    """Return the styles part with number formats added where it has none of the kind, and the number of each."""
    masked = markup.mask(data)
    known: dict[str, int] = {}
    highest = _FIRST_OWN_FORMAT - 1
    ending = markup.end_tag(prefix, b"numFmts").search(masked)  # formats of conditional styles stand behind it
    for found in markup.tag(prefix, b"numFmt").finditer(masked, 0, ending.start() if ending else 0):
        given = markup.attributes(found[1])
        identity = whole(given.get("numFmtId"))
        known.setdefault(given.get("formatCode", ""), identity)
        highest = max(highest, identity)
    fresh = [code for code in codes if code not in known]
    known.update({code: highest + 1 + index for index, code in enumerate(fresh)})
    if not fresh:
        return data, known
    elements = b"".join(
        b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (prefix, known[code], markup.escape(code).encode()) for code in fresh
    )
    return _into_formats(data, masked, prefix, elements, len(fresh)), known


def _into_formats(data: bytes, masked: bytes, prefix: bytes, elements: bytes, count: int) -> bytes:
    """Put number formats into ``<numFmts>``, which must be the first section where it has to be made."""
    opening = markup.tag(prefix, b"numFmts").search(masked)
    if opening is not None and not opening[2]:
        closing = markup.end_tag(prefix, b"numFmts").search(masked, opening.end())
        end = closing.start() if closing else opening.end()
        total = whole(markup.attributes(opening[1]).get("count")) + count
        counted = markup.with_attribute(opening[1], "count", str(total))
        head = data[: opening.start(1)] + counted + b">"
        return head + data[opening.end() : end] + elements + data[end:]
    section = b'<%snumFmts count="%d">%s</%snumFmts>' % (prefix, count, elements, prefix)
    if opening is not None:
        return data[: opening.start()] + section + data[opening.end() :]
    root = markup.tag(prefix, b"styleSheet").search(masked)
    if root is None or root[2]:
        raise markup.malformed("styles", "no style sheet")
    return data[: root.end()] + section + data[root.end() :]
