"""Answers to findings: what must hold between data points."""
