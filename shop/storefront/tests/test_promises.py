"""What shoppers are told of goods that come later: on the product, in the cart, on the order."""

from datetime import timedelta

import pytest

from foundation import clock
from inventory.models import PolicyKind
from inventory.services import adjust_stock
from inventory.stock.policies import set_stock_policy
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(stocked):
    """The first variant of the mug: two in stock."""
    variant = stocked.variants.earliest("pk")
    adjust_stock(variant_id=variant.pk, on_hand=2, note="counted")
    return variant


def _looked_at(client, variant):
    colour = variant.option_values.get().code
    return client.get(f"/p/{variant.product.slug_en}/?colour={colour}").content.decode()


def _in(days):
    return clock.business_day() + timedelta(days=days)


def test_a_preorder_says_when_it_comes_out(client, mug):
    set_stock_policy(variant=mug, kind=PolicyKind.PREORDER, limit=9, releases_on=_in(30))
    html = _looked_at(client, mug)
    assert f"Preorder: comes out on {_in(30).day}" in html
    assert 'data-state="later"' in html


def test_a_backorder_says_when_it_is_expected_if_anybody_knows(client, mug):
    adjust_stock(variant_id=mug.pk, on_hand=0, note="counted")
    set_stock_policy(variant=mug, kind=PolicyKind.BACKORDER, limit=9)
    assert "Not in stock now: sent as soon as it comes in" in _looked_at(client, mug)
    set_stock_policy(variant=mug, kind=PolicyKind.BACKORDER, limit=9, expected_on=_in(12))
    assert f"Not in stock now: expected on {_in(12).day}" in _looked_at(client, mug)


def test_machines_are_told_the_best_that_a_product_is(client, stocked):
    for variant in stocked.variants.all():
        adjust_stock(variant_id=variant.pk, on_hand=0, note="counted")
    assert "schema.org/OutOfStock" in _looked_at(client, variant)
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=9)
    assert "schema.org/BackOrder" in _looked_at(client, variant)
    set_stock_policy(variant=variant, kind=PolicyKind.PREORDER, limit=9, releases_on=_in(30))
    assert "schema.org/PreOrder" in _looked_at(client, variant)


@pytest.mark.parametrize(
    ("quantity", "told"),
    [(2, ""), (3, "1 of them comes later: expected on"), (5, "3 of them come later: expected on")],
)
@pytest.mark.parametrize("path", ["/cart/", "/checkout/"])
def test_the_cart_tells_how_many_come_later(client, stocked, mug, quantity, told, path):
    set_stock_policy(variant=mug, kind=PolicyKind.BACKORDER, limit=9, expected_on=_in(12))
    client.cookies["cart"] = make_cart(stocked, quantity=quantity).token
    html = client.get(path).content.decode()
    assert ("line-later" in html) is bool(told)
    assert told in html


def test_the_order_tells_what_is_still_to_come(client, stocked, mug):
    set_stock_policy(variant=mug, kind=PolicyKind.BACKORDER, limit=9)
    order = check_out(make_cart(stocked, quantity=5))
    assert "3 come later" in client.get(f"/order/{order.token}/").content.decode()
