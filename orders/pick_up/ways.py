"""A way of collecting stays what it is while orders are still to be collected by it.

An order remembers its way by the code alone: by it the desk knows in which store to look.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import ngettext

from foundation.refusals import Refusal
from orders.fulfilment.selectors import UNSENT
from orders.models import Order, OrderState, ShippingKind, ShippingMethod

_HELD_TO = ("code", "kind", "warehouse_id")
_LIVE = (OrderState.PENDING, OrderState.PLACED)


def to_be_collected(way: ShippingMethod) -> int:
    """How many orders are still to be collected by a way; those that are being paid, too."""
    if way.kind != ShippingKind.PICKUP:
        return 0
    orders = Order.objects.filter(shipping_code=way.code, ship_line1="", state__in=_LIVE)
    return orders.filter(fulfilment_state__in=UNSENT).count()


def why_it_stays(way: ShippingMethod) -> str:
    """Why a way cannot be deleted now; empty where it can."""
    number = to_be_collected(way)
    if not number:
        return ""
    return ngettext(
        "%(number)d order is still to be collected by “%(way)s”. Put it out of use instead:"
        " nobody can choose it then, and the desk still shows what is to be collected.",
        "%(number)d orders are still to be collected by “%(way)s”. Put it out of use instead:"
        " nobody can choose it then, and the desk still shows what is to be collected.",
        number,
    ) % {"number": number, "way": way.name}


def check_way(way: ShippingMethod) -> None:
    """What ``save_way`` refuses.

    Raises:
        Refusal: orders are still to be collected, and it would be called otherwise, be no way of
            collecting any more, or lead to another store.
    """
    before = ShippingMethod.objects.filter(pk=way.pk).first()
    if before is None:
        return
    changed = [name for name in _HELD_TO if getattr(before, name) != getattr(way, name)]
    if changed and (words := why_it_stays(before)):
        raise Refusal(words, field=changed[0].removesuffix("_id"))


@transaction.atomic
def save_way(way: ShippingMethod) -> ShippingMethod:
    """Add a way of shipping or change it.

    Raises:
        Refusal: as ``check_way``.
    """
    check_way(way)
    way.save()
    return way


@transaction.atomic
def delete_way(way: ShippingMethod) -> None:
    """Delete a way of shipping; past orders keep its code.

    Raises:
        Refusal: orders are still to be collected by it.
    """
    if words := why_it_stays(way):
        raise Refusal(words)
    way.delete()
