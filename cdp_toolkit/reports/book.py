"""The report as a workbook: a first sheet with the verdict, then every table to sort and filter."""

from cdp_toolkit.reports.parts import Content
from cdp_toolkit.workbooks.tables import Page, tables_workbook


def book_of(content: Content) -> bytes:
    """Return the report as .xlsx."""
    facts = [
        ("Organisation", content.organisation),
        ("Edition", content.edition),
        ("Sector scored", content.sector),
        *content.facts,
    ]
    rows = [*facts, ("Estimated band", content.band), *(("Verdict", line) for line in content.verdict)]
    rows += [(heading, line) for heading, lines in content.reasons for line in lines]
    rows += [(f"Plan to {content.target}", line) for line in content.plan_said]
    rows += [("Assumed", line) for line in content.assumptions]
    about = "An estimate from CDP's published criteria, not CDP's score. Every other sheet is one table of the report."
    pages = [Page("Verdict", about, ("What", "Says"), (30, 110), rows)]
    pages += [Page(each.title, each.about, each.header, each.widths, each.rows) for each in content.tables]
    return tables_workbook(pages)
