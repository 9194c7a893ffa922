"""Where the shop delivers, how, for how much, and when it is there."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from catalog.models import Variant
from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import StockLevel, Warehouse
from inventory.services import receive_stock
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import ShippingKind, ShippingMethod, ShippingRate, ShippingZone
from orders.selectors import cart_quote, cart_summary, shipping_estimates
from orders.shipping import Parcel, add_working_days, delivery_window, shipping_book
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart, make_details, only_variant
from pricing.models import ExchangeRate
from pricing.selectors import Destination

db = pytest.mark.django_db


def make_method(code: str = "post", **fields) -> ShippingMethod:
    return ShippingMethod.objects.create(
        code=code, name=code.capitalize(), **{"price_minor": 500, **fields}
    )


def make_zone(code: str, *countries: str, prefixes: tuple[str, ...] = (), position: int = 0):
    return ShippingZone.objects.create(
        code=code, name=code, countries=list(countries), postcode_prefixes=list(prefixes),
        position=position,
    )  # fmt: skip


def price_of(method: ShippingMethod, place: Destination, *, goods: int = 2000, grams: int = 500):
    """The price in minor units; None where the method does not go there."""
    book = shipping_book(currency="EUR")
    quote = book.quote(method, Parcel(Money(goods, "EUR"), grams), place)
    return quote and quote.price.minor


@pytest.fixture
def zones(db) -> dict[str, ShippingZone]:
    return {
        "islands": make_zone("islands", "GB", prefixes=("HS", "ZE 1"), position=1),
        "home": make_zone("home", "GB", position=2),
        "near": make_zone("near", "DE", "FR", position=3),
        "world": make_zone("world", position=9),
    }


def test_the_first_zone_that_fits_has_the_price(zones):
    method = make_method()
    for minor, zone in ((900, "islands"), (300, "home"), (1500, "world")):
        ShippingRate.objects.create(method=method, zone=zones[zone], price_minor=minor)
    assert price_of(method, Destination("GB", postcode="ze1 0aa")) == 900
    assert price_of(method, Destination("GB", postcode="SW1Y 4JH")) == 300
    assert price_of(method, Destination("BR")) == 1500
    assert price_of(method, Destination("DE")) is None


@pytest.mark.parametrize(
    ("grams", "minor"), [(0, 300), (1000, 300), (1001, 700), (5000, 700), (5001, None)]
)
def test_the_price_goes_by_weight(zones, grams, minor):
    method = make_method()
    for least, most, price in ((0, 1000, 300), (1001, 5000, 700)):
        ShippingRate.objects.create(
            method=method, zone=zones["home"], weight_from_grams=least, weight_to_grams=most,
            price_minor=price,
        )  # fmt: skip
    assert price_of(method, Destination("GB"), grams=grams) == minor


@pytest.mark.parametrize(("goods", "minor"), [(0, 600), (4999, 600), (5000, 200), (9000, 0)])
def test_the_price_goes_by_value_and_is_nothing_from_a_sum_on(zones, goods, minor):
    method = make_method(free_from_minor=9000)
    bounds = ((0, 5000, 600), (5000, None, 200))
    for least, below, price in bounds:
        ShippingRate.objects.create(
            method=method, zone=zones["home"], value_from_minor=least, value_to_minor=below,
            price_minor=price,
        )  # fmt: skip
    assert price_of(method, Destination("GB"), goods=goods) == minor


@db
def test_prices_and_bounds_are_converted():
    ExchangeRate.objects.create(
        currency="JPY", rate=Decimal(160), starts_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    method = make_method(price_minor=490, free_from_minor=5000)
    book = shipping_book(currency="JPY")
    place = Destination("JP")
    assert book.quote(method, Parcel(Money(7999, "JPY")), place).price == Money(784, "JPY")
    assert book.quote(method, Parcel(Money(8000, "JPY")), place).price == Money(0, "JPY")


def test_what_is_too_heavy_or_too_far_is_told_at_the_checkout(zones):
    method = make_method()
    ShippingRate.objects.create(
        method=method, zone=zones["home"], weight_to_grams=1000, price_minor=300
    )
    product = make_product()
    Variant.objects.filter(product=product).update(weight_grams=600)
    cart = make_cart(product)
    with pytest.raises(CheckoutError) as refused:
        check_out(cart, shipping_method=method, details=make_details(country="DE"))
    assert refused.value.code == CheckoutProblem.METHOD
    assert check_out(cart, shipping_method=method).shipping_minor == 300
    heavy = make_cart(product, quantity=2)
    assert cart_quote(heavy, destination=Destination("GB")).offers() == []


@db
def test_what_is_picked_up_comes_from_that_counter_alone():
    product = make_product(stock=5)
    counter = Warehouse.objects.create(code="counter", name="Counter", is_pickup=True)
    method = make_method("pickup", kind=ShippingKind.PICKUP, warehouse=counter, price_minor=0)
    with pytest.raises(CheckoutError) as refused:
        check_out(make_cart(product), shipping_method=method)
    assert refused.value.code == CheckoutProblem.SOLD_OUT

    receive_stock(variant_id=only_variant(product).pk, quantity=1, warehouse=counter)
    order = check_out(make_cart(product), shipping_method=method)

    assert (order.ship_line1, order.ship_postcode) == ("", "")
    assert StockLevel.objects.get(warehouse=counter).allocated == 1
    assert books_balance()


@pytest.mark.parametrize(
    ("ordered", "first", "last"),
    [
        # Thursday before and after the hour, in the shop's zone (summer: UTC+2).
        (datetime(2026, 7, 2, 11, 59, tzinfo=UTC), date(2026, 7, 6), date(2026, 7, 8)),
        (datetime(2026, 7, 2, 12, 0, tzinfo=UTC), date(2026, 7, 7), date(2026, 7, 9)),
        # The same hours in winter are UTC+1.
        (datetime(2026, 12, 3, 12, 59, tzinfo=UTC), date(2026, 12, 7), date(2026, 12, 9)),
        (datetime(2026, 12, 3, 13, 0, tzinfo=UTC), date(2026, 12, 8), date(2026, 12, 10)),
        # Saturday, Sunday, and the night in which the clocks are put forward.
        (datetime(2026, 7, 4, 8, 0, tzinfo=UTC), date(2026, 7, 8), date(2026, 7, 10)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 4, 1), date(2026, 4, 3)),
    ],
)
def test_days_are_working_days_of_the_shops_zone(settings, ordered, first, last):
    settings.TIME_ZONE = "Europe/Berlin"
    method = ShippingMethod(cutoff_hour=14, handling_days=0, days_min=2, days_max=4)
    window = delivery_window(method, at=ordered)
    assert (window.first, window.last) == (first, last)


def test_working_days_step_over_weekends():
    friday = date(2026, 7, 3)
    assert add_working_days(friday, 0) == friday
    assert add_working_days(friday, 1) == date(2026, 7, 6)
    assert add_working_days(friday, 5) == date(2026, 7, 10)


@db
def test_an_estimate_and_the_order_agree():
    method = make_method(days_min=1, days_max=3, handling_days=1)
    product = make_product()
    [estimate] = shipping_estimates(
        goods=Money(2000, "EUR"), weight_grams=0, destination=Destination("GB")
    )
    order = check_out(make_cart(product), shipping_method=method)
    assert (order.expected_from, order.expected_to) == (
        estimate.window.first,
        estimate.window.last,
    )
    summary = cart_summary(make_cart(product), shipping_method=method)
    assert summary.shipping == estimate.price
