"""Answers to points, level percentages, band range, gaps and plan."""
