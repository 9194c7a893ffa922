"""What is sold at a reduced price: since when, what it sells since, and what it gives away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, takewhile

from django.conf import settings
from django.db.models import Sum

from catalog.models import Product, ProductStatus
from events.models import DailyDemand
from foundation import clock
from inventory.selectors import availability
from pricing.models import Price

BEFORE_DAYS = 28
"""The pace before a reduction is that of so many days."""
LONGEST_DAYS = 182
"""A reduction that stands longer is looked at for so many days."""
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Reduced:
    """A product of which variants are reduced; amounts in minor units of the base currency.

    ``off`` is the share taken off on average, ``since`` the day of the first reduction in force.
    ``weekly_before`` and ``weekly_since`` are units a week. ``given`` is what the reduction took
    off what was sold since. ``cover_days`` at the pace since; None where nothing sells.
    """

    product_id: int
    name: str
    off: float
    since: date
    weekly_before: float
    weekly_since: float
    units_since: int
    paid_since: int
    given: int
    free: int

    @property
    def cover_days(self) -> float | None:
        return WEEK_DAYS * self.free / self.weekly_since if self.weekly_since > 0 else None

    @property
    def sell_through(self) -> float | None:
        """What went of what there was when it was reduced, goods bought since counted in."""
        had = self.free + self.units_since
        return self.units_since / had if had > 0 else None


@dataclass(frozen=True, slots=True)
class _Reduction:
    """Of a variant."""

    variant_id: int
    product_id: int
    amount: int
    compare_at: int
    since: date


def reduced_products(*, at: datetime | None = None) -> list[Reduced]:
    """Products on the shelves that are reduced now, those with most money off first.

    Five queries, whatever the number of products.
    """
    today = clock.business_day(at)
    reductions = _reductions()
    if not reductions:
        return []
    by_product: dict[int, list[_Reduction]] = {}
    for one in reductions:
        by_product.setdefault(one.product_id, []).append(one)
    sold = _sold(by_product.keys(), today - timedelta(days=LONGEST_DAYS + BEFORE_DAYS), today)
    free = availability([one.variant_id for one in reductions], at=at)
    products = Product.objects.filter(pk__in=by_product, status=ProductStatus.PUBLISHED)
    found = [
        _reduced(product, by_product[product.pk], sold.get(product.pk, {}), free, today)
        for product in products
    ]
    return sorted(found, key=lambda row: (-row.given, -row.free, row.product_id))


def _reduced(
    product: Product,
    parts: Sequence[_Reduction],
    sold: dict[date, tuple[int, int]],
    free: dict[int, int],
    today: date,
) -> Reduced:
    first = max(min(part.since for part in parts), today - timedelta(days=LONGEST_DAYS))
    since = [figures for day, figures in sold.items() if day >= first]
    before = [
        units
        for day, (units, _paid) in sold.items()
        if first - timedelta(days=BEFORE_DAYS) <= day < first
    ]
    units, paid = sum(each for each, _paid in since), sum(paid for _units, paid in since)
    asked = sum(part.amount for part in parts)
    usual = sum(part.compare_at for part in parts)
    days = max((today - first).days, 1)
    return Reduced(
        product_id=product.pk,
        name=str(product),
        off=1 - asked / usual,
        since=first,
        weekly_before=WEEK_DAYS * sum(before) / BEFORE_DAYS,
        weekly_since=WEEK_DAYS * units / days,
        units_since=units,
        paid_since=paid,
        given=round(units * (usual - asked) / len(parts)),
        free=sum(max(free.get(part.variant_id, 0), 0) for part in parts),
    )


def _reductions() -> list[_Reduction]:
    """Variants reduced now; a reduction that went on by further steps began with its first one."""
    base = settings.SHOP_BASE_CURRENCY
    reduced = Price.objects.filter(
        currency=base, ends_at__isnull=True, compare_at_minor__isnull=False
    )
    rows = (
        Price.objects.filter(currency=base, variant__in=reduced.values("variant_id"))
        .order_by("variant_id", "-starts_at", "-pk")
        .values_list(
            "variant_id", "variant__product_id", "amount_minor", "compare_at_minor", "starts_at"
        )
    )
    found = []
    for (variant_id, product_id), history in groupby(rows, lambda row: (row[0], row[1])):
        steps = [
            (amount, compare_at, starts_at)
            for *_ids, amount, compare_at, starts_at in takewhile(_is_reduced, history)
            if compare_at is not None
        ]
        if steps:
            amount, compare_at, _starts_at = steps[0]
            since = clock.business_day(steps[-1][2])
            found.append(_Reduction(variant_id, product_id, amount, compare_at, since))
    return found


def _is_reduced(row: tuple[int, int, int, int | None, datetime]) -> bool:
    return row[3] is not None


def _sold(
    product_ids: Iterable[int], first: date, until: date
) -> dict[int, dict[date, tuple[int, int]]]:
    """Units and what was paid, by product and day."""
    rows = (
        DailyDemand.objects.filter(
            units__gt=0, product_id__in=list(product_ids), day__gte=first, day__lt=until
        )
        .values("product_id", "day")
        .annotate(sold=Sum("units"), paid=Sum("revenue_minor"))
        .values_list("product_id", "day", "sold", "paid")
    )
    sold: dict[int, dict[date, tuple[int, int]]] = {}
    for product_id, day, units, paid in rows:
        sold.setdefault(product_id, {})[day] = (units, paid)
    return sold
