"""Renewals: told before, ordered once on their day, and what may fail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.services import retire_product
from events.names import Channel
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.models import (
    Interval,
    Mandate,
    Order,
    OrderState,
    OutOfStockChoice,
    PauseReason,
    Payment,
    Renewal,
    RenewalState,
    SubscriptionState,
)
from orders.subscriptions import changes, means
from orders.subscriptions.ending import pause, resume
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.offers import set_offer
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.tests.factories import only_variant
from orders.tests.subscription_rows import (
    announce,
    day,
    due,
    make_offered,
    make_subscriber,
    steps,
    subscribe,
)
from pricing.services import set_price

pytestmark = pytest.mark.django_db


def test_a_buyer_is_told_days_before_what_it_will_cost():
    subscription = subscribe(quantity=2)

    plan_renewals(at=day(22))
    assert not subscription.renewals.exists()
    plan_renewals(at=day(23))
    plan_renewals(at=day(24))

    renewal = subscription.renewals.get()
    assert renewal.due_on == renewal.try_on == subscription.next_on
    assert renewal.told_minor == 1_800 + 490
    assert steps() == ["begun", "coming"]


def test_a_renewal_is_ordered_and_charged_on_its_day():
    subscription = subscribe(quantity=2)
    announce(subscription)
    renew_due(at=day(27))
    assert Order.objects.count() == 1

    renew_due(at=day(28))
    renew_due(at=day(28))

    renewal = subscription.renewals.get()
    order = Order.objects.latest("pk")
    assert Order.objects.count() == 2
    assert (renewal.state, renewal.order) == (RenewalState.PLACED, order)
    assert (order.state, order.channel) == (OrderState.PLACED, Channel.RENEWAL)
    assert (order.total_minor, order.discount_minor) == (2_290, 200)
    assert order.payments.get().state == "paid"
    assert StockLevel.objects.get().allocated == 4
    subscription.refresh_from_db()
    assert subscription.next_on == clock.business_day() + timedelta(weeks=8)


def test_nothing_is_ordered_before_its_buyer_was_told():
    subscription = subscribe()
    Renewal.objects.create(
        subscription=subscription, due_on=subscription.next_on, try_on=subscription.next_on,
        currency="EUR",
    )  # fmt: skip

    renew_due(at=day(28))

    renewal = subscription.renewals.get()
    assert renewal.state == RenewalState.PLANNED
    assert renewal.try_on == clock.business_day(day(28)) + timedelta(days=5)
    assert Order.objects.count() == 1


def test_what_became_dearer_is_told_anew_before_it_is_ordered():
    product = make_offered(price="10.00")
    subscription = subscribe(product)
    renewal = announce(subscription)
    set_price(variant=only_variant(product), amount=Money.of("12.00", "EUR"))

    renew_due(at=day(28))

    renewal.refresh_from_db()
    assert Order.objects.count() == 1
    assert renewal.told_minor == 1_080 + 490
    assert renewal.try_on == renewal.due_on + timedelta(days=5)
    renew_due(at=day(33))
    assert Order.objects.latest("pk").total_minor == 1_570
    assert steps() == ["begun", "coming", "coming"]


def test_what_became_cheaper_is_ordered_at_the_lower_price():
    product = make_offered(price="10.00")
    subscription = subscribe(product)
    announce(subscription)
    set_price(variant=only_variant(product), amount=Money.of("8.00", "EUR"))

    renew_due(at=day(28))

    assert Order.objects.latest("pk").total_minor == 720 + 490


def test_the_agreed_share_holds_when_the_offer_changes():
    product = make_offered(price="10.00", percent=10)
    subscription = subscribe(product)
    set_offer(product=product, intervals=[Interval.FOUR_WEEKS], basis_points=0)

    due(subscription)

    assert Order.objects.latest("pk").discount_minor == 100


def test_of_days_that_nobody_looked_at_one_is_ordered():
    subscription = subscribe(interval=Interval.TWO_WEEKS)

    plan_renewals(at=day(65))
    renew_due(at=day(70))

    assert subscription.renewals.count() == 1
    assert Order.objects.count() == 2


def test_a_declined_payment_is_tried_on_days_1_3_and_7_and_then_it_rests():
    subscription = subscribe(payment_choice="once")
    renewal = announce(subscription)

    tried = []
    for days in range(28, 40):
        before = Order.objects.count()
        renew_due(at=day(days))
        if Order.objects.count() > before:
            tried.append(days - 28)

    assert tried == [0, 1, 3, 7]
    renewal.refresh_from_db()
    subscription.refresh_from_db()
    assert renewal.state == RenewalState.FAILED
    assert subscription.state == SubscriptionState.PAUSED
    assert subscription.pause_reason == PauseReason.PAYMENT
    assert not Payment.objects.filter(order__channel=Channel.RENEWAL, state="paid").exists()
    assert steps() == ["begun", "coming", "declined", "declined", "declined", "unpaid"]


def test_an_expired_card_is_declined():
    subscription = subscribe(payment_choice="expiring")
    kept = Mandate.objects.get()
    assert kept.expires_on.month == clock.business_day().month
    kept.token = f"{kept.token.rpartition('.')[0]}.2020-01"  # its bank looks at its own clock
    kept.save()

    renewal = due(subscription)

    assert renewal.state == RenewalState.DECLINED
    assert "expired" in renewal.message


def test_another_card_is_charged_at_once_for_what_was_declined():
    subscription = subscribe(payment_choice="once")
    renewal = due(subscription)
    assert renewal.state == RenewalState.DECLINED

    card = means.add_means(customer=subscription.customer, provider="test", choice="success")
    changes.set_means(subscription=subscription, mandate=card, at=day(28))
    renew_due(at=day(28))

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED


def test_who_rests_for_a_payment_goes_on_with_another_card_only():
    subscription = subscribe(payment_choice="expiring")
    pause(subscription=subscription, reason=PauseReason.PAYMENT)

    with pytest.raises(SubscriptionRefused) as caught:
        resume(subscription=subscription, at=day(60))
    assert caught.value.field == "means"

    card = means.add_means(customer=subscription.customer, provider="test", choice="success")
    changes.set_means(subscription=subscription, mandate=card)
    resume(subscription=subscription, at=day(60))
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE


def test_a_declined_card_is_not_kept():
    with pytest.raises(SubscriptionRefused):
        means.add_means(customer=make_subscriber(), provider="test", choice="decline")


def test_a_card_of_somebody_else_cannot_be_charged():
    subscription = subscribe()
    others = means.add_means(
        customer=make_subscriber("bob@example.com"), provider="test", choice="success"
    )

    with pytest.raises(SubscriptionRefused):
        changes.set_means(subscription=subscription, mandate=others)


def test_out_of_stock_waits_tells_once_and_is_ordered_when_it_is_there():
    subscription = subscribe(make_offered(stock=1))
    renewal = due(subscription)
    renew_due(at=day(29))
    assert renewal.state == RenewalState.WAITING
    assert steps() == ["begun", "coming", "waiting"]

    StockLevel.objects.update(on_hand=10)
    renew_due(at=day(30))

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED


def test_what_waits_until_the_next_is_due_is_skipped():
    subscription = subscribe(make_offered(stock=1), interval=Interval.TWO_WEEKS)
    renewal = announce(subscription, days=9)
    renew_due(at=day(14))

    renew_due(at=day(28))

    renewal.refresh_from_db()
    subscription.refresh_from_db()
    assert renewal.state == RenewalState.SKIPPED
    assert subscription.next_on == clock.business_day(day(28))


def test_it_comes_without_what_is_out_of_stock_where_its_buyer_wants_so():
    there, gone = make_offered("Tea"), make_offered("Coffee", stock=1)
    subscription = subscribe(there, gone)
    changes.set_rhythm(
        subscription=subscription,
        interval=Interval.FOUR_WEEKS,
        if_out=OutOfStockChoice.LEAVE_OUT,
    )

    renewal = due(subscription)

    assert renewal.state == RenewalState.PLACED
    assert [line.name for line in renewal.order.lines.all()] == [there.name]
    assert steps() == ["begun", "coming", "left_out"]
    told = Mail.objects.filter(kind=MailKind.SUBSCRIPTION).latest("pk").context["lines"]
    assert [line["name"] for line in told] == [gone.name]


def test_what_is_sold_no_more_pauses_it_and_says_why():
    product = make_offered()
    subscription = subscribe(product)
    retire_product(product=product)

    plan_renewals(at=day(23))

    subscription.refresh_from_db()
    assert subscription.pause_reason == PauseReason.ORDER
    assert steps() == ["begun", "stopped"]


@pytest.mark.parametrize("is_told", [False, True])
def test_why_it_stops_is_told_in_the_language_of_its_buyer(is_told):
    product = make_offered()
    subscription = subscribe(product, language="de")
    if is_told:
        announce(subscription)
    retire_product(product=product)

    plan_renewals(at=day(23))
    renew_due(at=day(28))

    assert steps()[-1] == "stopped"
    why = Mail.objects.filter(kind=MailKind.SUBSCRIPTION).latest("pk").context["note"]
    assert why == "Nichts davon ist mehr zu haben."
