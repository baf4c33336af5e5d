"""Figures as a pandas table and back, for notebooks."""

from typing import TYPE_CHECKING

from cdp_toolkit.metrics.cells import cell_text
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.grid import grid_of
from cdp_toolkit.metrics.model import MetricTable
from cdp_toolkit.metrics.periods import ReportingYear
from cdp_toolkit.metrics.tidy import table_of

if TYPE_CHECKING:
    import pandas as pd

NOTES = ("source", "page", "owner", "note", "suspect")


def frame_of(table: MetricTable) -> "pd.DataFrame":
    """Return figures as a table, one a row; values are ``Decimal``, what is not stated is None."""
    import pandas as pd

    dimensions = sorted({name for value in table for name, _ in value.dimensions})
    rows = [
        {
            "metric": value.metric,
            **{name: value.dimension(name) for name in dimensions},
            "value": value.value,
            "unit": None if value.unit is None else value.unit.name,
            "period_start": None if value.period is None else value.period.start,
            "period_end": None if value.period is None else value.period.end,
            "boundary": value.boundary,
            **{name: getattr(value, name) for name in NOTES},
        }
        for value in table
    ]
    return pd.DataFrame(rows, dtype=object)


def table_from(frame: "pd.DataFrame", dictionary: Dictionary, year: ReportingYear | None = None) -> MetricTable:
    """Read a table that has the columns of a metrics file.

    Raises:
        FileError: With every fault of the rows.
    """
    import pandas as pd

    records = [
        ["" if cell is None or cell is pd.NaT or cell is pd.NA else cell_text(cell) for cell in row]
        for row in frame.itertuples(index=False, name=None)
    ]
    return table_of(grid_of("frame", iter([list(map(str, frame.columns)), *records])), dictionary, year)
