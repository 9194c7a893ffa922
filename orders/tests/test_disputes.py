"""A payment that its payer disputes: noted once, told of, and given back only once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Event, OutboxMessage
from events.names import EventName
from events.outbox import consumers
from foundation import clock
from foundation.money import Money
from orders.cancellation import cancel_order
from orders.disputes import close_dispute, note_dispute
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.holds import hold_order
from orders.models import Dispute, DisputeReason, DisputeState, HoldState, Order, PaymentState
from orders.payments import trial_bank
from orders.payments.base import DisputeNews
from orders.refunds import RefundRefused, carry_out_refunds, order_refundable, refund_order
from orders.tests.books import bank_agrees, books_balance
from orders.tests.factories import make_dispute
from orders.tests.placed import make_order

pytestmark = pytest.mark.django_db


def news_of(payment, **changes):
    news = DisputeNews(
        reference="dp_1",
        key=payment.key,
        state=DisputeState.OPEN,
        reason=DisputeReason.FRAUDULENT,
        amount=Money(payment.amount_minor, payment.currency),
    )
    return replace(news, **changes)


def told():
    """What one of those who hear of disputes was told, in turn."""
    consumer = consumers["order.disputed"].names()[0]
    messages = OutboxMessage.objects.filter(topic="order.disputed", consumer=consumer)
    return [message.payload for message in messages.order_by("created_at")]


def test_the_test_bank_disputes_by_a_message_and_the_order_is_held():
    order = make_order("20.00")
    trial_bank.dispute(order.payments.get(), DisputeState.OPEN, DisputeReason.FRAUDULENT)

    dispute = Dispute.objects.get()
    order.refresh_from_db()
    assert (dispute.state, dispute.amount_minor) == (DisputeState.OPEN, order.total_minor)
    assert order.is_held
    assert [row["reason"] for row in told()] == [DisputeReason.FRAUDULENT]
    assert Event.objects.filter(name=EventName.ORDER_DISPUTED, order_ref=order.public_id).exists()

    trial_bank.dispute(order.payments.get(), DisputeState.LOST, DisputeReason.FRAUDULENT)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.LOST
    assert dispute.closed_at is not None
    assert [row["state"] for row in told()] == [DisputeState.OPEN, DisputeState.LOST]


def test_told_again_nothing_is_written_or_told():
    payment = make_order("20.00").payments.get()
    assert note_dispute(payment=payment, news=news_of(payment)) == note_dispute(
        payment=payment, news=news_of(payment)
    )
    assert len(told()) == 1
    assert Event.objects.filter(name=EventName.ORDER_DISPUTED).count() == 1


def test_one_that_is_lost_when_it_is_first_heard_of_holds_what_was_not_sent():
    order = make_order("20.00")
    make_dispute(order.payments.get(), state=DisputeState.LOST)
    order.refresh_from_db()
    assert order.is_held


def test_an_order_that_a_screen_held_is_held_beyond_its_deadline():
    order = make_order("20.00")
    hold_order(order=order, due_at=clock.now() + timedelta(hours=1))
    make_dispute(order.payments.get())
    order.refresh_from_db()
    assert (order.is_held, order.hold_due_at) == (True, None)


def test_what_has_left_is_not_held():
    order = make_order("20.00")
    ship_order(order=order)
    make_dispute(order.payments.get())
    order.refresh_from_db()
    assert order.hold == HoldState.NONE


@pytest.mark.parametrize("state", [DisputeState.OPEN, DisputeState.LOST])
def test_what_the_bank_took_is_not_given_back_a_second_time(state):
    order = make_order("20.00")
    make_dispute(order.payments.get(), state=state)
    assert not order_refundable(order)
    with pytest.raises(RefundRefused):
        refund_order(order=order, key="again", amount=Money(100, order.currency))
    cancel_order(order=order)
    assert carry_out_refunds() == 0
    assert books_balance()


def test_a_part_that_is_disputed_leaves_the_rest():
    order = make_order("20.00")
    payment = order.payments.get()
    note_dispute(payment=payment, news=news_of(payment, amount=Money(1000, payment.currency)))
    assert order_refundable(order).minor == order.total_minor - 1000


@pytest.mark.parametrize("by_bank", [True, False])
def test_won_after_the_order_was_cancelled_the_buyer_gets_the_money(by_bank):
    order = make_order("20.00")
    payment = order.payments.get()
    dispute = note_dispute(payment=payment, news=news_of(payment))
    cancel_order(order=order)
    if by_bank:
        note_dispute(payment=payment, news=news_of(payment, state=DisputeState.WON))
    else:
        close_dispute(dispute=dispute, won=True)
    assert carry_out_refunds() == 1
    assert bank_agrees()
    assert books_balance()


def test_won_for_goods_that_left_the_money_is_ours():
    order = make_order("20.00")
    ship_order(order=order)
    close_dispute(dispute=make_dispute(order.payments.get()), won=True)
    assert carry_out_refunds() == 0
    assert order_refundable(order).minor == order.total_minor


def test_decided_is_decided():
    dispute = make_dispute(make_order("20.00").payments.get())
    close_dispute(dispute=dispute, won=False)
    with pytest.raises(NotPossible):
        close_dispute(dispute=dispute, won=True)


def test_only_money_that_came_can_be_disputed():
    payment = make_order("20.00").payments.get()
    for amount in (Money(0, payment.currency), Money(5, "JPY")):
        with pytest.raises(NotPossible):
            note_dispute(payment=payment, news=news_of(payment, amount=amount))
    payment.state = PaymentState.DECLINED
    payment.save()
    with pytest.raises(NotPossible):
        note_dispute(payment=payment, news=news_of(payment))


def test_staff_try_a_dispute_in_a_test_shop(admin_client):
    order = make_order("20.00")
    payment = order.payments.get()
    page = admin_client.get(reverse("admin:orders_payment_change", args=[payment.pk]))
    url = reverse("admin:orders_payment_try_a_dispute", args=[payment.pk])
    assert url in page.content.decode()
    admin_client.post(url, {"_form_submitted": "on"})
    dispute = Dispute.objects.get()
    shown = admin_client.get(reverse("admin:orders_dispute_change", args=[dispute.pk]))
    assert str(order) in shown.content.decode()


def test_staff_note_what_a_bank_wrote_and_how_it_ended(admin_client):
    order = make_order("20.00")
    order.payments.update(provider="elsewhere")
    payment = order.payments.get()
    url = reverse("admin:orders_payment_note_a_dispute", args=[payment.pk])
    assert (
        url
        in admin_client.get(
            reverse("admin:orders_payment_change", args=[payment.pk])
        ).content.decode()
    )
    typed = {"reference": "CB-7", "amount": "12.50", "reason": DisputeReason.NOT_RECEIVED}
    admin_client.post(url, {"_form_submitted": "on", **typed})
    dispute = Dispute.objects.get()
    assert (dispute.amount_minor, dispute.reason) == (1250, DisputeReason.NOT_RECEIVED)

    lost = reverse("admin:orders_dispute_was_lost", args=[dispute.pk])
    admin_client.post(lost, {"_form_submitted": "on"})
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.LOST
    story = admin_client.get(reverse("admin:orders_order_change", args=[order.pk]))
    assert "Payment disputed at the bank" in story.content.decode()
    assert Order.objects.get().is_held
