"""What left for buyers of a marketplace, and what is to be given back there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from foundation import clock
from foundation.money import Money
from orders.models import Refund, RefundState, ShipmentLine
from shop.marketplaces.models import Marketplace


@dataclass(frozen=True, slots=True)
class SentItem:
    """Units of a line of the marketplace's order in one parcel."""

    order: str
    item: str
    sku: str
    quantity: int
    carrier: str
    tracking: str
    tracking_url: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money that the shop noted as given back: staff do it there."""

    order: str
    amount: Money
    reason: str
    noted_at: datetime


def sent_items(marketplace: Marketplace, *, since: datetime) -> Iterator[SentItem]:
    """Parcels that left since a moment, oldest first; a line of the file is told once a parcel."""
    rows = (
        ShipmentLine.objects.filter(
            shipment__order__at_marketplace__marketplace=marketplace,
            shipment__shipped_at__gte=since,
        )
        .select_related("shipment__order__at_marketplace", "line__at_marketplace")
        .order_by("shipment__shipped_at", "shipment", "line")
    )
    for (_parcel, item, sku), group in groupby(rows.iterator(chunk_size=1000), _of_parcel):
        lines = list(group)
        parcel = lines[0].shipment
        yield SentItem(
            order=parcel.order.at_marketplace.reference,
            item=item,
            sku=sku,
            quantity=sum(row.quantity for row in lines),
            carrier=parcel.carrier,
            tracking=parcel.tracking,
            tracking_url=parcel.tracking_url,
            sent_at=parcel.shipped_at,
        )


def _of_parcel(row: ShipmentLine) -> tuple[int, str, str]:
    """Lines of one item stand side by side: they were written together."""
    known = getattr(row.line, "at_marketplace", None)
    return row.shipment_id, known.item if known else "", row.line.sku


def given_back_lately(marketplace: Marketplace) -> list[GivenBack]:
    """What was noted in the last thirty days, newest first, fifty at most."""
    found = list(given_back(marketplace, since=clock.now() - timedelta(days=30)))
    return found[::-1][:50]


def given_back(marketplace: Marketplace, *, since: datetime) -> Iterator[GivenBack]:
    """Refunds noted since a moment, oldest first; what was refused by nobody stands."""
    rows = (
        Refund.objects.filter(
            payment__order__at_marketplace__marketplace=marketplace, created_at__gte=since
        )
        .exclude(state=RefundState.FAILED)
        .select_related("payment__order__at_marketplace")
        .order_by("created_at", "pk")
    )
    for refund in rows.iterator(chunk_size=1000):
        yield GivenBack(
            order=refund.payment.order.at_marketplace.reference,
            amount=Money(refund.amount_minor, refund.currency),
            reason=refund.reason,
            noted_at=refund.created_at,
        )
