"""Screens look at an order before the money and before it is placed; a broken one stops nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.tests.factories import make_product
from foundation import clock
from inventory.selectors import availability
from orders.checkout.complete import decline_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments
from orders.holds import refuse_held, release_hold
from orders.models import CartState, HoldState, Order, OrderState, Payment, PaymentState, Refund
from orders.payments import trial_bank, trial_books
from orders.payments.trial import SHARED_CARD
from orders.refunds import carry_out_refunds
from orders.screening import Caller, Course, Ruling
from orders.tests.books import bank_agrees, books_balance
from orders.tests.factories import check_out, make_cart
from orders.tests.screens import HOLD, PROVE, REFUSE, Broken, Watcher, held_until, only_screens

pytestmark = pytest.mark.django_db
CALLER = Caller(device=11, network=-7, country="GB")


def order_with(watcher, **changes):
    with only_screens(watcher=watcher):
        return check_out(make_cart(make_product(price="20.00", stock=3)), **changes)


def test_a_screen_hears_who_orders_and_then_with_which_card():
    watcher = Watcher()
    order = order_with(watcher, caller=CALLER)

    (_before, before), (_after, after) = watcher.asked
    assert watcher.questions == ["before", "after"]
    assert before["caller"] == CALLER
    assert before["order"].public_id == after["order"].public_id == order.public_id
    assert after["instrument"].fingerprint
    assert (order.state, order.hold) == (OrderState.PLACED, HoldState.NONE)


def test_before_the_money_means_before_the_money(monkeypatch):
    seen = []

    class Looker(Watcher):
        def before_payment(self, **told):
            seen.append(("before", told["payment"].state, told["order"].state))
            return super().before_payment(**told)

        def after_payment(self, **told):
            seen.append(("after", Order.objects.get().state))
            return super().after_payment(**told)

    order_with(Looker())
    assert seen == [
        ("before", PaymentState.PENDING, OrderState.PENDING),
        ("after", OrderState.PENDING),
    ]


def test_screens_are_asked_outside_any_transaction(transactional_db):
    depths = []

    class Looker(Watcher):
        def before_payment(self, **told):
            depths.append(connection.in_atomic_block)
            return super().before_payment(**told)

        def after_payment(self, **told):
            depths.append(connection.in_atomic_block)
            return super().after_payment(**told)

    order_with(Looker())
    assert depths == [False, False]


def test_a_screen_that_reads_nothing_costs_one_look_at_whether_the_payment_still_waits():
    product = make_product(price="20.00", stock=9)

    def queries():
        cart = make_cart(product)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            check_out(cart)
        return len(asked)

    with only_screens():
        queries()  # what is read once a process
        alone = queries()
    with only_screens(watcher=Watcher()):
        assert queries() == alone + 1
    with only_screens(watcher=Watcher(after=HOLD)):
        assert queries() == alone + 1


def test_what_ended_while_it_was_looked_at_is_not_charged():
    class Slow(Watcher):
        def before_payment(self, **told):
            payment = told["payment"]
            decline_order(order_id=payment.order_id, payment_id=payment.pk, message="too late")
            return super().before_payment(**told)

    with pytest.raises(CheckoutError) as refused:
        order_with(Slow())
    assert refused.value.code == CheckoutProblem.DECLINED
    assert trial_books.read(Payment.objects.get().key) is None


def test_a_refused_order_is_undone_and_told_kindly():
    product = make_product(price="20.00", stock=3)
    cart = make_cart(product)
    with only_screens(watcher=Watcher(before=REFUSE)), pytest.raises(CheckoutError) as refused:
        check_out(cart)

    assert refused.value.code == CheckoutProblem.REFUSED
    assert "choose another way to pay" in refused.value.message
    cart.refresh_from_db()
    order = Order.objects.get()
    variant = product.variants.get().pk
    assert (cart.state, order.state) == (CartState.OPEN, OrderState.CANCELLED)
    assert availability([variant]) == {variant: 3}
    assert bank_agrees()
    assert books_balance()
    with only_screens():
        assert check_out(cart).state == OrderState.PLACED


def test_proof_is_asked_of_the_bank_and_the_order_goes_on():
    order = order_with(Watcher(before=PROVE))
    payment = order.payments.get()
    assert (order.state, payment.state) == (OrderState.PENDING, PaymentState.ACTION_REQUIRED)

    entry = trial_bank.entry_of(payment.provider_ref)
    trial_bank.answer(entry, confirmed=True)
    reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    assert (order.state, order.hold) == (OrderState.PLACED, HoldState.NONE)


def test_where_nobody_can_prove_it_is_held(settings):
    settings.INVOICE_LIMIT_MINOR = 100_000
    from accounts.tests.factories import make_customer

    customer = make_customer()
    order = order_with(
        Watcher(before=PROVE), customer=customer, provider="invoice", payment_choice="invoice"
    )
    assert order.state == OrderState.PLACED
    assert order.is_held


@pytest.mark.parametrize("watcher", [Watcher(before=HOLD), Watcher(after=HOLD)])
def test_held_before_or_after_the_money_it_is_placed_as_held(watcher):
    order = order_with(watcher)
    assert (order.state, order.is_held) == (OrderState.PLACED, True)
    assert order.held_at is not None


def test_the_gravest_of_several_counts_and_a_refusal_after_the_money_is_a_hold():
    with only_screens(mild=Watcher(), grave=Watcher(after=REFUSE), other=Watcher()):
        order = check_out(make_cart(make_product(price="20.00", stock=3)))
    assert order.is_held


def test_by_when_it_is_decided_is_kept():
    due = clock.now() + timedelta(days=1)
    assert order_with(Watcher(before=held_until(due))).hold_due_at == due


def test_a_screen_that_fails_stops_nobody_and_keeps_none_from_being_heard(caplog):
    with only_screens(broken=Broken(), watcher=Watcher(after=HOLD)):
        order = check_out(make_cart(make_product(price="20.00", stock=3)))
        assert order.is_held
    with only_screens(broken=Broken()):
        assert check_out(make_cart(make_product(price="20.00", stock=3))).hold == HoldState.NONE
        with pytest.raises(CheckoutError):
            check_out(make_cart(make_product(stock=3)), payment_choice="decline")
    assert "the scorer is away" in caplog.text


def test_a_declined_card_is_told_of_once_and_money_by_hand_never():
    watcher = Watcher()
    with pytest.raises(CheckoutError):
        order_with(watcher, payment_choice="decline")
    assert watcher.questions == ["before", "declined"]
    card = watcher.asked[-1][1]["instrument"]

    again = Watcher()
    with pytest.raises(CheckoutError):
        order_with(again, payment_choice="decline")
    assert again.asked[-1][1]["instrument"] == card


def test_everybody_has_a_card_of_their_own_but_for_the_shared_one():
    def card(email, choice="success"):
        watcher = Watcher()
        from orders.tests.factories import make_details

        order_with(watcher, details=make_details(email=email), payment_choice=choice)
        return watcher.asked[-1][1]["instrument"].fingerprint

    assert card("ada@example.com") != card("bea@example.com")
    assert card("ada@example.com", "shared") == card("bea@example.com", "shared") == SHARED_CARD


def test_a_bank_that_does_not_answer_is_judged_when_it_does():
    watcher = Watcher(after=HOLD)
    with only_screens(watcher=watcher):
        order = check_out(make_cart(make_product(price="20.00", stock=3)), payment_choice="timeout")
        assert (order.state, watcher.questions) == (OrderState.PENDING, ["before"])
        reconcile_payments(patience=timedelta(0))
        reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    assert watcher.questions == ["before", "after"]
    assert (order.state, order.is_held) == (OrderState.PLACED, True)


def test_who_was_released_while_paying_is_not_held_again():
    with only_screens(watcher=Watcher(before=HOLD, after=HOLD)):
        order = check_out(make_cart(make_product(price="20.00", stock=3)), payment_choice="secure")
        assert order.is_held
        assert release_hold(order=order)
        trial_bank.answer(trial_bank.entry_of(order.payments.get().provider_ref), confirmed=True)
        reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    assert (order.state, order.hold) == (OrderState.PLACED, HoldState.RELEASED)


def test_who_was_refused_while_paying_gets_the_money_back():
    with only_screens(watcher=Watcher(before=HOLD)):
        order = check_out(make_cart(make_product(price="20.00", stock=3)), payment_choice="secure")
        assert refuse_held(order=order)
        trial_bank.answer(trial_bank.entry_of(order.payments.get().provider_ref), confirmed=True)
        reconcile_payments(patience=timedelta(0))
    carry_out_refunds()
    order.refresh_from_db()
    assert (order.state, order.hold) == (OrderState.CANCELLED, HoldState.REFUSED)
    assert Refund.objects.get().amount_minor == order.total_minor
    assert bank_agrees()
    assert books_balance()


def test_rulings_are_ordered_from_the_mildest():
    assert sorted(Course) == [Course.PASS, Course.PROVE, Course.HOLD, Course.REFUSE]
    assert Ruling().course is Course.PASS
