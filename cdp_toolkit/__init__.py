"""Prepare a CDP Climate Change response: metrics in, workbook, findings, band range and gaps out."""

__version__ = "0.1.0"
