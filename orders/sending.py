"""What is sent in a parcel, and what by e-mail: downloads and gift cards.

An order of which nothing is sent needs no address: its way of delivery is "By e-mail". Whatever
goes by e-mail is fulfilled by itself once its order is placed and not held.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from modeltranslation.utils import build_localized_fieldname

from catalog.models import ProductKind
from events.outbox import Payload, publish
from orders.models import Order, OrderLine, OrderState, ShippingKind, ShippingMethod
from orders.shipping import CACHE_KEY
from orders.states import refresh_states

BY_EMAIL = (ProductKind.DIGITAL.value, ProductKind.GIFT_CARD.value)
"""Kinds of products that no parcel holds and no warehouse keeps."""
WAY_BY_EMAIL = "by-email"


def needs_sending(kind: str) -> bool:
    """Whether a parcel must leave for a product of a kind."""
    return kind not in BY_EMAIL


def offer_way_by_email() -> None:
    """Make the way of delivery for carts of which nothing is sent, where the shop has none yet.

    Staff may rename it; taken out of use it stays so, and such carts cannot be ordered.
    """
    _way, is_new = ShippingMethod.objects.get_or_create(
        code=WAY_BY_EMAIL,
        defaults={
            **_names_in_every_language(),
            "kind": ShippingKind.EMAIL,
            "price_minor": 0,
            "days_min": 0,
            "days_max": 0,
            "cutoff_hour": 24,
        },
    )
    if is_new:
        cache.delete(CACHE_KEY)


def _names_in_every_language() -> dict[str, str]:
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names[build_localized_fieldname("name", language)] = gettext("By e-mail")
    return names


def has_way_by_email(methods: Iterable[ShippingMethod]) -> bool:
    return any(method.kind == ShippingKind.EMAIL for method in methods)


@transaction.atomic
def deliver_by_email(*, order: Order, at: datetime | None = None) -> list[OrderLine]:
    """Note what goes by e-mail as sent; again, or while the order is held, it changes nothing.

    Whoever makes what is delivered hears ``order.delivered_by_email`` in the same transaction.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.state != OrderState.PLACED or order.is_held:
        return []
    lines = [
        line
        for line in order.lines.select_for_update().filter(kind__in=BY_EMAIL).order_by("pk")
        if line.shipped + line.cancelled < line.quantity
    ]
    if not lines:
        return []
    for line in lines:
        line.shipped = line.quantity - line.cancelled
    OrderLine.objects.bulk_update(lines, ["shipped"])
    refresh_states(order)
    publish("order.delivered_by_email", {"order": order.pk, "lines": [line.pk for line in lines]})
    return lines


def deliver_placed(payloads: list[Payload]) -> None:
    """Outbox consumer: orders that were placed, or are held no longer."""
    keys = {payload["order"] for payload in payloads}
    held_by_mail = Order.objects.filter(pk__in=keys, lines__kind__in=BY_EMAIL).distinct()
    for order in held_by_mail.order_by("pk"):
        deliver_by_email(order=order)
