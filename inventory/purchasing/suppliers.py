"""Suppliers and the terms of what they sell us."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from foundation.money import Money
from inventory.models import PurchaseReceipt, Supplier, SupplierOffer
from inventory.purchasing.lead_times import measure
from inventory.stock.errors import StockRuleBroken


@transaction.atomic
def set_offer(
    *,
    supplier: Supplier,
    variant: Variant,
    cost: Money,
    supplier_sku: str = "",
    minimum_quantity: int = 1,
    pack_size: int = 1,
    lead_time_days: float = 7.0,
    lead_time_spread_days: float = 0.0,
    is_preferred: bool = False,
) -> SupplierOffer:
    """On what terms a supplier sells a variant; a preferred one takes the place of another's.

    Raises:
        StockRuleBroken: numbers that make no sense.
    """
    if minimum_quantity < 1 or pack_size < 1:
        raise StockRuleBroken(_("At least one unit."), field="minimum_quantity")
    if cost.minor < 0 or lead_time_days < 0 or lead_time_spread_days < 0:
        raise StockRuleBroken(_("This cannot be negative."), field="cost_minor")
    if is_preferred:
        prefer_over_others(supplier=supplier, variant_id=variant.pk)
    offer, _created = SupplierOffer.objects.update_or_create(
        supplier=supplier,
        variant=variant,
        defaults={
            "cost_minor": cost.minor,
            "currency": cost.currency,
            "supplier_sku": supplier_sku,
            "minimum_quantity": minimum_quantity,
            "pack_size": pack_size,
            "lead_time_days": lead_time_days,
            "lead_time_spread_days": lead_time_spread_days,
            "is_preferred": is_preferred,
        },
    )
    return offer


@transaction.atomic
def save_offer(*, offer: SupplierOffer) -> SupplierOffer:
    """Write an offer; a preferred one takes the place of another supplier's."""
    if offer.is_preferred:
        prefer_over_others(supplier=offer.supplier, variant_id=offer.variant_id)
    offer.save()
    return offer


def prefer_over_others(*, supplier: Supplier, variant_id: int) -> None:
    """No other supplier's offer of the variant is the preferred one any more."""
    others = SupplierOffer.objects.filter(variant_id=variant_id, is_preferred=True)
    others.exclude(supplier=supplier).update(is_preferred=False)


def order_quantity(*, offer: SupplierOffer, units: int) -> int:
    """The least that can be ordered and covers ``units``: whole packs, the minimum at least."""
    least = max(units, offer.minimum_quantity)
    packs = -(-least // offer.pack_size)
    return packs * offer.pack_size


def learn_lead_times(*, supplier: Supplier, variant_ids: list[int] | None = None) -> None:
    """Measure anew how long a supplier takes, for some variants or all, from all receipts."""
    known = SupplierOffer.objects.filter(supplier=supplier)
    offers = list(known if variant_ids is None else known.filter(variant_id__in=variant_ids))
    days: dict[int, list[float]] = {offer.variant_id: [] for offer in offers}
    receipts = PurchaseReceipt.objects.filter(
        line__order__supplier=supplier,
        line__variant_id__in=list(days),
    ).values_list("line__variant_id", "line__order__sent_at", "received_at")
    for variant_id, sent_at, received_at in receipts:
        if sent_at is not None:
            days[variant_id].append(max((received_at - sent_at).total_seconds(), 0) / 86_400)
    for offer in offers:
        measured = measure(days[offer.variant_id])
        offer.measured_days, offer.measured_spread_days = measured.mean, measured.spread
        offer.measured_receipts = measured.count
    SupplierOffer.objects.bulk_update(
        offers, ["measured_days", "measured_spread_days", "measured_receipts"], batch_size=100
    )
