"""Made-up customers are plausible, the same every time, and nobody can write to them."""

import re

import numpy as np
import pytest

from foundation.postcodes import check_postcode
from shop.demo.people import COUNTRIES, email_of, person

POSTCODES = {
    "GB": r"[A-Z]{1,2}\d{1,2} \d[A-Z]{2}",
    "DE": r"\d{5}",
    "FR": r"\d{5}",
    "IE": r"[A-Z]\d{2} [A-Z]{2}\d{2}",
    "NL": r"\d{4} [A-Z]{2}",
    "US": r"\d{5}",
    "SE": r"\d{3} \d{2}",
    "JP": r"\d{3}-\d{4}",
}


def test_all_countries_that_the_market_sells_to_are_peopled():
    assert set(COUNTRIES) == set(POSTCODES)


@pytest.mark.parametrize("country", sorted(POSTCODES))
def test_same_random_state_same_person(country):
    assert person(np.random.default_rng([3, 4]), country) == person(
        np.random.default_rng([3, 4]), country
    )


@pytest.mark.parametrize("country", sorted(POSTCODES))
def test_people_differ_and_have_addresses_of_their_country(country):
    people = [person(np.random.default_rng(number), country) for number in range(300)]
    assert len(set(people)) >= 290
    assert len({someone.name for someone in people}) >= 100
    for someone in people:
        assert re.fullmatch(POSTCODES[country], someone.postcode), someone
        check_postcode(country, someone.postcode)
        assert " " in someone.name
        assert re.search(r"\d", someone.line1)
        assert someone.city


def test_an_unknown_country_is_refused():
    with pytest.raises(KeyError):
        person(np.random.default_rng(0), "XX")


def test_addresses_are_plain_unique_and_undeliverable():
    names = [person(np.random.default_rng(n), COUNTRIES[n % 8]).name for n in range(500)]
    emails = [email_of(name, number) for number, name in enumerate(names)]
    assert len(set(emails)) == len(emails)
    for email in emails:
        assert re.fullmatch(r"[a-z.]+\.\d+@example\.(com|net|org)", email), email


def test_one_name_with_two_numbers_has_two_addresses():
    assert email_of("Róisín O'Shea", 1) != email_of("Róisín O'Shea", 4)
