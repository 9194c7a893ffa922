"""Where the demo's goods come from and where they lie: suppliers, orders, a second place, a count.

The past is written in bulk; what staff would have done these days goes through the services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from django.utils.text import slugify

from catalog.models import Variant
from foundation import clock
from foundation.money import Money
from inventory.history import PastPurchase, PastPurchaseLine, record_purchases
from inventory.models import (
    PolicyKind,
    PurchaseOrder,
    PurchaseOrderState,
    StockLevel,
    Supplier,
    SupplierOffer,
    Warehouse,
)
from inventory.services import (
    LineRequest,
    close_count,
    default_warehouse,
    draft_count,
    draft_purchase_order,
    draft_transfer,
    receive_purchase_order,
    receive_transfer,
    record_counted,
    save_warehouse,
    send_transfer,
    set_stock_policy,
    start_count,
)
from inventory.snapshots import fill_stock_outs, stock_out_minutes, take_snapshot
from shop.demo.past import Past, cost_of
from shop.demo.play import PlayedDay, purchase_number

WHOLESALER = "Northgate Wholesale"
ARCADE = "arcade"
"""The code of the shop at which orders are collected."""
CHEAP = 1_500
PACK = 6
MOVED_VARIANTS = 24
COUNTED_VARIANTS = 40
POLICIES = ((PolicyKind.BACKORDER, 20), (PolicyKind.BACKORDER, 10), (PolicyKind.PREORDER, 30))
EVENING = 17 * 3600
MORNING = 6 * 3600


def make_warehouses() -> Warehouse:
    """The default one keeps nearly everything, beside a shop to pick up at and a depot."""
    main = default_warehouse()
    main.name, main.priority = "Riverside warehouse", 10
    main.line1, main.postcode, main.city, main.country = "4 Riverside", "LS9 8AA", "Leeds", "GB"
    save_warehouse(warehouse=main)
    save_warehouse(
        warehouse=Warehouse(
            code=ARCADE, name="Shop in the Arcade", priority=60, is_pickup=True,
            line1="11 County Arcade", postcode="LS1 6BH", city="Leeds", country="GB",
        )
    )  # fmt: skip
    save_warehouse(
        warehouse=Warehouse(
            code="malmo", name="Malmö depot", priority=40, serves="SE DK FI",
            line1="Hamngatan 8", postcode="211 22", city="Malmö", country="SE",
        )
    )  # fmt: skip
    return main


def supply(past: Past, played: Sequence[PlayedDay]) -> None:
    """Suppliers, thirteen months of purchase orders, and what staff did these days."""
    suppliers = _make_suppliers(past)
    _make_offers(past, suppliers)
    record_purchases(purchases=list(_purchases(past, played, suppliers)))
    _receive_in_part(past)
    _plan_a_purchase(past, suppliers)
    _move_some(past)
    _count_some(past)
    _sell_beyond(past)
    _reckon_stock_outs(played[0].date, played[-1].date)


def _make_suppliers(past: Past) -> dict[str, Supplier]:
    """Each maker sells its own goods; a wholesaler has some of them sooner and dearer."""
    makers = sorted({one.merchandise.brand for one in past.shelved})
    Supplier.objects.bulk_create(
        Supplier(
            code=slugify(name),
            name=name,
            email=f"orders@{slugify(name)}.example",
            currency=settings.SHOP_BASE_CURRENCY,
        )
        for name in [*makers, WHOLESALER]
    )
    return {supplier.name: supplier for supplier in Supplier.objects.all()}


def _make_offers(past: Past, suppliers: dict[str, Supplier]) -> None:
    market = past.world.market.suppliers
    owner = past.world.catalogue.product_supplier[past.world.catalogue.variant_product]
    offers = []
    for index, (variant, one) in enumerate(zip(past.variants, past.product_of, strict=True)):
        maker = int(owner[index])
        offers.append(
            SupplierOffer(
                supplier=suppliers[one.merchandise.brand],
                variant_id=variant.id,
                supplier_sku=f"{slugify(one.merchandise.brand)[:3].upper()}-{1000 + index}",
                cost_minor=cost_of(one),
                currency=settings.SHOP_BASE_CURRENCY,
                pack_size=PACK if one.merchandise.price < CHEAP else 1,
                minimum_quantity=PACK if one.merchandise.price < CHEAP else 1,
                lead_time_days=round(float(market.lead_mean[maker])),
                lead_time_spread_days=round(float(market.lead_sd[maker]), 1),
                is_preferred=True,
            )
        )
        if index % 9 == 0:
            offers.append(
                SupplierOffer(
                    supplier=suppliers[WHOLESALER], variant_id=variant.id,
                    cost_minor=cost_of(one) * 112 // 100, currency=settings.SHOP_BASE_CURRENCY,
                    lead_time_days=3, lead_time_spread_days=0.5,
                )
            )  # fmt: skip
    SupplierOffer.objects.bulk_create(offers, batch_size=1_000)


def _purchases(
    past: Past, played: Sequence[PlayedDay], suppliers: dict[str, Supplier]
) -> Iterator[PastPurchase]:
    warehouse_id = default_warehouse().pk
    lead = past.world.market.suppliers.lead_mean
    last = len(played) - 1
    for day in played:
        lines = day.ordered
        for number in sorted(set(lines.number.tolist())):
            own = lines.take(lines.number == number)
            arrived = int(own.received_day[0])
            sent_at = min(past.moment(day.date, EVENING), past.now)
            yield PastPurchase(
                number=purchase_number(number),
                supplier_id=suppliers[past.product_of[int(own.variant[0])].merchandise.brand].pk,
                warehouse_id=warehouse_id,
                currency=settings.SHOP_BASE_CURRENCY,
                sent_at=sent_at,
                expected_on=day.date + timedelta(days=round(float(lead[int(own.supplier[0])]))),
                lines=tuple(_past_lines(past, own)),
                received_at=(
                    min(past.moment(played[arrived].date, MORNING), past.now)
                    if arrived <= last
                    else None
                ),
            )


def _past_lines(past: Past, lines: object) -> Iterator[PastPurchaseLine]:
    columns = (lines.variant, lines.quantity, lines.received)  # type: ignore[attr-defined]
    for index, quantity, received in zip(*(c.tolist() for c in columns), strict=True):
        cost = Money(cost_of(past.product_of[index]), settings.SHOP_BASE_CURRENCY)
        yield PastPurchaseLine(past.variants[index].id, quantity, received, cost)


def _receive_in_part(past: Past) -> None:
    """Of the order that is due first, the first half has come."""
    order = (
        PurchaseOrder.objects.filter(state=PurchaseOrderState.SENT)
        .order_by("expected_on", "pk")
        .first()
    )
    if order is None:
        return
    lines = list(order.lines.all())
    came = {line.variant_id: line.quantity for line in lines[: (len(lines) + 1) // 2]}
    receive_purchase_order(order=order, quantities=came, delivery_note="LS-20417", at=past.now)


def _plan_a_purchase(past: Past, suppliers: dict[str, Supplier]) -> None:
    """A draft that waits for somebody to send it."""
    offers = suppliers[WHOLESALER].offers.order_by("pk")[:3]
    draft_purchase_order(
        supplier=suppliers[WHOLESALER],
        lines=[LineRequest(offer.variant_id, 12) for offer in offers],
        freight=Money(1_800, settings.SHOP_BASE_CURRENCY),
        note="For the window of the shop",
        at=past.now,
    )


def _move_some(past: Past) -> None:
    """The shop and the depot have a little of what there is most of; more is on its way."""
    main = default_warehouse()
    fullest = [level.variant_id for level in _fullest(MOVED_VARIANTS * 2)]
    places = Warehouse.objects.exclude(pk=main.pk).order_by("code")
    for place, variants in zip(
        places, (fullest[:MOVED_VARIANTS], fullest[MOVED_VARIANTS:]), strict=True
    ):
        sent_at = past.now - timedelta(days=2)
        transfer = draft_transfer(
            source=main, target=place, quantities=dict.fromkeys(variants, 2), at=sent_at
        )
        send_transfer(transfer=transfer, at=sent_at)
        receive_transfer(transfer=transfer, at=past.now - timedelta(days=1))
    late = draft_transfer(
        source=main,
        target=places[0],
        quantities=dict.fromkeys(fullest[:6], 1),
        expected_on=clock.business_day(past.now) + timedelta(days=1),
        at=past.now,
    )
    send_transfer(transfer=late, at=past.now)


def _fullest(count: int) -> Iterable[StockLevel]:
    free = StockLevel.objects.filter(warehouse=default_warehouse())
    return sorted(free, key=lambda level: (level.allocated - level.on_hand, level.pk))[:count]


def _count_some(past: Past) -> None:
    """A shelf was counted this morning: a few units were missing, one was found."""
    rng = np.random.default_rng([past.seed, 23])
    levels = list(_fullest(COUNTED_VARIANTS))
    count = draft_count(
        warehouse=default_warehouse(),
        variant_ids=[level.variant_id for level in levels],
        note="Shelf A to D",
        at=past.now - timedelta(hours=3),
    )
    start_count(count=count)
    off = rng.choice([0, 0, 0, 0, 0, 0, -1, -1, 1], size=len(levels)).tolist()
    record_counted(
        count=count,
        counted={
            level.variant_id: level.on_hand + difference
            for level, difference in zip(levels, off, strict=True)
        },
    )
    close_count(count=count)


def _sell_beyond(past: Past) -> None:
    """Some of what is nearly gone can be ordered ahead."""
    scarce = sorted(
        StockLevel.objects.filter(warehouse=default_warehouse()),
        key=lambda level: (level.on_hand - level.allocated, level.pk),
    )
    release = clock.business_day(past.now) + timedelta(days=21)
    variants = Variant.objects.in_bulk([level.variant_id for level in scarce[: len(POLICIES)]])
    for level, (kind, limit) in zip(scarce, POLICIES, strict=False):
        set_stock_policy(
            variant=variants[level.variant_id],
            kind=kind,
            limit=limit,
            releases_on=release if kind == PolicyKind.PREORDER else None,
            at=past.now,
        )


def _reckon_stock_outs(first: date, last: date) -> None:
    """What nights would have reckoned; yesterday's snapshot is where the nightly job goes on."""
    by_day: dict[date, dict[int, int]] = defaultdict(dict)
    by_day.update(stock_out_minutes(first_day=first, last_day=last))
    fill_stock_outs(by_day, days=sorted(by_day))
    take_snapshot(day=min(last, clock.business_day()) - timedelta(days=1))
