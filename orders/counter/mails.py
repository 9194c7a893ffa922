"""The receipt by mail, where the buyer wished for it."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation

from events.outbox import Payload
from notifications.kinds import MailKind
from orders.mails import confirmation_of, language_of, send_to_buyer
from orders.models import CounterSale


def tell_sold(payloads: list[Payload]) -> None:
    """Outbox consumer: sales whose receipt goes by mail, each once."""
    rows = CounterSale.objects.filter(pk__in={payload["sale"] for payload in payloads})
    for sale in rows.select_related("order", "shift__register__warehouse").order_by("pk"):
        order, store = sale.order, sale.shift.register.warehouse
        if not order.email or sale.finished_at is None:
            continue
        with translation.override(language_of(order)):
            context = replace(confirmation_of(order), sold_at=store.name, delivery_to=())
        key = f"counter.sold:{sale.public_id}"
        send_to_buyer(MailKind.ORDER_CONFIRMATION, order, key, context.as_json())
