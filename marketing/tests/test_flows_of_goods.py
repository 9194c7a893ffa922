"""Who enters because something is back, costs less or is due again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Customer
from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from catalog.wishlists import add_wish
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation.ids import uuid7
from foundation.money import Money
from inventory.models import AlertState, StockAlert
from inventory.services import adjust_stock, receive_stock
from marketing.flows.registry import finder_of
from marketing.kinds import Trigger
from marketing.models import Campaign
from marketing.tests.factories import make_enrolment, make_flow, make_reader
from orders.models import Order, OrderState
from orders.tests.factories import check_out, make_cart
from pricing.models import Price, PriceSource
from pricing.services import set_price

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def find(flow: Campaign, *, hours: float = 24):
    now = timezone.now()
    return list(finder_of(flow).find(flow, since=now - timedelta(hours=hours), until=now))


def holds(flow: Campaign, entry) -> bool:
    customer = Customer.objects.get(pk=entry.customer_id)
    enrolment = make_enrolment(flow, customer, about=entry.about)
    return finder_of(flow).still_holds(enrolment, timezone.now())


def only(product: Product) -> Variant:
    return product.variants.get()


def wish_for(product: Product, customer: Customer | None = None) -> Customer:
    customer = customer or make_reader()
    add_wish(customer=customer, variant=only(product), at=timezone.now() - 20 * DAY)
    return customer


def look_at(product: Product, customer: Customer, *, days_ago: int = 1) -> Customer:
    context = EventContext(
        customer=customer.pseudonym, visitor=uuid7(), consent=int(customer.consent)
    )
    at = timezone.now() - days_ago * DAY
    record(Fact(name=EventName.PRODUCT_VIEWED, product_id=product.pk, at=at), context=context)
    return customer


# --- back in stock --------------------------------------------------------------------------
@pytest.fixture
def back() -> Product:
    """Sold out two days ago, and received an hour ago."""
    product = make_product(stock=None)
    variant = only(product)
    receive_stock(variant_id=variant.pk, quantity=1, at=timezone.now() - 3 * DAY)
    adjust_stock(variant_id=variant.pk, on_hand=0, note="test", at=timezone.now() - 2 * DAY)
    receive_stock(variant_id=variant.pk, quantity=5, at=timezone.now() - timedelta(hours=1))
    return product


def test_who_wishes_for_it_hears_that_it_is_back(back):
    customer = wish_for(back)
    flow = make_flow(Trigger.BACK_IN_STOCK)
    (entry,) = find(flow)
    assert (entry.customer_id, entry.about) == (customer.pk, {"variants": [only(back).pk]})
    assert holds(flow, entry)


def test_who_asked_by_name_gets_the_alert_alone(back):
    customer, variant = wish_for(back), only(back)
    alert = StockAlert.objects.create(variant=variant, customer=customer, email=customer.email)
    flow = make_flow(Trigger.BACK_IN_STOCK)
    assert find(flow) == []
    alert.state, alert.sent_at = AlertState.SENT, timezone.now()
    alert.save()
    assert find(flow) == []
    alert.sent_at = timezone.now() - 30 * DAY  # of an earlier time at which it was back
    alert.save()
    assert len(find(flow)) == 1


def test_more_of_what_was_there_all_along_is_no_news():
    product = make_product(stock=3)
    wish_for(product)
    now = timezone.now()
    flow = make_flow(Trigger.BACK_IN_STOCK)
    finder = finder_of(flow)
    receive_stock(variant_id=only(product).pk, quantity=9, at=now + timedelta(hours=1))
    later = now + timedelta(hours=2)
    assert list(finder.find(flow, since=now + timedelta(minutes=5), until=later)) == []


def test_what_is_gone_again_or_was_bought_is_no_reason(back):
    customer = wish_for(back)
    flow = make_flow(Trigger.BACK_IN_STOCK)
    (entry,) = find(flow)
    adjust_stock(variant_id=only(back).pk, on_hand=0, note="test")
    assert not holds(flow, entry)
    assert find(flow) == []
    adjust_stock(variant_id=only(back).pk, on_hand=5, note="test")
    check_out(make_cart(back, customer=customer), customer=customer)
    assert find(flow) == []


def test_a_look_counts_where_the_flow_says_so_and_the_customer_agreed(back):
    agreed = look_at(back, make_reader())
    withdrew = look_at(back, make_reader())
    Customer.objects.filter(pk=withdrew.pk).update(consent=Consent.MARKETING)
    assert find(make_flow(Trigger.BACK_IN_STOCK)) == []
    found = find(make_flow(Trigger.BACK_IN_STOCK, settings={"viewed_days": 7}))
    assert [entry.customer_id for entry in found] == [agreed.pk]


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.PERSONALISATION])
def test_no_wish_of_who_did_not_agree_to_marketing_is_looked_at(back, consent):
    wish_for(back, make_reader(consent=consent))
    assert find(make_flow(Trigger.BACK_IN_STOCK)) == []


# --- price drop -----------------------------------------------------------------------------
def priced(*steps: tuple[float, str]) -> Product:
    """A product whose price changed so many days ago."""
    product = make_product(price="40.00")
    Price.objects.filter(variant__product=product).delete()
    for days_ago, amount in steps:
        set_price(
            variant=only(product),
            amount=Money.of(amount, "EUR"),
            at=timezone.now() - timedelta(days=days_ago),
        )
    return product


@pytest.fixture(autouse=True)
def _euro(settings):
    settings.SHOP_BASE_CURRENCY = "EUR"


def test_who_wishes_for_it_hears_that_it_costs_less_than_in_thirty_days():
    product = priced((90, "20.00"), (0.1, "15.00"))
    customer = wish_for(product)
    flow = make_flow(Trigger.PRICE_DROP)
    (entry,) = find(flow)
    assert entry.customer_id == customer.pk
    assert entry.about == {
        "variants": [only(product).pk], "was_minor": 2000, "now_minor": 1500, "currency": "EUR",
    }  # fmt: skip
    assert holds(flow, entry)
    set_price(variant=only(product), amount=Money.of("20.00", "EUR"))
    assert not holds(flow, entry)


@pytest.mark.parametrize(
    "steps",
    [
        ((90, "20.00"), (0.1, "19.50")),  # less than five per cent
        ((90, "20.00"), (0.1, "25.00")),
        ((90, "15.00"), (20, "20.00"), (0.1, "15.00")),  # as low three weeks ago
        ((90, "20.00"), (3, "15.00")),  # not since the last look
        ((0.1, "15.00"),),
    ],
)
def test_no_other_price_is_called_a_drop(steps):
    wish_for(priced(*steps))
    assert find(make_flow(Trigger.PRICE_DROP)) == []


def test_the_low_price_of_longer_than_thirty_days_ago_does_not_count():
    wish_for(priced((90, "15.00"), (40, "20.00"), (0.1, "15.00")))
    assert len(find(make_flow(Trigger.PRICE_DROP))) == 1


def test_the_price_of_a_price_test_is_no_reason():
    product = priced((90, "20.00"), (0.1, "15.00"))
    wish_for(product)
    Price.objects.filter(ends_at__isnull=True).update(source=PriceSource.EXPERIMENT)
    assert find(make_flow(Trigger.PRICE_DROP)) == []


def test_the_largest_drop_comes_first():
    small, large = priced((90, "20.00"), (0.1, "18.00")), priced((90, "20.00"), (0.1, "10.00"))
    customer = wish_for(small)
    wish_for(large, customer)
    (entry,) = find(make_flow(Trigger.PRICE_DROP))
    assert entry.about["variants"] == [only(large).pk, only(small).pk]
    assert entry.about["now_minor"] == 1000


# --- replenishment --------------------------------------------------------------------------
def bought(product: Product, customer: Customer, *days_ago: int) -> Customer:
    for days in days_ago:
        order = check_out(make_cart(product, customer=customer), customer=customer)
        Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - days * DAY)
    return customer


@pytest.fixture
def coffee() -> Product:
    """Bought again after thirty days by five customers, the last time ten days ago."""
    product = make_product("Coffee", stock=500)
    for _number in range(5):
        bought(product, make_reader(), 70, 40, 10)
    return product


def cycle_flow(**settings: int) -> Campaign:
    return make_flow(Trigger.REPLENISHMENT, settings=settings)


def test_who_bought_it_one_cycle_ago_is_reminded_some_days_before(coffee):
    customer = bought(coffee, make_reader(), 25)
    flow = cycle_flow()
    (entry,) = find(flow)
    assert entry.customer_id == customer.pk
    assert entry.about == {"products": [coffee.pk], "variants": [only(coffee).pk]}
    assert holds(flow, entry)
    bought(coffee, customer, 0)
    assert not holds(flow, entry)
    assert find(flow) == []


@pytest.mark.parametrize("days_ago", [15, 23, 27, 60])
def test_nobody_is_reminded_too_early_or_long_after(coffee, days_ago):
    bought(coffee, make_reader(), days_ago)
    assert find(cycle_flow()) == []


def test_who_was_missed_for_two_days_is_caught_up_on(coffee):
    bought(coffee, make_reader(), 27)
    assert find(cycle_flow(), hours=24) == []
    assert len(find(cycle_flow(), hours=72)) == 1


def test_what_few_buy_again_has_no_cycle(coffee):
    bought(coffee, make_reader(), 25)
    assert find(cycle_flow(repeaters=6)) == []
    assert len(find(cycle_flow(repeaters=5))) == 1
    assert find(cycle_flow(repeat_percent=90)) == []


def test_without_both_consents_nobody_is_reminded_of_what_they_use_up(coffee):
    bought(coffee, make_reader(consent=Consent.MARKETING), 25)
    assert find(cycle_flow()) == []


def test_a_cancelled_order_was_not_bought(coffee):
    customer = bought(coffee, make_reader(), 25)
    Order.objects.filter(customer=customer).update(state=OrderState.CANCELLED)
    assert find(cycle_flow()) == []


def test_in_a_shop_without_orders_nothing_is_due():
    assert find(cycle_flow()) == []
