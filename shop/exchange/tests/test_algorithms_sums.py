"""Sums of orders: parts add up to the whole, whatever is spread over them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import tax_in_gross, tax_on_net
from shop.exchange.orders.shopify_sums import Told, reckoned
from shop.exchange.orders.sums import SoldLine, rate_between, reckon, spread_tax

prices = st.integers(0, 5_000_000)
lines = st.lists(
    st.builds(SoldLine, unit_price=prices, quantity=st.integers(1, 50)), min_size=1, max_size=6
)
rates = st.sampled_from([0, 500, 700, 810, 1_900, 2_000, 2_550])


@given(lines, prices, rates, st.booleans())
def test_lines_and_postage_come_to_the_total(sold, shipping, rate, is_gross):
    of = tax_in_gross if is_gross else tax_on_net
    sums = reckon(
        [replace(line, tax=of(line.left, rate)) for line in sold],
        shipping=shipping,
        shipping_tax=of(shipping, rate),
        is_gross=is_gross,
        currency="EUR",
    ).totals
    beside = sums.tax.minor - sum(line.tax for line in sums.lines)
    added = 0 if is_gross else beside
    assert sum(line.total for line in sums.lines) + shipping + added == sums.total.minor
    assert 0 <= beside <= max(shipping, 0) or not is_gross


@given(st.integers(1, 5_000_000), rates, st.booleans())
def test_a_rate_is_found_from_a_tax_that_says_it(amount, rate, is_gross):
    of = tax_in_gross if is_gross else tax_on_net
    found = rate_between(of(amount, rate), amount, is_gross=is_gross)
    assert of(amount, found) == of(amount, rate)
    if amount > 100_000:
        assert found == rate


@given(st.integers(0, 900_000), st.lists(prices, min_size=1, max_size=6), prices, rates | st.none())
def test_no_cent_of_a_tax_is_lost(tax, lefts, shipping, rate):
    taxes, rest = spread_tax(tax, lefts, shipping=shipping, rate=rate, is_gross=True)
    if sum(lefts) + shipping:
        assert sum(taxes) + rest == tax
        assert rest >= 0
        assert min(taxes) >= 0
    if not shipping and sum(lefts):
        assert rest == 0, "there is no postage that could bear it"


@given(
    lines,
    st.integers(0, 100),
    st.integers(0, 100_000),
    st.booleans(),
    st.booleans(),
    rates,
)
def test_what_shopify_writes_is_read_back(sold, off_percent, shipping, is_gross, is_free, rate):
    """Totals as Shopify reckons them come back with the same goods, discount, postage and tax."""
    goods = sum(line.left for line in sold)
    off = goods * off_percent // 100
    paid_shipping = 0 if is_free else shipping
    of = tax_in_gross if is_gross else tax_on_net
    tax = of(goods - off + paid_shipping, rate)
    told = Told(
        currency="EUR",
        lines=tuple(sold),
        is_taxed=(True,) * len(sold),
        subtotal=goods - off,
        discount=off + shipping - paid_shipping,
        shipping=shipping,
        tax=tax,
        total=goods - off + paid_shipping + (0 if is_gross else tax),
        rate=rate,
    )
    sums = reckoned(told, is_gross_first=True)
    assert sums is not None
    assert sums.totals.total.minor == told.total
    assert sums.totals.discount.minor == off
    if goods - off + paid_shipping:
        assert sums.totals.tax.minor == tax


@pytest.mark.parametrize("change", [{"total": 1_201}, {"subtotal": 1_100}, {"shipping": 150}])
def test_amounts_that_do_not_add_up_are_refused(change):
    told = Told("EUR", (SoldLine(500, 2),), (True,), 1_000, 0, 200, 192, 1_200, 1_900)
    assert reckoned(told, is_gross_first=True) is not None
    assert reckoned(replace(told, **change), is_gross_first=True) is None
