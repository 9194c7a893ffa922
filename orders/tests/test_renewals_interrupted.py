"""Renewals whose process died or whose bank was silent: found again, ordered and charged once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.outbox import drain
from foundation import clock
from inventory.models import StockLevel
from inventory.services import release_reservation
from orders.cancellation import cancel_order
from orders.checkout.reconcile import reconcile_payments
from orders.models import Order, Payment, RenewalState, SubscriptionState
from orders.subscriptions.ending import end
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.tests.subscription_rows import announce, day, make_offered, subscribe

pytestmark = pytest.mark.django_db


def test_whoever_dies_before_the_order_leaves_it_to_the_next(monkeypatch):
    subscription = subscribe()
    announce(subscription)
    monkeypatch.setattr("orders.subscriptions.placing._order", lambda claim, at: None)
    renew_due(at=day(28))
    monkeypatch.undo()
    assert subscription.renewals.get().state == RenewalState.PLACING

    renew_due(at=day(28) + timedelta(minutes=1))
    assert Order.objects.count() == 1
    renew_due(at=day(28) + timedelta(minutes=6))

    assert subscription.renewals.get().state == RenewalState.PLACED
    assert Order.objects.count() == 2


def test_what_ended_while_somebody_died_is_looked_at_no_more(monkeypatch):
    subscription = subscribe()
    announce(subscription)
    monkeypatch.setattr("orders.subscriptions.placing._order", lambda claim, at: None)
    renew_due(at=day(28))
    monkeypatch.undo()
    end(subscription=subscription, at=day(28))

    assert renew_due(at=day(28) + timedelta(minutes=6)) == 1

    assert subscription.renewals.get().state == RenewalState.SKIPPED
    assert renew_due(at=day(29)) == 0
    assert Order.objects.count() == 1


def test_one_that_cannot_be_read_keeps_no_other_waiting():
    broken, sound = subscribe(), subscribe(make_offered("Tea"))
    broken.details = {"of": "another version"}
    broken.save()

    assert plan_renewals(at=day(23)) == 1

    assert sound.renewals.exists()


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_whoever_dies_after_the_order_orders_once(monkeypatch, is_cancelled):
    subscription = subscribe()
    announce(subscription)
    monkeypatch.setattr("orders.subscriptions.placing.placed", lambda *_args: None)
    renew_due(at=day(28))
    monkeypatch.undo()
    assert subscription.renewals.get().state == RenewalState.PLACING
    if is_cancelled:
        cancel_order(order=Order.objects.latest("pk"))

    renew_due(at=day(28) + timedelta(minutes=6))

    renewal = subscription.renewals.get()
    assert renewal.state == RenewalState.PLACED
    assert Order.objects.count() == 2


def test_a_bank_that_does_not_answer_is_charged_once():
    subscription = subscribe(payment_choice="timeout")
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.STARTING
    reconcile_payments(patience=timedelta(0))
    drain()
    subscription.refresh_from_db()
    assert (subscription.state, subscription.mandate.label) == ("active", "•••• 0119")

    announce(subscription)
    renew_due(at=day(28))
    renewal = subscription.renewals.get()
    assert renewal.state == RenewalState.PLACING
    Payment.objects.filter(state="pending").update(created_at=clock.now())
    reconcile_payments(patience=timedelta(0))
    renew_due(at=day(28) + timedelta(minutes=6))

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED
    assert Payment.objects.filter(state="paid").count() == 2


@pytest.mark.parametrize(
    ("hold", "state", "then"),
    [("", RenewalState.WAITING, "active"), ("refused", RenewalState.FAILED, "paused")],
)
def test_money_that_came_for_nothing_is_no_decline(hold, state, then):
    subscription = subscribe(payment_choice="timeout")
    reconcile_payments(patience=timedelta(0))
    drain()
    announce(subscription)
    renew_due(at=day(28))
    order = Order.objects.latest("pk")
    Order.objects.filter(pk=order.pk).update(hold=hold)
    release_reservation(key=order.public_id)
    StockLevel.objects.update(on_hand=1)
    Payment.objects.filter(state="pending").update(created_at=clock.now())
    reconcile_payments(patience=timedelta(0))

    renew_due(at=day(28) + timedelta(minutes=6))

    renewal = subscription.renewals.get()
    subscription.refresh_from_db()
    assert (renewal.state, renewal.declines, subscription.state) == (state, 0, then)
