"""Subscriptions: how they begin, what is told, what is ordered, and what may fail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalog.models import ProductKind
from catalog.services import retire_product
from catalog.tests.factories import make_product
from events.names import Channel
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.cancellation import cancel_order
from orders.carts import CartError, add_to_cart, open_cart, set_interval
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import (
    CartLine,
    Interval,
    Order,
    OrderState,
    OutOfStockChoice,
    PauseReason,
    Payment,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions import changes, means
from orders.subscriptions.ending import end, pause, resume
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.offers import set_offer
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.subscriptions.starting import forget_unplaced
from orders.tests.factories import make_cart, make_details, only_variant
from orders.tests.subscription_rows import (
    announce,
    day,
    make_offered,
    make_subscriber,
    order_again,
    subscribe,
)
from pricing.services import set_price

pytestmark = pytest.mark.django_db


def due(subscription: Subscription) -> Renewal:
    """The next renewal once its day has come and the job has run."""
    renewal = announce(subscription)
    renew_due(at=day(28))
    renewal.refresh_from_db()
    return renewal


def steps() -> list[str]:
    """What subscribers were told, in order."""
    drain()
    return [
        mail.context["step"]
        for mail in Mail.objects.filter(kind=MailKind.SUBSCRIPTION).order_by("pk")
    ]


# --- what is offered and chosen ------------------------------------------------------------------


def test_what_comes_again_costs_less_by_a_discount_with_a_name():
    order = order_again(make_offered(price="10.00", percent=15), quantity=2)

    assert (order.subtotal_minor, order.discount_minor) == (2_000, 300)
    (discount,) = order.discounts.all()
    assert discount.amount_minor == 300
    assert "15%" in discount.label
    assert discount.promotion_id_then is None


def test_what_is_bought_once_beside_it_costs_its_price():
    offered, other = make_offered(), make_product(price="20.00")
    customer = make_subscriber()
    cart = open_cart(customer=customer, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(other))

    order = order_again(offered, customer=customer)

    assert {line.name: line.discount_minor for line in order.lines.all()} == {
        offered.name: 100,
        other.name: 0,
    }
    assert [line.name for line in Subscription.objects.get().lines.all()] == [offered.name]


def test_an_interval_that_is_not_offered_is_refused_in_the_cart():
    variant = only_variant(make_offered())
    cart = open_cart(customer=None, currency="EUR")

    with pytest.raises(CartError):
        add_to_cart(cart=cart, variant=variant, interval=Interval.SIX_MONTHS)

    assert not cart.lines.exists()


def test_a_line_can_be_bought_once_after_all():
    variant = only_variant(make_offered())
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=variant, interval=Interval.MONTHLY)

    set_interval(cart=cart, variant=variant, interval="")

    line = cart.lines.get()
    assert (line.interval, line.basis_points) == ("", 0)


def test_carts_follow_an_offer_that_changes_or_ends():
    product = make_offered(percent=10)
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(product), interval=Interval.MONTHLY)

    set_offer(product=product, intervals=[Interval.MONTHLY], basis_points=500)
    assert CartLine.objects.get().basis_points == 500
    set_offer(product=product, intervals=[Interval.TWO_WEEKS], basis_points=500)

    line = CartLine.objects.get()
    assert (line.interval, line.basis_points) == ("", 0)


@pytest.mark.parametrize("kind", [ProductKind.DIGITAL, ProductKind.GIFT_CARD])
def test_what_is_not_sent_cannot_be_offered(kind):
    product = make_product(stock=None)
    product.kind = kind

    with pytest.raises(SubscriptionRefused):
        set_offer(product=product, intervals=[Interval.MONTHLY], basis_points=0)


@pytest.mark.parametrize(("intervals", "share"), [([], 500), ([Interval.MONTHLY], 9_001)])
def test_an_offer_needs_an_interval_and_a_share_below_all(intervals, share):
    with pytest.raises(SubscriptionRefused):
        set_offer(product=make_product(), intervals=intervals, basis_points=share)


# --- how it begins -------------------------------------------------------------------------------


def test_an_order_begins_a_subscription_with_the_means_it_was_paid_with():
    order = order_again(make_offered(), quantity=3)
    drain()

    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.ACTIVE
    assert subscription.next_on == clock.business_day() + timedelta(weeks=4)
    assert subscription.mandate.label == "•••• 4242"
    assert subscription.first_order == order
    assert subscription.lines.get().quantity == 3
    assert steps() == ["begun"]


def test_one_order_begins_a_subscription_for_each_interval():
    customer, weekly = make_subscriber(), make_offered("Tea")
    cart = open_cart(customer=customer, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(weekly), interval=Interval.TWO_WEEKS)

    order_again(make_offered("Coffee"), customer=customer, interval=Interval.MONTHLY)

    assert {row.interval for row in Subscription.objects.all()} == {"2w", "1m"}


def test_nobody_subscribes_without_an_account():
    cart = make_cart(make_offered())
    CartLine.objects.update(interval=Interval.MONTHLY, basis_points=1_000)

    with pytest.raises(CheckoutError) as caught:
        order_again_of(cart)

    assert caught.value.code == CheckoutProblem.SIGN_IN
    assert not Order.objects.exists()


def order_again_of(cart):
    from orders.tests.factories import check_out

    return check_out(cart, details=make_details(renews=True))


def test_nobody_subscribes_without_saying_so():
    with pytest.raises(CheckoutError) as caught:
        order_again(make_offered(), details=make_details())

    assert (caught.value.code, caught.value.field) == (CheckoutProblem.CONSENT, "renews")


def test_a_transfer_cannot_be_charged_again_and_is_not_taken():
    with pytest.raises(CheckoutError) as caught:
        order_again(make_offered(), payment_choice="late")

    assert caught.value.code == CheckoutProblem.PAYMENT


def test_a_declined_order_begins_nothing():
    with pytest.raises(CheckoutError):
        order_again(make_offered(), payment_choice="decline")

    assert Subscription.objects.get().state == SubscriptionState.STARTING
    forget_unplaced()
    assert not Subscription.objects.exists()


def test_an_order_that_is_called_off_ends_what_began_with_it():
    order = order_again(make_offered())
    drain()

    cancel_order(order=order, reason="Changed my mind")
    drain()

    assert Subscription.objects.get().state == SubscriptionState.ENDED


# --- what is told and ordered --------------------------------------------------------------------


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

    plan_renewals(at=day(60))
    renew_due(at=day(65))

    assert subscription.renewals.count() == 1
    assert Order.objects.count() == 2


# --- what fails ----------------------------------------------------------------------------------


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
    subscription = subscribe(payment_choice="expiring", interval=Interval.MONTHLY)
    plan_renewals(at=day(40))

    renew_due(at=day(45))

    assert subscription.renewals.get().state == RenewalState.DECLINED
    assert "expired" in subscription.renewals.get().message


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


def test_whoever_dies_after_the_order_orders_once(monkeypatch):
    subscription = subscribe()
    announce(subscription)
    monkeypatch.setattr("orders.subscriptions.placing.placed", lambda *_args: None)
    renew_due(at=day(28))
    monkeypatch.undo()
    assert subscription.renewals.get().state == RenewalState.PLACING

    renew_due(at=day(28) + timedelta(minutes=6))

    renewal = subscription.renewals.get()
    assert renewal.state == RenewalState.PLACED
    assert Order.objects.count() == 2


def test_a_bank_that_does_not_answer_is_charged_once():
    from orders.checkout.reconcile import reconcile_payments

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
    reconcile_payments(patience=timedelta(0))
    renew_due(at=day(28) + timedelta(minutes=6))

    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PLACED
    assert Payment.objects.filter(state="paid").count() == 2


# --- what its buyer may do -----------------------------------------------------------------------


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


def test_the_end_of_a_month_is_kept_over_short_months():
    from orders.subscriptions.intervals import day_after

    days, last = [], date(2027, 1, 31)
    for _turn in range(4):
        last = day_after(date(2027, 1, 31), Interval.MONTHLY, last)
        days.append(last)

    assert days == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
