"""What is left of what was sold: revenue, cost and margin by category and by product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, Sum

from catalog.models import Category, Product
from events.models import DailyDemand
from foundation import clock
from pricing.models import Price
from pricing.selectors.taxes import tax_policy

WHOLE = 10_000
MOST_THIN = 15


@dataclass(frozen=True, slots=True)
class Earned:
    """What a stretch of days brought, in minor units of the base currency without tax.

    ``cost`` and ``margin`` are of what has a known cost; ``uncosted`` is the revenue of the rest.
    """

    units: int = 0
    revenue: int = 0
    cost: int = 0
    uncosted: int = 0

    @property
    def margin(self) -> int:
        return self.revenue - self.uncosted - self.cost

    @property
    def share(self) -> float | None:
        """Margin as a share of revenue; None where no cost is known."""
        costed = self.revenue - self.uncosted
        return self.margin / costed if costed > 0 else None

    def __add__(self, other: Earned) -> Earned:
        return Earned(
            self.units + other.units,
            self.revenue + other.revenue,
            self.cost + other.cost,
            self.uncosted + other.uncosted,
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """What something earned, beside as many days before; ``subject_id`` is None for the rest."""

    subject_id: int | None
    name: str
    now: Earned = Earned()
    before: Earned = Earned()


@dataclass(frozen=True, slots=True)
class MarginReport:
    """The last ``days`` full days before ``until``, beside as many before.

    ``categories`` are those at the top of the tree, by margin; ``thin`` the products that sold at
    the smallest share of margin, losses first.
    """

    until: date
    days: int
    whole: Compared
    categories: tuple[Compared, ...]
    thin: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class _Goods:
    """One product: its category's place in the tree, and the share of its price that is no tax."""

    name: str
    category: str
    net_share: float


def margin_report(*, days: int = 28, at: datetime | None = None) -> MarginReport:
    """Margins of the last whole days; costs as they were known at the end of each stretch.

    Seven queries, whatever the number of products.
    """
    until = clock.business_day(at)
    middle, first = until - timedelta(days=days), until - timedelta(days=2 * days)
    sold_now, sold_before = _sold(middle, until), _sold(first, middle)
    goods = _goods({row[1] for row in (*sold_now, *sold_before)})
    now, before = _earned(sold_now, goods, until), _earned(sold_before, goods, middle)
    rows = [
        Compared(pk, product.name, now.get(pk, Earned()), before.get(pk, Earned()))
        for pk, product in goods.items()
    ]
    return MarginReport(
        until=until,
        days=days,
        whole=_together(None, str(settings.SHOP_NAME), rows),
        categories=_by_category(rows, goods),
        thin=_thin(rows),
    )


def net_shares(product_ids: Iterable[int]) -> dict[int, float]:
    """Which part of what is paid at home for each product is not tax. Two queries."""
    return {pk: product.net_share for pk, product in _goods(product_ids).items()}


def _together(subject_id: int | None, name: str, rows: Sequence[Compared]) -> Compared:
    return Compared(
        subject_id,
        name,
        sum((row.now for row in rows), Earned()),
        sum((row.before for row in rows), Earned()),
    )


def _by_category(rows: Iterable[Compared], goods: Mapping[int, _Goods]) -> tuple[Compared, ...]:
    """Sums of the categories at the top of the tree, those that earn most first."""
    parts: dict[str, list[Compared]] = {}
    for row in rows:
        if row.subject_id is not None:
            top = goods[row.subject_id].category[: Category.steplen]
            parts.setdefault(top, []).append(row)
    sums = [
        _together(category.pk, str(category), parts[category.path])
        for category in Category.objects.filter(depth=1)
        if category.path in parts
    ]
    return tuple(sorted(sums, key=lambda row: -row.now.margin))


def _thin(rows: Iterable[Compared]) -> tuple[Compared, ...]:
    told = [
        (share, row) for row in rows if row.now.units > 0 and (share := row.now.share) is not None
    ]
    told.sort(key=lambda pair: (pair[0], -pair[1].now.revenue))
    return tuple(row for _share, row in told[:MOST_THIN])


def _sold(first: date, until: date) -> list[tuple[int, int, int, int]]:
    """Variant, product, units and revenue of the days from ``first`` up to ``until``."""
    return list(
        DailyDemand.objects.filter(day__gte=first, day__lt=until)
        .values("variant_id", "product_id")
        .annotate(sold=Sum("units"), paid=Sum("revenue_minor"))
        .values_list("variant_id", "product_id", "sold", "paid")
    )


def _earned(
    sold: Iterable[tuple[int, int, int, int]], goods: Mapping[int, _Goods], until: date
) -> dict[int, Earned]:
    """What products earned; roll-ups hold what was paid, with tax."""
    costs = _costs(clock.day_bounds(until)[0])
    earned: dict[int, Earned] = {}
    for variant_id, product_id, units, paid in sold:
        if product_id not in goods:
            continue
        kept = round(paid * goods[product_id].net_share)
        cost = costs.get(variant_id)
        row = Earned(units, kept, 0, kept) if cost is None else Earned(units, kept, cost * units)
        earned[product_id] = earned.get(product_id, Earned()) + row
    return earned


def _costs(at: datetime) -> dict[int, int]:
    """What a unit cost the shop at a moment, by variant; the unknown are absent."""
    in_force = Price.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        currency=settings.SHOP_BASE_CURRENCY,
        starts_at__lte=at,
    )
    told = in_force.values_list("variant_id", "cost_minor")
    return {variant_id: cost for variant_id, cost in told if cost is not None}


def _goods(product_ids: Iterable[int]) -> dict[int, _Goods]:
    policy = tax_policy(None)
    rows = (
        Product.objects.filter(pk__in=list(product_ids))
        .select_related("category")
        .annotate(tax_code=F("tax__tax_class__code"))
    )
    return {
        row.pk: _Goods(
            str(row),
            row.category.path,
            WHOLE / (WHOLE + policy.contained_rate(row.tax_code or "")),
        )
        for row in rows
    }
