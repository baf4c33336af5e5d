"""The charts of a report as SVG: the same input gives the same bytes, and nothing is told by colour alone."""

import io
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from cdp_toolkit.reports.parts import Bar, Chart, Content, GapBar, Step

# Blue and amber differ in lightness too, so they stay apart in grey print and for every kind of colour blindness.
NAVY, PALE, AMBER, LINE, GREY, GROUND, INK = "#1F3A5F", "#9DB7D5", "#B25E00", "#B8C2CC", "#5B6670", "#F2F6FA", "#1A1A1A"
WIDTH = 7.4  # inches, the width of the text on A4


@cache
def _plotting() -> Any:
    """Return matplotlib, set up once for drawings that do not depend on machine or day."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update(
        {
            "svg.hashsalt": "cdp_toolkit",
            "svg.fonttype": "path",
            "font.family": ["DejaVu Sans"],
            "font.size": 8,
            "axes.edgecolor": LINE,
            "axes.linewidth": 0.6,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": GREY,
            "ytick.color": INK,
            "hatch.linewidth": 0.6,
            "hatch.color": NAVY,
        }
    )
    return plt


def _svg(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    _plotting().close(figure)
    return buffer.getvalue()


def _percent(low: Fraction, high: Fraction) -> str:
    first, last = f"{float(low) * 100:.0f}", f"{float(high) * 100:.0f}"
    return f"{first}%" if first == last else f"{first}–{last}%"


def staircase(content: Content) -> Chart:
    """Draw the four levels as stairs: the floor of each stands where the share of the one before leads on."""
    plot, rise = _plotting(), float(content.next_share)
    figure, axes = plot.subplots(figsize=(WIDTH, 3.1))
    for i, step in enumerate(content.steps):
        _draw_step(axes, i, step, rise)
    count = len(content.steps)
    axes.set_xlim(-0.62, count - 0.38)
    axes.set_ylim(-0.22, rise * (count - 1) + 1.24)
    axes.axis("off")
    figure.subplots_adjust(0, 0, 1, 1)
    told = "; ".join(f"{step.name} {_percent(step.low, step.high)}" for step in content.steps)
    return Chart(
        _svg(figure),
        f"Staircase of the four levels, estimated band {content.band}. Share of points earned: {told}. "
        f"{rise * 100:.0f}% leads on to the next level. The same figures stand in the table below.",
    )


def _draw_step(axes: Any, place: int, step: Step, rise: float) -> None:
    floor, left, width = place * rise, place - 0.36, 0.72
    axes.bar(place, 1, width, bottom=floor, color=GROUND, edgecolor=LINE, linewidth=0.6)
    low, high = float(step.low), float(step.high)
    axes.bar(place, low, width, bottom=floor, color=NAVY, linewidth=0)
    if high > low:
        axes.bar(place, high - low, width, bottom=floor + low, color=PALE, hatch="////", edgecolor=NAVY, linewidth=0.4)
    for at, band in step.bands:
        y = floor + float(at)
        if at:
            axes.plot([left, left + width], [y, y], color=AMBER, linewidth=0.8, linestyle=(0, (3, 2)))
        axes.text(left - 0.03, y + 0.02, band, ha="right", va="bottom", fontsize=8, color=AMBER, weight="bold")
    if place < 3:  # the last level leads nowhere
        y = floor + rise
        axes.plot([left, left + 1 + 0.0], [y, y], color=AMBER, linewidth=1.2)
        axes.text(left + width + 0.015, y - 0.03, f"{rise * 100:.0f}%", ha="left", va="top", fontsize=7, color=AMBER)
    axes.text(place, floor - 0.05, step.name, ha="center", va="top", fontsize=9, weight="bold")
    axes.text(place, floor + 1.03, _percent(step.low, step.high), ha="center", va="bottom", fontsize=9, weight="bold", color=NAVY)


def categories(content: Content) -> Chart:
    """Draw each category's share at each level, as a range where it is one."""
    plot = _plotting()
    names = list(dict.fromkeys(bar.category for bar in content.bars))
    levels = [step.name for step in content.steps]
    figure, panels = plot.subplots(1, len(levels), sharey=True, figsize=(WIDTH, 0.5 + 0.235 * len(names)))
    for axes, level in zip(panels, levels, strict=True):
        mine = {bar.category: bar for bar in content.bars if bar.level == level}
        for row, name in enumerate(names):
            _draw_bar(axes, row, mine.get(name))
        axes.axvline(float(content.next_share) * 100, color=AMBER, linewidth=0.9, linestyle=(0, (3, 2)))
        axes.set_xlim(0, 100)
        axes.set_xticks([0, 50, 100], ["0", "50", "100%"], fontsize=6.5)
        axes.set_title(level, fontsize=8.5, weight="bold", color=NAVY, pad=5)
        axes.tick_params(length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
    panels[0].set_yticks(range(len(names)), [_wrapped(name, 38) for name in names], fontsize=6.8)
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    figure.subplots_adjust(left=0.315, right=0.985, top=1 - 0.28 / figure.get_figheight(), bottom=0.24 / figure.get_figheight())
    return Chart(_svg(figure), _categories_told(content.bars, content.next_share))


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))


def _draw_bar(axes: Any, row: int, bar: Bar | None) -> None:
    if bar is None or not bar.of:
        axes.text(3, row, "no points available", va="center", fontsize=5.6, color=GREY, style="italic")
        return
    low, high = float(bar.low) * 100, float(bar.high) * 100
    axes.barh(row, 100, 0.62, color=GROUND, linewidth=0)
    axes.barh(row, low, 0.62, color=NAVY, linewidth=0)
    if high > low:
        axes.barh(row, high - low, 0.62, left=low, color=PALE, hatch="//////", edgecolor=NAVY, linewidth=0.3)


def _categories_told(bars: Sequence[Bar], share: Fraction) -> str:
    below = [bar for bar in bars if bar.of and bar.low < share]
    return (
        f"Bars of the share earned in each category at each level, with a mark at {float(share) * 100:.0f}%. "
        f"{len(below)} of {sum(bool(bar.of) for bar in bars)} bars do not surely reach it. The figures stand in the table below."
    )


def gap_bars(bars: Sequence[GapBar]) -> Chart:
    """Draw the gaps that matter most: own points, points that wait behind, and effort in words."""
    plot = _plotting()
    figure, axes = plot.subplots(figsize=(WIDTH, 0.55 + 0.29 * max(len(bars), 1)))
    longest = max((float(bar.lost + bar.unlocks) for bar in bars), default=1)
    for row, bar in enumerate(bars):
        lost, more = float(bar.lost), float(bar.unlocks)
        axes.barh(row, lost, 0.6, color=AMBER if bar.caps else NAVY, linewidth=0)
        if more:
            axes.barh(row, more, 0.6, left=lost, color=PALE, hatch="//////", edgecolor=NAVY, linewidth=0.3)
        said = f"{lost + more:g} points · {bar.effort}" + (" · caps the band" if bar.caps else "")
        axes.text(lost + more + longest * 0.012, row, said, va="center", fontsize=7)
    axes.set_yticks(range(len(bars)), [f"{bar.name}  {_short(bar.topic, 44)}" for bar in bars], fontsize=7)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.75)
    axes.tick_params(length=0)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    figure.subplots_adjust(left=0.42, right=0.995, top=0.995, bottom=0.01)
    told = "; ".join(f"{bar.name} {float(bar.lost + bar.unlocks):g} points, effort {bar.effort}" for bar in bars[:5])
    return Chart(_svg(figure), f"Bars of the {len(bars)} gaps that matter most. First: {told}. All stand in the table below.")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + " …"
