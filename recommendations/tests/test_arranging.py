"""What the staff's rules do to a list, for any list and any rules."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.rules.arranging import Deed, arrange, arrangement
from recommendations.rules.book import (
    Candidate,
    PriceBand,
    Rule,
    RuleBook,
    RuleKind,
    Segment,
    Shopper,
    TargetKind,
    segment_of,
)

PRODUCTS = st.integers(1, 30)
TARGETS = st.one_of(
    st.tuples(st.just(TargetKind.PRODUCT), PRODUCTS),
    st.tuples(st.just(TargetKind.CATEGORY), st.integers(1, 5)),
    st.tuples(st.just(TargetKind.BRAND), st.integers(1, 4)),
    st.tuples(st.just(TargetKind.OPTION), st.integers(1, 3)),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        product=PRODUCTS,
        categories=st.lists(st.integers(1, 5), min_size=1, max_size=2, unique=True).map(tuple),
        brand=st.none() | st.integers(1, 4),
        options=st.frozensets(st.integers(1, 3), max_size=2),
        price=st.none() | st.integers(1, 100),
        margin=st.none() | st.floats(0, 1),
        stock=st.none() | st.integers(0, 50),
    ),
    max_size=24,
)
SHARES = st.sampled_from([0.0, 0.3, 1.0])
CAPS = st.none() | st.integers(1, 3)


@st.composite
def books(draw):
    rules = draw(
        st.lists(
            st.builds(
                Rule,
                key=st.integers(1, 99),
                kind=st.sampled_from(RuleKind),
                target=TARGETS,
                strength=st.floats(0.01, 1),
                position=st.integers(1, 10),
                days=st.integers(0, 60),
                priority=st.integers(1, 3),
            ),
            max_size=8,
            unique_by=lambda rule: rule.key,
        )
    )
    return RuleBook(
        tuple(rules), draw(SHARES), draw(SHARES), draw(SHARES), draw(CAPS), draw(CAPS),
        draw(st.just({}) | st.just({Segment.NEW: PriceBand(20, 60)})),
    )  # fmt: skip


SHOPPERS = st.builds(
    Shopper,
    segment=st.none() | st.sampled_from(Segment),
    bought=st.dictionaries(PRODUCTS, st.floats(0, 90), max_size=6),
)
SIZES = st.integers(0, 12)


def _products(placed):
    return [entry.candidate.product for entry in placed]


@given(CANDIDATES, books(), SIZES, SHOPPERS)
def test_every_list_is_short_without_doubles_and_of_the_candidates(candidates, book, n, shopper):
    found = arrangement(candidates, book, n, shopper=shopper)
    shown = _products(found.shown)

    assert len(shown) == len(set(shown)) <= n
    together = shown + _products(found.left_out)
    assert sorted(together) == sorted({candidate.product for candidate in candidates})
    # Nothing that may be shown is left out while there is room.
    crowded = [entry for entry in found.left_out if entry.marks[0].deed is Deed.CROWDED_OUT]
    assert not crowded or len(shown) == n


@given(CANDIDATES, books(), SIZES, SHOPPERS)
def test_what_must_not_appear_never_does(candidates, book, n, shopper):
    for entry in arrange(candidates, book, n, shopper=shopper):
        one = entry.candidate
        assert one.stock is None or one.stock > 0
        assert not any(
            rule.target in one.targets for rule in book.rules if rule.kind is RuleKind.EXCLUDE
        )
        if one.product in shopper.bought:
            assert any(
                rule.target in one.targets for rule in book.rules if rule.kind is RuleKind.REPEAT
            )


@given(CANDIDATES, SIZES)
def test_without_rules_the_order_stays(candidates, n):
    # A product named twice counts as it was named first.
    facts = {one.product: one for one in reversed(candidates)}
    in_order = dict.fromkeys(one.product for one in candidates)
    wanted = [key for key in in_order if facts[key].stock is None or facts[key].stock > 0]

    assert _products(arrange(candidates, RuleBook(), n)) == wanted[:n]


@given(CANDIDATES, books(), SIZES)
def test_those_who_are_treated_alike_keep_their_order(candidates, book, n):
    """Boosted by one rule, or not spoken of: among themselves as the models had them."""
    plain = RuleBook(
        tuple(rule for rule in book.rules if rule.kind in (RuleKind.BOOST, RuleKind.BURY))
    )
    groups = {}
    for entry in arrange(candidates, plain, n):
        groups.setdefault(tuple(mark.rule for mark in entry.marks), []).append(entry.before)
    assert all(places == sorted(places) for places in groups.values())


@given(CANDIDATES, books(), st.integers(1, 12), st.integers(1, 12), PRODUCTS)
def test_a_pin_of_the_first_priority_stands_at_its_place(candidates, book, n, position, product):
    pin = Rule(0, RuleKind.PIN, (TargetKind.PRODUCT, product), position=position, priority=0)
    pinned = RuleBook((*book.rules, pin), book.margin_boost, book.stock_boost, book.diversity,
                      book.most_of_category, book.most_of_brand)  # fmt: skip
    found = arrangement(candidates, pinned, n)
    barred = {
        entry.candidate.product for entry in found.left_out
        if entry.marks[0].deed is not Deed.CROWDED_OUT
    }  # fmt: skip
    is_there = product in {one.product for one in candidates} and product not in barred

    if is_there and position <= len(found.shown):
        assert found.shown[position - 1].candidate.product == product


@given(CANDIDATES, st.integers(1, 3), st.integers(1, 8), SHARES)
def test_caps_hold_where_there_is_enough_else(candidates, most, n, diversity):
    book = RuleBook(diversity=diversity, most_of_category=most)
    shown = arrange(candidates, book, n)
    counts = Counter(entry.candidate.category for entry in shown)
    firsts = {one.product: one for one in reversed(candidates)}.values()
    shelves = Counter(one.category for one in firsts if one.stock is None or one.stock > 0)
    within_caps = sum(min(most, count) for count in shelves.values())

    if within_caps >= n:
        assert max(counts.values(), default=0) <= most


def _row(*products, **facts):
    return [Candidate(product=product, **facts) for product in products]


def test_a_boost_lifts_by_its_share_of_the_list_and_a_bury_sinks():
    boost = Rule(1, RuleKind.BOOST, (TargetKind.PRODUCT, 4), strength=0.6)
    bury = Rule(2, RuleKind.BURY, (TargetKind.PRODUCT, 1), strength=1.0)

    assert _products(arrange(_row(1, 2, 3, 4), RuleBook((boost,)), 4)) == [1, 4, 2, 3]
    assert _products(arrange(_row(1, 2, 3, 4), RuleBook((bury,)), 4)) == [2, 3, 4, 1]


def test_of_two_rules_that_disagree_the_smaller_priority_holds():
    boost = Rule(1, RuleKind.BOOST, (TargetKind.PRODUCT, 2), strength=1.0, priority=2)
    bury = Rule(2, RuleKind.BURY, (TargetKind.BRAND, 7), strength=1.0, priority=1)
    row = [Candidate(1), Candidate(2, brand=7), Candidate(3)]

    assert _products(arrange(row, RuleBook((boost, bury)), 3)) == [1, 3, 2]


def test_two_pins_of_one_place_stand_side_by_side():
    pins = tuple(
        Rule(key, RuleKind.PIN, (TargetKind.PRODUCT, key), position=1, priority=key)
        for key in (3, 4)
    )
    assert _products(arrange(_row(1, 2, 3, 4), RuleBook(pins), 4)) == [3, 4, 1, 2]


def test_margin_and_stock_lift_what_earns_more_and_what_lies_in_the_way():
    by_margin = [Candidate(1, margin=0.1), Candidate(2, margin=0.2), Candidate(3, margin=0.9)]
    by_stock = [Candidate(1, stock=2), Candidate(2, stock=900)]

    assert _products(arrange(by_margin, RuleBook(margin_boost=1.0), 1)) == [3]
    assert _products(arrange(by_stock, RuleBook(stock_boost=1.0), 1)) == [2]
    assert _products(arrange(by_margin, RuleBook(margin_boost=0.1), 3)) == [1, 2, 3]


def test_variety_takes_turns_between_shelves():
    row = [*_row(1, 2, 3, categories=(1,)), *_row(4, 5, categories=(2,))]

    assert _products(arrange(row, RuleBook(diversity=0.7), 2)) == [1, 4]
    assert _products(arrange(row, RuleBook(), 2)) == [1, 2]


def test_variety_by_a_given_likeness():
    row = _row(1, 2, 3)
    alike = np.array([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]], np.float32)

    assert _products(arrange(row, RuleBook(diversity=0.5), 2, likeness=alike)) == [1, 3]


def test_out_of_the_price_band_comes_last():
    row = [Candidate(1, price=900), Candidate(2, price=30), Candidate(3)]
    book = RuleBook(bands={Segment.NEW: PriceBand(10, 100)})

    assert _products(arrange(row, book, 3, shopper=Shopper(Segment.NEW))) == [2, 3, 1]
    assert _products(arrange(row, book, 3, shopper=Shopper(Segment.POWER))) == [1, 2, 3]


def test_bought_things_come_back_where_they_are_bought_again_and_in_time():
    repeat = Rule(1, RuleKind.REPEAT, (TargetKind.CATEGORY, 9), days=30)
    row = [Candidate(1, categories=(5, 9)), Candidate(2, categories=(9,)), Candidate(3)]
    shopper = Shopper(bought={1: 40.0, 2: 3.0, 3: 400.0})

    assert _products(arrange(row, RuleBook((repeat,)), 3, shopper=shopper)) == [1]


@pytest.mark.parametrize(
    ("orders", "segment"),
    [(0, Segment.NEW), (1, Segment.OCCASIONAL), (3, Segment.REGULAR), (10, Segment.POWER)],
)
def test_segments_go_by_orders(orders, segment):
    assert segment_of(orders) is segment
