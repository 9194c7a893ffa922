"""Stripe through its own library, against a stand-in on this machine; signatures made here."""

import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.selectors import availability
from orders.cancellation import cancel_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments, refresh_payment
from orders.models import (
    Invoice,
    InvoiceKind,
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    WebhookEvent,
)
from orders.payments.base import (
    ChargeRequest,
    Outcome,
    Payer,
    ProviderUnreachable,
    RefundDeclined,
    providers,
)
from orders.payments.stripe_checkout import StripeProvider, stripe_amount
from orders.refunds import carry_out_refunds, refund_order, retry_refund
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart
from orders.tests.stripe_stand_in import stripe_stand_in

pytestmark = pytest.mark.django_db

SECRET = "whsec_test"


@pytest.fixture
def stripe():
    with stripe_stand_in() as books:
        yield books


@pytest.fixture
def provider(stripe, monkeypatch):
    provider = StripeProvider(secret_key="sk_test_1", webhook_secret=SECRET, api_base=stripe.url)
    monkeypatch.setitem(providers._entries, "stripe", provider)
    return provider


def order_by_stripe(**changes):
    return check_out(make_cart(make_product(stock=3)), provider="stripe",
                     payment_choice="checkout", **changes)  # fmt: skip


def tell(client, session, *, event_id="evt_1", kind="checkout.session.completed", at=None,
         secret=SECRET):  # fmt: skip
    body = json.dumps(
        {"id": event_id, "object": "event", "type": kind, "data": {"object": session}}
    )
    moment = int(at if at is not None else time.time())
    digest = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return client.post(
        "/payments/webhooks/stripe/",
        data=body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={moment},v1={digest}"},
    )


def test_the_shopper_is_sent_to_stripe_and_the_webhook_places_the_order(stripe, provider, client):
    order = order_by_stripe()
    payment = order.payments.get()
    assert (order.state, payment.state) == (OrderState.PENDING, PaymentState.ACTION_REQUIRED)
    assert payment.action_url == "https://checkout.stripe.example/1"
    assert payment.provider_ref == "cs_test_1"
    session = stripe.sessions["cs_test_1"]
    assert (session["amount_total"], session["currency"]) == (order.total_minor, "eur")

    stripe.pay("cs_test_1")
    for _time in range(5):
        assert tell(client, session).status_code == 200

    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert WebhookEvent.objects.count() == 1


def test_the_browser_that_is_back_first_is_not_kept_waiting(stripe, provider, client):
    order = order_by_stripe()
    stripe.pay("cs_test_1")

    assert refresh_payment(order.payments.get())
    assert tell(client, stripe.sessions["cs_test_1"]).status_code == 200

    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_a_webhook_believes_stripe_and_not_itself(stripe, provider, client):
    order = order_by_stripe()
    forged_paid = {**stripe.sessions["cs_test_1"], "payment_status": "paid"}

    assert tell(client, forged_paid).status_code == 200

    order.refresh_from_db()
    assert order.state == OrderState.PENDING


@pytest.mark.parametrize("wrong", [{"secret": "whsec_other"}, {"at": 1_000_000}])
def test_forged_and_replayed_messages_are_refused(stripe, provider, client, wrong):
    order_by_stripe()

    assert tell(client, stripe.sessions["cs_test_1"], **wrong).status_code == 400
    assert not WebhookEvent.objects.exists()


def test_no_answer_is_reconciled_by_searching_for_the_key(stripe, provider, monkeypatch):
    def lose_the_answer(self, request: ChargeRequest):
        made(self, request)
        raise ProviderUnreachable("the line went dead")

    made = StripeProvider.charge
    monkeypatch.setattr(StripeProvider, "charge", lose_the_answer)
    order = order_by_stripe()
    assert order.payments.get().provider_ref == ""
    stripe.pay("cs_test_1")

    assert reconcile_payments(patience=timedelta(0)) == 1
    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_a_silent_stripe_leaves_everything_as_it_is(stripe, provider):
    stripe.is_silent = True
    order = order_by_stripe()
    assert order.state == OrderState.PENDING

    assert reconcile_payments(patience=timedelta(0)) == 0
    payment = order.payments.get()
    assert (payment.state, payment.attempts) == (PaymentState.PENDING, 1)
    assert payment.ask_at > timezone.now()


def test_a_provider_that_is_away_is_not_asked_for_each_of_many(stripe, provider, monkeypatch):
    for _number in range(5):
        order_by_stripe()
    asked = []

    def be_silent(self, key, *, reference=""):
        asked.append(key)
        raise ProviderUnreachable("the line is dead")

    monkeypatch.setattr(StripeProvider, "look_up", be_silent)
    assert reconcile_payments(patience=timedelta(0)) == 0
    assert len(asked) == 3
    assert reconcile_payments(patience=timedelta(0)) == 0
    assert len(set(asked)) == 5


def test_a_page_left_open_is_closed_and_gives_the_stock_back(stripe, provider):
    order = order_by_stripe()
    variant = order.lines.get().variant_id
    assert availability([variant]) == {variant: 2}
    Payment.objects.update(expires_at=timezone.now())

    assert reconcile_payments(patience=timedelta(0)) == 1
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert stripe.sessions["cs_test_1"]["status"] == "expired"
    assert availability([variant]) == {variant: 3}


