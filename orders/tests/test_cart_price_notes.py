"""Whoever holds a product hears in the cart that its price has changed."""

from datetime import timedelta

import pytest

from accounts.models import Customer, CustomerGroup
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from orders.carts import add_to_cart, merge_carts, set_quantity, switch_currency
from orders.selectors import cart_summary
from orders.tests.factories import make_cart, only_variant
from pricing.models import Currency, ExchangeRate, PriceList
from pricing.services import save_price_list, set_list_price, set_price

pytestmark = pytest.mark.django_db


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@pytest.mark.parametrize(("now", "dearer"), [("18.00", False), ("23.50", True)])
def test_a_changed_price_is_told_with_the_one_before(now, dearer):
    product = make_product(price="20.00")
    cart = make_cart(product)
    set_price(variant=only_variant(product), amount=eur(now))

    (line,) = cart_summary(cart).lines

    assert (line.unit_price, line.price_before, line.is_dearer) == (eur(now), eur("20.00"), dearer)


def test_nothing_is_told_where_nothing_changed():
    product, cost_only = make_product(price="20.00"), make_product(price="20.00")
    cart = make_cart(product, cost_only)
    set_price(variant=only_variant(cost_only), amount=eur("20.00"), cost=eur("7.00"))

    assert [line.price_before for line in cart_summary(cart).lines] == [None, None]


def test_a_price_that_came_back_is_no_change():
    product = make_product(price="20.00")
    cart = make_cart(product)
    for amount in ("15.00", "20.00"):
        set_price(variant=only_variant(product), amount=eur(amount))

    assert cart_summary(cart).lines[0].price_before is None


@pytest.mark.parametrize("quantity", [1, 2, 3])
def test_whoever_touches_the_line_has_seen_todays_price(quantity):
    product = make_product(price="20.00")
    cart = make_cart(product, quantity=2)
    set_price(variant=only_variant(product), amount=eur("18.00"))

    set_quantity(cart=cart, variant=only_variant(product), quantity=quantity)

    (line,) = cart_summary(cart).lines
    assert (line.quantity, line.price_before) == (quantity, None)


def test_putting_in_more_of_it_is_at_todays_price_too():
    product = make_product(price="20.00")
    cart = make_cart(product)
    set_price(variant=only_variant(product), amount=eur("18.00"))

    add_to_cart(cart=cart, variant=only_variant(product))

    assert cart_summary(cart).lines[0].price_before is None


def test_a_guests_notice_is_there_after_the_login():
    product = make_product(price="20.00")
    guest = make_cart(product)
    customer = Customer.objects.create(email="ada@example.com")
    make_cart(make_product(), customer=customer)
    set_price(variant=only_variant(product), amount=eur("18.00"))

    merged = merge_carts(guest=guest, customer=customer)

    assert [line.price_before for line in cart_summary(merged).lines] == [eur("20.00"), None]


@pytest.mark.parametrize(
    ("now", "told"),
    [("18.00", None), ("14.00", "15.00")],
    ids=["the list's price holds before and after", "below the list's price"],
)
def test_a_list_price_that_holds_hides_what_changes_behind_it(now, told):
    product = make_product(price="20.00")
    group = CustomerGroup.objects.create(code="trade", name="Trade")
    prices = save_price_list(price_list=PriceList(name="Trade", group=group, currency="EUR"))
    set_list_price(price_list=prices, variant=only_variant(product), amount=eur("15.00"))
    buyer = Customer.objects.create(email="ada@example.com", group=group)
    cart = make_cart(product, customer=buyer)
    set_price(variant=only_variant(product), amount=eur(now))

    assert cart_summary(cart).lines[0].price_before == (eur(told) if told else None)


def test_prices_of_two_currencies_are_not_compared():
    Currency.objects.create(code="USD")
    ExchangeRate.objects.create(
        currency="USD", rate="1.1", starts_at=clock.now() - timedelta(days=1)
    )
    product = make_product(price="20.00")
    cart = make_cart(product)

    switch_currency(cart=cart, currency="USD")
    cart.refresh_from_db()

    (line,) = cart_summary(cart).lines
    assert (line.unit_price, line.price_before) == (Money.of("22.00", "USD"), None)
