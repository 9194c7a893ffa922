"""Orders and the log as arrays about customers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest

from accounts.models import ConsentRecord, Customer, VisitorLink
from accounts.privacy import erase_customer
from analytics.customers.dataset import customer_ranges, load_behaviour, load_purchases
from analytics.tests.buyers import bought, did, make_buyer
from events.names import Consent, EventName
from foundation import clock
from foundation.moments import day_number
from orders.models import Order, OrderState

pytestmark = pytest.mark.django_db


def tomorrow():
    return clock.business_day() + timedelta(days=1)


def test_orders_come_by_customer_and_day_with_what_was_paid_without_tax():
    first, second = make_buyer(), make_buyer()
    bought(second, days_ago=5, paid_minor=2380, tax_minor=380)
    bought(first, days_ago=3)
    bought(second, days_ago=9)
    purchases = load_purchases(until=tomorrow())
    assert purchases.customers.tolist() == [first.pk, second.pk]
    assert purchases.customer.tolist() == [0, 1, 1]
    assert purchases.revenue.tolist() == [1000, 1000, 2000]
    assert np.diff(purchases.day).tolist()[1] == 4
    assert purchases.starts.tolist() == [0, 1, 3]


def test_what_was_sent_back_or_cancelled_is_taken_off():
    bought(make_buyer(), days_ago=1, quantity=4, returned=1, shipped=3, cancelled=1)
    purchases = load_purchases(until=tomorrow())
    assert (purchases.units.tolist(), purchases.returned.tolist()) == ([2], [1])
    assert purchases.revenue.tolist() == [500]


@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.PENDING, OrderState.DRAFT])
def test_what_was_not_bought_is_no_purchase(state):
    bought(make_buyer(), state=state)
    assert len(load_purchases(until=tomorrow())) == 0


def test_orders_of_guests_and_of_the_erased_are_nobodys():
    bought(None, days_ago=1)
    gone, stays = make_buyer(), make_buyer()
    bought(gone, days_ago=1, shipped=1)
    Order.objects.filter(customer=gone).update(fulfilment_state="fulfilled")
    bought(stays, days_ago=1)
    erase_customer(customer=gone)
    assert load_purchases(until=tomorrow()).customers.tolist() == [stays.pk]


def test_orders_in_other_currencies_count_in_the_base():
    order = bought(make_buyer(), days_ago=1, paid_minor=15_000, tax_minor=0)
    Order.objects.filter(pk=order.pk).update(currency="JPY", rate="150")
    assert load_purchases(until=tomorrow()).revenue.tolist() == [10_000]


def test_the_day_is_the_shops_and_its_first_moment_bounds_it(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    customer = make_buyer()
    bought(customer, at=datetime(2026, 6, 30, 21, 59, tzinfo=UTC))
    bought(customer, at=datetime(2026, 6, 30, 22, 1, tzinfo=UTC))
    until = datetime(2026, 7, 1, tzinfo=UTC).date()
    purchases = load_purchases(until=until)
    assert purchases.day.tolist() == [day_number(until) - 1]
    assert purchases.hour.tolist() == [23]
    later = load_purchases(until=until + timedelta(days=1))
    assert later.before(day_number(until)).seconds.tolist() == purchases.seconds.tolist()


def test_a_part_of_the_past_keeps_lines_with_their_orders():
    first, second = make_buyer(), make_buyer()
    bought(first, days_ago=2, product_id=7)
    bought(second, days_ago=9, product_id=8)
    purchases = load_purchases(until=tomorrow())
    early = purchases.before(purchases.until - 5)
    assert early.customers.tolist() == [second.pk]
    assert (early.lines.order.tolist(), early.lines.product.tolist()) == ([0], [8])


def test_ranges_of_customers_are_the_whole_in_parts():
    for _each in range(5):
        bought(make_buyer(), days_ago=1)
    whole = load_purchases(until=tomorrow())
    parts = [load_purchases(until=tomorrow(), customers=each) for each in customer_ranges(2)]
    assert [len(part.customers) for part in parts] == [2, 2, 1]
    assert np.concatenate([part.customers for part in parts]).tolist() == whole.customers.tolist()


def test_a_sample_is_of_the_same_customers_each_time():
    buyers = [make_buyer() for _each in range(6)]
    for buyer in buyers:
        bought(buyer, days_ago=1)
        did(buyer, EventName.PRODUCT_VIEWED, days_ago=1)
    thirds = [buyer.pk for buyer in buyers if buyer.pk % 3 == 0]
    assert load_purchases(until=tomorrow(), every=3).customers.tolist() == thirds
    assert load_behaviour(until=tomorrow(), every=3).customers.tolist() == thirds


def test_behaviour_is_of_those_who_agree_and_of_their_browsers():
    agrees, withdrew = make_buyer(), make_buyer()
    did(agrees, EventName.PRODUCT_VIEWED, days_ago=3, product_id=7)
    did(withdrew, EventName.PRODUCT_VIEWED, days_ago=3, product_id=7)
    withdrew.consent = Consent.MARKETING
    withdrew.save()
    browser = uuid4()
    VisitorLink.objects.create(visitor=browser, customer=agrees)
    did(None, EventName.MAIL_OPENED, days_ago=2, visitor=browser)
    did(None, EventName.PRODUCT_VIEWED, days_ago=2, visitor=uuid4())
    behaviour = load_behaviour(until=tomorrow())
    assert behaviour.customers.tolist() == [agrees.pk]
    assert behaviour.counts("product.viewed").tolist() == [1]
    assert behaviour.counts("mail.opened", "mail.clicked").tolist() == [1]
    assert behaviour.product.tolist() == [7, -1]


def test_behaviour_before_its_window_is_not_read():
    customer = make_buyer()
    did(customer, EventName.WISH_ADDED, days_ago=40)
    did(customer, EventName.WISH_ADDED, days_ago=10)
    behaviour = load_behaviour(until=tomorrow(), days=30)
    assert len(behaviour) == 1
    assert len(behaviour.between(behaviour.until - 5, behaviour.until)) == 0


def test_who_agreed_when_is_known():
    early, late = make_buyer(), make_buyer()
    Customer.objects.update(created_at=clock.now() - timedelta(days=300))
    ConsentRecord.objects.create(
        customer=late, level=Consent.NECESSARY, wording="w", given_at=clock.now() - timedelta(90)
    )
    ConsentRecord.objects.create(
        customer=late, level=Consent.ALL, wording="w", given_at=clock.now() - timedelta(20)
    )
    did(early, EventName.WISH_ADDED, days_ago=200)
    behaviour = load_behaviour(until=tomorrow())
    assert (behaviour.until - behaviour.known_from).tolist() == [301, 21]
    assert behaviour.until - behaviour.since == 201
    assert behaviour.is_known(behaviour.until - 100).tolist() == [True, False]
    assert not behaviour.is_known(behaviour.until - 250).any()


def test_a_shop_without_customers_has_empty_arrays():
    assert load_purchases(until=tomorrow()).customers.tolist() == []
    assert load_behaviour(until=tomorrow()).customers.tolist() == []
    assert list(customer_ranges(10)) == []