def test_paid_at_the_last_moment_is_paid(stripe, provider):
    order = order_by_stripe()
    Payment.objects.update(expires_at=timezone.now())
    stripe.pay("cs_test_1")

    reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_refunds_in_parts_never_exceed_what_was_paid(stripe, provider):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())
    payment = order.payments.get()

    first = provider.refund(key=payment.key, refund_key="a", amount=Money(1000, "EUR"))
    again = provider.refund(key=payment.key, refund_key="a", amount=Money(1000, "EUR"))
    assert first == again
    with pytest.raises(RefundDeclined):
        provider.refund(key=payment.key, refund_key="b", amount=Money(9999, "EUR"))
    assert [row["amount"] for row in stripe.refunds.values()] == [1000]


def test_a_cancelled_order_is_given_back_through_stripe(stripe, provider):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())

    cancel_order(order=order)
    carry_out_refunds()

    assert Refund.objects.get().state == RefundState.DONE
    (refund,) = stripe.refunds.values()
    assert refund["amount"] == order.total_minor


def test_units_that_stripe_counts_in():
    assert stripe_amount(Money(1234, "EUR")) == 1234
    assert stripe_amount(Money(500, "JPY")) == 500
    assert stripe_amount(Money(500, "ISK")) == 50_000
    assert stripe_amount(Money(500_00, "MGA")) == 500


def test_thousandths_are_not_offered(provider):
    assert provider.choices(Payer(None, Money(1230, "KWD")))
    assert not provider.choices(Payer(None, Money(1050, "MGA")))
    assert not provider.choices(Payer(None, Money(1234, "KWD")))


def test_a_page_that_was_never_opened_is_unknown(provider):
    assert provider.look_up("order-of-nobody") is None
    assert provider.cancel("order-of-nobody") is None


def test_an_async_way_that_fails_later_is_declined(stripe, provider):
    order = order_by_stripe()
    session = stripe.sessions["cs_test_1"]
    session["status"] = "complete"
    session["payment_intent"]["status"] = "processing"
    assert provider.look_up(order.payments.get().key).outcome == Outcome.PENDING
    session["payment_intent"]["status"] = "requires_payment_method"
    assert provider.look_up(order.payments.get().key).outcome == Outcome.DECLINED


def test_a_charge_that_stripe_refuses_to_begin_is_declined_and_hurts_nobody(stripe, provider):
    stripe.refuses = "Amount must be at least 50 cents"

    with pytest.raises(CheckoutError) as refused:
        order_by_stripe()

    assert refused.value.code == CheckoutProblem.DECLINED
    order = Order.objects.get()
    assert (order.state, order.payments.get().state) == (
        OrderState.CANCELLED,
        PaymentState.DECLINED,
    )


def test_a_session_that_stripe_lost_does_not_keep_the_others_waiting(stripe, provider):
    lost, other = order_by_stripe(), order_by_stripe()
    Payment.objects.filter(order=lost).update(provider_ref="cs_of_another_account")
    stripe.pay("cs_test_2")

    reconcile_payments(patience=timedelta(0))

    other.refresh_from_db()
    assert other.state == OrderState.PLACED
    assert lost.payments.get().attempts == 1


@pytest.mark.parametrize("secret", ["", "whsec_test"])
def test_without_a_secret_of_ours_no_message_is_believed(stripe, client, monkeypatch, secret):
    nobody = StripeProvider(secret_key="sk_test_1", webhook_secret="", api_base=stripe.url)
    monkeypatch.setitem(providers._entries, "stripe", nobody)
    order_by_stripe()

    answer = tell(client, stripe.sessions["cs_test_1"], secret=secret)

    assert answer.status_code == 400


def test_a_refund_that_was_made_is_not_made_again_when_stripe_has_forgotten_the_key(
    stripe, provider
):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())
    payment = order.payments.get()
    first = provider.refund(key=payment.key, refund_key="a", amount=Money(1000, "EUR"))

    stripe.answers.clear()  # Stripe keeps idempotency keys for a day
    again = provider.refund(key=payment.key, refund_key="a", amount=Money(1000, "EUR"))

    assert first == again
    assert [row["amount"] for row in stripe.refunds.values()] == [1000]


def test_a_refused_refund_can_be_tried_again(stripe, provider):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())
    stripe.next_refund_status = "failed"
    refund_order(order=order, key="staff-1")
    carry_out_refunds()
    refund = Refund.objects.get()
    assert refund.state == RefundState.FAILED

    retry_refund(refund=refund)
    carry_out_refunds()

    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert refund_order(order=order, key="staff-1") == [refund]


def test_a_refund_that_comes_back_days_later_is_seen_and_can_be_made_again(
    stripe, provider, client
):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())
    refund_order(order=order, key="staff-1")
    carry_out_refunds()
    refund = Refund.objects.get()
    stripe.refunds[refund.provider_ref] |= {
        "status": "failed", "failure_reason": "lost_or_stolen_card",
    }  # fmt: skip

    for number in range(2):
        told = tell(
            client, stripe.refunds[refund.provider_ref], event_id=f"evt_{number}",
            kind="refund.failed",
        )  # fmt: skip
        assert told.status_code == 200

    refund.refresh_from_db()
    order.refresh_from_db()
    assert (refund.state, refund.message) == (RefundState.FAILED, "lost_or_stolen_card")
    assert order.payment_state == OrderPaymentState.PAID
    retry_refund(refund=refund)
    assert carry_out_refunds() == 1
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).count() == 1
    assert books_balance()


def test_a_forged_failure_of_a_refund_is_not_believed(stripe, provider, client):
    order = order_by_stripe()
    stripe.pay("cs_test_1")
    refresh_payment(order.payments.get())
    refund_order(order=order, key="staff-1")
    carry_out_refunds()
    said = {**stripe.refunds["re_1"], "status": "failed"}

    assert tell(client, said, kind="refund.failed").status_code == 200

    assert Refund.objects.get().state == RefundState.DONE
