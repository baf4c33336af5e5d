"""The local web application of the sustainability team."""
