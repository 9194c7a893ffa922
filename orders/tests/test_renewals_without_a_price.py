"""A renewal of something that has no price: it waits for one, under its own reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Product
from foundation import clock
from foundation.money import Money
from notifications.models import Mail
from orders.models import Cart, Interval, Order, OutOfStockChoice, RenewalState, SubscriptionState
from orders.subscriptions import changes
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.subscriptions.selectors import in_trouble, subscriptions_of, view_of
from orders.tests.factories import only_variant
from orders.tests.subscription_rows import announce, day, make_offered, steps, subscribe
from pricing.models import Price
from pricing.services import set_price

pytestmark = pytest.mark.django_db
WHY = "Coffee: no price in EUR at the moment."


def take_price(product: Product) -> None:
    Price.objects.filter(variant__product=product).delete()


def put_price(product: Product, amount: str) -> None:
    set_price(variant=only_variant(product), amount=Money.of(amount, "EUR"))


def view(subscription):
    return view_of(subscriptions_of(subscription.customer).get(pk=subscription.pk))


def test_it_waits_under_its_own_reason_and_is_told_once():
    product = make_offered()
    subscription = subscribe(product)
    renewal, carts = announce(subscription), Cart.objects.count()
    take_price(product)

    renew_due(at=day(28))
    renew_due(at=day(29))

    renewal.refresh_from_db()
    assert (renewal.state, renewal.message) == (RenewalState.WAITING, WHY)
    assert steps() == ["begun", "coming", "unpriced"]
    assert Mail.objects.latest("pk").context["note"] == WHY
    assert "out of stock" not in view(subscription).news
    assert renewal in in_trouble()
    assert (Order.objects.count(), Cart.objects.count()) == (1, carts)


def due_while_unpriced(product, *, priced_again_at):
    """Without a price on its day, with one on the next."""
    take_price(product)
    renew_due(at=day(28))
    put_price(product, priced_again_at)
    renew_due(at=day(29))


def test_with_its_price_again_it_is_ordered():
    product = make_offered(price="10.00")
    subscription = subscribe(product)
    renewal = announce(subscription)
    due_while_unpriced(product, priced_again_at="10.00")

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED


def test_with_a_higher_price_it_is_told_first():
    product = make_offered(price="10.00")
    renewal = announce(subscribe(product))
    due_while_unpriced(product, priced_again_at="12.00")

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLANNED
    assert renewal.told_minor == 1_080 + 490
    assert sorted(steps()) == ["begun", "coming", "coming", "unpriced"]


def test_no_price_is_made_up_to_announce_it():
    product = make_offered(price="10.00")
    subscription = subscribe(product)
    take_price(product)

    plan_renewals(at=day(23))

    renewal = subscription.renewals.get()
    assert (renewal.state, renewal.told_minor) == (RenewalState.WAITING, None)
    assert view(subscription).next_on == clock.business_day(day(28))
    assert steps() == ["begun", "unpriced"]


def test_announced_later_it_is_ordered_on_its_day_and_not_before():
    product = make_offered(price="10.00")
    subscription = subscribe(product)
    take_price(product)
    plan_renewals(at=day(23))
    put_price(product, "10.00")

    # Its buyer changes it, and with that knows what it costs, before the job looks again.
    changes.set_quantities(subscription=subscription, quantities={}, at=day(23))
    renew_due(at=day(24))

    renewal = subscription.renewals.get()
    assert renewal.state == RenewalState.PLANNED
    assert renewal.try_on == clock.business_day(day(24)) + timedelta(days=5)
    renew_due(at=day(29))
    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED


def test_it_comes_without_it_where_its_buyer_wants_so():
    tea, coffee = make_offered("Tea", price="5.00"), make_offered()
    subscription = subscribe(tea, coffee)
    changes.set_rhythm(
        subscription=subscription,
        interval=Interval.FOUR_WEEKS,
        if_out=OutOfStockChoice.LEAVE_OUT,
    )
    take_price(coffee)

    renewal = announce(subscription)
    assert renewal.told_minor == 450 + 490
    renew_due(at=day(28))

    renewal.refresh_from_db()
    assert renewal.order.lines.get().variant == only_variant(tea)
    assert steps() == ["begun", "coming", "left_out"]


def test_where_nothing_has_a_price_it_waits_whatever_its_buyer_chose():
    product = make_offered()
    subscription = subscribe(product)
    changes.set_rhythm(
        subscription=subscription,
        interval=Interval.FOUR_WEEKS,
        if_out=OutOfStockChoice.LEAVE_OUT,
    )
    take_price(product)

    assert announce(subscription).state == RenewalState.WAITING


def test_what_waits_for_a_price_until_the_next_is_due_is_skipped():
    product = make_offered()
    subscription = subscribe(product, interval=Interval.TWO_WEEKS)
    renewal = announce(subscription, days=9)
    take_price(product)
    renew_due(at=day(14))

    renew_due(at=day(28))

    renewal.refresh_from_db()
    subscription.refresh_from_db()
    assert (renewal.state, renewal.message) == (RenewalState.SKIPPED, WHY)
    assert subscription.state == SubscriptionState.ACTIVE


def test_what_waits_for_a_price_can_still_be_changed():
    product = make_offered()
    subscription = subscribe(product)
    line = subscription.lines.get()
    take_price(product)
    announce(subscription)

    changes.set_quantities(subscription=subscription, quantities={line.pk: 3}, at=day(23))

    line.refresh_from_db()
    assert line.quantity == 3
