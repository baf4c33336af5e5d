"""Metrics to answers: bindings, derivations, suggestions."""
