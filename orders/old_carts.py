"""Carts that nobody comes back for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from foundation import clock
from orders.models import Cart, CartState

KEEP = timedelta(days=90)
"""As long as a guest's browser keeps the cookie that opens the cart."""
AT_ONCE = 1_000


def sweep_carts(*, at: datetime | None = None) -> int:
    """Forget guests' carts of long ago; returns how many. Those that led to an order stay."""
    limit, swept = (at or clock.now()) - KEEP, 0
    while count := _sweep(limit):
        swept += count
    return swept


@transaction.atomic
def _sweep(limit: datetime) -> int:
    old = Cart.objects.filter(
        customer__isnull=True,
        order__isnull=True,
        state__in=(CartState.OPEN, CartState.MERGED),
        updated_at__lt=limit,
    )
    # Locked, so that nothing is put into a cart while it goes.
    keys = old.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    chosen = list(keys[:AT_ONCE])
    Cart.objects.filter(pk__in=chosen).delete()
    return len(chosen)
