"""What a subscriber may change: skip, pause, end, how often, how many, and where to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from foundation import clock
from orders.checkout.pay import settle
from orders.models import (
    Interval,
    Mandate,
    Order,
    PauseReason,
    Renewal,
    RenewalState,
)
from orders.payments import trial_cards
from orders.payments.base import ChargeResult, Outcome
from orders.subscriptions import changes
from orders.subscriptions.ending import end, pause, resume
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.intervals import day_after
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.tests.subscription_rows import (
    announce,
    day,
    due,
    make_offered,
    steps,
    subscribe,
)

pytestmark = pytest.mark.django_db


def test_a_skipped_one_is_not_ordered_and_the_rhythm_stays():
    subscription = subscribe()
    announce(subscription)

    renewal = changes.skip_next(subscription=subscription, at=day(24))
    renew_due(at=day(28))

    assert renewal.state == RenewalState.SKIPPED
    assert Order.objects.count() == 1
    subscription.refresh_from_db()
    assert subscription.next_on == clock.business_day() + timedelta(weeks=8)


def test_several_can_be_skipped_one_after_another():
    subscription = subscribe()

    for _turn in range(3):
        changes.skip_next(subscription=subscription)

    subscription.refresh_from_db()
    assert subscription.next_on == clock.business_day() + timedelta(weeks=16)
    assert subscription.renewals.count() == 3


def test_a_paused_one_orders_nothing_and_goes_on_in_its_rhythm():
    subscription = subscribe()
    announce(subscription)
    pause(subscription=subscription, reason=PauseReason.CUSTOMER, at=day(24))
    renew_due(at=day(28))
    plan_renewals(at=day(60))
    assert Order.objects.count() == 1

    resume(subscription=subscription, at=day(60))

    subscription.refresh_from_db()
    assert subscription.next_on == clock.business_day() + timedelta(weeks=12)


def test_an_ended_one_orders_nothing_ever():
    subscription = subscribe()
    announce(subscription)

    end(subscription=subscription)
    end(subscription=subscription)
    plan_renewals(at=day(28))
    renew_due(at=day(28))

    assert Order.objects.count() == 1
    assert steps().count("ended") == 1
    with pytest.raises(SubscriptionRefused):
        resume(subscription=subscription)


def test_the_card_is_kept_until_the_last_subscription_ends_and_not_kept_anew():
    first, second = subscribe(), subscribe(make_offered("Tea"))
    card = Mandate.objects.get()
    end(subscription=first)
    card.refresh_from_db()
    assert card.ended_at is None

    end(subscription=second)
    payment = second.first_order.payments.get()
    settle(payment, ChargeResult(Outcome.PAID, "", kept=trial_cards.described(card.token)))

    card.refresh_from_db()
    assert card.ended_at is not None
    subscribe(make_offered("Cocoa"))
    assert Mandate.objects.get().ended_at is None


def test_what_is_being_ordered_cannot_be_skipped_but_it_can_be_ended():
    subscription = subscribe()
    renewal = announce(subscription)
    Renewal.objects.filter(pk=renewal.pk).update(state=RenewalState.PLACING)

    with pytest.raises(SubscriptionRefused):
        changes.skip_next(subscription=subscription)
    end(subscription=subscription)

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACING


def test_another_interval_counts_from_what_is_announced():
    subscription = subscribe()
    renewal = announce(subscription)

    changes.set_rhythm(subscription=subscription, interval=Interval.TWO_WEEKS, at=day(24))
    renew_due(at=day(28))

    subscription.refresh_from_db()
    assert subscription.next_on == renewal.due_on + timedelta(weeks=2)


def test_an_interval_that_is_not_offered_is_refused():
    with pytest.raises(SubscriptionRefused):
        changes.set_rhythm(subscription=subscribe(), interval=Interval.SIX_MONTHS)


def test_other_quantities_are_told_where_they_are_chosen():
    subscription = subscribe()
    renewal = announce(subscription)
    line = subscription.lines.get()

    changes.set_quantities(subscription=subscription, quantities={line.pk: 3})

    renewal.refresh_from_db()
    assert renewal.told_minor == 2_700 + 490


@pytest.mark.parametrize("units", [0, -1, 100])
def test_quantities_that_cannot_be_are_refused(units):
    subscription = subscribe()
    line = subscription.lines.get()

    with pytest.raises(SubscriptionRefused):
        changes.set_quantities(subscription=subscription, quantities={line.pk: units})

    assert subscription.lines.get().quantity == 1


def test_it_goes_to_another_address_from_then_on():
    subscription = subscribe()
    address = changes.NewAddress("Bob", "1 High Street", "AB1 2CD", "Leeds", "GB")

    changes.set_address(subscription=subscription, address=address)
    renewal = due(subscription)

    assert (renewal.order.ship_name, renewal.order.ship_city) == ("Bob", "Leeds")
    assert renewal.order.email == "ada@example.com"


def test_an_address_that_staff_change_is_ordered_to_once_its_dearer_price_was_told():
    subscription = subscribe()
    renewal = announce(subscription)
    Renewal.objects.filter(pk=renewal.pk).update(told_minor=renewal.told_minor - 1)
    address = changes.NewAddress("Bob", "1 High Street", "AB1 2CD", "Leeds", "GB")

    changes.set_address(subscription=subscription, address=address, is_seen=False, at=day(28))
    renew_due(at=day(28))

    assert Order.objects.count() == 1
    assert steps() == ["begun", "coming", "coming"]
    renew_due(at=day(33))
    assert Order.objects.latest("pk").ship_city == "Leeds"


def test_what_staff_paused_goes_on_by_staff_alone():
    subscription = subscribe()
    pause(subscription=subscription, reason=PauseReason.STAFF)

    with pytest.raises(SubscriptionRefused):
        resume(subscription=subscription)

    assert resume(subscription=subscription, by_staff=True).state == "active"


def test_the_end_of_a_month_is_kept_over_short_months():
    days, last = [], date(2027, 1, 31)
    for _turn in range(4):
        last = day_after(date(2027, 1, 31), Interval.MONTHLY, last)
        days.append(last)

    assert days == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
