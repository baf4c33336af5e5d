"""What print says about the text of a Word document: bold, colour, ground, size, indents, by its styles and by itself."""

from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from cdp_toolkit.documents.page import NOT_TICKED, TICK

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_LIGHT, _DARK = 200, 140  # of 255: every part of a light colour is above, the mean of a dark one below
_DEEPEST = 20  # styles that are based on one another

# Where symbol fonts keep their ticks and boxes.
_SYMBOLS = {
    "wingdings": {0xFE: TICK, 0xFD: TICK, 0xFC: TICK, 0xFB: TICK, 0xA8: NOT_TICKED, 0x6F: NOT_TICKED, 0x71: NOT_TICKED},
    "wingdings 2": {0x52: TICK, 0x50: TICK, 0x51: TICK, 0x54: TICK, 0x53: TICK, 0xA3: NOT_TICKED, 0x2A: NOT_TICKED},
}


def attribute(element: ET.Element | None, name: str) -> str:
    """Return an attribute of Word's own, "" where there is none."""
    return "" if element is None else element.get(W + name, "")


def symbol(font: str, code: int) -> str:
    """Return what a character of a font stands for: ticks and boxes of symbol fonts as everywhere, others as they are."""
    known = _SYMBOLS.get(font.casefold(), {}).get(code & 0xFF if code >= 0xF000 else code)
    return known or chr(code)


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks; None where nothing says it."""

    bold: bool | None = None
    colour: str | None = None
    ground: str | None = None
    size: float | None = None
    left: float | None = None
    heading: bool | None = None
    hidden: bool | None = None
    list: str | None = None

    def under(self, nearer: "Look") -> "Look":
        """Return the look where a nearer one counts first."""
        given = {name: value for name in nearer.__slots__ if (value := getattr(nearer, name)) is not None}
        return replace(self, **given)

    @property
    def shade(self) -> tuple[int, int, int]:
        """Its colour; black where none is named, or white on a dark ground."""
        parts = _parts(self.colour)
        return (parts[0], parts[1], parts[2]) if parts else (255, 255, 255) if self.light else (0, 0, 0)

    @property
    def light(self) -> bool:
        """Whether it is printed in a light colour; where no colour is named Word takes white on a dark ground."""
        parts = _parts(self.colour)
        if parts:
            return min(parts) > _LIGHT
        ground = _parts(self.ground)
        return bool(ground) and sum(ground) / 3 < _DARK


def _parts(colour: str | None) -> tuple[int, ...]:
    try:
        return tuple(bytes.fromhex(colour or "")) if len(colour or "") == 6 else ()
    except ValueError:
        return ()


def look_of(properties: ET.Element | None) -> Look:
    """Return what the properties of a run, paragraph, cell or style say."""
    if properties is None:
        return Look()
    run, bold, hidden = properties, properties.find(W + "b"), properties.find(W + "vanish")
    colour, shade = attribute(run.find(W + "color"), "val"), attribute(run.find(W + "shd"), "fill")
    size, indent, outline = run.find(W + "sz"), run.find(W + "ind"), attribute(run.find(W + "outlineLvl"), "val")
    number = run.find(f"{W}numPr/{W}numId")
    level = run.find(f"{W}numPr/{W}ilvl")
    return Look(
        bold=None if bold is None else attribute(bold, "val") not in _OFF,
        colour=colour or None,
        ground=None if shade in ("", "auto") else shade,
        size=_points(attribute(size, "val"), 2),
        left=_points(attribute(indent, "left") or attribute(indent, "start"), 20),
        heading=None if not outline.isdigit() else int(outline) < 9,
        hidden=None if hidden is None else attribute(hidden, "val") not in _OFF,
        list=None if number is None else f"{attribute(number, 'val')}/{attribute(level, 'val') or '0'}",
    )


def _points(text: str, parts: int) -> float | None:
    try:
        return float(text) / parts if text else None
    except ValueError:
        return None


@dataclass(slots=True)
class Styles:
    """The styles of a document: how each looks, which are lines of contents, and what stands before the items of lists."""

    looks: dict[str, Look] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)
    first_rows: dict[str, Look] = field(default_factory=dict)
    bullets: dict[str, str] = field(default_factory=dict)
    default: Look = field(default_factory=Look)
    paragraph: str = ""

    @classmethod
    def read(cls, styles: ET.Element | None, numbering: ET.Element | None) -> "Styles":
        """Read the parts of a document that define styles and lists."""
        result = cls()
        if styles is not None:
            result._read_styles(styles)
        if numbering is not None:
            result._read_lists(numbering)
        return result

    def _read_styles(self, root: ET.Element) -> None:
        self.default = look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        elements = {attribute(style, "styleId"): style for style in root.iter(W + "style")}
        for name, style in elements.items():
            chain, at = [style], style
            while (base := elements.get(attribute(at.find(W + "basedOn"), "val"))) is not None and len(chain) < _DEEPEST:
                chain.append(base)
                at = base
            look = Look()
            for each in reversed(chain):
                look = look.under(look_of(each.find(W + "pPr"))).under(look_of(each.find(W + "rPr")))
            title = attribute(style.find(W + "name"), "val").casefold()
            self.looks[name] = look.under(Look(heading=True)) if title.startswith("heading") else look
            if title.startswith(("toc ", "contents ")) and title[-1].isdigit():
                self.contents.add(name)
            if attribute(style, "type") == "paragraph" and attribute(style, "default") not in ("", *_OFF):
                self.paragraph = name
            for part in style.iter(W + "tblStylePr"):
                if attribute(part, "type") == "firstRow":
                    cell = look_of(part.find(W + "tcPr"))
                    self.first_rows[name] = cell.under(look_of(part.find(W + "rPr")))

    def _read_lists(self, root: ET.Element) -> None:
        levels: dict[str, str] = {}
        for kind in root.iter(W + "abstractNum"):
            for level in kind.iter(W + "lvl"):
                fonts = level.find(f"{W}rPr/{W}rFonts")
                text = attribute(level.find(W + "lvlText"), "val")
                sign = symbol(attribute(fonts, "ascii") or attribute(fonts, "hAnsi"), ord(text)) if len(text) == 1 else ""
                levels[f"{attribute(kind, 'abstractNumId')}/{attribute(level, 'ilvl')}"] = sign
        for number in root.iter(W + "num"):
            kind_id = attribute(number.find(W + "abstractNumId"), "val")
            for place, sign in levels.items():
                if place.startswith(f"{kind_id}/"):
                    self.bullets[f"{attribute(number, 'numId')}/{place.partition('/')[2]}"] = sign
