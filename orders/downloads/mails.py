"""The mail that tells a buyer of their downloads."""

from __future__ import annotations

from django.db.models import Min

from events.outbox import Payload
from foundation import clock
from notifications.contexts import DownloadsReady
from notifications.kinds import MailKind
from orders.mails import order_page, send_to_buyer
from orders.models import DownloadGrant, Order


def tell_granted(payloads: list[Payload]) -> None:
    """Outbox consumer of ``downloads.granted``: one mail an order, with the page that has them."""
    for order in Order.objects.filter(pk__in={payload["order"] for payload in payloads}):
        grants = DownloadGrant.objects.filter(line__order=order, withdrawn_at__isnull=True)
        until = grants.aggregate(until=Min("expires_at"))["until"]
        if until is None:
            continue
        titles = grants.order_by("line_id", "file__position", "pk")
        context = DownloadsReady(
            number=str(order),
            name=order.ship_name,
            order_url=order_page(order),
            files=tuple(titles.values_list("file__title", flat=True)),
            good_until=clock.business_day(until),
        )
        key = f"downloads.granted:{order.public_id}"
        send_to_buyer(MailKind.DOWNLOADS, order, key, context.as_json())
