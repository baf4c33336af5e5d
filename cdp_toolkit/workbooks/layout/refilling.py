"""Filling a workbook again: what people decided about the places where their answers and the response's differ."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.layout.decisions import Decision
from cdp_toolkit.workbooks.patch.writes import CellWrite


def decided(
    writes: Iterable[CellWrite], decisions: Mapping[Address, Decision], response: Response, workbook: Response
) -> tuple[CellWrite, ...]:
    """Return the writes with those marked that were decided for the response.

    Args:
        writes: What is to be written.
        decisions: What people decided, by data point.
        response: The answers as they are now.
        workbook: The workbook's answers as they are now. A decision about others than these two decides nothing.
    """
    return tuple(
        replace(write, decided=True) if write.address and _taken(write.address, decisions, response, workbook) else write
        for write in writes
    )


def _taken(address: Address, decisions: Mapping[Address, Decision], response: Response, workbook: Response) -> bool:
    decision = decisions.get(address)
    if decision is None or decision.take != "response":
        return False
    return decision.holds(response.answers.get(address), workbook.answers.get(address))
