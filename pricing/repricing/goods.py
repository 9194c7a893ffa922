"""What the rails and the demand curve ask of variants, read for many products at once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Min

from catalog.models import Variant
from forecasting.models import PlanLine, StockState
from forecasting.replenishment.demand import Outlook, Sales, read_outlooks, read_sales
from foundation import clock
from inventory.selectors import availability, incoming, landed_costs
from pricing.competition.selectors import competitor_band
from pricing.models import AdvertisedMinimum, Price
from pricing.repricing.lessons import Lesson, lessons_of
from pricing.selectors import tax_policy
from pricing.selectors.prices import LOWEST_DAYS

LONG_AGO = 9_999
"""Days since the last change of a price that never changed."""
NOTHING_LEARNED = Lesson()


@dataclass(frozen=True, slots=True)
class Standing:
    """The price in force in the base currency and what its history says of it."""

    price_id: int
    amount: int
    compare_at: int | None
    cost: int | None
    days_since_change: int
    lowest: int


@dataclass(frozen=True, slots=True)
class Supply:
    """``free`` units now (infinite where stock is not kept), ``coming`` on their way;
    ``lead_days`` until what is ordered today would come, None where nobody delivers.
    """

    free: float
    coming: int
    lead_days: float | None
    is_excess: bool


@dataclass(frozen=True, slots=True)
class Good:
    """A variant with a price: money in minor units of the base currency, tax in basis points."""

    variant_id: int
    product_id: int
    category_id: int
    family_id: int | None
    ladder_id: int | None
    tier: int
    standing: Standing
    cost: int | None
    tax: int
    competitor: int
    minimum_advertised: int
    lesson: Lesson
    outlook: Outlook
    supply: Supply
    other_currencies: tuple[str, ...]

    @property
    def price(self) -> int:
        return self.standing.amount

    @property
    def net_share(self) -> float:
        """Which part of the price is not tax."""
        return 10_000 / (10_000 + self.tax)


def read_goods(
    product_ids: Collection[int], *, at: datetime | None = None
) -> dict[int, list[Good]]:
    """The priced active variants of products, by product; a fixed number of queries.

    Products without any variant that has a price above nought in the base currency are absent.
    """
    now = at or clock.now()
    variants = _variants(product_ids)
    ids = [row["pk"] for row in variants]
    standing = _standing(ids, now)
    known = _Known.of(variants, now)
    goods: dict[int, list[Good]] = defaultdict(list)
    for row in variants:
        if row["pk"] in standing:
            goods[row["product_id"]].append(known.good(row, standing[row["pk"]]))
    return dict(goods)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of variants, by their numbers."""

    taxes: Mapping[str, int]
    costs: Mapping[int, int]
    competitors: Mapping[int, int]
    minimums: Mapping[int, int]
    lessons: Mapping[int, Lesson]
    outlooks: Mapping[int, Outlook]
    supplies: Mapping[int, Supply]
    currencies: Mapping[int, tuple[str, ...]]

    @classmethod
    def of(cls, variants: Sequence[Mapping[str, Any]], now: datetime) -> _Known:
        ids = [row["pk"] for row in variants]
        base = settings.SHOP_BASE_CURRENCY
        bands = competitor_band(ids, at=now)
        minimums = AdvertisedMinimum.objects.filter(variant_id__in=ids, currency=base)
        return cls(
            taxes=_taxes({row["tax_code"] or "" for row in variants}),
            costs={pk: c.minor for pk, c in landed_costs(ids).items() if c.currency == base},
            competitors={pk: band.median for pk, band in bands.items() if not band.stale},
            minimums=dict(minimums.values_list("variant_id", "amount_minor")),
            lessons=lessons_of(ids, at=now),
            outlooks=_outlooks(variants, now),
            supplies=_supplies(ids, now),
            currencies=_own_prices(ids),
        )

    def good(self, row: Mapping[str, Any], standing: Standing) -> Good:
        pk = row["pk"]
        return Good(
            variant_id=pk,
            product_id=row["product_id"],
            category_id=row["category_id"],
            family_id=row["family_id"],
            ladder_id=row["ladder_id"],
            tier=row["tier"] or 0,
            standing=standing,
            cost=self.costs.get(pk) if standing.cost is None else standing.cost,
            tax=self.taxes[row["tax_code"] or ""],
            competitor=self.competitors.get(pk, 0),
            minimum_advertised=self.minimums.get(pk, 0),
            lesson=self.lessons.get(pk, NOTHING_LEARNED),
            outlook=self.outlooks[pk],
            supply=self.supplies[pk],
            other_currencies=self.currencies.get(pk, ()),
        )


