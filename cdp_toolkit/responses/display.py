"""What an organisation sees of the questionnaire, given its response."""

from cdp_toolkit.editions.compiling import compile_edition
from cdp_toolkit.editions.display import Display, Displayed
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.plans import Plans
from cdp_toolkit.editions.reasons import Reasons
from cdp_toolkit.language import Table
from cdp_toolkit.language import organisation as facts_table
from cdp_toolkit.responses.model import Organisation, Response, every_table


def facts_of(organisation: Organisation) -> Table:
    """Return what rules can ask about an organisation beside its answers."""
    return facts_table(
        sectors=organisation.sectors,
        issues=organisation.issues,
        requesters=organisation.requesters,
        flags=organisation.flags,
    )


def plans_of(edition: Edition) -> Plans:
    """Return the compiled rules of an edition."""
    return edition.plans or compile_edition(edition)


def display_for(edition: Edition, organisation: Organisation) -> Display:
    """Return the display conditions as they stand for one organisation; keep it where many answers are tried."""
    return Display(edition, facts_of(organisation))


def displayed(edition: Edition, response: Response) -> Displayed:
    """Return what is displayed of a response: ``.context`` is what rules are evaluated against."""
    return display_for(edition, response.organisation).evaluate(every_table(edition, response))


def reasons_for(edition: Edition, response: Response) -> Reasons:
    """Return what explains the display of a response: what hides each hidden part, and what is shown in doubt."""
    display = display_for(edition, response.organisation)
    return Reasons(display, display.evaluate(every_table(edition, response)))
