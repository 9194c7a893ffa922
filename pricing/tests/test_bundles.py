"""A bundle costs what its parts cost, less a share; what it costs the shop is known of all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from events.outbox import drain
from foundation.money import Money
from inventory.tests.factories import make_bundle
from pricing.models import BundlePrice, Price
from pricing.selectors import prices_of
from pricing.services import (
    BundlePriceRefused,
    free_bundle_price,
    set_bundle_share,
    set_price,
)
from pricing.services.bundles import less_share

pytestmark = pytest.mark.django_db


def eur(amount):
    return Money.of(amount, "EUR")


def part(price="10.00", cost=None):
    variant = make_product(price=price).variants.get()
    if cost:
        set_price(variant=variant, amount=eur(price), cost=eur(cost))
    return variant


def quote(variant):
    return prices_of([variant.pk], currency="EUR")[variant.pk]


def test_a_bundle_follows_the_prices_of_its_parts():
    cup, saucer = part("10.00"), part("5.00")
    bundle = make_bundle({cup: 2, saucer: 1}, price="99.00")
    set_bundle_share(variant=bundle, share_basis_points=1_000)
    assert (quote(bundle).amount, quote(bundle).compare_at) == (eur("22.50"), eur("25.00"))
    set_price(variant=cup, amount=eur("12.00"))
    drain()
    assert (quote(bundle).amount, quote(bundle).compare_at) == (eur("26.10"), eur("29.00"))
    written = Price.objects.count()
    drain()
    assert Price.objects.count() == written  # following changes nothing twice


def test_a_bundle_without_a_share_keeps_its_price():
    cup = part("10.00")
    bundle = make_bundle({cup: 2}, price="15.00")
    set_price(variant=cup, amount=eur("30.00"))
    drain()
    assert quote(bundle).amount == eur("15.00")


def test_what_a_bundle_costs_the_shop_is_the_sum_of_its_parts():
    cup, saucer = part("10.00", cost="4.00"), part("5.00", cost="1.50")
    bundle = make_bundle({cup: 2, saucer: 1}, price="15.00")
    drain()
    assert quote(bundle).cost == eur("9.50")
    assert quote(bundle).amount == eur("15.00")


def test_a_cost_that_nobody_knows_makes_none():
    bundle = make_bundle({part("10.00", cost="4.00"): 1, part("5.00"): 1}, price="12.00")
    drain()
    assert quote(bundle).cost is None


def test_a_bundle_set_free_keeps_what_it_cost():
    cup = part("10.00")
    bundle = make_bundle({cup: 2})
    rule = set_bundle_share(variant=bundle, share_basis_points=500)
    free_bundle_price(rule=rule)
    set_price(variant=cup, amount=eur("30.00"))
    drain()
    assert quote(bundle).amount == eur("19.00")
    assert not BundlePrice.objects.exists()


@pytest.mark.parametrize("share", [-1, 9_001])
def test_a_share_that_cannot_be_is_refused(share):
    with pytest.raises(BundlePriceRefused, match="Between 0 and 90"):
        set_bundle_share(variant=make_bundle({part(): 1}), share_basis_points=share)


def test_what_has_no_parts_follows_nothing():
    with pytest.raises(BundlePriceRefused, match="made of"):
        set_bundle_share(variant=part(), share_basis_points=100)


@given(minor=st.integers(0, 10**9), share=st.integers(0, 9_000))
def test_a_share_is_rounded_to_the_nearest_cent(minor, share):
    left = less_share(minor, share)
    assert 0 <= left <= minor
    assert abs(left * 10_000 - minor * (10_000 - share)) <= 5_000