def _variants(product_ids: Collection[int]) -> list[Mapping[str, Any]]:
    rows = (
        Variant.objects.filter(product_id__in=list(product_ids), is_active=True)
        .order_by("product_id", "position", "pk")
        .values(
            "pk",
            "product_id",
            category_id=F("product__category_id"),
            born=F("product__published_at"),
            tax_code=F("product__tax__tax_class__code"),
            family_id=F("product__price_family__family_id"),
            ladder_id=F("product__price_ladder__ladder_id"),
            tier=F("product__price_ladder__tier"),
        )
    )
    return [dict(row) for row in rows]


def _standing(variant_ids: Sequence[int], now: datetime) -> dict[int, Standing]:
    """Prices in force with how long they have stood and the lowest of the last 30 days."""
    rows = (
        Price.objects.filter(
            variant_id__in=variant_ids,
            currency=settings.SHOP_BASE_CURRENCY,
            starts_at__lte=now,
        )
        .order_by("variant_id", "-starts_at", "-pk")
        .values_list(
            "variant_id", "pk", "amount_minor", "compare_at_minor", "cost_minor", "starts_at",
            "ends_at",
        )
    )  # fmt: skip
    histories: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for variant_id, *row in rows:
        histories[variant_id].append(tuple(row))
    found = {}
    for variant_id, history in histories.items():
        price_id, amount, compare_at, cost, _starts_at, ends_at = history[0]
        if amount > 0 and (ends_at is None or ends_at > now):
            found[variant_id] = Standing(
                price_id, amount, compare_at, cost, _days_since(history, now), _lowest(history, now)
            )
    return found


def _days_since(newest_first: Sequence[tuple[Any, ...]], now: datetime) -> int:
    """Whole days since the amount became what it is; a new cost alone is no change."""
    amount = newest_first[0][1]
    for place, row in enumerate(newest_first):
        if row[1] != amount:
            since: timedelta = now - newest_first[place - 1][4]
            return since.days
    return LONG_AGO


def _lowest(newest_first: Sequence[tuple[Any, ...]], now: datetime) -> int:
    first = now - timedelta(days=LOWEST_DAYS)
    return min(row[1] for row in newest_first if row[5] is None or row[5] > first)


def _taxes(codes: Collection[str]) -> dict[str, int]:
    """The tax that prices contain at home, by the code of its class."""
    policy = tax_policy(None)
    return {code: policy.contained_rate(code) if policy.included else 0 for code in codes}


def _outlooks(variants: Sequence[Mapping[str, Any]], now: datetime) -> dict[int, Outlook]:
    day = clock.business_day(now)
    ids = [row["pk"] for row in variants]
    ages = {
        row["pk"]: max((day - clock.business_day(row["born"])).days, 0)
        for row in variants
        if row["born"] is not None
    }
    sales: dict[int, Sales] = read_sales(ids, day=day)
    return read_outlooks(ids, day=day, sales=sales, ages=ages)


def _supplies(variant_ids: Sequence[int], now: datetime) -> dict[int, Supply]:
    free = availability(variant_ids, at=now)
    coming = incoming(variant_ids)
    plans = {
        row["variant_id"]: row
        for row in PlanLine.objects.filter(variant_id__in=variant_ids)
        .values("variant_id")
        .annotate(lead=Min("lead_days"), supplier=Max("supplier_id"))
    }
    excess = set(
        PlanLine.objects.filter(
            variant_id__in=variant_ids, state__in=(StockState.OVER, StockState.DEAD)
        ).values_list("variant_id", flat=True)
    )
    return {
        pk: Supply(
            free=free.get(pk, math.inf),
            coming=coming[pk].on_order + coming[pk].in_transit if pk in coming else 0,
            lead_days=_lead_days(plans.get(pk)),
            is_excess=pk in excess,
        )
        for pk in variant_ids
    }


def _lead_days(plan: Mapping[str, Any] | None) -> float | None:
    """Without a plan what is sold is taken to be bought again at once."""
    if plan is None:
        return 0.0
    return None if plan["supplier"] is None else float(plan["lead"])


def _own_prices(variant_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Other currencies in which variants have a price of their own."""
    rows = (
        Price.objects.filter(variant_id__in=variant_ids, ends_at__isnull=True)
        .exclude(currency=settings.SHOP_BASE_CURRENCY)
        .order_by("variant_id", "currency")
        .values_list("variant_id", "currency")
    )
    found: dict[int, tuple[str, ...]] = {}
    for variant_id, currency in rows:
        found[variant_id] = (*found.get(variant_id, ()), currency)
    return found
