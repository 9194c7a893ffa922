"""Promotions by day, for floors below: what is planned, and on which days there was one.

Forecasts learn from the daily demand what a promotion does, and read from the feature store when
the next one is. A promotion counts here if everybody can have it on single goods without a code; a
reduced price counts like one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet

from catalog.models import Category, Variant
from events.jobs import Report, handles
from events.models import DailyDemand
from events.rollups import record_promotions
from foundation import clock
from foundation.money import BASIS_POINTS
from mlops.models import Feature
from mlops.services import write_features
from pricing.models import Price, Promotion, PromotionKind, PromotionTarget

FEATURE = "planned_promotions"
WHOLE_SHOP = "shop"
DAYS_AHEAD = 91
DAYS_BACK = 7
REDUCED_DAYS = 28
"""A price that stands longer than that beside a former one is the price, not a promotion."""
_KINDS = (
    PromotionKind.PERCENTAGE,
    PromotionKind.AMOUNT,
    PromotionKind.FIXED_PRICE,
    PromotionKind.BUY_GET,
)


@dataclass(frozen=True, slots=True)
class Days:
    """The business days of a promotion, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PromotedDays:
    """When what is promoted: the whole shop, or variants by their number."""

    everywhere: tuple[Days, ...]
    by_variant: Mapping[int, tuple[Days, ...]]


@dataclass(frozen=True, slots=True)
class OpenPromotion:
    """A promotion for everybody: its days, its variants (None: all), the share it takes off.

    The share is zero where what it takes off is no share of a price.
    """

    days: Days
    variants: tuple[int, ...] | None
    share_off: float


def promoted_days(first: date, last: date) -> PromotedDays:
    """Promotions and reduced prices that touch the days from ``first`` to ``last``."""
    everywhere: list[Days] = []
    by_variant: dict[int, list[Days]] = defaultdict(list)
    for one in promotions_for_all(first, last):
        if one.variants is None:
            everywhere.append(one.days)
            continue
        for variant in one.variants:
            by_variant[variant].append(one.days)
    for variant, starts_at, ends_at in _reduced(first, last):
        until = starts_at + timedelta(days=REDUCED_DAYS)
        days = _within(starts_at, min(ends_at or until, until), first, last)
        if days.first <= days.last:
            by_variant[variant].append(days)
    return PromotedDays(
        tuple(everywhere), {variant: tuple(days) for variant, days in by_variant.items()}
    )


def promotions_for_all(first: date, last: date) -> Iterator[OpenPromotion]:
    """Promotions that everybody has on single goods without a code, as far as they touch days."""
    for promotion in _promotions(first, last):
        goods = [target for target in promotion.targets.all() if not target.is_reward]
        if any(target.group_id or target.company_id for target in goods):
            continue
        is_share = promotion.kind == PromotionKind.PERCENTAGE
        yield OpenPromotion(
            days=_within(promotion.starts_at, promotion.ends_at, first, last),
            variants=tuple(variants_about(goods).values_list("pk", flat=True)) if goods else None,
            share_off=(promotion.percent_basis_points or 0) / BASIS_POINTS if is_share else 0.0,
        )


def variants_about(goods: Sequence[PromotionTarget]) -> QuerySet[Variant]:
    """The variants that targets for goods name; all that can be bought where none names any."""
    return Variant.objects.filter(_any_of(goods))


def write_planned_promotions(*, at: datetime | None = None) -> int:
    """Tell the feature store what is promoted in the next 13 weeks; returns of how many subjects.

    What is planned no longer is told as nothing.
    """
    today = clock.business_day(at)
    found = promoted_days(today, today + timedelta(days=DAYS_AHEAD - 1))
    told = Feature.objects.filter(name=FEATURE).exclude(value=[])
    values: dict[str, Any] = {subject: [] for subject in told.values_list("subject", flat=True)}
    values[WHOLE_SHOP] = _plain(found.everywhere)
    for variant, days in found.by_variant.items():
        values[f"variant:{variant}"] = _plain(days)
    return write_features(name=FEATURE, values=values, as_of=at)


def record_promoted_days(first: date, last: date) -> int:
    """Note in the daily demand what was promoted on each day; returns how many days of variants."""
    found = promoted_days(first, last)
    products = dict(Variant.objects.filter(is_active=True).values_list("pk", "product_id"))
    noted = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        chosen = (
            products
            if _holds(found.everywhere, day)
            else {
                variant: products[variant]
                for variant, days in found.by_variant.items()
                if variant in products and _holds(days, day)
            }
        )
        noted += record_promotions(day, chosen)
    return noted


def note_promotions() -> dict[str, int]:
    """What is planned, and the last week's promotions; the first time those of all history."""
    planned = write_planned_promotions()
    yesterday = clock.business_day() - timedelta(days=1)
    first = yesterday - timedelta(days=DAYS_BACK - 1)
    if not DailyDemand.objects.filter(promoted=True).exists():
        first = DailyDemand.objects.aggregate(first=Min("day"))["first"] or first
    return {"planned": planned, "noted": record_promoted_days(first, yesterday)}


@handles("pricing.planned_promotions")
def _nightly(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    return dict(note_promotions())


def _promotions(first: date, last: date) -> Iterable[Promotion]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    return (
        Promotion.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=begin),
            is_active=True,
            needs_coupon=False,
            first_order_only=False,
            minimum_value_minor=0,
            minimum_quantity__lte=1,
            only_currency__in=("", settings.SHOP_BASE_CURRENCY),
            kind__in=_KINDS,
            starts_at__lt=end,
        )
        .order_by("pk")
        .prefetch_related("targets__category")
    )


def _reduced(first: date, last: date) -> Iterable[tuple[int, datetime, datetime | None]]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    return (
        Price.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=begin),
            currency=settings.SHOP_BASE_CURRENCY,
            compare_at_minor__isnull=False,
            starts_at__lt=end,
        )
        .order_by("variant_id", "starts_at")
        .values_list("variant_id", "starts_at", "ends_at")
    )


def _any_of(goods: Iterable[PromotionTarget]) -> Q:
    """Variants that the targets name: one of each kind of target that there is."""
    by_kind: dict[str, Q] = {}
    for target in goods:
        for kind, fits in _conditions(target).items():
            by_kind[kind] = by_kind.get(kind, Q()) | fits
    condition = Q(is_active=True)
    for fits in by_kind.values():
        condition &= fits
    return condition


def _conditions(target: PromotionTarget) -> dict[str, Q]:
    conditions = {}
    if target.product_id:
        conditions["product"] = Q(product_id=target.product_id)
    if isinstance(target.category, Category):
        conditions["category"] = Q(product__category__path__startswith=target.category.path)
    if target.brand_id:
        conditions["brand"] = Q(product__brand_id=target.brand_id)
    return conditions


def _within(starts_at: datetime, ends_at: datetime | None, first: date, last: date) -> Days:
    begin = max(clock.business_day(starts_at), first)
    if ends_at is None:
        return Days(begin, last)
    # One that ends at midnight ended the day before.
    return Days(begin, min(clock.business_day(ends_at - timedelta(microseconds=1)), last))


def _holds(days: Iterable[Days], day: date) -> bool:
    return any(one.first <= day <= one.last for one in days)


def _plain(days: Iterable[Days]) -> list[list[str]]:
    return [[one.first.isoformat(), one.last.isoformat()] for one in days]
