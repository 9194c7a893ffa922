"""The demo's conversations: said to the assistant's own engine, and answered by staff, in the past.

Nothing of an answer is written here; what the assistant says is what it says on the day on which
the demo is built.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from accounts.models import Customer, User
from assistant.asker import Asker
from assistant.conversations import open_conversation, say
from assistant.desk import services as desk
from assistant.models import Conversation
from foundation import clock
from orders.models import Order
from shop.demo.accounts import DEMO_STAFF
from shop.demo.talk_scripts import SCRIPTS, Handed, Script

BETWEEN = timedelta(seconds=40)
"""How long somebody reads before they write again."""
SEED = 10


def hold_talks(*, now: datetime | None = None) -> int:
    """Hold the talks of the scripts, once; how many there are."""
    if Conversation.objects.exists():
        return 0
    moment = now or clock.now()
    staff = User.objects.get(email=DEMO_STAFF.email)
    customers = _customers(len(SCRIPTS))
    for script in SCRIPTS:
        customer = None if script.is_guest else next(customers)
        with translation.override(script.language):
            _hold(script, customer, staff, moment)
    return len(SCRIPTS)


def _customers(count: int) -> Iterator[Customer]:
    """Customers who ordered lately, in an order that is the same in every demo."""
    lately = (
        Order.objects.filter(customer__isnull=False, placed_at__isnull=False)
        .order_by("-placed_at")
        .values_list("customer_id", flat=True)[: 20 * count]
    )
    ids = list(dict.fromkeys(lately))
    random.Random(SEED).shuffle(ids)
    return iter(Customer.objects.filter(pk__in=ids[:count]).order_by("pk"))


def _hold(script: Script, customer: Customer | None, staff: User, now: datetime) -> None:
    at = _moment(script, now)
    asker = Asker(language=script.language, currency=settings.SHOP_BASE_CURRENCY, customer=customer)
    talk = open_conversation(asker=asker, language=script.language, at=at)
    for number, text in enumerate(script.messages):
        talk.refresh_from_db()
        say(conversation=talk, text=text, asker=asker, at=at + number * BETWEEN)
    if script.handed is not None:
        _hand_over(talk, script.handed, staff, at + len(script.messages) * BETWEEN)


def _hand_over(talk: Conversation, handed: Handed, staff: User, at: datetime) -> None:
    talk = desk.hand_over(conversation=talk, reason=handed.reason, at=at)
    if handed.priority is not None:
        desk.set_priority(conversation=talk, priority=handed.priority, by=staff, at=at)
    if handed.tag:
        desk.set_tags(conversation=talk, tags=(), new=handed.tag, by=staff, at=at)
    if not handed.answer:
        return
    at += timedelta(minutes=handed.after_minutes)
    desk.seen(conversation=talk, at=at)  # so that no mail of the past is queued
    desk.reply(conversation=talk, staff=staff, text=handed.answer, at=at)
    if handed.stars is not None:
        desk.close(conversation=talk, by=staff, at=at + timedelta(hours=1))
        desk.rate(conversation=talk, stars=handed.stars, at=at + timedelta(hours=2))


def _moment(script: Script, now: datetime) -> datetime:
    """The script's hour of the shop's clock, or a while ago where that is still to come."""
    day = now.astimezone(clock.shop_zone()) - timedelta(days=script.days_ago)
    at = day.replace(hour=script.hour, minute=12, second=0, microsecond=0)
    return min(at, now - timedelta(minutes=30))
