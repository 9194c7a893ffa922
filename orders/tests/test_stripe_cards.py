"""What Stripe tells of cards and disputes, and that it is asked for strong authentication."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from orders.checkout.reconcile import reconcile_payments, refresh_payment
from orders.models import Dispute, DisputeReason, DisputeState, OrderState, WebhookEvent
from orders.payments.base import Instrument
from orders.payments.stripe_checkout import money_of, stripe_amount
from orders.tests.screens import HOLD, PROVE, Watcher, only_screens
from orders.tests.test_stripe import order_by_stripe, provider, stripe, tell

__all__ = ["provider", "stripe"]  # fixtures
pytestmark = pytest.mark.django_db
CARD = {"fingerprint": "Xt5EWLLDS7FJjR1c", "country": "de", "brand": "visa", "last4": "4242"}


def test_the_card_is_known_once_it_is_paid_and_the_order_is_placed_as_held(stripe, provider):
    watcher = Watcher(after=HOLD)
    with only_screens(watcher=watcher):
        order = order_by_stripe()
        assert watcher.questions == ["before"]
        stripe.pay("cs_test_1", CARD)
        refresh_payment(order.payments.get())
    order.refresh_from_db()
    assert (order.state, order.is_held) == (OrderState.PLACED, True)
    assert watcher.asked[-1][1]["instrument"] == Instrument("Xt5EWLLDS7FJjR1c", "DE", "visa")


@pytest.mark.parametrize(
    ("secure", "is_proven"),
    [
        ({"result": "authenticated", "version": "2.2.0"}, True),
        ({"result": "attempt_acknowledged", "version": "2.2.0"}, False),
        ({"result": "not_supported"}, False),
        (None, False),
    ],
)
def test_a_payer_is_proven_only_where_their_bank_says_so(stripe, provider, secure, is_proven):
    watcher = Watcher(before=PROVE)
    with only_screens(watcher=watcher):
        order = order_by_stripe()
        stripe.pay("cs_test_1", {**CARD, "three_d_secure": secure})
        refresh_payment(order.payments.get())
    assert watcher.asked[-1][1]["instrument"].is_proven == is_proven


def test_what_is_no_card_has_no_fingerprint(stripe, provider):
    watcher = Watcher()
    with only_screens(watcher=watcher):
        order = order_by_stripe()
        stripe.pay("cs_test_1")
        refresh_payment(order.payments.get())
    assert watcher.asked[-1] == ("after", watcher.asked[-1][1])
    assert watcher.asked[-1][1]["instrument"] is None


def test_the_card_that_was_declined_is_told_of_once(stripe, provider):
    watcher = Watcher()
    with only_screens(watcher=watcher):
        order = order_by_stripe()
        stripe.decline("cs_test_1", CARD)
        refresh_payment(order.payments.get())
        refresh_payment(order.payments.get())
    assert watcher.questions == ["before", "declined"]
    assert watcher.asked[-1][1]["instrument"].country == "DE"


def test_a_page_that_was_left_is_no_declined_card(stripe, provider):
    watcher = Watcher()
    with only_screens(watcher=watcher):
        order_by_stripe().payments.update(expires_at=datetime.now(UTC))
        reconcile_payments(patience=timedelta(0))
    assert watcher.questions == ["before"]


def test_proof_is_asked_for_only_where_a_screen_wants_it(stripe, provider):
    with only_screens(watcher=Watcher(before=PROVE)):
        order_by_stripe()
    with only_screens():
        order_by_stripe()
    assert stripe.proofs == ["challenge", ""]


def test_a_dispute_is_noted_and_kept_up_to_date(stripe, provider, client):
    order = order_by_stripe()
    stripe.pay("cs_test_1", CARD)
    refresh_payment(order.payments.get())
    told = stripe.dispute("cs_test_1")

    for _time in range(2):
        assert tell(client, told, kind="charge.dispute.created").status_code == 200
    dispute = Dispute.objects.get()
    order.refresh_from_db()
    assert (dispute.state, dispute.reason) == (DisputeState.OPEN, DisputeReason.FRAUDULENT)
    assert (dispute.amount_minor, dispute.currency) == (order.total_minor, "EUR")
    assert dispute.respond_by == datetime.fromtimestamp(1_790_600_000, UTC)
    assert order.is_held

    stripe.disputes["dp_1"]["status"] = "lost"
    tell(client, told, event_id="evt_2", kind="charge.dispute.closed")
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.LOST
    assert not WebhookEvent.objects.filter(handled_at__isnull=True).exists()


def test_a_message_of_a_dispute_is_not_believed(stripe, provider, client):
    order = order_by_stripe()
    stripe.pay("cs_test_1", CARD)
    refresh_payment(order.payments.get())
    told = stripe.dispute("cs_test_1")
    del stripe.disputes["dp_1"]

    assert tell(client, told, kind="charge.dispute.created").status_code == 200
    assert not Dispute.objects.exists()
    assert WebhookEvent.objects.filter(handled_at__isnull=True, attempts=1).exists()


def test_a_dispute_of_another_shop_of_the_account_is_none_of_ours(stripe, provider, client):
    order_by_stripe()
    told = stripe.dispute("cs_test_1", payment_intent={"id": "pi_x", "object": "payment_intent",
                                                       "metadata": {}})  # fmt: skip
    assert tell(client, told, kind="charge.dispute.created").status_code == 200
    assert not Dispute.objects.exists()
    assert not WebhookEvent.objects.filter(handled_at__isnull=True).exists()


@given(
    st.integers(min_value=1, max_value=10**9).map(lambda minor: minor * 100),
    st.sampled_from(["EUR", "JPY", "ISK", "UGX", "MGA", "KWD"]),
)
def test_amounts_come_back_as_they_went(minor, currency):
    amount = Money(minor, currency)
    assert money_of(stripe_amount(amount), currency) == amount
