"""Money that arrives while other things happen: messages, sweepers, other buyers."""

import json
from datetime import timedelta

import pytest

from catalog.tests.factories import make_product
from events.models import Event
from foundation import clock
from foundation.money import Money
from inventory.models import Reservation, StockLevel
from inventory.services import sweep_reservations
from orders.cancellation import cancel_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.pay import pay_order
from orders.checkout.reconcile import reconcile_payments, refresh_payment
from orders.checkout.webhooks import receive
from orders.drafts import (
    DraftLine,
    create_draft,
    open_payment,
    place_on_invoice,
    set_details,
    set_lines,
    set_shipping,
)
from orders.errors import NotPossible
from orders.models import (
    CartState,
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    WebhookEvent,
)
from orders.payments import trial, trial_books
from orders.payments.base import Outcome
from orders.payments.signatures import sign
from orders.refunds import carry_out_refunds
from orders.tests.books import bank_agrees
from orders.tests.factories import (
    check_out,
    make_cart,
    make_details,
    make_shipping_method,
    only_variant,
)
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SETTLED = {CheckoutProblem.SOLD_OUT, CheckoutProblem.IN_PROGRESS}


def _times_out():
    """Everything that somebody reserved has just run out."""
    Reservation.objects.update(expires_at=clock.now() - timedelta(seconds=1))


def _tell(order, *, event_id: str = "") -> int:
    entry = trial_books.settle(order.payments.get().key, Outcome.PAID)
    body, headers = trial.message(entry, event_id=event_id)
    return receive(provider="test", body=body, headers=headers)


def _placed_once() -> bool:
    placed = Order.objects.filter(state=OrderState.PLACED).count()
    return placed == Event.objects.filter(name="order.placed").count() == 1


# --- one payment, told by everybody ----------------------------------------------------------
def _tellers(order):
    """The same message five times, other messages, the browser that is back, the reconciler."""
    ways = [
        *[lambda: _tell(order)] * 5,
        *[lambda number=number: _tell(order, event_id=f"evt_{number}") for number in range(5)],
        *[lambda: refresh_payment(order.payments.get())] * 3,
        *[lambda: reconcile_payments(patience=timedelta(0))] * 3,
    ]
    return ways, lambda index: ways[index]()


def test_a_payment_told_by_all_at_once_places_the_order_once():
    order = check_out(make_cart(make_product(stock=3)), payment_choice="late")
    ways, work = _tellers(order)

    results = race(work, threads=len(ways))

    assert outcomes(results, refused=()) == len(ways)
    assert sum(results[:5]) == 1, "of the same message one was new"
    assert WebhookEvent.objects.filter(handled_at__isnull=False).count() == 6
    assert _placed_once()
    assert StockLevel.objects.get().allocated == 1
    assert balance()
    assert bank_agrees()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_places_it_more_than_once(monkeypatch):
    order = check_out(make_cart(make_product(stock=30)), payment_choice="late")
    ways, work = _tellers(order)
    without_row_locks(monkeypatch)
    race(work, threads=len(ways))
    assert Event.objects.filter(name="order.placed").count() > 1


@pytest.mark.parametrize("first", [Outcome.PAID, Outcome.DECLINED])
def test_success_and_failure_told_at_once_end_as_the_provider_says(first):
    order = check_out(make_cart(make_product(stock=3)), payment_choice="secure")
    payment = order.payments.get()
    entry = trial_books.settle(payment.key, first)
    messages = [
        trial.message(type(entry)(**{**_fields(entry), "outcome": told}), event_id=f"{told}{n}")
        for n in range(4)
        for told in (Outcome.PAID, Outcome.DECLINED)
    ]

    results = race(
        lambda index: receive(provider="test", body=messages[index][0], headers=messages[index][1]),
        threads=len(messages),
    )

    assert outcomes(results, refused=()) == len(messages)
    order.refresh_from_db()
    is_paid = first == Outcome.PAID
    assert order.state == (OrderState.PLACED if is_paid else OrderState.CANCELLED)
    assert balance()
    assert bank_agrees()


def _fields(entry):
    return {name: getattr(entry, name) for name in entry.__slots__}


def test_messages_out_of_order_change_nothing_that_the_provider_does_not_say():
    """A refund told before its payment, a payment told after its refund, each five times."""
    order = check_out(make_cart(make_product(stock=3)), payment_choice="late")
    payment = order.payments.get()
    _tell_of("refund.done", payment.key)
    order.refresh_from_db()
    assert (order.state, Refund.objects.count()) == (OrderState.PENDING, 0)

    trial_books.settle(payment.key, Outcome.PAID)
    _tell_of("refund.done", payment.key)
    _tell_of("payment.paid", payment.key)
    assert _placed_once()
    cancel_order(order=order)
    carry_out_refunds()
    _tell_of("payment.failed", payment.key)
    _tell_of("payment.paid", payment.key)

    order.refresh_from_db()
    assert (order.state, order.payment_state) == (OrderState.CANCELLED, OrderPaymentState.REFUNDED)
    assert Refund.objects.get().amount_minor == order.total_minor
    assert _placed_once_ever()
    assert balance()
    assert bank_agrees()


def _placed_once_ever() -> bool:
    return Event.objects.filter(name="order.placed").count() == 1


def _tell_of(type_: str, key: str) -> None:
    for number in range(5):
        body = json.dumps({"id": f"{type_}-{number // 2}", "type": type_, "key": key}).encode()
        signature = sign(body, trial.webhook_secret())
        receive(provider="test", body=body, headers={trial.SIGNATURE_HEADER: signature})


