"""From whom a variant would be bought, and how long that takes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Sum

from forecasting.models import ReplenishmentPolicy
from forecasting.replenishment.demand import Outlook
from inventory.algorithms.buying import Need, Offer, choose_supplier
from inventory.models import PurchaseOrderLine, PurchaseOrderState, SupplierOffer

ENOUGH_RECEIPTS = 3
"""From so many receipts on, what was measured says more than what the supplier told."""
ASSUMED_LEAD_DAYS = 14.0
ASSUMED_SPREAD = 0.25
"""Share of a lead time that it is taken to vary by where nobody knows."""
LEAST_RELIABILITY = 0.5


class LeadOrigin(StrEnum):
    """Where a lead time comes from."""

    LEARNED = "learned"
    TOLD = "told"
    ASSUMED = "assumed"


class Choice(StrEnum):
    """Why this supplier."""

    PREFERRED = "preferred"
    ONLY = "only"
    CHEAPEST = "cheapest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a variant is bought; without a supplier the lead time is an assumption."""

    choice: Choice
    lead_days: float
    lead_sd: float
    lead_origin: LeadOrigin
    receipts: int = 0
    supplier_id: int | None = None
    supplier: str = ""
    others: int = 0
    unit_cost_minor: int | None = None
    currency: str = ""
    minimum: int = 1
    pack: int = 1

    @property
    def in_base(self) -> bool:
        """Whether its cost can be added up with others in the shop's currency."""
        return self.currency == settings.SHOP_BASE_CURRENCY


NOBODY = Source(
    Choice.NONE, ASSUMED_LEAD_DAYS, ASSUMED_LEAD_DAYS * ASSUMED_SPREAD, LeadOrigin.ASSUMED
)


def read_offers(variant_ids: Sequence[int]) -> dict[int, list[SupplierOffer]]:
    """Offers of active suppliers, by variant."""
    offers: dict[int, list[SupplierOffer]] = defaultdict(list)
    rows = SupplierOffer.objects.filter(variant_id__in=variant_ids, supplier__is_active=True)
    for offer in rows.select_related("supplier").order_by("pk"):
        offers[offer.variant_id].append(offer)
    return offers


def read_reliability() -> dict[int, float]:
    """Share of the units ordered that arrived, by supplier, of orders that are closed."""
    closed = PurchaseOrderLine.objects.filter(order__state=PurchaseOrderState.RECEIVED)
    sums = closed.values_list("order__supplier_id").annotate(Sum("received"), Sum("quantity"))
    return {
        supplier: min(max(received / ordered, LEAST_RELIABILITY), 1.0)
        for supplier, received, ordered in sums
        if ordered
    }


def choose_source(
    offers: Sequence[SupplierOffer],
    *,
    outlook: Outlook,
    policy: ReplenishmentPolicy,
    service_level: float,
    cover_days: float,
    price_minor: int | None,
    reliability: Mapping[int, float],
) -> Source:
    """The preferred supplier, else the one that costs least in all; nobody where nobody sells it.

    Costs in other currencies cannot be compared here: offers in the shop's own come first.
    """
    if not offers:
        return NOBODY
    if preferred := next((offer for offer in offers if offer.is_preferred), None):
        return _source(preferred, Choice.PREFERRED, len(offers) - 1)
    if len(offers) == 1:
        return _source(offers[0], Choice.ONLY, 0)
    comparable = [offer for offer in offers if offer.currency == settings.SHOP_BASE_CURRENCY]
    comparable = comparable or [one for one in offers if one.currency == offers[0].currency]
    need = _need(outlook, policy, service_level, cover_days, price_minor, comparable)
    terms = [_terms(offer, policy, reliability) for offer in comparable]
    cheapest = choose_supplier(terms, need)[0]
    return _source(comparable[cheapest.offer], Choice.CHEAPEST, len(offers) - 1)


def lead_time(offer: SupplierOffer) -> tuple[float, float, LeadOrigin]:
    """Days from order to receipt, their spread, and where both come from."""
    if offer.measured_days is not None and offer.measured_receipts >= ENOUGH_RECEIPTS:
        spread = offer.measured_spread_days
        measured = offer.measured_days
        return measured, spread or measured * ASSUMED_SPREAD, LeadOrigin.LEARNED
    told = offer.lead_time_days
    return told, offer.lead_time_spread_days or told * ASSUMED_SPREAD, LeadOrigin.TOLD


def _source(offer: SupplierOffer, choice: Choice, others: int) -> Source:
    days, spread, origin = lead_time(offer)
    return Source(
        choice=choice,
        lead_days=days,
        lead_sd=spread,
        lead_origin=origin,
        receipts=offer.measured_receipts,
        supplier_id=offer.supplier_id,
        supplier=offer.supplier.name,
        others=others,
        unit_cost_minor=offer.cost_minor,
        currency=offer.currency,
        minimum=offer.minimum_quantity,
        pack=offer.pack_size,
    )


def _need(
    outlook: Outlook,
    policy: ReplenishmentPolicy,
    service_level: float,
    cover_days: float,
    price_minor: int | None,
    offers: Sequence[SupplierOffer],
) -> Need:
    mean, sd = outlook.over(28)
    least = min(offer.cost_minor for offer in offers)
    return Need(
        daily_demand=mean / 28,
        daily_sd=sd / math.sqrt(28),
        holding_rate=policy.holding_rate,
        shortage_cost=float(max((price_minor or least) - least, 0)),
        service_level=service_level,
        most_days=max(cover_days, 1.0),
    )


def _terms(
    offer: SupplierOffer, policy: ReplenishmentPolicy, reliability: Mapping[int, float]
) -> Offer:
    days, spread, _origin = lead_time(offer)
    return Offer(
        unit_cost=float(offer.cost_minor),
        lead_days=days,
        lead_sd=spread,
        reliability=reliability.get(offer.supplier_id, 1.0),
        order_cost=float(policy.order_cost_minor),
        minimum=float(offer.minimum_quantity),
        pack=float(offer.pack_size),
    )
