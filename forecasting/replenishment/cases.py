"""The cases of a plan: everything that is known of some variants, read in a few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from catalog.models import ProductStatus, Variant
from forecasting.replenishment.demand import Outlook, Sales, read_outlooks, read_sales
from forecasting.replenishment.policy_book import PolicyBook, read_policy_book
from forecasting.replenishment.reckoning import Case
from forecasting.replenishment.sourcing import choose_source, read_offers, read_reliability
from forecasting.replenishment.supply import (
    Place,
    Supply,
    demand_shares,
    read_supply,
    shipped_by_place,
    shipped_by_warehouse,
)
from forecasting.replenishment.worth import UNSOLD, Standing, cover_of, shop_standings
from foundation import clock
from inventory.models import SupplierOffer
from inventory.services import default_warehouse


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is alike for all variants of a plan."""

    day: date
    at: datetime | None
    main: int
    book: PolicyBook
    standings: Mapping[int, Standing]
    reliability: Mapping[int, float]
    usual_split: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Goods:
    """A variant as the catalogue has it."""

    variant_id: int
    category_id: int | None
    days_old: int
    is_sold: bool


def read_circumstances(*, at: datetime | None = None) -> Circumstances:
    """Policies, classes, reliability of suppliers and the split over warehouses."""
    day = clock.business_day(at)
    return Circumstances(
        day=day,
        at=at,
        main=default_warehouse().pk,
        book=read_policy_book(),
        standings=shop_standings(day=day),
        reliability=read_reliability(),
        usual_split=shipped_by_warehouse(at=at),
    )


def read_cases(variant_ids: Sequence[int], around: Circumstances) -> dict[Place, Case]:
    """The cases of tracked variants, one for each active warehouse with a level."""
    supply = read_supply(variant_ids, main=around.main, at=around.at)
    tracked = sorted({variant for variant, _warehouse in supply})
    goods = _read_goods(tracked, around.day)
    sales = read_sales(tracked, day=around.day)
    ages = {pk: one.days_old for pk, one in goods.items()}
    outlooks = read_outlooks(tracked, day=around.day, sales=sales, ages=ages)
    shipped = shipped_by_place(at=around.at, variant_ids=tracked)
    shares = demand_shares(list(supply), shipped, around.usual_split, main=around.main)
    offers = read_offers(tracked)
    return {
        place: _case(
            place, stock, around, goods[place[0]],
            outlooks[place[0]], shares[place], sales.get(place[0], Sales()),
            offers.get(place[0], []),
        )
        for place, stock in sorted(supply.items())
        if place[0] in goods
    }  # fmt: skip


def _case(
    place: Place,
    supply: Supply,
    around: Circumstances,
    goods: _Goods,
    outlook: Outlook,
    share: float,
    sales: Sales,
    offers: Sequence[SupplierOffer],
) -> Case:
    standing = around.standings.get(goods.variant_id, UNSOLD)
    pk, category = goods.variant_id, goods.category_id
    policy = around.book.governing(variant_id=pk, category_id=category, supplier_id=None)
    source = choose_source(
        offers,
        outlook=outlook,
        policy=policy,
        service_level=policy.service_level or standing.service_level,
        cover_days=cover_of(policy, standing),
        price_minor=sales.price_minor,
        reliability=around.reliability,
    )
    unsold = (around.day - sales.last_day).days if sales.last_day else goods.days_old
    return Case(
        day=around.day,
        variant_id=goods.variant_id,
        warehouse_id=place[1],
        supply=supply,
        outlook=outlook if share == 1 else outlook.shared(share),
        share=share,
        source=source,
        policy=around.book.governing(
            variant_id=pk, category_id=category, supplier_id=source.supplier_id
        ),
        standing=standing,
        sales=sales,
        days_unsold=min(unsold, goods.days_old),
        days_old=goods.days_old,
        is_sold=goods.is_sold,
    )


def _read_goods(variant_ids: Sequence[int], day: date) -> dict[int, _Goods]:
    rows = Variant.objects.filter(pk__in=variant_ids).values_list(
        "pk", "is_active", "product__category_id", "product__status",
        "product__published_at", "product__created_at",
    )  # fmt: skip
    goods = {}
    for pk, is_active, category_id, status, published_at, created_at in rows:
        born = clock.business_day(published_at or created_at)
        goods[pk] = _Goods(
            variant_id=pk,
            category_id=category_id,
            days_old=max((day - born).days, 0),
            is_sold=is_active and status == ProductStatus.PUBLISHED,
        )
    return goods
