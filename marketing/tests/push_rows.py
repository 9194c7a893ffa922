"""Browsers that may be notified, and notes in inboxes, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Customer
from foundation import clock
from marketing.contact.caps import take_contact
from marketing.kinds import Medium, MessageState, Reason
from marketing.media import sender_of
from marketing.models import InboxNote, Message, PushDelivery, PushSubscription
from marketing.push.subscriptions import Browser, digest_of
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_message,
    make_reader,
    make_step,
)
from marketing.tests.push_browser import AUTH, P256DH, PushService

NOON = timezone.make_aware(timezone.datetime(2026, 5, 4, 12, 0))


def a_browser(endpoint: str = "https://push.example.com/send/1") -> Browser:
    return Browser(endpoint=endpoint, p256dh=P256DH, auth=AUTH, name="Firefox")


def make_subscription(
    customer: Customer, *, endpoint: str = "https://push.example.com/send/1"
) -> PushSubscription:
    """A browser of a customer, as it is stored; whether they agreed is not asked here."""
    return PushSubscription.objects.create(
        customer=customer,
        digest=digest_of(endpoint),
        endpoint=endpoint,
        p256dh=P256DH,
        auth=AUTH,
        browser="Firefox",
    )


def fill_push(customer: Customer, *, name: str, at: datetime | None = None) -> PushSubscription:
    """A push that arrived in a browser, and a note in the inbox, for tests of staff pages."""
    now = at or clock.now()
    campaign = make_campaign(name=f"Push {name}", slug=f"push-{name}")
    step = make_step(campaign, medium=Medium.PUSH)
    message = make_message(make_enrolment(campaign, customer), step)
    browser = make_subscription(customer, endpoint=f"https://push.example.com/send/{name}")
    PushDelivery.objects.create(
        message=message, subscription=browser, state="sent", due_at=now, sent_at=now, attempts=1
    )
    make_note(customer)
    return browser


def make_note(customer: Customer, *, message: Message | None = None, **fields: Any) -> InboxNote:
    """An unread note."""
    values = {
        "title": "Still thinking it over?",
        "line": "Your cart is as you left it.",
        "url": "/cart/",
        "put_at": clock.now(),
        **fields,
    }
    return InboxNote.objects.create(customer=customer, message=message, **values)


def queued(service: PushService, customer: Customer | None = None, *, browsers: int = 1) -> Message:
    """A message by push that a step queued for a customer, whose contact was taken."""
    customer = customer or make_reader()
    for number in range(browsers):
        make_subscription(customer, endpoint=f"{service.url}/send/{customer.pk}-{number}")
    campaign = make_campaign()
    step = make_step(campaign, medium=Medium.PUSH)
    message = make_message(
        make_enrolment(campaign, customer),
        step,
        state=MessageState.QUEUED,
        sent_at=None,
        contact=take_contact(customer_id=customer.pk, medium=Medium.PUSH, at=NOON),
        queued_at=NOON,
    )
    sender = sender_of(Medium.PUSH)
    assert sender is not None
    reason = sender.queue(message=message, customer=customer, variant=message.variant, at=NOON)
    assert reason is Reason.NONE
    return message


def later(moments: dict[str, datetime], **wait: int) -> None:
    """Turn the clock of the fixture ``noon`` on."""
    moments["now"] += timedelta(**wait)
