"""Postcodes that people type: slips are told with an example, ways of writing one are not."""

import pytest

from foundation.postcodes import check_postcode
from foundation.refusals import Refusal


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("GB", "SW1A 1AA"), ("GB", "sw1a1aa"), ("GB", " m1  1ae "), ("GB", "EC1A 1BB"),
        ("GB", "BFPO 801"), ("gb", "N1 1AA"), ("DE", "10115"), ("DE", "1 0115"), ("AT", "1010"),
        ("CH", "8001"), ("FR", "75001"), ("NL", "1012ab"), ("NL", "1012 AB"), ("PT", "1100-148"),
        ("PL", "00001"), ("SE", "111 22"), ("US", "10001"), ("US", "10001-1234"),
        ("CA", "k1a 0b1"), ("JP", "100-0001"),
    ],
)  # fmt: skip
def test_what_is_written_there_passes(country, postcode):
    check_postcode(country, postcode)


@pytest.mark.parametrize(
    ("country", "postcode", "example"),
    [
        ("GB", "1", "SW1A 1AA"), ("GB", "N1", "SW1A 1AA"), ("GB", "10115", "SW1A 1AA"),
        ("GB", "SW1A 1AA SW1A 1AA", "SW1A 1AA"), ("DE", "1011", "10115"),
        ("DE", "SW1A 1AA", "10115"), ("DE", "١٠١١٥", "10115"), ("AT", "10115", "1010"),
        ("NL", "1012", "1012 AB"), ("US", "1000", "10001"), ("FR", "75001\n1", "75001"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_with_an_example(country, postcode, example):
    with pytest.raises(Refusal) as refusal:
        check_postcode(country, postcode)
    assert refusal.value.field == "postcode"
    assert f"such as {example}." in refusal.value.message


@pytest.mark.parametrize(("country", "postcode"), [("IE", "Dublin 4"), ("AE", "1"), ("", "1")])
def test_a_country_without_a_form_that_all_use_passes(country, postcode):
    check_postcode(country, postcode)
