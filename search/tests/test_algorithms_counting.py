"""One day of searches, counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.algorithms.counting import Click, Purchase, Search, count_day, may_be_kept

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
LAMP, RUG = 1, 2


def _at(minutes):
    return NOON + timedelta(minutes=minutes)


def _search(words, minutes=0.0, *, key="", found=10, person="", visitor="", **fields):
    return Search(
        key=key or f"{words}@{minutes}", at=_at(minutes), words=words, language="en", found=found,
        person=person, visitor=visitor, **fields,
    )  # fmt: skip


def _count(searches, clicks=(), purchases=(), words="lamp"):
    return count_day(searches, clicks, purchases).queries[("en", words)]


def test_searches_are_counted_by_their_normalised_words():
    count = _count([_search("Lamp"), _search(" lamp! ", 1), _search("LAMP", 2, found=0)])
    assert (count.searches, count.without_result) == (3, 1)


def test_what_the_log_does_not_say_is_not_called_a_search_without_a_result():
    assert _count([_search("lamp", found=None)]).without_result == 0


def test_a_later_page_is_no_search_but_shows_its_places():
    day = count_day([_search("lamp", shown=24), _search("lamp", 1, offset=24, shown=3)], [], [])
    assert day.queries["en", "lamp"].searches == 1
    assert [day.shown[place] for place in (1, 24, 27, 28)] == [1, 1, 1, 0]


def test_a_click_that_names_its_page_needs_nobody_to_be_known():
    count = _count([_search("lamp", key="a")], [Click(_at(1), LAMP, position=4, search="a")])
    assert (count.clicked, count.clicks, count.click_positions) == (1, 1, 4)


def test_a_click_without_a_page_is_of_the_last_search_of_its_visit():
    searches = [_search("lamp", 0, person="ada"), _search("rug", 5, person="ada")]
    day = count_day(searches, [Click(_at(6), RUG, 1, person="ada"), Click(_at(6), RUG, 1)], [])
    assert day.queries["en", "lamp"].clicked == 0
    assert day.queries["en", "rug"].clicks == 1
    assert day.clicks == {1: 1}


@pytest.mark.parametrize(
    ("purchase", "bought"),
    [
        (Purchase(_at(20), LAMP, "ada"), 1),
        (Purchase(_at(20), RUG, "ada"), 0),
        (Purchase(_at(20), LAMP, "bob"), 0),
        (Purchase(_at(0.5), LAMP, "ada"), 0),
        (Purchase(_at(300), LAMP, "ada"), 0),
    ],
)
def test_a_purchase_counts_for_what_was_clicked_before_in_the_same_visit(purchase, bought):
    searches = [_search("lamp", key="a", person="ada")]
    count = _count(searches, [Click(_at(1), LAMP, 1, search="a")], [purchase])
    assert (count.followed, count.bought) == (1, bought)


def test_what_was_tried_after_nothing_was_found_is_noted_with_the_words():
    searches = [
        _search("handy", 0, found=0, person="ada"),
        _search("phone", 1, person="ada"),
        _search("handy", 5, found=0, person="bob"),
        _search("charger", 30, person="bob"),
        _search("handy", 40, found=0, person="eve"),
        _search("eve@example.com", 41, person="eve"),
    ]
    assert dict(_count(searches, words="handy").next_words) == {"phone": 1}


def test_rare_words_that_may_tell_who_asked_are_summed_under_none():
    mail, order = "ada@example.com", "order 12345"
    searches = [_search(mail, visitor="ada"), _search(order, 1), _search("lamp", 2)]
    queries = count_day(searches, [], []).queries
    assert set(queries) == {("en", ""), ("en", "lamp")}
    assert queries["en", ""].searches == 2


def test_words_with_digits_that_two_visitors_asked_are_kept():
    searches = [_search("iphone 15", visitor="ada"), _search("iphone 15", 1, visitor="bob")]
    assert _count(searches, words="iphone 15").searches == 2


@given(st.text(max_size=200), st.integers(0, 1))
def test_no_digit_and_no_address_of_one_visitor_is_kept(words, visitors):
    if may_be_kept(words, visitors=visitors):
        assert not any(c.isdigit() or c == "@" for c in words)
        assert 0 < len(words) <= 120
