"""What holds of display whatever is answered: answering in order hides nothing, hidden answers have no say, updates are exact."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cdp_toolkit.editions.display import Display
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.language.references import ORGANISATION
from cdp_toolkit.responses.display import display_for
from cdp_toolkit.responses.model import Organisation
from tests.answering import answer_anything, answer_in_order, cells, unanswered

EDITION = load_edition("cdp-2026")
SECTORS = st.lists(st.sampled_from(EDITION.sectors), min_size=1, max_size=2, unique=True)
SEEDS = st.integers(0, 2**32)


def drawn(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - not for secrets


def display_of(sectors: list[str]) -> Display:
    return display_for(EDITION, Organisation(sectors=tuple(sectors), requesters=(), flags=()))


@settings(max_examples=25, deadline=None)
@given(SECTORS, SEEDS)
def test_answering_what_is_displayed_in_order_hides_nothing_that_was_answered(sectors: list[str], seed: int) -> None:
    shown = answer_in_order(display_of(sectors), drawn(seed))

    hidden = set(cells(dict(shown.given))) - set(cells(shown.context.tables))

    assert hidden == set()
    assert len(set(cells(dict(shown.given)))) > 20


@settings(max_examples=25, deadline=None)
@given(SECTORS, SEEDS)
def test_hidden_answers_have_no_say(sectors: list[str], seed: int) -> None:
    display = display_of(sectors)

    first = display.evaluate(answer_anything(display, drawn(seed)))
    given_again = {**unanswered(display), **{number: first.context.tables[number] for number in EDITION.questions}}
    again = display.evaluate(given_again)

    assert again.context.tables == first.context.tables


@settings(max_examples=25, deadline=None)
@given(SECTORS, SEEDS)
def test_an_update_is_a_full_evaluation_and_names_all_that_changed(sectors: list[str], seed: int) -> None:
    display, chance = display_of(sectors), drawn(seed)
    before, after = answer_anything(display, chance), answer_anything(display, chance)
    changed = chance.sample(list(EDITION.questions), 3)
    first = display.evaluate(before)

    second = display.update(first, {number: after[number] for number in changed})

    full = display.evaluate({**before, **{number: after[number] for number in changed}})
    assert second.context == full.context
    assert set(second.changed) == {
        number
        for number in EDITION.questions
        if number != ORGANISATION and full.context.tables[number] != first.context.tables[number]
    }
