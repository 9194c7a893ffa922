"""Where else the demo store sells: on a marketplace, and again and again to who subscribes."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Customer, User
from catalog.models import Variant
from foundation.ids import new_token
from foundation.money import Money
from orders.carts import add_to_cart, open_cart
from orders.checkout.place import place_order
from orders.models import Interval, ShippingMethod
from orders.payments.base import providers
from orders.selectors import cart_summary
from orders.subscriptions.offers import set_offer
from pricing.selectors import prices_of
from shop.demo.accounts import DEMO_SHOPPER
from shop.demo.beside import variants_named
from shop.demo.purchases import details_of
from shop.marketplaces.files import bring_file, take_file
from shop.marketplaces.models import Marketplace

COMES_AGAIN = ("Morning porch tea", "Library tea", "Bonfire chai", "Everyday candle, plain")
AGAIN_OFF = 1_000
RHYTHMS = (Interval.TWO_WEEKS, Interval.FOUR_WEEKS, Interval.EIGHT_WEEKS)
CARD = "success"

SOLD_ELSEWHERE = ("Bold stripe mug", "Lacework tea-light holder", "Hedgerow cushion")
COMMISSION, DEARER, KEPT_BACK = 1_500, 500, 1
BUYERS = (
    ("Hilde Kramer", "Lindenallee 4", "50668", "Köln"),
    ("Jörg Petersen", "Am Deich 12", "26603", "Aurich"),
    ("Amelie Vogt", "Turmgasse 3", "78462", "Konstanz"),
)


def offer_again() -> None:
    """What is used up can come again by itself, a little cheaper."""
    for name in COMES_AGAIN:
        for variant in variants_named(name)[:1]:
            set_offer(product=variant.product, intervals=RHYTHMS, basis_points=AGAIN_OFF)


def subscribe_ada() -> None:
    """Ada has her tea come every four weeks, charged on a test card; none without test cards."""
    provider = providers.get("test")
    teas = variants_named(COMES_AGAIN[1])
    if provider is None or not teas:
        return
    ada = Customer.objects.get(user__email=DEMO_SHOPPER.email)
    cart = open_cart(customer=ada, currency=settings.SHOP_BASE_CURRENCY)
    add_to_cart(cart=cart, variant=teas[0], quantity=1, interval=Interval.FOUR_WEEKS)
    method = ShippingMethod.objects.get(code="standard")
    place_order(
        cart=cart,
        details=details_of(ada, renews=True),
        shipping_method=method,
        provider=provider.name,
        payment_choice=CARD,
        idempotency_key=new_token(),
        seen_total=cart_summary(cart, shipping_method=method, customer=ada).total,
        customer=ada,
    )


def sell_elsewhere(*, staff: User, now: datetime) -> None:
    """A marketplace whose file of orders was taken in, and another file that waits."""
    goods = [variants[0] for name in SOLD_ELSEWHERE if (variants := variants_named(name))]
    base = settings.SHOP_BASE_CURRENCY
    bazaar = Marketplace.objects.create(
        name="Bazaar",
        code="bazaar",
        country="DE",
        currency=base,
        commission_basis_points=COMMISSION,
        price_change_basis_points=DEARER,
        buffer_units=KEPT_BACK,
    )
    if not goods:
        return
    for number, name in enumerate(("yesterday.csv", "this-morning.csv")):
        at = now - timedelta(hours=22 * (1 - number))
        file = bring_file(
            marketplace=bazaar,
            file_name=name,
            content=_orders(goods, first=1 + 10 * number, bought_at=at),
            by=staff,
            at=at,
        )
        if number == 0:
            take_file(file=file, at=at)


def _orders(goods: list[Variant], *, first: int, bought_at: datetime) -> bytes:
    """An order of each buyer over one thing, in the shop's own columns."""
    prices = prices_of([variant.pk for variant in goods], currency=settings.SHOP_BASE_CURRENCY)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        ("order", "item", "sku", "quantity", "unit_price", "shipping", "bought_at", "name",
         "line1", "postcode", "city", "country")
    )  # fmt: skip
    for number, buyer in enumerate(BUYERS):
        variant = goods[number % len(goods)]
        price = _dearer(prices[variant.pk].amount)
        writer.writerow(
            (f"BZ-{first + number:05}", 1, variant.sku, 1, price.amount, "4.90",
             bought_at.isoformat(), *buyer, "DE")
        )  # fmt: skip
    return stream.getvalue().encode()


def _dearer(amount: Money) -> Money:
    return Money(amount.minor + amount.minor * DEARER // 10_000, amount.currency)
