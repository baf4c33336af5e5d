"""The marks by which CDP's exports number questions, columns and modules; every form of submission is told by them."""

import re

CODE = re.compile(r"^\((\d+(?:\.\d+)+)\)\s*(.*)$")
_ID = r"(?:F?[CW]|SC|FW|W|F)[-A-Z]*\d+(?:\.\d+)*[a-z]*|[A-Z]{1,3}-FI"
NUMBERS = rf"(?:{_ID})(?:/(?:{_ID}))*"  # one table for several sectors has a number for each
NUMBER = re.compile(rf"^{NUMBERS}$")
HEADING = re.compile(rf"^\(({NUMBERS})\)\s*(.*)$")
MODULE = re.compile(r"^(?:C|F|W|SC)\d*\. \S")
