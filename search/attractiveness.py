"""What sells: how often products are bought and looked at, and what ranks them beside text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count, Max, Q, Sum

from events.models import DailyDemand, Event
from events.names import EventName
from foundation import clock
from pricing.selectors import PriceQuote

WEEKS = 4
WEEKLY_DECAY = 0.7
"""What a purchase is worth a week later: half of it after two."""
VIEWS_REMEMBERED_SECONDS = 3_600
VIEWS_KEY = "search:views"
PRIOR_VIEWS = 50
"""Views at the shop's own rate that every product is credited with: few views say little."""
HALF_STOCK = 5
HALF_LIFE_OF_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Demand:
    """Purchases of the last weeks by product, decayed (``popularity``) and plain; views."""

    popularity: Mapping[int, float]
    purchases: Mapping[int, int]
    views: Mapping[int, int]
    usual_rate: float

    def conversion(self, product_id: int) -> float:
        """Purchases per view, shrunk towards the shop's rate, which maps to one half; 0..1."""
        if not self.usual_rate:
            return 0.5
        bought = self.purchases.get(product_id, 0) + PRIOR_VIEWS * self.usual_rate
        rate = bought / (max(self.views.get(product_id, 0), 0) + PRIOR_VIEWS)
        return rate / (rate + self.usual_rate)


def demand_of(product_ids: Collection[int]) -> Demand:
    """Demand of some products."""
    return _demand(product_ids)


def demand_of_all() -> Demand:
    """Demand of the whole shop, in as many queries."""
    cache.delete(VIEWS_KEY)
    return _demand(None)


def latest_day() -> date | None:
    """The last day on which anything was sold; the weeks end with it, also in imported history."""
    day: date | None = DailyDemand.objects.aggregate(day=Max("day"))["day"]
    return day


def attractiveness_of(
    *, conversion: float, quote: PriceQuote, units: int | None, age: timedelta
) -> dict[str, float]:
    """What ranks beside text, each 0..1; a margin that nobody knows counts as none.

    Args:
        units: what can be sold; None where stock is not tracked.
        age: time since the product was published; halved freshness every thirty days.
    """
    price = quote.amount.minor
    margin = (price - quote.cost.minor) / price if quote.cost and price > 0 else 0.0
    months = max(age / HALF_LIFE_OF_NEWS, 0.0)
    return {
        "conversion": round(conversion, 4),
        "margin": round(min(max(margin, 0.0), 1.0), 4),
        "stock": 1.0 if units is None else round(units / (units + HALF_STOCK), 4),
        "freshness": round(0.5**months, 4),
    }


def _demand(product_ids: Collection[int] | None) -> Demand:
    latest = latest_day()
    if latest is None:
        return Demand({}, {}, {}, 0.0)
    views, usual_rate = _views(latest)
    popularity, purchases = _purchases(latest, product_ids)
    return Demand(popularity, purchases, views, usual_rate)


def _purchases(
    latest: date, product_ids: Collection[int] | None
) -> tuple[dict[int, float], dict[int, int]]:
    """Orders of each product, by weeks before the latest sale: orders, not units, are buyers."""
    demand = DailyDemand.objects.filter(day__gt=latest - timedelta(weeks=WEEKS))
    if product_ids is not None:
        demand = demand.filter(product_id__in=product_ids)
    weeks = {
        f"week_{week}": Sum(
            "orders",
            default=0,
            filter=Q(
                day__gt=latest - timedelta(weeks=week + 1), day__lte=latest - timedelta(weeks=week)
            ),
        )
        for week in range(WEEKS)
    }
    rows = demand.order_by().values_list("product_id").annotate(**weeks)
    popularity, purchases = {}, {}
    for product_id, *orders in rows:
        popularity[product_id] = round(
            sum(number * WEEKLY_DECAY**week for week, number in enumerate(orders)), 3
        )
        purchases[product_id] = sum(orders)
    return popularity, purchases


def _views(latest: date) -> tuple[dict[int, int], float]:
    """Views of every product in the same weeks, and the shop's purchases per view.

    The log has no index by product, so all are counted at once and remembered for an hour.
    """
    held: tuple[dict[int, int], float] | None = cache.get(VIEWS_KEY)
    if held is not None:
        return held
    since = clock.day_bounds(latest)[0] - timedelta(weeks=WEEKS)
    rows = (
        Event.objects.filter(
            name=EventName.PRODUCT_VIEWED, occurred_at__gte=since, product_id__isnull=False
        )
        .values_list("product_id")
        .annotate(number=Count("pk"))
    )
    views = dict(rows)
    demand = DailyDemand.objects.filter(day__gt=latest - timedelta(weeks=WEEKS))
    bought = demand.aggregate(orders=Sum("orders", default=0))["orders"]
    seen = sum(views.values())
    held = views, min(bought / seen, 1.0) if seen else 0.0
    cache.set(VIEWS_KEY, held, VIEWS_REMEMBERED_SECONDS)
    return held
