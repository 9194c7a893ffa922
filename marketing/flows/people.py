"""Who a trigger may look at, as filters of set-wise statements; the gate asks again later."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q

from events.names import Consent
from orders.models import Order, OrderState

MARKETING: Final = [level for level in Consent if level & Consent.MARKETING]
BOTH: Final = [Consent.ALL]


def agreeing(*, to_personal: bool = False, via: str = "customer__") -> Q:
    """Customers, over ``via``, who agreed to marketing; ``to_personal`` to both kinds."""
    levels = BOTH if to_personal else MARKETING
    return Q(**{f"{via}consent__in": levels, f"{via}erased_at__isnull": True})


def ordered_after(moment: str, *, customer: str = "customer") -> Exists:
    """Whether the customer of a row ordered after the moment in a column of it."""
    since = OuterRef(moment)
    return Exists(
        Order.objects.filter(customer=OuterRef(customer)).filter(
            Q(state=OrderState.PLACED, placed_at__gte=since)
            | Q(state=OrderState.PENDING, created_at__gte=since)
        )
    )
