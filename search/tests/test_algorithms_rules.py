"""Which rules are for which words, and where a rule may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.rules.book import Candidate, TargetKind
from search.algorithms.links import is_safe_link, is_search
from search.algorithms.rules import (
    Banner,
    Kind,
    Match,
    Rule,
    arranged,
    merchandising,
    normalised,
    split_alternatives,
)


def _product(key):
    return (TargetKind.PRODUCT, key)


def _shown(rules, words, *products, language="en"):
    said = merchandising(rules, words, language)
    found = arranged([Candidate(product) for product in products], said)
    return [placed.candidate.product for placed in found.shown]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  Red   DRESS! ", "red dress"),
        ("Ｓｏｆａ", "sofa"),
        ("Straße, grün", "straße grün"),
        ("3/4 jeans", "3/4 jeans"),
        ("t-shirt (v-neck)", "t-shirt v-neck"),
        ("?!", ""),
    ],
)
def test_words_are_compared_without_case_marks_and_doubled_spaces(typed, plain):
    assert normalised(typed) == plain


@given(st.text(max_size=60))
def test_normalised_words_are_normal_already(text):
    once = normalised(text)
    assert normalised(once) == once


def test_alternatives_are_parted_by_commas_and_named_once():
    assert split_alternatives("Sofa, couch;\nSOFA,, ") == ("sofa", "couch")


@pytest.mark.parametrize(
    ("match", "asked", "holds"),
    [
        (Match.EXACT, "Red Dress", True),
        (Match.EXACT, "red dress long", False),
        (Match.CONTAINS, "long red dress silk", True),
        (Match.CONTAINS, "hundred dress", False),
        (Match.CONTAINS, "dress red", False),
        (Match.EVERY, "anything", True),
    ],
)
def test_a_rule_is_for_its_words_as_whole_words(match, asked, holds):
    rule = Rule(1, Kind.EXCLUDE, ("red dress",), match, target=_product(2))
    assert (_shown([rule], asked, 1, 2) == [1]) is holds


def test_a_rule_of_one_language_says_nothing_in_another():
    rule = Rule(1, Kind.EXCLUDE, ("gift",), language="de", target=_product(2))
    assert _shown([rule], "gift", 1, 2) == [1, 2]
    assert _shown([rule], "gift", 1, 2, language="de") == [1]


def test_pins_boosts_and_buries_move_and_only_exclusion_removes():
    rules = [
        Rule(1, Kind.PIN, ("lamp",), target=_product(5), position=1),
        Rule(2, Kind.BURY, ("lamp",), target=_product(1), strength=1.0),
        Rule(3, Kind.EXCLUDE, ("lamp",), target=_product(3)),
    ]
    assert _shown(rules, "lamp", 1, 2, 3, 4, 5) == [5, 2, 4, 1]


def test_what_is_sold_out_is_still_found():
    rule = Rule(1, Kind.BOOST, ("lamp",), target=_product(2), strength=1.0)
    said = merchandising([rule], "lamp", "en")
    found = arranged([Candidate(1, stock=3), Candidate(2, stock=0)], said)
    assert [placed.candidate.product for placed in found.shown] == [2, 1]


def test_the_first_banner_and_redirect_by_priority_hold():
    rules = [
        Rule(1, Kind.BANNER, ("sale",), text="Later", priority=200),
        Rule(2, Kind.BANNER, ("sale",), text="First", link="/en/sale/", priority=10),
        Rule(3, Kind.REDIRECT, ("sale",), link="/en/offers/"),
    ]
    said = merchandising(rules, "Sale!", "en")
    assert said.banner == Banner("First", "/en/sale/")
    assert said.redirect == "/en/offers/"
    assert merchandising(rules, "sales", "en").is_empty


@pytest.mark.parametrize(
    ("link", "is_safe"),
    [
        ("/en/c/lamps/", True),
        ("/en/c/lamps/?sort=price#top", True),
        ("https://example.com/page", True),
        ("http://example.com/", False),
        ("//example.com/", False),
        ("/\\example.com", False),
        ("/\t/example.com", False),
        ("javascript:alert(1)", False),
        ("https:///path", False),
        ("https://shop.example@evil.example/", False),
        ("https://[broken/", False),
        ("lamps/", False),
        ("", False),
    ],
)
def test_a_link_stays_in_the_shop_or_is_https(link, is_safe):
    assert is_safe_link(link) is is_safe


def test_a_path_with_words_is_a_search():
    assert is_search("/en/products/?q=lamp")
    assert not is_search("/en/products/?sort=price")
    assert not is_search("https://example.com/?q=lamp")
