"""Every list of countries holds every country and territory of ISO 3166-1, by a name that the toolkit knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.yamlfile import read
from cdp_toolkit.responses.entries import value_of
from cdp_toolkit.values import Choice

ISO_3166 = """
AF AX AL DZ AS AD AO AI AQ AG AR AM AW AU AT AZ BS BH BD BB BY BE BZ BJ BM BT BO BQ BA BW BV BR IO BN BG BF BI CV KH CM CA KY
CF TD CL CN CX CC CO KM CG CD CK CR CI HR CU CW CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FK FO FJ FI FR GF PF TF GA GM GE DE
GH GI GR GL GD GP GU GT GG GN GW GY HT HM VA HN HK HU IS IN ID IR IQ IE IM IL IT JM JP JE JO KZ KE KI KP KR KW KG LA LV LB LS
LR LY LI LT LU MO MG MW MY MV ML MT MH MQ MR MU YT MX FM MD MC MN ME MS MA MZ MM NA NR NP NL NC NZ NI NE NG NU NF MK MP NO OM
PK PW PS PA PG PY PE PH PN PL PT PR QA RE RO RU RW BL SH KN LC MF PM VC WS SM ST SA SN RS SC SL SG SX SK SI SB SO ZA GS SS ES
LK SD SR SJ SE CH SY TW TJ TZ TH TL TG TK TO TT TN TR TM TC TV UG UA AE GB US UM UY UZ VU VE VN VG VI WF EH YE ZM ZW
"""
COUNTRIES = Path(__file__).parents[1] / "mappings" / "countries.yaml"


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    """Names of each country in small letters, by ISO code."""
    found: dict[str, set[str]] = {}
    for country in read(COUNTRIES).data.values():
        known = [country["title"], *country["synonyms"]]
        for code in (each for each in known if re.fullmatch("[A-Z]{2}", each)):
            found[code] = {each.casefold() for each in known}
    return found


def lists(edition: str) -> Iterator[tuple[str, list[str]]]:
    """The lists of countries of an edition, options and rows."""
    for question in load_edition(edition).questions.values():
        named = [(column.name, list(column.options)) for column in question.all_columns]
        for name, labels in [*named, ("rows", [row.label for row in question.fixed_rows])]:
            if "France" in labels and len(labels) > 150:
                yield f"{question.id}.{name}", [label.casefold() for label in labels]


def test_every_code_of_iso_3166_has_a_name(names: dict[str, set[str]]) -> None:
    assert len(ISO_3166.split()) == 249
    assert set(ISO_3166.split()) - set(names) == set()


@pytest.mark.parametrize("edition", ["cdp-2023", "cdp-2024", "cdp-2025", "cdp-2026"])
def test_every_list_of_countries_holds_them_all(edition: str, names: dict[str, set[str]]) -> None:
    found = dict(lists(edition))

    assert len(found) >= 9
    assert {where: [code for code in ISO_3166.split() if not names[code] & set(labels)] for where, labels in found.items()} == {
        where: [] for where in found
    }


def test_countries_that_cdp_misspells_are_known_by_their_names() -> None:
    column = load_edition("cdp-2026").questions["4.11.1"].by_name["country"]
    given = ("Bhutan", "Buthan", "Christmas Island", "French Guiana", "Libya")

    assert [value_of(column, name) for name in given] == [
        (Choice(name),) for name in ("Buthan", "Buthan", "Christmas Islands", "French Guinea", "Libya")
    ]
    assert value_of(column, "Bhutan\nLibya") == (Choice("Buthan"), Choice("Libya"))
