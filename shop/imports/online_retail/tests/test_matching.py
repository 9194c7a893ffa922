"""Which purchase a return takes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.imports.online_retail.matching import Bought, Match, TakenBack, match_returns

START = datetime(2011, 1, 1, tzinfo=UTC)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def bought(key: str, hour: int, quantity: int, customer: str = "1", code: str = "A") -> Bought[str]:
    return Bought(key, customer, code, at(hour), quantity)


def back(hour: int, quantity: int, customer: str = "1", code: str = "A") -> TakenBack:
    return TakenBack(customer, code, at(hour), quantity)


def test_the_latest_purchase_that_holds_all_of_it():
    lines = [bought("old", 1, 10), bought("whole", 2, 5), bought("small", 3, 2)]
    assert match_returns(lines, [back(4, 5)]) == [Match(0, "whole", 5)]


def test_several_purchases_where_none_holds_all_of_it():
    lines = [bought("old", 1, 3), bought("new", 2, 2)]
    assert match_returns(lines, [back(4, 6)]) == [
        Match(0, "new", 2),
        Match(0, "old", 3),
        Match(0, None, 1),
    ]


def test_what_came_back_cannot_come_back_again():
    lines = [bought("only", 1, 3)]
    assert match_returns(lines, [back(5, 2), back(4, 3)]) == [
        Match(1, "only", 3),
        Match(0, None, 2),
    ]


def test_later_purchases_other_people_other_products_and_guests_are_no_match():
    lines = [
        bought("later", 9, 5),
        bought("theirs", 1, 5, customer="2"),
        bought("other", 1, 5, code="B"),
        bought("guest", 1, 5, customer=""),
    ]
    returns = [back(4, 1), back(4, 1, customer="")]
    assert {match.key for match in match_returns(lines, returns)} == {None}


who, what = st.sampled_from(["", "1", "2"]), st.sampled_from("AB")
hours, units = st.integers(0, 30), st.integers(1, 9)


@given(
    lines=st.lists(st.tuples(hours, units, who, what), max_size=12),
    returns=st.lists(st.tuples(hours, units, who, what), max_size=12),
)
def test_units_are_neither_lost_nor_made(lines, returns):
    sold = [Bought(i, c, p, at(h), q) for i, (h, q, c, p) in enumerate(lines)]
    gone = [TakenBack(c, p, at(h), q) for h, q, c, p in returns]
    matches = match_returns(sold, gone)
    for position, one in enumerate(gone):
        own = [match for match in matches if match.position == position]
        assert sum(match.quantity for match in own) == one.quantity
        for match in own:
            assert match.quantity > 0
            if match.key is not None:
                line = sold[match.key]
                assert (line.customer, line.code) == (one.customer, one.code)
                assert line.at <= one.at
                assert line.customer
    for key, line in enumerate(sold):
        assert sum(match.quantity for match in matches if match.key == key) <= line.quantity
