"""A bundle has no stock of its own: whatever is asked of it is asked of its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import ProductKind
from catalog.tests.factories import make_product
from inventory.holdings import holdings_of
from inventory.models import (
    Backorder,
    PolicyKind,
    PromisedPart,
    StockLevel,
    StockMovement,
    Warehouse,
)
from inventory.selectors import PromiseKind, availability, ledger_differences, stock_promises
from inventory.services import (
    BundleRefused,
    OutOfStock,
    StockRuleBroken,
    allocate_stock,
    default_warehouse,
    receive_stock,
    release_reservation,
    release_stock,
    reserve_stock,
    return_stock,
    set_bundle_parts,
    set_stock_policy,
    ship_stock,
)
from inventory.stock.parts import Recipes, take_mixed, whole_sets
from inventory.tests.factories import make_bundle

pytestmark = pytest.mark.django_db


def part(stock=10):
    return make_product(stock=stock).variants.get()


def on_hand(variant):
    return {row.warehouse.code: row.on_hand for row in StockLevel.objects.filter(variant=variant)}


def free(variant):
    return availability([variant.pk])[variant.pk]


def test_parts_that_are_not_where_they_were_counted_are_refused():
    """Also where Python leaves assertions out."""
    with pytest.raises(StockRuleBroken):
        take_mixed({1: 2}, {(2, 1): 5})


# --- what can be had ----------------------------------------------------------------------------


def test_as_many_bundles_can_be_had_as_the_scarcest_part_allows():
    cup, saucer = part(9), part(30)
    bundle = make_bundle({cup: 2, saucer: 1})
    assert free(bundle) == 4
    promise = stock_promises([bundle.pk, cup.pk])[bundle.pk]
    assert (promise.kind, promise.in_stock, promise.sellable) == (PromiseKind.IN_STOCK, 4, 4)


def test_a_bundle_is_sold_out_with_its_first_part():
    bundle = make_bundle({part(0): 1, part(50): 1})
    assert stock_promises([bundle.pk])[bundle.pk].kind == PromiseKind.SOLD_OUT


def test_parts_that_nobody_counts_hold_nothing_up():
    counted = part(3)
    assert free(make_bundle({counted: 1, part(None): 7})) == 3
    uncounted = make_bundle({part(None): 1})
    assert availability([uncounted.pk]) == {}


def test_a_part_on_backorder_puts_its_bundle_on_backorder():
    cup, saucer = part(0), part(5)
    set_stock_policy(variant=cup, kind=PolicyKind.BACKORDER, limit=4)
    bundle = make_bundle({cup: 2, saucer: 1})
    promise = stock_promises([bundle.pk])[bundle.pk]
    assert (promise.kind, promise.in_stock, promise.sellable) == (PromiseKind.BACKORDER, 0, 2)


def test_what_a_checkout_keeps_of_a_part_is_kept_from_its_bundles():
    cup = part(4)
    bundle = make_bundle({cup: 2})
    reserve_stock(key="a", quantities={cup.pk: 1})
    assert free(bundle) == 1
    reserve_stock(key="b", quantities={bundle.pk: 1})
    assert free(cup) == 1
    release_reservation(key="b")
    assert free(cup) == 3


# --- promising ----------------------------------------------------------------------------------


def test_a_bundle_and_its_part_in_one_basket_are_counted_together():
    cup = part(3)
    bundle = make_bundle({cup: 2})
    with pytest.raises(OutOfStock) as refused:
        reserve_stock(key="a", quantities={bundle.pk: 1, cup.pk: 2})
    assert {short.variant_id for short in refused.value.shortages} == {bundle.pk, cup.pk}
    reserve_stock(key="a", quantities={bundle.pk: 1, cup.pk: 1})
    assert free(cup) == 0


def test_what_is_short_is_told_of_the_bundle():
    cup = part(5)
    bundle = make_bundle({cup: 2})
    with pytest.raises(OutOfStock) as refused:
        reserve_stock(key="a", quantities={bundle.pk: 3})
    [short] = refused.value.shortages
    assert (short.variant_id, short.asked, short.available) == (bundle.pk, 3, 2)


def test_an_order_of_a_bundle_is_promised_sent_and_taken_back_in_parts():
    cup, saucer = part(10), part(10)
    bundle = make_bundle({cup: 2, saucer: 1})
    reserve_stock(key="o", quantities={bundle.pk: 2})
    allocate_stock(reference="o", quantities={bundle.pk: 2}, reservation_key="o")
    assert (free(cup), free(saucer)) == (6, 8)
    [shipped] = ship_stock(reference="o", quantities={bundle.pk: 2})
    assert (shipped.variant_id, shipped.quantity) == (bundle.pk, 2)
    assert (on_hand(cup), on_hand(saucer)) == ({"main": 6}, {"main": 8})
    return_stock(variant_id=bundle.pk, quantity=1, reference="o")
    assert (on_hand(cup), on_hand(saucer)) == ({"main": 8}, {"main": 9})
    assert not StockMovement.objects.filter(variant=bundle).exists()
    assert ledger_differences() == []


def test_part_of_an_order_of_bundles_is_released_in_parts():
    cup, saucer = part(4), part(4)
    bundle = make_bundle({cup: 1, saucer: 1})
    allocate_stock(reference="o", quantities={bundle.pk: 3, cup.pk: 1})
    release_stock(reference="o", quantities={bundle.pk: 2})
    assert (free(cup), free(saucer)) == (2, 3)
    release_stock(reference="o")
    assert (free(cup), free(saucer)) == (4, 4)


def test_an_order_keeps_what_its_bundle_was_made_of():
    cup, saucer, spoon = part(5), part(5), part(5)
    bundle = make_bundle({cup: 1, saucer: 1})
    allocate_stock(reference="o", quantities={bundle.pk: 1})
    set_bundle_parts(variant=bundle, parts={spoon.pk: 4})
    ship_stock(reference="o", quantities={bundle.pk: 1})
    assert (on_hand(cup), on_hand(saucer), on_hand(spoon)) == (
        {"main": 4},
        {"main": 4},
        {"main": 5},
    )
    return_stock(variant_id=bundle.pk, quantity=1, reference="o")
    assert on_hand(cup) == {"main": 5}
    assert PromisedPart.objects.filter(reference="o").count() == 2


def test_a_bundle_waits_for_the_part_that_is_late():
    cup, saucer = part(0), part(5)
    set_stock_policy(variant=cup, kind=PolicyKind.BACKORDER, limit=9)
    bundle = make_bundle({cup: 1, saucer: 1})
    allocate_stock(reference="o", quantities={bundle.pk: 2})
    assert holdings_of("o", {bundle.pk: 2})[bundle.pk].waiting == 2
    receive_stock(variant_id=cup.pk, quantity=1)
    holding = holdings_of("o", {bundle.pk: 2})[bundle.pk]
    assert (holding.by_warehouse, holding.waiting) == ({default_warehouse().pk: 1}, 1)
    release_stock(reference="o", quantities={bundle.pk: 1})
    assert Backorder.objects.get().waiting == 0
    assert holdings_of("o", {bundle.pk: 1})[bundle.pk].waiting == 0


def test_a_bundle_leaves_although_its_parts_lie_apart():
    north = Warehouse.objects.create(code="north", name="North")
    cup, saucer = part(2), part(None)
    receive_stock(variant_id=saucer.pk, quantity=2, warehouse=north)
    bundle = make_bundle({cup: 1, saucer: 1})
    allocate_stock(reference="o", quantities={bundle.pk: 1})
    [(place, units)] = holdings_of("o", {bundle.pk: 1})[bundle.pk].by_warehouse.items()
    assert (place, units) == (default_warehouse().pk, 1)
    [shipped] = ship_stock(reference="o", quantities={bundle.pk: 1}, warehouse=default_warehouse())
    assert shipped.warehouse_id == default_warehouse().pk
    assert (on_hand(cup), on_hand(saucer)) == ({"main": 1}, {"north": 1})


# --- what a bundle may be -----------------------------------------------------------------------


def test_a_bundle_cannot_lie_on_a_shelf():
    bundle = make_bundle({part(): 1})
    with pytest.raises(StockRuleBroken, match="is a bundle"):
        receive_stock(variant_id=bundle.pk, quantity=1)


def test_what_lies_on_a_shelf_cannot_become_a_bundle():
    product = make_product(stock=3)
    product.kind = ProductKind.BUNDLE
    product.save()
    with pytest.raises(BundleRefused, match="stock of its own"):
        set_bundle_parts(variant=product.variants.get(), parts={part().pk: 1})


def test_levels_without_units_make_way_for_a_bundle():
    product = make_product(stock=0)
    product.kind = ProductKind.BUNDLE
    product.save()
    variant = product.variants.get()
    set_bundle_parts(variant=variant, parts={part(6).pk: 2})
    assert free(variant) == 3


@pytest.mark.parametrize("units", [0, -1])
def test_a_part_of_nothing_is_refused(units):
    with pytest.raises(BundleRefused, match="above zero"):
        make_bundle({part(): units})


def test_bundles_do_not_hold_bundles():
    inner = make_bundle({part(): 1})
    with pytest.raises(BundleRefused, match="only goods"):
        make_bundle({inner: 1})
    plain = make_product().variants.get()
    make_bundle({plain: 1})
    plain.product.kind = ProductKind.BUNDLE
    plain.product.save()
    StockLevel.objects.filter(variant=plain).update(on_hand=0)
    with pytest.raises(BundleRefused, match="part of a bundle itself"):
        set_bundle_parts(variant=plain, parts={part().pk: 1})


def test_only_a_product_of_that_kind_is_a_bundle():
    with pytest.raises(BundleRefused, match="Make the product a bundle"):
        set_bundle_parts(variant=part(None), parts={part().pk: 1})


# --- what it costs ------------------------------------------------------------------------------


def test_a_shop_without_bundles_asks_no_query_more(django_assert_num_queries):
    cup, uncounted = part(10), part(None)
    availability([uncounted.pk])  # the look once a minute whether there is any bundle
    with django_assert_num_queries(2):
        availability([cup.pk, uncounted.pk])
    with django_assert_num_queries(2):
        stock_promises([cup.pk, uncounted.pk])


def test_the_first_bundle_of_a_shop_is_never_sold_as_if_nobody_counted_it():
    """A process that remembers no bundle asks where a variant has no level."""
    cup = part(1)
    availability([part(None).pk])  # now it remembers that there is none
    bundle = make_bundle({cup: 1}, behind_the_back=True)
    assert availability([bundle.pk]) == {}  # not looked again yet
    reserve_stock(key="a", quantities={bundle.pk: 1})
    assert free(cup) == 0
    with pytest.raises(OutOfStock):
        reserve_stock(key="b", quantities={bundle.pk: 1})


# --- arithmetic ---------------------------------------------------------------------------------

PARTS = st.dictionaries(st.integers(1, 4), st.integers(1, 3), min_size=1, max_size=3)
SHELVES = st.dictionaries(st.tuples(st.integers(1, 4), st.integers(1, 3)), st.integers(0, 9))


@given(recipe=PARTS, shelves=SHELVES, wanted=st.integers(0, 6))
def test_folding_neither_makes_nor_loses_a_part(recipe, shelves, wanted):
    recipes = Recipes({100: recipe})
    told = recipes.folded(shelves, {100: wanted, 1: 50, 2: 50, 3: 50, 4: 50})
    bundles = sum(units for (variant, _place), units in told.items() if variant == 100)
    there = {
        pk: sum(units for (variant, _place), units in shelves.items() if variant == pk)
        for pk in range(1, 5)
    }
    assert bundles == min(wanted, whole_sets(recipe, there))
    for pk in range(1, 5):
        left = sum(units for (variant, _place), units in told.items() if variant == pk)
        assert left + bundles * recipe.get(pk, 0) == there[pk]


@given(recipe=PARTS, bundles=st.integers(0, 5), alone=st.integers(0, 5))
def test_expanding_counts_what_is_alone_and_what_is_in_bundles(recipe, bundles, alone):
    units = Recipes({100: recipe}).expanded({100: bundles, 1: alone})
    assert units.get(1, 0) == alone + bundles * recipe.get(1, 0)
    assert 100 not in units
