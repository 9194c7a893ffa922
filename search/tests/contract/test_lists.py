"""Filters, counts, prices, orders and pages. Every engine keeps to this."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.documents import KEYS
from search.query import RATING, STOCK, Selection, Sort
from search.tests.contract.products import counted, everything, fits, ids, product, words

KEYS_COUNTED = ("brand", "category", "option.colour", "attribute.made-of")
_VALUES = st.lists(st.sampled_from(["a", "b", "1", "x y", "Ä/ö"]), unique=True, max_size=3)
_DOCUMENT = st.fixed_dictionaries(
    {
        "facets": st.dictionaries(st.sampled_from(KEYS_COUNTED), _VALUES.map(tuple)),
        "prices": st.dictionaries(st.sampled_from(["EUR", "USD"]), st.integers(0, 5_000)),
        "in_stock": st.booleans(),
        "rating": st.sampled_from([0.0, 1.9, 2.0, 2.5, 3.99, 4.0, 5.0]),
    }
)
_SELECTION = st.builds(
    Selection,
    chosen=st.dictionaries(
        st.sampled_from(KEYS_COUNTED), _VALUES.filter(bool).map(frozenset), max_size=3
    ),
    price_from=st.none() | st.integers(0, 3_000),
    price_to=st.none() | st.integers(2_000, 5_000),
    rating_from=st.none() | st.sampled_from([1, 2, 3, 4, 5]),
    in_stock=st.booleans(),
)
_SELECTIONS = st.lists(_SELECTION, min_size=1, max_size=20)


EXAMPLES = {"embedded": 25, "elasticsearch": 5}
"""Each builds an index anew, for which a server takes seconds."""


def test_filters_and_counts_agree_with_counting_one_by_one(shared_engine):
    @given(documents=st.lists(_DOCUMENT, max_size=12), selections=_SELECTIONS)
    @hypothesis_settings(
        max_examples=EXAMPLES[shared_engine.name],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def agree(documents, selections):
        made = [product(number, **one) for number, one in enumerate(documents, start=1)]
        assert shared_engine.rebuild(made) == len(made)
        for selection in selections:
            _agrees(shared_engine, made, selection)

    agree()


def _agrees(engine, made, selection):
    asked = (*KEYS_COUNTED, RATING, STOCK)
    answer = engine.find(everything(selection=selection, facets=asked))
    expected = {document.product_id for document in made if fits(document, selection)}
    assert set(ids(answer)) == expected
    assert answer.total == len(expected)
    for key in asked:
        found = {entry.value: entry.count for entry in answer.facets[key]}
        assert found == counted(made, selection, key), key


def test_counts_are_of_what_the_words_find(engine):
    engine.rebuild(
        [
            product(1, "Red lamp", facets={"brand": ("north",)}),
            product(2, "Red chair", facets={"brand": ("north",)}),
            product(3, "Blue lamp", facets={"brand": ("south",)}),
        ]
    )
    answer = engine.find(words("red lamp", required=2, facets=("brand",)))
    assert [(entry.value, entry.count) for entry in answer.facets["brand"]] == [("north", 1)]
    south = Selection({"brand": frozenset({"south"})})
    answer = engine.find(words("lamp", selection=south, facets=("brand",)))
    assert {entry.value: entry.count for entry in answer.facets["brand"]} == {
        "north": 1, "south": 1,
    }  # fmt: skip
    assert ids(answer) == [3]


def test_the_largest_counts_come_first_and_no_facet_is_counted_unasked(engine):
    brands = ["b", "a", "c", "c"]
    engine.rebuild([product(n, facets={"brand": (b,)}) for n, b in enumerate(brands, start=1)])
    counts = engine.find(everything(facets=("brand",))).facets["brand"]
    assert [(entry.value, entry.count) for entry in counts] == [("c", 2), ("a", 1), ("b", 1)]
    assert not engine.find(everything()).facets


def test_ratings_are_counted_with_all_above_and_stock_is_what_can_be_sold(engine):
    ratings = [0.0, 1.5, 2.0, 3.9, 4.0, 5.0]
    engine.rebuild(
        [product(n, rating=r, in_stock=r != 4.0) for n, r in enumerate(ratings, start=1)]
    )
    chosen = Selection(rating_from=4, in_stock=True)
    answer = engine.find(everything(selection=chosen, facets=(RATING, STOCK)))
    assert ids(answer) == [6]
    found = {key: [(e.value, e.count) for e in counts] for key, counts in answer.facets.items()}
    # Stars under what is in stock, stock under what has four stars.
    assert found == {RATING: [("2", 3), ("3", 2), ("4", 1)], STOCK: [("1", 1)]}
    engine.rebuild([product(1, in_stock=False)])
    answer = engine.find(everything(facets=(RATING, STOCK)))
    assert dict(answer.facets) == {RATING: (), STOCK: ()}


def test_the_keys_of_what_was_found_can_be_counted(engine):
    engine.rebuild(
        [
            product(1, "Lamp", facets={"brand": ("a",), "attribute.watts": ("5",)}),
            product(2, "Lamp", facets={"brand": ("a",)}),
            product(3, "Shirt", facets={"brand": ("a",), "option.size": ("m",)}),
        ]
    )
    keys = engine.find(words("lamp", facets=(KEYS,))).facets[KEYS]
    assert {entry.value: entry.count for entry in keys} == {"brand": 2, "attribute.watts": 1}


@pytest.mark.parametrize("key", ["nothing", "a b", "", "brand.", "\x00", "x" * 3_000, "a:b", "*"])
def test_keys_that_nobody_has_find_nothing_and_upset_nobody(shared_engine, key):
    shared_engine.rebuild([product(1, facets={"brand": ("a",)})])
    nobodys = Selection({key: frozenset({"v"})})
    assert shared_engine.find(everything(selection=nobodys)).total == 0
    assert shared_engine.find(everything(facets=(key,))).total == 1


@pytest.mark.parametrize("value", ["", "\x00", "y" * 100_000, "a OR b", "*"])
def test_values_that_nobody_has_find_nothing(shared_engine, value):
    shared_engine.rebuild([product(1, facets={"brand": ("a",)})])
    assert (
        shared_engine.find(everything(selection=Selection({"brand": frozenset({value})}))).total
        == 0
    )


def test_prices_are_those_of_the_currency_asked_for(engine):
    engine.rebuild(
        [
            product(1, prices={"EUR": 1000, "USD": 3000}),
            product(2, prices={"EUR": 2000, "USD": 1000}),
            product(3, prices={"EUR": 500}),
        ]
    )
    dollars = {"currency": "USD", "sort": Sort.CHEAPEST}
    assert ids(engine.find(everything(**dollars))) == [2, 1]
    assert ids(engine.find(everything(selection=Selection(price_to=1000), **dollars))) == [2]
    assert set(ids(engine.find(everything(selection=Selection(price_from=1000))))) == {1, 2}
    assert engine.find(everything(currency="XXX")).total == 0
    huge = Selection(price_from=-(10**30), price_to=10**30)
    assert engine.find(everything(selection=huge)).total == 3


def test_the_histogram_is_of_all_but_the_price_chosen(engine):
    prices = [100, 150, 199, 200, 300, 1100]
    engine.rebuild([product(n, prices={"EUR": p}) for n, p in enumerate(prices, start=1)])
    chosen = Selection(price_from=190, price_to=250)
    answer = engine.find(everything(selection=chosen, price_buckets=10))
    assert answer.total == 2
    assert answer.prices is not None
    assert (answer.prices.lowest, answer.prices.highest) == (100, 1100)
    assert answer.prices.counts == (3, 1, 1, 0, 0, 0, 0, 0, 0, 1)


def test_one_price_is_a_histogram_and_nothing_is_none(engine):
    engine.rebuild([product(1, prices={"EUR": 700}), product(2, prices={"EUR": 700})])
    prices = engine.find(everything(price_buckets=5)).prices
    assert prices is not None
    assert (prices.lowest, prices.highest, sum(prices.counts)) == (700, 700, 2)
    assert len(prices.counts) == 5
    assert engine.find(words("nothing", price_buckets=5)).prices is None
    assert engine.find(everything()).prices is None


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.POPULAR, [3, 1, 2]),
        (Sort.RELEVANCE, [3, 1, 2]),
        (Sort.NEWEST, [2, 3, 1]),
        (Sort.CHEAPEST, [1, 3, 2]),
        (Sort.DEAREST, [2, 3, 1]),
        (Sort.RATING, [1, 2, 3]),
    ],
)
def test_every_order(shared_engine, sort, order):
    shared_engine.rebuild(
        [
            product(1, prices={"EUR": 100}, popularity=2.5, rating=4.5, days=1),
            product(2, prices={"EUR": 300}, popularity=2.25, rating=4.25, days=3),
            product(3, prices={"EUR": 200}, popularity=9.0, rating=1.0, days=2),
        ]
    )
    answer = shared_engine.find(everything(sort=sort))
    assert ids(answer) == order
    assert all(candidate.score == 0 for candidate in answer.candidates)


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_each_other_without_gap_or_overlap(shared_engine, sort):
    shared_engine.rebuild([product(n, "Lamp", popularity=n % 3) for n in range(1, 60)])
    for ask in (everything, lambda **rest: words("lamp", **rest)):
        seen = [
            pk
            for offset in range(0, 70, 7)
            for pk in ids(shared_engine.find(ask(sort=sort, offset=offset, limit=7)))
        ]
        assert len(seen) == 59
        assert set(seen) == set(range(1, 60))


def test_past_the_end_and_none_at_all(engine):
    engine.rebuild([product(1), product(2)])
    for offset, limit in ((2, 24), (10**6, 24), (0, 0)):
        answer = engine.find(everything(offset=offset, limit=limit))
        assert ids(answer) == []
        assert answer.total == 2
