"""Many workers at one renewal: one order, one charge. The twin without key and lock makes more."""

import pytest

from foundation.ids import new_token
from orders.models import Order, Payment, PaymentState, Renewal, RenewalState, Subscription
from orders.subscriptions.ending import end
from orders.subscriptions.placing import renew
from orders.tests.subscription_rows import announce, day, subscribe
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 12


def _told() -> Renewal:
    return announce(subscribe())


def test_a_renewal_is_ordered_once_however_many_workers_look_at_it():
    renewal = _told()

    results = race(lambda _index: renew(renewal_id=renewal.pk, at=day(28)), threads=THREADS)

    assert outcomes(results, refused=()) == THREADS
    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED
    assert Order.objects.count() == 2
    assert Payment.objects.filter(state=PaymentState.PAID).count() == 2
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away: its writers queue up
def test_twin_without_key_and_row_locks_orders_twice(monkeypatch):
    renewal = _told()
    without_row_locks(monkeypatch)
    monkeypatch.setattr("orders.subscriptions.placing.key_of", lambda _renewal: new_token())

    race(lambda _index: renew(renewal_id=renewal.pk, at=day(28)), threads=THREADS)

    assert Order.objects.count() > 2, "the race proves nothing: without both it must go wrong"


def test_what_ends_while_it_is_ordered_is_ordered_or_not_but_never_charged_without_an_order():
    renewal = _told()
    subscription = renewal.subscription

    def work(index: int):
        if index % 2:
            return end(subscription=subscription, at=day(28))
        return renew(renewal_id=renewal.pk, at=day(28))

    race(work, threads=6)

    renewal.refresh_from_db()
    assert Subscription.objects.get().state == "ended"
    is_ordered = Order.objects.count() == 2
    assert (renewal.state == RenewalState.PLACED) == is_ordered
    paid = Payment.objects.filter(state=PaymentState.PAID).count()
    assert paid == (2 if is_ordered else 1)
