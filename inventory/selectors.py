"""Reading stock."""

from collections.abc import Iterable
from datetime import datetime

from inventory.models import StockLevel
from inventory.services import live_reservations


def availability(variant_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, int]:
    """Units that can be sold now, by variant; a variant that is absent is not tracked."""
    available: dict[int, int] = {}
    # Summed here: a variant lies in few warehouses, and GROUP BY makes a short query a long one.
    for variant_id, on_hand, allocated in StockLevel.objects.filter(
        variant_id__in=list(variant_ids)
    ).values_list("variant_id", "on_hand", "allocated"):
        available[variant_id] = available.get(variant_id, 0) + on_hand - allocated
    if not available:
        return {}
    reserved = live_reservations(at).filter(variant_id__in=list(available))
    for variant_id, quantity in reserved.values_list("variant_id", "quantity"):
        available[variant_id] -= quantity
    return {variant: max(units, 0) for variant, units in available.items()}
