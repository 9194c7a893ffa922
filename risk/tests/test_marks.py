"""One thing written in two ways is one mark; two things are two."""

from __future__ import annotations

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Mark
from risk.marks import address_text, disposable, mark_of

INT64 = range(-(2**63), 2**63)


@pytest.mark.parametrize(
    ("mark", "one", "other"),
    [
        (Mark.EMAIL, "Ann.Lee@Example.org ", "ann.lee@example.org"),
        (Mark.EMAIL, "ann+shop@example.org", "ann@example.org"),
        (Mark.EMAIL, "a.n.n+1@googlemail.com", "ann@gmail.com"),
        (Mark.PHONE, "+49 (0)170 123 45 67", "0170/1234567"),
        (Mark.PHONE, "0049 170 1234567", "+491701234567"),
        (Mark.NETWORK, "203.0.113.7", "203.0.113.250"),
        (Mark.NETWORK, "2001:db8:1:2::3", "2001:db8:1:ffff::9"),
        (Mark.NETWORK, "::ffff:203.0.113.7", "203.0.113.9"),
        (Mark.COUPON, " welcome ", "WELCOME"),
        (Mark.WORDING, "Great shoes, fits me very well!", "GREAT shoes — fits me very well"),
        (Mark.ADDRESS, "Hauptstraße 5, 10115 DE", "HAUPTSTR. 5 10115 de"),
        (Mark.ADDRESS, "Rue de l'Évêque 3 75001 FR", "rue de l eveque 3, 75001 FR"),
        (Mark.ADDRESS, "12 High Street N1 9GU GB", "12 High St. N19GU GB"),
    ],
)
def test_one_thing_written_in_two_ways_is_one_mark(mark: Mark, one: str, other: str) -> None:
    assert mark_of(mark, one) == mark_of(mark, other) != ABSENT


@pytest.mark.parametrize(
    ("mark", "one", "other"),
    [
        (Mark.EMAIL, "ann.lee@example.org", "annlee@example.org"),
        (Mark.NETWORK, "203.0.113.7", "203.0.114.7"),
        (Mark.NETWORK, "2001:db8:1::1", "2001:db8:2::1"),
        (Mark.ADDRESS, "Hauptstr. 5 10115 DE", "Hauptstr. 6 10115 DE"),
        (Mark.PHONE, "0170 1234567", "0170 1234568"),
        (Mark.CARD, "aBc", "abc"),
    ],
)
def test_two_things_are_two_marks(mark: Mark, one: str, other: str) -> None:
    assert mark_of(mark, one) != mark_of(mark, other)


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (Mark.EMAIL, " "),
        (Mark.NETWORK, "not an address"),
        (Mark.PHONE, "12"),
        (Mark.WORDING, "very good"),
        (Mark.ADDRESS, address_text(street="", postcode="10115", country="DE")),
    ],
)
def test_what_tells_nobody_apart_is_no_mark(mark: Mark, text: str) -> None:
    assert mark_of(mark, text) == ABSENT


def test_one_text_of_two_kinds_is_two_marks() -> None:
    assert mark_of(Mark.CARD, "4711") != mark_of(Mark.DEVICE, "4711")


def test_another_secret_makes_other_marks() -> None:
    before = mark_of(Mark.EMAIL, "ann@example.org")
    with override_settings(SECRET_KEY="another"):
        assert mark_of(Mark.EMAIL, "ann@example.org") != before


@given(mark=st.sampled_from(Mark), text=st.text())
def test_any_text_makes_a_signed_key_of_64_bits(mark: Mark, text: str) -> None:
    assert mark_of(mark, text) in INT64


@pytest.mark.parametrize("email", ["x@mailinator.com", "x@Sub.Mailinator.com.", "x@yopmail.com"])
def test_boxes_for_minutes_are_known(email: str) -> None:
    assert disposable(email)


@pytest.mark.parametrize("email", ["x@gmail.com", "x@t-online.de", "notmailinator.com@web.de", "x"])
def test_boxes_of_people_are_not(email: str) -> None:
    assert not disposable(email)
