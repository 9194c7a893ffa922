"""Mails about orders to be collected: that one lies ready, and that it still does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from events.outbox import Payload, publish
from foundation import clock
from notifications.contexts import PickUpMail, PickUpStep
from notifications.kinds import MailKind
from orders.mails import mail_lines, order_page, send_to_buyer
from orders.models import PickUp
from orders.pick_up.selectors import address_lines, kept_until, waiting_pick_ups


def tell_ready(payloads: list[Payload]) -> None:
    """Outbox consumer: orders that lie ready."""
    _tell(PickUpStep.READY, payloads)


def tell_still_there(payloads: list[Payload]) -> None:
    """Outbox consumer: orders that nobody fetched so far."""
    _tell(PickUpStep.REMINDER, payloads)


@transaction.atomic
def remind_of_pick_ups(*, at: datetime | None = None) -> int:
    """Remind buyers half-way through the time that the store keeps their order; each once."""
    now = at or clock.now()
    since = now - timedelta(days=settings.SHOP_PICK_UP_DAYS) / 2
    due = waiting_pick_ups().filter(reminded_at__isnull=True, ready_at__lte=since)
    keys = list(due.values_list("pk", flat=True))
    rows = PickUp.objects.select_for_update().filter(pk__in=keys, reminded_at__isnull=True)
    for row in rows.order_by("pk"):
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        publish("pick_up.reminder", {"pick_up": row.pk})
    return len(keys)


def _tell(step: PickUpStep, payloads: list[Payload]) -> None:
    keys = {payload["pick_up"] for payload in payloads}
    rows = waiting_pick_ups().filter(pk__in=keys).prefetch_related("order__lines")
    for row in rows.order_by("pk"):
        _send(row, step)


def _send(row: PickUp, step: PickUpStep) -> None:
    order = row.order
    context = PickUpMail(
        number=str(order),
        name=order.ship_name,
        order_url=order_page(order),
        step=step,
        code=row.code,
        store=address_lines(row.warehouse),
        kept_until=clock.business_day(kept_until(row)),
        lines=mail_lines(order),
    )
    key = f"pick_up.{step}:{row.public_id}"
    send_to_buyer(MailKind.PICK_UP, order, key, context.as_json())