# --- a reservation that runs out -------------------------------------------------------------
def test_the_last_unit_goes_to_the_late_payer_or_to_one_of_the_others():
    """Paid for after the reservation ran out: the goods are there, or the money is back."""
    product, method = make_product(stock=1), make_shipping_method()
    late = check_out(make_cart(product), payment_choice="late", shipping_method=method)
    carts = [_cart_while_it_lasts(product) for _ in range(10)]
    _times_out()

    def work(index):
        if index == 0:
            return _tell(late)
        if index == 1:
            return sweep_reservations()
        return check_out(carts[index - 2], shipping_method=method)

    results = race(work, threads=12)

    refused = [result for result in results if isinstance(result, CheckoutError)]
    assert outcomes(results, refused=CheckoutError) == 12 - len(refused)
    assert {problem.code for problem in refused} <= SETTLED
    assert Order.objects.filter(state=OrderState.PLACED).count() == 1
    late.refresh_from_db()
    if late.state == OrderState.CANCELLED:
        assert late.payment_state == OrderPaymentState.REFUNDED
        assert late.payments.get().message == "Out of stock: the payment was given back."
        assert Refund.objects.get().state == RefundState.DONE
        assert late.cart is None
    assert StockLevel.objects.get().allocated == 1
    assert balance()
    assert bank_agrees()


def _cart_while_it_lasts(product):
    """A cart that was filled while the unit was still free."""
    held = list(Reservation.objects.all())
    Reservation.objects.all().delete()
    cart = make_cart(product)
    Reservation.objects.bulk_create(held)
    return cart


def test_sweepers_and_payments_at_once_lose_nothing():
    method = make_shipping_method()
    products = [make_product(stock=5) for _ in range(3)]
    orders = [
        check_out(make_cart(*products), payment_choice="late", shipping_method=method)
        for _ in range(5)
    ]
    _times_out()

    results = race(
        lambda index: _tell(orders[index]) if index < 5 else sweep_reservations(), threads=10
    )

    assert outcomes(results, refused=()) == 10
    assert Order.objects.filter(state=OrderState.PLACED).count() == 5
    assert not Reservation.objects.exists()
    assert set(StockLevel.objects.values_list("allocated", flat=True)) == {5}
    assert balance()
    assert bank_agrees()


def test_a_shopper_who_was_too_slow_is_told_so_and_has_the_cart_again(monkeypatch):
    """The unit is sold between the charge and the order: told plainly, money back at once."""
    product, method = make_product(stock=1), make_shipping_method()
    cart, faster = make_cart(product), make_cart(product)
    charge = trial.TestCardProvider.charge

    def slow(self, request):
        answer = charge(self, request)
        monkeypatch.setattr(trial.TestCardProvider, "charge", charge)
        _times_out()
        check_out(faster, shipping_method=method)
        return answer

    monkeypatch.setattr(trial.TestCardProvider, "charge", slow)
    with pytest.raises(CheckoutError) as told:
        check_out(cart, shipping_method=method)

    assert told.value.code == CheckoutProblem.SOLD_OUT
    assert told.value.message == "Somebody was faster. Your payment has been given back."
    cart.refresh_from_db()
    assert cart.state == CartState.OPEN
    assert cart.lines.count() == 1
    assert Refund.objects.get().state == RefundState.DONE
    assert balance()
    assert bank_agrees()


# --- orders that staff made ------------------------------------------------------------------
def _draft(stock: int = 3) -> Order:
    order = create_draft(email="ada@example.com")
    set_details(order=order, details=make_details())
    variant = only_variant(make_product(stock=stock))
    set_lines(order=order, lines=[DraftLine(variant.pk, 1)])
    return set_shipping(order=order, method=make_shipping_method())


def test_a_payment_link_clicked_by_ten_is_paid_once():
    order = open_payment(order=_draft())

    results = race(
        lambda index: pay_order(order=order, provider="test", choice="success"), threads=10
    )

    assert outcomes(results, refused=CheckoutError) == 1
    assert Payment.objects.filter(state=PaymentState.PAID).count() == 1
    assert _placed_once()
    assert balance()
    assert bank_agrees()


def test_a_draft_placed_by_ten_is_placed_once():
    order = _draft()
    results = race(lambda index: place_on_invoice(order=order), threads=10)
    assert outcomes(results, refused=NotPossible) == 1
    assert Payment.objects.count() == 1
    assert _placed_once()
    assert balance()


def test_a_late_cent_is_never_kept_twice():
    """Two payments of one order that both arrive: one places it, the other goes back."""
    order = open_payment(order=_draft())
    pay_order(order=order, provider="test", choice="late")
    payment = order.payments.get()
    Payment.objects.create(
        order=order, provider="test", key=f"{payment.key}-again", created_at=clock.now(),
        amount_minor=payment.amount_minor, currency=payment.currency,
    )  # fmt: skip
    for key in Payment.objects.values_list("key", flat=True):
        trial_books.change(
            key,
            lambda known, key=key: trial_books.Entry(
                key, Outcome.PAID, payment.amount_minor, payment.currency, f"ref-{key}"
            ),
        )

    results = race(lambda index: reconcile_payments(patience=timedelta(0)), threads=6)

    assert outcomes(results, refused=()) == 6
    order.refresh_from_db()
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert Refund.objects.get().amount_minor == order.total_minor
    assert _placed_once()
    assert balance()
    assert bank_agrees()
    assert Money(order.total_minor, order.currency) == Money.of("24.90", "EUR")
