"""Lays a report out as one HTML file that needs nothing beside itself."""

import base64
from functools import cache
from pathlib import Path

import jinja2

from cdp_toolkit.reports.charts import categories, gap_bars, staircase
from cdp_toolkit.reports.parts import Cell, Chart, Content
from cdp_toolkit.values import plain

TEMPLATES = Path(__file__).resolve().parent / "templates"
SHORT = 60  # rows of the gap table in the body; the rest stands in the workbook and in the appendix


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["cell"] = _cell
    environment.filters["data"] = _data
    return environment


def _cell(value: Cell) -> str:
    return value if isinstance(value, str) else plain(value)


def _data(chart: Chart) -> str:
    """Return a drawing as an address that holds it, so that names inside several drawings do not clash."""
    return f"data:image/svg+xml;base64,{base64.b64encode(chart.svg).decode()}"


def html_of(content: Content) -> str:
    """Return the report as HTML."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            content=content,
            css=(TEMPLATES / "report.css").read_text("utf-8"),
            staircase=staircase(content),
            categories=categories(content),
            gap_chart=gap_bars(content.gap_bars) if content.gap_bars else None,
        )
    )
