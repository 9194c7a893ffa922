"""Reading stock."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Sum

from inventory.models import StockLevel
from inventory.services import live_reservations


def availability(
    variant_ids: Iterable[int], *, at: datetime | None = None
) -> dict[int, int]:
    """Units that can be sold now, by variant; a variant that is absent is not tracked."""
    wanted = list(variant_ids)
    levels = (
        StockLevel.objects.filter(variant_id__in=wanted)
        .values("variant_id")
        .annotate(units=Sum(F("on_hand") - F("allocated")))
    )
    available = {entry["variant_id"]: int(entry["units"]) for entry in levels}
    if not available:
        return {}
    reserved = (
        live_reservations(at)
        .filter(variant_id__in=list(available))
        .values("variant_id")
        .annotate(units=Sum("quantity"))
    )
    for entry in reserved:
        available[entry["variant_id"]] -= int(entry["units"])
    return {variant: max(units, 0) for variant, units in available.items()}
