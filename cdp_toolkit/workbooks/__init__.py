"""Answers to Excel and back: own template, layouts of other templates, lossless fill, reading."""
