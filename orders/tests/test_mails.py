"""Mails about orders: each once, whatever is delivered twice."""

from datetime import timedelta

import pytest

from events.models import OutboxMessage
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.cancellation import cancel_order, cancel_units
from orders.fulfilment import mark_delivered, ship_order, ship_units
from orders.mails import request_reviews, send_payment_link
from orders.models import Invoice
from orders.refunds import carry_out_refunds, refund_order
from orders.returns import WantedReturn, approve_return, request_return
from orders.tests.books import books_balance
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db


def _kinds() -> list[str]:
    return sorted(Mail.objects.values_list("kind", flat=True))


def _deliver_twice() -> None:
    drain()
    OutboxMessage.objects.update(delivered_at=None)
    drain()
    assert not OutboxMessage.objects.filter(delivered_at__isnull=True).exists()


def test_a_placed_order_is_confirmed_once_and_has_its_invoice():
    order = make_order("12.00", quantity=2)
    Invoice.objects.all().delete()
    _deliver_twice()
    mail = Mail.objects.get(kind=MailKind.ORDER_CONFIRMATION)
    assert (mail.to, mail.reference) == ("ada@example.com", str(order))
    assert mail.context["lines"][0]["quantity"] == 2
    assert Invoice.objects.count() == 1


def test_each_parcel_and_each_cancelled_part_is_told_of():
    order = make_order("12.00", quantity=4)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 1})
    ship_units(order=order, units={line: 1})
    cancel_units(order=order, units={line: 1}, reason="Broken")
    cancel_units(order=order, units={line: 1}, reason="Broken")
    carry_out_refunds()
    _deliver_twice()
    assert _kinds() == sorted(
        [MailKind.ORDER_CONFIRMATION]
        + 2 * [MailKind.ORDER_SHIPPED, MailKind.ORDER_CANCELLED, MailKind.REFUND]
    )
    assert books_balance()


def test_a_cancelled_order_tells_what_goes_back():
    order = make_order("12.00")
    cancel_order(order=order, reason="Out of print")
    _deliver_twice()
    context = Mail.objects.get(kind=MailKind.ORDER_CANCELLED).context
    assert context["reason"] == "Out of print"
    assert context["refund"]["minor"] == order.total_minor


def test_refunds_and_steps_of_a_return_are_told_of():
    order = make_order("12.00")
    ship_order(order=order)
    [line] = line_ids(order)
    approve_return(request=request_return(order=order, wanted=[WantedReturn(line, 1)]))
    refund_order(order=order, key="k", amount=Money(100, "EUR"))
    carry_out_refunds()
    _deliver_twice()
    assert _kinds() == sorted(
        [
            MailKind.ORDER_CONFIRMATION,
            MailKind.ORDER_SHIPPED,
            MailKind.REFUND,
            MailKind.RETURN_UPDATE,
            MailKind.RETURN_UPDATE,
        ]
    )


def test_buyers_are_asked_once_some_days_after_it_arrived():
    order = make_order("12.00")
    parcel = ship_order(order=order)
    arrived = clock.now() + timedelta(days=2)
    mark_delivered(shipment=parcel, at=arrived)
    assert request_reviews(at=arrived + timedelta(days=9)) == 0
    assert request_reviews(at=arrived + timedelta(days=10)) == 1
    assert request_reviews(at=arrived + timedelta(days=11)) == 0
    assert request_reviews(at=arrived + timedelta(days=60)) == 0
    assert Mail.objects.get(kind=MailKind.REVIEW_REQUEST).context["lines"]


def test_a_payment_link_leads_to_the_page_of_the_order():
    order = make_order("12.00")
    send_payment_link(order=order)
    assert order.token in Mail.objects.get(kind=MailKind.PAYMENT_LINK).context["pay_url"]
