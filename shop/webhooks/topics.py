"""The topics of webhooks that the shop has, and what they are called."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from events.outbox import Payload
from events.webhooks.topics import Told, Topic, topics

LABELS = {
    "order.placed": _("Order placed"),
    "order.paid": _("Order paid"),
    "order.shipped": _("Parcel left"),
    "order.cancelled": _("Order cancelled"),
    "order.refunded": _("Money went back"),
    "order.readdressed": _("Order goes elsewhere"),
    "order.released": _("Held order goes its way"),
    "order.disputed": _("Payment disputed"),
    "return.updated": _("Return went on"),
    "quote.updated": _("Quote went on"),
    "company.changed": _("Company changed"),
    "customer.created": _("Customer came"),
    "gift_card.issued": _("Gift card issued"),
    "gift_card.changed": _("Gift card changed"),
    "price.changed": _("Price changed"),
    "product.changed": _("Product changed"),
    "stock.changed": _("Stock changed"),
}
NEWEST_IS_ENOUGH = {"product.changed", "stock.changed", "company.changed"}


def register_topics() -> None:
    """Called once, when the shop starts."""
    for name, label in LABELS.items():
        topic = Topic(name, label, _teller(name), newest_is_enough=name in NEWEST_IS_ENOUGH)
        if topics.get(name) is None:
            topics.register(name, topic)


def _teller(name: str) -> Callable[[list[Payload]], list[Told | None]]:
    """What tells a topic; read when first asked, as the API's records know all apps' columns."""

    def tell(payloads: list[Payload]) -> list[Told | None]:
        from shop.webhooks.telling import TELLERS

        return TELLERS[name](payloads)

    return tell
