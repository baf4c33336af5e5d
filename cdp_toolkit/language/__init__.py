"""The closed rule language that display conditions, criteria and checks are written in."""

from cdp_toolkit.language import comparing, conditions, expressions, picks, quantifiers  # the operators register themselves
from cdp_toolkit.language.compiler import Compiler, Loc, Mistake, Node
from cdp_toolkit.language.tables import Cell, Context, OpenDate, Row, Table, cell_of, organisation
from cdp_toolkit.language.truth import Truth, all_of, any_of, negated

__all__ = [
    "Cell",
    "Compiler",
    "Context",
    "Loc",
    "Mistake",
    "Node",
    "OpenDate",
    "Row",
    "Table",
    "Truth",
    "all_of",
    "any_of",
    "cell_of",
    "comparing",
    "conditions",
    "expressions",
    "negated",
    "organisation",
    "picks",
    "quantifiers",
]
